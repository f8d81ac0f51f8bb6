import './dialogs.css'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '#contract/people'
import { bridge } from '../bridge.ts'
import { Area, Field } from '../components/field.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { failureText } from '../i18n.ts'
import { nameOf, plainAddress, presentityOf, statusIconOf } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import { closeDialog } from '../store/view.ts'
import { AddressFields } from './address-fields.tsx'
import { type AddressLine, type AddressProblem, checked, linesOf } from './addresses.ts'
import { GroupChips } from './group-chips.tsx'
import { type ChosenPicture, PhotoField } from './photo-field.tsx'

/** Everything the user keeps about somebody. Nothing is changed before Save. */
export function EditPerson({ contactId }: Readonly<{ contactId: string }>) {
  const contact = useApp((state) => state.contacts[contactId])
  return contact ? <EditForm key={contact.id} contact={contact} /> : null
}

function EditForm({ contact }: Readonly<{ contact: Contact }>) {
  const { t } = useTranslation()
  // As it was when the form opened: what another device changes meanwhile stays as that device left it.
  const [before] = useState(contact)
  const [name, setName] = useState(before.name)
  const [kept] = useState(() => linesOf(t, before.addresses))
  const [lines, setLines] = useState<readonly AddressLine[]>(kept)
  const [first, setFirst] = useState(() => defaultOf(before))
  const [groupIds, setGroupIds] = useState<readonly string[]>(before.groupIds)
  const [notes, setNotes] = useState(before.notes)
  const [picture, setPicture] = useState<ChosenPicture | null | undefined>(undefined)
  const [problems, setProblems] = useState<Readonly<Record<string, AddressProblem>>>({})
  const [error, setError] = useState<string | null>(null)
  const [photoError, setPhotoError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const ownAor = useApp((state) => state.accounts[before.accountId]?.aor ?? '')
  const theirs = useApp((state) => statusIconOf(state, presentityOf(state, before)))

  const changed =
    name !== before.name ||
    notes !== before.notes ||
    groupIds !== before.groupIds ||
    picture !== undefined ||
    lines !== kept ||
    first !== defaultOf(before)

  const toWrong = (): void =>
    void requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())

  const save = async (): Promise<void> => {
    const found = checked(t, lines, first, ownAor)
    setProblems(found.problems)
    if (Object.keys(found.problems).length > 0) {
      setError(null)
      return toWrong()
    }
    if (!found.drafts.some(({ uri }) => !uri.startsWith('mailto:'))) return setError(t('people.edit.noAddress'))
    setBusy(true)
    const refused = await send(found.drafts)
    setBusy(false)
    if (refused === null) closeDialog()
  }

  /** What was changed, and nothing else. The photo first: it is the only one that may well be refused. */
  const send = async (drafts: ReturnType<typeof checked>['drafts']): Promise<string | null> => {
    const { id } = before
    if (picture !== undefined) {
      const result = await bridge.command('people.setPhoto', { id, picture: picture?.bytes ?? null })
      const words = result.ok ? null : failureText(t, result.failure)
      setPhotoError(words)
      if (words !== null) return words
    }
    const result = await bridge.command('people.change', {
      id,
      ...(name.trim() !== before.name && { name: name.trim() }),
      ...(!sameAddresses(drafts, before.addresses) && { addresses: drafts }),
      ...(groupIds !== before.groupIds && { groupIds }),
      ...(notes.trim() !== before.notes && { notes: notes.trim() }),
    })
    const words = result.ok ? null : failureText(t, result.failure)
    setError(words)
    return words
  }

  return (
    <FormDialog
      className="dialog dialog-wide"
      changed={changed}
      title={t('people.edit.title', { name: nameOf(appStore.getState(), before) })}
      action={t('common.save')}
      busy={busy}
      error={error}
      formRef={form}
      onSubmit={() => void save()}
      onClose={closeDialog}
    >
      <PhotoField
        name={name.trim() || plainAddress(before.aor)}
        aor={before.aor}
        shown={(picture === undefined ? before.photo : picture?.preview) ?? theirs}
        removable={picture === undefined ? before.photo !== null : picture !== null}
        error={photoError}
        onChoose={(chosen) => {
          setPicture(chosen)
          setPhotoError(null)
        }}
        onRemove={() => {
          setPicture(before.photo === null ? undefined : null)
          setPhotoError(null)
        }}
        onError={setPhotoError}
      />
      <Field label={t('people.add.name')} start value={name} onChange={setName} maxLength={200} autoComplete="off" />
      <AddressFields
        lines={lines}
        first={first}
        problems={problems}
        onChange={(next) => {
          setLines(next)
          setProblems({})
          setError(null)
        }}
        onFirst={setFirst}
      />
      <fieldset className="plain">
        <legend className="lab">{t('people.add.groups')}</legend>
        <GroupChips accountId={before.accountId} chosen={groupIds} onChange={setGroupIds} />
      </fieldset>
      <Area
        label={t('people.edit.notes')}
        hint={t('people.edit.notesHint')}
        value={notes}
        onChange={setNotes}
        maxLength={4000}
        spellCheck
      />
    </FormDialog>
  )
}

/** The first that can be called. */
const defaultOf = ({ addresses }: Contact): string =>
  (addresses.find(({ uri }) => !/^mailto:/i.test(uri)) ?? addresses[0])?.id ?? ''

function sameAddresses(drafts: ReturnType<typeof checked>['drafts'], addresses: Contact['addresses']): boolean {
  return (
    drafts.length === addresses.length &&
    drafts.every(({ id, uri, label }, index) => {
      const other = addresses[index]
      return other !== undefined && other.id === id && other.uri === uri && other.label === label
    })
  )
}

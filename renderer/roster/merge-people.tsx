import './dialogs.css'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Contact, Group } from '#contract/people'
import { Avatar } from '../components/avatar.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { act } from '../store/actions.ts'
import { nameOf, pictureOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { closeDialog } from '../store/view.ts'
import { shownAddress } from './addresses.ts'
import { type LookAlikes, lookAlikeStore, notTheSame } from './look-alike.ts'
import { offerUndo } from './removal.ts'

/** Those who look alike, one after the other: merged, told apart, or left for later. */
export function MergePeople() {
  const { t } = useTranslation()
  const sets = useStore(lookAlikeStore, (state) => state.sets)
  const contacts = useApp((state) => state.contacts)
  const [at, setAt] = useState(0)
  const open = sets.filter(({ ids }) => ids.filter((id) => contacts[id]).length > 1)
  const set = open[at] ?? open.at(-1)
  const people = set?.ids.flatMap((id) => contacts[id] ?? []) ?? []
  /** The set itself goes: what was behind it moves up. */
  const done = (): void => {
    if (open.length <= 1) closeDialog()
    else setAt(Math.min(at, open.length - 2))
  }
  return (
    <Dialog className="dialog dialog-wide" title={t('people.merge.title')} onClose={closeDialog}>
      {set && people.length > 1 ? (
        <MergeSet
          key={set.ids.join()}
          set={set}
          people={people}
          progress={
            open.length > 1 ? t('people.merge.progress', { place: open.indexOf(set) + 1, of: open.length }) : null
          }
          onDone={done}
          onLater={() => (at + 1 < open.length ? setAt(at + 1) : closeDialog())}
        />
      ) : (
        <>
          <p className="t2">{t('people.merge.none')}</p>
          <div className="dialog-actions">
            <Button kind="primary" onClick={closeDialog}>
              {t('common.close')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  )
}

function MergeSet({
  set,
  people,
  progress,
  onDone,
  onLater,
}: Readonly<{
  set: LookAlikes
  people: readonly Contact[]
  progress: string | null
  onDone: () => void
  onLater: () => void
}>) {
  const { t } = useTranslation()
  const name = useId()
  const [keepId, setKeepId] = useState(() => fullest(people).id)
  const [busy, setBusy] = useState(false)
  const kept = people.find(({ id }) => id === keepId) ?? people[0]!
  const keptName = useApp((state) => nameOf(state, kept))
  const merge = async (): Promise<void> => {
    if (busy) return
    setBusy(true)
    const others = people.filter((each) => each !== kept).map(({ id }) => id)
    const done = await act('people.merge', { id: kept.id, others })
    setBusy(false)
    if (!done.ok) return
    offerUndo(t('people.merge.done', { name: keptName }), t('people.merge.undone'), done.value)
    onDone()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void merge()
      }}
    >
      <div className="row merge-reason t2">
        <span className="grow">{t(`people.merge.reason.${set.reason}`)}</span>
        {progress && <span className="s12 t3 num">{progress}</span>}
      </div>
      <fieldset className="plain merge-people">
        <legend className="sr">{t('people.merge.keep')}</legend>
        {people.map((contact) => (
          <Candidate
            key={contact.id}
            contact={contact}
            group={name}
            kept={contact === kept}
            onKeep={() => setKeepId(contact.id)}
          />
        ))}
      </fieldset>
      <p className="field-text">{t('people.merge.result', { name: keptName })}</p>
      <div className="dialog-actions">
        <Button
          kind="quiet"
          onClick={() => {
            onDone()
            notTheSame(set.ids)
          }}
        >
          {t('people.merge.different')}
        </Button>
        <span className="grow" />
        <Button onClick={onLater}>{t('people.merge.later')}</Button>
        <Button kind="primary" submit busy={busy}>
          {t('people.merge.action')}
        </Button>
      </div>
    </form>
  )
}

function Candidate({
  contact,
  group,
  kept,
  onKeep,
}: Readonly<{ contact: Contact; group: string; kept: boolean; onKeep: () => void }>) {
  const { t } = useTranslation()
  const groups = useApp((state) => state.groups)
  const name = useApp((state) => nameOf(state, contact))
  const picture = useApp((state) => pictureOf(state, contact))
  const names = groupNames(contact, groups)
  return (
    <label className={kept ? 'merge-one on' : 'merge-one'}>
      <span className="row">
        <Avatar name={name} aor={contact.aor} size={40} picture={picture} />
        <span className="b grow merge-name">{name}</span>
        <input
          type="radio"
          className="address-first"
          name={group}
          data-start={kept || undefined}
          aria-label={t('people.merge.keepName', { name })}
          checked={kept}
          onChange={onKeep}
        />
      </span>
      <span className="s12 t2 merge-facts">
        {contact.addresses.map(({ id, uri }) => (
          <span key={id}>{shownAddress(uri)}</span>
        ))}
        {names && <span className="t3">{names}</span>}
        {contact.notes && <span className="t3 merge-note">{contact.notes}</span>}
      </span>
    </label>
  )
}

const groupNames = ({ groupIds }: Contact, groups: Readonly<Record<string, Group>>): string =>
  groupIds.flatMap((id) => groups[id]?.name ?? []).join(', ')

/** Whom one would keep: who says most. */
const fullest = (people: readonly Contact[]): Contact => people.toSorted((a, b) => weightOf(b) - weightOf(a))[0]!

const weightOf = ({ name, addresses, groupIds, favourite, notes, photo }: Contact): number =>
  (name ? 4 : 0) + addresses.length + groupIds.length + (favourite ? 2 : 0) + (notes ? 1 : 0) + (photo ? 1 : 0)

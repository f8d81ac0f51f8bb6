import './dialogs.css'
import AtSign from 'lucide-react/icons/at-sign'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bridge } from '../bridge.ts'
import { Field } from '../components/field.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { failureText } from '../i18n.ts'
import { canBeAddress, fullAddress } from '../store/actions.ts'
import { contactOf, mainAccount, nameOf } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import { closeDialog, showPerson } from '../store/view.ts'
import { GroupChips } from './group-chips.tsx'

export function AddPerson({ address }: Readonly<{ address: string }>) {
  const { t } = useTranslation()
  const account = useApp(mainAccount)
  const [typed, setTyped] = useState(address)
  const [name, setName] = useState('')
  const [groupIds, setGroupIds] = useState<readonly string[]>([])
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  if (!account) return null

  const add = async (): Promise<void> => {
    const wrong = (text: string): void => {
      setError(text)
      field.current?.focus()
    }
    if (!canBeAddress(typed)) return wrong(t('failures.invalid.address'))
    const full = fullAddress(typed, account)
    const person = { accountId: account.id, aor: full.toLowerCase() }
    const state = appStore.getState()
    const known = contactOf(state, person)
    if (known && !known.followed) return wrong(t('people.add.already', { name: nameOf(state, person) }))
    setBusy(true)
    const result = await bridge.command('people.add', {
      accountId: account.id,
      address: full,
      name: name.trim(),
      groupIds,
    })
    setBusy(false)
    if (!result.ok) return wrong(failureText(t, result.failure))
    closeDialog()
    const contact = appStore.getState().contacts[result.value.id]
    if (contact) showPerson({ accountId: contact.accountId, aor: contact.aor }, false)
  }

  return (
    <FormDialog
      title={t('people.add.title')}
      action={t('people.add.action')}
      busy={busy}
      onSubmit={() => void add()}
      onClose={closeDialog}
    >
      <Field
        label={t('people.add.address')}
        start={address === ''}
        icon={<AtSign size={15} aria-hidden="true" />}
        hint={t('people.add.addressHint')}
        error={error}
        inputRef={field}
        value={typed}
        onChange={(value) => {
          setTyped(value)
          setError(null)
        }}
        autoComplete="off"
      />
      <Field
        label={t('people.add.name')}
        start={address !== ''}
        hint={t('people.add.nameHint')}
        value={name}
        onChange={setName}
        maxLength={200}
        autoComplete="off"
      />
      <fieldset className="plain">
        <legend className="lab">{t('people.add.groups')}</legend>
        <GroupChips accountId={account.id} chosen={groupIds} onChange={setGroupIds} />
      </fieldset>
    </FormDialog>
  )
}

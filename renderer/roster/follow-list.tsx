import './dialogs.css'
import Link2 from 'lucide-react/icons/link-2'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import { bridge } from '../bridge.ts'
import { Field } from '../components/field.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { failureText } from '../i18n.ts'
import { closeDialog, setView } from '../store/view.ts'
import { groupKey } from './order.ts'

/** A list that somebody else keeps, by its address. */
export function FollowList({ accountId }: Readonly<{ accountId: AccountId }>) {
  const { t } = useTranslation()
  const [address, setAddress] = useState('')
  const [name, setName] = useState('')
  const [error, setError] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const follow = async (): Promise<void> => {
    const done = await bridge.command('people.followList', { accountId, address: address.trim(), name: name.trim() })
    if (done.ok) {
      closeDialog()
      setView({ item: groupKey(done.value.id) })
      return
    }
    setError(failureText(t, done.failure))
    field.current?.focus()
  }
  return (
    <FormDialog
      title={t('people.list.title')}
      action={t('people.list.action')}
      disabled={address.trim() === ''}
      onSubmit={() => void follow()}
      onClose={closeDialog}
    >
      <p className="t2">{t('people.list.text')}</p>
      <Field
        label={t('people.list.address')}
        start
        icon={<Link2 size={15} aria-hidden="true" />}
        hint={t('people.list.addressHint')}
        error={error}
        inputRef={field}
        value={address}
        onChange={(value) => {
          setAddress(value)
          setError(null)
        }}
        maxLength={2000}
        autoComplete="off"
      />
      <Field
        label={t('people.list.name')}
        hint={t('people.list.nameHint')}
        value={name}
        onChange={setName}
        maxLength={200}
        autoComplete="off"
      />
    </FormDialog>
  )
}

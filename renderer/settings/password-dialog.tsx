import '../sign-in/sign-in.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, PasswordStorage } from '#contract/account'
import { bridge } from '../bridge.ts'
import { Field } from '../components/field.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { failureText } from '../i18n.ts'
import { defaultStorage, PasswordStorageChoice } from '../sign-in/password-storage.tsx'
import { useApp } from '../store/store.ts'

export function PasswordDialog({
  account,
  title,
  onClose,
}: Readonly<{ account: Account; title?: string; onClose: () => void }>) {
  const { t } = useTranslation()
  const keyStore = useApp((state) => state.platform.keyStore)
  const [password, setPassword] = useState('')
  const [storage, setStorage] = useState<PasswordStorage>(
    keyStore === null && account.passwordStorage !== 'key-store' ? account.passwordStorage : defaultStorage(keyStore),
  )
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const save = async (): Promise<void> => {
    if (busy) return
    if (password === '') {
      setError(t('signIn.passwordNeeded'))
      return
    }
    setBusy(true)
    const result = await bridge.command('account.setPassword', { id: account.id, password, passwordStorage: storage })
    setBusy(false)
    if (result.ok) onClose()
    else setError(failureText(t, result.failure))
  }

  return (
    <FormDialog
      title={title ?? t('settings.account.changePassword')}
      action={t('common.save')}
      busy={busy}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <Field
        label={title ? t('signIn.password') : t('settings.account.newPassword')}
        type="password"
        value={password}
        onChange={(value) => {
          setPassword(value)
          setError(null)
        }}
        error={error}
        autoComplete="current-password"
      />
      {keyStore === null && <PasswordStorageChoice value={storage} onChange={setStorage} />}
    </FormDialog>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PasswordStorage } from '#contract/account'
import type { CalendarSource } from '#contract/calendars'
import { bridge } from '../bridge.ts'
import { Field } from '../components/field.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { failureText } from '../i18n.ts'
import { defaultStorage, PasswordStorageChoice } from '../sign-in/password-storage.tsx'
import { useApp } from '../store/store.ts'

export function CalendarPassword({ calendar, onClose }: Readonly<{ calendar: CalendarSource; onClose: () => void }>) {
  const { t } = useTranslation()
  const keyStore = useApp((state) => state.platform.keyStore)
  const [password, setPassword] = useState('')
  const [passwordStorage, setStorage] = useState<PasswordStorage>(defaultStorage(keyStore))
  const [error, setError] = useState<string | null>(null)
  const save = async (): Promise<void> => {
    const login = { password, passwordStorage }
    const result = await bridge.command('calendar.setPassword', { id: calendar.id, login })
    if (result.ok) onClose()
    else setError(failureText(t, result.failure))
  }
  return (
    <FormDialog
      title={t('calendars.passwordTitle', { name: calendar.name })}
      action={t('common.save')}
      disabled={password === ''}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <Field
        start
        label={t('calendars.secret')}
        hint={t('calendars.secretHint')}
        type="password"
        value={password}
        onChange={setPassword}
        error={error}
        autoComplete="off"
      />
      {keyStore === null && <PasswordStorageChoice value={passwordStorage} onChange={setStorage} />}
    </FormDialog>
  )
}

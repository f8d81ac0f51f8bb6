import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { failureText } from '../i18n.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'

const close = (): void => setView({ dialog: null })

/** A group is a column of the matrix from then on. */
export function NewGroup({ accountId }: Readonly<{ accountId: AccountId }>) {
  const { t } = useTranslation()
  const groups = useApp((state) => state.groups)
  const [name, setName] = useState('')
  const [error, setError] = useState<string | null>(null)
  const text = name.trim()
  const save = async (): Promise<void> => {
    const same = (other: string): boolean => other.toLocaleLowerCase() === text.toLocaleLowerCase()
    if (Object.values(groups).some((group) => group.accountId === accountId && same(group.name))) {
      setError(t('privacy.groupExists', { name: text }))
      return
    }
    const made = await bridge.command('people.addGroup', { accountId, name: text })
    if (made.ok) close()
    else setError(failureText(t, made.failure))
  }
  return (
    <Dialog title={t('privacy.newGroup')} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (text !== '') void save()
        }}
      >
        <Field
          label={t('people.edit.groupName')}
          start
          value={name}
          onChange={setName}
          error={error}
          maxLength={200}
          autoComplete="off"
        />
        <div className="dialog-actions">
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button kind="primary" submit disabled={text === ''}>
            {t('privacy.addGroup')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

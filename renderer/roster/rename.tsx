import './dialogs.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Result } from '#contract/failure'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { failureText } from '../i18n.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'

const close = (): void => setView({ dialog: null })

function NameDialog({
  title,
  label,
  name,
  onSave,
}: Readonly<{
  title: string
  label: string
  name: string
  onSave: (name: string) => Promise<Result<null>>
}>) {
  const { t } = useTranslation()
  const [text, setText] = useState(name)
  const [error, setError] = useState<string | null>(null)
  const save = async (): Promise<void> => {
    const result = await onSave(text.trim())
    if (result.ok) close()
    else setError(failureText(t, result.failure))
  }
  return (
    <Dialog title={title} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== '') void save()
        }}
      >
        <Field label={label} value={text} onChange={setText} error={error} maxLength={200} autoComplete="off" />
        <div className="dialog-actions">
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button kind="primary" submit disabled={text.trim() === ''}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

export function RenameGroupDialog({ groupId }: Readonly<{ groupId: string }>) {
  const { t } = useTranslation()
  const group = useApp((state) => state.groups[groupId])
  if (!group) return null
  return (
    <NameDialog
      title={t('people.edit.groupTitle')}
      label={t('people.edit.groupName')}
      name={group.name}
      onSave={(name) => bridge.command('people.renameGroup', { id: group.id, name })}
    />
  )
}

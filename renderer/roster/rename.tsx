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
  hint,
  name,
  empty,
  onSave,
}: Readonly<{
  title: string
  label: string
  hint?: string
  name: string
  /** whether no name at all is a name */
  empty: boolean
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
          if (text.trim() !== '' || empty) void save()
        }}
      >
        <Field
          label={label}
          {...(hint ? { hint } : {})}
          value={text}
          onChange={setText}
          error={error}
          maxLength={200}
          autoComplete="off"
        />
        <div className="dialog-actions">
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button kind="primary" submit disabled={!empty && text.trim() === ''}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

export function RenameDialog({ contactId }: Readonly<{ contactId: string }>) {
  const { t } = useTranslation()
  const contact = useApp((state) => state.contacts[contactId])
  if (!contact) return null
  return (
    <NameDialog
      title={t('people.edit.title')}
      label={t('people.add.name')}
      hint={t('people.add.nameHint')}
      name={contact.name}
      empty
      onSave={(name) => bridge.command('people.change', { id: contact.id, name })}
    />
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
      empty={false}
      onSave={(name) => bridge.command('people.renameGroup', { id: group.id, name })}
    />
  )
}

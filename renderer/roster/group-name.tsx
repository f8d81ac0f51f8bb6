import './dialogs.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import type { Result } from '#contract/failure'
import { bridge } from '../bridge.ts'
import { Field } from '../components/field.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { failureText } from '../i18n.ts'
import { appStore, useApp } from '../store/store.ts'
import { closeDialog, setView, toggleGroup } from '../store/view.ts'
import { groupKey } from './order.ts'

type NameDialogProps = Readonly<{
  title: string
  name: string
  action: string
  /** two groups beside each other have different names */
  taken: (name: string) => boolean
  onSave: (name: string) => Promise<Result<unknown>>
}>

function NameDialog({ title, name, action, taken, onSave }: NameDialogProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(name)
  const [error, setError] = useState<string | null>(null)
  const save = async (): Promise<void> => {
    const typed = text.trim()
    if (taken(typed.toLocaleLowerCase())) return setError(t('people.edit.groupTaken', { name: typed }))
    const result = await onSave(typed)
    if (result.ok) closeDialog()
    else setError(failureText(t, result.failure))
  }
  return (
    <FormDialog
      title={title}
      action={action}
      disabled={text.trim() === ''}
      onSubmit={() => void save()}
      onClose={closeDialog}
    >
      <Field
        label={t('people.edit.groupName')}
        start
        value={text}
        onChange={(value) => {
          setText(value)
          setError(null)
        }}
        error={error}
        maxLength={200}
        autoComplete="off"
      />
    </FormDialog>
  )
}

const beside =
  (accountId: AccountId, parentId: string | null, own: string | null) =>
  (name: string): boolean =>
    Object.values(appStore.getState().groups).some(
      (group) =>
        group.accountId === accountId &&
        group.parentId === parentId &&
        group.id !== own &&
        group.name.toLocaleLowerCase() === name,
    )

export function RenameGroupDialog({ groupId }: Readonly<{ groupId: string }>) {
  const { t } = useTranslation()
  const group = useApp((state) => state.groups[groupId])
  if (!group) return null
  return (
    <NameDialog
      title={t('people.edit.groupTitle')}
      name={group.name}
      action={t('common.save')}
      taken={beside(group.accountId, group.parentId, group.id)}
      onSave={(name) => bridge.command('people.renameGroup', { id: group.id, name })}
    />
  )
}

export function NewGroupDialog({ accountId, parentId }: Readonly<{ accountId: AccountId; parentId: string | null }>) {
  const { t } = useTranslation()
  const parent = useApp((state) => (parentId === null ? undefined : state.groups[parentId]))
  return (
    <NameDialog
      title={parent ? t('people.edit.groupInside', { name: parent.name }) : t('people.newGroup')}
      name=""
      action={t('people.add.addGroup')}
      taken={beside(accountId, parentId, null)}
      onSave={async (name) => {
        const made = await bridge.command('people.addGroup', { accountId, name, parentId })
        if (made.ok) {
          if (parentId !== null) toggleGroup(parentId, true)
          setView({ item: groupKey(made.value.id) })
        }
        return made
      }}
    />
  )
}

import './dialogs.css'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import type { PeopleFormat } from '#contract/people'
import { bridge } from '../bridge.ts'
import { Segmented } from '../components/segmented.tsx'
import { Select } from '../components/select.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { failureText } from '../i18n.ts'
import { appStore } from '../store/store.ts'
import { closeDialog, toast } from '../store/view.ts'
import { groupOptions } from './group-options.ts'

const everybody = ''

export function ExportPeople({ accountId, groupId }: Readonly<{ accountId: AccountId; groupId: string | null }>) {
  const { t } = useTranslation()
  const id = useId()
  const [who, setWho] = useState(groupId ?? everybody)
  const [format, setFormat] = useState<PeopleFormat>('vcard')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const options = [
    { value: everybody, label: t('people.export.everybody') },
    ...groupOptions(appStore.getState().groups, accountId),
  ]
  const save = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    const done = await bridge.command('people.export', { accountId, format, groupId: who === everybody ? null : who })
    setBusy(false)
    if (!done.ok) return setError(failureText(t, done.failure))
    // Cancelled in the system's dialog: the choice here stays.
    if (!done.value.saved) return
    closeDialog()
    toast({ kind: 'done', title: t('people.export.done') })
  }
  return (
    <FormDialog
      title={t('people.export.title')}
      action={t('people.export.action')}
      busy={busy}
      error={error}
      onSubmit={() => void save()}
      onClose={closeDialog}
    >
      <Select label={t('people.export.who')} value={who} options={options} onChange={setWho} />
      <div>
        <span className="lab" id={id}>
          {t('people.export.format')}
        </span>
        <Segmented
          name={id}
          labelledBy={id}
          value={format}
          segments={[
            { value: 'vcard', label: t('people.export.vcard') },
            { value: 'csv', label: t('people.export.csv') },
            { value: 'resource-lists', label: t('people.export.resource-lists') },
          ]}
          onChange={setFormat}
        />
        <p className="field-text">{t(`people.export.about.${format}`)}</p>
      </div>
    </FormDialog>
  )
}

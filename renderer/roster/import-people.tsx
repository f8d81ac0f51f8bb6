import './dialogs.css'
import Upload from 'lucide-react/icons/upload'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import type { ImportPreview } from '#contract/people'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { failureText } from '../i18n.ts'
import { closeDialog } from '../store/view.ts'
import { useFileDrop } from './file-drop.ts'
import { ImportList } from './import-list.tsx'
import { readText } from './read-text.ts'
import { offerUndo } from './removal.ts'

const largest = 50_000_000

/** A file is chosen, what it would do is shown, and only then it is done. */
export function ImportPeople({ accountId }: Readonly<{ accountId: AccountId }>) {
  const { t } = useTranslation()
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  const [skip, setSkip] = useState<ReadonlySet<string>>(new Set())
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const read = async (file: File): Promise<void> => {
    setError(null)
    if (file.size > largest) return setError(t('people.import.large'))
    setBusy(true)
    const text = await readText(file)
    const result = text === null ? null : await bridge.command('people.import', { accountId, text, format: null })
    setBusy(false)
    if (result === null) return setError(t('people.import.unreadable'))
    if (!result.ok) return setError(failureText(t, result.failure))
    if (result.value.people.length + result.value.skipped === 0) return setError(t('people.import.nobody'))
    setSkip(new Set())
    setPreview(result.value)
  }

  const count = preview ? preview.people.filter((one) => one.effect !== 'same' && !skip.has(one.key)).length : 0
  const commit = async (): Promise<void> => {
    if (!preview || busy) return
    setBusy(true)
    const done = await bridge.command('people.importCommit', { id: preview.id, skip: [...skip] })
    setBusy(false)
    if (!done.ok) return setError(failureText(t, done.failure))
    const { added, merged, undo } = done.value
    closeDialog()
    offerUndo(
      [
        added > 0 ? t('people.import.added', { count: added }) : '',
        merged > 0 ? t('people.import.merged', { count: merged }) : '',
      ]
        .filter(Boolean)
        .join(' '),
      t('people.import.undone'),
      { undo },
    )
  }

  return (
    <Dialog className="dialog dialog-wide" title={t('people.import.title')} onClose={closeDialog}>
      {preview ? (
        <ImportList preview={preview} skip={skip} onSkip={setSkip} />
      ) : (
        <DropFile busy={busy} onFile={(file) => void read(file)} />
      )}
      {error && (
        <p className="field-text field-error" role="alert">
          {error}
        </p>
      )}
      <div className="dialog-actions">
        {preview && (
          <Button kind="quiet" onClick={() => setPreview(null)}>
            {t('people.import.another')}
          </Button>
        )}
        <span className="grow" />
        <Button onClick={closeDialog}>{count === 0 && preview ? t('common.close') : t('common.cancel')}</Button>
        {preview && count > 0 && (
          <Button kind="primary" busy={busy} onClick={() => void commit()}>
            {t('people.import.action', { count })}
          </Button>
        )}
      </div>
    </Dialog>
  )
}

function DropFile({ busy, onFile }: Readonly<{ busy: boolean; onFile: (file: File) => void }>) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const { over, target } = useFileDrop(onFile)
  return (
    <div className={`drop-file${over ? ' over' : ''}`} {...target}>
      <Upload className="t3" size={24} strokeWidth={1.6} aria-hidden="true" />
      <p className="t2">{t('people.import.text')}</p>
      <Button kind="primary" data-start busy={busy} onClick={() => input.current?.click()}>
        {t('people.import.choose')}
      </Button>
      <input
        ref={input}
        className="sr"
        type="file"
        tabIndex={-1}
        aria-label={t('people.import.choose')}
        accept=".vcf,.vcard,.csv,.tsv,.txt,.xml,text/vcard,text/csv,application/resource-lists+xml"
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
    </div>
  )
}

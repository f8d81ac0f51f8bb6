import '../sign-in/sign-in.css'
import Activity from 'lucide-react/icons/activity'
import Check from 'lucide-react/icons/check'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '#contract/account'
import type { DocumentServer } from '#contract/server-documents'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { failureText, type T } from '../i18n.ts'
import { clockTime } from '../presence/times.ts'
import { type AccountDraft, type DraftErrors, draftOf, readDraft } from '../sign-in/account-draft.ts'
import { AdvancedFields } from '../sign-in/advanced-fields.tsx'
import { TestSteps } from '../sign-in/test-steps.tsx'
import { act, words } from '../store/actions.ts'
import { accountsOf, linkOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { toast } from '../store/view.ts'
import { Line, Part } from './lines.tsx'

/** 07f: the link as it is, each step tested, and what can be said instead of what was found. */
export function NetworkPage() {
  const accounts = useApp(accountsOf)
  return (
    <>
      {accounts.map((account) => (
        <Connection key={account.id} account={account} />
      ))}
      <Test account={accounts[0]} />
    </>
  )
}

function Connection({ account }: Readonly<{ account: Account }>) {
  const { t } = useTranslation()
  const link = useApp(linkOf(account.id))
  const documents = useApp((state) => state.serverDocuments[account.id]?.server)
  const [changing, setChanging] = useState(false)
  const server =
    link?.kind === 'online'
      ? t('settings.network.serverText', {
          server: link.server,
          transport: t(`settings.network.transport.${link.transport}`),
        })
      : (account.server ?? t('settings.network.serverFound'))
  return (
    <Part title={t('settings.network.connection')}>
      <Line label={t('settings.network.server')} text={server}>
        {link?.kind === 'online' ? (
          <span className="row ok s12 account-mark">
            <Check size={15} strokeWidth={2.2} aria-hidden="true" />
            {t('settings.summary.connected')}
          </span>
        ) : (
          <span className="row warn s12 account-mark">
            <TriangleAlert size={15} strokeWidth={2} aria-hidden="true" />
            {link?.kind === 'connecting' ? t('settings.summary.connecting') : t('settings.summary.notConnected')}
          </span>
        )}
      </Line>
      <Line label={t('settings.network.xcap')} text={account.xcapRoot ?? foundText(t, documents)} />
      <Line label={t('settings.network.stun')} text={account.stun ?? t('settings.network.notSet')} />
      <Line label={t('settings.network.turn')} text={account.turn?.uri ?? t('settings.network.notSet')} />
      <Line label={t('settings.network.advanced')}>
        <Button onClick={() => setChanging(true)}>{t('settings.network.change')}</Button>
      </Line>
      {changing && <AdvancedDialog account={account} onClose={() => setChanging(false)} />}
    </Part>
  )
}

/** What was found where nothing is set: nobody has to guess which server has his contacts. */
function foundText(t: T, server: DocumentServer | undefined): string {
  if (server?.kind === 'found') return t('settings.network.xcapFound', { root: server.root })
  if (server?.kind === 'none') return t('settings.network.xcapNone')
  return t('settings.network.notSet')
}

function AdvancedDialog({ account, onClose }: Readonly<{ account: Account; onClose: () => void }>) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<AccountDraft>(() => draftOf(account))
  const [errors, setErrors] = useState<DraftErrors>({})
  const [failure, setFailure] = useState<string | null>(null)
  const save = async (): Promise<void> => {
    const read = readDraft(draft)
    setErrors(read.ok ? {} : read.errors)
    if (!read.ok) return
    const result = await bridge.command('account.change', { id: account.id, settings: read.settings })
    if (!result.ok) return setFailure(failureText(t, result.failure))
    onClose()
    toast({ kind: 'done', title: words('settings.network.saved') })
  }
  return (
    <FormDialog
      title={t('settings.network.advanced')}
      action={t('common.save')}
      error={failure}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <AdvancedFields draft={draft} errors={errors} onChange={(part) => setDraft({ ...draft, ...part })} />
    </FormDialog>
  )
}

function Test({ account }: Readonly<{ account: Account | undefined }>) {
  const { t } = useTranslation()
  const test = useApp((state) => state.connectionTest)
  const running = test !== null && test.finishedAt === null
  if (!account) return null
  return (
    <Part>
      <div className="row test-line">
        <Button
          size="large"
          busy={running}
          icon={<Activity size={17} aria-hidden="true" />}
          onClick={() => void act('account.testSaved', { id: account.id })}
        >
          {running ? t('settings.network.testRunning') : t('settings.network.test')}
        </Button>
        {test?.finishedAt && (
          <span className="s12 t2 num">
            {t('settings.network.lastTest', { time: clockTime({ t, now: test.finishedAt }, test.finishedAt) })}
          </span>
        )}
      </div>
      {test && <TestSteps test={test} />}
    </Part>
  )
}

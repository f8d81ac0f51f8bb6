import { useTranslation } from 'react-i18next'
import type { Account } from '#contract/account'
import { Button } from '../components/button.tsx'
import { failureText } from '../i18n.ts'
import { keptWords } from '../roster/kept.ts'
import { act } from '../store/actions.ts'
import { useApp } from '../store/store.ts'
import { Line } from './lines.tsx'

/** Where the people of an account are kept; and whether a place named by another domain is to be used. */
export function KeptLine({ account }: Readonly<{ account: Account }>) {
  const { t } = useTranslation()
  const documents = useApp((state) => state.serverDocuments[account.id])
  const server = documents?.server
  const { id, passwordStorage: _storage, ...settings } = account
  if (server?.kind === 'confirm')
    return (
      <Line label={t('people.kept.title')} text={t('people.kept.confirm', { host: server.host })}>
        <Button onClick={() => void act('account.change', { id, settings: { ...settings, xcapRoot: server.root } })}>
          {t('people.kept.use', { host: server.host })}
        </Button>
      </Line>
    )
  const words =
    keptWords(t, documents) ??
    (server?.kind === 'failed' ? t('people.kept.waiting', { reason: failureText(t, server.failure) }) : null)
  return words === null ? null : <Line label={t('people.kept.title')} text={words} />
}

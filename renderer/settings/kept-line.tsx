import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '#contract/account'
import type { RefusedEdit } from '#contract/server-documents'
import { Button } from '../components/button.tsx'
import { failureText } from '../i18n.ts'
import { keptWords, notTaken } from '../roster/kept.ts'
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
  return (
    <>
      {words !== null && <Line label={t('people.kept.title')} text={words} />}
      {documents?.refused.map((refused) => (
        <RefusedLine key={refused.id} accountId={id} refused={refused} />
      ))}
    </>
  )
}

/** Nothing is lost that the server does not take: it holds here, and the user decides what becomes of it. */
function RefusedLine({ accountId, refused }: Readonly<{ accountId: string; refused: RefusedEdit }>) {
  const { t } = useTranslation()
  const { id, subject, failure } = refused
  const what = useId()
  return (
    <Line label={notTaken(t, subject)} labelId={what} text={failureText(t, failure)}>
      <Button aria-describedby={what} onClick={() => void act('people.tryAgain', { accountId, id })}>
        {t('people.kept.notTaken.tryAgain')}
      </Button>
      <Button aria-describedby={what} onClick={() => void act('people.forget', { accountId, id })}>
        {t('people.kept.notTaken.forget')}
      </Button>
    </Line>
  )
}

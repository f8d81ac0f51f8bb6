import { memo, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LinkState } from '#contract/account'
import type { Failure } from '#contract/failure'
import type { Presentity } from '#contract/presence'
import { Button } from './components/button.tsx'
import { failureText } from './i18n.ts'
import { clockTime } from './presence/times.ts'
import { act } from './store/actions.ts'
import { linkOf, mainAccountId } from './store/selectors.ts'
import { useApp } from './store/store.ts'
import { setView } from './store/view.ts'

/** Connecting is only said when it lasts: most of the time it is over before it could be read. */
const patienceMs = 3000

/** What the user has to do something about; all else mends itself. */
const needsUser = (failure: Failure): boolean =>
  failure.kind === 'wrong-password' ||
  failure.kind === 'password-needed' ||
  failure.kind === 'forbidden' ||
  failure.kind === 'certificate' ||
  failure.kind === 'no-server' ||
  failure.kind === 'no-secure-server'

/** By the server that is typed under Advanced, or its certificate. */
const isMendedThere = ({ kind }: Failure): boolean =>
  kind === 'certificate' || kind === 'no-server' || kind === 'no-secure-server'

const isLastKnown = (person: Presentity): boolean => person.knowledge.kind === 'last-known'

/** My own link, whenever it is not good: since when, when it is tried again, and what to do (08a). */
export const LinkBanner = memo(function LinkBanner() {
  const id = useApp(mainAccountId)
  const link = useApp(linkOf(id))
  if (!id || !link || link.kind === 'online' || link.kind === 'signed-out') return null
  return <Banner id={id} link={link} />
})

type Bad = Extract<LinkState, { kind: 'connecting' | 'offline' }>

function Banner({ id, link }: Readonly<{ id: string; link: Bad }>) {
  const { t } = useTranslation()
  const now = useSeconds()
  // After a start without a link there is none to be old.
  const hasPresence = useApp((state) => Object.values(state.presentities).some(isLastKnown))
  if (link.kind === 'connecting') {
    if (now - link.since < patienceMs) return null
    return (
      <div className="ban">
        <span className="spin" aria-hidden="true" />
        <span role="status">{t('common.banner.connecting')}</span>
      </div>
    )
  }
  const mine = needsUser(link.failure)
  const seconds = link.retryAt === null ? null : Math.max(0, Math.ceil((link.retryAt - now) / 1000))
  return (
    <div className="ban" data-banner={link.failure.kind}>
      {!mine && <span className="spin" aria-hidden="true" />}
      <span className="ban-words">
        <span role="status">
          <span className="b">{mine ? failureText(t, link.failure) : t('common.banner.noConnection')}</span>
          <span className="sr"> {mine ? '' : failureText(t, link.failure)}</span>{' '}
        </span>
        <span className="num" title={failureText(t, link.failure)}>
          {mine
            ? ''
            : seconds === null
              ? `${t('common.banner.waiting')} `
              : seconds === 0
                ? `${t('common.banner.retryNow')} `
                : `${t('common.banner.retry', { seconds })} `}
          {hasPresence && t('common.banner.presenceFrom', { time: clockTime({ t, now }, link.since) })}
        </span>
      </span>
      <span className="row">
        {isMendedThere(link.failure) && (
          <Button size="small" onClick={() => setView({ tab: 'settings', settingsPage: 'network', slide: true })}>
            {t('common.networkSettings')}
          </Button>
        )}
        {link.failure.kind === 'wrong-password' || link.failure.kind === 'password-needed' ? (
          <Button size="small" onClick={() => setView({ dialog: { kind: 'password', accountId: id } })}>
            {t('settings.account.typePassword')}
          </Button>
        ) : (
          <Button size="small" onClick={() => void act('account.reconnect', { id })}>
            {t('common.tryNow')}
          </Button>
        )}
      </span>
    </div>
  )
}

/** The time, moving each second while the banner is shown. */
function useSeconds(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

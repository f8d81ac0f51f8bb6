import './privacy.css'
import './watchers.css'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import type { Watcher } from '#contract/privacy'
import { Avatar } from '../components/avatar.tsx'
import { Button } from '../components/button.tsx'
import { ageText } from '../presence/times.ts'
import { Part } from '../settings/lines.tsx'
import { useNow } from '../store/clock.ts'
import { isWaiting, mainAccountId, plainAddress, privacyOf, watcherName, watchersOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { type Person, setView } from '../store/view.ts'
import { decidedWords } from './answers.ts'
import { watcherLine } from './watcher-line.ts'

const shownAtFirst = 20

/** Who wants to see the user, who sees him now, and what he answered: each answer can be changed. */
export function WatchersPage() {
  const { t } = useTranslation()
  const accountId = useApp(mainAccountId)
  const watchers = useApp(watchersOf)
  const privacy = useApp((state) => privacyOf(state, accountId))
  const [all, setAll] = useState(false)
  const now = useNow()
  if (!accountId || !privacy) return null
  const own = watchers.filter((watcher) => watcher.accountId === accountId)
  const waiting = own.filter(isWaiting).toReversed()
  const active = own.filter(({ status }) => status === 'active')
  const decisions = all ? privacy.decisions : privacy.decisions.slice(0, shownAtFirst)
  return (
    <>
      <Part title={t('privacy.watchers.waiting')}>
        {waiting.length === 0 && <p className="s12 t2">{t('privacy.watchers.nobodyWaiting')}</p>}
        {waiting.map((watcher) => (
          <WatcherLine key={watcher.aor} watcher={watcher} />
        ))}
      </Part>
      <Part title={t('privacy.watchers.now')}>
        {active.length === 0 && <p className="s12 t2">{t('privacy.watchers.nobody')}</p>}
        {active.map((watcher) => (
          <WatcherLine key={watcher.aor} watcher={watcher} />
        ))}
      </Part>
      <Part title={t('privacy.watchers.history')}>
        {decisions.length === 0 && <p className="s12 t2">{t('privacy.watchers.noHistory')}</p>}
        {decisions.map((record) => (
          <PersonLine
            key={`${record.aor} ${record.at}`}
            accountId={accountId}
            aor={record.aor}
            text={plainAddress(record.aor)}
            end={
              <span className="s12 t2 watcher-end">
                {decidedWords(t, record, privacy.columns)}{' '}
                <span className="t3 num">{ageText({ t, now: Math.max(now, record.at) }, record.at)}</span>
              </span>
            }
          />
        ))}
        {decisions.length < privacy.decisions.length && (
          <Button kind="quiet" onClick={() => setAll(true)}>
            {t('privacy.watchers.showAll')}
          </Button>
        )}
      </Part>
    </>
  )
}

function WatcherLine({ watcher }: Readonly<{ watcher: Watcher }>) {
  const { t } = useTranslation()
  const now = useNow()
  const { accountId, aor, handling } = watcher
  const waits = isWaiting(watcher)
  return (
    <PersonLine
      accountId={accountId}
      aor={aor}
      text={watcherLine({ t, now }, watcher)}
      waits={waits}
      end={!waits && <span className="s12 t2 watcher-end">{t(`privacy.watchers.handling.${handling}`)}</span>}
    />
  )
}

function PersonLine({
  accountId,
  aor,
  text,
  end,
  waits = false,
}: Readonly<{ accountId: AccountId; aor: string; text: string; end: ReactNode; waits?: boolean }>) {
  const { t } = useTranslation()
  const person: Person = { accountId, aor }
  const name = useApp((state) => watcherName(state, person))
  return (
    <div className="set" data-watcher={aor}>
      <Avatar name={name} aor={aor} size={34} />
      <div className="grow">
        <div className="b ell">{name}</div>
        {text !== name && <div className="s12 t3 set-text">{text}</div>}
      </div>
      <span className="row push">
        {end}
        <Button
          size="small"
          kind={waits ? 'primary' : 'secondary'}
          aria-label={t(waits ? 'privacy.watchers.answerFor' : 'privacy.watchers.changeFor', { name })}
          onClick={() => setView({ dialog: { kind: 'watcher', accountId, aor } })}
        >
          {waits ? t('privacy.watchers.answer') : t('privacy.watchers.change')}
        </Button>
      </span>
    </div>
  )
}

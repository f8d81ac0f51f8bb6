import CloudOff from 'lucide-react/icons/cloud-off'
import EyeOff from 'lucide-react/icons/eye-off'
import Info from 'lucide-react/icons/info'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import type { Keeping, Privacy, RuleConflict } from '#contract/privacy'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { failureText, type T } from '../i18n.ts'
import { ageText } from '../presence/times.ts'
import { act } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { nameOf } from '../store/selectors.ts'
import { appStore } from '../store/store.ts'
import { listed, shortList, withheldLines } from './words.ts'

const icon = { size: 16, strokeWidth: 1.9, 'aria-hidden': true } as const

/** What does not go as the user set it, each in plain words with what it means: the server, other programs. */
export function Notices({ privacy }: Readonly<{ privacy: Privacy }>) {
  const { t } = useTranslation()
  const now = useNow()
  const { server, withheld, conflicts, reapplied, columns, keeping } = privacy
  const named = (aor: string): string => nameOf(appStore.getState(), { accountId: privacy.accountId, aor })
  const why = keepingText(t, keeping)
  const left = withheldLines(t, columns, withheld, named)
  return (
    <>
      {why && (
        <Notice tone={keeping.kind === 'here-only' ? 'plain' : 'warn'} icon={<CloudOff {...icon} />}>
          {why}
        </Notice>
      )}
      {(server.limits.length > 0 || left.length > 0) && (
        <Notice
          tone={left.length > 0 ? 'warn' : 'plain'}
          icon={<EyeOff {...icon} />}
          title={
            server.limits.length === 0
              ? t('privacy.withheldTitle')
              : server.name === null
                ? t('privacy.limits.title')
                : t('privacy.limits.named', { server: shortName(server.name) })
          }
        >
          {server.limits.map((limit) => (
            <div key={limit} data-limit={limit}>
              {t(`privacy.limits.${limit}`)}
            </div>
          ))}
          {left.map((line) => (
            <div key={line} className="b" data-withheld>
              {line}
            </div>
          ))}
        </Notice>
      )}
      {conflicts.map((conflict) => (
        <Conflict
          key={`${conflict.ruleId} ${conflict.kind}`}
          accountId={privacy.accountId}
          conflict={conflict}
          named={named}
        />
      ))}
      {reapplied && (
        <Notice tone="plain" icon={<RotateCcw {...icon} />}>
          {t('privacy.reapplied', { age: ageText({ t, now: Math.max(now, reapplied.at) }, reapplied.at) })}
        </Notice>
      )}
    </>
  )
}

/** "kamailio (5.6.3 (x86_64/linux))" is Kamailio. */
function shortName(name: string): string {
  const [first = name] = name.trim().split(/[\s/(]/, 1)
  return first.charAt(0).toLocaleUpperCase() + first.slice(1)
}

function keepingText(t: T, keeping: Keeping): string | null {
  switch (keeping.kind) {
    case 'here-only':
      return t('privacy.keeping.hereOnlyWhy')
    case 'waiting':
      return keeping.failure === null
        ? t('privacy.keeping.waitingForLink')
        : t('privacy.keeping.waitingWhy', { why: failureText(t, keeping.failure) })
    case 'refused':
      return t('privacy.keeping.refusedWhy', { why: failureText(t, keeping.failure) })
    case 'saved':
    case 'saving':
      return null
  }
}

/** A rule of another program: it stays until the user says otherwise, and cannot be brought back from here. */
function Conflict({
  accountId,
  conflict,
  named,
}: Readonly<{ accountId: AccountId; conflict: RuleConflict; named: (aor: string) => string }>) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { ruleId } = conflict
  return (
    <Notice
      tone="warn"
      icon={<TriangleAlert {...icon} />}
      end={
        <Button size="small" onClick={() => setAsking(true)}>
          {t('privacy.conflict.remove')}
        </Button>
      }
    >
      <div>{conflictText(t, conflict, named)}</div>
      <div className="s12" data-rule={ruleId}>
        {t('privacy.conflict.rule', { rule: ruleId })}
      </div>
      {asking && (
        <Dialog alert title={t('privacy.conflict.removeTitle')} onClose={() => setAsking(false)}>
          <p className="t2">{t('privacy.conflict.removeText', { rule: ruleId })}</p>
          <div className="dialog-actions">
            <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
            <Button
              kind="danger"
              onClick={() => {
                setAsking(false)
                void act('privacy.removeForeignRule', { accountId, ruleId })
              }}
            >
              {t('privacy.conflict.remove')}
            </Button>
          </div>
        </Dialog>
      )}
    </Notice>
  )
}

function conflictText(t: T, { kind, people, domains = [] }: RuleConflict, named: (aor: string) => string): string {
  const some = [...domains.map((domain) => t('privacy.conflict.everybodyOf', { domain })), ...people.map(named)]
  const who = some.length === 0 ? t('privacy.conflict.everybody') : listed(shortList(t, some))
  return t(`privacy.conflict.${kind}`, { who })
}

export function Notice({
  tone,
  icon: mark = <Info {...icon} />,
  title,
  end,
  children,
}: Readonly<{ tone: 'plain' | 'warn'; icon?: ReactNode; title?: string; end?: ReactNode; children: ReactNode }>) {
  return (
    <div className={`notice notice-${tone}`} role="note">
      {mark}
      <div className="grow notice-words">
        {title && <div className="b">{title}</div>}
        {children}
      </div>
      {end}
    </div>
  )
}

import CloudOff from 'lucide-react/icons/cloud-off'
import EyeOff from 'lucide-react/icons/eye-off'
import Info from 'lucide-react/icons/info'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Keeping, Privacy, RuleConflict } from '#contract/privacy'
import { failureText, type T } from '../i18n.ts'
import { ageText } from '../presence/times.ts'
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
          tone="warn"
          icon={<EyeOff {...icon} />}
          title={
            server.limits.length === 0
              ? t('privacy.withheldTitle')
              : server.name === null
                ? t('privacy.limits.title')
                : t('privacy.limits.named', { server: server.name })
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
        <Notice key={conflict.ruleId} tone="warn" icon={<TriangleAlert {...icon} />}>
          <div>{conflictText(t, conflict, named)}</div>
          <div className="s12">{t('privacy.conflict.rule', { rule: conflict.ruleId })}</div>
        </Notice>
      ))}
      {reapplied && (
        <Notice tone="plain" icon={<RotateCcw {...icon} />}>
          {t('privacy.reapplied', { age: ageText({ t, now: Math.max(now, reapplied.at) }, reapplied.at) })}
        </Notice>
      )}
    </>
  )
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

function conflictText(t: T, { kind, people }: RuleConflict, named: (aor: string) => string): string {
  const who = people.length === 0 ? t('privacy.conflict.everybody') : listed(shortList(t, people.map(named)))
  return t(`privacy.conflict.${kind}`, { who })
}

export function Notice({
  tone,
  icon: mark = <Info {...icon} />,
  title,
  children,
}: Readonly<{ tone: 'plain' | 'warn'; icon?: ReactNode; title?: string; children: ReactNode }>) {
  return (
    <div className={`notice notice-${tone}`} role="note">
      {mark}
      <div className="grow notice-words">
        {title && <div className="b">{title}</div>}
        {children}
      </div>
    </div>
  )
}

import Check from 'lucide-react/icons/check'
import CircleX from 'lucide-react/icons/circle-x'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useTranslation } from 'react-i18next'
import type { ConnectionStep, ConnectionTest } from '#contract/account'
import { failureText, type T } from '../i18n.ts'

const isDone = (step: ConnectionStep): boolean =>
  step.outcome.kind === 'passed' || step.outcome.kind === 'warning' || step.outcome.kind === 'failed'

/** Test connection, step by step, as main tells it. */
export function TestSteps({ test, title }: Readonly<{ test: ConnectionTest; title?: string }>) {
  const { t } = useTranslation()
  const done = test.steps.filter(isDone).length
  const total = test.steps.length
  const heading = title ?? (test.finishedAt === null ? t('signIn.testing') : t('signIn.tested'))
  return (
    <section aria-label={heading}>
      <div className="row test-title">
        <h2 className="s15 bb">{heading}</h2>
        <span className="push s12 t3 num">{t('signIn.steps', { done, total })}</span>
      </div>
      <div
        className="progress"
        role="progressbar"
        aria-label={t('signIn.progress')}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        <div style={{ width: `${total === 0 ? 0 : (done / total) * 100}%` }} />
      </div>
      <ol aria-live="polite">
        {test.steps.map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
    </section>
  )
}

function Step({ step }: Readonly<{ step: ConnectionStep }>) {
  const { t } = useTranslation()
  const { outcome } = step
  return (
    <li className="step" data-step={step.name} data-outcome={outcome.kind}>
      <span className="step-mark">
        <Mark kind={outcome.kind} />
        <span className="sr">{t(`signIn.outcome.${outcome.kind}`)}: </span>
      </span>
      <div className="grow">
        <div className={outcome.kind === 'waiting' ? 't3' : 'b'}>{t(`signIn.step.${step.name}`)}</div>
        <div className="s12 t2 step-detail">{detail(t, step)}</div>
      </div>
      {outcome.kind === 'passed' && outcome.milliseconds > 0 && (
        <span className="s12 t3 num">{t('signIn.milliseconds', { count: Math.round(outcome.milliseconds) })}</span>
      )}
    </li>
  )
}

function detail(t: T, { name, outcome }: ConnectionStep): string {
  if (outcome.kind === 'failed') return failureText(t, outcome.failure)
  if (outcome.kind !== 'passed' && outcome.kind !== 'warning') return ''
  if (name === 'presence') return t('signIn.presenceWorks')
  if (name === 'contacts' && outcome.kind === 'warning')
    return outcome.detail === '' ? t('signIn.contactsHere') : t('signIn.contactsElsewhere', { host: outcome.detail })
  if (name !== 'secure') return outcome.detail
  return outcome.kind === 'warning' ? t('signIn.notEncrypted') : t('signIn.encrypted')
}

function Mark({ kind }: Readonly<{ kind: ConnectionStep['outcome']['kind'] }>) {
  if (kind === 'passed') return <Check className="ok" size={17} strokeWidth={2.4} aria-hidden="true" />
  if (kind === 'warning') return <TriangleAlert className="warn" size={16} strokeWidth={2} aria-hidden="true" />
  if (kind === 'failed') return <CircleX className="stop" size={17} strokeWidth={2} aria-hidden="true" />
  if (kind === 'running') return <span className="spin acc" aria-hidden="true" />
  return <span className="step-dot" aria-hidden="true" />
}

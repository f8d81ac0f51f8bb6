import Pause from 'lucide-react/icons/pause'
import Phone from 'lucide-react/icons/phone'
import { useTranslation } from 'react-i18next'
import type { Call } from '#contract/calls'
import { Avatar } from '../components/avatar.tsx'
import { Button } from '../components/button.tsx'
import { reachLine, shownAvailability } from '../presence/words.ts'
import { chat } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { pictureOf, presentityOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { answer, done, swapTo } from './act.ts'
import css from './calls.module.css'
import { Elapsed } from './elapsed.tsx'
import { useCallerName } from './names.ts'

/** Somebody rings while you talk: the choice stands in the window, and nothing takes the focus. */
export function IncomingBar({ call, others }: Readonly<{ call: Call; others: readonly Call[] }>) {
  const { t } = useTranslation()
  const now = useNow()
  const name = useCallerName(call)
  const person = useApp((state) => presentityOf(state, call))
  const picture = useApp((state) => pictureOf(state, call))
  const availability = shownAvailability(person)
  const inCall = others.some((other) => other.phase === 'active' && !other.heldByUs)
  const note = person?.knowledge.kind === 'current' ? person.note?.text : undefined
  return (
    <div
      className={css['bar']}
      role="alertdialog"
      aria-label={t('calls.isCalling', { name })}
      data-call-id={call.id}
      data-call-phase={call.phase}
    >
      <Avatar
        name={name}
        aor={call.aor}
        size={36}
        picture={picture}
        availability={availability}
        label={t(`presence.glyph.${availability}`)}
      />
      <div className="grow">
        <div className="b ell">{t('calls.isCalling', { name })}</div>
        <div className="s12 t2 ell">{note ? t('presence.note', { text: note }) : reachLine({ t, now }, person)}</div>
      </div>
      <Button kind="quiet" size="small" onClick={() => void done('calls.decline', { id: call.id })}>
        {t('calls.decline')}
      </Button>
      <Button
        size="small"
        onClick={() => {
          void done('calls.decline', { id: call.id })
          chat({ accountId: call.accountId, aor: call.aor })
        }}
      >
        {t('calls.reply')}
      </Button>
      <Button
        kind="call"
        size="small"
        icon={inCall ? <Pause size={14} aria-hidden="true" /> : <Phone size={14} aria-hidden="true" />}
        onClick={() => void answer(call, others)}
      >
        {inCall ? t('calls.holdAndAnswer') : t('calls.answer')}
      </Button>
    </div>
  )
}

/** Another call of ours that waits on hold. */
export function HeldBar({ call, others }: Readonly<{ call: Call; others: readonly Call[] }>) {
  const { t } = useTranslation()
  const name = useCallerName(call)
  const picture = useApp((state) => pictureOf(state, call))
  return (
    <div className={css['bar']} data-call-id={call.id} data-call-phase={call.phase}>
      <span className={call.heldByUs ? css['faded'] : undefined}>
        <Avatar name={name} aor={call.aor} size={36} picture={picture} />
      </span>
      <div className="grow">
        <div className="b ell">{name}</div>
        <div className={`s12 row ${call.heldByUs ? 'warn' : 't2'}`}>
          {call.heldByUs && <Pause size={12} strokeWidth={2.4} aria-hidden="true" />}
          {call.heldByUs ? t('calls.held') : call.phase === 'active' ? null : t(`calls.phase.${call.phase}`)}
          {call.answeredAt !== null && <Elapsed since={call.answeredAt} />}
        </div>
      </div>
      {call.phase === 'active' && (
        <Button size="small" onClick={() => void swapTo(call, others)}>
          {t('calls.swap')}
        </Button>
      )}
    </div>
  )
}

import Mic from 'lucide-react/icons/mic'
import MicOff from 'lucide-react/icons/mic-off'
import Pause from 'lucide-react/icons/pause'
import Phone from 'lucide-react/icons/phone'
import PhoneOff from 'lucide-react/icons/phone-off'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Call } from '#contract/calls'
import { Avatar } from '../components/avatar.tsx'
import { IconButton } from '../components/button.tsx'
import { firstName } from '../presence/words.ts'
import { pictureOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { onStage, showCall, useView } from '../store/view.ts'
import { answer, done } from './act.ts'
import { useCallKeys } from './call-keys.ts'
import { callLine } from './call-words.ts'
import css from './calls.module.css'
import { Elapsed } from './elapsed.tsx'
import { othersThan } from './live.ts'
import { useCallerName } from './names.ts'
import { Quality } from './quality.tsx'

/** The live calls while another pane covers the stage: the stage shows them itself, so then this is empty. */
export default function MiniCall() {
  const calls = useApp((state) => state.calls)
  const shown = useView(onStage)
  const live = useMemo(() => othersThan(calls, null), [calls])
  if (live.length === 0 || live.some((call) => call.id === shown)) return null
  const main = live.find((call) => call.phase === 'active' && !call.heldByUs) ?? live[0]
  return (
    <div className={css['minis']}>
      {live.map((call) => (
        <Mini key={call.id} call={call} others={live.filter((other) => other !== call)} hasKeys={call === main} />
      ))}
    </div>
  )
}

function Mini({ call, others, hasKeys }: Readonly<{ call: Call; others: readonly Call[]; hasKeys: boolean }>) {
  const { t } = useTranslation()
  const name = useCallerName(call)
  const picture = useApp((state) => pictureOf(state, call))
  const line = callLine(t, call, firstName(name))
  const { id } = call
  useCallKeys(hasKeys ? call : undefined, () => showCall(id))
  const active = call.phase === 'active'
  const tone = line.tone === 'plain' ? 't2' : line.tone
  return (
    <div className={css['mini']} data-call-id={id} data-call-phase={call.phase} data-call-muted={call.muted}>
      <button
        type="button"
        className={css['back']}
        title={t('calls.backToCall', { name })}
        onClick={() => showCall(id)}
      >
        <span className={call.heldByUs ? css['faded'] : undefined}>
          <Avatar name={name} aor={call.aor} size={40} picture={picture} />
        </span>
        <span className="grow">
          <span className={`b ell ${css['miniName']}`}>{name}</span>
          <span className={`s12 row ${tone}`}>
            {active && !line.words && <Quality quality={call.quality} withWord={false} />}
            {call.heldByUs && <Pause size={12} strokeWidth={2.4} aria-hidden="true" />}
            {line.words && <span className="ell">{line.words}</span>}
            {line.since !== null && <Elapsed since={line.since} />}
          </span>
        </span>
      </button>
      {active && (
        <>
          <IconButton
            label={call.muted ? t('calls.unmute') : t('calls.mute')}
            on={call.muted}
            onClick={() => void done('calls.setMuted', { id, muted: !call.muted })}
          >
            {call.muted ? <MicOff size={17} aria-hidden="true" /> : <Mic size={17} aria-hidden="true" />}
          </IconButton>
          <IconButton
            label={call.heldByUs ? t('calls.resume') : t('calls.hold')}
            on={call.heldByUs}
            onClick={() => void done('calls.setHeld', { id, held: !call.heldByUs })}
          >
            <Pause size={17} aria-hidden="true" />
          </IconButton>
        </>
      )}
      {call.phase === 'incoming' && (
        <button
          type="button"
          className={`${css['miniEnd']} ${css['call']}`}
          aria-label={t('calls.answer')}
          title={t('calls.answer')}
          onClick={() => void answer(call, others)}
        >
          <Phone size={16} aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        className={css['miniEnd']}
        aria-label={call.phase === 'incoming' ? t('calls.decline') : t('calls.endCall')}
        title={call.phase === 'incoming' ? t('calls.decline') : t('calls.endCall')}
        onClick={() => void done(call.phase === 'incoming' ? 'calls.decline' : 'calls.end', { id })}
      >
        <PhoneOff size={16} aria-hidden="true" />
      </button>
    </div>
  )
}

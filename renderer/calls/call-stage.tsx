import Grip from 'lucide-react/icons/grip'
import MessageCircle from 'lucide-react/icons/message-circle'
import Mic from 'lucide-react/icons/mic'
import MicOff from 'lucide-react/icons/mic-off'
import PanelRight from 'lucide-react/icons/panel-right'
import Pause from 'lucide-react/icons/pause'
import Phone from 'lucide-react/icons/phone'
import PhoneOff from 'lucide-react/icons/phone-off'
import User from 'lucide-react/icons/user'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Call } from '#contract/calls'
import { Avatar } from '../components/avatar.tsx'
import { IconButton } from '../components/button.tsx'
import { plainUri, standInOf } from '../presence/facts.ts'
import { firstName, reachLine } from '../presence/words.ts'
import { chat, dial } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { nameOf, pictureOf, presentityOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { showCall, toggleCard, useView } from '../store/view.ts'
import { answer, done } from './act.ts'
import { useCallKeys } from './call-keys.ts'
import { callLine } from './call-words.ts'
import css from './calls.module.css'
import { Elapsed } from './elapsed.tsx'
import { HeldBar, IncomingBar } from './incoming-bar.tsx'
import { Keypad } from './keypad.tsx'
import { othersThan } from './live.ts'
import { useCallerName } from './names.ts'
import { Quality } from './quality.tsx'

/** Screen 04a: the call in the middle of the window. Shows what main says, never what was pressed. */
export default function CallStage({ callId }: Readonly<{ callId: string }>) {
  const call = useApp((state) => state.calls[callId])
  return call ? <Stage call={call} /> : null
}

function Stage({ call }: Readonly<{ call: Call }>) {
  const { t } = useTranslation()
  const calls = useApp((state) => state.calls)
  const others = useMemo(() => othersThan(calls, call.id), [calls, call.id])
  const name = useCallerName(call)
  const [keypad, setKeypad] = useState(false)
  const toggleKeypad = useCallback(() => setKeypad((open) => !open), [])
  const closeKeypad = useCallback(() => setKeypad(false), [])
  const { talking } = useCallKeys(call, toggleKeypad)
  const keypadOpen = keypad && call.phase === 'active'
  return (
    <section
      className={css['stage']}
      aria-label={t('calls.stage', { name })}
      data-call-id={call.id}
      data-call-phase={call.phase}
      data-call-muted={call.muted}
      data-call-held={call.heldByUs ? 'us' : call.heldByThem ? 'them' : undefined}
    >
      <header className={css['top']}>
        {call.phase === 'active' && <Quality quality={call.quality} />}
        <CardButton />
      </header>
      {others.length > 0 && (
        <div className={css['bars']}>
          {others.map((other) =>
            other.phase === 'incoming' ? (
              <IncomingBar key={other.id} call={other} others={others.filter((one) => one !== other).concat(call)} />
            ) : (
              <HeldBar key={other.id} call={other} others={others.filter((one) => one !== other).concat(call)} />
            ),
          )}
        </div>
      )}
      <Person call={call} name={name} small={keypadOpen} talking={talking} />
      {keypadOpen && (
        <div className={css['room']}>
          <Keypad call={call} onClose={closeKeypad} />
        </div>
      )}
      <fieldset className={css['controls']} aria-label={t('calls.controls')}>
        <Controls call={call} keypad={keypadOpen} onKeypad={toggleKeypad} others={others} />
      </fieldset>
    </section>
  )
}

function CardButton() {
  const { t } = useTranslation()
  const shown = useView((view) => (view.width === 'wide' ? view.card : view.cardOver))
  return (
    <IconButton label={shown ? t('common.hideCard') : t('common.showCard')} on={shown} onClick={toggleCard}>
      <PanelRight size={17} strokeWidth={1.75} aria-hidden="true" />
    </IconButton>
  )
}

function Person({
  call,
  name,
  small,
  talking,
}: Readonly<{ call: Call; name: string; small: boolean; talking: boolean }>) {
  const { t } = useTranslation()
  const now = useNow()
  const presentity = useApp((state) => presentityOf(state, call))
  const picture = useApp((state) => pictureOf(state, call))
  const line = callLine(t, call, firstName(name))
  const held = call.heldByUs || call.heldByThem
  const face = call.phase === 'ended' ? 'over' : held ? 'held' : call.phase === 'active' ? 'talking' : null
  return (
    <div className={`${css['person']}${small ? ` ${css['small']}` : ''}`}>
      <span className={`${css['face']}${face ? ` ${css[face]}` : ''}`}>
        <Avatar name={name} aor={call.aor} size={small ? 52 : 124} picture={picture} />
      </span>
      <div>
        <h1 className={css['name']}>{name}</h1>
        <div className={`${css['state']}${line.tone === 'plain' ? '' : ` ${css[line.tone]}`}`}>
          {/* The words are spoken as they change; the time beside them is not. */}
          <span role="status" className={line.words ? undefined : 'sr'}>
            {line.words ?? t('calls.phase.active')}
          </span>
          {line.since !== null && <Elapsed since={line.since} until={call.endedAt} />}
        </div>
      </div>
      <div className={css['aside']}>
        {talking ? (
          <>
            <Mic size={14} aria-hidden="true" />
            {t('calls.talking')}
          </>
        ) : call.phase === 'active' && call.muted ? (
          <>
            <MicOff size={14} aria-hidden="true" />
            {t('calls.mutedHint')}
          </>
        ) : call.phase === 'incoming' || call.phase === 'dialling' || call.phase === 'ringing' ? (
          presentity && reachLine({ t, now }, presentity)
        ) : null}
      </div>
    </div>
  )
}

function Controls({
  call,
  keypad,
  onKeypad,
  others,
}: Readonly<{ call: Call; keypad: boolean; onKeypad: () => void; others: readonly Call[] }>) {
  const { t } = useTranslation()
  const person = { accountId: call.accountId, aor: call.aor }
  const { id } = call
  const chatControl = (
    <Control
      icon={<MessageCircle size={20} strokeWidth={1.75} />}
      label={t('calls.chat')}
      onClick={() => chat(person)}
    />
  )
  switch (call.phase) {
    case 'incoming':
      return (
        <>
          <div className={css['dock']}>{chatControl}</div>
          <div className={css['endRow']}>
            <Big kind="end" icon={<PhoneOff size={18} />} onClick={() => void done('calls.decline', { id })}>
              {t('calls.decline')}
            </Big>
            <Big kind="call" icon={<Phone size={18} />} onClick={() => void answer(call, others)}>
              {others.some((other) => other.phase === 'active' && !other.heldByUs)
                ? t('calls.holdAndAnswer')
                : t('calls.answer')}
            </Big>
          </div>
        </>
      )
    case 'ended':
      return (
        <>
          <div className={css['dock']}>
            {chatControl}
            <StandIn call={call} />
          </div>
          <div className={css['endRow']}>
            <Big kind="plain" onClick={() => showCall(null)}>
              {t('calls.close')}
            </Big>
            <Big kind="call" icon={<Phone size={18} />} onClick={() => void dial(call.accountId, call.aor)}>
              {t('calls.callAgain')}
            </Big>
          </div>
        </>
      )
    default: {
      const active = call.phase === 'active'
      return (
        <>
          <div className={css['dock']}>
            <Control
              icon={call.muted ? <MicOff size={20} strokeWidth={1.75} /> : <Mic size={20} strokeWidth={1.75} />}
              label={call.muted ? t('calls.unmute') : t('calls.mute')}
              pressed={call.muted}
              disabled={!active}
              onClick={() => void done('calls.setMuted', { id, muted: !call.muted })}
            />
            <Control
              icon={<Pause size={20} strokeWidth={1.75} />}
              label={call.heldByUs ? t('calls.resume') : t('calls.hold')}
              pressed={call.heldByUs}
              disabled={!active}
              onClick={() => void done('calls.setHeld', { id, held: !call.heldByUs })}
            />
            <Control
              icon={<Grip size={20} strokeWidth={1.75} />}
              label={t('calls.keypad')}
              expanded={keypad}
              disabled={!active}
              onClick={onKeypad}
            />
            {chatControl}
          </div>
          <div className={css['endRow']}>
            <Big kind="end" icon={<PhoneOff size={18} />} onClick={() => void done('calls.end', { id })}>
              {t('calls.endCall')}
            </Big>
          </div>
        </>
      )
    }
  }
}

/** Who could not be reached may have said who is reached instead. */
function StandIn({ call: { accountId, aor, direction, answeredAt } }: Readonly<{ call: Call }>) {
  const { t } = useTranslation()
  const uri = useApp((state) => standInOf(presentityOf(state, { accountId, aor }))?.uri ?? null)
  const name = useApp((state) => (uri === null ? '' : nameOf(state, { accountId, aor: plainUri(uri) })))
  if (uri === null || direction === 'in' || answeredAt !== null) return null
  return (
    <Control
      icon={<User size={20} strokeWidth={1.75} />}
      label={t('calls.callInstead', { name })}
      onClick={() => void dial(accountId, uri)}
    />
  )
}

function Control({
  icon,
  label,
  pressed,
  expanded,
  disabled = false,
  onClick,
}: Readonly<{
  icon: ReactNode
  label: string
  pressed?: boolean
  expanded?: boolean
  disabled?: boolean
  onClick: () => void
}>) {
  return (
    <button
      type="button"
      className={css['control']}
      aria-pressed={pressed}
      aria-expanded={expanded}
      disabled={disabled}
      onClick={onClick}
    >
      <span aria-hidden="true">{icon}</span>
      <span>{label}</span>
    </button>
  )
}

function Big({
  kind,
  icon,
  onClick,
  children,
}: Readonly<{ kind: 'end' | 'call' | 'plain'; icon?: ReactNode; onClick: () => void; children: ReactNode }>) {
  return (
    <button type="button" className={`${css['big']} ${css[kind]}`} onClick={onClick}>
      {icon && <span aria-hidden="true">{icon}</span>}
      {children}
    </button>
  )
}

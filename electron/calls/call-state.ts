import type { Call, CallRecord } from '#contract/calls'
import type { CallEvent } from '../sip/call-session.ts'
import { callEnd, outcomeOf } from './call-end.ts'

type Origin = {
  readonly id: string
  readonly accountId: string
  readonly direction: 'in' | 'out'
  readonly aor: string
  readonly displayName: string | null
}

export const newCall = (origin: Origin, now: number): Call => ({
  ...origin,
  phase: origin.direction === 'in' ? 'incoming' : 'dialling',
  startedAt: now,
  answeredAt: null,
  endedAt: null,
  end: null,
  muted: false,
  heldByUs: false,
  heldByThem: false,
  recovering: false,
  quality: null,
  digits: '',
})

/** The call after what its session told. */
export function afterEvent(call: Call, event: CallEvent, now: number): Call {
  if (call.phase === 'ended') return call
  switch (event.kind) {
    case 'invited':
      return call
    case 'ringing':
      return call.phase === 'dialling' ? { ...call, phase: 'ringing' } : call
    case 'answered':
      return { ...call, phase: 'active', answeredAt: call.answeredAt ?? now }
    case 'hold':
      return { ...call, heldByUs: event.byUs, heldByThem: event.byThem }
    case 'recovering':
      return { ...call, recovering: event.recovering }
    case 'ended':
      return {
        ...call,
        phase: 'ended',
        endedAt: now,
        end: callEnd(event.end, call),
        heldByUs: false,
        heldByThem: false,
        recovering: false,
        quality: null,
      }
  }
}

/** Null until the call has ended. */
export function recordOf(call: Call): CallRecord | null {
  if (call.phase !== 'ended' || call.end === null || call.endedAt === null) return null
  const answered = call.answeredAt !== null
  const outcome = outcomeOf(call.end, call.direction, answered)
  return {
    id: call.id,
    accountId: call.accountId,
    direction: call.direction,
    aor: call.aor,
    displayName: call.displayName,
    at: call.startedAt,
    outcome,
    seconds: call.answeredAt === null ? null : Math.max(0, Math.round((call.endedAt - call.answeredAt) / 1000)),
    seen: outcome !== 'missed',
  }
}

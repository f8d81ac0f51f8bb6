import type { Call, CallRecord } from '#contract/calls'
import { assertNever } from '#contract/failure'
import { failureText, type T } from '../i18n.ts'

/** 04:37, or 1:04:37 from an hour on. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** How long a call was, as a person says it: 40 s, 6 min, 1 h 5 min. */
export function length(t: T, seconds: number): string {
  if (seconds < 60) return t('calls.lengthSeconds', { count: Math.max(0, Math.round(seconds)) })
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return t('calls.lengthMinutes', { count: minutes })
  if (minutes % 60 === 0) return t('calls.lengthWholeHours', { count: minutes / 60 })
  return t('calls.lengthHours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

/**
 * What the line under the name says. A running time is not a sentence: `since` then says from when it counts, and the words
 * stand before it (none while all is well).
 */
export type CallLine = {
  readonly words: string | null
  readonly since: number | null
  readonly tone: 'plain' | 'warn' | 'stop'
}

export function callLine(t: T, call: Call, name: string): CallLine {
  switch (call.phase) {
    case 'dialling':
    case 'ringing':
    case 'incoming':
    case 'connecting':
      return { words: t(`calls.phase.${call.phase}`), since: null, tone: 'plain' }
    case 'active':
      return activeLine(t, call, name)
    case 'ended':
      return { words: endWords(t, call, name), since: null, tone: call.end?.kind === 'failed' ? 'stop' : 'plain' }
    default:
      return assertNever(call.phase)
  }
}

function activeLine(t: T, call: Call, name: string): CallLine {
  const since = call.answeredAt
  if (call.recovering) return { words: t('calls.recovering'), since, tone: 'warn' }
  if (call.heldByUs) return { words: t('calls.held'), since, tone: 'warn' }
  if (call.heldByThem) return { words: t('calls.heldByThem', { name }), since, tone: 'warn' }
  return { words: null, since, tone: 'plain' }
}

function endWords(t: T, call: Call, name: string): string {
  const end = call.end
  if (!end) return t('calls.phase.ended')
  switch (end.kind) {
    case 'hung-up':
      return end.by === 'us' ? t('calls.end.hungUpByUs') : t('calls.end.hungUpByThem', { name })
    case 'cancelled':
      return t('calls.end.cancelled')
    case 'missed':
      return t('calls.end.missed')
    case 'declined':
      return end.by === 'us' ? t('calls.end.declinedByUs') : t('calls.end.declinedByThem', { name })
    case 'answered-elsewhere':
      return t('calls.end.answeredElsewhere')
    case 'failed':
      // On the stage the person stands above it: the name says more than the address.
      return failureText(t, 'aor' in end.failure ? { ...end.failure, aor: name } : end.failure)
    default:
      return assertNever(end)
  }
}

/** A call that rang here in vain: counted, red, and in the Missed list. */
export const isMissed = (record: CallRecord): boolean => record.direction === 'in' && record.outcome === 'missed'

/** The second line of a row in the call list. */
export function recordWords(t: T, record: CallRecord): string {
  const spoken = { length: length(t, record.seconds ?? 0) }
  return record.direction === 'in'
    ? t(`calls.record.in.${record.outcome}`, spoken)
    : t(`calls.record.out.${record.outcome}`, spoken)
}

/** The same in the list of all calls with one person, where the name is said in full. */
export function detailWords(t: T, record: CallRecord, name: string): string {
  const incoming = record.direction === 'in'
  switch (record.outcome) {
    case 'answered':
      return incoming ? t('calls.detail.theyCalled', { name }) : t('calls.detail.youCalled')
    case 'missed':
      return incoming ? t('calls.detail.missedCall', { name }) : t('calls.detail.youCalledNoAnswer')
    case 'cancelled':
      return incoming ? t('calls.detail.theyCancelled', { name }) : t('calls.detail.youCancelled')
    case 'declined':
      return incoming ? t('calls.detail.youDeclined', { name }) : t('calls.detail.youCalledDeclined', { name })
    case 'failed':
      return t('calls.detail.notConnected')
    case 'answered-elsewhere':
      return t('calls.detail.elsewhere')
    default:
      return assertNever(record.outcome)
  }
}

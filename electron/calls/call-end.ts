import type { CallEnd, CallRecord } from '#contract/calls'
import type { Failure } from '#contract/failure'
import { domainOf } from '../sip/address.ts'
import type { SessionEnd } from '../sip/call-session.ts'

/** What the end of a session means to the user. */
export function callEnd(end: SessionEnd, call: { readonly direction: 'in' | 'out'; readonly aor: string }): CallEnd {
  switch (end.kind) {
    case 'hung-up':
      return { kind: 'hung-up', by: end.by }
    case 'cancelled':
      if (call.direction === 'in') return end.by === 'them' ? { kind: 'missed' } : { kind: 'declined', by: 'us' }
      return end.by === 'us' ? { kind: 'cancelled' } : { kind: 'failed', failure: { kind: 'no-answer', aor: call.aor } }
    case 'answered-elsewhere':
      return { kind: 'answered-elsewhere' }
    case 'declined-elsewhere':
      return { kind: 'declined', by: 'us' }
    case 'rejected':
      if (end.by === 'us') return { kind: 'declined', by: 'us' }
      if (end.status === 603) return { kind: 'declined', by: 'them' }
      return { kind: 'failed', failure: rejection(end.status, end.reason, call.aor) }
    case 'no-microphone':
      return { kind: 'failed', failure: { kind: 'no-microphone', problem: end.problem } }
    case 'media':
      return { kind: 'failed', failure: { kind: 'media', detail: end.detail } }
    case 'time-out':
      return { kind: 'failed', failure: { kind: 'time-out', host: domainOf(call.aor) } }
    case 'link-lost':
      return { kind: 'failed', failure: { kind: 'network-down' } }
  }
}

/** RFC 3261 21.4 to 21.6 */
function rejection(status: number, reason: string, aor: string): Failure {
  const domain = domainOf(aor)
  switch (status) {
    case 404:
    case 410:
    case 484:
    case 604:
      return { kind: 'not-found', aor }
    case 486:
    case 600:
      return { kind: 'busy', aor }
    case 408:
    case 487:
      return { kind: 'no-answer', aor }
    case 480:
    case 430:
      return { kind: 'not-reachable', aor }
    case 401:
    case 403:
    case 407:
      return { kind: 'forbidden', domain, status }
    case 415:
    case 488:
    case 606:
      return { kind: 'media', detail: reason || String(status) }
    default:
      return { kind: 'server-error', domain, status, reason }
  }
}

/** What the call list keeps. A call that had been answered stays so however it ended. */
export function outcomeOf(end: CallEnd, direction: 'in' | 'out', answered: boolean): CallRecord['outcome'] {
  if (answered) return 'answered'
  switch (end.kind) {
    case 'missed':
      return 'missed'
    case 'answered-elsewhere':
      return 'answered-elsewhere'
    case 'declined':
      return 'declined'
    case 'cancelled':
      return 'cancelled'
    case 'hung-up':
      return direction === 'in' ? 'missed' : 'cancelled'
    case 'failed':
      return 'failed'
  }
}

import type { CallEnding } from 'jssip/lib/RTCSession.js'
import type { IncomingMessage } from 'jssip/lib/SIPMessage.js'
import { detailOf } from '#contract/failure'

/** How a call ended, in SIP's own words; the calls room says what that means to the user. */
export type SessionEnd =
  | { readonly kind: 'hung-up'; readonly by: 'us' | 'them' }
  /** before it was answered; by `them` also when nobody picked up in time */
  | { readonly kind: 'cancelled'; readonly by: 'us' | 'them' }
  | { readonly kind: 'answered-elsewhere' }
  | { readonly kind: 'declined-elsewhere' }
  | { readonly kind: 'rejected'; readonly by: 'us' | 'them'; readonly status: number; readonly reason: string }
  | { readonly kind: 'no-microphone'; readonly problem: 'missing' | 'denied' | 'in-use' }
  | { readonly kind: 'media'; readonly detail: string }
  | { readonly kind: 'time-out' }
  | { readonly kind: 'link-lost' }

/** What JsSIP says of the end of a call, in terms of who ended it and how. `answered`: the call was going on. */
export function sessionEnd(ending: CallEnding, direction: 'in' | 'out', answered: boolean): SessionEnd {
  const { originator, cause } = ending
  const message = typeof ending.message === 'object' ? ending.message : null
  const status = message && 'status_code' in message ? message.status_code : null
  if (status !== null && status >= 300 && originator === 'remote' && !answered)
    return { kind: 'rejected', by: 'them', status, reason: reasonPhrase(message) }
  switch (cause) {
    case 'Canceled':
      if (originator === 'local') return { kind: 'cancelled', by: 'us' }
      return message === null ? { kind: 'cancelled', by: 'them' } : elsewhere(message)
    case 'Rejected':
      return { kind: 'rejected', by: 'us', status: status ?? 0, reason: '' }
    case 'No Answer':
    case 'Expires':
      return direction === 'in' ? { kind: 'cancelled', by: 'them' } : { kind: 'time-out' }
    case 'Terminated':
      if (!answered && direction === 'in') return { kind: 'cancelled', by: originator === 'local' ? 'us' : 'them' }
      return { kind: 'hung-up', by: originator === 'local' ? 'us' : 'them' }
    case 'No ACK':
    case 'Request Timeout':
      return { kind: 'time-out' }
    case 'Connection Error':
      return { kind: 'link-lost' }
    default:
      return { kind: 'media', detail: cause }
  }
}

/** RFC 3326: the proxy that cancels the other devices says why, so that an answered call is not missed here. */
function elsewhere(cancel: IncomingMessage): SessionEnd {
  for (const reason of cancel.getHeaders('reason')) {
    const [protocol = ''] = reason.split(';', 1)
    const cause = Number(/;\s*cause\s*=\s*(\d{1,3})/i.exec(reason)?.[1])
    const name = protocol.trim().toUpperCase()
    // Q.850 26: non-selected user clearing, what gateways say for the same.
    if ((name === 'SIP' && cause === 200) || (name === 'Q.850' && cause === 26)) return { kind: 'answered-elsewhere' }
    if (name === 'SIP' && cause >= 600) return { kind: 'declined-elsewhere' }
  }
  return { kind: 'cancelled', by: 'them' }
}

function reasonPhrase(message: object | null): string {
  const reason = message && 'reason_phrase' in message ? message.reason_phrase : null
  return typeof reason === 'string' ? reason.slice(0, 100) : ''
}

/** getUserMedia's errors (Media Capture 10.2). */
export function microphoneProblem(error: unknown): SessionEnd {
  const name = error instanceof Error ? error.name : ''
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return { kind: 'no-microphone', problem: 'denied' }
    case 'NotFoundError':
    case 'OverconstrainedError':
      return { kind: 'no-microphone', problem: 'missing' }
    case 'NotReadableError':
    case 'AbortError':
      return { kind: 'no-microphone', problem: 'in-use' }
    default:
      return { kind: 'media', detail: detailOf(error) }
  }
}

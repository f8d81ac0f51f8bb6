/** What to do when a SUBSCRIBE is refused or a subscription ends (RFC 6665 4.1.2.3, 4.1.3). Pure. */
import { backOffSeconds, parseSeconds, retryAfterSeconds } from './retry.ts'

export type Decision =
  | { readonly kind: 'again-now' }
  | { readonly kind: 'again-in'; readonly seconds: number }
  /** seconds null: only with the next link. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string; readonly seconds: number | null }

export interface ToldState {
  readonly state: 'pending' | 'active' | 'terminated'
  readonly expires: number | null
  readonly reason: string
  readonly retryAfter: number | null
}

interface Answer {
  readonly status: number
  readonly reason: string
  readonly header: (name: string) => string | null
}

const RETRY = { minSeconds: 4, maxSeconds: 600 }
const REFUSED_SECONDS = 3600

/** `active;expires=600`, `terminated;reason=probation;retry-after=30`. What is missing or unknown counts as active. */
export function parseSubscriptionState(value: string | null): ToldState {
  const [state = '', ...parameters] = (value ?? '').split(';').map((part) => part.trim())
  const named = (name: string) =>
    parameters
      .map((parameter) => /^([\w-]+)\s*=\s*"?([^"]*)"?$/.exec(parameter))
      .find((match) => match?.[1]?.toLowerCase() === name)?.[2] ?? null
  const word = state.toLowerCase()
  return {
    state: word === 'pending' || word === 'terminated' ? word : 'active',
    expires: parseSeconds(named('expires')),
    reason: named('reason')?.toLowerCase() ?? '',
    retryAfter: parseSeconds(named('retry-after')),
  }
}

/** Null: no answer came. 'no-notify': 2xx, but the NOTIFY that must follow did not. `inside`: it was a refresh. */
export function decideOnResponse(
  answer: Answer | 'no-notify' | null,
  failures: number,
  inside: boolean,
  random: () => number = Math.random,
): Decision {
  const later: Decision = { kind: 'again-in', seconds: backOffSeconds(failures, RETRY, random) }
  if (answer === null) return later
  // Servers lose the first NOTIFY of many at once; the second try gets it.
  if (answer === 'no-notify') return failures <= 1 ? { kind: 'again-now' } : later
  const { status, reason } = answer
  const asked = parseSeconds(answer.header('retry-after'))
  // RFC 6665 4.1.2.2: the server has lost the dialog; begin a new one.
  if (inside && (status === 481 || status === 404 || status === 410 || status === 416 || status === 482)) {
    return failures <= 1 ? { kind: 'again-now' } : later
  }
  if (asked !== null) return { kind: 'again-in', seconds: retryAfterSeconds(Math.max(asked, 1), random) }
  switch (status) {
    case 405: // the server has no such method or event package: only another server would
    case 415:
    case 420:
    case 489:
    case 501:
    case 505:
      return { kind: 'refused', status, reason, seconds: null }
    case 408:
    case 480:
    case 481:
    case 486:
    case 491:
      return later
    default:
      if (status >= 500 && status < 600) return later
      return { kind: 'refused', status, reason, seconds: REFUSED_SECONDS * (1 + random() * 0.2) }
  }
}

export function decideOnTermination(
  reason: string,
  retryAfter: number | null,
  failures: number,
  random: () => number = Math.random,
): Decision {
  const later: Decision = {
    kind: 'again-in',
    seconds:
      retryAfter !== null
        ? retryAfterSeconds(Math.max(retryAfter, 1), random)
        : backOffSeconds(Math.max(failures, 1), RETRY, random),
  }
  switch (reason) {
    case 'deactivated':
    case 'timeout':
      return failures === 0 ? { kind: 'again-now' } : later
    case 'rejected':
      // Clients SHOULD NOT try again: the person said no.
      return { kind: 'refused', status: 403, reason, seconds: null }
    case 'noresource':
      return { kind: 'refused', status: 404, reason, seconds: retryAfter ?? REFUSED_SECONDS * (1 + random() * 0.2) }
    case 'invariant':
      return { kind: 'refused', status: 404, reason, seconds: null }
    case 'probation':
    case 'giveup':
      return later
    default:
      return retryAfter === null && failures === 0 ? { kind: 'again-now' } : later
  }
}

import type { Failure } from '#contract/failure'
import { type Delivery, maxMessageLength } from '#contract/messaging'
import type { Disposition } from '../documents/imdn.ts'
import { domainOf } from '../sip/address.ts'
import type { SendOutcome } from '../sip/page-messages.ts'

/*
 *   waiting <-> sending -> sent -> delivered -> displayed
 *      ^           |         |
 *      +-- retry --+-> failed <
 *
 * waiting and sending are the outbox. A notification may overtake the answer to the MESSAGE it is about, or come for one whose
 * answer was lost: it takes the message forward from anywhere, and nothing takes it back.
 */

/** What an answer to one attempt means. */
export type Verdict =
  | { readonly kind: 'sent' }
  /** `after`: seconds the server asked for */
  | { readonly kind: 'again'; readonly after: number | null }
  /** 415: this device does not read CPIM */
  | { readonly kind: 'as-plain-text' }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Answers that may be another one later. 480: the person is away and the server keeps nothing; 430: a flow has died (RFC 5626). */
const passing = new Set([408, 430, 480, 486, 491, 600])
const lasting5xx = new Set([501, 505, 513])
/** A server that refuses the same message this often will not take it; those behind it shall not wait for ever. */
const mostServerErrors = 10

/** `attempts`: how often this message has met a server error, this time included. */
export function verdictOn(
  outcome: SendOutcome,
  { aor, cpim, attempts }: { readonly aor: string; readonly cpim: boolean; readonly attempts: number },
): Verdict {
  if (outcome.kind === 'accepted') return { kind: 'sent' }
  if (outcome.kind === 'unreachable') return { kind: 'again', after: null }
  const { status, retryAfter } = outcome
  if (status === 415 && cpim) return { kind: 'as-plain-text' }
  if (passing.has(status)) return { kind: 'again', after: retryAfter }
  if (isServerError(outcome) && attempts < mostServerErrors) return { kind: 'again', after: retryAfter }
  return { kind: 'failed', failure: failureOf(outcome, aor) }
}

export function isServerError(outcome: SendOutcome): boolean {
  if (outcome.kind !== 'rejected') return false
  // We are registered with this very password: Kamailio asks again for it when it cannot read its database.
  if (outcome.status === 401 || outcome.status === 407) return true
  return outcome.status >= 500 && outcome.status <= 599 && !lasting5xx.has(outcome.status)
}

function failureOf({ status, reason }: Extract<SendOutcome, { kind: 'rejected' }>, aor: string): Failure {
  const domain = domainOf(aor)
  switch (status) {
    case 401:
    case 407:
      return { kind: 'wrong-password', domain }
    case 404:
    case 410:
    case 484:
    case 604:
      return { kind: 'not-found', aor }
    case 403:
    case 433:
    case 603:
    case 607:
      return { kind: 'declined', aor }
    case 413:
    case 513:
      return { kind: 'too-long', limit: maxMessageLength }
    default:
      return { kind: 'server-error', domain, status, reason: reason.slice(0, 80) }
  }
}

/** The state after a notification, or the same one where it brings nothing new. */
export function afterNotification(delivery: Delivery, disposition: Disposition, aor: string, now: number): Delivery {
  const { kind, status } = disposition
  if (delivery.kind === 'displayed' || delivery.kind === 'received') return delivery
  if (kind === 'display') return status === 'displayed' ? { kind: 'displayed', at: now } : delivery
  if (kind !== 'delivery' || delivery.kind === 'delivered') return delivery
  if (status === 'delivered') return { kind: 'delivered', at: now }
  // RFC 5438 7.2.1.2: it reached a server and went no further.
  if (status === 'failed' && delivery.kind === 'sent')
    return { kind: 'failed', failure: { kind: 'not-reachable', aor } }
  return delivery
}

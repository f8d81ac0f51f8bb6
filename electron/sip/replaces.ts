/** INVITE with Replaces (RFC 3891): who may put a new call in the place of one that is there. */
import type RTCSession from 'jssip/lib/RTCSession.js'
import type { IncomingRequest } from 'jssip/lib/SIPMessage.js'
import { aorOf } from './address.ts'

type ReplacingRequest = IncomingRequest & {
  /** as parsed by JsSIP, which drops a request whose Replaces it cannot parse and takes the last of several */
  readonly replaces?: { readonly call_id?: string; readonly from_tag?: string; readonly to_tag?: string }
}

/**
 * Whether this INVITE may replace the call: it comes from the identity we talk to, as our server has authenticated it, and
 * names our side of the dialog. Null: it may. Otherwise the status to refuse it with.
 */
export function replacesRefusal(session: RTCSession, request: IncomingRequest): number | null {
  // Inside a dialog it makes no sense (RFC 3891 3).
  if (request.to_tag) return 481
  const replaces = (request as ReplacingRequest).replaces
  const dialog = session._dialog
  if (!replaces || !dialog || !session.isEstablished()) return 481
  // JsSIP also finds a dialog whose tags were given the wrong way round.
  const { call_id, local_tag, remote_tag } = dialog.id
  if (replaces.call_id !== call_id || replaces.to_tag !== local_tag || replaces.from_tag !== remote_tag) return 481
  const theirs = aorOf(session.remote_identity.uri.toString())
  if (theirs === null || aorOf(request.from.uri.toString()) !== theirs) return 603
  // RFC 3891 3: early-only asks for a call not yet answered.
  if (/;\s*early-only\b/i.test(request.getHeader('replaces') ?? '')) return 486
  return null
}

/** For the other side: our remote tag is its own (RFC 3891 6.1). Null without a dialog. */
export function replacesHeader(session: RTCSession): string | null {
  const dialog = session._dialog
  if (!dialog) return null
  const { call_id, local_tag, remote_tag } = dialog.id
  return `Replaces: ${call_id};to-tag=${remote_tag};from-tag=${local_tag}`
}

/** The device we talk to, where it can be named (GRUU, RFC 5627); otherwise the person: devices without the call say 481. */
export function replacesTarget(session: RTCSession, aor: string): string {
  const target = session._dialog?._remote_target.toString() ?? ''
  return /;gr(?:=|;|$)/.test(target) ? target : `sip:${aor}`
}

/**
 * Any request outside of a call, with digest: the one file that touches JsSIP's inner modules. JsSIP 3.13 has no PUBLISH,
 * hides the answers to SUBSCRIBE, knows MD5 alone and answers a NOTIFY that belongs to nothing with 200.
 */
import { randomBytes } from 'node:crypto'
import type { UA } from 'jssip'
import Constants from 'jssip/lib/Constants.js'
import RequestSender from 'jssip/lib/RequestSender.js'
import {
  type IncomingMessage,
  type IncomingRequest,
  type IncomingResponse,
  OutgoingRequest,
} from 'jssip/lib/SIPMessage.js'
import URI from 'jssip/lib/URI.js'
import Utils from 'jssip/lib/Utils.js'
import type { Log } from '../ports.ts'
import { authenticate, keepNonce, reuseNonce } from './authentication.ts'
import type { Credentials } from './digest.ts'
import { rememberHeaders } from './grammar-memory.ts'
import { guarded } from './listeners.ts'
import { type NotifyShortcut, notifyKey } from './notify-shortcut.ts'

export interface OutgoingSpec {
  readonly method: string
  /** The Request-URI; also To, unless that is given. */
  readonly target: string
  readonly to?: string
  /** Whole header lines, `Name: value`. */
  readonly headers: readonly string[]
  readonly body?: string | null
  readonly callId?: string
  readonly cseq?: number
  readonly fromTag?: string
  readonly toTag?: string
  readonly routeSet?: readonly string[]
}

/** What was received, without a word of JsSIP. */
export interface SipMessage {
  readonly body: string
  readonly callId: string
  readonly cseq: number
  readonly fromTag: string | null
  readonly toTag: string | null
  readonly fromUri: string
  readonly fromName: string | null
  readonly toUri: string
  readonly header: (name: string) => string | null
  readonly headers: (name: string) => readonly string[]
  readonly allHeaders: () => ReadonlyMap<string, readonly string[]>
}

export interface SipResponse extends SipMessage {
  readonly status: number
  readonly reason: string
  /** Of the request as it was last sent: digest sends it twice. */
  readonly requestCseq: number
}

export interface SipRequest extends SipMessage {
  readonly method: string
  readonly reply: (status: number, headers?: readonly string[]) => void
}

export type RequestOutcome =
  | { readonly kind: 'answered'; readonly response: SipResponse }
  /** unsendable: the address or a header cannot be written; no link would help. */
  | { readonly kind: 'unreachable'; readonly cause: 'time-out' | 'link' | 'unsendable' }

/** Receives the NOTIFYs of one subscription dialog. */
export type NotifyReceiver = (request: SipRequest) => void

/** Transactions.C.STATUS_COMPLETED */
const COMPLETED = 5

/** Sends and calls `done` once with the final answer, in the same turn in which it arrives. */
export function sendRequest(jssip: UA, spec: OutgoingSpec, log: Log, done: (outcome: RequestOutcome) => void): void {
  let finished = false
  const finish = (outcome: RequestOutcome) => {
    if (finished) return
    finished = true
    guarded(log, `the answer to ${spec.method}`, () => done(outcome))
  }
  const target = URI.parse(spec.target)
  const to = URI.parse(spec.to ?? spec.target)
  // A line break would let an address or a header write headers of its own.
  if (!target || !to || spec.headers.some((line) => /[\r\n]/.test(line))) {
    log.warn('%s not sent: its address or headers cannot be written', spec.method)
    finish({ kind: 'unreachable', cause: 'unsendable' })
    return
  }
  try {
    transmit(jssip, spec, { target, to }, finish, () => finished)
  } catch (error) {
    // Whatever JsSIP cannot write must not leave who waits for the answer waiting.
    log.error('%s not sent: %s', spec.method, error instanceof Error ? error.message : 'unknown')
    finish({ kind: 'unreachable', cause: 'unsendable' })
  }
}

function transmit(
  jssip: UA,
  spec: OutgoingSpec,
  { target, to }: { readonly target: URI; readonly to: URI },
  finish: (outcome: RequestOutcome) => void,
  isFinished: () => boolean,
): void {
  const request = new OutgoingRequest(
    spec.method,
    target,
    jssip,
    {
      to_uri: to,
      ...(spec.callId !== undefined && { call_id: spec.callId }),
      ...(spec.cseq !== undefined && { cseq: spec.cseq }),
      ...(spec.fromTag !== undefined && { from_tag: spec.fromTag }),
      ...(spec.toTag !== undefined && { to_tag: spec.toTag }),
      ...(spec.routeSet !== undefined && { route_set: spec.routeSet }),
    },
    [...spec.headers],
    spec.body ?? null,
  )
  const reused = reuseNonce(jssip, request)
  let cseq = request.cseq
  const sender = new RequestSender(jssip, request, {
    onAuthenticated: (again) => {
      cseq = again.cseq
    },
    onTransportError: () => finish({ kind: 'unreachable', cause: 'link' }),
    onRequestTimeout: () => {
      // JsSIP calls a received 408 a time-out too; only then has the transaction seen an answer.
      const answered = sender.clientTransaction?.state === COMPLETED
      finish(
        answered
          ? { kind: 'answered', response: timedOutResponse(spec, cseq) }
          : { kind: 'unreachable', cause: 'time-out' },
      )
    },
    onReceiveResponse: (response) => {
      if (response.status_code < 200) return
      if (response.status_code !== 401 && response.status_code !== 407) keepNonce(jssip, sender, reused)
      finish({ kind: 'answered', response: responseOf(response, cseq) })
    },
  })
  if (!isFinished()) sender.send()
}

/** Gives one JsSIP user agent what it lacks. Credentials are asked for at each challenge, so that they may change. */
export function prepare(
  jssip: UA,
  credentials: () => Credentials,
  receivers: ReadonlyMap<string, NotifyReceiver>,
  shortcut: NotifyShortcut,
  /** what JsSIP was not given of the NOTIFY that it reads */
  largeBody: () => string | null,
  log: Log,
): void {
  authenticate(jssip, credentials)
  rememberHeaders()
  // JsSIP counts bytes by percent-encoding the whole body: 200 ms for a list of 10 MB.
  Utils.str_utf8_length = (text) => Buffer.byteLength(text, 'utf8')
  // RFC 3261 20.5: what is understood, not what JsSIP could do. SUBSCRIBE is answered 405 and a transfer declined.
  Constants.ALLOWED_METHODS = 'INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,INFO,NOTIFY'
  const inner = jssip as unknown as InnerUserAgent

  // JsSIP draws branches from ten million: among the transactions a server remembers after a thousand SUBSCRIBEs two are
  // likely to be equal, and the second is then taken for a repetition (RFC 3261 8.1.1.7 wants them unique for ever).
  const newTransaction = inner.newTransaction.bind(jssip)
  inner.newTransaction = (transaction) => {
    if (transaction.type === 'nict' || transaction.type === 'ict') {
      transaction.id = `z9hG4bK${randomBytes(12).toString('hex')}`
      const via = `SIP/2.0/${transaction.transport.via_transport} ${inner.configuration.via_host};branch=${transaction.id}`
      transaction.request.setHeader('via', via)
    }
    newTransaction(transaction)
  }

  // A NOTIFY may overtake the 2xx that makes its dialog (RFC 6665 4.4.1): found by Call-ID and our own tag alone.
  const findDialog = inner._findDialog.bind(jssip)
  inner._findDialog = (callId, fromTag, toTag) => {
    const known = findDialog(callId, fromTag, toTag)
    if (known !== null) return known
    const receiver = receivers.get(notifyKey(callId, toTag ?? ''))
    if (receiver === undefined) return null
    return {
      // An INVITE that claims to replace this "call" finds it ended.
      owner: { isEnded: () => true },
      receiveRequest: (request) => {
        log.debug('%s in subscription dialog %s', request.method, callId)
        if (request.method !== 'NOTIFY') {
          request.reply(405)
          return
        }
        const body = largeBody()
        const read = body === null ? requestOf(request) : { ...requestOf(request), body }
        shortcut.learn(request.data, read, receiver)
        receiver(read)
      },
    }
  }

  // Without a To tag it belongs to no subscription of ours. JsSIP's own 200, which follows, is not sent.
  jssip.on('sipEvent', ({ request }) => {
    ;(request as unknown as IncomingRequest).reply(481, 'Subscription does not exist')
  })
}

function requestOf(request: IncomingRequest): SipRequest {
  return {
    ...messageOf(request),
    method: request.method,
    reply: (status, headers = []) => request.reply(status, null, [...headers]),
  }
}

/**
 * Incoming MESSAGEs; `receive` returns the status to answer with, and must not throw: JsSIP answers 200 by itself when its
 * listener returns, and nothing at all when it throws.
 */
export function receiveMessages(jssip: UA, receive: (request: SipRequest) => number): void {
  jssip.on('newMessage', (event: unknown) => {
    const { originator, message, request } = event as NewMessageEvent
    if (originator !== 'remote') return
    const status = receive(requestOf(request))
    if (status >= 200 && status < 300) message.accept({})
    else message.reject({ status_code: status, extraHeaders: refusalHeaders(status) })
  })
}

/** RFC 3261 21.4.13: who is told 415 learns what would be taken. */
function refusalHeaders(status: number): readonly string[] {
  if (status === 503) return ['Retry-After: 5']
  return status === 415 ? ['Accept: message/cpim, text/plain, text/html, message/imdn+xml'] : []
}

interface NewMessageEvent {
  readonly originator: string
  readonly request: IncomingRequest
  readonly message: {
    accept(options: object): void
    reject(options: { readonly status_code: number; readonly extraHeaders: readonly string[] }): void
  }
}

/** The user part others reach us by, and the GRUU that JsSIP is to put into Contact. */
export function setGruu(jssip: UA, gruu: string | null): void {
  const contact = (jssip as unknown as InnerUserAgent).contact
  contact.pub_gruu = gruu
}

export function registrationContact(jssip: UA): string {
  return (jssip as unknown as InnerUserAgent).contact.uri.toString()
}

/** Where requests to us may be sent: the GRUU, or this connection. */
export function contactOf(jssip: UA): string {
  return (jssip as unknown as InnerUserAgent).contact.toString()
}

interface InnerUserAgent {
  readonly configuration: { readonly via_host: string }
  readonly contact: { pub_gruu: string | null; readonly uri: { toString(): string }; toString(): string }
  newTransaction: (transaction: {
    readonly type: string
    id: string
    readonly transport: { readonly via_transport: string }
    readonly request: { setHeader(name: string, value: string): void }
  }) => void
  _findDialog: (callId: string, fromTag: string | null, toTag: string | null) => InnerDialog | null
}

interface InnerDialog {
  readonly owner: { isEnded(): boolean }
  receiveRequest(request: IncomingRequest): void
}

function messageOf(message: IncomingMessage): SipMessage {
  return {
    body: message.body ?? '',
    callId: message.call_id,
    cseq: message.cseq,
    fromTag: message.from_tag ?? null,
    toTag: message.to_tag ?? null,
    fromUri: message.from.uri.toString(),
    fromName: shownName(message.from.display_name),
    toUri: message.to.uri.toString(),
    header: (name) => message.getHeader(name) ?? null,
    headers: (name) => message.getHeaders(name),
    allHeaders: () =>
      new Map(
        Object.entries(message.headers).map(([name, values]) => [
          name.toLowerCase(),
          (values ?? []).map((value) => value.raw),
        ]),
      ),
  }
}

/** A peer chooses it: no line breaks, no marks that turn the direction of what follows, no length without end. */
function shownName(name: string | null | undefined): string | null {
  const clean = (name ?? '').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()
  return clean === '' ? null : clean.slice(0, 200)
}

function responseOf(response: IncomingResponse, requestCseq: number): SipResponse {
  return {
    ...messageOf(response),
    status: response.status_code,
    reason: response.reason_phrase ?? '',
    requestCseq,
  }
}

function timedOutResponse(spec: OutgoingSpec, requestCseq: number): SipResponse {
  return {
    body: '',
    callId: spec.callId ?? '',
    cseq: requestCseq,
    fromTag: spec.fromTag ?? null,
    toTag: spec.toTag ?? null,
    fromUri: '',
    fromName: null,
    toUri: spec.to ?? spec.target,
    header: () => null,
    headers: () => [],
    allHeaders: () => new Map(),
    status: 408,
    reason: 'Request Timeout',
    requestCseq,
  }
}

/** Page-mode messages: MESSAGE (RFC 3428). */
import { aorOf } from './address.ts'
import { receiveMessages, type SipRequest } from './request.ts'
import { parseSeconds } from './retry.ts'
import type { UserAgent } from './user-agent.ts'

export interface OutgoingPageMessage {
  /** An address of record or a sip URI. */
  readonly to: string
  readonly contentType: string
  readonly body: string
  /** Further headers by name. */
  readonly headers?: Readonly<Record<string, string>>
}

export type SendOutcome =
  | { readonly kind: 'accepted'; readonly status: number }
  /** retryAfter: seconds the server asked for. */
  | { readonly kind: 'rejected'; readonly status: number; readonly reason: string; readonly retryAfter: number | null }
  | { readonly kind: 'unreachable' }

export interface IncomingPageMessage {
  /** Address of record of the sender as From claims it. */
  readonly from: string
  readonly fromName: string | null
  readonly to: string
  readonly contentType: string
  readonly body: string
  readonly callId: string
  /** The Date header: when a server stored it, RFC 3261 20.17. */
  readonly date: string | null
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, readonly string[]>
}

export type Receipt = { readonly kind: 'stored' } | { readonly kind: 'refused'; readonly status: number }

/** Stores before it returns; a throw means not stored, and the sender keeps the message. */
export type PageMessageReceiver = (message: IncomingPageMessage) => Receipt

const MAX_BODY_BYTES = 1024 * 1024

export class PageMessages {
  readonly #ua: UserAgent
  #receiver: PageMessageReceiver | null = null

  constructor(ua: UserAgent) {
    this.#ua = ua
    receiveMessages(ua.jssip, (request) => this.#statusFor(request))
  }

  /** Resolves with the final answer; unreachable at once when the link is down. */
  async send(message: OutgoingPageMessage): Promise<SendOutcome> {
    if (!this.#ua.carries(Buffer.byteLength(message.body, 'utf8'))) {
      return { kind: 'rejected', status: 513, reason: 'Message Too Large', retryAfter: null }
    }
    const outcome = await this.#ua.request({
      method: 'MESSAGE',
      target: /^sips?:/i.test(message.to) ? message.to : `sip:${message.to}`,
      headers: [
        `Content-Type: ${message.contentType}`,
        ...Object.entries(message.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
      ],
      body: message.body,
    })
    if (outcome.kind === 'unreachable') {
      if (outcome.cause !== 'unsendable') return { kind: 'unreachable' }
      return { kind: 'rejected', status: 400, reason: 'Bad address', retryAfter: null }
    }
    const { status, reason } = outcome.response
    if (status >= 200 && status < 300) return { kind: 'accepted', status }
    return { kind: 'rejected', status, reason, retryAfter: parseSeconds(outcome.response.header('retry-after')) }
  }

  /** One receiver; the answer to the sender waits for it. */
  onReceive(receiver: PageMessageReceiver): () => void {
    this.#receiver = receiver
    return () => {
      if (this.#receiver === receiver) this.#receiver = null
    }
  }

  #statusFor(request: SipRequest): number {
    const from = aorOf(request.fromUri)
    if (from === null) return 400
    if (Buffer.byteLength(request.body, 'utf8') > MAX_BODY_BYTES) return 513
    // Not yet ready to store is no refusal: the server keeps it, RFC 3428 section 7.
    if (this.#receiver === null) return 503
    try {
      const receipt = this.#receiver({
        from,
        fromName: request.fromName,
        to: aorOf(request.toUri) ?? this.#ua.aor,
        contentType: request.header('content-type') ?? 'text/plain',
        body: request.body,
        callId: request.callId,
        date: request.header('date'),
        headers: request.allHeaders(),
      })
      if (receipt.kind === 'stored') return 200
      return receipt.status >= 300 && receipt.status <= 699 ? receipt.status : 500
    } catch (error) {
      this.#ua.log.error(
        'a message from %s was not stored: %s',
        from,
        error instanceof Error ? error.message : 'unknown',
      )
      return 500
    }
  }
}

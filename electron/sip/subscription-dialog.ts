/** The dialog a SUBSCRIBE makes (RFC 3261 12, RFC 6665 4.4.1): made by its 2xx or by the NOTIFY that overtakes it. */
import { randomBytes } from 'node:crypto'
import { ownCopy } from './large-notify.ts'
import type { OutgoingSpec, SipRequest, SipResponse } from './request.ts'

export interface SubscribeContent {
  readonly target: string
  readonly headers: readonly string[]
  readonly body: string | null
}

export class SubscriptionDialog {
  readonly callId = randomBytes(16).toString('hex')
  readonly localTag = randomBytes(8).toString('hex')
  readonly startedAt = Date.now()
  /** Whether a NOTIFY has answered the latest SUBSCRIBE. */
  notified = false
  #cseq = 0
  #remoteTag: string | null = null
  #remoteTarget: string | null = null
  #remoteCseq = 0
  #routeSet: readonly string[] = []

  /** Whether the server knows it; before, a SUBSCRIBE is the first of its kind. */
  get isEstablished(): boolean {
    return this.#remoteTag !== null
  }

  subscribe(content: SubscribeContent): OutgoingSpec {
    this.#cseq += 1
    const inside = this.#remoteTag !== null && this.#remoteTarget !== null
    return {
      method: 'SUBSCRIBE',
      target: inside && this.#remoteTarget !== null ? this.#remoteTarget : content.target,
      to: content.target,
      headers: content.headers,
      body: content.body,
      callId: this.callId,
      cseq: this.#cseq,
      fromTag: this.localTag,
      ...(inside && this.#remoteTag !== null && { toTag: this.#remoteTag }),
      ...(inside && this.#routeSet.length > 0 && { routeSet: this.#routeSet }),
    }
  }

  /** Any answer: digest has raised the sequence number. */
  answered(response: SipResponse): void {
    this.#cseq = Math.max(this.#cseq, response.requestCseq)
  }

  accepted(response: SipResponse): void {
    if (this.#remoteTag === null) {
      this.#remoteTag = ownCopy(response.toTag)
      this.#routeSet = response
        .headers('record-route')
        .map((each) => ownCopy(each))
        .reverse()
    }
    this.#remoteTarget = ownCopy(uriOfContact(response.header('contact'))) ?? this.#remoteTarget
  }

  /** The status to answer a NOTIFY with, and whether it says something new. */
  admit(request: SipRequest): { readonly status: 200 | 481 | 500; readonly isNew: boolean } {
    // RFC 6665 4.1.4: further dialogs of a forked SUBSCRIBE are not wanted.
    if (this.#remoteTag !== null && request.fromTag !== this.#remoteTag) return { status: 481, isNew: false }
    // RFC 3261 12.2.2: an older one came late; what it says is over.
    if (request.cseq < this.#remoteCseq) return { status: 500, isNew: false }
    if (request.cseq === this.#remoteCseq) return { status: 200, isNew: false }
    this.#remoteCseq = request.cseq
    if (this.#remoteTag === null) {
      this.#remoteTag = ownCopy(request.fromTag)
      this.#routeSet = request.headers('record-route').map((each) => ownCopy(each))
    }
    this.#remoteTarget = ownCopy(uriOfContact(request.header('contact'))) ?? this.#remoteTarget
    this.notified = true
    return { status: 200, isNew: true }
  }
}

/** The URI of `<sip:a@b;x>;expires=1` or `sip:a@b;expires=1`. */
function uriOfContact(contact: string | null): string | null {
  if (contact === null) return null
  const uri = /<([^<>\s]+)>/.exec(contact)?.[1] ?? contact.split(';', 1)[0]?.trim()
  return uri && /^sips?:/i.test(uri) ? uri : null
}

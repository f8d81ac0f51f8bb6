/** Event state kept at the server by PUBLISH (RFC 3903). */
import { guarded, Listeners } from './listeners.ts'
import type { RequestOutcome, SipResponse } from './request.ts'
import { backOffSeconds, parseSeconds, refreshSeconds, retryAfterSeconds } from './retry.ts'
import type { SipLink, UserAgent } from './user-agent.ts'

export interface PublicationOptions {
  /** As in the Event header: `presence`. */
  readonly eventPackage: string
  readonly contentType: string
  readonly expires: number
  /**
   * Kept over the end of the program: one that ended without a word has left a publication at the server, which is followed and not joined
   * by another. Of two with the same ids Kamailio 5.6 tells the older.
   */
  readonly tags?: { readonly load: () => KeptTag | null; readonly save: (tag: KeptTag | null) => void } | undefined
}

export type KeptTag = { readonly entityTag: string; readonly expiresAt: number }

export type PublishOutcome =
  | { readonly kind: 'published'; readonly entityTag: string; readonly expires: number }
  /** Given up until the body changes or the link is new, unless retryAfter says when it is tried again. */
  | { readonly kind: 'rejected'; readonly status: number; readonly reason: string; readonly retryAfter: number | null }
  /** Kept, and published with the next link. */
  | { readonly kind: 'unreachable' }

const MAX_EXPIRES = 24 * 3600
const REMOVE_TIMEOUT_MS = 2_000
/** What servers may say of a tag that they do not know, beside 412. */
const UNKNOWN_TAG: readonly number[] = [400, 404, 481]
const RETRY = { minSeconds: 5, maxSeconds: 300 }

/**
 * idle -> publishing -> published (refresh timer) -> publishing ...
 * A failure that may pass sets a retry timer. One PUBLISH is in flight; a body given meanwhile follows it, the latest wins.
 */
export class Publication {
  readonly #ua: UserAgent
  readonly #options: PublicationOptions
  readonly #outcomes: Listeners<PublishOutcome>
  readonly #unlisten: () => void
  #body: string | null = null
  #entityTag: string | null = null
  #tagExpiresAt = 0
  /** it is of the program's last run */
  #isOldTag = false
  #expires: number
  #inFlight = false
  /** What the server has may differ from #body. */
  #dirty = false
  #failures = 0
  #stopped = false
  #waiting: ((outcome: PublishOutcome) => void)[] = []
  #idlers: (() => void)[] = []
  #timer: ReturnType<typeof setTimeout> | null = null
  /** What the server answered with Retry-After, and until when it stands. */
  #held: { readonly until: number; readonly status: number; readonly reason: string } | null = null
  #onlineSince: number | null = null
  /** Answers to what was sent before the link changed count for nothing. */
  #generation = 0

  constructor(ua: UserAgent, options: PublicationOptions) {
    this.#ua = ua
    this.#options = options
    this.#expires = options.expires
    this.#outcomes = new Listeners(ua.log)
    this.#unlisten = ua.onLink((link) => this.#linkChanged(link))
    if (ua.link.kind === 'online') this.#onlineSince = ua.link.since
    const kept = options.tags?.load() ?? null
    const left = kept === null ? 0 : kept.expiresAt - Date.now()
    if (kept === null || left <= 0 || left > MAX_EXPIRES * 1000) return
    this.#entityTag = kept.entityTag
    this.#tagExpiresAt = kept.expiresAt
    this.#isOldTag = true
  }

  onOutcome(listener: (outcome: PublishOutcome) => void): () => void {
    return this.#outcomes.add(listener)
  }

  /** Resolves with the final answer to this body, or to a later one that took its place. */
  publish(body: string): Promise<PublishOutcome> {
    if (this.#stopped) return Promise.resolve({ kind: 'unreachable' })
    this.#body = body
    this.#dirty = true
    this.#failures = 0
    if (this.#ua.link.kind !== 'online') return Promise.resolve(this.#told({ kind: 'unreachable' }))
    const wait = this.#held === null ? 0 : Math.ceil((this.#held.until - Date.now()) / 1000)
    if (this.#held !== null && wait > 0) {
      // The server asked for peace; the timer sends the body that is latest then.
      const { status, reason } = this.#held
      return Promise.resolve({ kind: 'rejected', status, reason, retryAfter: wait })
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#send()
    })
  }

  /** Takes the state back; resolves with the answer, or after two seconds. */
  async remove(): Promise<void> {
    this.#body = null
    this.#dirty = false
    this.#clearTimer()
    this.#settle({ kind: 'unreachable' })
    // One on its way may still be accepted: only its answer names what there is to take back.
    if (this.#inFlight) await this.#idle()
    const entityTag = this.#entityTag
    if (this.#inFlight || this.#body !== null || entityTag === null || this.#ua.link.kind !== 'online') return
    this.#entityTag = null
    this.#inFlight = true
    const generation = this.#generation
    this.#ua.send(this.#spec(null, 0, entityTag), (outcome) => {
      if (outcome.kind === 'answered') this.#keep(null)
      if (generation !== this.#generation) return
      this.#inFlight = false
      this.#send() // a body given meanwhile
      this.#tellIdle()
    })
    if (this.#inFlight) await this.#idle()
  }

  /** Ends timers; the server's copy runs out by itself unless removed first. */
  stop(): void {
    this.#stopped = true
    this.#generation += 1
    this.#unlisten()
    this.#clearTimer()
    this.#tellIdle()
    this.#settle({ kind: 'unreachable' })
    this.#outcomes.clear()
  }

  #linkChanged(link: SipLink): void {
    if (link.kind !== 'online') {
      this.#onlineSince = null
      this.#generation += 1
      this.#inFlight = false
      this.#tellIdle()
      this.#clearTimer()
      if (this.#body !== null) this.#dirty = true
      if (this.#waiting.length > 0) this.#settle(this.#told({ kind: 'unreachable' }))
      return
    }
    if (this.#onlineSince === link.since) return // only the registration was refreshed
    this.#onlineSince = link.since
    this.#failures = 0
    this.#held = null
    // A server that was away may have forgotten it: always anew, under the old tag while that may still stand, so that it
    // does not keep two. 412 tells when it did forget.
    if (Date.now() >= this.#tagExpiresAt) this.#entityTag = null
    if (this.#body !== null) {
      this.#dirty = true
      this.#send()
    }
  }

  #send(): void {
    if (this.#inFlight || this.#stopped || this.#body === null || this.#ua.link.kind !== 'online') return
    this.#clearTimer()
    const body = this.#body
    // RFC 3903 4.1: a refresh carries no body, and needs the tag.
    const sent = this.#dirty || this.#entityTag === null ? body : null
    if (sent !== null && !this.#ua.carries(Buffer.byteLength(sent, 'utf8'))) {
      this.#dirty = false
      this.#settle(this.#told({ kind: 'rejected', status: 513, reason: 'Message Too Large', retryAfter: null }))
      return
    }
    this.#inFlight = true
    this.#dirty = false
    const generation = this.#generation
    const waiting = this.#waiting
    this.#waiting = []
    this.#ua.send(this.#spec(sent, this.#expires, this.#entityTag), (outcome) => {
      if (generation !== this.#generation) {
        // Removed or the link is new; who waited learns that it did not happen.
        for (const resolve of waiting) resolve({ kind: 'unreachable' })
        return
      }
      this.#inFlight = false
      this.#waiting = [...waiting, ...this.#waiting]
      this.#answered(outcome, sent !== null)
      if (!this.#inFlight) this.#tellIdle()
    })
  }

  #answered(outcome: RequestOutcome, hadBody: boolean): void {
    if (outcome.kind === 'unreachable' && outcome.cause === 'unsendable') {
      this.#conclude({ kind: 'rejected', status: 400, reason: 'Bad address', retryAfter: null })
      return
    }
    if (outcome.kind === 'unreachable') {
      this.#dirty = true
      this.#retry(null)
      this.#conclude({ kind: 'unreachable' })
      return
    }
    const { response } = outcome
    const { status, reason } = response
    if (status >= 200 && status < 300) {
      this.#published(response)
      return
    }
    const isUnknown = status === 412 || (this.#isOldTag && UNKNOWN_TAG.includes(status))
    if (isUnknown && this.#entityTag !== null) {
      // RFC 3903 4.1: the server no longer knows it; publish the whole state afresh.
      this.#entityTag = null
      this.#isOldTag = false
      this.#dirty = true
      this.#send()
      return
    }
    const minExpires = parseSeconds(response.header('min-expires'))
    if (status === 423 && minExpires !== null && minExpires > this.#expires) {
      this.#expires = Math.min(minExpires, MAX_EXPIRES)
      this.#dirty ||= hadBody
      this.#send()
      return
    }
    const asked = parseSeconds(response.header('retry-after'))
    const passing = asked !== null || status === 408 || status === 480 || status === 491 || status >= 500
    let retryAfter: number | null = null
    if (passing && status !== 501 && status !== 505 && status !== 513 && status < 600) {
      this.#dirty ||= hadBody
      retryAfter = this.#retry(asked)
      if (asked !== null) this.#held = { until: Date.now() + retryAfter * 1000, status, reason }
    }
    this.#conclude({ kind: 'rejected', status, reason, retryAfter })
  }

  #published(response: SipResponse): void {
    const expires = Math.min(parseSeconds(response.header('expires')) ?? this.#expires, MAX_EXPIRES)
    // RFC 3903 6: every 2xx has a SIP-ETag; one without it cannot be refreshed, only published again.
    this.#entityTag = response.header('sip-etag')?.trim() || null
    this.#tagExpiresAt = Date.now() + expires * 1000
    this.#isOldTag = false
    this.#keep(this.#entityTag === null ? null : { entityTag: this.#entityTag, expiresAt: this.#tagExpiresAt })
    this.#failures = 0
    this.#held = null
    if (!this.#dirty && this.#body !== null) this.#setTimer(Math.max(refreshSeconds(expires), 5))
    this.#conclude({ kind: 'published', entityTag: this.#entityTag ?? '', expires })
  }

  #keep(tag: KeptTag | null): void {
    guarded(this.#ua.log, 'keeping what names a publication', () => this.#options.tags?.save(tag))
  }

  /** Tells, and sends what came meanwhile; those who wait for the later body go on waiting. */
  #conclude(outcome: PublishOutcome): void {
    if (this.#body !== null) this.#told(outcome) // else it was taken back meanwhile
    const newer = this.#dirty && this.#timer === null
    if (newer) this.#send()
    else this.#settle(outcome)
  }

  /** Resolves when nothing is on its way, or after two seconds. */
  #idle(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, REMOVE_TIMEOUT_MS)
      this.#idlers.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #tellIdle(): void {
    for (const idler of this.#idlers.splice(0)) idler()
  }

  #retry(asked: number | null): number {
    this.#failures += 1
    const seconds = asked === null ? backOffSeconds(this.#failures, RETRY) : retryAfterSeconds(Math.max(asked, 1))
    this.#setTimer(seconds)
    return Math.ceil(seconds)
  }

  #spec(body: string | null, expires: number, entityTag: string | null) {
    const { eventPackage, contentType } = this.#options
    return {
      method: 'PUBLISH',
      target: `sip:${this.#ua.aor}`,
      headers: [
        `Event: ${eventPackage}`,
        `Expires: ${expires}`,
        ...(entityTag !== null && !/[\r\n]/.test(entityTag) ? [`SIP-If-Match: ${entityTag}`] : []),
        ...(body !== null ? [`Content-Type: ${contentType}`] : []),
      ],
      body,
    }
  }

  #told(outcome: PublishOutcome): PublishOutcome {
    this.#outcomes.tell(outcome)
    return outcome
  }

  #settle(outcome: PublishOutcome): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve(outcome)
  }

  #setTimer(seconds: number): void {
    this.#clearTimer()
    this.#timer = setTimeout(() => {
      this.#timer = null
      guarded(this.#ua.log, 'refreshing a publication', () => this.#send())
    }, seconds * 1000)
  }

  #clearTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}

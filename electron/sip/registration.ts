/**
 * REGISTER with instance-id, reg-id and GRUU (RFC 3261 10, 5626, 5627). One per connection: what JsSIP's own registrar does
 * not tell (until when, why not, since when) is what a person asks.
 */
import type { SipFailure } from './failure.ts'
import { failureOfStatus } from './failure.ts'
import type { RequestOutcome, SipResponse } from './request.ts'
import { parseSeconds, refreshSeconds } from './retry.ts'

export interface RegistrationSettings {
  readonly domain: string
  readonly aor: string
  readonly instanceId: string
  readonly expires: number
}

export interface RegistrationActions {
  readonly contact: () => string
  readonly send: (
    spec: Readonly<{ target: string; to: string; headers: readonly string[]; callId: string; cseq: number }>,
    done: (outcome: RequestOutcome) => void,
  ) => void
  readonly registered: (state: Registered) => void
  /** retryAfter: seconds the server asked for. */
  readonly failed: (failure: SipFailure, retryAfter: number | null) => void
}

export interface Registered {
  readonly until: number
  readonly gruu: string | null
  /** as the server calls itself */
  readonly software: string | null
}

const MAX_EXPIRES = 7 * 24 * 3600
/** A refresh that fails is repeated this often while the binding still stands. */
const REFRESH_RETRY_SECONDS = 15
/**
 * Some servers (Kamailio's msilo) hand out stored messages at REGISTER alone: one stored while we registered would wait for the
 * next refresh. So the first registration of a connection is repeated once, soon.
 */
const FIRST_REFRESH_SECONDS = 10

export class Registration {
  readonly #settings: RegistrationSettings
  readonly #actions: RegistrationActions
  readonly #callId: string
  #cseq = 0
  #expires: number
  #until: number | null = null
  #lengthened = false
  #timer: ReturnType<typeof setTimeout> | null = null
  #generation = 0
  #pending = false
  #isFirst = true

  constructor(settings: RegistrationSettings, actions: RegistrationActions, callId: string) {
    this.#settings = settings
    this.#actions = actions
    this.#callId = callId
    this.#expires = settings.expires
  }

  /** On a new connection, or to refresh. */
  start(): void {
    this.#generation += 1
    this.#until = null
    this.#lengthened = false
    this.#pending = false
    this.#isFirst = true
    this.#register()
  }

  /** The connection is gone; nothing is sent. */
  stop(): void {
    this.#generation += 1
    this.#pending = false
    this.#until = null
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** Takes the binding away; resolves with the answer, however it turns out. */
  unregister(): Promise<void> {
    this.stop()
    return new Promise((resolve) => this.#send(0, () => resolve()))
  }

  #register(): void {
    if (this.#pending) return
    this.#pending = true
    const generation = this.#generation
    this.#send(this.#expires, (outcome) => {
      if (generation !== this.#generation) return
      this.#pending = false
      if (outcome.kind === 'answered') this.#cseq = Math.max(this.#cseq, outcome.response.requestCseq)
      this.#settle(outcome)
    })
  }

  #settle(outcome: RequestOutcome): void {
    const { domain } = this.#settings
    if (outcome.kind === 'unreachable') {
      // A lost connection is told by the connection itself.
      if (outcome.cause === 'time-out') this.#fail({ kind: 'time-out', host: domain }, null)
      return
    }
    const { response } = outcome
    const { status, reason } = response
    if (status >= 200 && status < 300) {
      this.#succeed(response)
      return
    }
    const minExpires = parseSeconds(response.header('min-expires'))
    if (status === 423 && minExpires !== null && !this.#lengthened) {
      this.#lengthened = true
      this.#expires = Math.min(Math.max(minExpires, this.#expires), MAX_EXPIRES)
      this.#register()
      return
    }
    this.#fail(failureOfStatus(status, reason, domain), parseSeconds(response.header('retry-after')))
  }

  #succeed(response: SipResponse): void {
    const own = response
      .headers('contact')
      .find((contact) => contact.toLowerCase().includes(this.#settings.instanceId.toLowerCase()))
    const granted =
      parseSeconds(/;\s*expires\s*=\s*"?(\d+)/i.exec(own ?? '')?.[1] ?? null) ??
      parseSeconds(response.header('expires')) ??
      this.#expires
    // RFC 3261 10.2.4: a registrar may grant less than was asked; nothing at all would be a refusal.
    const seconds = Math.min(Math.max(granted, 5), MAX_EXPIRES)
    this.#until = Date.now() + seconds * 1000
    this.#lengthened = false
    this.#schedule(this.#isFirst ? Math.min(FIRST_REFRESH_SECONDS, refreshSeconds(seconds)) : refreshSeconds(seconds))
    this.#isFirst = false
    const gruu = /;\s*pub-gruu\s*=\s*"([^"\r\n<>]{1,512})"/i.exec(own ?? '')?.[1] ?? null
    this.#actions.registered({
      until: this.#until,
      gruu: gruu !== null && /^sip:[^\s]+$/i.test(gruu) ? gruu : null,
      software: response.header('server')?.slice(0, 200) ?? null,
    })
  }

  #fail(failure: SipFailure, retryAfter: number | null): void {
    const passing = failure.kind === 'time-out' || (failure.kind === 'server-error' && failure.status >= 500)
    const wait = retryAfter ?? REFRESH_RETRY_SECONDS
    if (passing && this.#until !== null && Date.now() + wait * 1000 < this.#until) {
      this.#schedule(wait)
      return
    }
    this.#actions.failed(failure, retryAfter)
  }

  #schedule(seconds: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#register(), seconds * 1000)
  }

  #send(expires: number, done: (outcome: RequestOutcome) => void): void {
    const { domain, aor, instanceId } = this.#settings
    // RFC 3261 10.2: one Call-ID for all registrations of a run; digest may raise CSeq by one or two.
    this.#cseq += 1
    const cseq = this.#cseq
    this.#cseq += 2
    const contact = `<${this.#actions.contact()}>;+sip.ice;reg-id=1;+sip.instance="<urn:uuid:${instanceId}>";expires=${expires}`
    this.#actions.send(
      {
        target: `sip:${domain}`,
        to: `sip:${aor}`,
        headers: [`Contact: ${contact}`, `Expires: ${expires}`],
        callId: this.#callId,
        cseq,
      },
      done,
    )
  }
}

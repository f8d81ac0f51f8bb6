/** One subscription to event state (RFC 6665), kept up across answers, expiry and reconnects. */
import { randomBytes } from 'node:crypto'
import { guarded, Listeners } from './listeners.ts'
import type { RequestOutcome, SipRequest, SipResponse } from './request.ts'
import { parseSeconds, refreshSeconds } from './retry.ts'
import { type Decision, decideOnResponse, decideOnTermination, parseSubscriptionState } from './subscription-rules.ts'
import type { SipLink, UserAgent } from './user-agent.ts'

export interface SubscriptionOptions {
  /** An address of record or a sip URI. */
  readonly target: string
  readonly eventPackage: string
  readonly accept: string
  readonly expires: number
  /** Whole header lines, `Supported: eventlist`. */
  readonly extraHeaders?: readonly string[]
  readonly body?: Readonly<{ contentType: string; text: string }>
}

/**
 * waiting-for-link -> subscribing -> pending | active -> retrying -> subscribing ...
 * refused waits an hour, or for the next link; stopped is the end.
 */
export type SubscriptionState =
  | { readonly kind: 'waiting-for-link' }
  | { readonly kind: 'subscribing' }
  /** The other person has not decided yet. */
  | { readonly kind: 'pending'; readonly since: number }
  /** confirmedAt: the server last said something in it; unchanged state on a healthy subscription is not stale. */
  | { readonly kind: 'active'; readonly confirmedAt: number; readonly expiresAt: number }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  | { readonly kind: 'retrying'; readonly at: number; readonly cause: RetryCause }
  | { readonly kind: 'stopped' }

export type RetryCause =
  | { readonly kind: 'no-notify' }
  | { readonly kind: 'time-out' }
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'terminated'; readonly reason: string }

export interface Notification {
  readonly contentType: string | null
  /** '' when the server sent none: it still confirms. */
  readonly body: string
  readonly subscriptionState: 'pending' | 'active' | 'terminated'
  readonly at: number
}

/** RFC 6665 4.1.2.4 waits 32 s; servers that lose the NOTIFY have lost it after eight. */
const NOTIFY_TIMEOUT_MS = 8_000
const STOP_TIMEOUT_MS = 2_000
const BRIEF_MS = 10_000
const MAX_EXPIRES = 24 * 3600

interface Dialog {
  readonly callId: string
  readonly localTag: string
  readonly startedAt: number
  readonly forget: () => void
  cseq: number
  remoteTag: string | null
  remoteTarget: string | null
  remoteCseq: number
  routeSet: readonly string[]
  notified: boolean
}

export class Subscription {
  readonly #ua: UserAgent
  readonly #options: SubscriptionOptions
  readonly #states: Listeners<SubscriptionState>
  readonly #notifications: Listeners<Notification>
  #state: SubscriptionState = { kind: 'waiting-for-link' }
  #running = false
  #unlisten: (() => void) | null = null
  #dialog: Dialog | null = null
  #expires: number
  #failures = 0
  /** Dialogs in a row that the server ended as soon as they began. */
  #briefLives = 0
  #onlineSince: number | null = null
  /** The next SUBSCRIBE, or the wait for a NOTIFY. */
  #timer: ReturnType<typeof setTimeout> | null = null
  #notifyTimer: ReturnType<typeof setTimeout> | null = null
  #giveUpTurn: (() => void) | null = null
  #refreshing = false

  constructor(ua: UserAgent, options: SubscriptionOptions) {
    this.#ua = ua
    this.#options = options
    this.#expires = options.expires
    this.#states = new Listeners(ua.log)
    this.#notifications = new Listeners(ua.log)
  }

  get state(): SubscriptionState {
    return this.#state
  }

  onState(listener: (state: SubscriptionState) => void): () => void {
    return this.#states.add(listener)
  }

  onNotify(listener: (notification: Notification) => void): () => void {
    return this.#notifications.add(listener)
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    this.#unlisten = this.#ua.onLink((link) => this.#linkChanged(link))
    this.#onlineSince = null
    this.#setState({ kind: 'waiting-for-link' })
    this.#linkChanged(this.#ua.link)
  }

  /** Unsubscribes; resolves with the answer, or after two seconds. */
  async stop(): Promise<void> {
    if (!this.#running) return
    this.#running = false
    this.#unlisten?.()
    this.#unlisten = null
    const dialog = this.#dialog
    this.#endDialog()
    this.#setState({ kind: 'stopped' })
    if (dialog === null || dialog.remoteTag === null || this.#ua.link.kind !== 'online') return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, STOP_TIMEOUT_MS)
      this.#request(dialog, 0, () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  /** Asks for the whole state now: in the dialog if there is one (RFC 6665 4.4.2), else anew. */
  refresh(): void {
    if (!this.#running || this.#ua.link.kind !== 'online' || this.#state.kind === 'subscribing') return
    if (this.#dialog?.remoteTag) this.#resubscribe()
    else this.#subscribe()
  }

  #linkChanged(link: SipLink): void {
    if (link.kind !== 'online') {
      if (this.#onlineSince === null && this.#state.kind === 'waiting-for-link') return
      this.#onlineSince = null
      this.#endDialog()
      this.#setState({ kind: 'waiting-for-link' })
      return
    }
    if (this.#onlineSince === link.since) return // only the registration was refreshed
    this.#onlineSince = link.since
    this.#failures = 0
    this.#subscribe()
  }

  /** A new dialog. */
  #subscribe(): void {
    this.#endDialog()
    if (!this.#running || this.#ua.link.kind !== 'online') return
    const dialog = this.#newDialog()
    this.#dialog = dialog
    this.#setState({ kind: 'subscribing' })
    this.#inTurn(dialog)
  }

  /** In the dialog: refresh, or the whole state again. */
  #resubscribe(): void {
    const dialog = this.#dialog
    if (dialog === null || this.#refreshing) return
    this.#refreshing = true
    dialog.notified = false
    this.#inTurn(dialog)
  }

  /** Waits for its turn among the thousand others, sends, and judges the answer. */
  #inTurn(dialog: Dialog): void {
    this.#clearTimers()
    this.#giveUpTurn?.()
    this.#giveUpTurn = this.#ua.subscribeGate.ask((leave) => {
      this.#giveUpTurn = null
      this.#request(dialog, this.#expires, (outcome) => {
        leave()
        if (this.#dialog !== dialog) return
        this.#refreshing = false
        this.#answered(dialog, outcome)
      })
    })
  }

  #request(dialog: Dialog, expires: number, done: (outcome: RequestOutcome) => void): void {
    const { eventPackage, accept, extraHeaders = [], body } = this.#options
    const inside = dialog.remoteTag !== null && dialog.remoteTarget !== null
    const text = body && expires > 0 ? body.text : null
    dialog.cseq += 1
    this.#ua.send(
      {
        method: 'SUBSCRIBE',
        target: inside && dialog.remoteTarget !== null ? dialog.remoteTarget : this.#targetUri(),
        to: this.#targetUri(),
        headers: [
          `Event: ${eventPackage}`,
          `Expires: ${expires}`,
          `Accept: ${accept}`,
          `Contact: ${this.#ua.contact}`,
          ...extraHeaders,
          ...(body && text !== null ? [`Content-Type: ${body.contentType}`] : []),
        ],
        body: text,
        callId: dialog.callId,
        cseq: dialog.cseq,
        fromTag: dialog.localTag,
        ...(inside && dialog.remoteTag !== null && { toTag: dialog.remoteTag }),
        ...(inside && dialog.routeSet.length > 0 && { routeSet: dialog.routeSet }),
      },
      (outcome) => {
        if (outcome.kind === 'answered') dialog.cseq = Math.max(dialog.cseq, outcome.response.requestCseq)
        done(outcome)
      },
    )
  }

  #answered(dialog: Dialog, outcome: RequestOutcome): void {
    if (outcome.kind === 'answered' && outcome.response.status >= 200 && outcome.response.status < 300) {
      this.#accepted(dialog, outcome.response)
      return
    }
    // A lost link tells itself.
    if (outcome.kind === 'unreachable' && outcome.cause === 'link' && this.#ua.link.kind !== 'online') return
    const inside = dialog.remoteTag !== null
    if (outcome.kind === 'unreachable') {
      this.#failures += 1
      this.#retryIn(decideOnResponse(null, this.#failures, inside), { kind: 'time-out' })
      return
    }
    const { response } = outcome
    const minExpires = parseSeconds(response.header('min-expires'))
    if (response.status === 423 && minExpires !== null && minExpires > this.#expires) {
      this.#expires = Math.min(minExpires, MAX_EXPIRES)
      this.#inTurn(dialog)
      return
    }
    this.#failures += 1
    this.#retryIn(decideOnResponse(response, this.#failures, inside), { kind: 'answer', status: response.status })
  }

  #accepted(dialog: Dialog, response: SipResponse): void {
    const contact = uriOfContact(response.header('contact'))
    if (dialog.remoteTag === null) {
      dialog.remoteTag = response.toTag
      dialog.routeSet = [...response.headers('record-route')].reverse()
    }
    if (contact !== null) dialog.remoteTarget = contact
    const granted = Math.min(parseSeconds(response.header('expires')) ?? this.#expires, MAX_EXPIRES)
    this.#scheduleRefresh(granted)
    if (dialog.notified) {
      this.#confirm(granted)
      return
    }
    this.#notifyTimer = setTimeout(() => {
      guarded(this.#ua.log, 'a missing NOTIFY', () => {
        if (this.#dialog !== dialog || dialog.notified) return
        this.#failures += 1
        this.#retryIn(decideOnResponse('no-notify', this.#failures, false), { kind: 'no-notify' })
      })
    }, NOTIFY_TIMEOUT_MS)
  }

  #notified(dialog: Dialog, request: SipRequest): void {
    const { eventPackage } = this.#options
    const named = (request.header('event') ?? '').split(';', 1)[0]?.trim().toLowerCase()
    if (named !== eventPackage.toLowerCase()) {
      request.reply(489)
      return
    }
    // RFC 6665 4.1.4: further dialogs of a forked SUBSCRIBE are not wanted.
    if (this.#dialog !== dialog || (dialog.remoteTag !== null && request.fromTag !== dialog.remoteTag)) {
      request.reply(481)
      return
    }
    // RFC 3261 12.2.2: an older one came late; what it says is over.
    if (request.cseq < dialog.remoteCseq) {
      request.reply(500)
      return
    }
    const repeated = request.cseq === dialog.remoteCseq
    dialog.remoteCseq = request.cseq
    request.reply(200)
    if (repeated) return
    if (dialog.remoteTag === null) {
      dialog.remoteTag = request.fromTag
      dialog.routeSet = request.headers('record-route')
    }
    dialog.remoteTarget = uriOfContact(request.header('contact')) ?? dialog.remoteTarget
    dialog.notified = true
    if (this.#notifyTimer) clearTimeout(this.#notifyTimer)
    this.#notifyTimer = null
    this.#take(dialog, request)
  }

  #take(dialog: Dialog, request: SipRequest): void {
    const told = parseSubscriptionState(request.header('subscription-state'))
    const at = Date.now()
    const notification: Notification = {
      contentType: request.header('content-type'),
      body: request.body,
      subscriptionState: told.state,
      at,
    }
    if (told.state === 'terminated') {
      this.#notifications.tell(notification)
      if (this.#dialog === dialog) this.#terminated(dialog, told.reason, told.retryAfter)
      return
    }
    this.#failures = 0
    if (told.expires !== null) this.#scheduleRefresh(Math.min(told.expires, MAX_EXPIRES))
    if (told.state === 'pending') {
      const since = this.#state.kind === 'pending' ? this.#state.since : at
      this.#setState({ kind: 'pending', since })
    } else {
      this.#setState({ kind: 'active', confirmedAt: at, expiresAt: at + (told.expires ?? this.#expires) * 1000 })
    }
    if (this.#dialog === dialog) this.#notifications.tell(notification)
  }

  #terminated(dialog: Dialog, reason: string, retryAfter: number | null): void {
    // One that ends as soon as it begins must not be begun in a loop.
    this.#briefLives = Date.now() - dialog.startedAt < BRIEF_MS ? this.#briefLives + 1 : 0
    this.#retryIn(decideOnTermination(reason, retryAfter, this.#briefLives), { kind: 'terminated', reason })
  }

  #retryIn(decision: Decision, cause: RetryCause): void {
    this.#endDialog()
    if (!this.#running) return
    if (decision.kind === 'again-now') {
      this.#subscribe()
      return
    }
    if (decision.kind === 'refused') {
      this.#setState({ kind: 'refused', status: decision.status, reason: decision.reason })
      if (decision.seconds !== null) this.#setTimer(decision.seconds, () => this.#subscribe())
      return
    }
    this.#setTimer(decision.seconds, () => this.#subscribe())
    this.#setState({ kind: 'retrying', at: Date.now() + decision.seconds * 1000, cause })
  }

  #confirm(granted: number): void {
    if (this.#state.kind !== 'active') return
    const now = Date.now()
    this.#setState({ kind: 'active', confirmedAt: now, expiresAt: now + granted * 1000 })
  }

  #scheduleRefresh(seconds: number): void {
    this.#setTimer(refreshSeconds(seconds), () => this.#resubscribe())
  }

  #newDialog(): Dialog {
    const callId = randomBytes(16).toString('hex')
    const localTag = randomBytes(8).toString('hex')
    const dialog: Dialog = {
      callId,
      localTag,
      startedAt: Date.now(),
      forget: this.#ua.receiveNotify(callId, localTag, (request) => this.#notified(dialog, request)),
      cseq: 0,
      remoteTag: null,
      remoteTarget: null,
      remoteCseq: 0,
      routeSet: [],
      notified: false,
    }
    return dialog
  }

  #endDialog(): void {
    this.#clearTimers()
    this.#giveUpTurn?.()
    this.#giveUpTurn = null
    this.#refreshing = false
    this.#dialog?.forget()
    this.#dialog = null
  }

  #targetUri(): string {
    const { target } = this.#options
    return /^sips?:/i.test(target) ? target : `sip:${target}`
  }

  #setState(state: SubscriptionState): void {
    this.#state = state
    this.#states.tell(state)
  }

  #setTimer(seconds: number, action: () => void): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = null
      guarded(this.#ua.log, 'a subscription timer', action)
    }, seconds * 1000)
  }

  #clearTimers(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#notifyTimer) clearTimeout(this.#notifyTimer)
    this.#timer = null
    this.#notifyTimer = null
  }
}

/** The URI of `<sip:a@b;x>;expires=1` or `sip:a@b;expires=1`. */
function uriOfContact(contact: string | null): string | null {
  if (contact === null) return null
  const uri = /<([^<>\s]+)>/.exec(contact)?.[1] ?? contact.split(';', 1)[0]?.trim()
  return uri && /^sips?:/i.test(uri) ? uri : null
}

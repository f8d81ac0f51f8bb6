/** One subscription to event state (RFC 6665), kept up across answers, expiry and reconnects. */
import { guarded, Listeners } from './listeners.ts'
import type { RequestOutcome, SipRequest, SipResponse } from './request.ts'
import { parseSeconds, refreshSeconds } from './retry.ts'
import { SubscriptionDialog } from './subscription-dialog.ts'
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

/**
 * RFC 6665 4.1.2.4 gives up after Timer N, 32 s. Servers that lose the first NOTIFY of many have lost it after eight, so the first wait is
 * shorter; one that is merely slow gets the whole time from then on.
 */
const FIRST_NOTIFY_TIMEOUT_MS = 8_000
const TIMER_N_MS = 32_000
const STOP_TIMEOUT_MS = 2_000
const BRIEF_MS = 10_000
const MAX_EXPIRES = 24 * 3600

export class Subscription {
  readonly #ua: UserAgent
  readonly #options: SubscriptionOptions
  readonly #states: Listeners<SubscriptionState>
  readonly #notifications: Listeners<Notification>
  #state: SubscriptionState = { kind: 'waiting-for-link' }
  #running = false
  #unlisten: (() => void) | null = null
  #dialog: SubscriptionDialog | null = null
  #forgetDialog: (() => void) | null = null
  /** The one before, until the new one is answered. */
  #replaced: SubscriptionDialog | null = null
  #expires: number
  #failures = 0
  /** Dialogs in a row that the server ended as soon as they began. */
  #briefLives = 0
  #onlineSince: number | null = null
  /** The next SUBSCRIBE, or the wait for a NOTIFY. */
  #timer: ReturnType<typeof setTimeout> | null = null
  /** When, where that is what the timer waits for. */
  #refreshAt: number | null = null
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
    if (this.#ua.link.kind === 'online') this.#endReplaced()
    this.#endDialog()
    this.#setState({ kind: 'stopped' })
    if (dialog === null || !dialog.isEstablished || this.#ua.link.kind !== 'online') return
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
    if (this.#dialog?.isEstablished) this.#resubscribe()
    else this.#subscribe()
  }

  /**
   * Asks in a dialog of its own, and ends the old one when that is answered: so nobody sees us go. A server that has let an answer
   * stand against the old dialog, though it is another by now, decides again (Kamailio and "pending").
   */
  askAnew(): void {
    if (!this.#running || this.#ua.link.kind !== 'online' || this.#state.kind === 'subscribing') return
    const before = this.#dialog
    this.#subscribe()
    if (before?.isEstablished) this.#replaced = before
  }

  #endReplaced(): void {
    const before = this.#replaced
    this.#replaced = null
    if (before !== null) this.#request(before, 0, () => {})
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
    const dialog = new SubscriptionDialog()
    this.#dialog = dialog
    this.#forgetDialog = this.#ua.receiveNotify(dialog.callId, dialog.localTag, (request) =>
      this.#notified(dialog, request),
    )
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
  #inTurn(dialog: SubscriptionDialog): void {
    this.#clearTimers()
    this.#giveUpTurn?.()
    this.#giveUpTurn = this.#ua.subscribeGate.ask((leave) => {
      this.#giveUpTurn = null
      this.#request(dialog, this.#expires, (outcome) => {
        leave()
        if (this.#dialog !== dialog) return
        this.#refreshing = false
        this.#endReplaced()
        this.#answered(dialog, outcome)
      })
    })
  }

  #request(dialog: SubscriptionDialog, expires: number, done: (outcome: RequestOutcome) => void): void {
    const { eventPackage, accept, extraHeaders = [], body } = this.#options
    const content = {
      target: this.#targetUri(),
      headers: [
        `Event: ${eventPackage}`,
        `Expires: ${expires}`,
        `Accept: ${accept}`,
        `Contact: ${this.#ua.contact}`,
        ...extraHeaders,
        ...(body && expires > 0 ? [`Content-Type: ${body.contentType}`] : []),
      ],
      body: body && expires > 0 ? body.text : null,
    }
    this.#ua.send(dialog.subscribe(content), (outcome) => {
      if (outcome.kind === 'answered') dialog.answered(outcome.response)
      done(outcome)
    })
  }

  #answered(dialog: SubscriptionDialog, outcome: RequestOutcome): void {
    if (outcome.kind === 'answered' && outcome.response.status >= 200 && outcome.response.status < 300) {
      this.#accepted(dialog, outcome.response)
      return
    }
    if (outcome.kind === 'unreachable' && outcome.cause === 'unsendable') {
      this.#endDialog()
      this.#setState({ kind: 'refused', status: 400, reason: 'Bad address' })
      return
    }
    // A lost link tells itself.
    if (outcome.kind === 'unreachable' && outcome.cause === 'link' && this.#ua.link.kind !== 'online') return
    const inside = dialog.isEstablished
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

  #accepted(dialog: SubscriptionDialog, response: SipResponse): void {
    dialog.accepted(response)
    const granted = Math.min(parseSeconds(response.header('expires')) ?? this.#expires, MAX_EXPIRES)
    this.#scheduleRefresh(granted)
    if (dialog.notified) {
      this.#confirm(granted)
      return
    }
    const waited = this.#failures === 0 ? FIRST_NOTIFY_TIMEOUT_MS : TIMER_N_MS
    this.#notifyTimer = setTimeout(() => {
      guarded(this.#ua.log, 'a missing NOTIFY', () => {
        if (this.#dialog !== dialog || dialog.notified) return
        this.#failures += 1
        this.#retryIn(decideOnResponse('no-notify', this.#failures, false), { kind: 'no-notify' })
      })
    }, waited)
  }

  #notified(dialog: SubscriptionDialog, request: SipRequest): void {
    const { eventPackage } = this.#options
    const named = (request.header('event') ?? '').split(';', 1)[0]?.trim().toLowerCase()
    if (named !== eventPackage.toLowerCase()) {
      request.reply(489)
      return
    }
    const { status, isNew } = this.#dialog === dialog ? dialog.admit(request) : ({ status: 481, isNew: false } as const)
    request.reply(status)
    if (!isNew) return
    if (this.#notifyTimer) clearTimeout(this.#notifyTimer)
    this.#notifyTimer = null
    this.#take(dialog, request)
  }

  #take(dialog: SubscriptionDialog, request: SipRequest): void {
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

  #terminated(dialog: SubscriptionDialog, reason: string, retryAfter: number | null): void {
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
    this.#setState({ kind: 'retrying', at: Math.round(Date.now() + decision.seconds * 1000), cause })
  }

  #confirm(granted: number): void {
    if (this.#state.kind !== 'active') return
    const now = Date.now()
    this.#setState({ kind: 'active', confirmedAt: now, expiresAt: now + granted * 1000 })
  }

  /** A NOTIFY says anew how long it lasts, a thousand times a second where a crowd moves: a timer that would only wait longer stays. */
  #scheduleRefresh(seconds: number): void {
    const at = Date.now() + refreshSeconds(seconds) * 1000
    const waits = this.#timer !== null && this.#refreshAt !== null && this.#refreshAt <= at
    this.#refreshAt = at
    if (!waits) this.#waitForRefresh(at)
  }

  #waitForRefresh(at: number): void {
    this.#setTimer(Math.max(0, at - Date.now()) / 1000, () => {
      const due = this.#refreshAt ?? 0
      if (due > Date.now()) this.#waitForRefresh(due)
      else this.#resubscribe()
    })
    this.#refreshAt = at
  }

  #endDialog(): void {
    this.#clearTimers()
    this.#giveUpTurn?.()
    this.#giveUpTurn = null
    this.#refreshing = false
    this.#forgetDialog?.()
    this.#forgetDialog = null
    this.#replaced = null
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
    this.#refreshAt = null
    this.#timer = setTimeout(() => {
      this.#timer = null
      guarded(this.#ua.log, 'a subscription timer', action)
    }, seconds * 1000)
  }

  #clearTimers(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#notifyTimer) clearTimeout(this.#notifyTimer)
    this.#timer = null
    this.#refreshAt = null
    this.#notifyTimer = null
  }
}

/**
 * Notices a connection that died without a sign: asks every so often, and counts anything received as an answer.
 * RFC 5626 4.4.1 for CRLF on streams, RFC 6455 5.5.2 for WebSocket.
 */
export interface KeepAliveActions {
  readonly ping: () => void
  /** No answer in time. */
  readonly dead: () => void
}

/** A timer that fires this much too late says that nothing ran here. */
const LATE_MS = 1_000

export class KeepAlive {
  readonly #intervalMs: number
  readonly #timeoutMs: number
  readonly #actions: KeepAliveActions
  #timer: ReturnType<typeof setTimeout> | null = null
  readonly #now: () => number
  #waiting = false

  constructor(
    times: Readonly<{ keepAliveMs: number; pongTimeoutMs: number }>,
    actions: KeepAliveActions,
    now: () => number = () => performance.now(),
  ) {
    this.#now = now
    this.#intervalMs = times.keepAliveMs
    this.#timeoutMs = times.pongTimeoutMs
    this.#actions = actions
  }

  start(): void {
    this.#schedule()
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#waiting = false
  }

  /** Anything came from the server. */
  alive(): void {
    if (!this.#waiting) return
    this.#waiting = false
    this.#schedule()
  }

  probe(): void {
    if (this.#timer === null || this.#waiting) return
    this.#ask()
  }

  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer)
    // RFC 5626 4.4: 80 to 100 % of the interval, so that clients do not ask in step.
    this.#timer = setTimeout(() => this.#ask(), this.#intervalMs * (0.8 + Math.random() * 0.2))
  }

  #ask(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#waiting = true
    const askedAt = this.#now()
    this.#timer = setTimeout(() => {
      this.#waiting = false
      // This process was busy or asleep itself: the answer may lie unread.
      if (this.#now() - askedAt > this.#timeoutMs + LATE_MS) {
        this.#ask()
        return
      }
      this.#schedule()
      this.#actions.dead()
    }, this.#timeoutMs)
    this.#actions.ping()
  }
}

/**
 * Notices a connection that died without a sign: asks every so often, and counts anything received as an answer.
 * RFC 5626 4.4.1 for CRLF on streams, RFC 6455 5.5.2 for WebSocket.
 */
export interface KeepAliveActions {
  readonly ping: () => void
  /** No answer in time. */
  readonly dead: () => void
}

export class KeepAlive {
  readonly #intervalMs: number
  readonly #timeoutMs: number
  readonly #actions: KeepAliveActions
  #timer: ReturnType<typeof setTimeout> | null = null
  #waiting = false

  constructor(times: Readonly<{ keepAliveMs: number; pongTimeoutMs: number }>, actions: KeepAliveActions) {
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
    this.#timer = setTimeout(() => {
      this.#waiting = false
      this.#schedule()
      this.#actions.dead()
    }, this.#timeoutMs)
    this.#actions.ping()
  }
}

export type NextTryOptions = {
  /** between 0 and 1; two devices that met once are not to meet again */
  readonly random?: (() => number) | undefined
  readonly retries?: readonly number[] | undefined
}

/** The first soon: a busy server's 500 is over in a moment (Kamailio on SQLite), and whom the user blocked is not to see on for long. */
const usualRetries = [300, 2_000, 5_000, 15_000, 60_000, 300_000]
const soon = 2_500
const mostConflicts = 12

/** When it is tried again: after a failure, later each time; after somebody was quicker, at once, and after a few such times a little later. */
export class NextTry {
  readonly #again: () => void
  readonly #random: () => number
  readonly #retries: readonly number[]
  #timer: ReturnType<typeof setTimeout> | null = null
  #rest = 0
  #failures = 0
  #conflicts = 0

  constructor(again: () => void, { random = Math.random, retries = usualRetries }: NextTryOptions) {
    this.#again = again
    this.#random = random
    this.#retries = retries
  }

  /** the next try has its time */
  get isSet(): boolean {
    return this.#timer !== null
  }

  /** the next try is a moment away, so whoever waits for the work to end waits for it too */
  get isSoon(): boolean {
    return this.#timer !== null && this.#rest <= soon
  }

  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /**
   * Tries again after `rest` milliseconds, or, where that is null, after a time that grows with the failures in a row; never before `after`,
   * what the server asked for (Retry-After, RFC 9110 10.2.3).
   */
  set(rest: number | null, after: number | null): void {
    const wanted = rest ?? this.#retries[Math.min(this.#failures++, this.#retries.length - 1)] ?? 0
    this.clear()
    this.#rest = Math.max(after ?? 0, wanted * (0.75 + this.#random() / 2))
    this.#timer = setTimeout(this.#again, this.#rest)
  }

  /** The server answered as it should. */
  answered(): void {
    this.#failures = 0
  }

  /** Nothing is left to do. */
  done(): void {
    this.#conflicts = 0
  }

  /** Somebody was quicker. Resolves when it is time again; with false where that happened too often to go on at once. */
  async afterConflict(): Promise<boolean> {
    this.#conflicts++
    if (this.#conflicts > mostConflicts) {
      this.#conflicts = 0
      return false
    }
    if (this.#conflicts > 2) {
      const rest = Math.min(2_000, 50 * 2 ** this.#conflicts) * this.#random()
      await new Promise((done) => setTimeout(done, rest))
    }
    return true
  }
}

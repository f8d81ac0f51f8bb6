/** Thousands are looked at again when a meeting of theirs ends; calls and chat take their turn between slices. */
const slice = 200
/** A longer timer than the platform's, and one across a sleep, is not to be trusted. */
const longestTimer = 12 * 3_600_000

/**
 * One timer for thousands of people who each want to be woken at a time of their own. Node keeps a list for each duration there is
 * and a heap of the lists: with a timer each, a NOTIFY of a crowd spent an eighth of its time on them.
 */
export class Wakes {
  readonly #now: () => number
  readonly #waiting = new Map<() => void, number>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #wakesAt = Number.POSITIVE_INFINITY

  constructor(now: () => number) {
    this.#now = now
  }

  /** `wake` is who it is, too: said again, the time alone is another. Null: no more. */
  set(wake: () => void, at: number | null): void {
    if (at === null) {
      this.#waiting.delete(wake)
      return
    }
    this.#waiting.set(wake, at)
    if (at < this.#wakesAt) this.#waitUntil(at)
  }

  stop(): void {
    this.#waiting.clear()
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#wakesAt = Number.POSITIVE_INFINITY
  }

  #waitUntil(at: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#wakesAt = at
    this.#timer = setTimeout(() => this.#look(), Math.min(longestTimer, Math.max(0, at - this.#now())))
  }

  /** Who waited for an earlier time than is left, and does no more, costs one look. */
  #look(): void {
    const now = this.#now()
    this.#timer = null
    this.#wakesAt = Number.POSITIVE_INFINITY
    const due: (() => void)[] = []
    let next = Number.POSITIVE_INFINITY
    for (const [wake, at] of this.#waiting) {
      if (at <= now && due.length < slice) due.push(wake)
      else if (at < next) next = at
    }
    for (const wake of due) this.#waiting.delete(wake)
    if (next < Number.POSITIVE_INFINITY) this.#waitUntil(next)
    for (const wake of due) wake()
  }
}

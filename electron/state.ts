import { applyInPlace, type Change, type ChangeBatch } from '#contract/change'
import { type AppState, emptyState } from '#contract/state'

const maxBatch = 500
/**
 * What listeners do with a batch, in main above all the sending, may take a fifth of the time; and a burst travels together: the
 * more changes a batch had, the longer those that follow are gathered, up to a frame.
 */
const restFactor = 4
const restPerChange = 1
const longestRest = 16

/**
 * Holds the truth. apply() is the only way in; listeners get batches of at most 500 changes, in order. `current` is to be read
 * and not to be kept: its records change.
 */
export class State {
  #current: AppState = structuredClone(emptyState)
  #pending: Change[] = []
  #scheduled = false
  /** on the clock of performance.now() */
  #restUntil = 0
  readonly #listeners = new Set<(batch: ChangeBatch) => void>()
  readonly #observers = new Set<(change: Change) => void>()

  /** Everything applied so far, pending changes included. */
  get current(): AppState {
    this.#take()
    return this.#current
  }

  apply(change: Change): void {
    this.#pending.push(change)
    for (const observer of this.#observers) observer(change)
    if (this.#scheduled) return
    this.#scheduled = true
    const rest = this.#restUntil - performance.now()
    if (rest > 1) setTimeout(() => this.#flush(), rest)
    else setImmediate(() => this.#flush())
  }

  /** The batches a copy needs to follow; give it `current` first. */
  onBatch(listener: (batch: ChangeBatch) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Each change as it happens, for the tray and the call toast. */
  onEach(observer: (change: Change) => void): () => void {
    this.#observers.add(observer)
    return () => this.#observers.delete(observer)
  }

  #flush(): void {
    const from = performance.now()
    const taken = this.#pending.length
    this.#take()
    const to = performance.now()
    this.#restUntil = to + Math.min(longestRest, Math.max((to - from) * restFactor, taken * restPerChange))
    this.#scheduled = false
  }

  #take(): void {
    while (this.#pending.length > 0) {
      const changes = this.#pending.splice(0, maxBatch)
      const batch = { revision: this.#current.revision + 1, changes }
      this.#current = applyInPlace(this.#current, batch)
      for (const listener of this.#listeners) listener(batch)
    }
  }
}

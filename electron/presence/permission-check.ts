import type { Watcher } from '#contract/privacy'

export type PermissionCheckOptions = {
  /** who watches, asked for the whole */
  readonly askAgain: () => void
  /** the rules, as the server has them */
  readonly writeAgain: () => void
}

/** A server on which rules take effect does it within a second or two. */
const patience = 4_000

/**
 * Somebody is let in and the server has the rules that say so, but its list of watchers still says that he waits. Then the list is asked
 * for anew; if he still waits, the rules are written once more, because the server may have tried to read them at a moment when it could
 * not. Once for each permission.
 */
export class PermissionCheck {
  readonly #options: PermissionCheckOptions
  readonly #waiting = new Map<string, 'seen' | 'asked' | 'written'>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(options: PermissionCheckOptions) {
    this.#options = options
  }

  /** Who watches now, whenever that changes; `isWritten`: the server has the rules. */
  look(watchers: readonly Pick<Watcher, 'aor' | 'status' | 'handling'>[], isWritten: boolean): void {
    const late = watchers.filter(({ status, handling }) => isWritten && status === 'pending' && handling === 'allow')
    const waiting = new Set(late.map(({ aor }) => aor))
    for (const aor of this.#waiting.keys()) if (!waiting.has(aor)) this.#waiting.delete(aor)
    for (const aor of waiting) if (!this.#waiting.has(aor)) this.#waiting.set(aor, 'seen')
    if (this.#isDone) this.stop()
    else this.#timer ??= setTimeout(() => this.#step(), patience)
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  get #isDone(): boolean {
    return [...this.#waiting.values()].every((step) => step === 'written')
  }

  #step(): void {
    this.#timer = null
    const steps = [...this.#waiting]
    for (const [aor, step] of steps) this.#waiting.set(aor, step === 'seen' ? 'asked' : 'written')
    if (!this.#isDone) this.#timer = setTimeout(() => this.#step(), patience)
    if (steps.some(([, step]) => step === 'asked')) this.#options.writeAgain()
    if (steps.some(([, step]) => step !== 'written')) this.#options.askAgain()
  }
}

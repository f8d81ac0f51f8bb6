import type { Log } from '../ports.ts'

/** Listeners of one event. What one throws is logged and reaches neither the others nor the socket. */
export class Listeners<T> {
  readonly #all = new Set<{ readonly listener: (value: T) => void }>()
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  add(listener: (value: T) => void): () => void {
    const entry = { listener }
    this.#all.add(entry)
    return () => {
      this.#all.delete(entry)
    }
  }

  tell(value: T): void {
    for (const { listener } of [...this.#all]) guarded(this.#log, 'a SIP listener', () => listener(value))
  }

  clear(): void {
    this.#all.clear()
  }
}

/** Runs what was started by a socket or timer; nothing thrown there may reach the main process. */
export function guarded(log: Log, what: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    log.error('%s failed: %s', what, error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}

import { join } from 'node:path'
import { format } from 'node:util'
import type { Log } from '../ports.ts'

type Level = 'debug' | 'info' | 'warn' | 'error'
type Sink = (level: Level, line: string) => void

/** Lines wait until the log file is open: opening it is not worth a millisecond before the first paint. */
export class DeferredLog implements Log {
  #waiting: [Level, string][] = []
  #sink: Sink | null = null
  #keepsDebug = true

  readonly debug = (message: string, ...values: readonly unknown[]) => {
    // Not even made into a line: a crowd's presence says something a thousand times a second.
    if (this.#keepsDebug) this.#write('debug', message, values)
  }
  readonly info = (message: string, ...values: readonly unknown[]) => this.#write('info', message, values)
  readonly warn = (message: string, ...values: readonly unknown[]) => this.#write('warn', message, values)
  readonly error = (message: string, ...values: readonly unknown[]) => this.#write('error', message, values)

  #write(level: Level, message: string, values: readonly unknown[]): void {
    const line = format(message, ...values)
    if (this.#sink) this.#sink(level, line)
    else this.#waiting.push([level, line])
  }

  /** Opens logs/dialtone.log in the profile: 2 MB, then one old file is kept. */
  async open(profile: string, verbose: boolean): Promise<void> {
    const { default: file } = await import('electron-log/node.js')
    file.transports.file.resolvePathFn = () => join(profile, 'logs', 'dialtone.log')
    file.transports.file.maxSize = 2 * 1024 * 1024
    file.transports.file.level = verbose ? 'debug' : 'info'
    file.transports.console.level = verbose ? 'debug' : false
    this.#keepsDebug = verbose
    this.#sink = (level, line) => file[level](line)
    for (const [level, line] of this.#waiting) this.#sink(level, line)
    this.#waiting = []
  }
}

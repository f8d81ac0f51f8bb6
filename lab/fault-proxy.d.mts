export type FaultMode = 'pass' | 'delay' | 'stall' | 'drop' | 'refuse'

export interface FaultProxy {
  readonly port: number
  readonly mode: FaultMode
  /** Open connections now, and all that were ever accepted. */
  readonly connections: number
  readonly accepted: number
  /** `delay` in milliseconds is for the mode of that name. */
  set(mode: FaultMode, options?: { readonly delay?: number }): Promise<void>
  /** Resets every open connection; new ones are accepted as before. */
  cut(): void
  stop(): Promise<void>
}

/** A TCP proxy from 127.0.0.1:(`listenOn`, or a free port) to `host`:`port`. */
export function startFaultProxy(options: {
  readonly host?: string
  readonly port: number
  readonly listenOn?: number
}): Promise<FaultProxy>

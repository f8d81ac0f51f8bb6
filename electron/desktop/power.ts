import { execFile } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { powerMonitor } from 'electron'
import type { IdleSource, IdleState, NetworkWatcher } from '../ports.ts'
import { Logind } from './logind.ts'

const pollMs = 5_000

/** How long without input, in seconds; null where the source does not answer. */
type IdleSeconds = () => Promise<number | null>

const isWayland = () =>
  process.platform === 'linux' && (process.env['XDG_SESSION_TYPE'] === 'wayland' || !!process.env['WAYLAND_DISPLAY'])

/** Chromium reads 0 under Wayland; GNOME's compositor knows. */
const mutterIdle: IdleSeconds = async () => {
  const answer = await run('gdbus', [
    'call',
    '--session',
    '--dest=org.gnome.Mutter.IdleMonitor',
    '--object-path=/org/gnome/Mutter/IdleMonitor/Core',
    '--method=org.gnome.Mutter.IdleMonitor.GetIdletime',
  ])
  const milliseconds = answer?.match(/uint64 (\d+)/)?.[1]
  return milliseconds === undefined ? null : Number(milliseconds) / 1000
}

const systemIdle: IdleSeconds = async () => powerMonitor.getSystemIdleTime()

function run(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 2_000 }, (error, stdout) => resolve(error ? null : stdout))
  })
}

/** The idle source of this machine, and its name for "Why this status?". */
export class PowerIdle implements IdleSource {
  readonly name: string | null
  #state: IdleState = { kind: 'active' }
  #threshold = 600
  #lockedSince: number | null = null
  #asleepSince: number | null = null
  #timer: ReturnType<typeof setInterval> | null = null
  #looks = 0
  #told = 0
  readonly #listeners = new Set<(state: IdleState) => void>()
  readonly #idleSeconds: IdleSeconds
  /** Lock events exist on macOS and Windows only. */
  readonly #logind = process.platform === 'linux' ? new Logind() : null

  constructor() {
    this.#idleSeconds = isWayland() ? mutterIdle : systemIdle
    this.name = isWayland() ? 'org.gnome.Mutter.IdleMonitor' : 'system'
  }

  start(): void {
    powerMonitor.on('lock-screen', () => this.#lock(true))
    powerMonitor.on('unlock-screen', () => this.#lock(false))
    powerMonitor.on('suspend', () => {
      // suspend may fire twice
      this.#asleepSince ??= Date.now()
      void this.#look()
    })
    powerMonitor.on('resume', () => {
      this.#asleepSince = null
      void this.#look()
    })
    this.#timer = setInterval(() => void this.#look(), pollMs)
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
  }

  readonly setThreshold = (seconds: number): void => {
    this.#threshold = seconds
    void this.#look()
  }

  readonly onChange = (listener: (state: IdleState) => void): (() => void) => {
    this.#listeners.add(listener)
    listener(this.#state)
    return () => this.#listeners.delete(listener)
  }

  #lock(locked: boolean): void {
    this.#lockedSince = locked ? (this.#lockedSince ?? Date.now()) : null
    void this.#look()
  }

  async #look(): Promise<void> {
    const look = ++this.#looks
    const next = await this.#read()
    // Begun before the computer went to sleep, answered after: what a later look has seen stays, or all night would say active.
    if (look < this.#told) return
    this.#told = look
    if (next.kind === this.#state.kind) return
    this.#state = next
    for (const listener of this.#listeners) listener(next)
  }

  async #read(): Promise<IdleState> {
    if (this.#asleepSince !== null) return { kind: 'asleep', since: this.#asleepSince }
    // While the screen is locked the idle time reads 0: the lock is looked at first.
    const system = powerMonitor.getSystemIdleState(this.#threshold)
    if (this.#lockedSince !== null || system === 'locked' || (await this.#logind?.isLocked())) {
      return { kind: 'locked', since: this.#lockedSince ?? Date.now() }
    }
    const seconds = await this.#idleSeconds()
    if (seconds === null) return { kind: 'unknown' }
    return seconds >= this.#threshold
      ? { kind: 'idle', since: Date.now() - Math.round(seconds * 1000) }
      : { kind: 'active' }
  }
}

/** Another address on any interface, or a resume: whoever holds a link proves it at once. Nothing tells main: we look. */
export class InterfaceWatcher implements NetworkWatcher {
  #seen = addresses()
  #timer: ReturnType<typeof setInterval> | null = null
  readonly #listeners = new Set<() => void>()

  start(): void {
    this.#timer = setInterval(() => {
      const now = addresses()
      if (now === this.#seen) return
      this.#seen = now
      this.#tell()
    }, 2_000)
    powerMonitor.on('resume', () => this.#tell())
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

const addresses = (): string =>
  Object.entries(networkInterfaces())
    .flatMap(([name, list]) => (list ?? []).map((entry) => `${name} ${entry.address}`))
    .sort()
    .join('\n')

import { isDeepStrictEqual } from 'node:util'
import type { CalendarSettings, CalendarSource } from '#contract/calendars'
import type { Failure } from '#contract/failure'
import type { Log } from '../ports.ts'
import { watchFile } from './sources/file.ts'
import { type CalendarCopy, type CalendarReader, type CalendarText, SourceError } from './sources/source.ts'

/** The copy of each calendar on this computer. */
export type CalendarCopies = {
  readonly load: (id: string) => Promise<CalendarCopy | null>
  readonly save: (id: string, copy: CalendarCopy) => Promise<void>
  readonly remove: (id: string) => void
}

export type FollowedCalendarOptions = {
  readonly settings: CalendarSettings
  /** null: its password is not known, so it cannot be read now */
  readonly reader: (settings: CalendarSettings) => CalendarReader | null
  readonly copies: CalendarCopies
  readonly log: Log
  readonly now: () => number
  readonly onChange: () => void
}

const minute = 60_000
/** How long a calendar rests between two looks, where it does not ask for longer itself. */
const rests = { file: 15 * minute, caldav: 5 * minute, feed: 15 * minute } as const
const firstRetry = minute
const longestRetry = 60 * minute

/**
 * One calendar: its last good copy, and when it is read next. A failure keeps the copy and says why.
 *
 *   resting --time, file written, network changed--> reading --read--> resting
 *      ^                                                |
 *      +---------- later each time ---------------- failed
 */
export class FollowedCalendar {
  readonly #options: FollowedCalendarOptions
  #settings: CalendarSettings
  #copy: CalendarCopy | null = null
  #failure: Failure | null = null
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #reading: Promise<void> | null = null
  #again = false
  #stopped = false
  #endWatch: () => void = () => {}

  constructor(options: FollowedCalendarOptions) {
    this.#options = options
    this.#settings = options.settings
  }

  get settings(): CalendarSettings {
    return this.#settings
  }

  get shown(): CalendarSource {
    return { ...this.#settings, readAt: this.#copy?.readAt ?? null, failure: this.#failure }
  }

  /** What counts now: nothing of a calendar that is off. The same array as long as it holds the same. */
  get texts(): readonly CalendarText[] {
    return this.#settings.on && this.#copy ? this.#copy.texts : none
  }

  /** With the copy of last time first: a calendar holds without its server. */
  async start(): Promise<void> {
    const { copies, log, now } = this.#options
    try {
      this.#copy = await copies.load(this.#settings.id)
    } catch (error) {
      log.warn('the copy of a calendar could not be read: %s', error instanceof Error ? error.message : String(error))
    }
    if (this.#stopped) return
    this.#options.onChange()
    if (!this.#settings.on) return
    this.#watch()
    const rested = this.#copy === null ? 0 : this.#copy.readAt + this.#rest() - now()
    // A file costs nothing; what is far away is asked once it has rested.
    this.#schedule(this.#settings.place.kind === 'file' ? 0 : Math.min(rested, this.#rest()))
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#endWatch()
  }

  change(settings: CalendarSettings): void {
    const wasOn = this.#settings.on
    this.#settings = settings
    this.#options.onChange()
    if (settings.on === wasOn) return
    this.#endWatch()
    clearTimeout(this.#timer)
    if (!settings.on) return
    this.#watch()
    void this.read()
  }

  /** The network came back: what failed is tried at once. */
  networkChanged(): void {
    if (this.#failure !== null && this.#settings.on) void this.read()
  }

  /** Reads now; resolves when it is done. Asked while reading, it reads once more. */
  read(): Promise<void> {
    if (this.#reading) {
      this.#again = true
      return this.#reading
    }
    clearTimeout(this.#timer)
    const reading = this.#read().finally(() => {
      this.#reading = null
      if (this.#stopped || !this.#again) return
      this.#again = false
      void this.read()
    })
    this.#reading = reading
    return reading
  }

  async #read(): Promise<void> {
    const { reader, copies, now, onChange } = this.#options
    const before = this.#copy
    let wait = this.#rest()
    try {
      const source = reader(this.#settings)
      if (source === null) throw new SourceError({ kind: 'password-needed', domain: hostOf(this.#settings) })
      const copy = await source.read(before, now())
      if (this.#stopped) return
      this.#copy = copy
      this.#failure = null
      this.#failures = 0
      wait = this.#rest()
      if (!isDeepStrictEqual({ ...copy, readAt: 0 }, before && { ...before, readAt: 0 })) {
        await copies.save(this.#settings.id, copy)
      }
    } catch (error) {
      if (this.#stopped) return
      wait = this.#failed(error)
    }
    if (this.#stopped) return
    onChange()
    if (this.#settings.on) this.#schedule(wait)
  }

  /** How long until the next try. */
  #failed(error: unknown): number {
    const { log } = this.#options
    const known = error instanceof SourceError
    this.#failure = known ? error.failure : { kind: 'unexpected', detail: '' }
    log.warn('a calendar could not be read: %s', error instanceof Error ? error.message : String(error))
    const wait = Math.min(longestRetry, firstRetry * 2 ** this.#failures)
    this.#failures++
    return Math.max(wait, (known ? error.retryAfter : null) ?? 0)
  }

  #rest(): number {
    return Math.max(rests[this.#settings.place.kind], this.#copy?.rest ?? 0)
  }

  #watch(): void {
    const { place } = this.#settings
    this.#endWatch = place.kind === 'file' ? watchFile(place.path, () => void this.read()) : () => {}
  }

  #schedule(wait: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.read(), Math.max(0, wait))
  }
}

const none: readonly CalendarText[] = []

function hostOf({ place }: CalendarSettings): string {
  return place.kind === 'file' ? place.path : new URL(place.address).host
}

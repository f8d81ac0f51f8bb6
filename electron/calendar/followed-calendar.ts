import type { CalendarSettings, CalendarSource } from '#contract/calendars'
import type { Failure } from '#contract/failure'
import type { Log } from '../ports.ts'
import type { Almanac, CopyState, KeptCopy } from './almanac.ts'
import { watchFile } from './sources/file.ts'

/** The copy of each calendar on this computer. */
export type CalendarCopies = {
  readonly load: (id: string) => KeptCopy | null
  readonly save: (id: string, copy: KeptCopy) => void
  readonly remove: (id: string) => void
}

/** `missing`: one is needed and not known, so the calendar cannot be read now. */
export type KnownPassword =
  | { readonly kind: 'none-needed' }
  | { readonly kind: 'known'; readonly password: string }
  | { readonly kind: 'missing' }

export type FollowedCalendarOptions = {
  readonly settings: CalendarSettings
  readonly almanac: Almanac
  readonly password: (settings: CalendarSettings) => KnownPassword
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
/** A password that was refused does not get better; who tries it all day is locked out. */
const refusedRetry = 24 * 60 * minute

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
  #copy: CopyState | null = null
  /** counts what changes the plan of a day */
  #version = 0
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

  /** Another number when a plan would be another; null where there is nothing to plan. */
  get version(): number | null {
    return this.#settings.on && this.#copy ? this.#version : null
  }

  /** With the copy of last time first: a calendar holds without its server. */
  async start(): Promise<void> {
    await this.reload()
    if (this.#stopped) return
    this.#options.onChange()
    if (!this.#settings.on) return
    this.#watch()
    const rested = this.#copy === null ? 0 : this.#copy.readAt + this.#rest() - this.#options.now()
    // A file costs nothing; what is far away is asked once it has rested.
    this.#schedule(this.#settings.place.kind === 'file' ? 0 : Math.min(rested, this.#rest()))
  }

  /** The almanac has forgotten, or never knew. */
  async reload(): Promise<void> {
    const { almanac, copies, log } = this.#options
    const { id } = this.#settings
    try {
      const kept = copies.load(id)
      const known = kept === null ? null : await almanac.load(id, kept)
      if (kept !== null && known === null) log.warn('the copy of a calendar could not be read')
      this.#copy = known
      this.#version++
    } catch (error) {
      log.warn('the copy of a calendar could not be read: %s', error instanceof Error ? error.message : String(error))
    }
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#endWatch()
  }

  change(settings: CalendarSettings): void {
    const wasOn = this.#settings.on
    this.#settings = settings
    this.#version++
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
    const waits = this.#failure?.kind === 'wrong-password' || this.#failure?.kind === 'password-needed'
    if (this.#failure !== null && !waits && this.#settings.on) void this.read()
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
    let wait: number
    try {
      wait = await this.#readOnce()
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      wait = this.#failed({ kind: 'unexpected', detail: '' }, null, detail)
    }
    if (this.#stopped) return
    this.#options.onChange()
    if (this.#settings.on) this.#schedule(wait)
  }

  /** How long until the next look. */
  async #readOnce(): Promise<number> {
    const { almanac, copies, password, now } = this.#options
    const { id, place } = this.#settings
    const known = password(this.#settings)
    if (known.kind === 'missing')
      return this.#failed({ kind: 'password-needed', domain: hostOf(this.#settings) }, null, '')
    const outcome = await almanac.read({
      id,
      place,
      password: known.kind === 'known' ? known.password : null,
      now: now(),
    })
    if (this.#stopped) return 0
    if (outcome.kind === 'failed') return this.#failed(outcome.failure, outcome.retryAfter, outcome.detail)
    const { readAt, rest, changed, isNew } = outcome
    // With its folder the watch on it was lost.
    if (this.#failure?.kind === 'calendar' && this.#failure.problem === 'no-file') {
      this.#endWatch()
      this.#watch()
    }
    if (changed || this.#copy === null) this.#version++
    this.#copy = { readAt, rest }
    this.#failure = null
    this.#failures = 0
    // What it says now is told first: packing a large calendar takes a moment.
    this.#options.onChange()
    const kept = isNew ? await almanac.kept(id) : null
    if (kept !== null && !this.#stopped) copies.save(id, kept)
    return this.#rest()
  }

  /** How long until the next try. */
  #failed(failure: Failure, retryAfter: number | null, detail: string): number {
    this.#failure = failure
    this.#options.log.warn('a calendar could not be read: %s %s', failure.kind, detail)
    const wait =
      failure.kind === 'wrong-password' ? refusedRetry : Math.min(longestRetry, firstRetry * 2 ** this.#failures)
    this.#failures++
    return Math.max(wait, retryAfter ?? 0)
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

function hostOf({ place }: CalendarSettings): string {
  return place.kind === 'file' ? place.path : new URL(place.address).host
}

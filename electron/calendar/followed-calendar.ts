import type { CalendarSettings, CalendarSource } from '#contract/calendars'
import { detailOf, type Failure } from '#contract/failure'
import type { Log } from '../ports.ts'
import type { Almanac, CopyState, KeptCopy } from './almanac.ts'
import { watchFile } from './sources/file.ts'

/** The copy of each calendar on this computer. */
export type CalendarCopies = {
  readonly load: (id: string) => KeptCopy | null
  readonly save: (id: string, copy: KeptCopy) => void
  readonly remove: (id: string) => void
}

/** `missing`: a password is needed and not known. `address-locked`: even the calendar's address is in a key store that does not open now. */
export type KnownPassword =
  | { readonly kind: 'none-needed' }
  | { readonly kind: 'known'; readonly password: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'address-locked' }

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
/** After what another try soon would not change: a refused password (trying it all day locks the account), a calendar that is too large. */
const refusedRetry = 24 * 60 * minute
const seldom: readonly string[] = ['too-large', 'sign-in', 'other-sign-in', 'elsewhere']

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
  /** the server said not to come before */
  #restUntil = 0
  #nextAt: number | null = null
  /** the copy on this computer is older than what was read */
  #unkept = false
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
    const nextAt = this.#settings.on ? this.#nextAt : null
    return { ...this.#settings, readAt: this.#copy?.readAt ?? null, failure: this.#failure, nextAt }
  }

  /** Changes whenever a plan made with this calendar would be another one; null where there is nothing in it to plan. */
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
      log.warn('the copy of a calendar could not be read: %s', detailOf(error))
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
    if (!this.#settings.on) return
    const now = this.#options.now()
    if (this.#failure === null ? this.#isDue(now) : !isLasting(this.#failure) && now >= this.#restUntil)
      void this.read()
  }

  /** Timers stand still while the computer sleeps, and clocks are set: what has rested for as long as it wants is read. */
  look(): void {
    const waits = this.#nextAt !== null && this.#reading === null && this.#failure === null
    if (this.#settings.on && waits && this.#isDue(this.#options.now())) void this.read()
  }

  #isDue(now: number): boolean {
    return this.#copy !== null && now >= this.#copy.readAt + this.#rest()
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
      const detail = detailOf(error)
      wait = this.#failed({ kind: 'unexpected', detail: '' }, null, detail)
    }
    if (this.#stopped) return
    if (this.#settings.on) this.#schedule(wait)
    this.#options.onChange()
  }

  /** How long until the next look. */
  async #readOnce(): Promise<number> {
    const { almanac, copies, password, now } = this.#options
    const { id, place } = this.#settings
    // Its folder may be another by the same name, and a link lead elsewhere.
    if (place.kind === 'file' && this.#settings.on) {
      this.#endWatch()
      this.#watch()
    }
    const known = password(this.#settings)
    if (known.kind === 'missing')
      return this.#failed({ kind: 'password-needed', domain: hostOf(this.#settings) }, null, '')
    if (known.kind === 'address-locked') {
      return this.#failed({ kind: 'calendar', problem: 'address-locked', where: hostOf(this.#settings) }, null, '')
    }
    const outcome = await almanac.read({
      id,
      place,
      password: known.kind === 'known' ? known.password : null,
      now: now(),
    })
    if (this.#stopped) return 0
    if (outcome.kind === 'failed') return this.#failed(outcome.failure, outcome.retryAfter, outcome.detail)
    const { readAt, rest, changed, isNew } = outcome
    if (changed || this.#copy === null) this.#version++
    this.#copy = { readAt, rest }
    this.#failure = null
    this.#failures = 0
    this.#restUntil = 0
    // What it says now is told first: packing a large calendar takes a moment.
    this.#options.onChange()
    const kept = isNew || this.#unkept ? await almanac.kept(id) : null
    if (kept !== null && !this.#stopped) this.#keep(() => copies.save(id, kept))
    return this.#rest()
  }

  /** How long until the next try. */
  #failed(failure: Failure, retryAfter: number | null, detail: string): number {
    this.#failure = failure
    this.#options.log.warn('a calendar could not be read: %s %s', failure.kind, detail)
    const wait = isLasting(failure) ? refusedRetry : Math.min(this.#longestRetry, firstRetry * 2 ** this.#failures)
    this.#failures++
    this.#restUntil = this.#options.now() + (retryAfter ?? 0)
    return Math.max(wait, retryAfter ?? 0)
  }

  /** To look for a file costs nothing. */
  get #longestRetry(): number {
    return this.#settings.place.kind === 'file' ? firstRetry : longestRetry
  }

  /** A full disk takes nothing of what was read: it holds until the program ends. */
  #keep(save: () => void): void {
    try {
      save()
      this.#unkept = false
    } catch (error) {
      this.#unkept = true
      this.#options.log.error('a calendar was not kept: %s', detailOf(error))
      this.#failure = { kind: 'storage', detail: '' }
    }
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
    this.#nextAt = this.#options.now() + Math.max(0, wait)
    this.#timer = setTimeout(() => void this.read(), Math.max(0, wait))
  }
}

const isLasting = (failure: Failure): boolean =>
  failure.kind === 'wrong-password' ||
  failure.kind === 'password-needed' ||
  (failure.kind === 'calendar' && seldom.includes(failure.problem))

function hostOf({ place }: CalendarSettings): string {
  return place.kind === 'file' ? place.path : new URL(place.address).host
}

import { isDeepStrictEqual } from 'node:util'
import type { CalendarRule, CalendarSettings, CalendarSource, OwnEvent, RulePreview } from '#contract/calendars'
import { travelDays } from '#contract/travel'
import { background, type Log } from '../ports.ts'
import { localZone } from '../time-zone.ts'
import type { Almanac } from './almanac.ts'
import { type CalendarCopies, FollowedCalendar, type KnownPassword } from './followed-calendar.ts'
import { midnightAfter, midnightBefore } from './midnight.ts'
import { nothingPlanned, type OwnDay } from './own-activity.ts'
import type { PlanWindow } from './planner.ts'
import {
  activityAt,
  busyPeriods,
  emptyTimeline,
  nextChange,
  type PlannedEvent,
  timelineOf,
  titleAt,
} from './timeline.ts'
import type { TravelEvent } from './travel/travel-events.ts'

export type CalendarOptions = {
  readonly settings: readonly CalendarSettings[]
  readonly undone: readonly string[]
  readonly saveUndone: (keys: readonly string[]) => void
  readonly almanac: Almanac
  readonly password: (settings: CalendarSettings) => KnownPassword
  readonly copies: CalendarCopies
  readonly rules: () => readonly CalendarRule[]
  readonly ownAddresses: () => readonly string[]
  readonly onSources: (sources: readonly CalendarSource[]) => void
  /** what is on now and what comes next */
  readonly onEvents: (events: readonly OwnEvent[]) => void
  /** what may be part of journeys */
  readonly onTravel?: (events: readonly TravelEvent[]) => void
  readonly log: Log
  readonly now?: () => number
  readonly zone?: () => string
}

/** The clock is looked at this often at least: timers stand still while the computer sleeps, and clocks are set. */
const longestWait = 5_000
const hour = 3600_000
const day = 24 * hour
/** The plan begins this long ago, to hold a meeting that has been going on since the morning. */
const behind = 12 * hour
/** The plan ends this far ahead: "Find a time" looks at tomorrow as others have it, in zones where that ends last. */
const ahead = 2 * day
const planKept = 6 * hour
const mostUndone = 500
const mostShown = 200
const previewed = 14 * 24 * hour

type Plan = {
  /** as of when it holds, and until when it is good */
  readonly from: number
  readonly until: number
  /** the two days that are told */
  readonly day: { readonly from: number; readonly until: number } | null
  readonly of: readonly unknown[]
  readonly events: readonly PlannedEvent[]
}

const noPlan: Plan = { from: 0, until: 0, day: null, of: [], events: [] }

/** The user's calendars: what he does now and next. */
export class Calendar {
  readonly #options: CalendarOptions
  readonly #now: () => number
  readonly #zone: () => string
  readonly #followed = new Map<string, FollowedCalendar>()
  readonly #listeners = new Set<(own: OwnDay) => void>()
  readonly #undone: Set<string>
  #plan = noPlan
  #timeline = emptyTimeline
  /** of which not all is read */
  #cut: ReadonlySet<string> = new Set()
  #planning: Promise<void> | null = null
  #day: OwnDay['day'] = null
  #own = nothingPlanned
  #shown: readonly CalendarSource[] | null = null
  #shownEvents: readonly OwnEvent[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #started = false

  constructor(options: CalendarOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#zone = options.zone ?? localZone
    this.#undone = new Set(options.undone)
    for (const settings of options.settings) this.#add(settings)
  }

  async start(): Promise<void> {
    this.#started = true
    await Promise.all([...this.#followed.values()].map((each) => each.start()))
    await this.#looked()
  }

  stop(): void {
    this.#started = false
    clearTimeout(this.#timer)
    for (const each of this.#followed.values()) each.stop()
  }

  /** What the calendars say of the user, and again whenever that changes. */
  onChange(listener: (own: OwnDay) => void): () => void {
    this.#listeners.add(listener)
    listener(this.#own)
    return () => this.#listeners.delete(listener)
  }

  add(settings: CalendarSettings): void {
    const added = this.#add(settings)
    background(this.#options.log, added.start(), 'starting a calendar')
  }

  change(settings: CalendarSettings): void {
    this.#followed.get(settings.id)?.change(settings)
  }

  remove(id: string): void {
    const { almanac, copies, log } = this.#options
    this.#followed.get(id)?.stop()
    this.#followed.delete(id)
    copies.remove(id)
    background(log, almanac.drop(id), 'forgetting a calendar')
    this.#look()
  }

  /** Resolves when what was read is what is said. */
  async refresh(id: string): Promise<void> {
    await this.#followed.get(id)?.read()
    await this.#looked()
  }

  /** Another network, or awake again: the time is not what the timer thinks, and what failed may answer. */
  networkChanged(): void {
    for (const each of this.#followed.values()) each.networkChanged()
    this.#look()
  }

  settingsChanged(): void {
    this.#look()
  }

  /** The almanac was lost with all it held: it gets the copies again. */
  async reload(): Promise<void> {
    if (!this.#started) return
    await Promise.all([...this.#followed.values()].map((each) => each.reload()))
    this.#plan = { ...this.#plan, of: [] }
    await this.#looked()
  }

  /** The user's next two weeks under other rules than those that are kept. */
  preview(rules: readonly CalendarRule[]): Promise<RulePreview> {
    const { almanac } = this.#options
    const now = this.#now()
    return almanac.preview(this.#wanted(), this.#window(now, now + previewed), this.#options.rules(), rules)
  }

  /** "Not this time", and taken back. */
  undo(key: string, undone: boolean): void {
    if (undone) this.#undone.add(key)
    else this.#undone.delete(key)
    for (const oldest of this.#undone) {
      if (this.#undone.size <= mostUndone) break
      this.#undone.delete(oldest)
    }
    this.#options.saveUndone([...this.#undone])
    this.#count()
    this.#look()
  }

  #add(settings: CalendarSettings): FollowedCalendar {
    const { almanac, password, copies, log } = this.#options
    const onChange = (): void => this.#look()
    const added = new FollowedCalendar({ settings, almanac, password, copies, log, now: this.#now, onChange })
    this.#followed.set(settings.id, added)
    return added
  }

  /** What is planned, at this moment. */
  #look(): void {
    if (!this.#started) return
    for (const each of this.#followed.values()) each.look()
    const sources = [...this.#followed.values()].map(({ shown }) => {
      return this.#cut.has(shown.id) ? { ...shown, isCut: true } : shown
    })
    if (!isDeepStrictEqual(sources, this.#shown)) {
      this.#shown = sources
      this.#options.onSources(sources)
    }
    const now = this.#now()
    this.#showEvents(now)
    const own = { activity: activityAt(this.#timeline, now), title: titleAt(this.#timeline, now), day: this.#day }
    if (!isDeepStrictEqual(own, this.#own)) {
      this.#own = own
      for (const listener of this.#listeners) listener(own)
    }
    clearTimeout(this.#timer)
    const next = Math.min(nextChange(this.#timeline, now) ?? Number.POSITIVE_INFINITY, this.#plan.until)
    const wait = next > now ? Math.min(longestWait, next - now) : longestWait
    this.#timer = setTimeout(() => this.#look(), Math.max(1, wait))
    this.#replan(now)
  }

  async #looked(): Promise<void> {
    this.#look()
    while (this.#planning) await this.#planning
  }

  #showEvents(now: number): void {
    const events = this.#plan.events
      .filter((each) => each.until > now)
      .slice(0, mostShown)
      .map(({ tellsTitle: _tellsTitle, ...each }) => ({ ...each, undone: this.#undone.has(each.key) }))
    if (isDeepStrictEqual(events, this.#shownEvents)) return
    this.#shownEvents = events
    this.#options.onEvents(events)
  }

  #wanted(): readonly CalendarSettings[] {
    return [...this.#followed.values()].filter(({ version }) => version !== null).map(({ settings }) => settings)
  }

  #window(from: number, until: number): PlanWindow {
    return { from, until, zone: this.#zone(), ownAddresses: this.#options.ownAddresses() }
  }

  /** Made anew when a calendar or a rule changed, we are in another zone, or the time has left what was planned. */
  #replan(now: number): void {
    const followed = [...this.#followed.values()]
    // An account that is added or goes is another address to be invited by.
    const addresses = this.#options.ownAddresses().join(' ')
    const of = [this.#zone(), addresses, this.#options.rules(), ...followed.flatMap((each) => [each, each.version])]
    const same = of.length === this.#plan.of.length && of.every((each, index) => each === this.#plan.of[index])
    if (this.#planning || (same && now >= this.#plan.from && now < this.#plan.until)) return
    const planning = this.#makePlan(now, of)
      .catch((error: unknown) => {
        this.#options.log.error('the plan of the day failed: %s', error instanceof Error ? error.message : 'unknown')
        // The one before holds, and the next look at the clock tries again.
        return false
      })
      .then((made) => {
        this.#planning = null
        if (made) this.#look()
      })
    this.#planning = planning
  }

  async #makePlan(now: number, of: readonly unknown[]): Promise<boolean> {
    const wanted = this.#wanted()
    const zone = this.#zone()
    const midnight = midnightBefore(zone, now)
    const tomorrow = midnightAfter(zone, midnight)
    const afterTomorrow = midnightAfter(zone, tomorrow)
    const window = this.#window(Math.min(midnight, now - behind), Math.max(afterTomorrow, now + ahead + planKept))
    const events = wanted.length === 0 ? [] : await this.#options.almanac.plan(wanted, window, this.#options.rules())
    this.#cut = new Set(wanted.length === 0 ? [] : await this.#options.almanac.cut(wanted.map(({ id }) => id)))
    this.#plan = {
      from: now,
      until: Math.min(now + planKept, tomorrow),
      day: wanted.length === 0 ? null : { from: midnight, until: afterTomorrow },
      of,
      events,
    }
    this.#count()
    background(this.#options.log, this.#tellTravel(wanted, now), 'looking for journeys')
    return true
  }

  /** A journey may have begun weeks ago. */
  async #tellTravel(wanted: readonly CalendarSettings[], now: number): Promise<void> {
    const { almanac, onTravel } = this.#options
    if (onTravel === undefined) return
    const window = this.#window(now - 60 * day, now + (travelDays + 1) * day)
    onTravel(wanted.length === 0 ? [] : await almanac.travel(wanted, window))
  }

  /** Without what does not count this time. */
  #count(): void {
    const { day, events } = this.#plan
    const counting = events.filter((each) => !this.#undone.has(each.key))
    this.#timeline = timelineOf(counting)
    this.#day = day && busyPeriods(counting, day.from, day.until)
  }
}

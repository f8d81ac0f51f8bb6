import { isDeepStrictEqual } from 'node:util'
import type { CalendarSettings, CalendarSource, OwnEvent } from '#contract/calendars'
import type { Activity } from '#contract/presence'
import { background, type Log } from '../ports.ts'
import { type CalendarCopies, FollowedCalendar } from './followed-calendar.ts'
import type { CalendarReader, CalendarText } from './sources/source.ts'

/** The events that others are told of, between two times: reading, expansion and rules together. */
export type Planner = {
  readonly plan: (
    calendars: readonly { readonly settings: CalendarSettings; readonly texts: readonly CalendarText[] }[],
    from: number,
    until: number,
  ) => readonly Omit<OwnEvent, 'undone'>[]
}

export type CalendarOptions = {
  readonly settings: readonly CalendarSettings[]
  readonly undone: readonly string[]
  readonly saveUndone: (keys: readonly string[]) => void
  readonly reader: (settings: CalendarSettings) => CalendarReader | null
  readonly copies: CalendarCopies
  readonly planner: Planner
  readonly onSources: (sources: readonly CalendarSource[]) => void
  /** what is on now and what comes next */
  readonly onEvents: (events: readonly OwnEvent[]) => void
  readonly log: Log
  readonly now?: () => number
}

/** Asked again at least this often: a timer sleeps with the computer, and clocks are set. */
const longestWait = 30_000
/** Its end is said when it comes; the publisher's own clock must not be there first, or one would be free for a blink. */
const grace = 250
/** A meeting that goes on since this morning began then. */
const behind = 12 * 3600_000
const ahead = 36 * 3600_000
const planKept = 6 * 3600_000
/** Meetings this close are one. */
const noGap = 60_000
const mostUndone = 500
const mostShown = 20

/** The user's calendars: what he does now and next. */
export class Calendar {
  readonly #options: CalendarOptions
  readonly #now: () => number
  readonly #followed = new Map<string, FollowedCalendar>()
  readonly #listeners = new Set<(activity: Activity | null) => void>()
  readonly #undone: Set<string>
  #planned: { readonly from: number; readonly until: number; readonly events: readonly Omit<OwnEvent, 'undone'>[] }
  #planOf: readonly (readonly [CalendarSettings, readonly CalendarText[]])[] = []
  #activity: Activity | null = null
  #shown: readonly CalendarSource[] | null = null
  #shownEvents: readonly OwnEvent[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #started = false

  constructor(options: CalendarOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#undone = new Set(options.undone)
    this.#planned = { from: 0, until: 0, events: [] }
    for (const settings of options.settings) this.#add(settings)
  }

  async start(): Promise<void> {
    this.#started = true
    await Promise.all([...this.#followed.values()].map((each) => each.start()))
    this.#look()
  }

  stop(): void {
    this.#started = false
    clearTimeout(this.#timer)
    for (const each of this.#followed.values()) each.stop()
  }

  /** What the calendars say the user does now, and again whenever that changes. */
  onChange(listener: (activity: Activity | null) => void): () => void {
    this.#listeners.add(listener)
    listener(this.#activity)
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
    this.#followed.get(id)?.stop()
    this.#followed.delete(id)
    this.#options.copies.remove(id)
    this.#look()
  }

  async refresh(id: string): Promise<void> {
    await this.#followed.get(id)?.read()
  }

  /** Another network, or awake again: the time is not what the timer thinks, and what failed may answer. */
  networkChanged(): void {
    for (const each of this.#followed.values()) each.networkChanged()
    this.#look()
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
    this.#look()
  }

  /** What is on now and what comes next. */
  #events(now: number): readonly OwnEvent[] {
    return this.#plan(now)
      .filter((each) => each.until > now)
      .slice(0, mostShown)
      .map((each) => ({ ...each, undone: this.#undone.has(each.key) }))
  }

  #add(settings: CalendarSettings): FollowedCalendar {
    const { reader, copies, log } = this.#options
    const added = new FollowedCalendar({
      settings,
      reader,
      copies,
      log,
      now: this.#now,
      onChange: () => this.#look(),
    })
    this.#followed.set(settings.id, added)
    return added
  }

  #look(): void {
    if (!this.#started) return
    const sources = [...this.#followed.values()].map((each) => each.shown)
    if (!isDeepStrictEqual(sources, this.#shown)) {
      this.#shown = sources
      this.#options.onSources(sources)
    }
    const now = this.#now()
    const events = this.#events(now)
    if (!isDeepStrictEqual(events, this.#shownEvents)) {
      this.#shownEvents = events
      this.#options.onEvents(events)
    }
    const times = together(this.#plan(now).filter((each) => !this.#undone.has(each.key)))
    const activity = activityAt(times, now)
    if (!isDeepStrictEqual(activity, this.#activity)) {
      this.#activity = activity
      for (const listener of this.#listeners) listener(activity)
    }
    clearTimeout(this.#timer)
    const next = nextOf(times, now)
    const wait = next === null ? longestWait : Math.min(longestWait, next - now)
    this.#timer = setTimeout(() => this.#look(), Math.max(1, wait))
  }

  /** Made anew when a calendar changed, or the time has left what was planned. */
  #plan(now: number): readonly Omit<OwnEvent, 'undone'>[] {
    const calendars = [...this.#followed.values()].map((each) => [each.settings, each.texts] as const)
    const same =
      calendars.length === this.#planOf.length &&
      calendars.every(([settings, texts], index) => {
        const [before, textsBefore] = this.#planOf[index] ?? []
        return settings === before && texts === textsBefore
      })
    const { from, until } = this.#planned
    if (same && now >= from && now < until) return this.#planned.events
    this.#planOf = calendars
    const wanted = calendars
      .filter(([settings, texts]) => settings.on && texts.length > 0)
      .map(([settings, texts]) => ({ settings, texts }))
    const events = wanted.length === 0 ? [] : this.#options.planner.plan(wanted, now - behind, now + ahead)
    this.#planned = { from: now, until: now + planKept, events }
    return events
  }
}

type Planned = Omit<OwnEvent, 'undone'>

/** Meetings back to back are one until the last of them ends. */
function together(events: readonly Planned[]): readonly Planned[] {
  const times: Planned[] = []
  for (const event of [...events].sort((a, b) => a.from - b.from)) {
    const index = times.findIndex(
      (each) => each.activity === event.activity && each.allDay === event.allDay && event.from <= each.until + noGap,
    )
    const before = times[index]
    if (before) times[index] = { ...before, until: Math.max(before.until, event.until) }
    else times.push(event)
  }
  return times
}

/** Of several at once the one of the shortest reach: an hour's meeting tells more than a week away. */
function activityAt(times: readonly Planned[], now: number): Activity | null {
  const [current] = times.filter((each) => each.from <= now && each.until > now).sort(byReach)
  return current ? { name: current.activity, text: null, from: current.from, until: current.until + grace } : null
}

function byReach(a: Planned, b: Planned): number {
  return Number(a.allDay) - Number(b.allDay) || b.from - a.from || a.until - b.until
}

function nextOf(times: readonly Planned[], after: number): number | null {
  let next: number | null = null
  for (const { from, until } of times) {
    for (const at of [from, until]) if (at > after && (next === null || at < next)) next = at
  }
  return next
}

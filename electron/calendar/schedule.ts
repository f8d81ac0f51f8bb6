import type { Calendar } from '../documents/icalendar.ts'
import type { CalendarEvent } from '../documents/icalendar-event.ts'
import {
  type Instance,
  instancesOf,
  isNewer,
  onlyInstance,
  overlaps,
  type Reading,
  type Series,
  type Window,
} from './series.ts'
import { beginsAnew, seriesFrom, seriesOf } from './series-parts.ts'
import { type ZoneFinder, zoneFinder } from './zone-names.ts'
import { ianaZone, utc, type Zone } from './zones.ts'

export interface CalendarSource {
  readonly id: string
  readonly calendar: Calendar
}

/** All the events of some calendars, ready to be asked for the instances of a window. */
export interface Schedule {
  readonly display: Zone
  readonly singles: Singles
  readonly series: readonly (readonly [Series, Reading])[]
}

/** Events that happen once, by start. Their instances are made only when asked for: fifty thousand would take as much room as the events. */
interface Singles {
  readonly events: readonly CalendarEvent[]
  readonly readings: readonly Reading[]
  /** epoch milliseconds */
  readonly starts: Float64Array
  readonly ends: Float64Array
}

/** `zone`: the IANA name of where the reader is; all-day and floating events are on that clock. */
export function scheduleOf(sources: readonly CalendarSource[], zone: string): Schedule {
  const display = ianaZone(zone) ?? utc
  const singles: Single[] = []
  const series: (readonly [Series, Reading])[] = []
  const readingOf = readings(display)
  for (const { id, calendar } of sources) {
    const reading = readingOf(id, calendar)
    for (const events of grouped(calendar.events)) place(events, reading, singles, series)
  }
  return { display, singles: packed(singles), series }
}

/** A calendar of CalDAV is as many as it has events, which all read their times the same way. */
function readings(display: Zone): (calendarId: string, calendar: Calendar) => Reading {
  const finders = new Map<Calendar['zones'], ZoneFinder>()
  let last: Reading | null = null
  return (calendarId, { zone, zones }) => {
    let zoneOf = finders.get(zones)
    if (zoneOf === undefined) {
      zoneOf = zoneFinder(zones)
      finders.set(zones, zoneOf)
    }
    const floating = (zone === null ? null : zoneOf(zone)) ?? display
    if (last?.calendarId !== calendarId || last.floating !== floating || last.zoneOf !== zoneOf)
      last = { calendarId, display, floating, zoneOf }
    return last
  }
}

type Single = { readonly event: CalendarEvent; readonly reading: Reading; readonly start: number; readonly end: number }

function packed(singles: Single[]): Singles {
  singles.sort((a, b) => a.start - b.start)
  return {
    events: singles.map(({ event }) => event),
    readings: singles.map(({ reading }) => reading),
    starts: Float64Array.from(singles, ({ start }) => start),
    ends: Float64Array.from(singles, ({ end }) => end),
  }
}

function place(
  events: readonly CalendarEvent[],
  reading: Reading,
  singles: Single[],
  series: (readonly [Series, Reading])[],
): void {
  const single = (event: CalendarEvent): void => {
    const instance = onlyInstance(event, reading)
    if (instance !== null) singles.push({ event, reading, start: instance.start, end: instance.end })
  }
  const repeat = (event: CalendarEvent, changes: readonly CalendarEvent[]): void => {
    for (const each of seriesOf(event, changes, reading)) series.push([each, reading])
  }
  /** An invitation to one instance comes without the series, one to all that follow with what is left of it. */
  const alone = (change: CalendarEvent): void => {
    if (beginsAnew(change)) repeat(seriesFrom(change, []), [])
    else single(change)
  }
  const [only] = events
  if (events.length === 1 && only !== undefined) {
    if (only.recurrenceId !== null) alone(only)
    else if (only.recurrence === null) single(only)
    else repeat(only, [])
    return
  }
  const changes = newest(events.filter((event) => event.recurrenceId !== null))
  const mains = current(newest(events.filter((event) => event.recurrenceId === null)))
  if (mains.length === 0) changes.forEach(alone)
  const changed = mains.find((main) => main.recurrence !== null) ?? mains[0]
  for (const main of mains) {
    const own = main === changed ? changes : []
    if (main.recurrence === null && own.length === 0) single(main)
    else repeat(main, own)
  }
}

/** Events of one UID belong together (RFC 5545 3.8.4.7); those without are each alone. */
function grouped(events: readonly CalendarEvent[]): Iterable<readonly CalendarEvent[]> {
  const groups = new Map<string | CalendarEvent, CalendarEvent[]>()
  for (const event of events) {
    const key = event.uid === '' ? event : event.uid
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [event])
    else group.push(event)
  }
  return groups.values()
}

/** Of several versions of the same the newest (RFC 5546 2.1.4); the same is what stands for the same time. */
function newest(events: readonly CalendarEvent[]): readonly CalendarEvent[] {
  const byTime = new Map<string, CalendarEvent>()
  for (const event of events) {
    const { kind, at } = event.recurrenceId ?? event.start
    const time = `${kind === 'date'} ${at} ${event.thisAndFuture}`
    const there = byTime.get(time)
    const key = there !== undefined && areTwo(there, event) ? `${time} ${event.summary}` : time
    const other = byTime.get(key)
    if (other === undefined || !isNewer(other, event)) byTime.set(key, event)
  }
  return [...byTime.values()]
}

/** Of one UID and one time, but with other words and neither newer: two, of a program that gives all the same UID. */
const areTwo = (a: CalendarEvent, b: CalendarEvent): boolean =>
  b.recurrenceId === null && b.recurrence === null && a.summary !== b.summary && !isNewer(a, b) && !isNewer(b, a)

/** A version with a higher SEQUENCE replaces another; equals at different times come from programs that give one UID to all. */
function current(mains: readonly CalendarEvent[]): readonly CalendarEvent[] {
  const highest = mains.reduce((most, { sequence }) => Math.max(most, sequence), 0)
  return mains.length < 2 ? mains : mains.filter((main) => main.sequence === highest)
}

export interface ScheduleLimits {
  readonly instancesOfSeries: number
  readonly instances: number
  /** steps of expansion, for one series and for all */
  readonly stepsOfSeries: number
  readonly steps: number
}

export const scheduleLimits: ScheduleLimits = {
  instancesOfSeries: 10_000,
  instances: 200_000,
  stepsOfSeries: 1_000_000,
  steps: 20_000_000,
}

export interface Instances {
  /** by start, then by end */
  readonly instances: readonly Instance[]
  /** some are missing, because a rule makes more than anybody could mean */
  readonly cut: boolean
}

/** Every instance that overlaps a window; times in epoch milliseconds, `until` exclusive. */
export function instancesBetween(
  schedule: Schedule,
  from: number,
  until: number,
  limits: ScheduleLimits = scheduleLimits,
): Instances {
  const window: Window = { from: Math.floor(from / 1000), until: Math.ceil(until / 1000) }
  const instances: Instance[] = []
  const { events, readings, starts, ends } = schedule.singles
  for (const [index, event] of events.entries()) {
    const [start, end] = [starts[index]!, ends[index]!]
    if (start >= until) break
    const instance = overlaps({ start, end }, window) ? onlyInstance(event, readings[index]!) : null
    if (instance !== null) instances.push(instance)
  }
  let { steps } = limits
  let cut = false
  for (const [series, reading] of schedule.series) {
    if (series.last < window.from || series.first >= window.until) continue
    const budget = { left: Math.min(limits.stepsOfSeries, steps) }
    const before = budget.left
    const found = instancesOf(series, reading, window, budget, limits.instancesOfSeries)
    steps -= before - Math.max(budget.left, 0)
    cut ||= found.cut
    for (const each of found.instances) instances.push(each)
    if (instances.length > limits.instances || steps <= 0) {
      cut = true
      break
    }
  }
  if (instances.length > limits.instances) {
    instances.length = limits.instances
    cut = true
  }
  instances.sort((a, b) => a.start - b.start || a.end - b.end)
  return { instances, cut }
}

import { dayOf, secondsOfDay, timeOf, type WallSeconds } from '../documents/civil-date.ts'
import type { CalendarEvent } from '../documents/icalendar-event.ts'
import type { CalendarTime, Duration, RecurrenceDate } from '../documents/icalendar-values.ts'
import { type Budget, occurrences } from '../documents/recurrence.ts'
import { lastWall, type RecurrenceRule } from '../documents/recurrence-rule.ts'
import { type Instant, toInstant, toWall, type Zone } from './zones.ts'

/** One time that an event happens. Times are epoch milliseconds. */
export interface Instance {
  readonly event: CalendarEvent
  readonly calendarId: string
  readonly start: number
  readonly end: number
  readonly allDay: boolean
  /** when it would have been had nobody moved it: tells the instances of a series apart */
  readonly original: number
}

/** How the times of one calendar are read. */
export interface Reading {
  readonly calendarId: string
  /** of all-day events: they are wherever the reader is */
  readonly display: Zone
  /** of floating times */
  readonly floating: Zone
  readonly zoneOf: (name: string) => Zone | null
}

type Length = { readonly kind: 'exact'; readonly seconds: number } | ({ readonly kind: 'nominal' } & Duration)

/** Where an event begins, on which clock, and how long it is. */
interface Placed {
  readonly event: CalendarEvent
  readonly wall: WallSeconds
  readonly zone: Zone
  readonly allDay: boolean
  readonly length: Length
}

interface Override {
  readonly placed: Placed
  /** the wall clock of the main event that it stands for */
  readonly replaces: WallSeconds
}

/** An event that repeats, with what was changed of it. */
export interface Series {
  readonly main: Placed
  readonly overrides: ReadonlyMap<number, Override>
  /** RANGE=THISANDFUTURE, earliest first */
  readonly future: readonly Override[]
  readonly excluded: ReadonlySet<number>
  /** by day, where the exception is one */
  readonly excludedDays: ReadonlySet<number>
  /** an exception of such a series is found by its day: its time may have been moved since */
  readonly byDay: boolean
  /** on the clock of the main event: from here on another series goes on */
  readonly before: WallSeconds
  readonly calendarId: string
  /** seconds around a window in which the start of an instance inside may lie */
  readonly margin: number
  /** no instance begins before this */
  readonly first: Instant
  /** no instance ends after this; found out when a COUNT has been counted */
  last: Instant
}

// --- Reading times ------------------------------------------------------------------------------------------------------

function zoneOfTime(time: CalendarTime, reading: Reading): Zone {
  switch (time.kind) {
    case 'utc':
      return utcZone
    case 'date':
      return reading.display
    case 'floating':
      return reading.floating
    case 'zoned':
      return reading.zoneOf(time.zone) ?? reading.floating
  }
}

const utcZone: Zone = { id: 'UTC', offsetAt: () => 0 }

/** A time as the clock of another event shows it; a floating one is taken to be meant on that clock. */
export function wallOn(time: CalendarTime, main: Pick<Placed, 'zone' | 'allDay'>, reading: Reading): WallSeconds {
  if (main.allDay) return dayMeant(time) * secondsOfDay
  if (time.kind === 'date' || time.kind === 'floating') return time.at
  const zone = zoneOfTime(time, reading)
  return zone.id === main.zone.id ? time.at : toWall(main.zone, toInstant(zone, time.at))
}

/** A whole day in UTC is midnight of where it was written: in the evening before, east of Greenwich. */
function dayMeant({ kind, at }: CalendarTime): number {
  const isEvening = kind === 'utc' && timeOf(at) > secondsOfDay / 2
  return dayOf(at) + Number(isEvening)
}

/** A start without a zone, or in one that nobody knows, is in that of the end. */
function zoneOfStart({ start, end }: CalendarEvent, reading: Reading): Zone {
  if (end?.kind !== 'zoned' || start.kind === 'date' || start.kind === 'utc') return zoneOfTime(start, reading)
  return (start.kind === 'zoned' ? reading.zoneOf(start.zone) : null) ?? reading.zoneOf(end.zone) ?? reading.floating
}

export function placed(event: CalendarEvent, reading: Reading): Placed {
  const zone = zoneOfStart(event, reading)
  const allDay = event.start.kind === 'date'
  const start = { wall: event.start.at, zone, allDay }
  return { event, ...start, length: lengthOf(start, event.end, event.duration, reading) }
}

/** RFC 5545 3.8.5.3: an end makes the same exact length for all instances, a DURATION the same nominal one. */
function lengthOf(
  { wall, zone, allDay }: Pick<Placed, 'wall' | 'zone' | 'allDay'>,
  end: CalendarTime | null,
  duration: Duration | null,
  reading: Reading,
): Length {
  if (allDay) {
    const days =
      end !== null
        ? dayOf(end.at) - dayOf(wall)
        : (duration?.days ?? 1) + Math.ceil((duration?.seconds ?? 0) / secondsOfDay)
    // Those who write the same day twice mean that day.
    return { kind: 'nominal', days: Math.max(days, 1), seconds: 0 }
  }
  if (end !== null) {
    const endZone = end.kind === 'utc' ? utcZone : ((end.kind === 'zoned' ? reading.zoneOf(end.zone) : null) ?? zone)
    return { kind: 'exact', seconds: Math.max(toInstant(endZone, end.at) - toInstant(zone, wall), 0) }
  }
  if (duration === null) return { kind: 'exact', seconds: 0 }
  return duration.days === 0
    ? { kind: 'exact', seconds: Math.max(duration.seconds, 0) }
    : { kind: 'nominal', days: Math.max(duration.days, 0), seconds: duration.seconds }
}

const mostSeconds = (length: Length): number =>
  length.kind === 'exact' ? length.seconds : length.days * secondsOfDay + Math.max(length.seconds, 0)

/** Null where the numbers are no times any more. */
function instance(
  at: Placed,
  wall: WallSeconds,
  length: Length,
  original: Instant,
  calendarId: string,
): Instance | null {
  const start = toInstant(at.zone, wall)
  const end =
    length.kind === 'exact'
      ? start + length.seconds
      : toInstant(at.zone, wall + length.days * secondsOfDay) + length.seconds
  if (!(Math.abs(start) <= greatestInstant && end <= greatestInstant)) return null
  return {
    event: at.event,
    calendarId,
    start: start * 1000,
    end: Math.max(end, start) * 1000,
    allDay: at.allDay,
    original: original * 1000,
  }
}

/** What a Date can hold, less a day for a zone. */
const greatestInstant = 8.64e12 - secondsOfDay

export function onlyInstance(event: CalendarEvent, reading: Reading): Instance | null {
  const at = placed(event, reading)
  const id = event.recurrenceId
  const original = id === null ? toInstant(at.zone, at.wall) : toInstant(zoneOfTime(id, reading), id.at)
  return instance(at, at.wall, at.length, original, reading.calendarId)
}

// --- Series -------------------------------------------------------------------------------------------------------------

const subDaily: readonly string[] = ['HOURLY', 'MINUTELY', 'SECONDLY']
const onePerDay = (rule: RecurrenceRule): boolean =>
  !subDaily.includes(rule.frequency) && Math.max(rule.byHour.length, rule.byMinute.length, rule.bySecond.length) <= 1

/** With all its changes, until it goes on as another. */
export function oneSeries(
  event: CalendarEvent,
  changes: readonly CalendarEvent[],
  reading: Reading,
  next: CalendarTime | null,
): Series {
  const main = placed(event, reading)
  const { rules = [], dates = [], exceptDates = [] } = event.recurrence ?? {}
  const byDay = main.allDay || (rules.every(onePerDay) && dates.length === 0)
  const overrides = new Map<number, Override>()
  const future: Override[] = []
  let margin = mostSeconds(main.length)
  for (const change of changes) {
    const replaces = wallOn(change.recurrenceId!, main, reading)
    const override = { placed: placed(change, reading), replaces }
    if (change.thisAndFuture) {
      future.push(override)
      margin = Math.max(margin, mostSeconds(override.placed.length) + Math.abs(override.placed.wall - replaces))
    } else {
      const key = keyOf(replaces, byDay || change.recurrenceId!.kind === 'date', main.zone)
      const known = overrides.get(key)
      if (known === undefined || !isNewer(known.placed.event, change)) overrides.set(key, override)
    }
  }
  for (const date of dates) margin = Math.max(margin, mostSeconds(lengthOfDate(date, main, reading)))
  let first = toInstant(main.zone, main.wall) - 2 * secondsOfDay
  for (const { placed: at } of [...overrides.values(), ...future]) first = Math.min(first, toInstant(at.zone, at.wall))
  for (const date of dates) first = Math.min(first, date.start.at - 2 * secondsOfDay)
  const excluded = new Set<number>()
  const excludedDays = new Set<number>()
  for (const time of exceptDates) {
    // Who writes the clock of a floating start with a Z means that clock.
    const isOwnClock = event.start.kind === 'floating' && timeOf(time.at) === timeOf(main.wall)
    const wall = isOwnClock ? time.at : wallOn(time, main, reading)
    const removed = overrides.get(keyOf(wall, byDay, main.zone))
    // Some write both, so that the exception frees the place of the change; one made after the change takes it away.
    if (removed !== undefined && isNewer(event, removed.placed.event)) overrides.delete(keyOf(wall, byDay, main.zone))
    // Outlook writes them in another zone than the event: of a series with one instance a day the day is enough.
    if (time.kind === 'date' || byDay) excludedDays.add(dayOf(wall))
    else excluded.add(toInstant(main.zone, wall))
  }
  future.sort((a, b) => a.replaces - b.replaces)
  return {
    main,
    overrides,
    future,
    excluded,
    excludedDays,
    byDay,
    before: next === null ? Number.POSITIVE_INFINITY : wallOn(next, main, reading),
    calendarId: reading.calendarId,
    margin: margin + 2 * secondsOfDay,
    first,
    last: lastOf(main, rules, dates.length > 0 || overrides.size > 0 || future.length > 0, margin),
  }
}

/** Of two versions of the same (RFC 5546 2.1.5). */
export const isNewer = (a: CalendarEvent, b: CalendarEvent): boolean =>
  a.sequence !== b.sequence ? a.sequence > b.sequence : a.changedAt > b.changedAt

const keyOf = (wall: WallSeconds, byDay: boolean, zone: Zone): number =>
  byDay ? dayOf(wall) + dayKeys : toInstant(zone, wall)

/** Days and instants are keys of one map: no instant is as great. */
const dayKeys = 2 ** 50

/** Known beforehand where every rule has an UNTIL and nothing was added by hand. */
function lastOf(main: Placed, rules: readonly RecurrenceRule[], hasMore: boolean, margin: number): Instant {
  if (hasMore || rules.length === 0) return Number.POSITIVE_INFINITY
  let last = main.wall
  for (const rule of rules) {
    last = Math.max(last, lastWall(rule, main.allDay, (at) => toWall(main.zone, at)) ?? Number.POSITIVE_INFINITY)
  }
  return last + margin + 2 * secondsOfDay
}

function lengthOfDate(date: RecurrenceDate, main: Placed, reading: Reading): Length {
  if (date.end === null && date.duration === null) return main.length
  const start = {
    wall: date.start.at,
    zone: date.start.kind === 'floating' ? main.zone : zoneOfTime(date.start, reading),
  }
  return lengthOf({ ...start, allDay: main.allDay }, date.end, date.duration, reading)
}

export interface Window {
  readonly from: Instant
  /** exclusive */
  readonly until: Instant
}

/** The instances that overlap a window, at most so many; in no order. */
export function instancesOf(
  series: Series,
  reading: Reading,
  window: Window,
  budget: Budget,
  most: number,
): { readonly instances: readonly Instance[]; readonly cut: boolean } {
  const { main } = series
  const found: Instance[] = []
  const add = (each: Instance | null): void => {
    if (each !== null && overlaps(each, window)) found.push(each)
  }
  for (const { placed: at, replaces } of series.overrides.values()) {
    add(instance(at, at.wall, at.length, toInstant(main.zone, replaces), series.calendarId))
  }
  const taken = new Set<number>()
  const walls = starts(series, reading, window, budget, most)
  for (const [wall, length] of walls) {
    const original = toInstant(main.zone, wall)
    // In the hour of a gap two clocks are one moment.
    if (taken.has(original) || isExcluded(series, wall, original)) continue
    taken.add(original)
    const override =
      series.overrides.get(keyOf(wall, series.byDay, main.zone)) ?? series.overrides.get(keyOf(wall, true, main.zone))
    if (override !== undefined) continue
    const later = series.future.findLast((each) => each.replaces <= wall)
    add(
      later === undefined
        ? instance(main, wall, length, original, series.calendarId)
        : instance(
            later.placed,
            wall + later.placed.wall - later.replaces,
            later.placed.length,
            original,
            series.calendarId,
          ),
    )
  }
  return { instances: found, cut: budget.left < 0 || walls.size >= most }
}

function isExcluded(series: Series, wall: WallSeconds, original: Instant): boolean {
  return series.excluded.has(original) || series.excludedDays.has(dayOf(wall))
}

/** An instance without length is at its start. */
export const overlaps = (each: Pick<Instance, 'start' | 'end'>, { from, until }: Window): boolean =>
  each.start < until * 1000 && (each.end > from * 1000 || (each.start === each.end && each.start >= from * 1000))

/** Around a window are more instances of every second than are wanted of the window; those that are over before it do not count. */
function pastOf({ main, future }: Series, window: Window): (wall: WallSeconds) => boolean {
  const { zone, length } = main
  if (length.kind === 'nominal' || future.length > 0) return () => false
  const soon = toWall(zone, window.from) + secondsOfDay
  return (wall) => {
    if (wall >= soon) return false
    const end = toInstant(zone, wall) + length.seconds
    return end < window.from || (end === window.from && length.seconds > 0)
  }
}

/** The wall clocks of the main event around a window, with how long each is. */
function starts(
  series: Series,
  reading: Reading,
  window: Window,
  budget: Budget,
  most: number,
): ReadonlyMap<WallSeconds, Length> {
  const { main } = series
  const { rules = [], exceptRules = [], dates = [] } = main.event.recurrence ?? {}
  const range = { from: window.from - series.margin, to: Math.min(window.until + series.margin, series.before) }
  const walls = new Map<WallSeconds, Length>()
  const untilOf = (rule: RecurrenceRule): WallSeconds =>
    lastWall(rule, main.allDay, (at) => toWall(main.zone, at)) ?? Number.POSITIVE_INFINITY
  const expand = (
    rule: RecurrenceRule,
    withoutStart: boolean,
    ended: () => void,
    around = range,
  ): Generator<WallSeconds> =>
    occurrences(rule, main.wall, main.allDay, { ...around, until: untilOf(rule), withoutStart }, budget, ended)
  const isPast = pastOf(series, window)
  let isOver = rules.length > 0 && dates.length === 0 && series.overrides.size === 0 && series.future.length === 0
  // A series that ended before it began is how some programs write one of which nothing is left.
  const isOn = rules.length === 0 || rules.some((rule) => untilOf(rule) >= main.wall)
  if (isOn && main.wall >= range.from && main.wall < range.to) walls.set(main.wall, main.length)
  for (const rule of rules) {
    let ended = false
    const end = (): void => {
      ended = true
    }
    for (const wall of expand(rule, false, end)) {
      if (isPast(wall)) continue
      walls.set(wall, main.length)
      if (walls.size >= most) break
    }
    isOver &&= ended
  }
  // Seen to its end, and nothing of it was left: no later window needs to count again.
  if (isOver && walls.size === 0) series.last = Math.min(series.last, window.from)
  for (const date of dates) {
    const wall = wallOn(date.start, main, reading)
    if (wall >= range.from && wall < range.to) walls.set(wall, lengthOfDate(date, main, reading))
  }
  for (const rule of exceptRules) except(walls, (around) => expand(rule, true, () => {}, around))
  return walls
}

/** Takes away what a rule makes, which is looked at between the first and the last alone: it may make one of every second. */
function except(
  walls: Map<WallSeconds, Length>,
  made: (around: { readonly from: WallSeconds; readonly to: WallSeconds }) => Iterable<WallSeconds>,
): void {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const wall of walls.keys()) {
    first = Math.min(first, wall)
    last = Math.max(last, wall)
  }
  if (first > last) return
  for (const wall of made({ from: first, to: last + 1 })) {
    walls.delete(wall)
    if (walls.size === 0) return
  }
}

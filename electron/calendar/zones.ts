import { Temporal } from 'temporal-polyfill'
import type { WallSeconds } from '../documents/civil-date.ts'
import { dayNumber, secondsOfDay } from '../documents/civil-date.ts'
import type { ZoneDefinition } from '../documents/icalendar.ts'
import { occurrences } from '../documents/recurrence.ts'
import { lastWall } from '../documents/recurrence-rule.ts'

/** Seconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** Where a wall clock hangs. */
export interface Zone {
  readonly id: string
  /** seconds east of UTC */
  readonly offsetAt: (instant: Instant) => number
}

export const utc: Zone = { id: 'UTC', offsetAt: () => 0 }

export function fixedZone(offset: number): Zone {
  const minutes = Math.abs(Math.trunc(offset / 60))
  const two = (value: number): string => String(value).padStart(2, '0')
  const id = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  return { id, offsetAt: () => offset }
}

export const toWall = (zone: Zone, instant: Instant): WallSeconds => instant + zone.offsetAt(instant)

/**
 * RFC 5545 3.3.5: a wall clock that happens twice is the first of the two, one that never happens is read with the offset before
 * the gap.
 */
export function toInstant(zone: Zone, wall: WallSeconds): Instant {
  const before = zone.offsetAt(wall - secondsOfDay)
  if (zone.offsetAt(wall - before) === before) return wall - before
  const after = zone.offsetAt(wall + secondsOfDay)
  return zone.offsetAt(wall - after) === after ? wall - after : wall - before
}

// --- A list of the moments when an offset changes -------------------------------------------------------------------------

interface Transitions {
  readonly starts: readonly Instant[]
  /** one more than starts: the first holds before all of them */
  readonly offsets: readonly number[]
}

function offsetIn({ starts, offsets }: Transitions, instant: Instant): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (starts[middle]! <= instant) low = middle + 1
    else high = middle
  }
  return offsets[low]!
}

/** Long enough that an agenda needs few of them, short enough that a zone is cheap to use for one event. */
const chunkSeconds = 8 * 365.25 * secondsOfDay
/** Zones had local mean time before, and nobody knows what they will have after. */
const firstChunk = Math.floor((dayNumber(1900, 1, 1) * secondsOfDay) / chunkSeconds)
const lastChunk = Math.floor((dayNumber(2100, 1, 1) * secondsOfDay) / chunkSeconds)

const knownZones = new Map<string, Zone | null>()

/** The zone of the tz database with this name, whatever its capitals; null if there is none. */
export function ianaZone(name: string): Zone | null {
  const known = knownZones.get(name.toLowerCase())
  if (known !== undefined) return known
  const zone = makeIanaZone(name)
  // Names that are none come from outside and may be many.
  if (zone !== null) knownZones.set(name.toLowerCase(), zone)
  return zone
}

function makeIanaZone(name: string): Zone | null {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{1,60}$/.test(name)) return null
  let start: Temporal.ZonedDateTime
  try {
    start = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
  } catch {
    return null
  }
  const { timeZoneId } = start
  const chunks = new Map<number, Transitions>()
  return {
    id: timeZoneId,
    offsetAt: (instant) => {
      const index = Math.min(Math.max(Math.floor(instant / chunkSeconds), firstChunk), lastChunk)
      let chunk = chunks.get(index)
      if (chunk === undefined) {
        chunk = transitionsOf(timeZoneId, index * chunkSeconds, (index + 1) * chunkSeconds)
        chunks.set(index, chunk)
      }
      return offsetIn(chunk, instant)
    },
  }
}

function transitionsOf(timeZoneId: string, from: Instant, until: Instant): Transitions {
  const first = Temporal.Instant.fromEpochMilliseconds(from * 1000).toZonedDateTimeISO(timeZoneId)
  const starts: Instant[] = []
  const offsets = [first.offsetNanoseconds / 1e9]
  let next = first.getTimeZoneTransition('next')
  while (next !== null && next.epochMilliseconds < until * 1000) {
    starts.push(next.epochMilliseconds / 1000)
    offsets.push(next.offsetNanoseconds / 1e9)
    next = next.getTimeZoneTransition('next')
  }
  return { starts, offsets }
}

const firstOfDefinition = dayNumber(1900, 1, 1) * secondsOfDay
const lastOfDefinition = dayNumber(2100, 1, 1) * secondsOfDay
const definitionBudget = 100_000

/** The zone that a VTIMEZONE describes (RFC 5545 3.6.5); null where it describes none. */
export function definedZone({ name, observances }: ZoneDefinition): Zone | null {
  const changes: { readonly at: Instant; readonly to: number; readonly from: number }[] = []
  const budget = { left: definitionBudget }
  for (const { start, offsetFrom, offsetTo, rules, dates } of observances) {
    const add = (wall: WallSeconds): void => {
      changes.push({ at: wall - offsetFrom, from: offsetFrom, to: offsetTo })
    }
    if (rules.length === 0) add(start)
    for (const { start: date } of dates) add(date.at)
    for (const rule of rules) {
      const until = lastWall(rule, false, (instant) => instant + offsetFrom)
      for (const wall of occurrences(
        rule,
        start,
        false,
        { from: firstOfDefinition, to: lastOfDefinition, until },
        budget,
      )) {
        add(wall)
      }
    }
  }
  if (changes.length === 0) return null
  changes.sort((a, b) => a.at - b.at)
  const transitions = {
    starts: changes.map((change) => change.at),
    offsets: [changes[0]!.from, ...changes.map((change) => change.to)],
  }
  return { id: name, offsetAt: (instant) => offsetIn(transitions, instant) }
}

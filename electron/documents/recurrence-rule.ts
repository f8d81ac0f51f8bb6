/** Recurrence rules (RFC 5545 3.3.10) as they are written. */

import { secondsOfDay, timeOf, type WallSeconds } from './civil-date.ts'
import { parseTime } from './icalendar-values.ts'
import { modernRule } from './vcalendar-rule.ts'

const frequencies = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
export type Frequency = (typeof frequencies)[number]

export interface WeekdayOf {
  /** Monday is 0 */
  readonly weekday: number
  /** which one of the month or year, from its end where negative; 0: every one */
  readonly nth: number
}

export interface RecurrenceRule {
  readonly frequency: Frequency
  readonly interval: number
  readonly count: number | null
  /** inclusive */
  readonly until: { readonly at: WallSeconds; readonly kind: 'date' | 'local' | 'utc' } | null
  /** what becomes of a day that a month does not have (RFC 7529 4.1) */
  readonly skip: 'OMIT' | 'FORWARD' | 'BACKWARD'
  /** Monday is 0 */
  readonly weekStart: number
  readonly bySecond: readonly number[]
  readonly byMinute: readonly number[]
  readonly byHour: readonly number[]
  readonly byDay: readonly WeekdayOf[]
  readonly byMonthDay: readonly number[]
  readonly byYearDay: readonly number[]
  readonly byWeekNumber: readonly number[]
  readonly byMonth: readonly number[]
  readonly bySetPosition: readonly number[]
}

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const skips = ['FORWARD', 'BACKWARD'] as const
const greatestInterval = 10_000_000
const greatestCount = 1_000_000

/**
 * Null where there is no frequency, an end that cannot be read, or another calendar than ours (RFC 7529): such an event happens once. Parts and values that make no
 * sense are as if they had not been said.
 */
export function parseRule(text: string): RecurrenceRule | null {
  const parts = new Map<string, string>()
  // Some write the name of the property into its value once more.
  for (const part of (modernRule(text) ?? text.replace(/^\s*RRULE[:;]/i, '')).split(';', 50)) {
    const [name = '', value] = part.split('=')
    if (value !== undefined) parts.set(name.trim().toUpperCase(), value.trim().toUpperCase())
  }
  const frequency = frequencies.find((each) => each === parts.get('FREQ'))
  if (frequency === undefined) return null
  if ((parts.get('RSCALE') ?? 'GREGORIAN') !== 'GREGORIAN') return null
  const until = untilOf(parts.get('UNTIL'))
  // Somebody meant it to end, and not never.
  if (until === null && parts.has('UNTIL')) return null
  const list = (name: string, least: number, most: number): readonly number[] =>
    numbers(parts.get(name), least, most).sort((a, b) => a - b)
  return {
    frequency,
    interval: Math.min(numbers(parts.get('INTERVAL'), 1, Number.MAX_SAFE_INTEGER)[0] ?? 1, greatestInterval),
    count: countOf(parts.get('COUNT')),
    until,
    skip: skips.find((each) => each === parts.get('SKIP')) ?? 'OMIT',
    weekStart: Math.max(weekdays.indexOf(parts.get('WKST') ?? 'MO'), 0),
    bySecond: [...new Set(list('BYSECOND', 0, 60).map((second) => Math.min(second, 59)))],
    byMinute: list('BYMINUTE', 0, 59),
    byHour: list('BYHOUR', 0, 23),
    byDay: weekdaysOf(parts.get('BYDAY')),
    byMonthDay: signed(list('BYMONTHDAY', -31, 31)),
    byYearDay: signed(list('BYYEARDAY', -366, 366)),
    byWeekNumber: signed(list('BYWEEKNO', -53, 53)),
    byMonth: list('BYMONTH', 1, 12),
    bySetPosition: signed(list('BYSETPOS', -366, 366)),
  }
}

const signed = (values: readonly number[]): readonly number[] => values.filter((value) => value !== 0)

function numbers(text: string | undefined, least: number, most: number): number[] {
  if (text === undefined) return []
  const found = new Set<number>()
  for (const each of text.split(',', 1000)) {
    if (!/^\s*[+-]?\d{1,15}\s*$/.test(each)) continue
    const value = Number(each)
    if (value >= least && value <= most) found.add(value)
  }
  return [...found]
}

/** None at all is no count; whoever writes it does not mean for ever. */
function countOf(text: string | undefined): number | null {
  const count = numbers(text, 0, Number.MAX_SAFE_INTEGER)[0]
  return count === undefined ? null : Math.min(Math.max(count, 1), greatestCount)
}

// "20071231T" and the like: the day is what is left to go by.
function untilOf(text: string | undefined): RecurrenceRule['until'] {
  if (text === undefined) return null
  const whole = parseTime(text) ?? parseTime(text.slice(0, 8))
  return whole === null ? null : { at: whole.at, kind: whole.kind }
}

function weekdaysOf(text: string | undefined): readonly WeekdayOf[] {
  if (text === undefined) return []
  const found = new Map<string, WeekdayOf>()
  for (const each of text.split(',', 400)) {
    const match = /^\s*([+-]?\d{1,2})?\s*([A-Z]{2})\s*$/.exec(each)
    const day = weekdays.indexOf(match?.[2] ?? '')
    if (match === null || day === -1) continue
    const nth = Number(match[1] ?? 0)
    if (Math.abs(nth) <= 53) found.set(`${nth} ${day}`, { weekday: day, nth })
  }
  return [...found.values()]
}

/**
 * The last wall clock a rule may reach, or null. A day includes its last second, as Google, Outlook and Apple read it, though RFC 5545
 * wants the type of DTSTART. `toWall` turns an instant into the event's own wall clock.
 */
export function lastWall(
  rule: RecurrenceRule,
  isDate: boolean,
  toWall: (instant: WallSeconds) => WallSeconds,
): WallSeconds | null {
  if (rule.until === null) return null
  const { at, kind } = rule.until
  if (kind === 'date') return endOfDay(at)
  if (isDate) return endOfDay(kind === 'utc' ? dayMeant(at, toWall(at)) : at)
  return kind === 'utc' ? toWall(at) : at
}

const endOfDay = (at: WallSeconds): WallSeconds => Math.floor(at / secondsOfDay) * secondsOfDay + secondsOfDay - 1

/**
 * Exchange ends a rule of whole days with the midnight of where it was written, in UTC: in the evening before, east of Greenwich. Others
 * write the last second of the day, which is no midnight anywhere.
 */
function dayMeant(at: WallSeconds, here: WallSeconds): WallSeconds {
  if (timeOf(here) === 0) return here
  const isMidnightSomewhere = at % quarterOfHour === 0 && timeOf(at) > secondsOfDay / 2
  return isMidnightSomewhere ? at + secondsOfDay / 2 : at
}

const quarterOfHour = 900

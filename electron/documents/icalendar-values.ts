/** Values of iCalendar properties (RFC 5545 3.3): dates, times, durations, texts. Lenient where one meaning is left. */

import { dayNumber, isCivilDate, secondsOfDay, type WallSeconds } from './civil-date.ts'
import { type ContentLine, parameter, withColonInZone } from './content-lines.ts'

/**
 * A point in time as it was written. `floating` is the same wall clock everywhere (RFC 5545 3.3.5, form 1), `zoned` names its
 * zone, a `date` is a whole day.
 */
export type CalendarTime =
  | { readonly kind: 'date' | 'floating' | 'utc'; readonly at: WallSeconds }
  | { readonly kind: 'zoned'; readonly at: WallSeconds; readonly zone: string }

/** RFC 5545 3.3.6: days are nominal (they follow the calendar), seconds are exact. */
export interface Duration {
  readonly days: number
  readonly seconds: number
}

/** Too few or too many digits of the seconds, a date with a Z, a T at the end: all of them have been seen. */
const timePattern =
  /^\s*(\d{4})-?(\d\d)-?(\d\d)(?:[Zz]|[Tt ](\d\d):?(\d\d):?(\d\d?)?\d{0,9}(?:[.,]\d+)?\s*([Zz]|[+-]\d\d:?\d\d)?T?)?\s*$/

/** The wall clock of a DATE or DATE-TIME, or null where it is no day or no time of day. */
export function parseTime(text: string): { readonly at: WallSeconds; readonly kind: 'date' | 'local' | 'utc' } | null {
  const match = timePattern.exec(text)
  if (match === null) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (!isCivilDate(year, month, day)) return null
  const midnight = dayNumber(year, month, day) * secondsOfDay
  if (match[4] === undefined) return { at: midnight, kind: 'date' }
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)]
  // 24:00 is the end of a day to those who write it; 60 is a leap second, which no clock here knows.
  const isTime = hour <= 23 ? minute <= 59 && second <= 60 : hour === 24 && minute === 0 && second === 0
  if (!isTime) return null
  const at = midnight + hour * 3600 + minute * 60 + Math.min(second, 59)
  if (match[7] === undefined) return { at, kind: 'local' }
  // RFC 5545 3.3.5 forbids an offset; it says what is meant all the same.
  return { at: at - (parseOffset(match[7]) ?? 0), kind: 'utc' }
}

const longestZoneName = 200

/** One value of a property that holds times, in the zone that its TZID names. */
function calendarTime(text: string, line: ContentLine): CalendarTime | null {
  const parsed = parseTime(text)
  if (parsed === null) return null
  const { at, kind } = parsed
  if (kind === 'date') return { kind, at }
  // A time of day that is said to be a date is a time of day all the same.
  if (at % secondsOfDay === 0 && parameter(line, 'VALUE')?.toUpperCase() === 'DATE') return { kind: 'date', at }
  if (kind === 'utc') return { kind, at }
  const zone = zoneNameOf(line)
  return zone === '' ? { kind: 'floating', at } : { kind: 'zoned', at, zone }
}

const zoneNameOf = (line: ContentLine): string => (parameter(line, 'TZID') ?? '').trim().slice(0, longestZoneName)

/** More than are kept of one event: who keeps them knows that there are more. */
const mostValues = 100_001

/** Every readable time of a property that may hold several. */
export function calendarTimes(line: ContentLine): readonly CalendarTime[] {
  const read = timeLine(line)
  return (
    read.value
      // vCalendar 1.0 has semicolons between them.
      .split(/[,;]/, mostValues)
      .map((text) => calendarTime(text, read))
      .filter((time) => time !== null)
  )
}

/** The line with its value beginning where the time does. */
function timeLine(line: ContentLine): ContentLine {
  return line.value.includes(':') ? withColonInZone(line) : line
}

/** The first time of a property, or null where none can be read. */
export const oneCalendarTime = (line: ContentLine): CalendarTime | null => calendarTimes(line)[0] ?? null

const durationPattern =
  /^\s*([+-])?P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?\s*$/i

/** DURATION (RFC 5545 3.3.6), weeks as seven days; null where it cannot be read. */
export function parseDuration(text: string): Duration | null {
  const match = durationPattern.exec(text)
  if (match === null) return null
  const [weeks, days, hours, minutes, seconds] = [2, 3, 4, 5, 6].map((index) => Number(match[index] ?? 0))
  const sign = match[1] === '-' ? -1 : 1
  return {
    days: sign * (weeks! * 7 + days!),
    seconds: sign * (hours! * 3600 + minutes! * 60 + seconds!),
  }
}

/** A period of time (RFC 5545 3.3.9) in an RDATE: its start, and what ends it. */
export interface RecurrenceDate {
  readonly start: CalendarTime
  readonly end: CalendarTime | null
  readonly duration: Duration | null
}

/** The dates and periods of an RDATE (RFC 5545 3.8.5.2); those that cannot be read are left out. */
export function recurrenceDates(line: ContentLine): readonly RecurrenceDate[] {
  const read = timeLine(line)
  const dates: RecurrenceDate[] = []
  for (const text of read.value.split(',', mostValues)) {
    const [first = '', last] = text.split('/')
    const start = calendarTime(first, read)
    if (start === null) continue
    dates.push({
      start,
      end: last === undefined ? null : calendarTime(last, read),
      duration: last === undefined ? null : parseDuration(last),
    })
  }
  return dates
}

/** Seconds east of UTC (RFC 5545 3.3.14), or null. Google has written "-00:00" and "+5328" in its day. */
export function parseOffset(text: string): number | null {
  const match = /^\s*([+-])?(\d\d):?(\d\d):?(\d\d)?\s*$/.exec(text)
  if (match === null) return null
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3]), Number(match[4] ?? 0)]
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  const offset = hours * 3600 + minutes * 60 + seconds
  return match[1] === '-' ? 0 - offset : offset
}

/** TEXT (RFC 5545 3.3.11), at most so many characters of it. */
export function textValue(value: string, longest: number): string {
  const cut = value.slice(0, longest * 2)
  const plain = cut.includes('\\')
    ? cut.replace(/\\([\s\S]?)/g, (_all, letter: string) => (letter === 'n' || letter === 'N' ? '\n' : letter))
    : cut
  return plain.trim().slice(0, longest)
}

/** The comma-separated texts of CATEGORIES. */
export function textValues(value: string, longest: number, most: number): readonly string[] {
  return value
    .split(/(?<!\\),/, most)
    .map((each) => textValue(each, longest))
    .filter((each) => each !== '')
}

/** Days and seconds of the proleptic Gregorian calendar as numbers, without a zone (RFC 5545 3.3.4, 3.3.5). */

/** Days since 1970-01-01. */
export type DayNumber = number
/** Seconds since 1970-01-01T00:00:00 on a wall clock, wherever it hangs. */
export type WallSeconds = number

export const secondsOfDay = 86_400

export interface CivilDate {
  readonly year: number
  /** 1 to 12 */
  readonly month: number
  readonly day: number
}

/** The day of a date that exists. The year is taken to begin in March, so that the day added in a leap year is its last. */
export function dayNumber(year: number, month: number, day: number): DayNumber {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The other way round. */
export function civilDate(number: DayNumber): CivilDate {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (monthLengths[month - 1] ?? 30)

/** Monday is 0. */
export const weekday = (day: DayNumber): number => (((day + 3) % 7) + 7) % 7

export const dayOf = (at: WallSeconds): DayNumber => Math.floor(at / secondsOfDay)
/** The time of day in seconds. */
export const timeOf = (at: WallSeconds): number => at - dayOf(at) * secondsOfDay

const latestYear = 9999

export const latestDay: DayNumber = dayNumber(latestYear, 12, 31)

export const isCivilDate = (year: number, month: number, day: number): boolean =>
  year <= latestYear && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)

/** The first day of week number one of a year, where weeks begin on `weekStart` (RFC 5545 3.3.10, BYWEEKNO). */
export function firstWeekOf(year: number, weekStart: number): DayNumber {
  const fourth = dayNumber(year, 1, 4)
  return fourth - ((weekday(fourth) - weekStart + 7) % 7)
}

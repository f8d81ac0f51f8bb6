/** Expansion of recurrence rules (RFC 5545 3.3.10) on a wall clock, without a zone. */

import {
  civilDate,
  type DayNumber,
  dayNumber,
  dayOf,
  daysInMonth,
  firstWeekOf,
  isLeapYear,
  latestDay,
  secondsOfDay,
  timeOf,
  type WallSeconds,
  weekday,
} from './civil-date.ts'
import type { RecurrenceRule, WeekdayOf } from './recurrence-rule.ts'

/** What an expansion may cost, in steps; shared by many, so that a thousand endless rules cost no more than one. */
export interface Budget {
  left: number
}

function spend(budget: Budget, cost: number): boolean {
  budget.left -= cost
  return budget.left >= 0
}

export interface Range {
  readonly from: WallSeconds
  /** exclusive */
  readonly to: WallSeconds
  /** inclusive; from `lastWall` */
  readonly until: WallSeconds | null
  /** for an EXRULE, which takes away only what meets it */
  readonly withoutStart?: boolean
}

/**
 * The wall clocks of a rule within a range, in order. The start is the first of them whether the rule meets it or not, and counts for COUNT
 * (RFC 5545 3.3.10), unless the rule ended before it. `ended` is told when COUNT or UNTIL, not the range, was the end. Stops when the budget is used up.
 */
export function* occurrences(
  rule: RecurrenceRule,
  start: WallSeconds,
  isDate: boolean,
  range: Range,
  budget: Budget,
  ended: () => void = () => {},
): Generator<WallSeconds, void, undefined> {
  const startIsFirst = range.withoutStart !== true
  let counted = startIsFirst ? 1 : 0
  const last = range.until ?? Number.POSITIVE_INFINITY
  if (startIsFirst && start >= range.from && start < range.to && start <= last) yield start
  if (counted === rule.count) return ended()
  const span: Span = {
    start,
    // What must be counted cannot be jumped over.
    from: Math.max(rule.count === null ? range.from : start, start),
    to: Math.min(range.to, last + 1, (latestDay + 1) * secondsOfDay),
  }
  const steps = isSubDaily(rule) && !isDate ? shortSteps(rule, span, budget) : longSteps(rule, span, isDate, budget)
  for (const at of steps) {
    if (at >= span.to) break
    if (at < start || (startIsFirst && at === start)) continue
    counted++
    if (at >= range.from) yield at
    if (counted === rule.count) return ended()
  }
  if (budget.left >= 0 && span.to < range.to) ended()
}

interface Span {
  readonly start: WallSeconds
  readonly from: WallSeconds
  readonly to: WallSeconds
}

const isSubDaily = (rule: RecurrenceRule): boolean =>
  rule.frequency === 'HOURLY' || rule.frequency === 'MINUTELY' || rule.frequency === 'SECONDLY'

// --- Daily and rarer: the days of a period, each with the same times --------------------------------------------------

function* longSteps(
  rule: RecurrenceRule,
  span: Span,
  isDate: boolean,
  budget: Budget,
): Generator<WallSeconds, void, undefined> {
  const times = isDate ? [0] : timesOfDay(rule, timeOf(span.start))
  budget.left -= times.length >> 6
  for (const days of periods(rule, span, budget)) {
    if (rule.bySetPosition.length > 0) {
      for (const index of positions(rule.bySetPosition, days.length * times.length)) {
        if (!spend(budget, 1)) return
        yield days[Math.floor(index / times.length)]! * secondsOfDay + times[index % times.length]!
      }
      continue
    }
    for (const day of days) {
      const midnight = day * secondsOfDay
      if (midnight + secondsOfDay <= span.from) continue
      for (const time of times) {
        if (!spend(budget, 1)) return
        yield midnight + time
      }
    }
  }
}

function timesOfDay(rule: RecurrenceRule, start: number): readonly number[] {
  const hours = rule.byHour.length > 0 ? rule.byHour : [Math.floor(start / 3600)]
  const minutes = rule.byMinute.length > 0 ? rule.byMinute : [Math.floor(start / 60) % 60]
  const seconds = rule.bySecond.length > 0 ? rule.bySecond : [start % 60]
  const times: number[] = []
  for (const hour of hours)
    for (const minute of minutes) for (const second of seconds) times.push(hour * 3600 + minute * 60 + second)
  return times
}

/** BYSETPOS as indexes from zero into a set of that size, in order. */
function positions(wanted: readonly number[], size: number): readonly number[] {
  const indexes = new Set<number>()
  for (const position of wanted) {
    const index = position > 0 ? position - 1 : size + position
    if (index >= 0 && index < size) indexes.add(index)
  }
  return [...indexes].sort((a, b) => a - b)
}

/** The days of one period after the other, beginning not later than the one of `target`. */
function* periods(rule: RecurrenceRule, span: Span, budget: Budget): Generator<readonly DayNumber[], void, undefined> {
  const { interval } = rule
  const start = dayOf(span.start)
  // A day that was put off is in the month after its own, or in the one before.
  const target = dayOf(span.from) - Number(rule.skip === 'FORWARD')
  const end = dayOf(span.to - 1) + Number(rule.skip === 'BACKWARD')
  const days = daysOfPeriod(rule, start)
  switch (rule.frequency) {
    case 'YEARLY': {
      const first = civilDate(start).year
      const last = civilDate(end).year
      for (let index = skipped(civilDate(target).year - first, interval); ; index++) {
        const year = first + index * interval
        if (year > last || !spend(budget, days.cost)) return
        yield days.of(year, 0)
      }
    }
    case 'MONTHLY': {
      const first = monthIndex(start)
      const last = monthIndex(end)
      for (let index = skipped(monthIndex(target) - first, interval); ; index++) {
        const month = first + index * interval
        if (month > last || !spend(budget, days.cost)) return
        yield days.of(Math.floor(month / 12), (month % 12) + 1)
      }
    }
    case 'WEEKLY': {
      const first = start - ((weekday(start) - rule.weekStart + 7) % 7)
      for (let index = skipped(Math.floor((target - first) / 7), interval); ; index++) {
        const week = first + index * interval * 7
        if (week > end || !spend(budget, days.cost)) return
        yield days.of(week, 0)
      }
    }
    default: {
      // DAILY, and the shorter ones on whole days, which have no time to step by.
      for (let index = skipped(target - start, interval); ; index++) {
        const day = start + index * interval
        if (day > end || !spend(budget, 1)) return
        if (meets(rule, day)) yield [day]
      }
    }
  }
}

/** How many periods lie before the one that holds the target. */
const skipped = (distance: number, interval: number): number => Math.max(Math.floor(distance / interval), 0)

function monthIndex(day: DayNumber): number {
  const { year, month } = civilDate(day)
  return year * 12 + month - 1
}

/** How the days of a period are found, decided once; `cost` is in steps of the budget. */
function daysOfPeriod(
  rule: RecurrenceRule,
  start: DayNumber,
): { readonly cost: number; readonly of: (period: number, month: number) => readonly DayNumber[] } {
  const { day: startDay, month: startMonth } = civilDate(start)
  const { byMonth, byMonthDay, byYearDay, byWeekNumber } = rule
  const monthAllowed = (month: number): boolean => byMonth.length === 0 || byMonth.includes(month)
  // RFC 5545: what the rule does not say is taken from DTSTART.
  const ownWeekday: readonly WeekdayOf[] = [{ weekday: weekday(start), nth: 0 }]
  if (rule.frequency === 'WEEKLY') {
    const wanted = rule.byDay.length > 0 ? rule.byDay : ownWeekday
    return {
      cost: 7,
      of: (week) =>
        range(week, 7).filter((day) => wanted.some((each) => each.weekday === weekday(day)) && meetsDates(rule, day)),
    }
  }
  const isMonthly = rule.frequency === 'MONTHLY'
  const onlyMonthDays = rule.byDay.length === 0 && byYearDay.length === 0 && byWeekNumber.length === 0
  if (onlyMonthDays) {
    const wanted = byMonthDay.length > 0 ? byMonthDay : [startDay]
    const months = byMonth.length > 0 ? byMonth : byMonthDay.length > 0 ? range(1, 12) : [startMonth]
    return {
      cost: isMonthly ? 1 : months.length,
      of: (year, month) =>
        isMonthly
          ? monthAllowed(month)
            ? monthDays(year, month, wanted, rule.skip)
            : []
          : months.flatMap((each) => monthDays(year, each, wanted, rule.skip)),
    }
  }
  const weeksAlone =
    byWeekNumber.length > 0 && rule.byDay.length === 0 && byMonthDay.length === 0 && byYearDay.length === 0
  const byDay = weeksAlone ? ownWeekday : rule.byDay
  const inMonth = isMonthly || byMonth.length > 0
  const inside = (day: DayNumber, year: number, month: number): boolean =>
    meetsDates(rule, day) && meetsWeekday(byDay, day, year, inMonth ? month : 0, byWeekNumber.length > 0)
  const ofMonth = (year: number, month: number): readonly DayNumber[] =>
    range(dayNumber(year, month, 1), daysInMonth(year, month)).filter((day) => inside(day, year, month))
  if (isMonthly) return { cost: 31, of: (year, month) => (monthAllowed(month) ? ofMonth(year, month) : []) }
  const months = byMonth.length > 0 ? byMonth : range(1, 12)
  return { cost: months.length * 31, of: (year) => months.flatMap((month) => ofMonth(year, month)) }
}

const range = (first: number, length: number): number[] => Array.from({ length }, (_, index) => first + index)

function monthDays(
  year: number,
  month: number,
  wanted: readonly number[],
  skip: RecurrenceRule['skip'],
): readonly DayNumber[] {
  const length = daysInMonth(year, month)
  const first = dayNumber(year, month, 1)
  const days = new Set<number>()
  for (const each of wanted) {
    const day = each > 0 ? each : length + 1 + each
    if (day >= 1 && day <= length) days.add(first + day - 1)
    // RFC 7529 4.1: a day that the month does not have is the one after it, or the one before.
    else if (skip !== 'OMIT') days.add((day < 1 ? first : first + length) - Number(skip === 'BACKWARD'))
  }
  return days.size < 2 ? [...days] : [...days].sort((a, b) => a - b)
}

// --- What limits a day ------------------------------------------------------------------------------------------------

/** All that limits a day in a rule of days or shorter steps. */
function meets(rule: RecurrenceRule, day: DayNumber): boolean {
  return (rule.byDay.length === 0 || rule.byDay.some((each) => each.weekday === weekday(day))) && meetsDates(rule, day)
}

function meetsDates(rule: RecurrenceRule, number: DayNumber): boolean {
  const { byMonth, byMonthDay, byYearDay, byWeekNumber } = rule
  if (byMonth.length + byMonthDay.length + byYearDay.length + byWeekNumber.length === 0) return true
  const { year, month, day } = civilDate(number)
  if (byMonth.length > 0 && !byMonth.includes(month)) return false
  if (byMonthDay.length > 0 && !includesFromEither(byMonthDay, day, daysInMonth(year, month))) return false
  if (byYearDay.length > 0) {
    const ofYear = number - dayNumber(year, 1, 1) + 1
    if (!includesFromEither(byYearDay, ofYear, isLeapYear(year) ? 366 : 365)) return false
  }
  return byWeekNumber.length === 0 || meetsWeek(rule, number, year)
}

const includesFromEither = (wanted: readonly number[], value: number, length: number): boolean =>
  wanted.includes(value) || wanted.includes(value - length - 1)

function meetsWeek(rule: RecurrenceRule, day: DayNumber, year: number): boolean {
  // The last days of December may be in week 1 of the next year, the first of January in the last week of the one before.
  for (const each of [year - 1, year, year + 1]) {
    const first = firstWeekOf(each, rule.weekStart)
    const next = firstWeekOf(each + 1, rule.weekStart)
    if (day < first || day >= next) continue
    return includesFromEither(rule.byWeekNumber, Math.floor((day - first) / 7) + 1, (next - first) / 7)
  }
  return false
}

/** `month` 0: the second Monday is the second of the year. With BYWEEKNO a weekday has no number (RFC 5545 3.3.10). */
function meetsWeekday(
  byDay: readonly WeekdayOf[],
  day: DayNumber,
  year: number,
  month: number,
  withoutNumber: boolean,
): boolean {
  if (byDay.length === 0) return true
  const own = weekday(day)
  return byDay.some((each) => {
    if (each.weekday !== own) return false
    if (each.nth === 0 || withoutNumber) return true
    const first = dayNumber(year, month === 0 ? 1 : month, 1)
    const length = month === 0 ? (isLeapYear(year) ? 366 : 365) : daysInMonth(year, month)
    return each.nth > 0
      ? Math.floor((day - first) / 7) + 1 === each.nth
      : Math.floor((first + length - 1 - day) / 7) + 1 === -each.nth
  })
}

// --- Hours, minutes and seconds -----------------------------------------------------------------------------------------

function* shortSteps(
  rule: RecurrenceRule,
  { start, from, to }: Span,
  budget: Budget,
): Generator<WallSeconds, void, undefined> {
  const unit = rule.frequency === 'HOURLY' ? 3600 : rule.frequency === 'MINUTELY' ? 60 : 1
  const step = rule.interval * unit
  const first = Math.floor(start / unit) * unit
  const within = offsetsWithin(rule, start, unit)
  const chosen =
    rule.bySetPosition.length === 0
      ? within
      : positions(rule.bySetPosition, within.length).map((index) => within[index]!)
  let at = first + skipped(from - first, step) * step
  const forward = (target: WallSeconds): void => {
    at = first + Math.ceil((target - first) / step) * step
  }
  let dayTried = Number.NaN
  while (at < to) {
    if (!spend(budget, 1)) return
    const day = dayOf(at)
    const time = timeOf(at)
    if (day !== dayTried) {
      if (!meets(rule, day)) {
        budget.left -= 4
        forward((day + 1) * secondsOfDay)
        continue
      }
      dayTried = day
    }
    if (rule.byHour.length > 0 && !rule.byHour.includes(Math.floor(time / 3600))) {
      forward(at - (time % 3600) + 3600)
    } else if (unit < 3600 && rule.byMinute.length > 0 && !rule.byMinute.includes(Math.floor(time / 60) % 60)) {
      forward(at - (time % 60) + 60)
    } else if (unit === 1 && rule.bySecond.length > 0 && !rule.bySecond.includes(time % 60)) {
      at += step
    } else {
      for (const offset of chosen) {
        if (!spend(budget, 1)) return
        yield at + offset
      }
      at += step
    }
  }
}

/** The seconds from the start of an hour or a minute. */
function offsetsWithin(rule: RecurrenceRule, start: WallSeconds, unit: number): readonly number[] {
  if (unit === 1) return [0]
  const time = timeOf(start)
  const seconds = rule.bySecond.length > 0 ? rule.bySecond : [time % 60]
  if (unit === 60) return seconds
  const minutes = rule.byMinute.length > 0 ? rule.byMinute : [Math.floor(time / 60) % 60]
  return minutes.flatMap((minute) => seconds.map((second) => minute * 60 + second))
}

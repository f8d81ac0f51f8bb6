import { clockTime, dateText, shortDate, type Wording } from './presence/times.ts'

/** Days as a person names them. The order "Fri 20 Nov, 10:31" belongs to the design, the clock to the system. */

const withoutCommas = (text: string): string => text.replaceAll(',', '')

export const dayStart = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** Whole local days between then and now; a day of 23 or 25 hours counts as one. */
const daysAgo = (w: Wording, at: number): number => Math.round((dayStart(w.now) - dayStart(at)) / 86_400_000)

const yearIfOther = (w: Wording, at: number): Intl.DateTimeFormatOptions =>
  new Date(at).getFullYear() === new Date(w.now).getFullYear() ? {} : { year: 'numeric' }

/** Today, Yesterday, Friday 20 November, Friday 20 November 2025: the line between two days of a chat. */
export function dayLine(w: Wording, at: number): string {
  const days = daysAgo(w, at)
  if (days === 0) return w.t('messaging.today')
  if (days === 1) return w.t('messaging.yesterday')
  return withoutCommas(dateText(w, { weekday: 'long', day: 'numeric', month: 'long', ...yearIfOther(w, at) }, at))
}

/** Today, Yesterday, Friday, 12 November, 12 November 2025: a heading in a list. */
export function dayHeading(w: Wording, at: number): string {
  const days = daysAgo(w, at)
  if (days === 0 || days === 1) return dayLine(w, at)
  if (days > 1 && days < 7) return dateText(w, { weekday: 'long' }, at)
  return dateText(w, { day: 'numeric', month: 'long', ...yearIfOther(w, at) }, at)
}

/** 14:02 today, else Yesterday, Fri, 12 Nov, 12 Nov 2025: the short time at the end of a row. */
export function shortWhen(w: Wording, at: number): string {
  const days = daysAgo(w, at)
  if (days === 0) return clockTime(w, at)
  if (days === 1) return w.t('messaging.yesterday')
  if (days > 1 && days < 7) return dateText(w, { weekday: 'short' }, at)
  const year = yearIfOther(w, at)
  return year.year ? dateText(w, { day: 'numeric', month: 'short', ...year }, at) : shortDate(w, at)
}

/** Today, 10:31 or Fri 20 Nov, 10:31 */
export const longWhen = (w: Wording, at: number): string => `${longDay(w, at)}, ${clockTime(w, at)}`

/** Today, Yesterday, Fri 20 Nov */
export function longDay(w: Wording, at: number): string {
  const days = daysAgo(w, at)
  if (days === 0 || days === 1) return dayLine(w, at)
  const day = dateText(w, { weekday: 'short', day: 'numeric', month: 'short', ...yearIfOther(w, at) }, at)
  return withoutCommas(day)
}

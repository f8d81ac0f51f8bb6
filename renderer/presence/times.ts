import type { Platform } from '#contract/settings'
import type { T } from '../i18n.ts'

/** What wording needs besides the data: words, the time, and the zone of whoever reads (null: this computer's). */
export type Wording = { readonly t: T; readonly now: number; readonly timeZone?: string }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * A moment on the clock of whoever reads. A format that is kept stays in the zone it was made in, where Date follows the computer over a
 * flight: so those are of UTC, and the moment is moved.
 */
export function dateText(w: Partial<Wording>, options: Intl.DateTimeFormatOptions, at: number): string {
  const key = `${w.timeZone ?? ''} ${JSON.stringify(options)}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: w.timeZone ?? 'UTC' })
    formats.set(key, format)
  }
  return format.format(w.timeZone ? at : at + offsetAt(w, at) * minute)
}

const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const twelveHours = { hour: 'numeric', minute: '2-digit', hourCycle: 'h12' } as const

let clock: Platform['clock'] = '24'

/** For every time on the screen: the clock of the user's system. */
export function setClock(wanted: Platform['clock']): void {
  clock = wanted
}

/** am and pm stay with their time. */
const together = (text: string): string => text.replaceAll(/\s/g, '\u00a0')
const date = { day: 'numeric', month: 'short' } as const
const wholeDay = { year: 'numeric', month: '2-digit', day: '2-digit' } as const

/** 14:02, or 2:02 pm */
export const clockTime = (w: Wording, at: number): string =>
  clock === '24' ? dateText(w, time, at) : together(dateText(w, twelveHours, at))

/** A time on a wall somewhere, "09:00" to "24:00", as it is written here. */
export function wallTime(hours: string): string {
  if (clock === '24') return hours
  return together(dateText({ timeZone: 'UTC' }, twelveHours, Date.parse(`1970-01-01T${hours}Z`)))
}

/** 09 to 17:30, or 9 to 5:30: where there is no more room, and the one is known from the other. */
export const shortWallTime = (hours: string): string =>
  wallTime(hours)
    .replace(':00', '')
    .replace(/\u00a0.*$/, '')

/** 8 or 8 am: a mark beside others. */
export const hourMark = (hour: number): string =>
  clock === '24' ? String(hour) : wallTime(`${String(hour).padStart(2, '0')}:00`).replace(':00', '')

/** Whether such marks need more room. */
export const hasLongMarks = (): boolean => clock === '12'

/** 30 Nov */
export const shortDate = (w: Wording, at: number): string => dateText(w, date, at)

const dayKey = (w: Wording, at: number): string => dateText(w, wholeDay, at)

/** Today the time, within 18 hours still the time (tonight, tomorrow morning), else the date. */
export function whenText(w: Wording, at: number): string {
  if (dayKey(w, at) === dayKey(w, w.now) || Math.abs(at - w.now) < 18 * hour) return clockTime(w, at)
  return shortDate(w, at)
}

/** 12 min, 3 h, 2 d */
export function durationText(w: Wording, milliseconds: number): string {
  const span = Math.max(0, milliseconds)
  if (span < hour) return w.t('presence.minutes', { count: Math.max(1, Math.floor(span / minute)) })
  if (span < day) return w.t('presence.hours', { count: Math.floor(span / hour) })
  return w.t('presence.days', { count: Math.floor(span / day) })
}

/** just now, 1 min ago, 3 h ago, on 30 Nov */
export function ageText(w: Wording, at: number): string {
  const span = w.now - at
  if (span < minute) return w.t('presence.age.now')
  if (span < hour) return w.t('presence.age.minutes', { count: Math.floor(span / minute) })
  if (span < day) return w.t('presence.age.hours', { count: Math.floor(span / hour) })
  return w.t('presence.age.date', { date: shortDate(w, at) })
}

/** Wall clock somewhere else: minutes east of UTC. */
export const clockThere = (w: Wording, offset: number): string =>
  clockTime({ ...w, timeZone: 'UTC' }, w.now + offset * minute)

export const hourThere = (now: number, offset: number): number => new Date(now + offset * minute).getUTCHours()

/** Minutes east of UTC of whoever reads. */
export const ownOffset = (w: Wording): number => offsetAt(w, w.now)

/** The same at another time: there is a night on which the clocks change. */
export function offsetAt(w: Partial<Wording>, at: number): number {
  if (!w.timeZone) return 0 - new Date(at).getTimezoneOffset()
  // 23/11/2026, 14:02
  const [day = 0, month = 1, year = 0, hours = 0, minutes = 0] = dateText(w, { ...wholeDay, ...time }, at)
    .split(/\D+/)
    .map(Number)
  return Math.round((Date.UTC(year, month - 1, day, hours, minutes) - Math.floor(at / minute) * minute) / minute)
}

/** The day of a moment: 23 to 25 hours; `wall` is its midnight as the clock shows it, in milliseconds as if of UTC. */
export function dayBounds(w: Wording, at: number): { midnight: number; end: number; wall: number } {
  const near = offsetAt(w, at)
  const wall = Math.floor((at + near * minute) / day) * day
  const instantOf = (shown: number): number => shown - offsetAt(w, shown - near * minute) * minute
  return { midnight: instantOf(wall), end: instantOf(wall + day), wall }
}

/** 2 h ahead, 5 h 30 min behind, same time as you */
export function offsetText(w: Wording, offset: number): string {
  const difference = offset - ownOffset(w)
  if (difference === 0) return w.t('presence.fact.sameTime')
  const hours = Math.floor(Math.abs(difference) / 60)
  const minutes = Math.abs(difference) % 60
  const span =
    hours === 0
      ? w.t('presence.fact.minutes', { minutes })
      : minutes === 0
        ? w.t('presence.fact.hours', { hours })
        : w.t('presence.fact.hoursMinutes', { hours, minutes })
  return difference > 0 ? w.t('presence.fact.ahead', { hours: span }) : w.t('presence.fact.behind', { hours: span })
}

/** UTC−8, UTC+5:30 */
export function utcText(offset: number): string {
  const hours = Math.floor(Math.abs(offset) / 60)
  const minutes = Math.abs(offset) % 60
  const sign = offset < 0 ? '−' : '+'
  return `UTC${sign}${hours}${minutes ? `:${String(minutes).padStart(2, '0')}` : ''}`
}

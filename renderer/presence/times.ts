import type { T } from '../i18n.ts'

/** What wording needs besides the data: words, the time, and the zone of whoever reads (null: this computer's). */
export type Wording = { readonly t: T; readonly now: number; readonly timeZone?: string }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const formats = new Map<string, Intl.DateTimeFormat>()

function format(name: string, options: Intl.DateTimeFormatOptions, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = `${name} ${timeZone ?? ''}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { ...options, ...(timeZone ? { timeZone } : {}) })
  formats.set(key, made)
  return made
}

/** 14:02 */
export const clockTime = (w: Wording, at: number): string =>
  format('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, w.timeZone).format(at)

/** 30 Nov */
export const shortDate = (w: Wording, at: number): string =>
  format('date', { day: 'numeric', month: 'short' }, w.timeZone).format(at)

const dayKey = (w: Wording, at: number): string =>
  format('day', { year: 'numeric', month: '2-digit', day: '2-digit' }, w.timeZone).format(at)

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
export function ownOffset(w: Wording): number {
  if (!w.timeZone) return -new Date(w.now).getTimezoneOffset()
  const parts = format(
    'offset',
    { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    w.timeZone,
  ).formatToParts(w.now)
  const part = (type: string): number => Number(parts.find((candidate) => candidate.type === type)?.value ?? 0)
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return Math.round((wall - Math.floor(w.now / minute) * minute) / minute)
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

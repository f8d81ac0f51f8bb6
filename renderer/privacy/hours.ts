/** Times of day and days of the week, as the policy holds them: minutes after midnight, 0 Sunday to 6 Saturday. Pure. */

export const weekDays = [1, 2, 3, 4, 5, 6, 0] as const
export const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export const workingDays: readonly number[] = [1, 2, 3, 4, 5]

const two = (value: number): string => String(value).padStart(2, '0')

/** 17:30. The end of the day is 24:00, which no field shows: it is 00:00 there. */
export const clockField = (minutes: number): string => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`

/** null: not a time yet. */
export function minutesOf(field: string): number | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(field)
  if (!match) return null
  const minutes = Number(match[1]) * 60 + Number(match[2])
  return minutes < 24 * 60 && Number(match[2]) < 60 ? minutes : null
}

/** 2026-11-30 */
export function dateField(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** A day and a time, by the wall clock here. */
export function momentOf(date: string, minutes: number): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (!match) return null
  const at = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]), 0, minutes).getTime()
  return Number.isNaN(at) || at <= 0 ? null : at
}

/** The next of these days at this time; no day chosen: any. */
export function nextMoment(days: readonly number[], minutes: number, now: number): number | null {
  const today = new Date(now)
  for (let offset = 0; offset <= 7; offset++) {
    const at = new Date(today.getFullYear(), today.getMonth(), today.getDate() + offset, 0, minutes)
    if (at.getTime() > now && (days.length === 0 || days.includes(at.getDay()))) return at.getTime()
  }
  return null
}

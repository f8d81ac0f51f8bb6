import type { Day } from './travel.ts'

const at = (day: Day): Date => new Date(`${day}T00:00:00Z`)

/** "3 – 5 December", "3 December": days as they are, whatever the zone of this computer. */
export function daysText(language: string, from: Day, until: Day, style: 'long' | 'short' = 'long'): string {
  const format = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: style,
    ...(style === 'short' ? { weekday: 'short' } : {}),
    timeZone: 'UTC',
  })
  return from === until ? format.format(at(from)) : format.formatRange(at(from), at(until))
}

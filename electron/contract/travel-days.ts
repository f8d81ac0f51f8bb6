import type { Day } from './travel.ts'

const at = (day: Day): Date => new Date(`${day}T00:00:00Z`)

/** "3 to 5 December", "3 December": days as they are, whatever the zone of this computer. English is written as in the design. */
export function daysText(language: string, from: Day, until: Day, style: 'long' | 'short' = 'long'): string {
  const isEnglish = language.startsWith('en')
  const format = new Intl.DateTimeFormat(isEnglish ? 'en-GB' : language, {
    day: 'numeric',
    month: style,
    ...(style === 'short' ? { weekday: 'short' } : {}),
    timeZone: 'UTC',
  })
  const text = from === until ? format.format(at(from)) : format.formatRange(at(from), at(until))
  // Dashes and spaces around them are not the same everywhere; the design says "to".
  return isEnglish ? text.replaceAll(',', '').replace(/\s*[–-]\s*/, ' to ') : text
}

import type { Day } from '#contract/travel'
import { type DayNumber, dayOf, secondsOfDay } from '../../documents/civil-date.ts'
import { ianaZone, toWall, utc } from '../zones.ts'

/** The day that a calendar on the wall there shows. */
export const dayIn = (zone: string, at: number): DayNumber =>
  dayOf(toWall(ianaZone(zone) ?? utc, Math.floor(at / 1000)))

export const dayText = (day: DayNumber): Day => new Date(day * secondsOfDay * 1000).toISOString().slice(0, 10)

/** null: no day of the calendar. */
export function dayNumbered(text: string): DayNumber | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const at = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(at)) return null
  const day = at / (secondsOfDay * 1000)
  // 31 February is read as a day of March.
  return dayText(day) === text ? day : null
}

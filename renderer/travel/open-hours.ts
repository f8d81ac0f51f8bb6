import type { Presentity } from '#contract/presence'
import type { Day } from '#contract/travel'

const day = 86_400_000
const minute = 60_000
/** Somebody who is free all day has said nothing of when he works. */
const wholeDay = 18 * 3_600_000

export type OpenHours = { readonly from: string; readonly until: string }
export type OpenDay = OpenHours & { readonly day: Day }

/** Today and tomorrow on his own clock: when somebody is open, as far as he says. */
export function openDays(presentity: Presentity, now: number): readonly OpenDay[] {
  const { day: periods, timeOffset } = presentity
  if (timeOffset === null || !periods.some(({ kind }) => kind === 'free')) return []
  const today = Math.floor((now + timeOffset * minute) / day) * day
  return [today, today + day].flatMap((midnight) => {
    const hours = hoursOn(periods, timeOffset, midnight)
    return hours === null ? [] : [{ day: new Date(midnight).toISOString().slice(0, 10), ...hours }]
  })
}

/** From when until when somebody is open today, on his own clock; null: not said. */
export function openHours(presentity: Presentity, now: number): OpenHours | null {
  const today = new Date(now + (presentity.timeOffset ?? 0) * minute).toISOString().slice(0, 10)
  const found = openDays(presentity, now).find((each) => each.day === today)
  return found === undefined ? null : { from: found.from, until: found.until }
}

function hoursOn(periods: Presentity['day'], timeOffset: number, midnight: number): OpenHours | null {
  const there = (at: number): number => at + timeOffset * minute
  const open = periods
    .filter(({ kind }) => kind === 'free' || kind === 'busy' || kind === 'maybe')
    .map(({ from, until }) => ({
      from: Math.max(there(from), midnight),
      until: Math.min(there(until), midnight + day),
    }))
    .filter(({ from, until }) => until > from)
  const opens = Math.min(...open.map(({ from }) => from))
  const closes = Math.max(...open.map(({ until }) => until))
  if (open.length === 0 || closes - opens > wholeDay) return null
  const clock = (at: number): string => new Date(at).toISOString().slice(11, 16)
  return { from: clock(opens), until: closes === midnight + day ? '24:00' : clock(closes) }
}

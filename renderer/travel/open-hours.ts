import type { Presentity } from '#contract/presence'

const day = 86_400_000
const minute = 60_000
/** Somebody who is free all day has said nothing of when he works. */
const wholeDay = 18 * 3_600_000

export type OpenHours = { readonly from: string; readonly until: string }

/** From when until when somebody is open today, on his own clock; null: not said. */
export function openHours({ day: periods, timeOffset }: Presentity, now: number): OpenHours | null {
  if (timeOffset === null) return null
  const there = (at: number): number => at + timeOffset * minute
  const midnight = Math.floor(there(now) / day) * day
  const today = periods
    .filter(({ kind }) => kind === 'free' || kind === 'busy' || kind === 'maybe')
    .map(({ from, until }) => ({
      from: Math.max(there(from), midnight),
      until: Math.min(there(until), midnight + day),
    }))
    .filter(({ from, until }) => until > from)
  const opens = Math.min(...today.map(({ from }) => from))
  const closes = Math.max(...today.map(({ until }) => until))
  if (today.length === 0 || closes - opens > wholeDay || !periods.some(({ kind }) => kind === 'free')) return null
  const clock = (at: number): string => new Date(at).toISOString().slice(11, 16)
  return { from: clock(opens), until: closes === midnight + day ? '24:00' : clock(closes) }
}

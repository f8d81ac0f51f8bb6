import type { OwnEvent } from '#contract/calendars'
import type { BusyPeriod } from '#contract/presence'

/** A time that suits several people: pure. */

const minute = 60_000
const day = 24 * 60 * minute
/** Meetings begin at a quarter. */
const quarter = 15 * minute
/** Nobody is asked at night: from eight to six on his own clock. */
const hours = { from: 8 * 60 * minute, until: 18 * 60 * minute } as const

export type Slot = { readonly from: number; readonly until: number }

/** Whoever takes part: his free times, and how many minutes his clock is east of UTC at a time. */
export type Partaker = { readonly free: readonly Slot[]; readonly offset: (at: number) => number }

/** Only what was told to be free: of what nobody told, nothing is known. */
export const freeOf = (periods: readonly BusyPeriod[]): readonly Slot[] =>
  periods.filter(({ kind }) => kind === 'free').map(({ from, until }) => ({ from, until }))

/** My own free times between two moments, by my own calendar: what may be takes my time, too. */
export function ownFree(events: readonly OwnEvent[], from: number, until: number): readonly Slot[] {
  const taken = events
    .filter((each) => !each.undone && each.busyness !== 'elsewhere' && each.until > from && each.from < until)
    .sort((a, b) => a.from - b.from)
  const free: Slot[] = []
  let at = from
  for (const each of taken) {
    if (each.from > at) free.push({ from: at, until: each.from })
    at = Math.max(at, each.until)
  }
  return at < until ? [...free, { from: at, until }] : free
}

/** The first times of that length in which everybody is free and awake, each in another free time, at most so many. */
export function commonSlots(
  partakers: readonly Partaker[],
  now: number,
  length: number,
  most: number,
): readonly Slot[] {
  const [first, ...others] = partakers.map((each) => intersection(each.free, workingHours(each, now)))
  if (first === undefined) return []
  const common = others.reduce(intersection, first)
  return common
    .flatMap(({ from, until }): readonly Slot[] => {
      const start = Math.ceil(Math.max(from, now) / quarter) * quarter
      return start + length <= until ? [{ from: start, until: start + length }] : []
    })
    .slice(0, most)
}

/** Yesterday to the day after tomorrow: whatever the clocks, today and tomorrow of everybody are in them. */
function workingHours({ offset }: Partaker, now: number): readonly Slot[] {
  const near = offset(now) * minute
  const today = Math.floor((now + near) / day) * day
  // Of the night between two days the clocks may be changed in.
  const instantOf = (shown: number): number => shown - offset(shown - near) * minute
  return [-1, 0, 1, 2].map((index) => ({
    from: instantOf(today + index * day + hours.from),
    until: instantOf(today + index * day + hours.until),
  }))
}

function intersection(a: readonly Slot[], b: readonly Slot[]): readonly Slot[] {
  return a
    .flatMap((each) =>
      b.map((other) => ({ from: Math.max(each.from, other.from), until: Math.min(each.until, other.until) })),
    )
    .filter(({ from, until }) => until > from)
    .sort((one, other) => one.from - other.from)
}

import type { Crossing, Day, OwnTrip, Travel } from '#contract/travel'
import type { OpenDay, OpenHours } from './open-hours.ts'

/** One trip as a sheet: its days, and for each person near then what stands on which of them. Pure. */

export type SheetDay = { readonly day: Day; readonly label: string; readonly isMine: boolean }
/** From 0 to 1 over the width of the days. */
export type Span = { readonly start: number; readonly end: number }
export type Bar = Span & { readonly kind: 'same' | 'near' | 'other'; readonly crossing: Crossing | null }
export type SheetRow = {
  readonly accountId: string
  readonly aor: string
  readonly crossings: readonly Crossing[]
  readonly bars: readonly Bar[]
}
export type TripSheet = {
  readonly days: readonly SheetDay[]
  readonly mine: Span
  readonly rows: readonly SheetRow[]
}

/** What stands for home among the keys of trips. */
export const homeKey = 'home'

const dayMs = 86_400_000
const before = 1
const after = 2
/** More labels than this stand in each other's way. */
const mostLabels = 9

const number = (day: Day): number => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs)
const text = (day: number): Day => new Date(day * dayMs).toISOString().slice(0, 10)
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: 'UTC' })

/** How many days both are there. */
export const daysShared = (crossings: readonly Crossing[]): number =>
  crossings.reduce((sum, { from, until }) => sum + number(until) - number(from) + 1, 0)

/** The trip that is meant, else the first that counts. */
export const tripShown = ({ trips }: Travel, key: string): OwnTrip | null =>
  trips.find((trip) => trip.key === key) ?? trips.find((trip) => !trip.leftOut) ?? trips[0] ?? null

export function sheetOf(trip: OwnTrip, crossings: readonly Crossing[]): TripSheet {
  const first = number(trip.from) - before
  const last = number(trip.until) + after
  const count = last - first + 1
  const every = Math.ceil(count / mostLabels)
  const span = (from: number, until: number): Span => ({
    start: Math.max(0, (from - first) / count),
    end: Math.min(1, (until + 1 - first) / count),
  })
  const days = Array.from({ length: count }, (_, index): SheetDay => {
    const day = first + index
    const isMine = day >= number(trip.from) && day <= number(trip.until)
    return { day: text(day), label: index % every === 0 ? weekday.format(day * dayMs).replace(',', '') : '', isMine }
  })
  const own = crossings.filter((crossing) => crossing.tripKey === trip.key)
  return { days, mine: span(number(trip.from), number(trip.until)), rows: rowsOf(own, span, first, last) }
}

export type OpenBar = Span & OpenHours & { readonly days: number }

/** Opening hours in the columns of their days; the same on days in a row are one bar. */
export function openBars({ days }: TripSheet, open: readonly OpenDay[]): readonly OpenBar[] {
  const bars: OpenBar[] = []
  for (const { day, from, until } of open) {
    const index = days.findIndex((each) => each.day === day)
    if (index === -1) continue
    const [start, end] = [index / days.length, (index + 1) / days.length]
    const last = bars.at(-1)
    if (last?.end === start && last.from === from && last.until === until)
      bars[bars.length - 1] = { ...last, end, days: last.days + 1 }
    else bars.push({ start, end, from, until, days: 1 })
  }
  return bars
}

/** Same city first, then who is there longest. */
function rowsOf(
  crossings: readonly Crossing[],
  span: (from: number, until: number) => Span,
  first: number,
  last: number,
): readonly SheetRow[] {
  const people = new Map<string, Crossing[]>()
  for (const crossing of crossings) {
    const key = `${crossing.accountId} ${crossing.aor}`
    people.set(key, [...(people.get(key) ?? []), crossing])
  }
  const rank = (list: readonly Crossing[]): number => (list.some(({ kind }) => kind === 'same-city') ? 0 : 1)
  return [...people.values()]
    .sort((a, b) => rank(a) - rank(b) || daysShared(b) - daysShared(a))
    .flatMap((list): SheetRow[] => {
      const [one] = list
      if (one === undefined) return []
      const bars = list.flatMap((crossing) => barsOf(crossing, list, span, first, last))
      return [{ accountId: one.accountId, aor: one.aor, crossings: list, bars }]
    })
}

/** The days of both, and those of the other alone around them. */
function barsOf(
  crossing: Crossing,
  all: readonly Crossing[],
  span: (from: number, until: number) => Span,
  first: number,
  last: number,
): readonly Bar[] {
  const [from, until] = [number(crossing.from), number(crossing.until)]
  const both: Bar = { ...span(from, until), kind: crossing.kind === 'same-city' ? 'same' : 'near', crossing }
  const stay = crossing.stay ?? (all.length === 1 ? { from: text(first), until: text(last) } : null)
  if (stay === null) return [both]
  const [comes, goes] = [Math.max(first, number(stay.from)), Math.min(last, number(stay.until))]
  const other = (start: number, end: number): readonly Bar[] =>
    end < start ? [] : [{ ...span(start, end), kind: 'other', crossing: null }]
  return [...other(comes, from - 1), both, ...other(until + 1, goes)]
}

/** Minutes east of UTC in a zone. */
export function offsetIn(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value ?? 0)
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return Math.round((wall - Math.floor(at / 60_000) * 60_000) / 60_000)
}

import type { BusyPeriod } from '#contract/presence'
import { clockTime, dayBounds, hasLongMarks, hourMark, offsetAt, ownOffset, type Wording } from './times.ts'

/** The day strip: 08 to 18 your time, wider if needed. Pure: where each block stands, and the same in words. */

const hour = 3_600_000
const minute = 60_000

export type Block = {
  readonly kind: 'busy' | 'maybe' | 'out' | 'past'
  /** 0 to 1 of the strip */
  readonly start: number
  readonly end: number
}

export type DayStrip = {
  readonly blocks: readonly Block[]
  /** hours with a label, and their place */
  readonly hours: readonly { readonly label: string; readonly at: number }[]
  readonly now: { readonly label: string; readonly at: number }
  /** free times were told: what has no block is free, and not only unknown */
  readonly tellsFree: boolean
  /** the next time that is free, or the next that is not, and what comes then */
  readonly words: string
  readonly after: string | null
  /** the same for those who hear it */
  readonly list: readonly string[]
}

const takesTime = (period: BusyPeriod): boolean => period.kind !== 'free'

/** null: not shared, so nothing is drawn. What is on alone is said by the headline. `offset`: minutes east of UTC there. */
export function dayStrip(w: Wording, day: readonly BusyPeriod[], offset: number | null = null): DayStrip | null {
  const { midnight, end, wall } = dayBounds(w, w.now)
  const today = day
    .filter((period) => period.until > midnight && period.from < end && period.until > period.from)
    .map((period) => ({ ...period, from: Math.max(period.from, midnight), until: Math.min(period.until, end) }))
    .sort((a, b) => a.from - b.from)
  const tellsFree = day.some((period) => period.kind === 'free')
  if (today.length === 0 || (!tellsFree && today.every((period) => period.from <= w.now))) return null
  const taken = today.filter(takesTime)
  const shown = taken.filter((period) => period.kind !== 'out')
  // By the clock: on the night on which it changes, noon is not twelve hours after midnight.
  const hoursOf = (at: number): number => (at + offsetAt(w, at) * minute - wall) / hour
  const from = Math.max(0, Math.min(8, Math.floor(hoursOf(Math.min(w.now, ...shown.map((each) => each.from))))) - 0.5)
  const until = Math.min(
    24,
    Math.max(18, Math.ceil(hoursOf(Math.max(w.now, ...shown.map((each) => each.until))))) + 0.5,
  )
  const place = (at: number): number => Math.max(0, Math.min(1, (hoursOf(at) - from) / (until - from)))

  const blocks = [...offHours(w, today, offset), ...taken].flatMap((period): Block[] => {
    const [start, stop] = [place(period.from), place(period.until)]
    if (stop <= start) return []
    const isOver = period.until <= w.now && period.kind !== 'out'
    return [{ kind: isOver ? 'past' : period.kind === 'free' ? 'out' : period.kind, start, end: stop }]
  })

  const nowAt = place(w.now)
  const step = until - from > 14 || hasLongMarks() ? 3 : 2
  const hours: { label: string; at: number }[] = []
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) {
    const position = (at - from) / (until - from)
    const nearEdge = position < 0.03 || position > 0.97
    if (!nearEdge && Math.abs(position - nowAt) > 0.09) hours.push({ label: hourMark(at), at: position })
  }
  return {
    blocks,
    hours,
    now: { label: clockTime(w, w.now), at: nowAt },
    tellsFree,
    ...(tellsFree ? freeWords(w, today, end) : busyWords(w, taken)),
    list: today.flatMap((period) => (period.kind === 'free' ? [] : [itemWords(w, period, end)])),
  }
}

/** Nobody works at night there; who is free then is not asked to. */
function offHours(w: Wording, today: readonly BusyPeriod[], offset: number | null): readonly BusyPeriod[] {
  const there = offset ?? ownOffset(w)
  const dayThere = Math.floor((w.now + there * minute) / (24 * hour)) * 24 * hour - there * minute
  const works = [-24, 0, 24].map((shift) => ({
    from: dayThere + (shift + 8) * hour,
    until: dayThere + (shift + 18) * hour,
  }))
  return today
    .filter((period) => period.kind === 'free')
    .flatMap((period) => {
      const cuts = [period.from, ...works.flatMap((each) => [each.from, each.until]), period.until]
        .filter((at) => at >= period.from && at <= period.until)
        .sort((a, b) => a - b)
      return cuts.slice(1).flatMap((until, index): BusyPeriod[] => {
        const from = cuts[index] ?? until
        const isWork = works.some((each) => from >= each.from && until <= each.until)
        return isWork || until <= from ? [] : [{ kind: 'out', from, until }]
      })
    })
}

function itemWords(w: Wording, period: BusyPeriod, end: number): string {
  const until = period.until === end ? w.t('presence.day.midnight') : clockTime(w, period.until)
  const times = { from: clockTime(w, period.from), until }
  switch (period.kind) {
    case 'out':
      return w.t('presence.day.outItem', times)
    case 'maybe':
      return w.t('presence.day.maybeItem', times)
    default:
      return w.t('presence.day.busyItem', times)
  }
}

type Words = Pick<DayStrip, 'words' | 'after'>

/** The next time that is free, in words, and what comes after it. */
function freeWords(w: Wording, today: readonly BusyPeriod[], end: number): Words {
  const { t } = w
  const slot = nextFree(today, w.now)
  if (slot === null) return { words: t('presence.day.notFree'), after: null }
  if (slot.until >= end || slot.next === null) {
    const words =
      slot.from === w.now ? t('presence.day.freeAll') : t('presence.day.freeFrom', { from: clockTime(w, slot.from) })
    return { words, after: null }
  }
  const times = { from: clockTime(w, slot.from), until: clockTime(w, slot.until) }
  const words =
    slot.from === w.now ? t('presence.day.freeUntil', { until: times.until }) : t('presence.day.free', times)
  if (slot.next.kind === 'out') return { words, after: null }
  return { words, after: t(slot.next.kind === 'maybe' ? 'presence.day.thenMaybe' : 'presence.day.thenBusy') }
}

/** Where only busy times are told: nothing is said of the others. */
function busyWords(w: Wording, taken: readonly BusyPeriod[]): Words {
  const next = taken.find((period) => period.until > w.now)
  if (!next) return { words: w.t('presence.day.nothingMore'), after: null }
  return { words: itemWords(w, next, Number.NaN), after: null }
}

/** A free time that was told, of at least a quarter of an hour, now or next; and what ends it. */
function nextFree(
  day: readonly BusyPeriod[],
  now: number,
): { readonly from: number; readonly until: number; readonly next: BusyPeriod | null } | null {
  for (const period of day) {
    const from = Math.max(period.from, now)
    if (period.kind !== 'free' || period.until - from < 15 * minute) continue
    return { from, until: period.until, next: day.find((each) => each.from === period.until) ?? null }
  }
  return null
}

/** When somebody who is not free now is free again, as far as his day tells: "Free at 16:00". */
export function freeAgainAt(day: readonly BusyPeriod[], now: number): number | null {
  const isTaken = day.some((each) => each.kind !== 'free' && each.from <= now && each.until > now)
  const next = isTaken ? nextFree(day, now) : null
  return next !== null && next.from > now ? next.from : null
}

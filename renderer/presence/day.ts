import type { BusyPeriod } from '#contract/presence'
import { clockTime, type Wording } from './times.ts'

/** The day strip: 08 to 18 your time, wider if needed. Pure: where each block stands, and the same in words. */

const hour = 3_600_000

export type Block = {
  readonly kind: 'busy' | 'maybe' | 'out' | 'past'
  /** 0 to 1 of the strip */
  readonly start: number
  readonly end: number
  readonly words: string
}

export type DayStrip = {
  readonly blocks: readonly Block[]
  /** hours with a label, and their place */
  readonly hours: readonly { readonly label: string; readonly at: number }[]
  readonly now: { readonly label: string; readonly at: number } | null
  readonly free: string
  readonly after: string | null
}

function startOfDay(w: Wording, at: number): number {
  const [hours = 0, minutes = 0] = clockTime(w, at).split(':').map(Number)
  return Math.floor(at / 60_000) * 60_000 - (hours * 60 + minutes) * 60_000
}

const takesTime = (period: BusyPeriod): boolean => period.kind !== 'free'

/** null: not shared, so nothing is drawn. */
export function dayStrip(w: Wording, day: readonly BusyPeriod[]): DayStrip | null {
  const midnight = startOfDay(w, w.now)
  const today = day
    .filter((period) => period.until > midnight && period.from < midnight + 24 * hour && period.until > period.from)
    .sort((a, b) => a.from - b.from)
  if (today.length === 0) return null
  const shown = today.filter((period) => period.kind !== 'out')
  const hoursOf = (at: number): number => (at - midnight) / hour
  const from = Math.max(
    0,
    Math.min(8, Math.floor(hoursOf(Math.min(w.now, ...shown.map((period) => period.from))))) - 0.5,
  )
  const until = Math.min(
    24,
    Math.max(18, Math.ceil(hoursOf(Math.max(w.now, ...shown.map((period) => period.until))))) + 0.5,
  )
  const place = (at: number): number => Math.max(0, Math.min(1, (hoursOf(at) - from) / (until - from)))

  const blocks = today.filter(takesTime).flatMap((period): Block[] => {
    const start = place(period.from)
    const end = place(period.until)
    if (end <= start) return []
    const times = { from: clockTime(w, Math.max(period.from, midnight)), until: clockTime(w, period.until) }
    const words =
      period.kind === 'out'
        ? w.t('presence.day.outItem', times)
        : period.kind === 'maybe'
          ? w.t('presence.day.maybeItem', times)
          : w.t('presence.day.busyItem', times)
    const kind =
      period.kind === 'out' ? 'out' : period.until <= w.now ? 'past' : period.kind === 'maybe' ? 'maybe' : 'busy'
    return [{ kind, start, end, words }]
  })

  const nowAt = place(w.now)
  const step = until - from > 14 ? 3 : 2
  const labels: { label: string; at: number }[] = []
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) {
    const position = (at - from) / (until - from)
    const nearEdge = position < 0.03 || position > 0.97
    if (!nearEdge && Math.abs(position - nowAt) > 0.09) labels.push({ label: String(at), at: position })
  }
  return { blocks, hours: labels, now: { label: clockTime(w, w.now), at: nowAt }, ...freeWords(w, today, midnight) }
}

/** The next time that is free, in words, and what comes after it. */
function freeWords(w: Wording, today: readonly BusyPeriod[], midnight: number): Pick<DayStrip, 'free' | 'after'> {
  const { t } = w
  const taken = today.filter(takesTime)
  let start = w.now
  for (const period of taken) if (period.from <= start && period.until > start) start = period.until
  if (start >= midnight + 24 * hour) return { free: t('presence.day.notFree'), after: null }
  const next = taken.find((period) => period.from > start)
  if (!next && start === w.now) return { free: t('presence.day.freeAll'), after: null }
  const until = next ? next.from : midnight + 24 * hour - 60_000
  const free = t('presence.day.free', { from: clockTime(w, start), until: clockTime(w, until) })
  if (!next || next.kind === 'out') return { free, after: null }
  return { free, after: next.kind === 'maybe' ? t('presence.day.thenMaybe') : t('presence.day.thenBusy') }
}

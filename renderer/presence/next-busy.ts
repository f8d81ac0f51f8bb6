import type { OwnEvent } from '#contract/calendars'
import { type Wording, whenText } from './times.ts'

/** Between two meetings that touch, or are a minute apart, nobody is free. */
const together = 60_000

/** The next time that is sure to be taken and still counts, until one is free again. */
function nextBusy(events: readonly OwnEvent[], now: number): { readonly from: number; readonly until: number } | null {
  const coming = events
    .filter((each) => each.until > now && !each.undone && (each.busyness === 'busy' || each.busyness === 'out'))
    .sort((a, b) => a.from - b.from)
  const timed = coming.filter((each) => !each.allDay)
  const [first, ...rest] = timed.length > 0 ? timed : coming
  if (first === undefined) return null
  let { until } = first
  for (const each of rest) {
    if (each.from > until + together) break
    until = Math.max(until, each.until)
  }
  return { from: first.from, until }
}

/** "Busy until 16:30", and what comes otherwise */
export function nextBusyWords(w: Wording, events: readonly OwnEvent[]): string {
  const next = nextBusy(events, w.now)
  return next !== null && next.from <= w.now
    ? w.t('calendars.now', { until: whenText(w, next.until) })
    : (comingBusyWords(w, events) ?? '')
}

/** "Next busy 16:00 to 16:30"; null: one is busy already, which the status says. */
export function comingBusyWords(w: Wording, events: readonly OwnEvent[]): string | null {
  const next = nextBusy(events, w.now)
  if (next === null) return w.t('calendars.nothing')
  if (next.from <= w.now) return null
  return w.t('calendars.next', { from: whenText(w, next.from), until: whenText(w, next.until) })
}

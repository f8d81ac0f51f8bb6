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

/** "Next busy 16:00 to 16:30", "Busy until 16:30" */
export function nextBusyWords(w: Wording, events: readonly OwnEvent[]): string {
  const next = nextBusy(events, w.now)
  if (next === null) return w.t('calendars.nothing')
  const until = whenText(w, next.until)
  return next.from <= w.now
    ? w.t('calendars.now', { until })
    : w.t('calendars.next', { from: whenText(w, next.from), until })
}

import type { Activity, BusyPeriod } from '#contract/presence'
import type { Basic } from '../documents/basic.ts'
import { instantOf } from '../documents/date-time.ts'
import type { PresenceDocument } from '../documents/pidf.ts'
import { activitiesOf, orderActivities, spanOf } from './activities.ts'
import { availabilityOf } from './availability.ts'

const mostPeriods = 200
/** Yesterday is over; of what comes today and tomorrow are looked at. */
const back = 24 * 3_600_000
const ahead = 48 * 3_600_000

/**
 * The coming hours as told by activities with a span (RFC 4480) and timed presence (RFC 4481), in order. Where several devices tell of
 * one time, what takes it counts: a device that does not know of a meeting does not make it go away.
 */
export function dayOf(documents: readonly PresenceDocument[], now: number): readonly BusyPeriod[] {
  const told: BusyPeriod[] = []
  const add = (kind: BusyPeriod['kind'] | null, from: number | null, until: number | null) => {
    if (kind === null || from === null || until === null || until <= from) return
    if (until < now - back || from > now + ahead || told.length >= mostPeriods) return
    told.push({ kind, from: Math.max(from, now - back), until: Math.min(until, now + ahead) })
  }
  for (const document of documents) {
    for (const person of document.persons) {
      for (const set of person.activities) {
        if (set.until === null) continue
        const { from, until } = spanOf(set)
        const kind = kindOf(activitiesOf(set), 'open')
        // Without a beginning it is so since it was said. Who says no more than that he is free until then shares no day.
        add(kind, set.from === null && kind !== 'free' ? instantOf(person.timestamp) : from, until)
      }
    }
    for (const tuple of document.tuples) {
      // Another person's opening times are not this one's.
      const name = tuple.relationship?.value.name
      if (name !== undefined && name !== 'self' && name !== 'unknown') continue
      const starts = tuple.timedStatuses.slice(0, mostPeriods).map((each) => instantOf(each.from))
      for (const timed of tuple.timedStatuses) {
        const said = timed.activities === null ? null : kindOf(activitiesOf(timed.activities), timed.basic ?? 'open')
        const kind = said ?? (timed.basic === 'closed' ? 'busy' : timed.basic === 'open' ? 'free' : null)
        const from = instantOf(timed.from)
        add(kind, from, timed.until === null ? overriddenAt(starts, from, now) : instantOf(timed.until))
      }
    }
  }
  return told.length < 2 ? told : withoutOverlaps(told)
}

/** RFC 4481 3: without an end it holds until it is overridden: by the one that begins next, as far as is looked ahead. */
function overriddenAt(starts: readonly (number | null)[], from: number | null, now: number): number | null {
  if (from === null) return null
  let end = Math.max(from, now + ahead)
  for (const next of starts) if (next !== null && next > from && next < end) end = next
  return end
}

const strengths: Readonly<Record<BusyPeriod['kind'], number>> = { free: 0, maybe: 1, busy: 2, out: 3 }

/** Each moment once, as what limits most; what touches and is alike is one. */
function withoutOverlaps(told: readonly BusyPeriod[]): readonly BusyPeriod[] {
  const byStart = [...told].sort((a, b) => a.from - b.from)
  const edges = [...new Set(told.flatMap(({ from, until }) => [from, until]))].sort((a, b) => a - b)
  const periods: BusyPeriod[] = []
  let open: BusyPeriod[] = []
  let next = 0
  for (const [index, from] of edges.entries()) {
    const until = edges[index + 1]
    open = open.filter((each) => each.until > from)
    for (; next < byStart.length && byStart[next]!.from <= from; next++) open.push(byStart[next]!)
    const [first] = open
    if (until === undefined || first === undefined) continue
    const { kind } = open.reduce((most, each) => (strengths[each.kind] > strengths[most.kind] ? each : most), first)
    const last = periods.at(-1)
    if (last !== undefined && last.kind === kind && last.until === from)
      periods[periods.length - 1] = { ...last, until }
    else periods.push({ kind, from, until })
  }
  return periods
}

/** RFC 4480 has no word for what may be; these are iCalendar's, and people's. */
const tentativeWords: readonly string[] = ['tentative', 'maybe', 'provisional']

function kindOf(activities: readonly Activity[], basic: Basic): BusyPeriod['kind'] | null {
  const ordered = orderActivities(activities)
  if (ordered.length === 0) return null
  if (ordered.some(({ name, text }) => name === 'other' && tentativeWords.includes(text?.toLowerCase() ?? ''))) {
    return 'maybe'
  }
  switch (availabilityOf({ basic, activities: ordered, extended: null, idle: false })) {
    case 'available':
      return 'free'
    case 'offline':
      return 'out'
    default:
      return 'busy'
  }
}

import type { Activity, BusyPeriod } from '#contract/presence'
import { instantOf } from '../documents/date-time.ts'
import type { PresenceDocument } from '../documents/pidf.ts'
import { activitiesOf, orderActivities, spanOf } from './activities.ts'
import { availabilityOf } from './availability.ts'

const mostPeriods = 100
/** the strip shows today; further away is not asked for */
const reach = 36 * 3_600_000

/** The coming hours as told by activities with a span (RFC 4480) and timed presence (RFC 4481), in order. */
export function dayOf(documents: readonly PresenceDocument[], now: number): readonly BusyPeriod[] {
  const periods: BusyPeriod[] = []
  const add = (kind: BusyPeriod['kind'], from: number | null, until: number | null) => {
    if (from === null || until === null || until <= from) return
    if (until < now - reach || from > now + reach || periods.length >= mostPeriods) return
    if (!periods.some((each) => each.from === from && each.until === until)) periods.push({ kind, from, until })
  }
  for (const document of documents) {
    for (const person of document.persons) {
      for (const set of person.activities) {
        if (set.from === null || set.until === null) continue
        const { from, until } = spanOf(set)
        const kind = kindOf(activitiesOf(set))
        if (kind !== null) add(kind, from, until)
      }
    }
    for (const tuple of document.tuples) {
      // Another person's opening times are not this one's.
      const name = tuple.relationship?.value.name
      if (name !== undefined && name !== 'self' && name !== 'unknown') continue
      for (const timed of tuple.timedStatuses) {
        const said = timed.activities === null ? null : kindOf(activitiesOf(timed.activities))
        const kind = said ?? (timed.basic === 'closed' ? 'busy' : timed.basic === 'open' ? 'free' : null)
        if (kind !== null) add(kind, instantOf(timed.from), instantOf(timed.until))
      }
    }
  }
  return periods.length < 2 ? periods : periods.sort((a, b) => a.from - b.from)
}

function kindOf(activities: readonly Activity[]): BusyPeriod['kind'] | null {
  const ordered = orderActivities(activities)
  if (ordered.length === 0) return null
  switch (availabilityOf({ basic: 'open', activities: ordered, extended: null, idle: false })) {
    case 'available':
      return 'free'
    case 'offline':
      return 'out'
    default:
      return 'busy'
  }
}

import { instantOf } from '../documents/date-time.ts'
import type { PresenceDocument } from '../documents/pidf.ts'
import { endGrace } from './activities.ts'
import { nextNightChange } from './best-way.ts'

type Span = { readonly from: string | null; readonly until: string | null }

/** When the same documents say something else: a span begins or ends, or night falls or ends there. */
export function nextChange(
  documents: readonly PresenceDocument[],
  timeOffset: number | null,
  now: number,
): number | null {
  let next = nextNightChange(timeOffset, now)
  const at = (moment: number | null) => {
    if (moment !== null && moment > now && (next === null || moment < next)) next = moment
  }
  const look = (span: Span | null, grace = 0) => {
    if (span === null || (span.from === null && span.until === null)) return
    at(instantOf(span.from))
    const end = instantOf(span.until)
    at(end === null ? null : end + grace)
  }
  for (const { persons, tuples } of documents) {
    for (const person of persons) {
      for (const set of person.activities) look(set, endGrace)
      look(person.mood)
      look(person.placeIs)
      look(person.placeType)
      look(person.privacy)
      look(person.sphere)
      look(person.statusIcon)
      look(person.timeOffset)
    }
    for (const tuple of tuples) {
      for (const timed of tuple.timedStatuses) look(timed)
      look(tuple.privacy)
      look(tuple.statusIcon)
    }
  }
  return next
}

import type { Presentity } from '#contract/presence'
import { parseAnyPresence } from '../documents/any-presence.ts'
import { instantOf } from '../documents/date-time.ts'
import type { PresenceDocument } from '../documents/pidf.ts'
import { parseAor } from '../sip/address.ts'
import { holds, spanOf } from './activities.ts'
import { compose } from './composition.ts'
import { presentityFrom } from './presentity.ts'

/**
 * A presence document as the data of the card, seen at its own time: an appointment of years ago is not over in a document
 * of that day. `now` stands in where the document tells no time. Throws DocumentError.
 */
export function renderPresentity(xml: Uint8Array | string, now: number): Presentity {
  const document = parseAnyPresence(xml)
  const at = timeOf(document) ?? now
  const who = { accountId: '', aor: parseAor(document.entity.replace(/^pres:/i, 'sip:')) ?? document.entity }
  const isEmpty =
    document.tuples.length + document.persons.length + document.devices.length + document.notes.length === 0
  const knowledge = { kind: isEmpty ? ('nothing-shared' as const) : ('current' as const), confirmedAt: at }
  return presentityFrom(who, knowledge, isEmpty ? null : compose([document], at), at)
}

/**
 * Of the times the document tells, the one at which most of what it says holds: the example of RFC 4480 section 4 has a person
 * of May and a service of October.
 */
function timeOf({ tuples, persons, devices }: PresenceDocument): number | null {
  const spans = persons
    .flatMap((person) => [...person.activities, person.mood, person.placeIs, person.placeType, person.sphere])
    .filter((set) => set !== null)
    .map(spanOf)
  const candidates = [
    latest(persons.map((each) => each.timestamp)),
    latest([...tuples, ...devices].map((each) => each.timestamp)),
    ...spans.map((span) => span.from),
    ...spans.map((span) => (span.until === null ? null : span.until - 1)),
  ].filter((at) => at !== null)
  let best: number | null = null
  let most = -1
  for (const at of candidates) {
    const holding = spans.filter((span) => holds(span, at)).length
    if (holding > most) [best, most] = [at, holding]
  }
  return best
}

function latest(times: readonly (string | null)[]): number | null {
  const known = times.map(instantOf).filter((time): time is number => time !== null)
  return known.length === 0 ? null : Math.max(...known)
}

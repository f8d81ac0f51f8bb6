import type { Presentity } from '#contract/presence'
import { instantOf } from '../documents/date-time.ts'
import { type PresenceDocument, parsePresence } from '../documents/pidf.ts'
import { parseAor } from '../sip/address.ts'
import { compose } from './composition.ts'
import { presentityFrom } from './presentity.ts'

/**
 * A presence document as the data of the card, seen at its own time: an appointment of years ago is not over in a document
 * of that day. `now` stands in where the document tells no time. Throws DocumentError.
 */
export function renderPresentity(xml: Uint8Array | string, now: number): Presentity {
  const document = parsePresence(xml)
  const at = timeOf(document) ?? now
  const who = { accountId: '', aor: parseAor(document.entity.replace(/^pres:/i, 'sip:')) ?? document.entity }
  const isEmpty =
    document.tuples.length + document.persons.length + document.devices.length + document.notes.length === 0
  const knowledge = { kind: isEmpty ? ('nothing-shared' as const) : ('current' as const), confirmedAt: at }
  return presentityFrom(who, knowledge, isEmpty ? null : compose([document], at), at)
}

/** The newest timestamp, else a time its facts hold. */
function timeOf({ tuples, persons, devices }: PresenceDocument): number | null {
  const newest = latest([...tuples, ...persons, ...devices].map((each) => each.timestamp))
  if (newest !== null) return newest
  const sets = persons.flatMap((person) => [...person.activities, person.mood, person.placeIs, person.sphere])
  const spans = sets.filter((set) => set !== null)
  const from = latest(spans.map((set) => set.from))
  if (from !== null) return from
  const ends = spans.map((set) => instantOf(set.until)).filter((time): time is number => time !== null)
  return ends.length === 0 ? null : Math.min(...ends) - 1
}

function latest(times: readonly (string | null)[]): number | null {
  const known = times.map(instantOf).filter((time): time is number => time !== null)
  return known.length === 0 ? null : Math.max(...known)
}

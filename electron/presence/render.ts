import type { Presentity } from '#contract/presence'
import { parseAnyPresence } from '../documents/any-presence.ts'
import { instantOf } from '../documents/date-time.ts'
import { parseMultipart, presencePart } from '../documents/multipart.ts'
import type { PresenceDocument } from '../documents/pidf.ts'
import { DocumentError, decodeBytes } from '../documents/xml.ts'
import { parseAor } from '../sip/address.ts'
import { holds, spanOf } from './activities.ts'
import { compose } from './composition.ts'
import { presentityFrom } from './presentity.ts'

/**
 * A presence document as the data of the card, seen at its own time: an appointment of years ago is not over in a document
 * of that day. `now` stands in where the document tells no time. Throws DocumentError.
 */
export function renderPresentity(file: Uint8Array | string, now: number): Presentity {
  const documents = documentsOf(file)
  const entity = documents[0]?.entity ?? ''
  const at = Math.max(...documents.map((each) => timeOf(each) ?? Number.NEGATIVE_INFINITY))
  const seenAt = Number.isFinite(at) ? at : now
  const who = { accountId: '', aor: parseAor(entity.replace(/^pres:/i, 'sip:')) ?? entity }
  const isEmpty = documents.every(
    ({ tuples, persons, devices, notes }) => tuples.length + persons.length + devices.length + notes.length === 0,
  )
  const knowledge = { kind: isEmpty ? ('nothing-shared' as const) : ('current' as const), confirmedAt: seenAt }
  return presentityFrom(who, knowledge, isEmpty ? null : compose(documents, seenAt), seenAt)
}

/** One; or the body of a NOTIFY as it was saved, in parts: then the first person's. */
function documentsOf(file: Uint8Array | string): readonly PresenceDocument[] {
  const text = typeof file === 'string' ? file : decodeBytes(file)
  if (/^\s*</.test(text) || !/^--[^\r\n-]/m.test(text.slice(0, 16_384))) return [parseAnyPresence(file)]
  const parts = parseMultipart(text, '').filter(({ mediaType }) => presencePart.test(mediaType))
  const [first, ...others] = parts.map(({ body, mediaType }) => parseAnyPresence(body, mediaType))
  if (first === undefined) throw new DocumentError('presence document', 'no part is a presence document')
  return [first, ...others.filter(({ entity }) => entity === first.entity)]
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

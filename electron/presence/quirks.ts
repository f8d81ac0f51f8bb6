import type { PresenceDocument } from '../documents/pidf.ts'
import { emptyPerson, type Person } from '../documents/pidf.ts'
import { children, parseXml, trimmed } from '../documents/xml.ts'

/**
 * Documents of peers that say something in a way of their own, put into RPID.
 * Asterisk: one tuple for an extension, a note under the root that is the state of the telephone in English.
 * OMA (RCS): willingness. Blink for macOS: on the phone is `busy` with the note "On the Phone" (interop facts, C2).
 */
export function quirksOf(document: PresenceDocument): PresenceDocument {
  return asteriskState(document) ?? blinkOnThePhone(willingOnly(document))
}

const omaNamespace = 'urn:oma:xml:prs:pidf:oma-pres'

/** What OMA's willingness says where it says no (Presence SIMPLE Data Specification 2.0, 7.2): reachable, but not now. */
function isUnwilling(kept: readonly string[], name: string): boolean {
  return kept.some((each) => {
    if (!each.includes(omaNamespace) || !each.includes(name)) return false
    const root = parseXml('kept element', each)
    if (root.localName !== name || root.namespaceURI !== omaNamespace) return false
    return children(root).some((child) => child.localName === 'basic' && trimmed(child).toLowerCase() === 'closed')
  })
}

/** Telephones of RCS: the network says a service is open, and its user that he does not want to be reached by it, or by any. */
function willingOnly(document: PresenceDocument): PresenceDocument {
  const nobody = document.persons.some((person) => isUnwilling(person.other, 'overriding-willingness'))
  const closed = document.tuples.map((tuple) => nobody || isUnwilling(tuple.other, 'willingness'))
  if (!closed.includes(true)) return document
  const tuples = document.tuples.map((tuple, index) => (closed[index] ? { ...tuple, basic: 'closed' as const } : tuple))
  return { ...document, tuples }
}

type Activities = Person['activities'][number]

const asteriskStates: Readonly<Record<string, 'ready' | 'phone' | 'keep' | 'gone'>> = {
  ready: 'ready',
  'on the phone': 'phone',
  'on hold': 'phone',
  ringing: 'keep',
  unavailable: 'gone',
  'not online': 'gone',
}

const said = (...values: Activities['values']): Activities => ({
  values,
  note: null,
  from: null,
  until: null,
  id: null,
})

function asteriskState(document: PresenceDocument): PresenceDocument | null {
  const { notes, persons, tuples } = document
  const [note] = notes
  if (note === undefined || notes.length > 1 || tuples.length !== 1 || persons.length > 1) return null
  const timed = tuples[0]?.timestamp ?? persons[0]?.timestamp ?? null
  const state = timed === null ? asteriskStates[note.text.trim().toLowerCase()] : undefined
  if (state === undefined || state === 'keep') return null
  // Newer ones say it again as the person's note.
  const words = (persons[0]?.notes ?? []).filter((each) => each.text.trim() !== note.text.trim())
  const person = { ...(persons[0] ?? emptyPerson('person')), notes: words }
  switch (state) {
    case 'ready':
      return { ...document, notes: [], persons: persons.length === 0 ? [] : [person] }
    case 'phone':
      return { ...document, notes: [], persons: [{ ...person, activities: [said({ name: 'on-the-phone' })] }] }
    case 'gone':
      return {
        ...document,
        notes: [],
        persons: [],
        tuples: tuples.map((tuple) => ({ ...tuple, basic: 'closed' as const })),
      }
  }
}

function blinkOnThePhone(document: PresenceDocument): PresenceDocument {
  const isBlink = (agent: string | null | undefined) => agent?.startsWith('Blink') === true
  const told = document.tuples.some(
    (tuple) => isBlink(tuple.deviceInfo?.userAgent) && tuple.extended === 'busy' && isPhoneNote(tuple.notes[0]?.text),
  )
  if (!told) return document
  return {
    ...document,
    persons: document.persons.map((person) => ({
      ...person,
      activities: person.activities.map((set) =>
        set.values.length === 1 && set.values[0]?.name === 'busy' ? said({ name: 'on-the-phone' }) : set,
      ),
    })),
    tuples: document.tuples.map((tuple) => (isPhoneNote(tuple.notes[0]?.text) ? { ...tuple, notes: [] } : tuple)),
  }
}

const isPhoneNote = (text: string | undefined): boolean => text?.trim().toLowerCase() === 'on the phone'

import type { PresenceDocument } from '../documents/pidf.ts'
import { emptyPerson, type Person } from '../documents/pidf.ts'

/**
 * Documents of peers that say something in a way of their own, put into RPID.
 * Asterisk: one tuple for an extension, a note under the root that is the state of the telephone in English.
 * Blink for macOS: on the phone is `busy` with the note "On the Phone" (interop facts, C2).
 */
export function quirksOf(document: PresenceDocument): PresenceDocument {
  return asteriskState(document) ?? blinkOnThePhone(document)
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

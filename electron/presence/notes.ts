import type { Note } from '#contract/presence'
import type { Note as DocumentNote, Person, PresenceDocument } from '../documents/pidf.ts'
import type { Span } from '../documents/rpid.ts'
import { holds, spanOf } from './activities.ts'
import { noteFor } from './note-language.ts'
import type { PersonPart, TuplePart } from './parts.ts'

type Sources = {
  readonly documents: readonly PresenceDocument[]
  readonly persons: readonly PersonPart[]
  readonly tuples: readonly TuplePart[]
}

const longestNote = 2000
const mostOthers = 5

/** Holds now, or says nothing of when. */
export const isNow = (span: Span, now: number): boolean =>
  (span.from === null && span.until === null) || holds(spanOf(span), now)

/**
 * The person's note; the tuple's where there is none, or where it is Blink's, which has no other place, and newer. Then notes
 * of the document, then of activities.
 */
export function noteOf(
  { documents, persons, tuples }: Sources,
  languages: readonly string[],
  now: number,
): Note | null {
  const person = persons.find((part) => part.person.notes.length > 0)
  const tuple = tuples.find((part) => part.tuple.notes.length > 0 && !part.said?.generatedNote)
  const isBlinks = tuple !== undefined && tuple.tuple.extended !== null && tuple.at > (person?.at ?? 0)
  if (isBlinks) return noteFrom(noteFor(tuple.tuple.notes, languages))
  if (person !== undefined) return noteFrom(noteFor(person.person.notes, languages))
  // RFC 3863 4.1.6: a note of the document is about the person, one of a tuple about that way to reach.
  const own = noteFor(documents.find(({ notes }) => notes.length > 0)?.notes ?? tuple?.tuple.notes ?? [], languages)
  if (own !== undefined) return noteFrom(own)
  for (const { person: each } of persons) {
    for (const said of each.activities) if (said.note !== null && isNow(said, now)) return noteFrom(said.note)
  }
  return null
}

/** What else is noted, beside that one: of the document (RFC 3863 4.1.6), and of single elements of the person (RFC 4480). */
export function otherNotes(
  { documents, persons }: Sources,
  first: Note | null,
  languages: readonly string[],
  now: number,
): readonly Note[] {
  const found: Note[] = []
  const take = (note: DocumentNote | null | undefined) => {
    const own = noteFrom(note ?? undefined)
    if (own === null || own.text === first?.text || found.some(({ text }) => text === own.text)) return
    if (found.length < mostOthers) found.push(own)
  }
  for (const { notes } of documents) if (notes.length > 0) take(noteFor(notes, languages))
  for (const { person } of persons) for (const note of elementNotes(person, now)) take(note)
  return found
}

function elementNotes(person: Person, now: number): readonly DocumentNote[] {
  const { activities, mood, placeIs, placeType, privacy } = person
  const notes: DocumentNote[] = []
  for (const each of activities) if (each.note !== null && isNow(each, now)) notes.push(each.note)
  for (const each of [mood, placeIs, placeType, privacy])
    if (each !== null && each.note !== null && isNow(each, now)) notes.push(each.note)
  return notes
}

function noteFrom(note: DocumentNote | undefined): Note | null {
  if (note === undefined) return null
  return { text: note.text.trim().slice(0, longestNote), language: note.lang?.slice(0, 40) ?? null }
}

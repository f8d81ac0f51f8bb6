/** A note: text for people, with its language (RFC 3863 4.1.6; the data model's Note_t, RFC 4479). */
import { type Element, language, text } from './xml.ts'
import { element as elementXml, escapeText, writable, writableLanguage } from './xml-build.ts'

export interface Note {
  readonly text: string
  /** xml:lang, where it was said. */
  readonly lang: string | null
}

/** null for a note that says nothing. */
export function parseNote(element: Element): Note | null {
  const content = text(element)
  return content.trim() === '' ? null : { text: content, lang: language(element) }
}

/** Adds what the element says to `notes`; a note that says nothing is left out. */
export function pushNote(notes: Note[], element: Element): void {
  const note = parseNote(element)
  if (note !== null) notes.push(note)
}

export function buildNote(name: string, note: Note | null): string {
  if (note === null || writable(note.text).trim() === '') return ''
  return elementXml(name, { 'xml:lang': writableLanguage(note.lang) }, escapeText(note.text))
}

export function buildNotes(name: string, notes: readonly Note[]): string {
  let written = ''
  for (const note of notes) written += buildNote(name, note)
  return written
}

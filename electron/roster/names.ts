import type { Contact } from '#contract/people'
import type { Person } from './book.ts'

const longest = 200

/** Nearly every name: nothing to do. */
const plainName = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/

/** One line without controls or direction overrides, as it is shown and sorted. */
export function tidyName(name: string): string {
  if (name.length <= longest && plainName.test(name)) return name
  const line = name
    .normalize('NFC')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  // Not through the middle of a character.
  return Array.from(line).slice(0, longest).join('')
}

const longestNotes = 4_000

/** Several lines, without what could not stand in a document (XML 1.0 2.2). */
export function tidyNotes(notes: string): string {
  if (notes === '') return notes
  const text = notes
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .trim()
  return Array.from(text).slice(0, longestNotes).join('')
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })

/** By what is shown: the name, else the address; equal ones by address, so that the order never jumps. */
export function byName(a: Contact, b: Contact): number {
  return collator.compare(a.name || a.aor, b.name || b.aor) || (a.aor < b.aor ? -1 : a.aor > b.aor ? 1 : 0)
}

export function byShownName(a: Person, b: Person): number {
  const [left, right] = [shownName(a), shownName(b)]
  return collator.compare(left, right) || (left < right ? -1 : left > right ? 1 : 0) || (a.id < b.id ? -1 : 1)
}

const shownName = ({ name, addresses }: Person): string => name || addresses[0]!.uri.replace(/^\w+:/, '')

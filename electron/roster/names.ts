import type { Contact } from '#contract/people'

const longest = 200

/** One line without controls or direction overrides, as it is shown and sorted. */
export function tidyName(name: string): string {
  const line = name
    .normalize('NFC')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  // Not through the middle of a character.
  return Array.from(line).slice(0, longest).join('')
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })

/** By what is shown: the name, else the address; equal ones by address, so that the order never jumps. */
export function byName(a: Contact, b: Contact): number {
  return collator.compare(a.name || a.aor, b.name || b.aor) || (a.aor < b.aor ? -1 : a.aor > b.aor ? 1 : 0)
}

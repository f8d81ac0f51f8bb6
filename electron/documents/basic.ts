/** Basic status (RFC 3863 4.1.4): whether something can be reached. */

export type Basic = 'open' | 'closed'

/** The two words of the RFC, and those that people who have not read it take for them. */
const words: ReadonlyMap<string, Basic> = new Map([
  ['open', 'open'],
  ['online', 'open'],
  ['available', 'open'],
  ['closed', 'closed'],
  ['offline', 'closed'],
  ['unavailable', 'closed'],
])

/** null for anything else: a value not known is as if it had not been said. */
export function parseBasic(word: string): Basic | null {
  return words.get(word.trim().toLowerCase()) ?? null
}

/** 0 to 1 (RFC 3863 4.1.5); null where it was not said, or is none. Some write it as their language writes numbers: "0,8". */
export function priorityOf(written: string | null): number | null {
  if (written === null || written.trim() === '') return null
  const value = Number(written.replace(',', '.'))
  return value >= 0 && value <= 1 ? value : null
}

/** Basic status (RFC 3863 4.1.4): whether something can be reached. */

export type Basic = 'open' | 'closed'

/** null for anything else: a value not known is as if it had not been said. */
export function parseBasic(word: string): Basic | null {
  const lower = word.trim().toLowerCase()
  return lower === 'open' || lower === 'closed' ? lower : null
}

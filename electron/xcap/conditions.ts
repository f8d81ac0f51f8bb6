import { randomUUID } from 'node:crypto'
import type { KeptFacts } from './server-facts.ts'
import type { Condition } from './xcap-client.ts'

/** On which condition a document is written (RFC 9110 13.1), so that nobody's write in between is overwritten. */
export function conditionFor(isNew: boolean, entityTag: string | null, facts: KeptFacts): Condition {
  if (facts.current.refusesConditions) return { kind: 'none' }
  if (isNew) return { kind: 'if-none-match', tag: '*' }
  // RFC 9110 13.1.1: a weak one never fits.
  if (entityTag === null || entityTag.startsWith('W/')) return { kind: 'none' }
  // The first write is made on a condition that cannot be met: a server that does not heed conditions does what it would have
  // done anyway, any other does nothing and is known from now on.
  const tag = facts.current.heedsIfMatch === null ? `"${randomUUID()}"` : entityTag
  return { kind: 'if-match', tag }
}

/** Whether this server heeds such a condition, by all that was seen of it. */
export function isHeeded({ kind }: Condition, isNew: boolean, { current }: KeptFacts): boolean {
  return kind !== 'none' && (isNew ? current.heedsIfNoneMatch : current.heedsIfMatch === true)
}

/** It was not met, and rightly. */
export function learnFromUnmet({ kind }: Condition, facts: KeptFacts): void {
  if (kind === 'if-match') facts.learn({ heedsIfMatch: true })
  if (kind === 'if-none-match') facts.learn({ heedsIfNoneMatch: true })
}

/** It was met: rightly, unless no document fits the first one. */
export function learnFromMet({ kind }: Condition, facts: KeptFacts): void {
  if (kind !== 'if-match') return
  facts.learn(facts.current.heedsIfMatch === null ? { heedsIfMatch: false } : { meetsConditions: true })
}

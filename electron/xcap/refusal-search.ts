import type { Failure } from '#contract/failure'
import type { KeptEdit } from '../storage/document-cache.ts'
import type { KeptFacts } from './server-facts.ts'
import type { SyncedDocument } from './synced-document.ts'
import type { Condition, XcapClient } from './xcap-client.ts'

/** What is to be done after a refusal. `prove`: the document without any of the edits is to be sent, to see whether that is taken. */
type NextStep = 'send-fewer' | 'prove' | 'found' | 'give-up'

/**
 * Finds, among edits that a server refuses together, the one that it refuses: by sending the first half, and of what is refused the
 * first half again. What is taken on the way is done. A server that does not take the document as it has it itself refuses no edit.
 */
export class RefusalSearch {
  /** one of these is refused; they come first among those that wait */
  #suspects: ReadonlySet<number> | null = null
  #isProven = false
  #isHopeless = false

  /** Those of the waiting edits that go next. */
  part(pending: readonly KeptEdit[]): readonly KeptEdit[] {
    const suspects = pending.filter(({ sequence }) => this.#suspects?.has(sequence) === true)
    const last = suspects[Math.ceil(suspects.length / 2) - 1]
    if (last === undefined) {
      this.#suspects = null
      return pending
    }
    return pending.slice(0, pending.indexOf(last) + 1)
  }

  refused(part: readonly KeptEdit[]): NextStep {
    if (this.#isHopeless) return 'give-up'
    // What the server took in an earlier search says nothing of what it takes now.
    if (this.#suspects === null) this.#isProven = false
    this.#suspects = new Set(part.map(({ sequence }) => sequence))
    if (part.length > 1) return 'send-fewer'
    if (!this.#isProven) return 'prove'
    this.#suspects = null
    return part.length === 1 ? 'found' : 'give-up'
  }

  accepted(): void {
    this.#isProven = true
    this.#isHopeless = false
  }

  /** It is not the edits. All of them are sent together from now on, until the server takes something. */
  giveUp(): void {
    this.#suspects = null
    this.#isHopeless = true
  }
}

type Proof = { readonly kind: 'taken' | 'not-taken' | 'unmet' } | { readonly kind: 'failed'; readonly failure: Failure }

/** Whether the server takes the document as it has it, without what is new; one that it does not have, empty. */
export async function takesWithout<Doc>(
  options: {
    readonly document: SyncedDocument<Doc>
    readonly client: XcapClient
    readonly selector: string
    readonly facts: KeptFacts
  },
  isNew: boolean,
  condition: Condition,
): Promise<Proof> {
  const { document, client, selector, facts } = options
  const { base, kind } = document
  const text = isNew || base.text === null ? kind.build(kind.empty()) : base.text
  const body = { contentType: kind.contentType, text }
  const answer = await client.request({ method: 'PUT', selector, condition, body })
  if (answer.kind === 'failed') return answer
  const isTaken = answer.status >= 200 && answer.status < 300
  const isUnmet = answer.status === 412
  // It may be the first write on a condition: see conditionFor.
  const isFirst = condition.kind === 'if-match' && facts.current.heedsIfMatch === null
  if (isFirst && (isTaken || isUnmet)) facts.learn({ heedsIfMatch: isUnmet })
  return { kind: isTaken ? 'taken' : isUnmet ? 'unmet' : 'not-taken' }
}

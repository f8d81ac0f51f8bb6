import type { Failure } from '#contract/failure'
import type { Log } from '../ports.ts'
import type { KeptEdit } from '../storage/document-cache.ts'
import { type Answered, whyRefused } from './answers.ts'
import { isOf } from './edit-order.ts'
import type { KeptFacts } from './server-facts.ts'
import type { SyncedDocument } from './synced-document.ts'
import type { Condition, XcapClient } from './xcap-client.ts'

/**
 * What is to be done after a refusal.
 *   go-on      other edits than these go next
 *   look       and what the server has by now is read first
 *   set-aside  the edit was found, and the others go on without it
 *   conflict   somebody was quicker
 *   give-up    it is not the edits
 */
export type AfterRefusal =
  | { readonly kind: 'go-on' | 'look' | 'set-aside' | 'conflict' | 'give-up' }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What the server did not take. */
export type NotTaken = {
  readonly pending: readonly KeptEdit[]
  readonly isNew: boolean
  readonly condition: Condition
}

export type RefusalSearchOptions<Doc> = {
  readonly document: SyncedDocument<Doc>
  readonly client: XcapClient
  readonly domain: string
  readonly selector: string
  readonly facts: KeptFacts
  readonly log: Log
}

/**
 * Finds, among edits that a server refuses together, the one that it refuses: by sending the first half, and of what is refused the
 * first half again. What is taken on the way is done. A server that does not take the document as it has it itself refuses no edit.
 *
 * What was refused before goes after all the others, each by itself.
 */
export class RefusalSearch<Doc> {
  readonly #options: RefusalSearchOptions<Doc>
  /** one of these is refused; they come first among those that wait */
  #suspects: ReadonlySet<number> | null = null
  #isProven = false
  #isHopeless = false

  constructor(options: RefusalSearchOptions<Doc>) {
    this.#options = options
  }

  /** Those of the waiting edits that go next. */
  part(pending: readonly KeptEdit[]): readonly KeptEdit[] {
    const fresh = pending.filter(({ refusal }) => refusal === null)
    const again = pending[0]?.refusal?.cause
    if (fresh.length === 0 && again !== undefined) return pending.filter(isOf(again))
    const suspects = fresh.filter(({ sequence }) => this.#suspects?.has(sequence) === true)
    const last = suspects[Math.ceil(suspects.length / 2) - 1]
    if (last === undefined) {
      this.#suspects = null
      return fresh
    }
    return fresh.slice(0, fresh.indexOf(last) + 1)
  }

  /** The server took something. */
  accepted(): void {
    this.#isProven = true
    this.#isHopeless = false
  }

  /** One edit that the server does not take holds up no other: it is found, and set aside. */
  async refused(answer: Answered, notTaken: NotTaken): Promise<AfterRefusal> {
    const { document, client, domain, log } = this.#options
    const { pending } = notTaken
    if (this.#isHopeless) return { kind: 'give-up' }
    // What the server took in an earlier search says nothing of what it takes now.
    if (this.#suspects === null) this.#isProven = false
    this.#suspects = new Set(pending.map(({ sequence }) => sequence))
    const isOne = pending.length === 1 || pending.some(({ refusal }) => refusal !== null)
    if (pending.length > 0 && !isOne) return { kind: 'go-on' }
    if (!this.#isProven) return this.#prove(notTaken)
    this.#suspects = null
    if (!isOne) return this.#giveUp()
    const failure = whyRefused(answer, { host: client.host, domain })
    const outcome = document.setAside(pending, { root: client.root, failure, at: Date.now() })
    if (outcome === null) return this.#giveUp()
    if (outcome.halves.length > 0) this.#suspects = new Set(outcome.halves.map(({ sequence }) => sequence))
    else log.warn('%s does not take an edit of %s: %d', client.host, document.kind.auid, answer.status)
    return { kind: 'set-aside' }
  }

  /** All of them are sent together from now on, until the server takes something. */
  #giveUp(): AfterRefusal {
    this.#suspects = null
    this.#isHopeless = true
    return { kind: 'give-up' }
  }

  /** Whether the server takes the document as it has it, without what is new; one that it does not have, empty. */
  async #prove({ isNew, condition }: NotTaken): Promise<AfterRefusal> {
    const { document, client, selector, facts } = this.#options
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
    if (isUnmet) return { kind: 'conflict' }
    if (!isTaken) return this.#giveUp()
    this.accepted()
    return { kind: 'look' }
  }
}

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
 *   look       the same, after reading what the server has by now
 *   set-aside  the edit was found, and the others go on without it
 *   conflict   somebody was quicker
 *   give-up    the server takes nothing at all now: no edit is to blame
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
 * Finds which edit it is where a server refuses several together: sends the first half, and of a refused half the first half again; what
 * is taken on the way is done. When one is left, the server is given its own document back unchanged: where it refuses even that, no edit
 * is to blame.
 *
 * Edits that were refused before go last, each by itself.
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

  /** Those of the waiting edits that are sent next. */
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

  /** Sends the server its own document unchanged (an empty one where it has none), to see whether it takes anything at all. */
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

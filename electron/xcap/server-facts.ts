import type { AccountId } from '#contract/account'
import type { DocumentCache } from '../storage/document-cache.ts'

/** What a server has shown of itself. Nothing is believed of it before. */
export type ServerFacts = {
  /** application usages it names in xcap-caps (RFC 4825 12) */
  readonly auids: readonly string[]
  /** it answers 412 to an If-Match that does not fit (RFC 4825 7.11); null: not known yet */
  readonly heedsIfMatch: boolean | null
  /** and to an If-None-Match: * where there was a document */
  readonly heedsIfNoneMatch: boolean
  /** two writes at one time were both called done: it looks at the condition first and writes later */
  readonly overwrites: boolean
  /** it did what it was asked on a condition that was met */
  readonly meetsConditions: boolean
  /** it refuses conditions even where they are met: then none is sent, and what came of it is looked at twice */
  readonly refusesConditions: boolean
  /** edits of single elements, as a probe showed: all work, or those whose selector needs no prefix, or none */
  readonly nodeEdits: 'unknown' | 'work' | 'unprefixed' | 'broken'
}

const nothingKnown: ServerFacts = {
  auids: [],
  heedsIfMatch: null,
  heedsIfNoneMatch: false,
  overwrites: false,
  meetsConditions: false,
  refusesConditions: false,
  nodeEdits: 'unknown',
}

/** The facts of one server, kept over restarts. */
export class KeptFacts {
  readonly #cache: DocumentCache
  readonly #accountId: AccountId
  readonly #root: string
  #facts: ServerFacts

  constructor(cache: DocumentCache, accountId: AccountId, root: string) {
    this.#cache = cache
    this.#accountId = accountId
    this.#root = root
    const kept = cache.facts(accountId, root)
    this.#facts = typeof kept === 'object' && kept !== null ? { ...nothingKnown, ...kept } : nothingKnown
  }

  get current(): ServerFacts {
    return this.#facts
  }

  learn(facts: Partial<ServerFacts>): void {
    const next = { ...this.#facts, ...facts }
    if (JSON.stringify(next) === JSON.stringify(this.#facts)) return
    this.#facts = next
    this.#cache.saveFacts(this.#accountId, this.#root, next)
  }
}

/**
 * OpenXCAP 3.2 and Kamailio 5.6 look at a condition first and write later. Seen before the first collision: that one could otherwise not
 * be told from a removal by the other device.
 */
export const overwrites = (software: string | null): boolean => /^(?:openxcap|kamailio)\b/i.test(software?.trim() ?? '')

import type { Failure } from '#contract/failure'
import type { ResourceLists } from '../documents/resource-lists.ts'
import { DocumentError } from '../documents/xml.ts'
import type { CachedDocument } from '../storage/document-cache.ts'
import type { OtherRead } from '../xcap/other-documents.ts'

/** A list changes rarely, and its server is somebody else's. */
const betweenReads = 15 * 60_000
const retries = [60_000, 300_000, 900_000, 3_600_000]
/** Each new link is a good moment to look, unless the last look was just now. */
const atOnce = 60_000

/** One document that stands elsewhere: its last good copy, and when it is read next. */
export class ReadDocument {
  readonly url: URL
  readonly #parse: (text: string) => ResourceLists
  doc: ResourceLists | null = null
  entityTag: string | null = null
  readAt: number | null = null
  failure: Failure | null = null
  dueAt = 0
  #lookedAt = Number.NEGATIVE_INFINITY
  #failures = 0
  #wished = false

  constructor(url: URL, cached: CachedDocument | null, parse: (text: string) => ResourceLists) {
    this.url = url
    this.#parse = parse
    if (cached?.text == null) return
    try {
      this.doc = parse(cached.text)
      this.entityTag = cached.entityTag
      this.readAt = cached.readAt ?? null
    } catch (error) {
      // Kept by another version: read afresh.
      if (!(error instanceof DocumentError)) throw error
    }
  }

  /** It is being read now. */
  begin(): void {
    this.#wished = false
  }

  /** What is to be kept of it; null: nothing new. */
  take(outcome: OtherRead, now: number): string | null {
    this.#lookedAt = now
    if (outcome.kind === 'failed') {
      this.#failed(outcome.failure, now, outcome.retryAfter)
      return null
    }
    if (outcome.kind === 'read') {
      try {
        this.doc = this.#parse(outcome.text)
      } catch (error) {
        if (!(error instanceof DocumentError)) throw error
        const failure = {
          kind: 'documents',
          problem: 'unreadable',
          where: this.url.host,
          detail: error.message,
        } as const
        this.#failed(failure, now, null)
        return null
      }
      this.entityTag = outcome.entityTag
    }
    this.failure = null
    this.#failures = 0
    this.readAt = now
    this.dueAt = this.#wished ? now : now + betweenReads
    return outcome.kind === 'read' ? outcome.text : null
  }

  #failed(failure: Failure, now: number, retryAfter: number | null): void {
    this.failure = failure
    const rest = retries[Math.min(this.#failures++, retries.length - 1)] ?? betweenReads
    this.dueAt = this.#wished ? now : now + Math.max(rest, retryAfter ?? 0)
  }

  linked(now: number): void {
    if (now - this.#lookedAt > atOnce) this.dueAt = 0
  }

  /** The user wants to know. What is on its way may have been sent before he did. */
  now(): void {
    this.#wished = true
    this.dueAt = 0
  }
}

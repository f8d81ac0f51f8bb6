import type { AccountId } from '#contract/account'
import { detailOf } from '#contract/failure'
import type { Log } from '../ports.ts'
import type { DocumentCache } from '../storage/document-cache.ts'
import type { DocumentKind } from './document-kind.ts'

/** The document as the server last had it. */
export type Base<Doc> = {
  /** null: the server has none, by what is known; the text is what is kept here for it */
  readonly root: string | null
  readonly entityTag: string | null
  readonly text: string | null
  readonly doc: Doc
}

/** What is kept of it here. */
export function keptBase<Doc>(options: {
  readonly accountId: AccountId
  readonly kind: DocumentKind<Doc>
  readonly cache: DocumentCache
  readonly log: Log
}): Base<Doc> {
  const { accountId, cache, kind, log } = options
  const cached = cache.document(accountId, kind)
  if (cached === null) return { root: null, entityTag: null, text: null, doc: kind.empty() }
  const { root, entityTag, text } = cached
  try {
    return { root, entityTag, text, doc: text === null ? kind.empty() : kind.parse(text) }
  } catch (error) {
    const detail = detailOf(error)
    log.error('the kept document %s is not readable: %s', kind.auid, detail)
    return { root, entityTag: null, text: null, doc: kind.empty() }
  }
}

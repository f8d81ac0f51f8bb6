import type { KeptEdit } from '../storage/document-cache.ts'
import { conditionFor } from './conditions.ts'
import type { KeptFacts } from './server-facts.ts'
import type { SyncedDocument } from './synced-document.ts'
import type { Condition, XcapClient } from './xcap-client.ts'

/** One write of a document, and the edits that go with it. */
export type Write<Doc> = {
  readonly pending: readonly KeptEdit[]
  /** others wait still */
  readonly isPart: boolean
  readonly text: string
  readonly doc: Doc
  readonly condition: Condition
  /** nothing keeps us from overwriting what another wrote since */
  readonly mayOverwrite: boolean
  /** the server has none, by what is known */
  readonly isNew: boolean
  readonly removes: boolean
}

export type NextWrite<Doc> =
  | { readonly kind: 'nothing' }
  /** what waits is there already */
  | { readonly kind: 'no-difference'; readonly pending: readonly KeptEdit[]; readonly isPart: boolean }
  | ({ readonly kind: 'write' } & Write<Doc>)

/** What is to be written now. `part`: those of the waiting edits that go next. */
export function nextWrite<Doc>(
  document: SyncedDocument<Doc>,
  client: XcapClient,
  facts: KeptFacts,
  part: (pending: readonly KeptEdit[]) => readonly KeptEdit[],
): NextWrite<Doc> {
  const { base, kind } = document
  const isNew = base.root !== client.root
  const waiting = document.pending
  if (!isNew && waiting.length === 0) return { kind: 'nothing' }
  const pending = part(waiting)
  const isPart = pending.length < waiting.length
  const doc = document.withEdits(pending)
  const text = kind.build(doc)
  if (isNew ? text === kind.build(kind.empty()) : doc === base.doc || text === base.text)
    return { kind: 'no-difference', pending, isPart }
  const condition = conditionFor(isNew, base.entityTag, facts)
  const { heedsIfMatch, heedsIfNoneMatch } = facts.current
  const mayOverwrite = condition.kind === 'none' || (isNew ? !heedsIfNoneMatch : heedsIfMatch === false)
  const removes = kind.deletable === true && text === kind.build(kind.empty())
  return { kind: 'write', pending, isPart, text, doc, condition, mayOverwrite, isNew, removes }
}

import type { AccountId } from '#contract/account'
import type { Log } from '../ports.ts'
import type { DocumentCache } from '../storage/document-cache.ts'
import type { DocumentKind } from './document-kind.ts'
import { SyncedDocument } from './synced-document.ts'

export type XcapDocumentsOptions = {
  readonly accountId: AccountId
  readonly cache: DocumentCache
  readonly log: Log
}

/** What is known of the server that keeps this account's documents. */
export type XcapServer = {
  readonly root: string
  /** application usages it names in xcap-caps (RFC 4825 12) */
  readonly auids: readonly string[]
}

/** The documents of one account, each kept equal here and on its XCAP server. */
export class XcapDocuments {
  readonly #options: XcapDocumentsOptions
  readonly #open = new Map<string, SyncedDocument<unknown>>()

  constructor(options: XcapDocumentsOptions) {
    this.#options = options
  }

  /** null: none is known, or not yet */
  get server(): XcapServer | null {
    return null
  }

  /** The same one for whoever opens the same document: several editors share it. */
  open<Doc>(kind: DocumentKind<Doc>): SyncedDocument<Doc> {
    const name = `${kind.auid}/${kind.path}`
    const known = this.#open.get(name)
    if (known !== undefined) return known as unknown as SyncedDocument<Doc>
    const document = new SyncedDocument({ ...this.#options, kind, onEdit: () => {} })
    this.#open.set(name, document as unknown as SyncedDocument<unknown>)
    document.keepLocal()
    return document
  }

  start(): void {
    for (const document of this.#open.values()) document.keepLocal()
  }

  stop(): void {
    this.#open.clear()
  }
}

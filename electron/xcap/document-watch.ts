import {
  buildResourceLists,
  entryOf,
  listOf,
  noResourceLists,
  resourceListsContentType,
} from '../documents/resource-lists.ts'
import { parseXcapDiff, xcapDiffContentType } from '../documents/xcap-diff.ts'
import type { Log } from '../ports.ts'
import { namesDocument } from './selectors.ts'

/** A subscription as `sip/subscription` has it. */
export type ChangeSubscription = {
  readonly start: () => void
  readonly stop: () => Promise<void>
  readonly onNotify: (
    listener: (notification: { readonly contentType: string | null; readonly body: string }) => void,
  ) => () => void
}

export type Subscribe = (options: {
  readonly eventPackage: 'xcap-diff'
  readonly accept: string
  readonly body: { readonly contentType: string; readonly text: string }
}) => ChangeSubscription

export type WatchedDocument = {
  readonly selector: string
  readonly entityTag: string | null
  readonly look: () => void
}

/**
 * Hears of changes by other devices (RFC 5875). The first NOTIFY of a subscription may be empty or old, and some servers never send
 * another: so every new subscription looks at everything, and whether a change was ever told is known.
 */
export class DocumentWatch {
  readonly #log: Log
  readonly #root: string
  readonly #documents: () => readonly WatchedDocument[]
  readonly #subscription: ChangeSubscription
  #told = 0

  constructor(options: {
    readonly root: string
    readonly log: Log
    readonly subscribe: Subscribe
    readonly documents: () => readonly WatchedDocument[]
  }) {
    this.#log = options.log
    this.#root = options.root
    this.#documents = options.documents
    this.#subscription = options.subscribe({
      eventPackage: 'xcap-diff',
      accept: xcapDiffContentType,
      body: { contentType: resourceListsContentType, text: listing(options.documents()) },
    })
    this.#subscription.onNotify(({ body }) => this.#notified(body))
  }

  /** A change was told, beyond what a new subscription begins with. */
  get tells(): boolean {
    return this.#told > 1
  }

  start(): void {
    this.#subscription.start()
  }

  stop(): Promise<void> {
    return this.#subscription.stop()
  }

  #notified(body: string): void {
    if (body.trim() === '') {
      for (const document of this.#documents()) document.look()
      return
    }
    try {
      const { root, documents } = parseXcapDiff(body)
      this.#told++
      for (const { selector, entityTag, look } of this.#documents()) {
        const change = documents.find((each) => namesDocument(each.selector, root, this.#root, selector))
        if (change !== undefined && (change.newTag === null || change.newTag !== unquoted(entityTag))) look()
      }
    } catch (error) {
      this.#log.warn('a change on the server was told in a form that cannot be read: %s', String(error))
      for (const document of this.#documents()) document.look()
    }
  }
}

/** RFC 5875 4.4: the documents, relative to the root, in a resource list. */
function listing(documents: readonly WatchedDocument[]): string {
  const entries = documents.map(({ selector }) => ({ ...entryOf(selector), written: selector }))
  return buildResourceLists({ ...noResourceLists, lists: [{ ...listOf('', entries), name: null }] })
}

const unquoted = (tag: string | null): string | null => tag?.replace(/^(?:W\/)?"(.*)"$/, '$1') ?? null

import type { ResourceLists } from '../documents/resource-lists.ts'
import type { Log } from '../ports.ts'
import type { RosterStore } from '../storage/roster-store.ts'
import type { SyncedDocument } from '../xcap/synced-document.ts'
import { hasAddressBook, keptOf } from './ag-lists.ts'
import type { AddressBook } from './book.ts'
import type { RosterEdit } from './edits.ts'
import type { Roster } from './roster.ts'
import { allEdits, bookOf, rosterRules, type ShapeOptions } from './roster-document.ts'

export type RosterSyncOptions = {
  readonly accountId: string
  readonly roster: Roster
  readonly document: SyncedDocument<ResourceLists>
  readonly store: RosterStore
  readonly shape: ShapeOptions
  readonly log: Log
}

/**
 * Keeps the roster and the document on the server the same. The document decides; the tables of the roster are its quick copy, shown
 * before it is read. An edit is in the journal of the document and in the tables by one transaction, or in neither.
 */
export class RosterSync {
  readonly #options: RosterSyncOptions
  readonly #editor: ReturnType<typeof editorOf>
  #met = false
  #editing = false
  #endings: (() => void)[] = []

  constructor(options: RosterSyncOptions) {
    this.#options = options
    this.#editor = editorOf(options)
  }

  /** From here on every edit of the roster goes by way of the document. */
  start(): void {
    const { roster, document } = this.#options
    this.#endings = [
      roster.keepIn({
        keep: (edits) => this.#edit(edits),
        takenBack: () => document.reread(),
        kept: (id) => this.#kept(id),
      }),
      document.onChange(() => {
        // Our own edits are shown by whoever makes them.
        if (!this.#editing) this.meet()
      }),
    ]
  }

  stop(): void {
    for (const end of this.#endings.splice(0)) end()
  }

  /** Shows what the document says and the tables do not; who is in the tables alone moves up, once. */
  meet(): void {
    const { roster, document } = this.#options
    this.#moveUp()
    const { base } = document
    // It was there, and cannot be read: what is on the screen is the better copy.
    if (base.root !== null && base.text === null && document.edits.length === 0) return
    roster.show(this.#book())
  }

  #edit(edits: readonly RosterEdit[]): AddressBook {
    this.#moveUp()
    this.#editing = true
    try {
      this.#editor.editAll(edits)
    } finally {
      this.#editing = false
    }
    return this.#book()
  }

  #kept(id: string): string | undefined {
    const { current } = this.#options.document
    return hasAddressBook(current) ? keptOf(current, id) : undefined
  }

  #book(): AddressBook {
    return bookOf(this.#options.document.current, this.#options.shape)
  }

  #moveUp(): void {
    if (this.#met) return
    const { accountId, roster, store, log } = this.#options
    this.#met = true
    if (store.hasMoved(accountId)) return
    const edits = allEdits(roster.book)
    this.#editing = true
    try {
      store.together(() => {
        this.#editor.editAll(edits)
        store.setMoved(accountId)
      })
    } finally {
      this.#editing = false
    }
    if (edits.length > 0) log.info('%d people are in the document now', roster.book.people.size)
  }
}

const editorOf = ({ document, shape }: RosterSyncOptions) => document.editor<RosterEdit>('roster', rosterRules(shape))

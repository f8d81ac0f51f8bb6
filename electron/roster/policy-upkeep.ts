import type { BookPolicy } from '../documents/address-book.ts'
import type { ResourceLists } from '../documents/resource-lists.ts'
import type { Editor, SyncedDocument } from '../xcap/synced-document.ts'
import { hasAddressBook } from './ag-lists.ts'
import {
  type BookPolicyEdit,
  bookPolicyRules,
  type Handled,
  handledIn,
  isOwnPolicy,
  type PolicyChange,
  settled,
} from './book-policies.ts'
import { gathered } from './gathered.ts'
import { ownList } from './plain-lists.ts'

/** What the user wants of people, in the words of the address book. */
export type PolicyWords = { readonly of: (aor: string) => BookPolicy; readonly exceptions: readonly string[] }

export type PolicyUpkeepOptions = {
  readonly aor: string
  readonly lists: SyncedDocument<ResourceLists>
  readonly listAddress: (name: string) => string | null
  /** the same one until something is different */
  readonly words: () => PolicyWords
  /** said in another program: the user's own word from now on */
  readonly take: (aors: readonly string[], policy: BookPolicy) => void
}

/**
 * Keeps who is allowed and who is blocked the same here and in the address book of AG Projects, where there is one, and with it the lists
 * that its servers read.
 */
export class PolicyUpkeep {
  readonly #options: PolicyUpkeepOptions
  readonly #editor: Editor<BookPolicyEdit>
  readonly #endings: (() => void)[] = []
  #running = false
  #seen: { readonly doc: ResourceLists; readonly words: PolicyWords } | null = null

  constructor(options: PolicyUpkeepOptions) {
    this.#options = options
    this.#editor = options.lists.editor('allowed', bookPolicyRules(options.listAddress))
  }

  start(): void {
    const { lists } = this.#options
    this.#running = true
    this.#endings.push(
      lists.onChange(() => this.changed()),
      lists.onState(() => this.changed()),
    )
    this.changed()
  }

  stop(): void {
    this.#running = false
    for (const end of this.#endings.splice(0)) end()
  }

  /** The people or what is wanted of them may be others. Looked at when whoever is changing them is done. */
  readonly changed = gathered(() => {
    if (this.#running) this.#look()
  })

  #look(): void {
    const { lists, words, take } = this.#options
    // Before the server's document was read it is not known what other programs said.
    if (lists.state.kind !== 'saved' || !hasAddressBook(lists.current)) return
    const wanted = words()
    const doc = lists.current
    if (this.#seen?.doc === doc && this.#seen.words === wanted) return
    this.#seen = { doc, words: wanted }
    if (doc.lists.some(({ name }) => name === ownList)) {
      this.#editor.edit({ do: 'move-in' })
      return
    }
    const { changes, theirs, edits } = this.#differences(doc, wanted)
    // First it is the user's own, then it is marked as known.
    for (const { aors, policy } of theirs) take(aors, policy)
    const all = changes.length === 0 ? edits : [{ do: 'set-policies' as const, changes }, ...edits]
    this.#editor.editAll(all)
  }

  #differences(doc: ResourceLists, words: PolicyWords) {
    const handled = handledIn(doc)
    const contacts = new Set(handled.flatMap(({ kind, aors }) => (kind === 'contact' ? aors : [])))
    const exceptions = new Set(words.exceptions)
    const changes: PolicyChange[] = []
    const theirs: Handled[] = []
    const edits: BookPolicyEdit[] = []
    const named = new Set(contacts)
    for (const each of handled) {
      const { id, kind, aors, policy, told } = each
      if (aors.length === 0 || aors.includes(this.#options.aor)) continue
      // What is said of a contact comes before what is said of his address.
      if (kind === 'policy' && aors.some((aor) => contacts.has(aor))) continue
      for (const aor of aors) named.add(aor)
      const ofOne = (aor: string) => (kind === 'contact' || exceptions.has(aor) ? words.of(aor) : 'default')
      const { next, isTheirs } = settled(each, together(aors.map(ofOne)))
      if (isTheirs) theirs.push(each)
      if (kind === 'policy' && next === 'default' && !isTheirs && isOwnPolicy(each)) {
        edits.push({ do: 'drop-policy', aor: aors[0]! })
      } else if (next !== policy || next !== (told ?? 'default')) changes.push({ id, was: policy, told, next })
    }
    for (const aor of words.exceptions) {
      const policy = words.of(aor)
      if (!named.has(aor) && policy !== 'default') edits.push({ do: 'put-policy', aor, policy })
    }
    return { changes, theirs, edits }
  }
}

/** One word for all the addresses of somebody. */
const together = (policies: readonly BookPolicy[]): BookPolicy =>
  policies.every((policy) => policy === policies[0]) ? (policies[0] ?? 'default') : 'default'

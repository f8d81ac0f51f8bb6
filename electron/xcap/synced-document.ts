import type { AccountId } from '#contract/account'
import type { DocumentState } from '#contract/server-documents'
import type { Log } from '../ports.ts'
import type { DocumentCache, KeptEdit, KeptRefusal, LooseEdit } from '../storage/document-cache.ts'
import type { DocumentKind, EditorRules } from './document-kind.ts'
import { nothingWithout } from './nothing-without.ts'

export type Editor<Edit> = {
  /** Kept on the disk and shown when it returns. Throws where it cannot be kept: then nothing was done. */
  readonly edit: (edit: Edit) => void
  /** The same for several: all of them or none. */
  readonly editAll: (edits: readonly Edit[]) => void
}

/** `here`: by an editor of this device; `server`: what another device did, or what the server had all along. */
export type Origin = 'here' | 'server'

/** The document as the server last had it. */
export type Base<Doc> = {
  /** null: the server has none, by what is known; the text is what is kept here for it */
  readonly root: string | null
  readonly entityTag: string | null
  readonly text: string | null
  readonly doc: Doc
}

export type SyncedDocumentOptions<Doc> = {
  readonly accountId: AccountId
  readonly kind: DocumentKind<Doc>
  readonly cache: DocumentCache
  readonly log: Log
  /** something waits to be sent */
  readonly onEdit: () => void
  /** others are refused than before */
  readonly onRefused?: () => void
}

/** What is kept here alone is written as a document again when this many edits have come together. */
const mostLooseEdits = 100

/**
 * One XCAP document kept equal here and on the server. Works without a server, and moves up when one appears.
 * `current` is the server's document with every pending edit of this device applied, and those that the server refuses.
 *
 * Read lazily: opening one costs nothing until `current` is asked for.
 */
export class SyncedDocument<Doc> {
  readonly kind: DocumentKind<Doc>
  readonly #options: SyncedDocumentOptions<Doc>
  readonly #editors = new Map<string, EditorRules<Doc, unknown>>()
  readonly #changes = new Set<(doc: Doc, origin: Origin) => void>()
  readonly #states = new Set<(state: DocumentState) => void>()
  readonly #askedListeners = new Set<() => void>()
  #base: Base<Doc> | null = null
  #edits: readonly KeptEdit[] | null = null
  #refusals: readonly KeptRefusal[] | null = null
  #current: Doc | null = null
  #state: DocumentState = { kind: 'waiting', failure: null }

  constructor(options: SyncedDocumentOptions<Doc>) {
    this.kind = options.kind
    this.#options = options
  }

  get current(): Doc {
    this.#current ??= this.#applied(this.base.doc, this.#withRefused(this.edits))
    return this.#current
  }

  get state(): DocumentState {
    return this.#state
  }

  /** Edits of this editor that were kept before are applied from now on. One of each name. */
  editor<Edit>(name: string, rules: EditorRules<Doc, Edit>): Editor<Edit> {
    if (this.#editors.has(name)) throw new Error(`there is an editor called ${name}`)
    this.#editors.set(name, rules as EditorRules<Doc, unknown>)
    if (this.edits.some((kept) => kept.editor === name)) {
      const before = this.#current
      this.#current = null
      if (before !== null && this.current !== before) this.#tell('here')
      this.#options.onEdit()
    }
    const editAll = (edits: readonly Edit[]) => this.#edit(name, edits)
    return { edit: (edit) => editAll([edit]), editAll }
  }

  /** What is kept on the disk counts: an edit was taken back by a transaction around it. */
  reread(): void {
    this.#base = null
    this.#edits = null
    this.#refusals = null
    this.#current = null
  }

  onChange(listener: (doc: Doc, origin: Origin) => void): () => void {
    this.#changes.add(listener)
    return () => this.#changes.delete(listener)
  }

  onState(listener: (state: DocumentState) => void): () => void {
    this.#states.add(listener)
    return () => this.#states.delete(listener)
  }

  /** The server was asked for the document: what it said holds here, if it said anything. */
  onAsked(listener: () => void): () => void {
    this.#askedListeners.add(listener)
    return () => this.#askedListeners.delete(listener)
  }

  wasAsked(): void {
    for (const listener of [...this.#askedListeners]) this.#guarded(listener)
  }

  #edit(editor: string, edits: readonly unknown[]): void {
    // Only what makes a difference is kept: the rest would wait for a server to say nothing to it.
    const before = this.current
    let after = before
    const effective: unknown[] = []
    for (const edit of edits) {
      const next = this.#apply(after, editor, edit)
      if (next !== after) effective.push(edit)
      after = next
    }
    if (effective.length === 0) return
    const { accountId, cache, kind } = this.#options
    const kept = cache.addEdits(accountId, kind, editor, effective)
    this.#edits = [...this.edits, ...kept]
    this.#current = after
    if (this.refusals.length > 0) this.#sortOut(kept)
    if (this.#state.kind === 'local') this.#foldWhenMany()
    // What was saved is not all there is any more: who waits for the server to have it must not take the old word for it.
    if (this.#state.kind === 'saved') this.setState({ kind: 'saving' })
    this.#tell('here')
    this.#options.onEdit()
  }

  // --- What the server refuses -----------------------------------------------------------------------------------

  /** These hold here alone. */
  get refusals(): readonly KeptRefusal[] {
    this.#refusals ??= this.#options.cache.refusals(this.#options.accountId, this.kind)
    return this.#refusals
  }

  /**
   * The server at `root` does not take this edit, so the others go without it, but for those that are nothing then. False: it cannot be
   * set aside. One that can be halved is, because it may be a part of it only.
   */
  setAside(refused: KeptEdit, said: Pick<KeptRefusal, 'root' | 'failure' | 'at'>): boolean {
    const rules = this.#editors.get(refused.editor)
    if (rules?.subject === undefined) return false
    const halves = rules.halves?.(refused.edit) ?? null
    if (halves !== null) {
      const waiting = this.edits.flatMap((kept): readonly LooseEdit[] =>
        kept.sequence === refused.sequence ? halves.map((edit) => ({ editor: kept.editor, edit })) : [kept],
      )
      this.serverHas(
        this.base,
        this.edits.map((kept) => kept.sequence),
        waiting,
      )
      return true
    }
    const subject = rules.subject(refused.edit, this.current)
    const apply = (doc: Doc, { editor, edit }: LooseEdit) => this.#apply(doc, editor, edit)
    const after = this.edits.filter((kept) => kept.sequence > refused.sequence)
    const all = [refused, ...nothingWithout(refused, after, this.base.doc, apply)]
    this.#refuse(all.map((kept) => ({ ...said, kept, subject, cause: refused.sequence })))
    return true
  }

  /** The user wants it sent once more, or another server may take it. */
  tryAgain(cause: number): void {
    if (!this.refusals.some((each) => each.cause === cause)) return
    this.#options.cache.unrefuse(cause)
    this.#refusalsChanged()
    if (this.#state.kind === 'saved') this.setState({ kind: 'saving' })
    this.#options.onEdit()
  }

  /** It was never made. */
  forget(cause: number): void {
    if (!this.refusals.some((each) => each.cause === cause)) return
    this.#options.cache.forgetRefused(cause)
    this.#refusalsChanged()
  }

  /** What one server refused, another may take; null: kept here alone. */
  retryElsewhere(root: string | null): void {
    for (const each of this.refusals) if (each.root !== root) this.tryAgain(each.cause)
  }

  #refuse(refusals: readonly KeptRefusal[]): void {
    this.#options.cache.refuse(refusals)
    this.#refusals = null
    this.#edits = null
    this.#options.onRefused?.()
  }

  #refusalsChanged(): void {
    const before = this.current
    this.#refusals = null
    this.#edits = null
    this.#current = null
    if (before !== this.current) this.#tell('server')
    this.#options.onRefused?.()
  }

  /** New edits that only say something of what was refused hold here alone, too; what comes to nothing by them is no more. */
  #sortOut(added: readonly KeptEdit[]): void {
    let sent = this.#applied(
      this.base.doc,
      this.edits.filter((kept) => !added.includes(kept)),
    )
    const latest = this.refusals.at(-1)
    for (const kept of added) {
      const next = this.#apply(sent, kept.editor, kept.edit)
      if (next === sent && latest !== undefined) this.#refuse([{ ...latest, kept }])
      sent = next
    }
    const { build } = this.kind
    for (const cause of new Set(this.refusals.map((each) => each.cause))) {
      const others = this.refusals.filter((each) => each.cause !== cause).map(({ kept }) => kept)
      const without = this.#applied(this.base.doc, inOrder([...this.edits, ...others]))
      if (build(without) === build(this.current)) this.forget(cause)
    }
  }

  #withRefused(edits: readonly KeptEdit[]): readonly KeptEdit[] {
    return this.refusals.length === 0 ? edits : inOrder([...edits, ...this.refusals.map(({ kept }) => kept)])
  }

  // --- For who talks to the server -------------------------------------------------------------------------------

  get base(): Base<Doc> {
    this.#base ??= this.#readBase()
    return this.#base
  }

  /** Not known to be on the server, in the order they were made. */
  get edits(): readonly KeptEdit[] {
    this.#edits ??= this.#options.cache.edits(this.#options.accountId, this.kind)
    return this.#edits
  }

  /** The server's document with these, of those that wait. */
  withEdits(edits: readonly KeptEdit[]): Doc {
    const isAll = this.refusals.length === 0 && edits.length === this.pending.length
    return isAll ? this.current : this.#applied(this.base.doc, edits)
  }

  /** Those whose editor is here. */
  get pending(): readonly KeptEdit[] {
    return this.edits.filter((kept) => this.#editors.has(kept.editor))
  }

  /** The server has this now, with the edits `done` in it; `more` is to be brought into it. */
  serverHas(base: Base<Doc>, done: readonly number[], more: readonly LooseEdit[] = []): readonly KeptEdit[] {
    const { accountId, cache } = this.#options
    const before = this.current
    const added = cache.saveDocument(accountId, this.kind, base, done, more)
    this.#base = base
    this.#edits = [...this.edits.filter((kept) => !done.includes(kept.sequence)), ...added]
    this.#current = this.#applied(base.doc, this.#withRefused(this.edits))
    if (before !== this.#current) this.#tell('server')
    return added
  }

  /** Whether this edit would change nothing any more. */
  isIn(doc: Doc, { editor, edit }: LooseEdit): boolean {
    return this.#apply(doc, editor, edit) === doc
  }

  /** The server turned out to have none: what was there is kept here, and brought there again unless the kind may vanish. */
  serverHasNone(): void {
    const { accountId, cache, kind } = this.#options
    if (this.base.root === null) return
    const doc = kind.deletable === true ? kind.empty() : this.base.doc
    this.serverHas({ root: null, entityTag: null, text: kind.deletable === true ? null : kind.build(doc), doc }, [])
    cache.unmarkSent(accountId, kind)
    this.#edits = null
  }

  markSent(edits: readonly KeptEdit[], digest: string): void {
    const sequences = new Set(edits.map((kept) => kept.sequence))
    this.#options.cache.markSent([...sequences], digest)
    this.#edits = this.edits.map((kept) => (sequences.has(kept.sequence) ? { ...kept, sent: digest } : kept))
  }

  /** All that is some editor's here, as edits: for a server that has a document of its own. */
  everything(): readonly LooseEdit[] {
    const doc = this.withEdits(this.pending)
    return [...this.#editors].flatMap(([editor, rules]) => rules.all(doc).map((edit) => ({ editor, edit })))
  }

  /** No server keeps documents for this account, by all that is known. */
  keepLocal(): void {
    this.retryElsewhere(null)
    if (this.edits.length > 0 && this.base.root === null) this.#fold()
    this.setState({ kind: 'local' })
  }

  setState(state: DocumentState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return
    this.#state = state
    for (const listener of [...this.#states]) this.#guarded(() => listener(state))
  }

  // ---------------------------------------------------------------------------------------------------------------

  #readBase(): Base<Doc> {
    const { accountId, cache, kind, log } = this.#options
    const cached = cache.document(accountId, kind)
    if (cached === null) return { root: null, entityTag: null, text: null, doc: kind.empty() }
    try {
      return { ...cached, doc: cached.text === null ? kind.empty() : kind.parse(cached.text) }
    } catch (error) {
      log.error('the kept document %s is not readable: %s', kind.auid, messageOf(error))
      return { root: cached.root, entityTag: null, text: null, doc: kind.empty() }
    }
  }

  #applied(doc: Doc, edits: readonly KeptEdit[]): Doc {
    return edits.reduce((result, { editor, edit }) => this.#apply(result, editor, edit), doc)
  }

  #apply(doc: Doc, editor: string, edit: unknown): Doc {
    const rules = this.#editors.get(editor)
    if (rules === undefined) return doc
    try {
      return rules.apply(doc, edit)
    } catch (error) {
      this.#options.log.error('an edit of %s by %s failed: %s', this.kind.auid, editor, messageOf(error))
      return doc
    }
  }

  #foldWhenMany(): void {
    if (this.edits.length > mostLooseEdits) this.#fold()
  }

  /** Where there is no server, a document is kept here as it would be there. */
  #fold(): void {
    const { accountId, cache, kind } = this.#options
    const folded = this.pending.map((kept) => kept.sequence)
    const doc = this.current
    this.#base = { root: null, entityTag: null, text: kind.build(doc), doc }
    cache.saveDocument(accountId, kind, this.#base, folded)
    this.#edits = this.edits.filter((kept) => !folded.includes(kept.sequence))
  }

  #tell(origin: Origin): void {
    const doc = this.current
    for (const listener of [...this.#changes]) this.#guarded(() => listener(doc, origin))
  }

  #guarded(action: () => void): void {
    try {
      action()
    } catch (error) {
      this.#options.log.error('a listener of %s failed: %s', this.kind.auid, messageOf(error))
    }
  }
}

const inOrder = (edits: readonly KeptEdit[]): readonly KeptEdit[] => edits.toSorted((a, b) => a.sequence - b.sequence)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

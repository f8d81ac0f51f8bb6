import type { AccountId } from '#contract/account'
import { detailOf } from '#contract/failure'
import type { DocumentState, RefusedEdit } from '#contract/server-documents'
import type { Log } from '../ports.ts'
import type { DocumentCache, KeptEdit, LooseEdit, Refusal } from '../storage/document-cache.ts'
import type { DocumentKind, EditorRules } from './document-kind.ts'
import {
  applied,
  arranged,
  causesOf,
  type Ground,
  inOrder,
  isAside,
  isOf,
  isWaiting,
  setAside,
  triedAgain,
} from './edit-order.ts'
import { type Base, keptBase } from './kept-base.ts'
import { KnownResults } from './known-results.ts'

export type Editor<Edit> = {
  /** Kept on the disk and shown when it returns. Throws where it cannot be kept: then nothing was done. */
  readonly edit: (edit: Edit) => void
  /** The same for several: all of them or none. */
  readonly editAll: (edits: readonly Edit[]) => void
}

/** `here`: by an editor of this device; `server`: what another device did, or what the server had all along. */
export type Origin = 'here' | 'server'

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
 * `current` is the server's document with every edit of this device applied that it is not known to have, in the order they were made:
 * those that wait, and those that the server refuses.
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
  #journal: readonly KeptEdit[] | null = null
  readonly #known = new KnownResults<Doc>()
  #current: Doc | null = null
  #state: DocumentState = { kind: 'waiting', failure: null }

  constructor(options: SyncedDocumentOptions<Doc>) {
    this.kind = options.kind
    this.#options = options
  }

  get current(): Doc {
    this.#current ??= applied(this.#ground, this.#all)
    return this.#current
  }

  get state(): DocumentState {
    return this.#state
  }

  /** Edits of this editor that were kept before are applied from now on. One of each name. */
  editor<Edit>(name: string, rules: EditorRules<Doc, Edit>): Editor<Edit> {
    if (this.#editors.has(name)) throw new Error(`there is an editor called ${name}`)
    this.#editors.set(name, rules as EditorRules<Doc, unknown>)
    this.#known.forget()
    if (this.#all.some((kept) => kept.editor === name)) {
      const before = this.#current
      this.#current = null
      if (before !== null && this.current !== before) this.#tell('here')
      this.#options.onEdit()
    }
    const editAll = (edits: readonly Edit[]) => this.#edit(name, edits)
    return { edit: (edit) => editAll([edit]), editAll }
  }

  /** Reads again what is on the disk: a transaction around an edit failed, and took the edit back with it. */
  reread(): void {
    this.#base = null
    this.#journal = null
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

  /** Tells that the server was asked for the document; if it answered, `current` follows from its answer by then. */
  onAsked(listener: () => void): () => void {
    this.#askedListeners.add(listener)
    return () => this.#askedListeners.delete(listener)
  }

  wasAsked(): void {
    for (const listener of [...this.#askedListeners]) this.#guarded(listener)
  }

  #edit(editor: string, edits: readonly unknown[]): void {
    // An edit that changes nothing is not kept: it would wait for the server and never be part of a write.
    const { apply } = this.#ground
    let after = this.current
    const loose: LooseEdit[] = []
    for (const edit of edits) {
      const next = apply(after, { editor, edit })
      if (next !== after) loose.push({ editor, edit })
      after = next
    }
    if (loose.length === 0) return
    const { accountId, cache, kind } = this.#options
    this.#arrange(this.base, () => [...this.#all, ...cache.addEdits(accountId, kind, loose)])
    this.#current = after
    if (this.#state.kind === 'local') this.#foldWhenMany()
    // 'saved' was true of the document before this edit: whoever waits for it to be saved must not be answered by that.
    if (this.#state.kind === 'saved') this.setState({ kind: 'saving' })
    this.#tell('here')
    this.#options.onEdit()
  }

  // --- What the server refuses -----------------------------------------------------------------------------------

  /** Edits that the server refused: they hold on this device alone. */
  get refusals(): readonly (KeptEdit & { readonly refusal: Refusal })[] {
    return this.#all.filter(isAside)
  }

  /** The same for the screen, with what they are about as it is called now. */
  get refused(): readonly RefusedEdit[] {
    const heads = this.refusals.filter(({ sequence, refusal }) => sequence === refusal.cause)
    return heads.map(({ editor, edit, refusal: { cause, subject, failure, at } }) => ({
      id: cause,
      subject: this.#editors.get(editor)?.subject?.(edit, this.current, this.base.doc) ?? subject,
      failure,
      at,
    }))
  }

  /**
   * The server at `root` refuses `tried`: one edit, or one with those that make no sense without it. It is set aside, so that the others
   * can go. An edit about several things is split in two instead, because only a part of it may be wrong: then `halves` are its parts.
   * Null: its editor cannot say what it is about, so it cannot be set aside.
   */
  setAside(
    tried: readonly KeptEdit[],
    said: Pick<Refusal, 'root' | 'failure' | 'at'>,
  ): { readonly halves: readonly KeptEdit[] } | null {
    const cause = tried[0]?.refusal?.cause ?? tried[0]?.sequence
    const refused = this.#all.find(({ sequence }) => sequence === cause)
    // Later edits have made it pointless meanwhile, and it is in the journal no more.
    if (cause === undefined || refused === undefined) return { halves: [] }
    const rules = this.#editors.get(refused.editor)
    if (rules?.subject === undefined) return null
    const halves = rules.halves?.(refused.edit) ?? null
    if (halves !== null) return { halves: this.#halve(refused, halves) }
    const subject = rules.subject(refused.edit, this.current, this.base.doc)
    this.#arrange(this.base, () => setAside(this.#all, tried, { ...said, cause, subject }))
    return { halves: [] }
  }

  #halve(whole: KeptEdit, halves: readonly unknown[]): readonly KeptEdit[] {
    const { accountId, cache, kind } = this.#options
    const next = this.#all[this.#all.indexOf(whole) + 1]?.place ?? whole.place + 1
    const step = (next - whole.place) / halves.length
    let added: readonly KeptEdit[] = []
    this.#arrange(this.base, () => {
      const { editor, place, sequence } = whole
      added = cache.addEdits(
        accountId,
        kind,
        halves.map((edit, index) => ({ editor, edit, place: place + index * step })),
      )
      return inOrder([...this.#all.filter((kept) => kept.sequence !== sequence), ...added])
    })
    return added
  }

  /** The user wants it sent once more, or another server may take it. */
  tryAgain(cause: number): void {
    if (!this.refusals.some(isOf(cause))) return
    this.#arrange(this.base, () => triedAgain(this.#all, new Set([cause])))
    if (this.#state.kind === 'saved') this.setState({ kind: 'saving' })
    this.#options.onEdit()
  }

  /** As if it had never been made. */
  forget(cause: number): void {
    if (!this.refusals.some(isOf(cause))) return
    this.#arrange(this.base, () => this.#all.filter((kept) => !isOf(cause)(kept)))
    this.#current = null
    this.#tell('server')
  }

  /** What one server refused, another may take; null: kept here alone. */
  retryElsewhere(root: string | null): void {
    this.#known.forget()
    for (const { refusal } of this.refusals) if (refusal.root !== root) this.tryAgain(refusal.cause)
  }

  // --- For who talks to the server -------------------------------------------------------------------------------

  get base(): Base<Doc> {
    this.#base ??= keptBase(this.#options)
    return this.#base
  }

  /** All that is kept of what was done here, in the order it was done. */
  get #all(): readonly KeptEdit[] {
    this.#journal ??= this.#options.cache.edits(this.#options.accountId, this.kind)
    return this.#journal
  }

  /** To be sent, in the order they were made. */
  get edits(): readonly KeptEdit[] {
    return this.#all.filter(isWaiting)
  }

  /** The server's document with these, of those that wait. */
  withEdits(edits: readonly KeptEdit[]): Doc {
    const wanted = new Set(edits.map(({ sequence }) => sequence))
    // What the server has already comes after a refused one that is sent once more.
    const applying = this.#all.filter(({ sequence, isThere }) => isThere || wanted.has(sequence))
    return applying.length === this.#all.length ? this.current : applied(this.#ground, applying)
  }

  /** Those whose editor is here. */
  get pending(): readonly KeptEdit[] {
    return this.edits.filter((kept) => this.#editors.has(kept.editor))
  }

  /** The server has this now, with the edits `done` in it; `more` is to be brought into it. */
  serverHas(base: Base<Doc>, done: readonly number[], more: readonly LooseEdit[] = []): readonly KeptEdit[] {
    const { accountId, cache } = this.#options
    const before = this.current
    const isDone = new Set(done)
    let added: readonly KeptEdit[] = []
    this.#arrange(base, () => {
      added = cache.saveDocument(accountId, this.kind, base, more)
      const known = this.#all.map(
        (kept): KeptEdit => (isDone.has(kept.sequence) ? { ...kept, refusal: null, isThere: true } : kept),
      )
      return inOrder([...known, ...added])
    })
    this.#base = base
    this.#current = applied(this.#ground, this.#all)
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
    this.#journal = null
  }

  markSent(edits: readonly KeptEdit[], digest: string): void {
    const sequences = new Set(edits.map((kept) => kept.sequence))
    this.#options.cache.markSent([...sequences], digest)
    this.#journal = this.#all.map((kept) => (sequences.has(kept.sequence) ? { ...kept, sent: digest } : kept))
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

  get #ground(): Ground<Doc> {
    return this.#groundOf(this.base)
  }

  #groundOf({ doc }: Base<Doc>): Ground<Doc> {
    const apply = (each: Doc, { editor, edit }: LooseEdit) => this.#apply(each, editor, edit)
    // Without a refusal nothing is worked out twice, and nothing has to be remembered.
    const isRemembered = this.#all.some(({ refusal }) => refusal !== null)
    return {
      base: doc,
      apply: isRemembered ? (each, loose) => this.#known.apply(each, loose, apply) : apply,
      build: (each) => this.#known.build(each, this.kind.build),
      isKnown: (editor) => this.#editors.has(editor),
    }
  }

  /** The journal becomes what `work` gives, as it stands to this document of the server: all of it, also on the disk, or nothing. */
  #arrange(base: Base<Doc>, work: () => readonly KeptEdit[]): void {
    const { cache, onRefused } = this.#options
    const said = causesOf(this.refusals)
    this.#journal = cache.together(() => {
      const before = this.#all
      const next = work()
      const after = arranged(next, this.#groundOf(base))
      const known = new Set(before.map(({ sequence }) => sequence))
      cache.arrange([...before, ...next.filter(({ sequence }) => !known.has(sequence))], after)
      return after
    })
    if (said.join() !== causesOf(this.refusals).join()) onRefused?.()
  }

  #apply(doc: Doc, editor: string, edit: unknown): Doc {
    const rules = this.#editors.get(editor)
    if (rules === undefined) return doc
    try {
      return rules.apply(doc, edit)
    } catch (error) {
      this.#options.log.error('an edit of %s by %s failed: %s', this.kind.auid, editor, detailOf(error))
      return doc
    }
  }

  #foldWhenMany(): void {
    if (this.edits.length > mostLooseEdits) this.#fold()
  }

  /** Where there is no server, a document is kept here as it would be there. */
  #fold(): void {
    const { accountId, cache, kind } = this.#options
    const folded = new Set(this.pending.map(({ sequence }) => sequence))
    const doc = this.current
    const base = { root: null, entityTag: null, text: kind.build(doc), doc }
    this.#arrange(base, () => {
      cache.saveDocument(accountId, kind, base)
      return this.#all.filter(({ sequence }) => !folded.has(sequence))
    })
    this.#base = base
  }

  #tell(origin: Origin): void {
    const doc = this.current
    for (const listener of [...this.#changes]) this.#guarded(() => listener(doc, origin))
  }

  #guarded(action: () => void): void {
    try {
      action()
    } catch (error) {
      this.#options.log.error('a listener of %s failed: %s', this.kind.auid, detailOf(error))
    }
  }
}

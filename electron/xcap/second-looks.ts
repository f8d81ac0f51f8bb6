import type { KeptEdit, LooseEdit } from '../storage/document-cache.ts'
import type { SyncedDocument } from './synced-document.ts'

/** When the document is read again, in milliseconds after a write without a condition, or with one that the server does not heed. */
const unprotectedLooks = [2_000, 6_000]
/** The same after a write on a condition, to a server that was seen to let two such writes through at one time. */
const guardedLooks = [300]

/** how often one edit is applied again at most */
const mostAgain = 4

/** One write that may yet turn out to be overwritten. */
type Written<Doc> = {
  readonly edits: readonly LooseEdit[]
  /** the document they were applied to; null: written without protection, so any other document may have overwritten them */
  readonly before: Doc | null
  readonly at: number
}

/** How long a write on a condition can be overwritten by one whose condition the server had checked before: no server takes longer to write. */
const guardedFor = 3_000

/**
 * Edits that a server called done, although somebody's write at the same moment may have overwritten them: that shows only later, when
 * the server turns out to have another document. Each edit is applied again a few times at most, or two devices would go on for ever.
 */
export class SecondLooks<Doc> {
  readonly #document: SyncedDocument<Doc>
  readonly #look: () => Promise<void>
  /** how often a waiting edit was applied again, by its sequence in the journal; a sequence is used anew once its edit is sent */
  readonly #times = new Map<number, number>()
  /** the same for an edit that was sent */
  readonly #timesSent = new WeakMap<LooseEdit, number>()
  /** the oldest first */
  #written: readonly Written<Doc>[] = []
  #timers: readonly ReturnType<typeof setTimeout>[] = []

  /** `look` reads the document, and resolves when that is done. */
  constructor(document: SyncedDocument<Doc>, look: () => Promise<void>) {
    this.#document = document
    this.#look = look
  }

  /** Written where nothing kept us from overwriting somebody, nor him from overwriting us. */
  unprotected(edits: readonly LooseEdit[]): void {
    this.#expect({ edits: this.#fresh(edits), before: null, at: Date.now() }, unprotectedLooks)
  }

  /** Written on a condition to a server that does not always keep it. */
  guarded(edits: readonly LooseEdit[]): void {
    this.#expect({ edits: this.#fresh(edits), before: this.#document.base.doc, at: Date.now() }, guardedLooks)
  }

  /** These were overwritten at once and wait still: only what was written before them may have gone as well. */
  takeBack(edits: readonly KeptEdit[]): void {
    for (const edit of edits) this.#times.set(edit.sequence, this.#timesSent.get(edit) ?? 0)
    const waiting = new Set<LooseEdit>(edits)
    this.#written = this.#written.filter((written) => !written.edits.some((edit) => waiting.has(edit)))
  }

  /** Nothing is left that could be overwritten unseen. */
  settled(): void {
    this.#clear()
    this.#written = []
  }

  /** The server has another document than the one we wrote: what of ours is to be applied to it again. */
  overwritten(doc: Doc): readonly LooseEdit[] {
    const written = this.#written
    this.#written = []
    // Whoever wrote a document that shows one of our writes had seen those before it as well: what is missing of them was undone on purpose.
    const seen = written.findLastIndex(({ edits, before }) => before !== null && this.shows(doc, edits, before))
    return written.slice(seen + 1).flatMap(({ edits }) => edits)
  }

  /** What was overwritten stands in the journal again, as these. */
  applied(overwritten: readonly LooseEdit[], kept: readonly KeptEdit[]): void {
    for (const [index, { sequence }] of kept.entries()) {
      const edit = overwritten[index]
      if (edit !== undefined) this.#times.set(sequence, (this.#timesSent.get(edit) ?? 0) + 1)
    }
  }

  /** Whether a document shows what an edit does, and the one it was made from did not. */
  shows(doc: Doc, edits: readonly LooseEdit[], before: Doc): boolean {
    return edits.some((edit) => this.#document.isIn(doc, edit) && !this.#document.isIn(before, edit))
  }

  stop(): void {
    this.#clear()
    this.#written = []
  }

  #fresh(edits: readonly LooseEdit[]): readonly LooseEdit[] {
    return edits.filter((edit) => {
      const sequence = 'sequence' in edit ? (edit.sequence as number) : null
      const times = sequence === null ? 0 : (this.#times.get(sequence) ?? 0)
      if (sequence !== null) this.#times.delete(sequence)
      this.#timesSent.set(edit, times)
      return times < mostAgain
    })
  }

  #expect(written: Written<Doc>, looks: readonly number[]): void {
    this.#clear()
    const earlier = this.#written.filter(({ before, at }) => before === null || written.at - at < guardedFor)
    const all = written.edits.length === 0 ? earlier : [...earlier, written]
    this.#written = all
    if (all.length === 0) return
    this.#timers = looks.map((after, index) =>
      setTimeout(() => {
        void this.#look().then(() => {
          if (index === looks.length - 1 && this.#written === all) this.#written = []
        })
      }, after),
    )
  }

  #clear(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers = []
  }
}

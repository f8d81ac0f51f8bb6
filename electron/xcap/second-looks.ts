import type { KeptEdit, LooseEdit } from '../storage/document-cache.ts'
import type { SyncedDocument } from './synced-document.ts'

/** What was written without a condition that the server heeds is looked at again after this long. */
const unprotectedLooks = [2_000, 6_000]
/** What was written on one, to a server that has let two writes through at one time. */
const guardedLooks = [300]

/** so often is one edit applied again */
const mostAgain = 4

type Written<Doc> = {
  readonly edits: readonly LooseEdit[]
  /** what they were made from; null: written without protection, so whatever is there may have overwritten them */
  readonly before: Doc | null
}

/**
 * Edits that a server called done, and that somebody's write at the same time may yet have overwritten: it says so after the fact, by
 * having another document. Each edit is applied again a few times at most, or two devices would go on for ever.
 */
export class SecondLooks<Doc> {
  readonly #document: SyncedDocument<Doc>
  readonly #look: () => Promise<void>
  /** how often an edit was applied again, by its sequence */
  readonly #times = new Map<number, number>()
  #written: Written<Doc> | null = null
  #timers: readonly ReturnType<typeof setTimeout>[] = []

  /** `look` reads the document, and resolves when that is done. */
  constructor(document: SyncedDocument<Doc>, look: () => Promise<void>) {
    this.#document = document
    this.#look = look
  }

  /** Written where nothing kept us from overwriting somebody, nor him from overwriting us. */
  unprotected(edits: readonly LooseEdit[]): void {
    const earlier = this.#written?.before === null ? this.#written.edits : []
    this.#expect({ edits: [...earlier, ...this.#fresh(edits)], before: null }, unprotectedLooks)
  }

  /** Written on a condition to a server that does not always keep it. */
  guarded(edits: readonly LooseEdit[]): void {
    this.#expect({ edits: this.#fresh(edits), before: this.#document.base.doc }, guardedLooks)
  }

  /** Nothing is left that could be overwritten unseen. */
  settled(): void {
    this.#clear()
    this.#written = null
  }

  /** The server has another document than the one we wrote: what of ours is to be applied to it again. */
  overwritten(doc: Doc): readonly LooseEdit[] {
    const written = this.#written
    if (written === null) return []
    this.#written = null
    return written.before !== null && this.shows(doc, written.edits, written.before) ? [] : written.edits
  }

  /** What was overwritten stands in the journal again, as these. */
  applied(overwritten: readonly LooseEdit[], kept: readonly KeptEdit[]): void {
    for (const [index, { sequence }] of kept.entries()) this.#times.set(sequence, this.#timesOf(overwritten[index]) + 1)
  }

  /** Whether a document shows what an edit does, and the one it was made from did not. */
  shows(doc: Doc, edits: readonly LooseEdit[], before: Doc): boolean {
    return edits.some((edit) => this.#document.isIn(doc, edit) && !this.#document.isIn(before, edit))
  }

  stop(): void {
    this.#clear()
    this.#written = null
  }

  #fresh(edits: readonly LooseEdit[]): readonly LooseEdit[] {
    return edits.filter((edit) => this.#timesOf(edit) < mostAgain)
  }

  #timesOf(edit: LooseEdit | undefined): number {
    return edit !== undefined && 'sequence' in edit ? (this.#times.get(edit.sequence as number) ?? 0) : 0
  }

  #expect(written: Written<Doc>, looks: readonly number[]): void {
    this.#clear()
    this.#written = written
    if (written.edits.length === 0) return
    this.#timers = looks.map((after, index) =>
      setTimeout(() => {
        void this.#look().then(() => {
          if (index === looks.length - 1 && this.#written === written) this.#written = null
        })
      }, after),
    )
  }

  #clear(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers = []
  }
}

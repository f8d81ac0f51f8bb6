import type { LooseEdit } from '../storage/document-cache.ts'

/** What edits make of documents, and documents of texts, each worked out once for as long as both are there. */
export class KnownResults<Doc> {
  #results = new WeakMap<object, WeakMap<object, Doc>>()
  readonly #texts = new WeakMap<object, string>()

  /** What an edit makes of a document may be another thing by now. */
  forget(): void {
    this.#results = new WeakMap()
  }

  apply(doc: Doc, loose: LooseEdit, work: (doc: Doc, loose: LooseEdit) => Doc): Doc {
    const { edit } = loose
    if (typeof edit !== 'object' || edit === null) return work(doc, loose)
    const known = this.#results.get(doc as object) ?? new WeakMap<object, Doc>()
    this.#results.set(doc as object, known)
    const result = known.get(edit) ?? work(doc, loose)
    known.set(edit, result)
    return result
  }

  build(doc: Doc, work: (doc: Doc) => string): string {
    const text = this.#texts.get(doc as object) ?? work(doc)
    this.#texts.set(doc as object, text)
    return text
  }
}

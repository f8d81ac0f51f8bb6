import type { KeptEdit } from '../storage/document-cache.ts'

/** Those of the later edits that change something after this one, and nothing without it: the name of somebody it adds. */
export function nothingWithout<Doc>(
  edit: KeptEdit,
  later: readonly KeptEdit[],
  before: Doc,
  apply: (doc: Doc, edit: KeptEdit) => Doc,
): readonly KeptEdit[] {
  let doc = apply(before, edit)
  let without = before
  return later.filter((each) => {
    const [after, afterWithout] = [apply(doc, each), apply(without, each)]
    const isNothing = after !== doc && afterWithout === without
    doc = after
    without = afterWithout
    return isNothing
  })
}

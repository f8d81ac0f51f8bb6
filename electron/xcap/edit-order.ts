import type { KeptEdit, LooseEdit, Refusal } from '../storage/document-cache.ts'

/** A document of the server's, and what edits do to it. */
export type Ground<Doc> = {
  readonly base: Doc
  readonly apply: (doc: Doc, edit: LooseEdit) => Doc
  readonly build: (doc: Doc) => string
  /** whether this editor is open here; what edits of another one do cannot be told */
  readonly isKnown: (editor: string) => boolean
}

type RefusedEdit = KeptEdit & { readonly refusal: Refusal }

/** To be sent, once or once more. */
export const isWaiting = ({ isThere, refusal }: KeptEdit): boolean =>
  !isThere && (refusal === null || refusal.isTriedAgain)

/** Refused for good, until the user or a later edit says otherwise. */
export const isAside = (kept: KeptEdit): kept is RefusedEdit => kept.refusal !== null && !kept.refusal.isTriedAgain

export const isOf =
  (cause: number) =>
  ({ refusal }: KeptEdit): boolean =>
    refusal?.cause === cause

export const causesOf = (journal: readonly KeptEdit[]): readonly number[] => [
  ...new Set(journal.flatMap(({ refusal }) => (refusal === null ? [] : [refusal.cause]))),
]

export const inOrder = (journal: readonly KeptEdit[]): readonly KeptEdit[] =>
  journal.toSorted((a, b) => a.place - b.place || a.sequence - b.sequence)

export const applied = <Doc>({ base, apply }: Ground<Doc>, edits: readonly KeptEdit[]): Doc => edits.reduce(apply, base)

/** The server refused these: one edit, and those that make no sense without it. */
export function setAside(
  journal: readonly KeptEdit[],
  tried: readonly KeptEdit[],
  said: Omit<Refusal, 'isTriedAgain'>,
): readonly KeptEdit[] {
  const sequences = new Set(tried.map(({ sequence }) => sequence))
  const isOfIt = (kept: KeptEdit): boolean => isOf(said.cause)(kept) || sequences.has(kept.sequence)
  // Edits that belong to it but were made after it was sent: together they may be taken, so all are tried again.
  const isTriedAgain = journal.some((kept) => isOfIt(kept) && !sequences.has(kept.sequence))
  return journal.map((kept) => (isOfIt(kept) ? { ...kept, refusal: { ...said, isTriedAgain }, sent: null } : kept))
}

export const triedAgain = (journal: readonly KeptEdit[], causes: ReadonlySet<number>): readonly KeptEdit[] =>
  journal.map((kept) => {
    const { refusal } = kept
    if (refusal === null || refusal.isTriedAgain || !causes.has(refusal.cause)) return kept
    return { ...kept, refusal: { ...refusal, isTriedAgain: true } }
  })

/**
 * What each edit of a journal has to do with those among them that the server refuses. The server's document with all edits of the
 * journal applied, in their order, is what the user sees (docs/decisions/0017). An edit is one of these:
 *
 *   of a refused one     it makes no sense without that one (the name of somebody whom it adds): sent with it, or not at all
 *   there                the server has it already, but it changes something that an older, refused one changes too: applied after that
 *   gone                 a refused one of which nothing shows any more, because of later edits
 */
export function arranged<Doc>(journal: readonly KeptEdit[], ground: Ground<Doc>): readonly KeptEdit[] {
  if (!journal.some(({ refusal }) => refusal !== null))
    return journal.some(({ isThere }) => isThere) ? journal.filter(({ isThere }) => !isThere) : journal
  return withNeeded(withoutMoot(withNeeded(withCauses(journal, ground), ground), ground), ground)
}

/** Finds the edits that make no sense without a refused one. With them it is something new to the server: all are sent once more. */
function withCauses<Doc>(journal: readonly KeptEdit[], ground: Ground<Doc>): readonly KeptEdit[] {
  const { base, apply } = ground
  const joined = new Set<number>()
  const seen: KeptEdit[] = []
  let sent = base
  let shown = base
  for (const kept of journal) {
    // The refused one itself is not sent.
    const nextSent = kept.refusal?.cause === kept.sequence ? sent : apply(sent, kept)
    const nextShown = apply(shown, kept)
    const refusal = refusalOf(kept, { isNothing: nextSent === sent, isShown: nextShown !== shown }, seen, ground)
    if (refusal !== null && kept.refusal === null) joined.add(refusal.cause)
    seen.push(refusal === kept.refusal ? kept : { ...kept, refusal })
    if (refusal === null) sent = nextSent
    shown = nextShown
  }
  return triedAgain(seen, joined)
}

function refusalOf<Doc>(
  kept: KeptEdit,
  { isNothing, isShown }: { readonly isNothing: boolean; readonly isShown: boolean },
  before: readonly KeptEdit[],
  ground: Ground<Doc>,
): Refusal | null {
  const { refusal } = kept
  // Another device made it something: whom it names is on the server now.
  if (refusal !== null) return refusal.cause === kept.sequence || isNothing ? refusal : null
  if (kept.isThere || !isNothing || !isShown) return null
  const causes = causesOf(before).toReversed()
  const cause = causes.find((each) => {
    const without = applied(
      ground,
      before.filter((other) => !isOf(each)(other)),
    )
    return ground.apply(without, kept) === without
  })
  const latest = before.findLast(isOf(cause ?? causes[0] ?? -1))
  return latest?.refusal ?? null
}

/** An edit the server has stays in the journal while it makes a difference here, and while the server's document still shows it. */
function withNeeded<Doc>(journal: readonly KeptEdit[], { base, apply, isKnown }: Ground<Doc>): readonly KeptEdit[] {
  if (!journal.some(({ isThere }) => isThere)) return journal
  let doc = base
  return journal.filter((kept) => {
    const next = apply(doc, kept)
    if (kept.isThere && isKnown(kept.editor) && (next === doc || apply(base, kept) !== base)) return false
    doc = next
    return true
  })
}

function withoutMoot<Doc>(journal: readonly KeptEdit[], ground: Ground<Doc>): readonly KeptEdit[] {
  const { build, isKnown } = ground
  let rest = journal
  let shown = build(applied(ground, rest))
  for (const cause of causesOf(journal)) {
    // What is on its way may arrive: only with the answer it is known what is left of it.
    if (rest.some((kept) => isOf(cause)(kept) && (kept.sent !== null || !isKnown(kept.editor)))) continue
    const others = rest.filter((kept) => !isOf(cause)(kept))
    const without = build(applied(ground, others))
    if (without !== shown) continue
    rest = others
    shown = without
  }
  return rest
}

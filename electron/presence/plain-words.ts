import { othersColumn } from '#contract/privacy'
import { decisionEdits } from './decisions.ts'
import { type Placed, type Policy, type PolicyEdit, type Sphere, standingOf } from './policy.ts'

/** All that an address book of other programs can say of somebody; `default`: nothing in particular. */
export type PlainWord = 'allow' | 'block' | 'default'

export type PlainWords = {
  readonly of: (aor: string) => PlainWord
  /** who is an exception, one of the people or not */
  readonly exceptions: readonly string[]
}

const spheres: readonly Sphere[] = ['work', 'home', null]

/** The policy in such words, whatever the sphere: who is let in at work only is not simply allowed. */
export function plainWords(policy: Policy, people: readonly Placed[]): PlainWords {
  const places = new Map(people.map((placed) => [placed.aor, placed]))
  return {
    of: (aor) => {
      const placed = places.get(aor) ?? { aor, columns: [othersColumn] }
      const handlings = spheres.map((sphere) => standingOf(policy, placed, sphere).handling)
      if (handlings.every((handling) => handling === 'allow')) return 'allow'
      return handlings.every((handling) => handling === 'block' || handling === 'polite-block') ? 'block' : 'default'
    },
    exceptions: policy.people.filter(({ access }) => access !== 'columns').map(({ aor }) => aor),
  }
}

/** What makes such a word the user's own; nothing where it holds already. */
export function wordEdits(words: PlainWords, aor: string, word: PlainWord, at: number): readonly PolicyEdit[] {
  if (words.of(aor) === word) return []
  if (word === 'default') return words.exceptions.includes(aor) ? [{ kind: 'person-removed', aor }] : []
  const decision = word === 'allow' ? ({ kind: 'allow', groupId: null } as const) : ({ kind: 'polite-block' } as const)
  return [...decisionEdits(aor, decision), { kind: 'decision', record: { aor, decision, at } }]
}

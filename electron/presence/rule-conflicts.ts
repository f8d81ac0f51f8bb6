import type { RuleConflict } from '#contract/privacy'
import type { Rule, Ruleset } from '../documents/pres-rules.ts'
import { parseAor } from '../sip/address.ts'
import { coversLevels, isOurRule, subHandlingOf } from './authorization-rules.ts'
import type { NamedList } from './foreign-blocks.ts'
import { levelsIn } from './foreign-grants.ts'
import { columnsOf } from './placed.ts'
import { type Placed, type Policy, type Sphere, standingOf } from './policy.ts'
import { applies, type Reading, verdictOf } from './rule-evaluator.ts'

/** Nobody in particular: what a rule gives to whom the user does not know. */
const stranger = 'someone@elsewhere.invalid'
const strangerOf = (domain: string): string => `someone-unknown@${domain}`
const mostNamed = 20
/** Looked at of those a rule names; a document may name a hundred thousand. */
const mostLookedAt = 2_000

export type ConflictInput = {
  readonly own: string
  readonly policy: Policy
  readonly people: readonly Placed[]
  /** who watches the user, or wants to */
  readonly watchers: readonly string[]
  readonly sphere: Sphere
  readonly reading: Reading
  readonly now: number
  readonly list?: NamedList
}

/** Rules of other programs by which somebody is let in or kept out against what the user wants here. */
export function ruleConflicts(ruleset: Ruleset, input: ConflictInput): readonly RuleConflict[] {
  const { own, policy, people, watchers, sphere, reading, now, list } = input
  const foreign = ruleset.rules.filter((rule) => !isOurRule(rule))
  if (foreign.length === 0) return []
  const known = new Set(people.map(({ aor }) => aor))
  const unknown = (aors: readonly string[]): readonly Placed[] =>
    [...new Set(aors)]
      .filter((aor) => aor !== own && !known.has(aor))
      .map((aor) => ({ aor, columns: columnsOf(undefined, []) }))
  const conflicts: RuleConflict[] = []
  for (const rule of foreign) {
    const named = namedBy(rule, list)
    const domains = new Map(named.domains.map((domain) => [strangerOf(domain), domain]))
    const found = new Map<RuleConflict['kind'], string[]>()
    for (const placed of [...people, ...unknown([...watchers, ...named.aors, stranger, ...domains.keys()])]) {
      const kind = placed.aor === own ? null : conflictWith(rule, placed)
      if (kind !== null) found.set(kind, [...(found.get(kind) ?? []), placed.aor])
    }
    for (const [kind, aors] of found) {
      const isEverybody = aors.includes(stranger)
      const those = aors.filter((aor) => aor !== stranger && !domains.has(aor))
      const everybodyOf = isEverybody ? [] : aors.flatMap((aor) => domains.get(aor) ?? [])
      conflicts.push({
        ruleId: rule.id,
        kind,
        people: isEverybody ? [] : those.slice(0, mostNamed),
        ...(everybodyOf.length === 0 ? {} : { domains: everybodyOf.slice(0, mostNamed) }),
      })
    }
  }
  return conflicts

  function conflictWith(rule: Rule, placed: Placed): RuleConflict['kind'] | null {
    const request = { aor: placed.aor, sphere, now, ...(list ? { list } : {}) }
    if (!applies(rule, request, ruleset, reading)) return null
    const verdict = verdictOf(ruleset, request, reading)
    if (!verdict.rules.includes(rule)) return null
    const standing = standingOf(policy, placed, sphere)
    if (verdict.handling !== subHandlingOf[standing.handling]) return verdict.handling === 'allow' ? 'opens' : 'closes'
    if (verdict.handling !== 'allow' || reading !== 'union' || rule.transformations === null) return null
    return coversLevels(standing.levels, levelsIn(rule.transformations)) ? null : 'opens'
  }
}

/** Whom a rule says it is about: people by name or in a list, and everybody of a domain. */
function namedBy(
  { conditions }: Rule,
  list: NamedList | undefined,
): { readonly aors: readonly string[]; readonly domains: readonly string[] } {
  const aors = new Set<string>()
  const domains = new Set<string>()
  const add = (aor: string | null) => {
    if (aor !== null && aors.size < mostLookedAt) aors.add(aor)
  }
  for (const condition of conditions) {
    if (condition.kind === 'external-list') {
      for (const anchor of condition.anchors) for (const aor of list?.(anchor) ?? []) add(aor)
    }
    if (condition.kind !== 'identity') continue
    for (const member of condition.members) {
      if (member.kind === 'one') add(parseAor(member.id))
      if (member.kind === 'many' && member.domain !== null && domains.size < mostLookedAt) domains.add(member.domain)
    }
  }
  return { aors: [...aors], domains: [...domains] }
}

/** Whom other programs let in though the user does not: `everyone` where they cannot be named. */
export function letIn(conflicts: readonly RuleConflict[]): {
  readonly strangers: readonly string[]
  readonly everyone: boolean
} {
  const opens = conflicts.filter(({ kind }) => kind === 'opens')
  return {
    strangers: [...new Set(opens.flatMap(({ people }) => people))],
    everyone: opens.some(({ people, domains }) => people.length === 0 || domains !== undefined),
  }
}

import type { RuleConflict } from '#contract/privacy'
import type { Rule, Ruleset } from '../documents/pres-rules.ts'
import { isOurRule, subHandlingOf } from './authorization-rules.ts'
import type { NamedList } from './foreign-blocks.ts'
import { type Placed, type Policy, type Sphere, standingOf } from './policy.ts'
import { applies, type Reading, verdictOf } from './rule-evaluator.ts'

/** Nobody in particular: what a rule gives to whom the user does not know. */
const stranger = 'someone@elsewhere.invalid'
const mostNamed = 20

/** Rules of other programs by which somebody is let in or kept out against what the user wants here. */
export function ruleConflicts(
  ruleset: Ruleset,
  input: {
    readonly policy: Policy
    readonly people: readonly Placed[]
    readonly sphere: Sphere
    readonly reading: Reading
    readonly now: number
    readonly list?: NamedList
  },
): readonly RuleConflict[] {
  const { policy, people, sphere, reading, now, list } = input
  const foreign = ruleset.rules.filter((rule) => !isOurRule(rule))
  if (foreign.length === 0) return []
  const everybody = [...people, { aor: stranger, columns: ['others'] }]
  const conflicts: RuleConflict[] = []
  for (const rule of foreign) {
    const found = new Map<RuleConflict['kind'], string[]>()
    for (const placed of everybody) {
      const kind = conflictWith(rule, placed)
      if (kind !== null) found.set(kind, [...(found.get(kind) ?? []), placed.aor])
    }
    for (const [kind, aors] of found) {
      const named = aors.filter((aor) => aor !== stranger)
      conflicts.push({ ruleId: rule.id, kind, people: aors.includes(stranger) ? [] : named.slice(0, mostNamed) })
    }
  }
  return conflicts

  function conflictWith(rule: Rule, placed: Placed): RuleConflict['kind'] | null {
    const request = { aor: placed.aor, sphere, now, ...(list ? { list } : {}) }
    if (!applies(rule, request, ruleset, reading)) return null
    const verdict = verdictOf(ruleset, request, reading)
    if (!verdict.rules.includes(rule)) return null
    const wanted = subHandlingOf[standingOf(policy, placed, sphere).handling]
    if (verdict.handling === wanted) return null
    return verdict.handling === 'allow' ? 'opens' : 'closes'
  }
}

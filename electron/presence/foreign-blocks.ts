import type { PersonRule } from '#contract/privacy'
import type { Ruleset } from '../documents/pres-rules.ts'
import { parseAor } from '../sip/address.ts'
import { isOurRule } from './authorization-rules.ts'
import type { Policy } from './policy.ts'
import { type RuleRequest, verdictOf } from './rule-evaluator.ts'

/** The people of a list that a rule names; null: it cannot be read. */
export type NamedList = NonNullable<RuleRequest['list']>

/** More than anybody blocks one by one; a document may name a hundred thousand. */
const mostBlocked = 2_000

/**
 * Whom the user keeps out with another program stays out, until he says otherwise here: being in a group is no such word, and a rule of
 * ours for the group would let him in, since the more open rule wins (RFC 4745 10), and ours come first where the first one does.
 */
export function withForeignBlocks(
  policy: Policy,
  ruleset: Ruleset,
  { list, now }: { readonly list: NamedList; readonly now: number },
): Policy {
  const foreign = { ...ruleset, rules: ruleset.rules.filter((rule) => !isOurRule(rule)) }
  const said = new Set(policy.people.map(({ aor }) => aor))
  for (const { aor, decision } of policy.decisions) if (decision.kind === 'allow') said.add(aor)
  const blocked: PersonRule[] = []
  for (const aor of namedAsBlocked(foreign, list)) {
    if (said.has(aor)) continue
    if (blocked.length === mostBlocked) break
    const access = blockOf(foreign, { aor, now, list })
    if (access !== null) blocked.push({ aor, access, extra: {} })
  }
  return blocked.length === 0 ? policy : { ...policy, people: [...policy.people, ...blocked] }
}

/** In any sphere, because ours is not always known to the server; a rule whose time is over keeps out nobody. */
function blockOf(foreign: Ruleset, request: Omit<RuleRequest, 'sphere'>): 'block' | 'polite-block' | null {
  const found = [null, 'work', 'home'].map((sphere) => {
    const { handling, rules } = verdictOf(foreign, { ...request, sphere }, 'union')
    return rules.length > 0 ? handling : null
  })
  return (['block', 'polite-block'] as const).find((each) => found.includes(each)) ?? null
}

function namedAsBlocked(foreign: Ruleset, list: NamedList): ReadonlySet<string> {
  const named = new Set<string>()
  for (const { subHandling, conditions } of foreign.rules) {
    if (subHandling !== 'block' && subHandling !== 'polite-block') continue
    for (const condition of conditions) {
      if (condition.kind === 'identity') {
        for (const member of condition.members) {
          const aor = member.kind === 'one' ? parseAor(member.id) : null
          if (aor !== null) named.add(aor)
        }
      } else if (condition.kind === 'external-list') {
        for (const anchor of condition.anchors) for (const aor of list(anchor) ?? []) named.add(aor)
      }
    }
  }
  return named
}

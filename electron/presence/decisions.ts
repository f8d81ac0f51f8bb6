import type { WatcherDecision } from '#contract/privacy'
import { editPolicy, type Policy, type PolicyEdit } from './policy.ts'

/** The policy as it would be if the user answered so. */
export function decided(policy: Policy, aor: string, decision: WatcherDecision): Policy {
  return decisionEdits(aor, decision).reduce(editPolicy, policy)
}

/** What an answer to somebody who wants to see the user makes of the policy. */
export function decisionEdits(aor: string, decision: WatcherDecision): readonly PolicyEdit[] {
  switch (decision.kind) {
    case 'later':
      return []
    case 'allow':
      // In a group he has what the group has; in none, what everyone else has, once let in.
      return decision.groupId === null
        ? [{ kind: 'person', rule: { aor, access: 'allow', extra: {} } }]
        : [{ kind: 'person-removed', aor }]
    case 'basic':
    case 'polite-block':
    case 'block':
      return [{ kind: 'person', rule: { aor, access: decision.kind, extra: {} } }]
  }
}

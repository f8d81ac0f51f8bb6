import { one } from '../documents/common-policy.ts'
import type { Rule, Ruleset } from '../documents/pres-rules.ts'
import { sipUriOf } from '../sip/address.ts'
import { ruleOf } from './authorization-rules.ts'

/**
 * The rules of Blink in the document of OMA, by which the lists that follow from its address book count at its servers. What they
 * grant stands in no transformations: Blink takes those away.
 */
const granted = 'wp_prs_grantedcontacts'
const blocked = 'wp_prs_blockedcontacts'
const anonymous = 'wp_prs_block_anonymous'
const own = 'wp_prs_allow_own'
/** one of the two, as the user chose in Blink */
const unlisted = ['wp_prs_unlisted', 'wp_prs_allow_unlisted'] as const

const ids: ReadonlySet<string> = new Set([granted, blocked, anonymous, own, ...unlisted])
export const isBlinkRule = ({ id }: Pick<Rule, 'id'>): boolean => ids.has(id)

/** `listAddress`: of a top-level list of the user's; null while no server is known. */
export function blinkRules(aor: string, listAddress: (name: string) => string | null): readonly Rule[] {
  const grantedList = listAddress('oma_grantedcontacts')
  const blockedList = listAddress('oma_blockedcontacts')
  if (grantedList === null || blockedList === null) return []
  return [
    ruleOf(granted, [{ kind: 'external-list', anchors: [grantedList] }], 'allow', null),
    ruleOf(blocked, [{ kind: 'external-list', anchors: [blockedList] }], 'polite-block', null),
    // Whoever is in no list waits for the user's word, whatever he wants of everyone else here: ours say that.
    ruleOf(unlisted[0], [{ kind: 'other-identity' }], 'confirm', null),
    ruleOf(anonymous, [{ kind: 'anonymous-request' }], 'block', null),
    ruleOf(own, [{ kind: 'identity', members: [one(sipUriOf(aor))] }], 'allow', null),
  ]
}

/** Those that are not there; one that is stays as Blink has it. */
export function withMissing(ruleset: Ruleset, rules: readonly Rule[]): Ruleset {
  const there = new Set(ruleset.rules.map(({ id }) => id))
  const isThere = (id: string) =>
    unlisted.some((each) => each === id) ? unlisted.some((each) => there.has(each)) : there.has(id)
  const missing = rules.filter(({ id }) => !isThere(id))
  return missing.length === 0 ? ruleset : { ...ruleset, rules: [...ruleset.rules, ...missing] }
}

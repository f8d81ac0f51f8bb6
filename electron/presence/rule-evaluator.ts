import type { Condition, IdentityMember } from '../documents/common-policy.ts'
import { instantOf } from '../documents/date-time.ts'
import {
  noTransformations,
  type Permission,
  type Provided,
  permissions,
  type Rule,
  type Ruleset,
  type SubHandling,
  type Transformations,
  userInputs,
} from '../documents/pres-rules.ts'
import { domainOf, normaliseHost, parseAor } from '../sip/address.ts'

/** Whoever asks, and where and when the user is. */
export type RuleRequest = {
  /** null: he does not say who he is */
  readonly aor: string | null
  readonly sphere: string | null
  readonly now: number
  /** the people of a list that a rule names; null: it cannot be read */
  readonly list?: (anchor: string) => ReadonlySet<string> | null
}

/**
 * How a server reads the rules. `union`: RFC 4745 10, all that apply together. `first-match`: the first that applies, as
 * Kamailio and OpenSIPS do; exceptions from `many` are not seen, and a rule that names nobody is passed over.
 */
export type Reading = 'union' | 'first-match'

export type Verdict = {
  readonly handling: SubHandling
  /** the rules that applied */
  readonly rules: readonly Rule[]
  readonly transformations: Transformations
}

/** What the rules give somebody. */
export function verdictOf(ruleset: Ruleset, request: RuleRequest, reading: Reading): Verdict {
  if (reading === 'first-match') {
    const rule = ruleset.rules.find((each) => namesSomebody(each) && applies(each, request, ruleset, reading))
    // Neither of them lets in or turns away whom no rule is about: he waits.
    if (rule === undefined) return { handling: 'confirm', rules: [], transformations: noTransformations }
    return {
      handling: rule.subHandling ?? 'confirm',
      rules: [rule],
      transformations: rule.transformations ?? noTransformations,
    }
  }
  const rules = ruleset.rules.filter((rule) => applies(rule, request, ruleset, reading))
  return {
    handling: rules.reduce<SubHandling>((most, rule) => higher(most, rule.subHandling ?? 'block'), 'block'),
    rules,
    transformations: rules.map((rule) => rule.transformations ?? noTransformations).reduce(combined, noTransformations),
  }
}

const namesSomebody = (rule: Rule): boolean => rule.conditions.some(({ kind }) => namingKinds.has(kind))

const namingKinds: ReadonlySet<string> = new Set(['identity', 'external-list', 'other-identity', 'anonymous-request'])

/** RFC 4745 7: every condition has to hold. */
export function applies(rule: Rule, request: RuleRequest, ruleset: Ruleset, reading: Reading): boolean {
  return rule.conditions.every((condition) => holds(condition, request, reading, ruleset))
}

function holds(condition: Condition, request: RuleRequest, reading: Reading, ruleset: Ruleset): boolean {
  const { aor, sphere, now, list } = request
  switch (condition.kind) {
    case 'identity':
      // RFC 5025 3.1.1.2: one without members is about who does not say who he is.
      if (condition.members.length === 0) return aor === null
      return (
        (aor !== null && onesOf(condition).has(aor)) ||
        condition.members.some((member) => member.kind !== 'one' && isMember(member, aor, reading))
      )
    case 'sphere':
      // RFC 4745 7.3: any of several words, whatever their case.
      return sphere !== null && condition.value.toLowerCase().split(/\s+/).includes(sphere.toLowerCase())
    case 'validity':
      return condition.periods.some(({ from, until }) => {
        const [begin, end] = [instantOf(from), instantOf(until)]
        return begin !== null && end !== null && begin <= now && now < end
      })
    case 'external-list':
      return aor !== null && condition.anchors.some((anchor) => list?.(anchor)?.has(aor) === true)
    case 'other-identity':
      // OMA: whom no rule with an identity or a list is about.
      return (
        aor !== null &&
        !ruleset.rules.some(({ conditions }) =>
          conditions.some(
            (each) =>
              (each.kind === 'identity' || each.kind === 'external-list') && holds(each, request, reading, ruleset),
          ),
        )
      )
    case 'anonymous-request':
      return aor === null
    case 'foreign':
      return false
  }
}

const knownOnes = new WeakMap<Condition, ReadonlySet<string>>()

/** A rule may name thousands, and is asked about each of thousands. */
function onesOf(condition: Extract<Condition, { kind: 'identity' }>): ReadonlySet<string> {
  let ones = knownOnes.get(condition)
  if (ones === undefined) {
    ones = new Set(condition.members.flatMap((member) => (member.kind === 'one' ? (parseAor(member.id) ?? []) : [])))
    knownOnes.set(condition, ones)
  }
  return ones
}

function isMember(member: Exclude<IdentityMember, { kind: 'one' }>, aor: string | null, reading: Reading): boolean {
  // RFC 4745 7.1: only of somebody who is known to be who he says.
  if (aor === null) return false
  switch (member.kind) {
    case 'many': {
      const domain = domainOf(aor)
      if (member.domain !== null && !isDomain(member.domain, domain)) return false
      if (reading === 'first-match') return true
      return !member.except.some(
        (except) =>
          (except.id !== null && parseAor(except.id) === aor) ||
          (except.domain !== null && isDomain(except.domain, domain)),
      )
    }
    case 'foreign':
      return false
  }
}

/** RFC 4745 7.1.3: without percent-encoding, as ASCII. */
function isDomain(text: string, domain: string): boolean {
  try {
    return normaliseHost(decodeURIComponent(text)) === domain
  } catch {
    return false
  }
}

const handlingOrder: readonly SubHandling[] = ['block', 'confirm', 'polite-block', 'allow']

const higher = (a: SubHandling, b: SubHandling): SubHandling =>
  handlingOrder.indexOf(b) > handlingOrder.indexOf(a) ? b : a

/** RFC 4745 10.2: sets are united, of booleans and degrees the higher one counts. */
function combined(a: Transformations, b: Transformations): Transformations {
  const granted: Partial<Record<Permission, boolean>> = {}
  for (const permission of permissions) {
    if (a.permissions[permission] === true || b.permissions[permission] === true) granted[permission] = true
  }
  return {
    services: united(a.services, b.services),
    devices: united(a.devices, b.devices),
    persons: united(a.persons, b.persons),
    permissions: granted,
    userInput:
      userInputs[Math.max(userInputs.indexOf(a.userInput ?? 'false'), userInputs.indexOf(b.userInput ?? 'false'))]!,
    unknown: [...a.unknown, ...b.unknown].filter(({ granted: given }) => given),
    allAttributes: a.allAttributes || b.allAttributes,
    foreign: [...a.foreign, ...b.foreign],
  }
}

function united<Kind extends string>(a: Provided<Kind> | null, b: Provided<Kind> | null): Provided<Kind> | null {
  if (a === null || b === null) return a ?? b
  if (a.kind === 'all' || b.kind === 'all') return { kind: 'all' }
  return { kind: 'some', selectors: [...a.selectors, ...b.selectors], foreign: [...a.foreign, ...b.foreign] }
}

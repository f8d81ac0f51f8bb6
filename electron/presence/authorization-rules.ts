import { createHash } from 'node:crypto'
import { details, type Handling, levelsOf, othersColumn } from '#contract/privacy'
import { type Condition, many, one } from '../documents/common-policy.ts'
import {
  everythingProvided,
  type Rule,
  type Ruleset,
  type SubHandling,
  type Transformations,
} from '../documents/pres-rules.ts'
import { sipUriOf } from '../sip/address.ts'
import { transformationsFor } from './granted.ts'
import {
  exceptionOf,
  handlingOrder,
  type Levels,
  type Placed,
  type Policy,
  type Sphere,
  type Standing,
  standingOf,
} from './policy.ts'

/** What a policy is compiled from. */
export type CompileInput = {
  readonly own: string
  readonly policy: Policy
  readonly people: readonly Placed[]
  /** A column as every device of the user calls it: rules are known by it, and each device has to find its own in those of another. */
  readonly sharedId?: (column: string) => string
  /**
   * `by-server`: the server compares the sphere a rule is for with the one that is published. `as-now`: it does not, or the
   * sphere is not published, so the rules are those of this sphere and are written anew when it changes.
   */
  readonly sphere: { readonly kind: 'by-server' } | { readonly kind: 'as-now'; readonly sphere: Sphere }
}

/** Rules with these ids are ours; all others are somebody else's and stay. */
const ourRulePrefix = 'dialtone-'
export const isOurRule = (rule: Rule): boolean => rule.id.startsWith(ourRulePrefix)
const othersRule = `${ourRulePrefix}others`

/**
 * The rules of a policy, right for servers that unite all rules that apply (RFC 4745 10) and for those that take the first one:
 * everybody stands in one rule of his own kind, with all that his columns give him together; where the sphere decides, a rule with
 * that condition comes before the one without.
 */
export function compileRules({ own, policy, people, sharedId = (id) => id, sphere }: CompileInput): readonly Rule[] {
  const spheres: readonly Sphere[] = sphere.kind === 'by-server' ? ['work', 'home', null] : [sphere.sphere]
  const inSpheres = (placed: Placed) => spheres.map((each) => standingOf(policy, placed, each))
  const others = inSpheres({ aor: '', columns: [othersColumn] })
  type Class = { readonly standings: readonly Standing[]; readonly aors: string[] }
  const classes = new Map<string, Class>()
  /** people who are no exceptions, by their list of columns (one object for all who have the same); null: treated as everyone else is */
  const plain = new Map<readonly string[], Class | null>()
  for (const placed of people) {
    if (placed.aor === own) continue
    const isPlain = exceptionOf(policy, placed.aor) === null
    const before = isPlain ? plain.get(placed.columns) : undefined
    if (before !== undefined) {
      before?.aors.push(placed.aor)
      continue
    }
    const standings = inSpheres(placed)
    if (sameStandings(standings, others)) {
      if (isPlain) plain.set(placed.columns, null)
      continue
    }
    const exception = standings[0]?.exception
    const extra = details.flatMap((detail) => {
      const grant = exception?.extra[detail]
      return grant === undefined ? [] : [`${detail} ${grant.level} ${grant.when}`]
    })
    const key = [placed.columns.map(sharedId).sort().join(' '), extra.join(' ')]
    const name = `${key.join('|')}|${exception?.access ?? ''}`
    const found: Class = classes.get(name) ?? { standings, aors: [] }
    found.aors.push(placed.aor)
    classes.set(name, found)
    if (isPlain) plain.set(placed.columns, found)
  }
  const rules: Rule[] = [ruleOf(`${ourRulePrefix}own`, [identity([own])], 'allow', everythingProvided)]
  const narrower: string[] = []
  for (const [name, { standings, aors }] of [...classes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const id = ourRulePrefix + shortName(name)
    rules.push(...rulesFor(id, identity(aors.toSorted()), spheres, standings))
    // RFC 4745 unites: whom everyone else's rule would give more must be excepted from it.
    if (!standings.every((standing, index) => covers(standing, others[index]!))) narrower.push(...aors)
  }
  const everyone: Condition = {
    kind: 'identity',
    members: [many(narrower.toSorted().map(sipUriOf))],
  }
  return [...rules, ...rulesFor(othersRule, everyone, spheres, others)]
}

function rulesFor(
  id: string,
  who: Condition,
  spheres: readonly Sphere[],
  standings: readonly Standing[],
): readonly Rule[] {
  const base = standings.at(-1)!
  return spheres.flatMap((sphere, index) => {
    const standing = standings[index]!
    const isBase = index === spheres.length - 1
    if (!isBase && sameStanding(standing, base)) return []
    const conditions: readonly Condition[] =
      isBase || sphere === null ? [who] : [who, { kind: 'sphere', value: sphere }]
    const { handling, levels } = standing
    const told = handling === 'allow' ? transformationsFor(levels) : null
    return [ruleOf(isBase ? id : `${id}-${sphere}`, conditions, subHandlingOf[handling], told)]
  })
}

export const subHandlingOf: Readonly<Record<Handling, SubHandling>> = {
  allow: 'allow',
  ask: 'confirm',
  'polite-block': 'polite-block',
  block: 'block',
}

export const handlingOf = (subHandling: SubHandling): Handling => (subHandling === 'confirm' ? 'ask' : subHandling)

const identity = (aors: readonly string[]): Condition => ({
  kind: 'identity',
  members: aors.map((aor) => one(sipUriOf(aor))),
})

export const ruleOf = (
  id: string,
  conditions: readonly Condition[],
  subHandling: SubHandling,
  transformations: Transformations | null,
): Rule => ({ id, conditions, subHandling, otherActions: [], transformations, written: null })

/** The same for the same columns, whoever stands in them. */
const shortName = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 12)

const sameStanding = (a: Standing, b: Standing): boolean =>
  a.handling === b.handling && details.every((detail) => a.levels[detail] === b.levels[detail])

const sameStandings = (a: readonly Standing[], b: readonly Standing[]): boolean =>
  a.every((standing, index) => sameStanding(standing, b[index]!))

const covers = (a: Standing, b: Standing): boolean =>
  handlingOrder(a.handling) >= handlingOrder(b.handling) && coversLevels(a.levels, b.levels)

export const coversLevels = (a: Levels, b: Levels): boolean =>
  details.every((detail) => levelsOf[detail].indexOf(a[detail]) >= levelsOf[detail].indexOf(b[detail]))

/**
 * Our rules among those of other programs, which stay as they are: after ours for single people, before that for everyone else,
 * so that both count where the first rule wins. Those that are `isLast` come after all: what they say was read into ours, and some
 * servers stop reading at a rule that names nobody.
 */
export function withOurRules(
  ruleset: Ruleset,
  ours: readonly Rule[],
  isLast: (rule: Rule) => boolean = () => false,
): Ruleset {
  const foreign = ruleset.rules.filter((rule) => !isOurRule(rule))
  const isForOthers = (rule: Rule) => rule.id.startsWith(othersRule)
  return {
    ...ruleset,
    rules: [
      ...ours.filter((rule) => !isForOthers(rule)),
      ...foreign.filter((rule) => !isLast(rule)),
      ...ours.filter(isForOthers),
      ...foreign.filter(isLast),
    ],
  }
}

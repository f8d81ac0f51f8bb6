import { type Detail, details, type Handling, levelsOf } from '#contract/privacy'
import { noTransformations, type Ruleset, type Transformations } from '../documents/pres-rules.ts'
import { handlingOf, isOurRule } from './authorization-rules.ts'
import { transformationsFor } from './granted.ts'
import { type Levels, noLevels } from './policy.ts'
import { type RuleRequest, verdictOf } from './rule-evaluator.ts'

/** What somebody has by rules of other programs, whatever the user wants here. */
export type ForeignGrant = { readonly handling: Handling; readonly levels: Levels }

/** Where the server unites all rules that apply (RFC 4745 10); null: none of other programs is about him. */
export function foreignGrant(ruleset: Ruleset, request: RuleRequest): ForeignGrant | null {
  const foreign = { ...ruleset, rules: ruleset.rules.filter((rule) => !isOurRule(rule)) }
  const { handling, rules, transformations } = verdictOf(foreign, request, 'union')
  return rules.length === 0 ? null : { handling: handlingOf(handling), levels: levelsIn(transformations) }
}

/** These permissions as details of the matrix: one of several that make up a detail is enough, because something of it is seen. */
export function levelsIn(given: Transformations): Levels {
  const levels = { ...noLevels }
  for (const detail of details) {
    for (const level of levelsOf[detail]) if (hasSome(given, distinctive(detail, level))) levels[detail] = level
  }
  return levels
}

const alwaysGiven = transformationsFor(noLevels)

/** What this level gives and the one below it does not. */
function distinctive(detail: Detail, level: Levels[Detail]): Transformations {
  const all = levelsOf[detail]
  const below = all[all.indexOf(level) - 1]
  const most = transformationsFor({ ...noLevels, [detail]: level })
  const least = below === undefined ? most : transformationsFor({ ...noLevels, [detail]: below })
  const known = new Set([...alwaysGiven.unknown, ...least.unknown].map(nameOf))
  const permissions = Object.keys(most.permissions).filter((name) => !Object.hasOwn(least.permissions, name))
  return {
    ...noTransformations,
    permissions: Object.fromEntries(permissions.map((name) => [name, true])),
    unknown: most.unknown.filter((each) => !known.has(nameOf(each))),
    devices: least.devices === null ? most.devices : null,
    userInput: least.userInput === most.userInput ? null : most.userInput,
  }
}

function hasSome(given: Transformations, wanted: Transformations): boolean {
  const { permissions, unknown, devices, userInput } = wanted
  const names = Object.keys(permissions) as (keyof typeof permissions)[]
  const named = new Set(given.unknown.filter(({ granted }) => granted).map(nameOf))
  const isSomething = names.length + unknown.length > 0 || devices !== null || userInput !== null
  if (given.allAttributes) return isSomething
  return (
    names.some((name) => given.permissions[name] === true) ||
    unknown.some((each) => named.has(nameOf(each))) ||
    (devices !== null && given.devices !== null) ||
    (userInput !== null && (given.userInput ?? 'false') !== 'false')
  )
}

const nameOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `{${namespace}}${name}`

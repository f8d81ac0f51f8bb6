import type { Provided } from '../../electron/documents/pres-rules.ts'
import type { Verdict } from '../../electron/presence/rule-evaluator.ts'
import type { Granted } from '../fakes/granted-permissions.ts'

/** What our own evaluator makes of rules, in the words of the presence agent of the tests. */
export function grantedBy({ handling, transformations }: Verdict): Granted {
  const { services, persons, devices, permissions, userInput, unknown, allAttributes } = transformations
  return {
    handling,
    services: membersOf(services),
    persons: membersOf(persons),
    devices: membersOf(devices),
    attributes: new Set(
      Object.entries(permissions).flatMap(([name, given]) => (given === true ? [name] : [])),
    ) as Granted['attributes'],
    userInput: userInput ?? 'false',
    unknown: new Set(unknown.flatMap(({ namespace, name, granted }) => (granted ? [`{${namespace}}${name}`] : []))),
    allAttributes,
  }
}

const membersOf = (provided: Provided<string> | null): ReadonlySet<string> =>
  provided === null
    ? new Set()
    : provided.kind === 'all'
      ? new Set(['all'])
      : new Set(provided.selectors.map(({ kind, value }) => `${kind}=${value}`))

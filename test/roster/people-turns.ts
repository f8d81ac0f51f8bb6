import type { PolicyDocument } from '../../electron/presence/policy-document.ts'
import type { Roster } from '../../electron/roster/roster.ts'

/** What a user does in turn n, one command each, and what comes of turns 0 to n: people, groups, and who may see what. */

/** Comparable: what tables, document and server have, or should have. */
export type PeopleAndPolicy = {
  /** "address name [groups]", in order; somebody who is there twice is in it twice */
  readonly people: readonly string[]
  readonly groups: readonly string[]
  /** "address access", in order */
  readonly exceptions: readonly string[]
}

const aorOf = (n: number): string => `person${n}@example.org`
const groupOf = (n: number): string => `Group ${Math.floor(n / 8) % 3}`
const exceptionOf = (n: number) =>
  ({
    aor: `watcher${Math.floor(n / 8) % 12}@example.com`,
    access: Math.floor(n / 8) % 24 < 12 ? 'block' : 'basic',
  }) as const
/** A turn that adds, so long ago that few people are kept. */
const longAgo = (n: number): number => n - 7 - 8 * 4

export function takeTurn(n: number, roster: Roster, policy: PolicyDocument): void {
  const person = (number: number) => roster.contacts.find(({ aor }) => aor === aorOf(number))
  const group = roster.groups.find(({ name }) => name === groupOf(n))
  const done = (() => {
    switch (n % 8) {
      case 0:
        return roster.add(aorOf(n), `Person ${n}`)
      case 1:
        return group ? null : roster.addGroup(groupOf(n))
      case 2: {
        const one = person(n - 2)
        return one ? roster.change(one.id, { name: `Renamed ${n}` }) : null
      }
      case 3:
        policy.edit([{ kind: 'person', rule: { ...exceptionOf(n), extra: {} } }])
        return null
      case 4:
        return roster.add(aorOf(n), `Person ${n}`, group ? [group.id] : [])
      case 5: {
        const one = person(n - 5)
        return one && group ? roster.move(one.id, null, group.id) : null
      }
      case 6:
        return group && Math.floor(n / 8) % 4 === 3 ? roster.removeGroup(group.id) : null
      default: {
        const one = person(longAgo(n))
        return one ? roster.remove(one.id) : null
      }
    }
  })()
  if (done?.ok === false) throw new Error(`turn ${n} was not taken: ${done.failure.kind}`)
}

/** What turns 0 to `last` make of nothing. */
export function afterTurns(last: number): PeopleAndPolicy {
  const people = new Map<string, { name: string; readonly groups: Set<string> }>()
  const groups = new Set<string>()
  const exceptions = new Map<string, string>()
  for (let n = 0; n <= last; n++) {
    const group = groupOf(n)
    switch (n % 8) {
      case 0:
        people.set(aorOf(n), { name: `Person ${n}`, groups: new Set() })
        break
      case 1:
        groups.add(group)
        break
      case 2:
        people.get(aorOf(n - 2))!.name = `Renamed ${n}`
        break
      case 3:
        exceptions.set(exceptionOf(n).aor, exceptionOf(n).access)
        break
      case 4:
        people.set(aorOf(n), { name: `Person ${n}`, groups: new Set(groups.has(group) ? [group] : []) })
        break
      case 5:
        if (groups.has(group)) people.get(aorOf(n - 5))?.groups.add(group)
        break
      case 6:
        if (Math.floor(n / 8) % 4 !== 3 || !groups.delete(group)) break
        for (const person of people.values()) person.groups.delete(group)
        break
      default:
        people.delete(aorOf(longAgo(n)))
    }
  }
  return {
    people: [...people].map(([aor, person]) => line(aor, person.name, [...person.groups])).sort(),
    groups: [...groups].sort(),
    exceptions: [...exceptions].map(([aor, access]) => `${aor} ${access}`).sort(),
  }
}

export const line = (aor: string, name: string, groups: readonly string[]): string =>
  `${aor} ${name} [${[...groups].sort().join(', ')}]`

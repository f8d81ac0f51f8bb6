import type { Contact, Group } from '#contract/people'
import { type Column, favouritesColumn, othersColumn } from '#contract/privacy'
import { parseAor } from '../sip/address.ts'
import { type Placed, type Policy, viewOf } from './policy.ts'

/** The columns somebody stands in: who is in a group is in those it is part of, too. */
export function columnsOf(
  contact: Pick<Contact, 'favourite' | 'groupIds'> | undefined,
  groups: readonly Group[] | ReadonlyMap<string, Group>,
): readonly string[] {
  if (contact === undefined) return [othersColumn]
  const byId = groups instanceof Map ? groups : new Map((groups as readonly Group[]).map((group) => [group.id, group]))
  const columns = new Set(contact.favourite ? [favouritesColumn] : [])
  for (const groupId of contact.groupIds) {
    let group: string | null = groupId
    while (group !== null && !columns.has(group)) {
      columns.add(group)
      const id: string = group
      group = byId.get(id)?.parentId ?? null
    }
  }
  return columns.size === 0 ? [othersColumn] : [...columns]
}

/** Everybody who has a place of his own, with each of his addresses: people of the roster, and who is an exception. */
function placedPeople(contacts: readonly Contact[], groups: readonly Group[], policy: Policy): readonly Placed[] {
  const byId = new Map(groups.map((group) => [group.id, group]))
  const columns = new Map<string, readonly string[]>()
  for (const contact of contacts) {
    const own = columnsOf(contact, byId)
    for (const aor of aorsOf(contact)) {
      const known = columns.get(aor)
      columns.set(aor, known === undefined ? own : [...new Set([...known, ...own])])
    }
  }
  for (const { aor } of policy.people) if (!columns.has(aor)) columns.set(aor, [othersColumn])
  // One list for all who stand in the same columns.
  const lists = new Map<string, readonly string[]>()
  return [...columns].map(([aor, own]) => {
    const list = own.length > 1 ? own.filter((column) => column !== othersColumn) : own
    const name = list.join('\n')
    const known = lists.get(name)
    if (known === undefined) lists.set(name, list)
    return { aor, columns: known ?? list }
  })
}

function aorsOf({ aor, addresses }: Contact): readonly string[] {
  // As nearly all have it, and ten thousand are looked at.
  if (addresses.length === 1 && addresses[0]?.uri === `sip:${aor}`) return [aor]
  const sip = addresses.flatMap(({ uri }) => (/^sips?:/i.test(uri) ? (parseAor(uri) ?? []) : []))
  return [...new Set([aor, ...sip])]
}

/** Favourites, the groups in their order, everyone else. */
function columnsShown(contacts: readonly Contact[], groups: readonly Group[], policy: Policy): readonly Column[] {
  const counts = new Map<string, number>()
  const byId = new Map(groups.map((group) => [group.id, group]))
  for (const contact of contacts) {
    for (const column of columnsOf(contact, byId)) counts.set(column, (counts.get(column) ?? 0) + 1)
  }
  const column = (id: string, kind: Column['kind'], name: string | null): Column => ({
    id,
    kind,
    name,
    people: kind === 'others' ? null : (counts.get(id) ?? 0),
    view: viewOf(policy, id),
  })
  return [
    column(favouritesColumn, 'favourites', null),
    ...groups.map(({ id, name }) => column(id, 'group', name)),
    column(othersColumn, 'others', null),
  ]
}

export type PeopleAndGroups = { readonly contacts: () => readonly Contact[]; readonly groups: () => readonly Group[] }

type Found = {
  readonly people: readonly Placed[]
  readonly columns: readonly Column[]
  readonly place: (aor: string) => Placed
}

/** The same, found once for the same people and the same policy; of groups somebody has to tell. */
export class Places {
  readonly #people: PeopleAndGroups
  #found: (Found & { readonly contacts: readonly Contact[]; readonly policy: Policy }) | null = null

  constructor(people: PeopleAndGroups) {
    this.#people = people
  }

  /** Groups are others. */
  forget(): void {
    this.#found = null
  }

  of(policy: Policy): Found {
    const contacts = this.#people.contacts()
    if (this.#found?.contacts === contacts && this.#found.policy === policy) return this.#found
    const groups = this.#people.groups()
    const people = placedPeople(contacts, groups, policy)
    let byAor: ReadonlyMap<string, Placed> | null = null
    this.#found = {
      contacts,
      policy,
      people,
      columns: columnsShown(contacts, groups, policy),
      place: (aor) => {
        byAor ??= new Map(people.map((placed) => [placed.aor, placed]))
        return byAor.get(aor) ?? { aor, columns: columnsOf(undefined, []) }
      },
    }
    return this.#found
  }
}

import type { Contact, Group } from '#contract/people'
import { type Column, favouritesColumn, othersColumn } from '#contract/privacy'
import { parseAor } from '../sip/address.ts'
import { type Placed, type Policy, viewOf } from './policy.ts'

/** The columns somebody stands in: who is in a group is in those it is part of, too. */
export function columnsOf(
  contact: Pick<Contact, 'favourite' | 'groupIds'> | undefined,
  groups: readonly Group[],
): readonly string[] {
  if (contact === undefined) return [othersColumn]
  const columns = new Set(contact.favourite ? [favouritesColumn] : [])
  for (const groupId of contact.groupIds) {
    let group: string | null = groupId
    while (group !== null && !columns.has(group)) {
      columns.add(group)
      const id: string = group
      group = groups.find((each) => each.id === id)?.parentId ?? null
    }
  }
  return columns.size === 0 ? [othersColumn] : [...columns]
}

/** Everybody who has a place of his own, with each of his addresses: people of the roster, and who is an exception. */
export function placedPeople(
  contacts: readonly Contact[],
  groups: readonly Group[],
  policy: Policy,
): readonly Placed[] {
  const columns = new Map<string, Set<string>>()
  for (const contact of contacts) {
    const own = columnsOf(contact, groups)
    for (const aor of aorsOf(contact)) {
      const known = columns.get(aor)
      if (known === undefined) columns.set(aor, new Set(own))
      else for (const column of own) known.add(column)
    }
  }
  for (const { aor } of policy.people) if (!columns.has(aor)) columns.set(aor, new Set([othersColumn]))
  return [...columns].map(([aor, own]) => ({
    aor,
    columns: own.size > 1 ? [...own].filter((column) => column !== othersColumn) : [...own],
  }))
}

function aorsOf({ aor, addresses }: Contact): readonly string[] {
  const sip = addresses.flatMap(({ uri }) => (/^sips?:/i.test(uri) ? (parseAor(uri) ?? []) : []))
  return [...new Set([aor, ...sip])]
}

/** Favourites, the groups in their order, everyone else. */
export function columnsShown(
  contacts: readonly Contact[],
  groups: readonly Group[],
  policy: Policy,
): readonly Column[] {
  const counts = new Map<string, number>()
  for (const contact of contacts) {
    for (const column of columnsOf(contact, groups)) counts.set(column, (counts.get(column) ?? 0) + 1)
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

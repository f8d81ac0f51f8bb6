import type { Contact, Group } from '#contract/people'
import { type Column, favouritesColumn, othersColumn } from '#contract/privacy'
import { type Placed, type Policy, viewOf } from './policy.ts'

/** The columns somebody stands in. */
export function columnsOf(contact: Pick<Contact, 'favourite' | 'groupIds'> | undefined): readonly string[] {
  const columns = contact === undefined ? [] : [...(contact.favourite ? [favouritesColumn] : []), ...contact.groupIds]
  return columns.length === 0 ? [othersColumn] : columns
}

/** Everybody who has a place of his own: people of the roster, and who is an exception. */
export function placedPeople(contacts: readonly Contact[], policy: Policy): readonly Placed[] {
  const placed = new Map<string, Placed>()
  for (const contact of contacts) placed.set(contact.aor, { aor: contact.aor, columns: columnsOf(contact) })
  for (const { aor } of policy.people) {
    if (!placed.has(aor)) placed.set(aor, { aor, columns: [othersColumn] })
  }
  return [...placed.values()]
}

/** Favourites, the groups in their order, everyone else. */
export function columnsShown(
  contacts: readonly Contact[],
  groups: readonly Group[],
  policy: Policy,
): readonly Column[] {
  const count = (is: (contact: Contact) => boolean) => contacts.filter(is).length
  return [
    {
      id: favouritesColumn,
      kind: 'favourites',
      name: null,
      people: count((contact) => contact.favourite),
      view: viewOf(policy, favouritesColumn),
    },
    ...groups.map(
      (group): Column => ({
        id: group.id,
        kind: 'group',
        name: group.name,
        people: count((contact) => contact.groupIds.includes(group.id)),
        view: viewOf(policy, group.id),
      }),
    ),
    { id: othersColumn, kind: 'others', name: null, people: null, view: viewOf(policy, othersColumn) },
  ]
}

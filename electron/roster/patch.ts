import type { AddressDraft, ContactAddress } from '#contract/people'
import { type AddressBook, type BookGroup, groupRef, type Person, personRef } from './book.ts'
import { uriKey } from './contact-uri.ts'
import type { RosterEdit } from './edits.ts'

/** What the user typed into a form, as edits that say only what became different. */

export function addressEdits(
  person: Person,
  drafts: readonly AddressDraft[],
  newId: () => string,
): readonly RosterEdit[] {
  const who = personRef(person)
  const wanted = drafts.map((draft): ContactAddress => {
    const known =
      person.addresses.find((address) => address.id === draft.id) ??
      person.addresses.find((address) => uriKey(address.uri) === uriKey(draft.uri))
    return { id: known?.id ?? newId(), uri: draft.uri, label: draft.label }
  })
  const edits: RosterEdit[] = []
  for (const address of wanted) {
    const before = person.addresses.find(({ id }) => id === address.id)
    if (before?.uri !== address.uri || before.label !== address.label) edits.push({ do: 'put-address', who, address })
  }
  const ids = wanted.map(({ id }) => id)
  for (const { id } of person.addresses) if (!ids.includes(id)) edits.push({ do: 'drop-address', who, id })
  const kept = person.addresses.map(({ id }) => id).filter((id) => ids.includes(id))
  const asItComes = [...kept, ...ids.filter((id) => !kept.includes(id))]
  if (ids.some((id, index) => id !== asItComes[index])) edits.push({ do: 'order-addresses', who, ids })
  return edits
}

export function membershipEdits(
  book: AddressBook,
  person: Person,
  wanted: readonly BookGroup[],
): readonly RosterEdit[] {
  const who = personRef(person)
  return book.groups.flatMap((each): readonly RosterEdit[] => {
    const isIn = each.members.includes(person.id)
    const group = groupRef(book.groups, each)
    if (wanted.includes(each)) return isIn ? [] : [{ do: 'join', who, group }]
    return isIn ? [{ do: 'leave', who, group }] : []
  })
}

import type { AddressDraft, ContactAddress } from '#contract/people'
import { type AddressBook, type BookGroup, groupRef, type Person, personRef } from './book.ts'
import { aorOfUri, contactUri, uriKey } from './contact-uri.ts'
import type { RosterEdit } from './edits.ts'
import { newId } from './ids.ts'
import { tidyName, tidyNotes } from './names.ts'

/** What the user typed into a form; what is not said stays. */
export type ContactPatch = {
  readonly name?: string
  readonly addresses?: readonly AddressDraft[]
  readonly groupIds?: readonly string[]
  readonly favourite?: boolean
  readonly notes?: string
}

/** Edits that say only what became different. Null: one of the addresses is none, or none of them can be called. */
export function changeEdits(change: {
  readonly book: AddressBook
  readonly person: Person
  readonly patch: ContactPatch
  /** all that the person is to be in */
  readonly groups: readonly BookGroup[] | undefined
  readonly domain: string | undefined
}): readonly RosterEdit[] | null {
  const { book, person, patch, groups, domain } = change
  const set = {
    ...(patch.name !== undefined && { name: tidyName(patch.name) }),
    ...(patch.favourite !== undefined && { favourite: patch.favourite }),
    ...(patch.notes !== undefined && { notes: tidyNotes(patch.notes) }),
  }
  const edits: RosterEdit[] = []
  if (Object.keys(set).length > 0) edits.push({ do: 'set-person', who: personRef(person), set })
  if (patch.addresses !== undefined) {
    const addresses = readAddresses(patch.addresses, domain)
    if (addresses === null) return null
    edits.push(...addressEdits(person, addresses))
  }
  if (groups !== undefined) edits.push(...membershipEdits(book, person, groups))
  return edits
}

function readAddresses(drafts: readonly AddressDraft[], domain: string | undefined): readonly AddressDraft[] | null {
  const seen = new Set<string>()
  const addresses: AddressDraft[] = []
  for (const draft of drafts) {
    const uri = contactUri(draft.uri, domain)
    if (uri === null) return null
    if (seen.has(uriKey(uri))) continue
    seen.add(uriKey(uri))
    addresses.push({ ...draft, uri, label: tidyName(draft.label ?? '') || null })
  }
  return addresses.some(({ uri }) => aorOfUri(uri, domain) !== null) ? addresses : null
}

function addressEdits(person: Person, drafts: readonly AddressDraft[]): readonly RosterEdit[] {
  const who = personRef(person)
  const wanted = drafts.map((draft): ContactAddress => {
    const known =
      person.addresses.find((address) => address.id === draft.id) ??
      person.addresses.find((address) => uriKey(address.uri) === uriKey(draft.uri))
    return { id: known?.id ?? newId('a'), uri: draft.uri, label: draft.label }
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

function membershipEdits(book: AddressBook, person: Person, wanted: readonly BookGroup[]): readonly RosterEdit[] {
  const who = personRef(person)
  return book.groups.flatMap((each): readonly RosterEdit[] => {
    const isIn = each.members.includes(person.id)
    const group = groupRef(book.groups, each)
    if (wanted.includes(each)) return isIn ? [] : [{ do: 'join', who, group }]
    return isIn ? [{ do: 'leave', who, group }] : []
  })
}

/**
 * The address book as AG Projects' programs keep it, so that Blink on the same account sees the same people and groups: contacts and
 * groups in one list, and beside it the lists that servers read, which are recomputed with every change.
 */
import type { ContactAddress } from '#contract/people'
import {
  addressBookList,
  type BookContact,
  type BookGroupElement,
  type BookUri,
  buildContact,
  buildGroup,
  noHandling,
  parseBookItem,
} from '../documents/address-book.ts'
import type { KeptElement } from '../documents/kept-element.ts'
import { type Foreign, type ListItem, listOf, type ResourceLists } from '../documents/resource-lists.ts'
import { addressBookOf, itemOf, keepItem, withDerived } from './ag-items.ts'
import type { AddressBook, BookGroup, Person } from './book.ts'
import { contactUri, uriKey } from './contact-uri.ts'
import { tidyName, tidyNotes } from './names.ts'
import { groupElement, groupExtras, isOwn, labelled, mainAddress, personElement, personExtras } from './own-elements.ts'
import { ownList, readPlain, withOwnPrefix } from './plain-lists.ts'

export type AgReading = {
  readonly book: AddressBook
  readonly contacts: ReadonlyMap<string, { readonly item: Foreign; readonly contact: BookContact }>
  readonly groups: ReadonlyMap<string, { readonly item: Foreign; readonly group: BookGroupElement }>
}

const readContacts = new WeakMap<Foreign, Person | null>()
const readings = new WeakMap<ResourceLists, AgReading>()

export const hasAddressBook = (doc: ResourceLists): boolean => addressBookOf(doc) !== undefined

export function readAddressBook(doc: ResourceLists): AgReading {
  const known = readings.get(doc)
  if (known !== undefined) return known
  const reading = readAfresh(doc)
  readings.set(doc, reading)
  return reading
}

function readAfresh(doc: ResourceLists): AgReading {
  const people = new Map<string, Person>()
  const contacts = new Map<string, { item: Foreign; contact: BookContact }>()
  const groups = new Map<string, { item: Foreign; group: BookGroupElement }>()
  for (const item of addressBookOf(doc)?.items ?? []) {
    const read = item.kind === 'foreign' ? itemOf(item) : null
    if (item.kind !== 'foreign' || read === null) continue
    if (read.kind === 'contact' && !contacts.has(read.id)) {
      contacts.set(read.id, { item, contact: read })
      let person = readContacts.get(item)
      if (person === undefined) {
        person = personFrom(read)
        readContacts.set(item, person)
      }
      if (person !== null) people.set(person.id, person)
    } else if (read.kind === 'group' && !groups.has(read.id)) groups.set(read.id, { item, group: read })
  }
  const bookGroups = [...groups.values()].map(({ group }): BookGroup => {
    const { parentId, byHand } = groupExtras(group.foreign)
    const parent = parentId !== null && groups.has(parentId) && parentId !== group.id ? parentId : null
    const members = [...new Set(group.contacts)].filter((id) => people.has(id))
    return { id: group.id, name: tidyName(group.name) || '?', parentId: parent, members, byHand }
  })
  // People whom we kept in lists of our own before Blink came: they move into its address book with the next change.
  const ours = readPlain({ ...doc, lists: doc.lists.filter(({ name }) => name === ownList) }).book
  return { book: together({ people, groups: bookGroups }, ours), contacts, groups }
}

function together(book: AddressBook, ours: AddressBook): AddressBook {
  if (ours.people.size === 0 && ours.groups.length === 0) return book
  const people = new Map(book.people)
  const known = new Map(
    [...people.values()].flatMap(({ id, addresses }) => addresses.map(({ uri }) => [uriKey(uri), id])),
  )
  const moved = new Map<string, string>()
  for (const person of ours.people.values()) {
    const id = known.get(uriKey(person.addresses[0]!.uri)) ?? person.id
    moved.set(person.id, id)
    if (!people.has(id)) people.set(id, person)
  }
  const groups = ours.groups.filter(({ id }) => !book.groups.some((group) => group.id === id))
  const inside = groups.map((group) => ({ ...group, members: group.members.map((id) => moved.get(id) ?? id) }))
  return { people, groups: [...book.groups, ...inside] }
}

/** Null: nobody who could be called. */
function personFrom(contact: BookContact): Person | null {
  const extras = personExtras(contact.foreign)
  const labels = new Map(extras.addresses.map(({ id, label }) => [id, label]))
  const addresses = contact.uris.flatMap(({ id, uri }): readonly ContactAddress[] => {
    const said = contactUri(uri)
    const own = addressId(contact.id, id)
    return said === null ? [] : [{ id: own, uri: said, label: labels.get(own) ?? null }]
  })
  const first = addresses.findIndex(({ id }) => id === addressId(contact.id, contact.defaultUri ?? ''))
  const inOrder = first > 0 ? [addresses[first]!, ...addresses.filter((_each, index) => index !== first)] : addresses
  if (inOrder.length === 0) return null
  const { favourite, notes } = extras
  return { id: contact.id, name: tidyName(contact.name), addresses: inOrder, favourite, notes: tidyNotes(notes) }
}

/** In the document an id stands once (xs:ID). */
const uriId = (contactId: string, id: string): string => (id === mainAddress ? `${contactId}-main` : id)
const addressId = (contactId: string, id: string): string => (id === `${contactId}-main` ? mainAddress : id)

/** The document with `next` in it. `listAddress`: of a list in this document on the server; null: not known yet. */
export function writeAddressBook(
  doc: ResourceLists,
  next: AddressBook,
  listAddress: (name: string) => string | null,
): ResourceLists {
  const reading = readAddressBook(doc)
  const before = addressBookOf(doc) ?? listOf(addressBookList)
  const contacts = [...next.people.values()].map((person) => contactItem(person, reading))
  const groups = next.groups.map((group) => groupItem(group, reading))
  const isContact = (item: ListItem): boolean => item.kind === 'foreign' && bookKind(item, reading, next) === 'contact'
  const isGroup = (item: ListItem): boolean => item.kind === 'foreign' && bookKind(item, reading, next) === 'group'
  const items = filled(filled(before.items, isContact, contacts), isGroup, groups)
  const own = items === before.items ? before : { ...before, items }
  const withBook = doc.lists.includes(before)
    ? doc.lists.map((list) => (list === before ? own : list))
    : [...doc.lists, own]
  const lists = withDerived(
    withBook.filter(({ name }) => name !== ownList),
    items,
    listAddress,
  )
  const same = lists.length === doc.lists.length && lists.every((list, index) => list === doc.lists[index])
  return same ? doc : withOwnPrefix({ ...doc, lists })
}

/** A contact that we do not show (it has no address) stays as it is. */
function bookKind(item: Foreign, reading: AgReading, next: AddressBook): 'contact' | 'group' | null {
  const read = itemOf(item)
  if (read?.kind === 'group') return 'group'
  if (read?.kind !== 'contact') return null
  return reading.book.people.has(read.id) || next.people.has(read.id) ? 'contact' : null
}

const foreignOf = (xml: KeptElement): Foreign => ({ kind: 'foreign', xml })

function contactItem(person: Person, reading: AgReading): Foreign {
  const known = reading.contacts.get(person.id)
  if (known !== undefined && reading.book.people.get(person.id) === person) return known.item
  const contact = contactFrom(person, known?.contact ?? keptContact(person))
  const item = foreignOf(buildContact(contact))
  keepItem(item, contact)
  readContacts.set(item, person)
  return item
}

/** Who comes back is handled as before: a contact that was blocked would otherwise see us again. */
function keptContact({ id, kept }: Person): BookContact | undefined {
  if (kept === undefined) return undefined
  try {
    const read = parseBookItem(kept as KeptElement)
    return read?.kind === 'contact' && read.id === id ? read : undefined
  } catch {
    return undefined
  }
}

/** What Blink says of a person beyond what we read; undefined where they are in no address book. */
export function keptOf(doc: ResourceLists, id: string): string | undefined {
  return readAddressBook(doc).contacts.get(id)?.item.xml
}

function contactFrom(person: Person, known: BookContact | undefined): BookContact {
  const { id, name, addresses, favourite, notes } = person
  const extras = personElement({ id: null, favourite, notes, addresses: labelled(addresses) })
  const others = (known?.foreign ?? []).filter((each) => !isOwn(each, 'person'))
  return {
    kind: 'contact',
    id,
    name,
    uris: [
      ...addresses.map((address) => uriFrom(id, address, known)),
      // Whatever is no address to us may be one to them.
      ...(known?.uris ?? []).filter(({ uri }) => contactUri(uri) === null),
    ],
    defaultUri: uriId(id, addresses[0]!.id),
    dialog: known?.dialog ?? noHandling,
    // Whoever is in the list is watched; whether they may see us is not said by adding them.
    presence: known?.presence ?? { policy: 'default', subscribe: true },
    foreign: extras === null ? others : [...others, extras],
  }
}

function uriFrom(contactId: string, { id, uri }: ContactAddress, known: BookContact | undefined): BookUri {
  const before = known?.uris.find((each) => addressId(contactId, each.id) === id)
  const same = before !== undefined && contactUri(before.uri) === uri
  return {
    id: uriId(contactId, id),
    uri: same ? before.uri : uri,
    type: before?.type ?? typeOf(uri),
    foreign: before?.foreign ?? [],
  }
}

/** The words of Blink. */
function typeOf(uri: string): string {
  if (/^tel:/i.test(uri)) return 'Work'
  return /^mailto:/i.test(uri) ? 'Email' : 'SIP'
}

function groupItem(group: BookGroup, reading: AgReading): Foreign {
  const known = reading.groups.get(group.id)
  const before = reading.book.groups.find(({ id }) => id === group.id)
  if (known !== undefined && before === group) return known.item
  const extras = groupElement({ id: null, parentId: group.parentId, byHand: group.byHand })
  const others = (known?.group.foreign ?? []).filter((each) => !isOwn(each, 'group'))
  const element: BookGroupElement = {
    kind: 'group',
    id: group.id,
    name: group.name,
    contacts: group.members,
    foreign: extras === null ? others : [...others, extras],
  }
  const item = foreignOf(buildGroup(element))
  keepItem(item, element)
  return item
}

/** The list with `by` in the places that `isPlace` chooses, one after the other; places left over go, what is left of `by` comes last. */
function filled(
  items: readonly ListItem[],
  isPlace: (item: ListItem) => boolean,
  by: readonly Foreign[],
): readonly ListItem[] {
  const waiting = [...by]
  const next = items.flatMap((item): readonly ListItem[] => {
    if (!isPlace(item)) return [item]
    const taken = waiting.shift()
    return taken === undefined ? [] : [taken]
  })
  next.push(...waiting)
  return next.length === items.length && next.every((item, index) => item === items[index]) ? items : next
}

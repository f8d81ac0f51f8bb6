/**
 * The address book as plain resource lists (RFC 4826 3): a list is a group, a list in it a group in that group, an entry a person.
 * Ours stand in one list of ours, which a resource list server can therefore be pointed to; people in no group stand in it directly.
 * The lists of other programs beside it are groups too, and stay theirs.
 */
import { createHash } from 'node:crypto'
import type { ContactAddress } from '#contract/people'
import { type Entry, type List, type ListItem, listOf, type ResourceLists } from '../documents/resource-lists.ts'
import { type AddressBook, type BookGroup, keysOf, type Person } from './book.ts'
import { contactUri, uriKey } from './contact-uri.ts'
import { tidyName, tidyNotes } from './names.ts'
import {
  type GroupExtras,
  groupElement,
  groupExtras,
  isOwn,
  mainAddress,
  ownNamespace,
  ownPrefix,
  personElement,
  personExtras,
} from './own-elements.ts'

export const ownList = 'dialtone'
/** where Jitsi keeps people in no group */
const ungroupedLists: readonly (string | null)[] = [ownList, 'RootGroup']

export type PlainReading = {
  readonly book: AddressBook
  /** the groups' ids by their lists */
  readonly groupOf: ReadonlyMap<List, string>
  readonly personOf: ReadonlyMap<Entry, string>
}

/** `named`: by us, and not by its address */
type ReadPerson = { readonly person: Person; readonly named: boolean; readonly key: string }
const readPeople = new WeakMap<Entry, ReadPerson | null>()
const readings = new WeakMap<ResourceLists, PlainReading>()

export function readPlain(doc: ResourceLists): PlainReading {
  const known = readings.get(doc)
  if (known !== undefined) return known
  const reading = readAfresh(doc)
  readings.set(doc, reading)
  return reading
}

function readAfresh(doc: ResourceLists): PlainReading {
  const people = new Map<string, Person>()
  const byKey = new Map<string, string>()
  const personOf = new Map<Entry, string>()
  const groupOf = new Map<List, string>()
  const groups: BookGroup[] = []
  const known = new Set<string>()
  const entries: FoundEntry[] = []
  for (const list of doc.lists) collectEntries(list, entries)
  // Those we have named ourselves first: another program may have put the same address into a list of its own.
  for (const own of [true, false]) {
    for (const { entry, person, named, key } of entries) {
      if (named !== own) continue
      const id = named ? person.id : (byKey.get(key) ?? person.id)
      personOf.set(entry, id)
      if (people.has(id)) continue
      people.set(id, person)
      for (const each of keysOf(person)) if (!byKey.has(each)) byKey.set(each, id)
    }
  }
  const readGroup = (list: List, parentId: string | null, path: readonly string[]): void => {
    if (isTechnical(list)) return
    const name = groupNameOf(list)
    const extras = extrasOf(list)
    const id = extras.id ?? derivedId('g', [...path, name].join('\n'))
    if (groupOf.size > mostGroups || known.has(id)) return
    known.add(id)
    groupOf.set(list, id)
    const members = new Set<string>()
    for (const item of list.items) {
      const person = item.kind === 'entry' ? personOf.get(item) : undefined
      if (person !== undefined) members.add(person)
    }
    groups.push({ id, name, parentId, members: [...members], byHand: extras.byHand })
    for (const item of list.items) if (item.kind === 'list') readGroup(item, id, [...path, name])
  }
  for (const list of doc.lists) {
    if (!ungroupedLists.includes(list.name)) readGroup(list, null, [])
    else for (const item of list.items) if (item.kind === 'list') readGroup(item, null, [])
  }
  return { book: { people, groups }, groupOf, personOf }
}

const mostGroups = 5_000

type FoundEntry = ReadPerson & { readonly entry: Entry }

function collectEntries(list: List, found: FoundEntry[]): void {
  if (isTechnical(list)) return
  for (const item of list.items) {
    if (item.kind === 'list') collectEntries(item, found)
    if (item.kind !== 'entry') continue
    let read = readPeople.get(item)
    if (read === undefined) {
      read = personFrom(item)
      readPeople.set(item, read)
    }
    if (read !== null) found.push({ entry: item, ...read })
  }
}

/** Lists that servers and programs keep for themselves, and those in which only foreign things stand. */
function isTechnical(list: List): boolean {
  const { name, items } = list
  if (name !== null && /^(oma|sipsimple|dialog|rcs|dialtone)_/i.test(name)) return true
  return items.length > 0 && items.every(({ kind }) => kind === 'foreign') && extrasOf(list).id === null
}

const extrasOf = ({ items }: List): GroupExtras =>
  groupExtras(items.flatMap((item) => (item.kind === 'foreign' ? item.xml : [])))

const groupNameOf = (list: List): string => tidyName(list.displayName?.text ?? '') || tidyName(list.name ?? '') || '?'

/** Null: nobody we could call, a list of web addresses for instance. */
function personFrom(entry: Entry): ReadPerson | null {
  const uri = contactUri(entry.uri)
  if (uri === null) return null
  const key = uriKey(uri)
  const extras = personExtras(entry.foreign)
  const main: ContactAddress = { id: mainAddress, uri, label: null }
  const addresses = extras.addresses.flatMap((each): readonly ContactAddress[] => {
    const said = each.uri === null || each.uri === entry.uri ? uri : contactUri(each.uri)
    return said === null ? [] : [{ id: each.id, uri: said, label: each.label }]
  })
  const isNamed = addresses.some((each) => each.uri === uri || uriKey(each.uri) === key)
  const person = {
    id: extras.id ?? derivedId('p', key),
    name: tidyName(entry.displayName?.text ?? ''),
    addresses: isNamed ? unique(addresses) : [main, ...unique(addresses)],
    favourite: extras.favourite,
    notes: tidyNotes(extras.notes),
  }
  return { person, named: extras.id !== null, key }
}

const unique = (addresses: readonly ContactAddress[]): readonly ContactAddress[] => [
  ...new Map(addresses.map((each) => [each.id, each])).values(),
]

/** The same on every device, for who was named by another program. */
const derivedId = (kind: 'p' | 'g', of: string): string =>
  `${kind}-${createHash('sha256').update(of).digest('hex').slice(0, 20)}`

/** The document with `next` in it instead of what it says now. */
export function writePlain(doc: ResourceLists, next: AddressBook): ResourceLists {
  const reading = readPlain(doc)
  const writer = new PlainWriter(reading, next)
  return writer.document(doc)
}

class PlainWriter {
  readonly #reading: PlainReading
  readonly #next: AddressBook
  readonly #entries = new Map<string, Entry>()
  readonly #lists = new Map<string, List>()
  readonly #grouped: ReadonlySet<string>

  constructor(reading: PlainReading, next: AddressBook) {
    this.#reading = reading
    this.#next = next
    for (const [entry, id] of reading.personOf) if (!this.#entries.has(id)) this.#entries.set(id, entry)
    for (const [list, id] of reading.groupOf) this.#lists.set(id, list)
    this.#grouped = new Set(next.groups.flatMap(({ members }) => members))
  }

  document(doc: ResourceLists): ResourceLists {
    const roots = this.#next.groups.filter(({ parentId }) => parentId === null)
    const home = new Map<string, List>()
    for (const list of doc.lists) {
      if (list.name === ownList) continue
      const inside = ungroupedLists.includes(list.name) ? list.items : [list]
      for (const each of inside) {
        const id = each.kind === 'list' ? this.#reading.groupOf.get(each) : undefined
        if (id !== undefined) home.set(id, list)
      }
    }
    // The lists of other programs stay where they are, unless the user gave the groups an order that has no place for them.
    const place = this.#placeOfOurs(roots, home)
    const stays = place === null ? new Map<string, List>() : home
    const ours = roots.filter(({ id }) => !stays.has(id))
    const ungrouped = new Set([...this.#next.people.keys()].filter((id) => !this.#grouped.has(id)))
    const elsewhere = new Set<string>()
    const lists = doc.lists.flatMap((list): readonly List[] => {
      if (list.name === ownList) return []
      const theirs = roots.filter(({ id }) => stays.get(id) === list)
      if (!ungroupedLists.includes(list.name)) {
        return this.#reading.groupOf.has(list) ? theirs.map((group) => this.#group(group)) : [list]
      }
      const people = this.#idsIn(list).filter((id) => ungrouped.has(id))
      for (const id of people) elsewhere.add(id)
      return [this.#rebuilt(list, people, theirs)]
    })
    const before = doc.lists.find(({ name }) => name === ownList) ?? listOf(ownList)
    const direct = new Set([...this.#idsIn(before), ...ungrouped])
    const people = [...direct].filter((id) => ungrouped.has(id) && !elsewhere.has(id))
    const own = this.#rebuilt(before, people, ours)
    const isNeeded = own.items.length > 0 || doc.lists.includes(before)
    const first = lists.findIndex((list) => [...home.values()].some((each) => each.name === list.name))
    const index = { last: lists.length, first, unmoved: doc.lists.indexOf(before) }[place ?? 'last']
    const all = isNeeded ? lists.toSpliced(index < 0 ? lists.length : index, 0, own) : lists
    const same = all.length === doc.lists.length && all.every((list, index) => list === doc.lists[index])
    return same ? doc : withOwnPrefix({ ...doc, lists: all })
  }

  /**
   * Where our list has to stand among those of other programs, so that reading the document gives the groups in the same order again; null:
   * no place does. Last if possible: then new groups come last.
   */
  #placeOfOurs(roots: readonly BookGroup[], home: ReadonlyMap<string, List>): 'last' | 'first' | 'unmoved' | null {
    const places = new Map([...this.#reading.groupOf.values()].map((id, index) => [id, index]))
    const isInOrder = (groups: readonly BookGroup[]): boolean => {
      const order = groups.flatMap(({ id }) => places.get(id) ?? [])
      return order.every((place, index) => index === 0 || order[index - 1]! < place)
    }
    const theirs = roots.filter(({ id }) => home.has(id))
    if (!isInOrder(theirs)) return null
    if (roots.slice(0, theirs.length).every(({ id }) => home.has(id))) return 'last'
    if (roots.slice(-theirs.length).every(({ id }) => home.has(id))) return 'first'
    // Another program has written after us, and the user gave them no other order.
    return isInOrder(roots) ? 'unmoved' : null
  }

  #idsIn(list: List): readonly string[] {
    return list.items.flatMap((item) => (item.kind === 'entry' ? (this.#reading.personOf.get(item) ?? []) : []))
  }

  #group(group: BookGroup): List {
    const inside = this.#next.groups.filter(({ parentId }) => parentId === group.id)
    const before = this.#lists.get(group.id)
    const list = this.#rebuilt(before ?? this.#newList(group), group.members, inside)
    const extras = extrasOf(list)
    const renamed = before !== undefined && groupNameOf(before) !== group.name
    if (extras.byHand === group.byHand && !renamed) return list
    return {
      ...list,
      ...(renamed && { displayName: { text: group.name, lang: null } }),
      items: withExtras(list.items, group),
    }
  }

  /** RFC 4826 3.2: names are told apart among the lists of one parent, so the name is one nobody else has. */
  #newList(group: BookGroup): List {
    return {
      kind: 'list',
      name: group.id,
      displayName: { text: group.name, lang: null },
      items: withExtras([], { ...group, byHand: false }),
      attributes: [],
    }
  }

  /** What is neither a person nor a group stays in its place; the same list where nothing is different. */
  #rebuilt(list: List, members: readonly string[], groups: readonly BookGroup[]): List {
    const seen = new Set<Entry>()
    const here = new Map<string, Entry>()
    for (const item of list.items) {
      if (item.kind !== 'entry') continue
      const id = this.#reading.personOf.get(item)
      if (id !== undefined && !here.has(id)) here.set(id, item)
      if (id !== undefined) seen.add(item)
    }
    const people = members.flatMap((id) => this.#entry(id, here.get(id)) ?? [])
    const inside = groups.map((group) => this.#group(group))
    const isGroup = (item: ListItem): boolean => item.kind === 'list' && this.#reading.groupOf.has(item)
    const isPerson = (item: ListItem): boolean => item.kind === 'entry' && seen.has(item)
    const items = filled(filled(list.items, isPerson, people), isGroup, inside)
    return items === list.items ? list : { ...list, items }
  }

  /** The entry of a person, in a list where there is one or a copy of the one elsewhere. */
  #entry(id: string, here: Entry | undefined): Entry | null {
    const person = this.#next.people.get(id)
    if (person === undefined) return null
    const known = here ?? this.#entries.get(id)
    const before = this.#reading.book.people.get(id)
    if (known !== undefined && before === person) return known
    return entryFrom(person, known)
  }
}

/** The list with `by` in the places that `isPlace` chooses, one after the other; what is left of `by` comes before foreign elements at the end. */
function filled(
  items: readonly ListItem[],
  isPlace: (item: ListItem) => boolean,
  by: readonly ListItem[],
): readonly ListItem[] {
  const waiting = [...by]
  const next = items.flatMap((item): readonly ListItem[] => {
    if (!isPlace(item)) return [item]
    const taken = waiting.shift()
    return taken === undefined ? [] : [taken]
  })
  let end = next.length
  // RFC 4826, schema: elements of others come after entries and lists.
  while (end > 0 && next[end - 1]!.kind === 'foreign') end--
  next.splice(end, 0, ...waiting)
  return next.length === items.length && next.every((item, index) => item === items[index]) ? items : next
}

/** From now on it is no longer known by its name. */
function withExtras(items: readonly ListItem[], { id, byHand }: BookGroup): readonly ListItem[] {
  const others = items.filter((item) => item.kind !== 'foreign' || !isOwn(item.xml, 'group'))
  const xml = groupElement({ id, parentId: null, byHand })
  return xml === null ? others : [...others, { kind: 'foreign', xml }]
}

function entryFrom(person: Person, known: Entry | undefined): Entry {
  const { id, name, addresses, favourite, notes } = person
  const standing = addresses.find(({ uri }) => !/^mailto:/i.test(uri)) ?? addresses[0]!
  const same = known !== undefined && contactUri(known.uri) === standing.uri
  const extras = personElement({
    id,
    favourite,
    notes,
    addresses: addresses.map((each) => ({ ...each, uri: each === standing ? null : each.uri })),
  })
  const others = (known?.foreign ?? []).filter((each) => !isOwn(each, 'person'))
  const lang = known?.displayName?.text === name ? (known.displayName.lang ?? null) : null
  return {
    kind: 'entry',
    ...(same
      ? { uri: known.uri, ...(known.written !== undefined && { written: known.written }) }
      : { uri: standing.uri }),
    displayName: name === '' ? null : { text: name, lang },
    foreign: extras === null ? others : [...others, extras],
    attributes: known?.attributes ?? [],
  }
}

/** Our prefix is declared once, not at each of thousands of entries. */
export function withOwnPrefix(doc: ResourceLists): ResourceLists {
  if (Object.hasOwn(doc.prefixes, ownPrefix)) return doc
  return { ...doc, prefixes: { ...doc.prefixes, [ownPrefix]: ownNamespace } }
}

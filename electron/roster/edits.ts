import { createHash } from 'node:crypto'
import type { ContactAddress } from '#contract/people'
import type { AddressBook, BookGroup, GroupRef, Person, PersonRef } from './book.ts'
import { findGroup, keysOf, personRef, withDescendants } from './book.ts'
import { uriKey } from './contact-uri.ts'
import { byShownName } from './names.ts'

/** A person together with where they stand. `before`: see people.move of the contract. */
export type PlacedPerson = {
  readonly person: Person
  readonly groups: readonly { readonly group: GroupRef; readonly before?: PersonRef | null }[]
}

/**
 * What a user does to the address book, as data: kept until the server has it, and done again on top of what another device did
 * meanwhile. So an edit says what is to become different and not how all of it looks, and one whose person or group is gone
 * changes nothing.
 */
export type RosterEdit =
  /** somebody who is here already, by id or by address, gains what is new about them */
  | { readonly do: 'put-people'; readonly people: readonly PlacedPerson[] }
  /** exactly as said, whatever was there: an undo */
  | { readonly do: 'restore-people'; readonly people: readonly PlacedPerson[] }
  | {
      readonly do: 'set-person'
      readonly who: PersonRef
      readonly set: { readonly name?: string; readonly favourite?: boolean; readonly notes?: string }
    }
  | { readonly do: 'put-address'; readonly who: PersonRef; readonly address: ContactAddress }
  | { readonly do: 'drop-address'; readonly who: PersonRef; readonly id: string }
  /** those not named come after */
  | { readonly do: 'order-addresses'; readonly who: PersonRef; readonly ids: readonly string[] }
  | { readonly do: 'join'; readonly who: PersonRef; readonly group: GroupRef; readonly before?: PersonRef | null }
  /** in this order, which is the user's own or not */
  | {
      readonly do: 'join-many'
      readonly who: readonly PersonRef[]
      readonly group: GroupRef
      readonly byHand: boolean
    }
  | { readonly do: 'leave'; readonly who: PersonRef; readonly group: GroupRef }
  | { readonly do: 'remove-people'; readonly ids: readonly string[] }
  /** a group of that path that is here already is taken */
  | {
      readonly do: 'put-group'
      readonly group: GroupRef
      readonly parent: GroupRef | null
      readonly before?: GroupRef | null
    }
  | { readonly do: 'rename-group'; readonly group: GroupRef; readonly name: string }
  | {
      readonly do: 'move-group'
      readonly group: GroupRef
      readonly parent: GroupRef | null
      readonly before: GroupRef | null
    }
  | { readonly do: 'order-by-name'; readonly group: GroupRef }
  | { readonly do: 'remove-group'; readonly id: string }

/** All of them, one after the other. */
export function applyEdits(book: AddressBook, edits: readonly RosterEdit[]): AddressBook {
  const draft = new BookDraft(book)
  for (const edit of edits) draft.apply(edit)
  return draft.book
}

/** An address book while it is edited: copied once however many edits there are. */
class BookDraft {
  readonly #people: Map<string, Person>
  #groups: readonly BookGroup[]
  #byKey: Map<string, string> | null = null

  constructor(book: AddressBook) {
    this.#people = new Map(book.people)
    this.#groups = book.groups
  }

  get book(): AddressBook {
    return { people: this.#people, groups: this.#groups }
  }

  apply(edit: RosterEdit): void {
    switch (edit.do) {
      case 'put-people':
        for (const placed of edit.people) this.#put(placed)
        return
      case 'restore-people':
        for (const placed of edit.people) this.#restore(placed)
        return
      case 'set-person':
        this.#change(edit.who, (person) => ({ ...person, ...edit.set }))
        return
      case 'put-address':
        this.#change(edit.who, (person) => withAddress(person, edit.address))
        return
      case 'drop-address':
        this.#change(edit.who, (person) => {
          const addresses = person.addresses.filter((address) => address.id !== edit.id)
          return addresses.length === 0 ? person : { ...person, addresses }
        })
        return
      case 'order-addresses':
        this.#change(edit.who, (person) => ({ ...person, addresses: inOrder(person.addresses, edit.ids) }))
        return
      case 'join': {
        const person = this.#find(edit.who)
        const group = findGroup(this.#groups, edit.group)
        if (person && group) this.#join(person.id, group, edit.before)
        return
      }
      case 'join-many': {
        const group = findGroup(this.#groups, edit.group)
        if (group === undefined) return
        const ids = new Set(edit.who.flatMap((who) => this.#find(who)?.id ?? []))
        const others = group.members.filter((id) => !ids.has(id))
        this.#setGroup({ ...group, members: [...ids, ...others], byHand: edit.byHand })
        return
      }
      case 'leave': {
        const person = this.#find(edit.who)
        const group = findGroup(this.#groups, edit.group)
        if (person && group) this.#leave(person.id, group)
        return
      }
      case 'remove-people':
        this.#remove(new Set(edit.ids))
        return
      default:
        this.#groups = applyToGroups(this.#groups, edit)
    }
  }

  #find(who: PersonRef): Person | undefined {
    return this.#people.get(who.id) ?? this.#people.get(this.#keys().get(who.key) ?? '')
  }

  #keys(): Map<string, string> {
    if (this.#byKey === null) {
      this.#byKey = new Map()
      for (const person of this.#people.values()) this.#index(person)
    }
    return this.#byKey
  }

  /** The first to have an address is who is found by it. */
  #index(person: Person): void {
    for (const key of keysOf(person)) {
      if (this.#byKey?.has(key) === false) this.#byKey.set(key, person.id)
    }
  }

  #keep(person: Person): void {
    this.#people.set(person.id, person)
    this.#index(person)
  }

  #change(who: PersonRef, change: (person: Person) => Person): void {
    const before = this.#find(who)
    if (before === undefined) return
    const after = change(before)
    if (after === before || samePerson(before, after)) return
    this.#people.set(after.id, after)
    if (after.addresses !== before.addresses) this.#byKey = null
  }

  #put({ person, groups }: PlacedPerson): void {
    const known = this.#find(personRef(person))
    if (known === undefined) this.#keep(person)
    else {
      const joined = joinedPerson(known, person)
      if (joined !== known) this.#keep(joined)
    }
    const id = known?.id ?? person.id
    for (const place of groups) {
      const group = findGroup(this.#groups, place.group)
      if (group) this.#join(id, group, place.before)
    }
  }

  #restore({ person, groups }: PlacedPerson): void {
    const before = this.#people.get(person.id)
    if (before === undefined || !samePerson(before, person)) this.#people.set(person.id, person)
    this.#byKey = null
    const wanted = groups.flatMap(({ group }) => findGroup(this.#groups, group)?.id ?? [])
    for (const group of this.#groups) if (!wanted.includes(group.id)) this.#leave(person.id, group)
    for (const place of groups) {
      const group = findGroup(this.#groups, place.group)
      if (group) this.#join(person.id, group, place.before)
    }
  }

  #join(id: string, group: BookGroup, before: PersonRef | null | undefined): void {
    if (before === undefined) {
      if (!group.members.includes(id)) this.#setGroup({ ...group, members: [...group.members, id] })
      return
    }
    const shown = group.byHand ? group.members : this.#inNameOrder(group.members)
    const others = shown.filter((member) => member !== id)
    const next = before === null ? undefined : this.#find(before)
    const at = next === undefined ? -1 : others.indexOf(next.id)
    const members = at < 0 ? [...others, id] : [...others.slice(0, at), id, ...others.slice(at)]
    this.#setGroup({ ...group, members, byHand: true })
  }

  #inNameOrder(ids: readonly string[]): readonly string[] {
    return ids
      .flatMap((id) => this.#people.get(id) ?? [])
      .sort(byShownName)
      .map((person) => person.id)
  }

  #leave(id: string, group: BookGroup): void {
    if (group.members.includes(id))
      this.#setGroup({ ...group, members: group.members.filter((member) => member !== id) })
  }

  #setGroup(group: BookGroup): void {
    const before = this.#groups.find(({ id }) => id === group.id)
    if (before === undefined || sameGroup(before, group)) return
    this.#groups = this.#groups.map((each) => (each.id === group.id ? group : each))
  }

  #remove(ids: ReadonlySet<string>): void {
    for (const id of ids) if (this.#people.delete(id)) this.#byKey = null
    for (const group of this.#groups) {
      if (!group.members.some((id) => ids.has(id))) continue
      this.#setGroup({ ...group, members: group.members.filter((id) => !ids.has(id)) })
    }
  }
}

type GroupEdit = Extract<
  RosterEdit,
  { do: 'put-group' | 'rename-group' | 'move-group' | 'order-by-name' | 'remove-group' }
>

function applyToGroups(groups: readonly BookGroup[], edit: GroupEdit): readonly BookGroup[] {
  if (edit.do === 'remove-group') return withoutGroup(groups, edit.id)
  const known = findGroup(groups, edit.group)
  switch (edit.do) {
    case 'put-group': {
      const parentId = edit.parent === null ? null : (findGroup(groups, edit.parent)?.id ?? null)
      if (known !== undefined) {
        // Made at the top because its parent was missing then: the parent is here now, so it moves in.
        const isOutside = known.id === edit.group.id && known.parentId === null && parentId !== null
        if (!isOutside || withDescendants(groups, known.id).has(parentId)) return groups
        return replaced(groups, { ...known, parentId })
      }
      const name = edit.group.path.at(-1) ?? ''
      const made: BookGroup = { id: edit.group.id, name, parentId, members: [], byHand: false }
      return placed(groups, made, edit.before ?? null)
    }
    case 'rename-group':
      return known === undefined || known.name === edit.name ? groups : replaced(groups, { ...known, name: edit.name })
    case 'order-by-name':
      return known === undefined || !known.byHand ? groups : replaced(groups, { ...known, byHand: false })
    case 'move-group': {
      if (known === undefined) return groups
      const parent = edit.parent === null ? null : findGroup(groups, edit.parent)
      // Two devices may each put one of two groups into the other: then the second stays where it is.
      if (parent === undefined || (parent !== null && withDescendants(groups, known.id).has(parent.id))) return groups
      const others = groups.filter((group) => group.id !== known.id)
      const parentId = parent?.id ?? null
      return placed(others, parentId === known.parentId ? known : { ...known, parentId }, edit.before)
    }
  }
}

function placed(groups: readonly BookGroup[], group: BookGroup, before: GroupRef | null): readonly BookGroup[] {
  const next = before === null ? undefined : findGroup(groups, before)
  const at = next === undefined ? -1 : groups.indexOf(next)
  return at < 0 ? [...groups, group] : [...groups.slice(0, at), group, ...groups.slice(at)]
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, index) => each === b[index])

const sameGroup = (a: BookGroup, b: BookGroup): boolean =>
  a.name === b.name && a.parentId === b.parentId && a.byHand === b.byHand && sameList(a.members, b.members)

function samePerson(a: Person, b: Person): boolean {
  if (a.name !== b.name || a.favourite !== b.favourite || a.notes !== b.notes) return false
  if (a.addresses.length !== b.addresses.length) return false
  return a.addresses.every(({ id, uri, label }, index) => {
    const other = b.addresses[index]!
    return id === other.id && uri === other.uri && label === other.label
  })
}

const replaced = (groups: readonly BookGroup[], group: BookGroup): readonly BookGroup[] =>
  groups.map((each) => (each.id === group.id ? group : each))

function withoutGroup(groups: readonly BookGroup[], id: string): readonly BookGroup[] {
  const gone = groups.find((group) => group.id === id)
  if (gone === undefined) return groups
  return groups
    .filter((group) => group.id !== id)
    .map((group) => (group.parentId === id ? { ...group, parentId: gone.parentId } : group))
}

function withAddress(person: Person, address: ContactAddress): Person {
  const same = person.addresses.findIndex((each) => each.id === address.id)
  if (same >= 0) return { ...person, addresses: person.addresses.with(same, address) }
  const key = uriKey(address.uri)
  if (person.addresses.some((each) => uriKey(each.uri) === key)) return person
  return { ...person, addresses: [...person.addresses, address] }
}

function inOrder(addresses: readonly ContactAddress[], ids: readonly string[]): readonly ContactAddress[] {
  const named = ids.flatMap((id) => addresses.find((address) => address.id === id) ?? [])
  return [...named, ...addresses.filter((address) => !named.includes(address))]
}

/** The first with what only the second has; the first itself (the same object) where that is nothing. */
export function joinedPerson(first: Person, second: Person): Person {
  const both = second.addresses.reduce(withNewAddress, first)
  const name = first.name || second.name
  const notes = first.notes || second.notes
  const favourite = first.favourite || second.favourite
  if (both === first && name === first.name && notes === first.notes && favourite === first.favourite) return first
  return { ...both, name, notes, favourite }
}

function withNewAddress(person: Person, address: ContactAddress): Person {
  const key = uriKey(address.uri)
  if (person.addresses.some((each) => uriKey(each.uri) === key)) return person
  const taken = person.addresses.some(({ id }) => id === address.id)
  // Made from the address, so that every device comes to the same id and no other address of the document has it.
  const id = `${person.id}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`
  return { ...person, addresses: [...person.addresses, taken ? { ...address, id } : address] }
}

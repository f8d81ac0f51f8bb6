import type { AccountId } from '#contract/account'
import type { Contact, Group } from '#contract/people'
import type { AddressBook, BookGroup, Person } from './book.ts'
import { aorOfUri } from './contact-uri.ts'

/**
 * Ids of the document and ids of the contract. Other programs choose ids too, and the documents of two accounts may have the same
 * ones: in the contract each carries the first characters of its account's.
 */
export class Scope {
  readonly #prefix: string

  constructor(accountId: AccountId) {
    this.#prefix = `${accountId.slice(0, 8)}.`
  }

  readonly out = (id: string): string => this.#prefix + id
  readonly in = (id: string): string => (id.startsWith(this.#prefix) ? id.slice(this.#prefix.length) : id)
}

export function bookFrom(scope: Scope, contacts: readonly Contact[], groups: readonly Group[]): AddressBook {
  const people = new Map<string, Person>()
  const members = new Map<string, string[]>(groups.map((group) => [group.id, [...(group.handOrder ?? [])]]))
  for (const contact of contacts) {
    const { name, addresses, favourite, notes } = contact
    people.set(scope.in(contact.id), { id: scope.in(contact.id), name, addresses, favourite, notes })
    for (const groupId of contact.groupIds) members.get(groupId)?.push(contact.id)
  }
  return {
    people,
    groups: groups.map(
      ({ id, name, parentId, handOrder }): BookGroup => ({
        id: scope.in(id),
        name,
        parentId: parentId === null ? null : scope.in(parentId),
        members: [...new Set(members.get(id))].map(scope.in).filter((member) => people.has(member)),
        byHand: handOrder !== null,
      }),
    ),
  }
}

/** The address book in the words of the contract. */
export function shownBook(options: {
  readonly scope: Scope
  readonly accountId: AccountId
  readonly book: AddressBook
  readonly domain: string | undefined
  /** by id in the contract */
  readonly photos: ReadonlyMap<string, string>
}): ShownBook {
  const { scope, accountId, book, domain, photos } = options
  const groupIds = new Map<string, string[]>()
  const groups = book.groups.map((group, order): Group => {
    const id = scope.out(group.id)
    for (const member of group.members) {
      const known = groupIds.get(member)
      if (known === undefined) groupIds.set(member, [id])
      else known.push(id)
    }
    const parentId = group.parentId === null ? null : scope.out(group.parentId)
    const handOrder = group.byHand ? group.members.map(scope.out) : null
    return { id, accountId, name: group.name, order, parentId, handOrder }
  })
  const contacts = new Map<string, Contact>()
  for (const { id: own, name, addresses, favourite, notes } of book.people.values()) {
    const aor = knownAor(addresses, domain)
    // Mail alone is no way to be present, written to or called.
    if (aor === null) continue
    const id = scope.out(own)
    const photo = photos.get(id) ?? null
    contacts.set(id, {
      id,
      accountId,
      aor,
      name,
      addresses,
      groupIds: groupIds.get(own) ?? [],
      favourite,
      notes,
      photo,
    })
  }
  return new ShownBook(contacts, new Map(groups.map((group) => [group.id, group])))
}

type Known = { readonly domain: string | undefined; readonly aor: string | null }
const knownAors = new WeakMap<Person['addresses'], Known>()

/** Most people are as they were at the last change. */
function knownAor(addresses: Person['addresses'], domain: string | undefined): string | null {
  const known = knownAors.get(addresses)
  if (known?.domain === domain && known !== undefined) return known.aor
  const aor = defaultAor(addresses, domain)
  knownAors.set(addresses, { domain, aor })
  return aor
}

function defaultAor(addresses: Person['addresses'], domain: string | undefined): string | null {
  for (const { uri } of addresses) {
    const aor = aorOfUri(uri, domain)
    if (aor !== null) return aor
  }
  return null
}

export type Difference = {
  readonly contacts: readonly Contact[]
  readonly contactsGone: readonly string[]
  readonly groups: readonly Group[]
  readonly groupsGone: readonly string[]
}

class ShownBook {
  readonly #contacts: ReadonlyMap<string, Contact>
  readonly #groups: ReadonlyMap<string, Group>

  constructor(contacts: ReadonlyMap<string, Contact>, groups: ReadonlyMap<string, Group>) {
    this.#contacts = contacts
    this.#groups = groups
  }

  differenceFrom(contacts: ReadonlyMap<string, Contact>, groups: ReadonlyMap<string, Group>): Difference {
    const gone = [...contacts.values()].filter(({ id }) => !this.#contacts.has(id))
    const photos = new Map(gone.flatMap(({ aor, photo }) => (photo === null ? [] : [[aor, photo] as const])))
    return {
      contacts: [...this.#contacts.values()]
        .filter((contact) => !sameContact(contact, contacts.get(contact.id)))
        // Two devices added the same person at once: one id is left, and the photo stays.
        .map((contact) =>
          contact.photo === null && !contacts.has(contact.id)
            ? { ...contact, photo: photos.get(contact.aor) ?? null }
            : contact,
        ),
      contactsGone: gone.map(({ id }) => id),
      groups: [...this.#groups.values()].filter((group) => !sameGroup(group, groups.get(group.id))),
      groupsGone: [...groups.keys()].filter((id) => !this.#groups.has(id)),
    }
  }
}

function sameContact(a: Contact, b: Contact | undefined): boolean {
  return (
    b !== undefined &&
    a.aor === b.aor &&
    a.name === b.name &&
    a.favourite === b.favourite &&
    a.notes === b.notes &&
    a.photo === b.photo &&
    sameList(a.groupIds, b.groupIds) &&
    (a.addresses === b.addresses || sameAddresses(a.addresses, b.addresses))
  )
}

function sameAddresses(a: Contact['addresses'], b: Contact['addresses']): boolean {
  return (
    a.length === b.length &&
    a.every(({ id, uri, label }, index) => {
      const other = b[index]!
      return id === other.id && uri === other.uri && label === other.label
    })
  )
}

function sameGroup(a: Group, b: Group | undefined): boolean {
  if (b === undefined || a.name !== b.name || a.order !== b.order || a.parentId !== b.parentId) return false
  if (a.handOrder === null || b.handOrder === null) return a.handOrder === b.handOrder
  return sameList(a.handOrder, b.handOrder)
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index])

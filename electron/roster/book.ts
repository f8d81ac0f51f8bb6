import type { ContactAddress } from '#contract/people'
import { uriKey } from './contact-uri.ts'

/** Who is known to one account and how they are grouped: what the tables on this computer and the document on the server say alike. */
export type AddressBook = {
  readonly people: ReadonlyMap<string, Person>
  /** in order; those of one parent follow each other's order */
  readonly groups: readonly BookGroup[]
}

export type Person = {
  readonly id: string
  readonly name: string
  /** the default first; never empty */
  readonly addresses: readonly ContactAddress[]
  readonly favourite: boolean
  readonly notes: string
  /** Of a removed person: what other programs had said of them in the document, to be written again if the removal is undone. */
  readonly kept?: string
}

export type BookGroup = {
  readonly id: string
  readonly name: string
  readonly parentId: string | null
  readonly members: readonly string[]
  /** the order of the members is the user's own */
  readonly byHand: boolean
}

export const emptyBook: AddressBook = { people: new Map(), groups: [] }

/** Somebody, also when another device gave them another id at the same moment: by id, else by address. */
export type PersonRef = { readonly id: string; readonly key: string }

/** A group by id, else by its name and those of the groups it is in. */
export type GroupRef = { readonly id: string; readonly path: readonly string[] }

const knownKeys = new WeakMap<Person['addresses'], readonly string[]>()

/** By which a person is found, for each of the addresses; most people are as they were at the last change. */
export function keysOf({ addresses }: Person): readonly string[] {
  const known = knownKeys.get(addresses)
  if (known !== undefined) return known
  const keys = addresses.map(({ uri }) => uriKey(uri))
  knownKeys.set(addresses, keys)
  return keys
}

export function personRef(person: Person): PersonRef {
  return { id: person.id, key: keysOf(person)[0]! }
}

export function groupRef(groups: readonly BookGroup[], group: BookGroup): GroupRef {
  return { id: group.id, path: pathOf(groups, group) }
}

/** From the outermost in. */
function pathOf(groups: readonly BookGroup[], group: BookGroup): readonly string[] {
  const path = [group.name]
  const seen = new Set([group.id])
  for (let parentId = group.parentId; parentId !== null && !seen.has(parentId); ) {
    seen.add(parentId)
    const id: string = parentId
    const parent = groups.find((candidate) => candidate.id === id)
    if (parent === undefined) break
    path.unshift(parent.name)
    parentId = parent.parentId
  }
  return path
}

export function findGroup(groups: readonly BookGroup[], ref: GroupRef): BookGroup | undefined {
  return groups.find((group) => group.id === ref.id) ?? groupAt(groups, ref.path)
}

/** Names are told apart by their letters, not by their case. */
export function groupAt(groups: readonly BookGroup[], path: readonly string[]): BookGroup | undefined {
  const wanted = sameName(path.at(-1) ?? '')
  return groups.find((group) => {
    if (sameName(group.name) !== wanted) return false
    const own = pathOf(groups, group)
    return own.length === path.length && own.every((name, index) => sameName(name) === sameName(path[index]!))
  })
}

const sameName = (name: string): string => name.normalize('NFC').toLowerCase()

/** The group and everything in it. */
export function withDescendants(groups: readonly BookGroup[], id: string): ReadonlySet<string> {
  const found = new Set([id])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const group of groups) if (group.parentId !== null && found.has(group.parentId)) found.add(group.id)
  }
  return found
}

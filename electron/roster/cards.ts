import { type AddressBook, groupRef } from './book.ts'

/** People as files carry them, whatever the format. */
export type Card = {
  readonly name: string
  /** as written; the preferred first */
  readonly addresses: readonly { readonly uri: string; readonly label: string | null }[]
  /** names of the groups, each from the outermost in */
  readonly groups: readonly (readonly string[])[]
  readonly notes: string
  readonly favourite: boolean
}

export type CardToWrite = Card & { readonly id: string }

export const mostCards = 20_000

/** A group in a group is written in one name, as a person would. */
const between = ' / '
export const groupPath = (name: string): readonly string[] =>
  name
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== '')
export const groupName = (path: readonly string[]): string => path.join(between)

/** Everybody, or those in these groups. */
export function cardsIn(book: AddressBook, groupIds: ReadonlySet<string> | null): readonly CardToWrite[] {
  const groups = new Map<string, (readonly string[])[]>()
  for (const group of book.groups) {
    const { path } = groupRef(book.groups, group)
    for (const id of group.members) groups.set(id, [...(groups.get(id) ?? []), path])
  }
  const chosen = groupIds && new Set(book.groups.filter(({ id }) => groupIds.has(id)).flatMap(({ members }) => members))
  return [...book.people.values()]
    .filter(({ id }) => chosen === null || chosen.has(id))
    .map(({ id, name, addresses, notes, favourite }) => ({
      id,
      name,
      addresses: addresses.map(({ uri, label }) => ({ uri, label })),
      groups: groups.get(id) ?? [],
      notes,
      favourite,
    }))
}

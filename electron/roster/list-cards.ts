/** People as a resource-lists document carries them (RFC 4826), in either of the shapes the server may have. */
import { buildResourceLists, noResourceLists, parseResourceLists } from '../documents/resource-lists.ts'
import { hasAddressBook, readAddressBook } from './ag-lists.ts'
import type { AddressBook } from './book.ts'
import { type Card, cardsIn } from './cards.ts'
import { readPlain, writePlain } from './plain-lists.ts'

/** Throws DocumentError. */
export function cardsFromLists(text: string): readonly Card[] {
  const doc = parseResourceLists(text)
  return cardsIn(hasAddressBook(doc) ? readAddressBook(doc).book : readPlain(doc).book, null)
}

/** Those in these groups, with the groups; everybody where that is null. */
export function listsFrom(book: AddressBook, groupIds: ReadonlySet<string> | null): string {
  if (groupIds === null) return buildResourceLists(writePlain(noResourceLists, book))
  const groups = book.groups
    .filter(({ id }) => groupIds.has(id))
    .map((group) => ({ ...group, parentId: groupIds.has(group.parentId ?? '') ? group.parentId : null }))
  const members = new Set(groups.flatMap((group) => group.members))
  const people = new Map([...book.people].filter(([id]) => members.has(id)))
  return buildResourceLists(writePlain(noResourceLists, { people, groups }))
}

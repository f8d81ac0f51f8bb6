/** What stands in the address book of AG Projects, read once; and the lists beside it, which follow from it. */
import { addressBookList, type BookItem, derivedLists, parseBookItem, withScheme } from '../documents/address-book.ts'
import {
  type Entry,
  type External,
  entryOf,
  type Foreign,
  type List,
  type ListItem,
  listOf,
  type ResourceLists,
} from '../documents/resource-lists.ts'

export const addressBookOf = (doc: ResourceLists): List | undefined =>
  doc.lists.find(({ name }) => name === addressBookList)

const readItems = new WeakMap<Foreign, BookItem | null>()

/** Null: nothing of the address book. */
export function itemOf(item: Foreign): BookItem | null {
  let read = readItems.get(item)
  if (read === undefined) {
    read = parseBookItem(item.xml)
    readItems.set(item, read)
  }
  return read
}

/** For who has just written it. */
export function keepItem(item: Foreign, read: BookItem): void {
  readItems.set(item, read)
}

const anchored = ['oma_buddylist', 'oma_grantedcontacts', 'oma_blockedcontacts']
const listNames = [
  ...anchored,
  'oma_allcontacts',
  'dialog_grantedcontacts',
  'dialog_blockedcontacts',
  'sipsimple_presence_rls',
  'sipsimple_dialog_rls',
]

/** All nine are there, and those that follow from the address book follow from it. */
export function withDerived(
  lists: readonly List[],
  book: readonly ListItem[],
  listAddress: (name: string) => string | null,
): readonly List[] {
  const items = book.flatMap((item) => (item.kind === 'foreign' ? (itemOf(item) ?? []) : []))
  const derived = derivedLists(items)
  const wanted = (list: List): List => {
    if (list.name === 'oma_allcontacts') return withAnchors(list, listAddress)
    const uris = list.name === null ? undefined : derived[list.name]
    return uris === undefined ? list : withEntries(list, uris)
  }
  const missing = listNames.filter((name) => !lists.some((list) => list.name === name))
  return [...lists.map(wanted), ...missing.map((name) => wanted(listOf(name)))]
}

/** Entries that stay are the same ones: another program may have said more of them. */
function withEntries(list: List, uris: readonly string[]): List {
  const kept = new Set<string>()
  const items = list.items.filter((item) => {
    if (item.kind !== 'entry') return true
    const uri = withScheme(item.uri)
    const stays = uris.includes(uri) && !kept.has(uri)
    if (stays) kept.add(uri)
    return stays
  })
  const added = uris.filter((uri) => !kept.has(uri)).map((uri): Entry => entryOf(uri))
  return added.length === 0 && items.length === list.items.length ? list : { ...list, items: [...items, ...added] }
}

function withAnchors(list: List, listAddress: (name: string) => string | null): List {
  if (list.items.some(({ kind }) => kind === 'external')) return list
  const anchors = anchored.flatMap((name): readonly External[] => {
    const anchor = listAddress(name)
    return anchor === null ? [] : [{ kind: 'external', anchor, displayName: null, foreign: [], attributes: [] }]
  })
  return anchors.length === 0 ? list : { ...list, items: [...list.items, ...anchors] }
}

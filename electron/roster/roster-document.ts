/** The address book in the resource lists document on the server, whichever of the two shapes it has there. */
import type { ResourceLists } from '../documents/resource-lists.ts'
import type { EditorRules } from '../xcap/document-kind.ts'
import { hasAddressBook, readAddressBook, writeAddressBook } from './ag-lists.ts'
import { type AddressBook, type BookGroup, groupRef, personRef } from './book.ts'
import { halvesOf, subjectOf } from './edit-subject.ts'
import { applyEdits, type RosterEdit } from './edits.ts'
import { readPlain, writePlain } from './plain-lists.ts'

export type ShapeOptions = {
  /** the domain of the account */
  readonly domain: string
  /** of a top-level list of this document on the server; null: not known yet */
  readonly listAddress: (name: string) => string | null
}

/** Whose users have Blink: an empty document there begins as an address book of AG Projects. */
const agDomains = ['sip2sip.info', 'sylk.link']

const isAddressBook = (doc: ResourceLists, { domain }: ShapeOptions): boolean =>
  hasAddressBook(doc) || agDomains.includes(domain)

export function bookOf(doc: ResourceLists, options: ShapeOptions): AddressBook {
  return isAddressBook(doc, options) ? readAddressBook(doc).book : readPlain(doc).book
}

export function applyToDocument(
  doc: ResourceLists,
  edits: readonly RosterEdit[],
  options: ShapeOptions,
): ResourceLists {
  const before = bookOf(doc, options)
  const next = applyEdits(before, edits)
  if (sameBook(before, next)) return doc
  return isAddressBook(doc, options) ? writeAddressBook(doc, next, options.listAddress) : writePlain(doc, next)
}

export function rosterRules(options: ShapeOptions): EditorRules<ResourceLists, RosterEdit> {
  return {
    apply: (doc, edit) => applyToDocument(doc, [edit], options),
    all: (doc) => allEdits(bookOf(doc, options)),
    subject: (edit, doc, before) => subjectOf(edit, bookOf(doc, options), bookOf(before, options)),
    halves: halvesOf,
  }
}

/** The edits that make such an address book, or bring it into another. */
export function allEdits({ people, groups }: AddressBook): readonly RosterEdit[] {
  const members = groups.map(
    (group): RosterEdit => ({
      do: 'join-many',
      who: group.members.flatMap((id) => people.get(id) ?? []).map(personRef),
      group: groupRef(groups, group),
      byHand: group.byHand,
    }),
  )
  return [
    ...outermostFirst(groups, null).map((group): RosterEdit => {
      const parent = groups.find(({ id }) => id === group.parentId)
      return { do: 'put-group', group: groupRef(groups, group), parent: parent ? groupRef(groups, parent) : null }
    }),
    ...(people.size === 0
      ? []
      : [{ do: 'put-people' as const, people: [...people.values()].map((person) => ({ person, groups: [] })) }]),
    ...members.filter((edit) => edit.do === 'join-many' && edit.who.length > 0),
  ]
}

function outermostFirst(groups: readonly BookGroup[], parentId: string | null): readonly BookGroup[] {
  const inside = groups.filter((group) => group.parentId === parentId)
  return inside.flatMap((group) => [group, ...outermostFirst(groups, group.id)])
}

function sameBook(a: AddressBook, b: AddressBook): boolean {
  if (a.people.size !== b.people.size) return false
  if (
    a.groups !== b.groups &&
    (a.groups.length !== b.groups.length || a.groups.some((group, index) => group !== b.groups[index]))
  )
    return false
  for (const [id, person] of a.people) if (b.people.get(id) !== person) return false
  return true
}

/**
 * Who is allowed and who is blocked, in the address book of AG Projects: what the user wants here is written into it, so that Blink shows
 * the same and its servers know it, and what he changed in Blink since is found in it.
 */
import { createHash } from 'node:crypto'
import {
  type BookContact,
  type BookPolicy,
  buildContact,
  buildPolicyElement,
  noHandling,
  type PolicyElement,
  withScheme,
} from '../documents/address-book.ts'
import type { KeptElement } from '../documents/kept-element.ts'
import type { Foreign, List, ListItem, ResourceLists } from '../documents/resource-lists.ts'
import { parseAor, sipUriOf } from '../sip/address.ts'
import type { EditorRules } from '../xcap/document-kind.ts'
import { addressBookOf, itemOf, keepItem, withDerived } from './ag-items.ts'
import { readAddressBook, writeAddressBook } from './ag-lists.ts'
import { isOwn, toldElement, toldPolicy } from './own-elements.ts'

/** A contact, or an address that is nobody's. */
export type Handled = {
  readonly id: string
  readonly kind: 'contact' | 'policy'
  /** those that presence rules can name */
  readonly aors: readonly string[]
  readonly policy: BookPolicy
  /** what was last written here by us; null: never anything */
  readonly told: BookPolicy | null
}

/** Only where it still is as it was found: what another device or program did meanwhile is looked at again. */
export type PolicyChange = {
  readonly id: string
  readonly was: BookPolicy
  readonly told: BookPolicy | null
  readonly next: BookPolicy
}

export type BookPolicyEdit =
  /** people who stood in our own list before Blink came */
  | { readonly do: 'move-in' }
  | { readonly do: 'set-policies'; readonly changes: readonly PolicyChange[] }
  /** for an address that is nobody's */
  | { readonly do: 'put-policy'; readonly aor: string; readonly policy: BookPolicy }
  | { readonly do: 'drop-policy'; readonly aor: string }

const readHandled = new WeakMap<Foreign, Handled | null>()

export function handledIn(doc: ResourceLists): readonly Handled[] {
  return (addressBookOf(doc)?.items ?? []).flatMap((item) => handledAt(item) ?? [])
}

function handledAt(item: ListItem): Handled | null {
  if (item.kind !== 'foreign') return null
  let read = readHandled.get(item)
  if (read === undefined) {
    read = handledFrom(item)
    readHandled.set(item, read)
  }
  return read
}

function handledFrom(item: Foreign): Handled | null {
  const read = itemOf(item)
  if (read === null || read.kind === 'group') return null
  const uris = read.kind === 'contact' ? read.uris.map(({ uri }) => uri) : [read.uri]
  const aors = uris.map(withScheme).flatMap((uri) => (/^sips?:/i.test(uri) ? (parseAor(uri) ?? []) : []))
  const told = toldPolicy(read.foreign)
  return {
    id: read.id,
    kind: read.kind,
    aors: [...new Set(aors)],
    policy: read.presence.policy,
    told: told === 'allow' || told === 'block' || told === 'default' ? told : null,
  }
}

const openness: Readonly<Record<BookPolicy, number>> = { block: 0, default: 1, allow: 2 }

/** What is to stand there, and whether it is another program's word, which is the user's from now on. */
export function settled(
  { policy, told }: Pick<Handled, 'policy' | 'told'>,
  wanted: BookPolicy,
): { readonly next: BookPolicy; readonly isTheirs: boolean } {
  const before = told ?? 'default'
  if (policy === wanted || policy === before) return { next: wanted, isTheirs: false }
  // Said in Blink, and nothing new here since. Where both say something new, less is told.
  const isTheirs = wanted === before || openness[policy] < openness[wanted]
  return { next: isTheirs ? policy : wanted, isTheirs }
}

export function bookPolicyRules(
  listAddress: (name: string) => string | null,
): EditorRules<ResourceLists, BookPolicyEdit> {
  return {
    apply: (doc, edit) => {
      const book = addressBookOf(doc)
      if (book === undefined) return doc
      if (edit.do === 'move-in') return writeAddressBook(doc, readAddressBook(doc).book, listAddress)
      const items = itemsAfter(book.items, edit)
      if (items === book.items) return doc
      const next: List = { ...book, items }
      const lists = doc.lists.map((list) => (list === book ? next : list))
      return { ...doc, lists: withDerived(lists, items, listAddress) }
    },
    // It follows from the policy, which moves by itself.
    all: () => [],
    subject: () => ({ kind: 'privacy' }),
    halves: (edit) => {
      if (edit.do !== 'set-policies' || edit.changes.length < 2) return null
      const middle = Math.ceil(edit.changes.length / 2)
      return [
        { ...edit, changes: edit.changes.slice(0, middle) },
        { ...edit, changes: edit.changes.slice(middle) },
      ]
    },
  }
}

function itemsAfter(items: readonly ListItem[], edit: Exclude<BookPolicyEdit, { do: 'move-in' }>): readonly ListItem[] {
  switch (edit.do) {
    case 'set-policies': {
      const changes = new Map(edit.changes.map((change) => [change.id, change]))
      return replaced(items, (item, read) => {
        const change = changes.get(read.id)
        const known = handledAt(item)
        if (change === undefined || known?.policy !== change.was || known.told !== change.told) return item
        return withPolicy(read, change.next)
      })
    }
    case 'put-policy': {
      const { aor, policy } = edit
      if (items.some((item) => isPolicyOf(item, aor))) return items
      const presence = { policy, subscribe: false }
      const base = { kind: 'policy' as const, id: ownId(aor), uri: sipUriOf(aor), name: '', dialog: noHandling }
      return [...items, written({ ...base, presence, foreign: [toldElement(policy)] })]
    }
    case 'drop-policy': {
      const left = items.filter((item) => !isPolicyOf(item, edit.aor) || handledAt(item)?.id !== ownId(edit.aor))
      return left.length === items.length ? items : left
    }
  }
}

/** The same on every device. */
const ownId = (aor: string): string => `dt-${createHash('sha256').update(aor).digest('hex').slice(0, 20)}`
export const isOwnPolicy = ({ id, aors }: Handled): boolean => aors[0] !== undefined && id === ownId(aors[0])

function isPolicyOf(item: ListItem, aor: string): boolean {
  const read = handledAt(item)
  return read?.kind === 'policy' && read.aors[0] === aor
}

function replaced(
  items: readonly ListItem[],
  change: (item: Foreign, read: BookContact | PolicyElement) => Foreign,
): readonly ListItem[] {
  let isSame = true
  const next = items.map((item) => {
    const read = item.kind === 'foreign' ? itemOf(item) : null
    if (item.kind !== 'foreign' || read === null || read.kind === 'group') return item
    const after = change(item, read)
    if (after !== item) isSame = false
    return after
  })
  return isSame ? items : next
}

function withPolicy(read: BookContact | PolicyElement, policy: BookPolicy): Foreign {
  const others = read.foreign.filter((each) => !isOwn(each, 'told'))
  return written({
    ...read,
    presence: { ...read.presence, policy },
    foreign: [...others, toldElement(policy)],
  })
}

function written(read: BookContact | PolicyElement): Foreign {
  const xml: KeptElement = read.kind === 'contact' ? buildContact(read) : buildPolicyElement(read)
  const item: Foreign = { kind: 'foreign', xml }
  keepItem(item, read)
  return item
}

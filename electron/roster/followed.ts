/**
 * Lists of somebody else that the user's own document refers to (RFC 4826 3.2, 3.3): which there are, and who stands in them. What we
 * add ourselves stands in a list of our own, in an element of our namespace: servers check or follow an external of RFC 4826, and one
 * they do not like would hold back every other change of the document.
 */
import type { Failure } from '#contract/failure'
import { type KeptElement, keptTree, keptXml } from '../documents/kept-element.ts'
import { type Entry, type List, type ListItem, listOf, type ResourceLists } from '../documents/resource-lists.ts'
import { attribute } from '../documents/xml.ts'
import { element } from '../documents/xml-build.ts'
import type { EditorRules } from '../xcap/document-kind.ts'
import { contactUri } from './contact-uri.ts'
import { addressKey, found, type ListAddress, listAddress, rootOf } from './list-address.ts'
import { tidyName } from './names.ts'
import { isOwn, ownNamespace } from './own-elements.ts'
import { readPlain } from './plain-lists.ts'

const followedList = 'dialtone_followed'
/** Followed at once; a document may name thousands. */
export const mostLists = 50
const mostDepth = 4
const mostPeople = 500

/** A reference in the user's document. */
export type Reference = {
  readonly kind: 'list' | 'entry'
  /** as it is written there */
  readonly written: string
  readonly address: ListAddress
  readonly name: string
  /** the group it stands in, by its id in the document */
  readonly groupId: string | null
  readonly own: boolean
}

/** `root`: of the account's server, which an entry-ref is relative to. */
export function referencesIn(doc: ResourceLists, root: string | null): readonly Reference[] {
  const references = new Map<string, Reference>()
  const add = (reference: Omit<Reference, 'address'>, address: ListAddress | null): void => {
    if (address === null || references.size >= mostLists) return
    const key = `${reference.kind} ${addressKey(address)}`
    if (!references.has(key)) references.set(key, { ...reference, address })
  }
  for (const item of doc.lists.find(({ name }) => name === followedList)?.items ?? []) {
    const read = ownReference(item)
    if (read !== null)
      add({ kind: 'list', written: read.address, name: read.name, groupId: null, own: true }, listAddress(read.address))
  }
  const { groupOf } = readPlain(doc)
  const look = (list: List, groupId: string | null): void => {
    for (const item of list.items) {
      const name = 'displayName' in item ? tidyName(item.displayName?.text ?? '') : ''
      if (item.kind === 'list') look(item, groupOf.get(item) ?? null)
      else if (item.kind === 'external' && item.anchor !== null)
        add({ kind: 'list', written: item.anchor, name, groupId, own: false }, listAddress(item.anchor))
      else if (item.kind === 'entry-ref' && root !== null)
        add(
          { kind: 'entry', written: item.ref, name, groupId, own: false },
          listAddress(item.ref, `${root.replace(/\/+$/, '')}/`),
        )
    }
  }
  for (const list of doc.lists) if (!isForPrograms(list)) look(list, groupOf.get(list) ?? null)
  return [...references.values()]
}

/** Lists that servers and programs keep for themselves refer to each other. */
const isForPrograms = ({ name }: List): boolean => name !== null && /^(oma|sipsimple|dialog|rcs|dialtone)_/i.test(name)

function ownReference(item: ListItem): { readonly address: string; readonly name: string } | null {
  if (item.kind !== 'foreign' || !isOwn(item.xml, 'list')) return null
  const root = keptTree(item.xml)
  const address = attribute(root, 'address') ?? ''
  return address === '' ? null : { address, name: tidyName(attribute(root, 'name') ?? '') }
}

// --- What the user does ---------------------------------------------------------------------------------------------

export type FollowEdit =
  | { readonly do: 'follow'; readonly address: string; readonly name: string }
  | { readonly do: 'leave'; readonly address: string }

export const followRules: EditorRules<ResourceLists, FollowEdit> = {
  apply: (doc, edit) => {
    const known = doc.lists.find(({ name }) => name === followedList)
    const items = known?.items ?? []
    const isThere = (item: ListItem): boolean => ownReference(item)?.address === edit.address
    if (edit.do === 'follow' ? items.some(isThere) : !items.some(isThere)) return doc
    const next =
      edit.do === 'follow'
        ? [...items, { kind: 'foreign' as const, xml: ownElement(edit.address, edit.name) }]
        : items.filter((item) => !isThere(item))
    const list = { ...(known ?? listOf(followedList)), items: next }
    if (known === undefined) return { ...doc, lists: [...doc.lists, list] }
    return { ...doc, lists: doc.lists.map((each) => (each === known ? list : each)) }
  },
  all: (doc) =>
    (doc.lists.find(({ name }) => name === followedList)?.items ?? []).flatMap((item) => {
      const read = ownReference(item)
      return read === null ? [] : [{ do: 'follow' as const, ...read }]
    }),
  subject: (edit, doc, before) => {
    const known = [doc, before]
      .flatMap(({ lists }) => lists.find(({ name }) => name === followedList)?.items ?? [])
      .flatMap((item) => ownReference(item) ?? [])
      .find(({ address }) => address === edit.address)
    return { kind: 'list', name: known?.name || (edit.do === 'follow' && edit.name) || edit.address }
  },
}

const ownElement = (address: string, name: string): KeptElement =>
  keptXml(element('dt:list', { 'xmlns:dt': ownNamespace, address, name: name === '' ? null : name }, ''))

// --- Who stands in them -----------------------------------------------------------------------------------------------

/** A document as it is known now. */
export type KnownDocument = {
  readonly doc: ResourceLists | null
  readonly failure: Failure | null
  readonly readAt: number | null
}

export type Followed = {
  readonly reference: Reference
  /** as the list calls itself */
  readonly name: string
  readonly people: readonly { readonly uri: string; readonly name: string }[]
  readonly left: number
  readonly readAt: number | null
  readonly failure: Failure | null
}

export type Resolution = {
  readonly followed: readonly Followed[]
  /** documents that are needed, whether they are known or not */
  readonly needed: ReadonlyMap<string, URL>
}

/** Loops end where they began, and no list leads to more than a bounded number of documents, whatever it says. */
export function resolved(
  references: readonly Reference[],
  known: (document: URL) => KnownDocument | undefined,
): Resolution {
  const needed = new Map<string, URL>()
  return { followed: references.map(resolve), needed }

  function resolve(reference: Reference): Followed {
    const people = new Map<string, { uri: string; name: string }>()
    const seen = new Set<string>()
    const oldest: { at: number | null } = { at: null }
    let name = ''
    let left = 0
    let failure: Failure | null = null
    walk(reference.address, reference.address.document, 0, reference.kind === 'entry')
    return { reference, name, people: [...people.values()], left, readAt: oldest.at, failure }

    function walk(address: ListAddress, from: URL, depth: number, one: boolean): void {
      const key = addressKey(address)
      if (seen.has(key) || depth > mostDepth) return
      seen.add(key)
      const { document, steps } = address
      // What another list refers to is asked for only where that list itself stands: nobody else sends us anywhere.
      if (document.origin !== from.origin) {
        failure ??= { kind: 'documents', problem: 'elsewhere', where: document.host, detail: '' }
        return
      }
      if (needed.size >= mostLists && !needed.has(document.href)) return
      needed.set(document.href, document)
      const read = known(document)
      failure ??= read?.failure ?? null
      if (read?.readAt != null) oldest.at = oldest.at === null ? read.readAt : Math.min(oldest.at, read.readAt)
      if (read?.doc == null) return
      const there = found(read.doc, steps)
      if (there === null) {
        failure ??= { kind: 'documents', problem: 'unreadable', where: document.host, detail: '' }
        return
      }
      for (const each of there) {
        if (each.kind === 'entry') add(each)
        else if (!one) {
          if (depth === 0 && name === '')
            name = tidyName(each.displayName?.text ?? '') || (steps.length > 1 ? tidyName(each.name ?? '') : '')
          walkList(each, document, depth)
        }
      }
    }

    function walkList(list: List, document: URL, depth: number): void {
      for (const item of list.items) {
        if (item.kind === 'entry') add(item)
        else if (item.kind === 'list') walkList(item, document, depth)
        else if (item.kind === 'external')
          follow(item.anchor === null ? null : listAddress(item.anchor), document, depth, false)
        else if (item.kind === 'entry-ref') {
          const root = rootOf(document)
          follow(root === null ? null : listAddress(item.ref, root), document, depth, true)
        }
      }
    }

    function follow(address: ListAddress | null, from: URL, depth: number, one: boolean): void {
      if (address !== null) walk(address, from, depth + 1, one)
    }

    function add({ uri, displayName }: Entry): void {
      const said = contactUri(uri)
      if (said === null || !/^sips?:/i.test(said) || people.has(said)) return
      if (people.size >= mostPeople) left += 1
      else people.set(said, { uri: said, name: tidyName(displayName?.text ?? '') })
    }
  }
}

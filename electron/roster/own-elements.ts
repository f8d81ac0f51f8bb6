/**
 * What we say of people and groups in elements of our own namespace, which other programs leave alone. Elements and not attributes: the
 * schema of RFC 4826 demands a declaration of every foreign attribute and none of foreign elements, and servers validate.
 */
import type { ContactAddress } from '#contract/people'
import { type KeptElement, keptName, keptTree, keptXml } from '../documents/kept-element.ts'
import { attribute, children, text } from '../documents/xml.ts'
import { element, textElement } from '../documents/xml-build.ts'

export const ownNamespace = 'urn:x-dialtone:xml:ns:contacts'
export const ownPrefix = 'dt'

/** Of the one address a person was added with; it is not written. */
export const mainAddress = 'main'

/** Beyond what the formats of others have a place for. */
export type PersonExtras = {
  /** null: where the format has a place for it */
  readonly id: string | null
  readonly favourite: boolean
  readonly notes: string
  /** in order, the default first; uri null: the one that stands where the format has it */
  readonly addresses: readonly { readonly id: string; readonly uri: string | null; readonly label: string | null }[]
}

export type GroupExtras = { readonly id: string | null; readonly parentId: string | null; readonly byHand: boolean }

const noPerson: PersonExtras = { id: null, favourite: false, notes: '', addresses: [] }
const noGroup: GroupExtras = { id: null, parentId: null, byHand: false }

export const isOwn = (kept: KeptElement, localName: 'person' | 'group' | 'told' | 'list'): boolean =>
  kept.includes(ownNamespace) && keptName(kept) === `{${ownNamespace}}${localName}`

/** What nearly every entry of a long list says. */
const onlyAnId = new RegExp(`^<dt:person xmlns:dt="${ownNamespace}" id="([\\w.-]+)"/>$`)

export function personExtras(kept: readonly KeptElement[]): PersonExtras {
  for (const each of kept) {
    const only = onlyAnId.exec(each)?.[1]
    if (only !== undefined) return { ...noPerson, id: only }
  }
  const found = kept.find((each) => isOwn(each, 'person'))
  if (found === undefined) return noPerson
  const root = keptTree(found)
  let notes = ''
  const addresses: PersonExtras['addresses'][number][] = []
  for (const child of children(root)) {
    if (child.localName === 'notes') notes = text(child)
    if (child.localName !== 'address') continue
    const [id, uri, label] = ['id', 'uri', 'label'].map((each) => attribute(child, each))
    addresses.push({ id: id ?? mainAddress, uri: uri ?? null, label: label ?? null })
  }
  const favourite = attribute(root, 'favourite') === 'true'
  return { id: attribute(root, 'id'), favourite, notes, addresses }
}

/** Null: nothing to say. */
export function personElement({ id, favourite, notes, addresses }: PersonExtras): KeptElement | null {
  const [only] = addresses
  const plain =
    addresses.length === 0 ||
    (addresses.length === 1 && only!.uri === null && only!.label === null && only!.id === mainAddress)
  if (plain && !favourite && notes === '') {
    if (id === null) return null
    if (/^[\w.-]+$/.test(id)) return `<dt:person xmlns:dt="${ownNamespace}" id="${id}"/>` as KeptElement
  }
  const written = addresses.map((each) =>
    element('dt:address', { id: each.id === mainAddress ? null : each.id, uri: each.uri, label: each.label }, ''),
  )
  const content = (plain ? '' : written.join('')) + (notes === '' ? '' : textElement('dt:notes', null, notes))
  const attributes = { 'xmlns:dt': ownNamespace, id, favourite: favourite ? 'true' : null }
  return keptXml(element('dt:person', attributes, content))
}

/** For a format that has a place for addresses: here only their labels. */
export function labelled(addresses: readonly ContactAddress[]): PersonExtras['addresses'] {
  return addresses.filter(({ label }) => label !== null).map(({ id, label }) => ({ id, uri: null, label }))
}

export function groupExtras(kept: readonly KeptElement[]): GroupExtras {
  const found = kept.find((each) => isOwn(each, 'group'))
  if (found === undefined) return noGroup
  const root = keptTree(found)
  return {
    id: attribute(root, 'id'),
    parentId: attribute(root, 'parent'),
    byHand: attribute(root, 'order') === 'hand',
  }
}

export function groupElement({ id, parentId, byHand }: GroupExtras): KeptElement | null {
  if (id === null && parentId === null && !byHand) return null
  const attributes = { 'xmlns:dt': ownNamespace, id, parent: parentId, order: byHand ? 'hand' : null }
  return keptXml(element('dt:group', attributes, ''))
}

/** What we last wrote into the presence policy of a contact: if it is another by now, another program has changed it. */
export function toldPolicy(kept: readonly KeptElement[]): string | null {
  const found = kept.find((each) => isOwn(each, 'told'))
  return found === undefined ? null : attribute(keptTree(found), 'presence')
}

export const toldElement = (presence: string): KeptElement =>
  keptXml(element('dt:told', { 'xmlns:dt': ownNamespace, presence }, ''))

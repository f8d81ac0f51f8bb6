/** Lists of people and other resources (RFC 4826 3), with all that other clients keep in them. */
import {
  attributesIn,
  declaredPrefixes,
  type KeptAttribute,
  type KeptElement,
  keptAttributes,
  keptElement,
  type Prefixes,
  prefixDeclarations,
  writtenIn,
} from './kept-element.ts'
import { attribute, children, type Element, language, listLimits, parseXml, requireRoot, text, uriFrom } from './xml.ts'
import {
  escapeAttribute,
  escapeText,
  writableLanguage,
  writableReference,
  writableUri,
  xmlDeclaration,
} from './xml-build.ts'

export const resourceListsNamespace = 'urn:ietf:params:xml:ns:resource-lists'
export const resourceListsContentType = 'application/resource-lists+xml'

export interface ResourceLists {
  readonly lists: readonly List[]
  /** What the schema does not foresee beside the lists; written after them. */
  readonly foreign: readonly KeptElement[]
  /** Declared on the root element. */
  readonly prefixes: Prefixes
}

export interface List {
  readonly kind: 'list'
  readonly name: string | null
  readonly displayName: DisplayName | null
  /** In their order, whoever they are of; those of other namespaces are written after the rest. */
  readonly items: readonly ListItem[]
  readonly attributes: readonly KeptAttribute[]
}

export type ListItem = List | Entry | EntryRef | External | Foreign

export interface Entry {
  readonly kind: 'entry'
  readonly uri: string
  /** As another client wrote the URI, where that is not the URI: Blink percent-encodes all of it. */
  readonly written?: string
  readonly displayName: DisplayName | null
  readonly foreign: readonly KeptElement[]
  readonly attributes: readonly KeptAttribute[]
}

/** Refers to an entry of another list on the same server, relative to its root. */
export interface EntryRef {
  readonly kind: 'entry-ref'
  readonly ref: string
  readonly displayName: DisplayName | null
  readonly foreign: readonly KeptElement[]
  readonly attributes: readonly KeptAttribute[]
}

/** Refers to a whole list, by an absolute address. */
export interface External {
  readonly kind: 'external'
  readonly anchor: string | null
  readonly displayName: DisplayName | null
  readonly foreign: readonly KeptElement[]
  readonly attributes: readonly KeptAttribute[]
}

/** An element of another namespace: an address book of AG Projects, an extension of ours. */
export interface Foreign {
  readonly kind: 'foreign'
  readonly xml: KeptElement
}

export interface DisplayName {
  readonly text: string
  readonly lang: string | null
}

const documentName = 'resource lists'

export const noResourceLists: ResourceLists = { lists: [], foreign: [], prefixes: {} }

export const listOf = (name: string, items: readonly ListItem[] = []): List => ({
  kind: 'list',
  name,
  displayName: null,
  items,
  attributes: [],
})

export const entryOf = (uri: string, name: string | null = null): Entry => ({
  kind: 'entry',
  uri,
  displayName: name === null ? null : { text: name, lang: null },
  foreign: [],
  attributes: [],
})

export function parseResourceLists(input: string | Uint8Array): ResourceLists {
  const root = parseXml(documentName, input, listLimits)
  requireRoot(documentName, root, 'resource-lists')
  const lists: List[] = []
  const foreign: KeptElement[] = []
  for (const child of children(root)) {
    if (child.localName === 'list' && isOurs(child)) lists.push(parseList(child))
    else foreign.push(keptElement(child))
  }
  return { lists: lists.filter((list) => !saysNothing(list)), foreign, prefixes: declaredPrefixes(root) }
}

/** RFC 4826 speaks of zero lists, its schema of one at least: this is how we write none. */
const saysNothing = ({ name, displayName, items, attributes }: List): boolean =>
  name === null && displayName === null && items.length === 0 && attributes.length === 0

/** Leniently: some clients forget the namespace. */
const isOurs = (element: Element): boolean =>
  element.namespaceURI === resourceListsNamespace || element.namespaceURI === null

/** Also for rls-services, which holds lists of this form (RFC 4826 4). */
export function parseList(element: Element): List {
  let displayName: DisplayName | null = null
  const items: ListItem[] = []
  for (const child of children(element)) {
    if (child.localName === 'display-name' && isOurs(child)) displayName ??= parseDisplayName(child)
    else items.push(parseItem(child))
  }
  return {
    kind: 'list',
    name: attribute(element, 'name'),
    displayName,
    items,
    attributes: keptAttributes(element),
  }
}

function parseItem(element: Element): ListItem {
  if (!isOurs(element)) return { kind: 'foreign', xml: keptElement(element) }
  switch (element.localName) {
    case 'list':
      return parseList(element)
    case 'entry':
      return parseEntry(element)
    case 'entry-ref':
      return { kind: 'entry-ref', ref: attribute(element, 'ref')?.replace(/\s+/g, '') ?? '', ...parseCommon(element) }
    case 'external':
      return { kind: 'external', anchor: attribute(element, 'anchor')?.trim() ?? null, ...parseCommon(element) }
    default:
      return { kind: 'foreign', xml: keptElement(element) }
  }
}

function parseEntry(element: Element): Entry {
  const written = attribute(element, 'uri') ?? ''
  const uri = uriFrom(written)
  return { kind: 'entry', uri, ...(written === uri ? {} : { written }), ...parseCommon(element) }
}

function parseCommon(element: Element): Pick<Entry, 'displayName' | 'foreign' | 'attributes'> {
  let displayName: DisplayName | null = null
  const foreign: KeptElement[] = []
  for (const child of children(element)) {
    if (child.localName === 'display-name' && isOurs(child)) displayName ??= parseDisplayName(child)
    else foreign.push(keptElement(child))
  }
  return { displayName, foreign, attributes: keptAttributes(element) }
}

const parseDisplayName = (element: Element): DisplayName => ({ text: text(element), lang: language(element) })

export function buildResourceLists(document: ResourceLists): string {
  const { lists, foreign, prefixes } = document
  let content = ''
  for (const list of lists) content += buildList(list, prefixes)
  for (const each of foreign) content += writtenIn(each, prefixes)
  if (lists.length === 0) content = `<list/>${content}`
  const declarations = `xmlns="${resourceListsNamespace}"${prefixDeclarations(prefixes)}`
  return `${xmlDeclaration}<resource-lists ${declarations}>${content}</resource-lists>`
}

/** `prefix` of the lists' own namespace, with its colon; '' where it is the default one. */
export function buildList(list: List, prefixes: Prefixes, prefix = ''): string {
  let content = buildDisplayName(list.displayName, prefix)
  // RFC 4826 3.2 has what is of other namespaces after all else, and OpenXCAP insists on it.
  for (const item of list.items) if (item.kind !== 'foreign') content += buildItem(item, prefixes, prefix)
  for (const item of list.items) if (item.kind === 'foreign') content += buildItem(item, prefixes, prefix)
  const name = list.name === null ? '' : ` name="${escapeAttribute(list.name)}"`
  return written(`${prefix}list`, name + attributesIn(list.attributes, prefixes), content)
}

function buildItem(item: ListItem, prefixes: Prefixes, prefix: string): string {
  switch (item.kind) {
    case 'list':
      return buildList(item, prefixes, prefix)
    case 'entry':
      return buildReference(item, 'uri', writtenUri(item), prefixes, prefix)
    case 'entry-ref':
      return buildReference(item, 'ref', writableReference(item.ref), prefixes, prefix)
    case 'external':
      return buildReference(
        item,
        'anchor',
        item.anchor === null ? null : writableReference(item.anchor),
        prefixes,
        prefix,
      )
    case 'foreign':
      return writtenIn(item.xml, prefixes)
  }
}

/** As it was written, where it still means the same: what we do not change stays as it is, byte for byte. */
const writtenUri = ({ uri, written: before }: Entry): string =>
  before !== undefined && uriFrom(before) === uri ? before : writableUri(uri)

function buildReference(
  item: Entry | EntryRef | External,
  attributeName: string,
  value: string | null,
  prefixes: Prefixes,
  prefix: string,
): string {
  let content = buildDisplayName(item.displayName, prefix)
  for (const each of item.foreign) content += writtenIn(each, prefixes)
  const said = value === null ? '' : ` ${attributeName}="${escapeAttribute(value)}"`
  return written(prefix + item.kind, said + attributesIn(item.attributes, prefixes), content)
}

function buildDisplayName(name: DisplayName | null, prefix: string): string {
  if (name === null) return ''
  const lang = writableLanguage(name.lang)
  return `<${prefix}display-name${lang === null ? '' : ` xml:lang="${lang}"`}>${escapeText(name.text)}</${prefix}display-name>`
}

const written = (name: string, attributes: string, content: string): string =>
  content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`

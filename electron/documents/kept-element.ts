/**
 * What a document of the server holds that we do not read, kept as it was found: elements as strings that stand alone and
 * that may be written into any other document, and attributes of other namespaces.
 */
import { serializeIn } from './kept-xml.ts'
import { type Element, listLimits, parseXml } from './xml.ts'
import { escapeAttribute } from './xml-build.ts'
import type { XmlAttribute } from './xml-nodes.ts'
import { xmlNamespace } from './xml-scopes.ts'

declare const kept: unique symbol

/** One well-formed element that declares every namespace it uses. Made by `keptElement` and `keptXml` alone. */
export type KeptElement = string & { readonly [kept]: true }

export interface KeptAttribute {
  readonly prefix: string
  readonly localName: string
  readonly namespace: string
  readonly value: string
}

/** Prefixes declared on the root element, so that what is kept need not declare them again and again. */
export type Prefixes = Readonly<Record<string, string>>

/** Whatever stands around it: an element without a namespace says so itself. */
const anywhere: ReadonlyMap<string, string> = new Map([
  ['xml', xmlNamespace],
  ['', 'urn:x-unknown'],
])

export function keptElement(element: Element): KeptElement {
  return serializeIn(element, anywhere) as KeptElement
}

/** For who writes such an element: throws DocumentError where it is not one that stands alone. */
export function keptXml(xml: string): KeptElement {
  return keptElement(parseXml('kept element', xml, listLimits))
}

/** The element again, to be read. */
export function keptTree(element: KeptElement): Element {
  return parseXml('kept element', element, listLimits)
}

/** The name of a kept element without parsing it, `{namespace}local`; namespace '' where it has none. */
export function keptName(element: KeptElement): string {
  const [, prefix = '', local = ''] = /^<(?:([^\s:/>]+):)?([^\s:/>]+)/.exec(element) ?? []
  const declared = new RegExp(`^<[^>]*\\sxmlns${prefix === '' ? '' : `:${prefix}`}="([^"]*)"`).exec(element)?.[1] ?? ''
  return `{${declared}}${local}`
}

/** Attributes that are not of the vocabulary itself: those with a prefix. */
export function keptAttributes(element: Element): readonly KeptAttribute[] {
  const found: KeptAttribute[] = []
  for (const each of element.attributes) {
    if (each.prefix === null || each.prefix === 'xmlns' || each.namespaceURI === null) continue
    found.push({ prefix: each.prefix, localName: each.localName, namespace: each.namespaceURI, value: each.value })
  }
  return found
}

const mostPrefixes = 50
const longestNamespace = 512

/** The prefixes an element declares; the default namespace is our own to choose. */
export function declaredPrefixes(element: Element): Prefixes {
  const prefixes: Record<string, string> = {}
  for (const each of element.attributes) {
    if (!isPrefixDeclaration(each) || each.value.length > longestNamespace) continue
    if (Object.keys(prefixes).length < mostPrefixes) prefixes[each.localName] = each.value
  }
  return prefixes
}

const isPrefixDeclaration = (each: XmlAttribute): boolean => each.prefix === 'xmlns' && each.localName !== 'xml'

export function prefixDeclarations(prefixes: Prefixes): string {
  let written = ''
  for (const prefix of Object.keys(prefixes)) written += ` xmlns:${prefix}="${escapeAttribute(prefixes[prefix] ?? '')}"`
  return written
}

/** As it stands within a root element that declares these prefixes. */
export function writtenIn(element: KeptElement, prefixes: Prefixes): string {
  let written: string = element
  for (const prefix of Object.keys(prefixes)) {
    const name = ` xmlns:${prefix}="`
    if (!written.includes(name)) continue
    const declaration = `${name}${escapeAttribute(prefixes[prefix] ?? '')}"`
    let others = false
    // Our own serialisation has neither ">" nor a quotation mark in a value: what is found in a tag is a declaration.
    const without = written.replace(/<[^>]*>/g, (tag) => {
      if (!tag.includes(name)) return tag
      others ||= !tag.includes(declaration)
      return tag.replace(declaration, '')
    })
    // Where the prefix names something else further in, its own declarations are needed.
    if (!others) written = without
  }
  return written
}

export const keptIn = (kept: readonly KeptElement[], prefixes: Prefixes): string =>
  kept.map((each) => writtenIn(each, prefixes)).join('')

/** Kept attributes as they stand within a root element that declares these prefixes. */
export function attributesIn(attributes: readonly KeptAttribute[], prefixes: Prefixes): string {
  let written = ''
  const declared = new Map<string, string>([['xml', xmlNamespace], ...Object.entries(prefixes)])
  for (const { prefix, localName, namespace, value } of attributes) {
    if (declared.get(prefix) !== namespace) {
      declared.set(prefix, namespace)
      written += ` xmlns:${prefix}="${escapeAttribute(namespace)}"`
    }
    written += ` ${prefix}:${localName}="${escapeAttribute(value)}"`
  }
  return written
}

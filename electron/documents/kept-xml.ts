/** Elements we do not know, kept as strings that stand alone and written again where a schema allows them. */

import { type Element, parseXml } from './xml.ts'
import { escapeAttribute, escapeText, writableLanguage } from './xml-build.ts'
import type { XmlAttribute } from './xml-nodes.ts'

const longestNamespace = 512
const mostForeign = 256

/** An element as a string that stands alone, its namespaces declared on it. */
export function serialize(element: Element): string {
  return serializeIn(element, new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]))
}

/** As `serialize`, with an outer scope of one's own. */
export function serializeIn(element: Element, outer: ReadonlyMap<string, string>): string {
  const scope = new Map(outer)
  let declarations = ''
  const declare = (prefix: string, namespace: string): void => {
    if ((scope.get(prefix) ?? '') === namespace) return
    scope.set(prefix, namespace)
    declarations +=
      prefix === '' ? ` xmlns="${escapeAttribute(namespace)}"` : ` xmlns:${prefix}="${escapeAttribute(namespace)}"`
  }
  // Its own declarations stay, used or not: a value may speak of them.
  for (const each of element.attributes)
    if (isDeclaration(each)) declare(each.prefix === null ? '' : each.localName, each.value)
  declare(element.prefix ?? '', element.namespaceURI ?? '')
  let attributes = ''
  for (const each of element.attributes) {
    if (isDeclaration(each)) continue
    if (each.prefix !== null && each.namespaceURI !== null) declare(each.prefix, each.namespaceURI)
    attributes += ` ${each.name}="${escapeAttribute(each.value)}"`
  }
  let content = ''
  for (const node of element.childNodes) {
    if (node.nodeType === 1) content += serializeIn(node as Element, scope)
    else if (node.nodeType === 3 || node.nodeType === 4) content += escapeText(node.nodeValue ?? '')
  }
  const start = `<${element.tagName}${declarations}${attributes}`
  return content === '' ? `${start}/>` : `${start}>${content}</${element.tagName}>`
}

function isDeclaration(each: XmlAttribute): boolean {
  return each.prefix === 'xmlns' || (each.prefix === null && each.localName === 'xmlns')
}

/** Adds an unknown element to those kept. A namespace as long as a document, declared anew on each, would be an amplifier. */
export function keep(kept: string[], element: Element): void {
  if (kept.length >= mostForeign || (element.namespaceURI ?? '').length > longestNamespace) return
  kept.push(serialize(element))
}

/**
 * Kept elements, ready to be written where a schema allows `##other`. One of the pidf family is left out: the schemas
 * know it, and would refuse it where it was found.
 */
export function foreignXml(kept: readonly string[]): string {
  let written = ''
  for (const each of kept) {
    try {
      const element = parseXml('kept element', each)
      if (isForeign(element)) written += serialize(element)
    } catch {
      // Not an element that stands alone: whoever made it has made nothing that can be sent.
    }
  }
  return written
}

/** All the way down: a lax schema also checks what it knows inside of what it does not know. */
function isForeign(element: Element): boolean {
  const namespace = element.namespaceURI
  if (namespace === null || namespace.startsWith('urn:ietf:params:xml:ns:')) return false
  for (const each of element.attributes) {
    if (isDeclaration(each) || each.namespaceURI === null) continue
    // xsi:type and xml:id would be checked against what they point to.
    if (
      each.namespaceURI.startsWith('http://www.w3.org/') &&
      !(each.name === 'xml:lang' && writableLanguage(each.value))
    )
      return false
  }
  return element.childNodes.every((node) => node.nodeType !== 1 || isNested(node as Element))
}

function isNested(element: Element): boolean {
  return element.namespaceURI === null
    ? element.childNodes.every((node) => node.nodeType !== 1 || isNested(node as Element))
    : isForeign(element)
}

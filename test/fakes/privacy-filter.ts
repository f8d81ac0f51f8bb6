import { Document, type Element, parseXmlDocument, serializeToWellFormedString } from 'slimdom'
import { type Granted, isSameUri } from './granted-permissions.ts'

// RFC 5025 3.3 over the XML itself, and what a presence agent does before it: one document of all that is published.

const pidf = 'urn:ietf:params:xml:ns:pidf'
const model = 'urn:ietf:params:xml:ns:pidf:data-model'
const rpid = 'urn:ietf:params:xml:ns:pidf:rpid'

/**
 * What stands in `status` beside `basic` is no child of a tuple: RFC 5025 3.3.2 names `basic` alone as always told, and 3.3.2.14 only
 * children of tuple, person and device as unknown. An agent may take the first at its word, or read "child" generously.
 */
export type StatusReading = 'basic-alone' | 'as-unknown'

/** All that is published of somebody, as one document. */
export function composed(entity: string, documents: readonly string[]): Document {
  const whole = new Document()
  const root = whole.appendChild(whole.createElementNS(pidf, 'presence')) as Element
  root.setAttribute('entity', entity)
  for (const text of documents) {
    for (const child of rootOf(parseXmlDocument(text)).children) root.appendChild(whole.importNode(child, true))
  }
  return whole
}

/** RFC 5025 3.1.2: what all documents say that say something, of the person. */
export function sphereIn(documents: readonly string[]): string | null {
  const values = documents.flatMap((text) =>
    childrenOf(rootOf(parseXmlDocument(text)), model, 'person').flatMap((person) =>
      childrenOf(person, rpid, 'sphere').map(
        (sphere) => sphere.children[0]?.localName ?? sphere.textContent?.trim() ?? '',
      ),
    ),
  )
  const [first] = values
  return first !== undefined && values.every((each) => each === first) ? first : null
}

/** RFC 5025 3.2.1: what somebody sees who is blocked politely, and everybody while nothing is published. */
export const unavailable = (entity: string): string =>
  `<presence xmlns="${pidf}" entity="${entity}"><tuple id="closed"><status><basic>closed</basic></status></tuple></presence>`

/** What is left of the document for somebody to whom this is granted. */
export function filtered(document: Document, granted: Granted, reading: StatusReading = 'basic-alone'): string {
  const copy = document.cloneNode(true)
  const root = rootOf(copy)
  for (const child of [...root.children]) {
    const kind = kindOf(child)
    // What belongs to no tuple, person or device is granted by no permission there is.
    if (kind === null || !isProvided(child, kind, granted)) root.removeChild(child)
    else for (const attribute of [...child.children]) filterAttribute(child, attribute, kind, granted, reading)
  }
  return serializeToWellFormedString(copy)
}

type Kind = 'services' | 'persons' | 'devices'

function kindOf({ namespaceURI, localName }: Element): Kind | null {
  if (namespaceURI === pidf && localName === 'tuple') return 'services'
  if (namespaceURI !== model) return null
  return localName === 'person' ? 'persons' : localName === 'device' ? 'devices' : null
}

/** RFC 5025 3.3.1: a class, an id and a scheme are compared as they are written, URIs as URIs. */
function isProvided(element: Element, kind: Kind, granted: Granted): boolean {
  const set = granted[kind]
  if (set.has('all')) return true
  const class_ = textOf(childrenOf(element, rpid, 'class')[0])
  const uri = textOf(
    kind === 'services' ? childrenOf(element, pidf, 'contact')[0] : childrenOf(element, model, 'deviceID')[0],
  )
  return [...set].some((member) => {
    const value = member.slice(member.indexOf('=') + 1)
    switch (member.slice(0, member.indexOf('='))) {
      case 'class':
        return class_ !== null && class_ === value
      case 'occurrence-id':
        return element.getAttribute('id') === value
      case 'service-uri-scheme':
        return uri !== null && uri.split(':', 1)[0] === value
      case 'service-uri':
      case 'deviceID':
        return uri !== null && isSameUri(uri, value)
      default:
        return false
    }
  })
}

/** In which of them RFC 5025 3.3.2 lets a permission show an attribute of RFC 4480. */
const shownIn: Readonly<Record<string, readonly Kind[]>> = {
  activities: ['persons'],
  class: ['services', 'persons', 'devices'],
  mood: ['persons'],
  'place-is': ['persons'],
  'place-type': ['persons'],
  privacy: ['services', 'persons'],
  relationship: ['services'],
  sphere: ['persons'],
  'status-icon': ['services', 'persons'],
  'time-offset': ['persons'],
}

function filterAttribute(
  parent: Element,
  element: Element,
  kind: Kind,
  granted: Granted,
  reading: StatusReading,
): void {
  if (granted.allAttributes || isAlwaysTold(element, kind)) {
    if (!granted.allAttributes && element.localName === 'status') filterStatus(element, granted, reading)
    return
  }
  if (element.namespaceURI === rpid && element.localName === 'user-input') filterUserInput(parent, element, granted)
  else if (!isGranted(element, kind, granted)) parent.removeChild(element)
}

function isAlwaysTold({ namespaceURI: namespace, localName: name }: Element, kind: Kind): boolean {
  if (kind === 'services') {
    return (
      (namespace === pidf && ['status', 'contact', 'timestamp'].includes(name)) ||
      (namespace === rpid && name === 'service-class')
    )
  }
  return namespace === model && (name === 'timestamp' || (kind === 'devices' && name === 'deviceID'))
}

function isGranted({ namespaceURI: namespace, localName: name }: Element, kind: Kind, granted: Granted): boolean {
  const { attributes, unknown } = granted
  if (name === 'note' && (namespace === pidf || namespace === model)) return attributes.has('note')
  if (namespace === model && name === 'deviceID') return attributes.has('deviceID')
  if (namespace === rpid) return attributes.has(name) && shownIn[name]?.includes(kind) === true
  // What RFC 3863, 4479 and 4480 have is known, and no unknown attribute (RFC 5025 3.3.2.14).
  if (namespace === pidf || namespace === model) return false
  return unknown.has(`{${namespace}}${name}`)
}

function filterStatus(status: Element, { unknown }: Granted, reading: StatusReading): void {
  for (const child of [...status.children]) {
    const isBasic = child.namespaceURI === pidf && child.localName === 'basic'
    const isNamed = reading === 'as-unknown' && unknown.has(`{${child.namespaceURI}}${child.localName}`)
    if (!isBasic && !isNamed) status.removeChild(child)
  }
}

/** RFC 5025 3.3.2.12. */
function filterUserInput(parent: Element, element: Element, { userInput }: Granted): void {
  if (userInput === 'full') return
  if (userInput === 'false') {
    parent.removeChild(element)
    return
  }
  for (const { name, prefix } of [...element.attributes]) {
    if (prefix === 'xmlns' || name === 'xmlns') continue
    if (userInput !== 'thresholds' || name !== 'idle-threshold') element.removeAttribute(name)
  }
}

function rootOf(document: Document): Element {
  const root = document.documentElement
  if (root === null) throw new Error('a document without a root')
  return root
}

const childrenOf = (element: Element, namespace: string, name: string): readonly Element[] =>
  element.children.filter((child) => child.namespaceURI === namespace && child.localName === name)

const textOf = (element: Element | undefined): string | null => element?.textContent?.trim() ?? null

/** What a WebDAV server says of several resources at once (RFC 4918 13), with the token of a synchronisation (RFC 6578 3.2). */
import { children, DocumentError, type Element, parseXml, trimmed } from './xml.ts'

/** Properties that were found, by their local names: servers declare the namespaces of the others as they please. */
export type DavProperties = ReadonlyMap<string, Element>

export type DavResponse = {
  /** as it was written */
  readonly href: string
  /** of the resource as a whole; null where its properties have each their own */
  readonly status: number | null
  readonly properties: DavProperties
}

export type Multistatus = { readonly responses: readonly DavResponse[]; readonly syncToken: string | null }

const documentName = 'multistatus'
/** A calendar of a hundred thousand events is listed in one. */
const limits = { bytes: 32 << 20, elements: 1_000_000 }

export function parseMultistatus(input: string): Multistatus {
  const root = parseXml(documentName, input, limits)
  if (root.localName !== 'multistatus') throw new DocumentError(documentName, 'another element', 'root element')
  const responses: DavResponse[] = []
  let syncToken: string | null = null
  for (const each of children(root)) {
    if (each.localName === 'response') responses.push(...responsesIn(each))
    else if (each.localName === 'sync-token') syncToken = trimmed(each) || null
  }
  return { responses, syncToken }
}

/** One status may be that of several resources. */
function responsesIn(response: Element): readonly DavResponse[] {
  const hrefs: string[] = []
  let status: number | null = null
  const properties = new Map<string, Element>()
  for (const part of children(response)) {
    if (part.localName === 'href') hrefs.push(trimmed(part))
    else if (part.localName === 'status') status = statusIn(part)
    else if (part.localName === 'propstat') {
      for (const each of foundIn(part)) properties.set(each.localName, each)
    }
  }
  return hrefs.map((href) => ({ href, status, properties }))
}

function foundIn(propstat: Element): readonly Element[] {
  const parts = children(propstat)
  const said = parts.find(({ localName }) => localName === 'status')
  const status = said ? statusIn(said) : null
  if (status !== null && (status < 200 || status > 299)) return []
  return parts.filter(({ localName }) => localName === 'prop').flatMap(children)
}

/** "HTTP/1.1 404 Not Found" */
function statusIn(element: Element): number | null {
  const match = /^HTTP\/\d(?:\.\d)?\s+(\d{3})\b/i.exec(trimmed(element))
  return match === null ? null : Number(match[1])
}

/** The addresses in a property such as calendar-home-set (RFC 4791 6.2.1): there may be several. */
export function hrefsIn(properties: DavProperties, name: string): readonly string[] {
  const property = properties.get(name)
  if (property === undefined) return []
  return children(property)
    .filter(({ localName }) => localName === 'href')
    .map(trimmed)
    .filter((each) => each !== '')
}

export function propertyText(properties: DavProperties, name: string): string | null {
  const property = properties.get(name)
  return property === undefined ? null : trimmed(property) || null
}

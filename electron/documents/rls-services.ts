/** What a resource list server offers this user: a SIP address for a list (RFC 4826 4). */
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
import { buildList, type List, parseList, resourceListsNamespace } from './resource-lists.ts'
import { attribute, children, type Element, listLimits, parseXml, requireRoot, trimmed, uriFrom } from './xml.ts'
import {
  escapeAttribute,
  escapeText,
  textElement,
  writableReference,
  writableUri,
  xmlDeclaration,
} from './xml-build.ts'

const rlsServicesNamespace = 'urn:ietf:params:xml:ns:rls-services'
export const rlsServicesContentType = 'application/rls-services+xml'

export interface RlsServices {
  readonly services: readonly RlsService[]
  /** What the schema does not foresee beside the services; written after them. */
  readonly foreign: readonly KeptElement[]
  /** Declared on the root element. */
  readonly prefixes: Prefixes
}

export interface RlsService {
  /** The address to subscribe to. */
  readonly uri: string
  /** As another client wrote the URI, where that is not the URI. */
  readonly written?: string
  /** The address of a list in resource-lists, or the list itself; null where a service has neither. */
  readonly source: { readonly kind: 'reference'; readonly address: string } | List | null
  /** Event packages; empty means every one. */
  readonly packages: readonly string[]
  readonly foreign: readonly KeptElement[]
  readonly attributes: readonly KeptAttribute[]
}

const documentName = 'list services'

export const noRlsServices: RlsServices = { services: [], foreign: [], prefixes: {} }

/** A service for a list that stands in resource-lists. */
export const serviceFor = (uri: string, address: string, packages: readonly string[]): RlsService => ({
  uri,
  source: { kind: 'reference', address },
  packages,
  foreign: [],
  attributes: [],
})

export function parseRlsServices(input: string | Uint8Array): RlsServices {
  const root = parseXml(documentName, input, listLimits)
  requireRoot(documentName, root, 'rls-services')
  const services: RlsService[] = []
  const foreign: KeptElement[] = []
  for (const child of children(root)) {
    if (child.localName === 'service' && isOurs(child)) services.push(parseService(child))
    else foreign.push(keptElement(child))
  }
  return { services, foreign, prefixes: declaredPrefixes(root) }
}

const isOurs = (element: Element): boolean =>
  element.namespaceURI === rlsServicesNamespace || element.namespaceURI === null

function parseService(element: Element): RlsService {
  const written = attribute(element, 'uri') ?? ''
  const uri = uriFrom(written)
  let source: RlsService['source'] = null
  const packages: string[] = []
  const foreign: KeptElement[] = []
  for (const child of children(element)) {
    if (child.localName === 'list') source ??= parseList(child)
    else if (!isOurs(child)) foreign.push(keptElement(child))
    else if (child.localName === 'resource-list') source ??= { kind: 'reference', address: addressIn(child) }
    else if (child.localName === 'packages') packages.push(...packagesIn(child))
    else foreign.push(keptElement(child))
  }
  const kept = { packages, foreign, attributes: keptAttributes(element) }
  return { uri, ...(written === uri ? {} : { written }), source, ...kept }
}

/** Printed documents break long addresses over lines. */
const addressIn = (element: Element): string => trimmed(element).replace(/\s+/g, '')

const packagesIn = (element: Element): readonly string[] =>
  children(element)
    .filter((child) => child.localName === 'package' && isOurs(child))
    .map(trimmed)
    .filter((name) => name !== '')

export function buildRlsServices({ services, foreign, prefixes }: RlsServices): string {
  const rl = listPrefix(prefixes)
  const declared = services.some(({ source }) => source?.kind === 'list')
    ? { ...prefixes, [rl]: resourceListsNamespace }
    : prefixes
  let content = ''
  for (const service of services) content += buildService(service, declared, `${rl}:`)
  for (const each of foreign) content += writtenIn(each, declared)
  const declarations = `xmlns="${rlsServicesNamespace}"${prefixDeclarations(declared)}`
  return `${xmlDeclaration}<rls-services ${declarations}>${content}</rls-services>`
}

/** The prefix the document has for lists already, or one that it has for nothing else. */
function listPrefix(prefixes: Prefixes): string {
  const known = Object.keys(prefixes).find((prefix) => prefixes[prefix] === resourceListsNamespace)
  if (known !== undefined) return known
  let prefix = 'rl'
  while (prefix in prefixes) prefix += 'l'
  return prefix
}

function buildService(service: RlsService, prefixes: Prefixes, rl: string): string {
  const { uri, written, source, packages, foreign, attributes } = service
  const said = written !== undefined && uriFrom(written) === uri ? written : writableUri(uri)
  let content = ''
  // The list of a service stands in the namespace of the service, its content in that of lists (RFC 4826 4.2).
  if (source?.kind === 'list') content += buildOwnList(source, prefixes, rl)
  else if (source !== null) content += textElement('resource-list', null, writableReference(source.address))
  if (packages.length > 0) {
    const names = packages.map((name) => `<package>${escapeText(name)}</package>`)
    content += `<packages>${names.join('')}</packages>`
  }
  for (const each of foreign) content += writtenIn(each, prefixes)
  const start = `<service uri="${escapeAttribute(said)}"${attributesIn(attributes, prefixes)}`
  return content === '' ? `${start}/>` : `${start}>${content}</service>`
}

function buildOwnList(list: List, prefixes: Prefixes, rl: string): string {
  const inside = buildList(list, prefixes, rl)
  return inside.replace(`<${rl}list`, '<list').replace(new RegExp(`</${rl}list>$`), '</list>')
}

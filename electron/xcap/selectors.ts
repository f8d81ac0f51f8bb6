/** Addresses of documents and of parts of them on an XCAP server (RFC 4825 6). */

/** What may stand in a path segment as it is (RFC 3986 3.3); "~" of the separator "~~" among it. */
const outsideSegment = /[^A-Za-z0-9\-._~!$'()*+,;=:@]/gu

const encodeSegment = (text: string): string => text.toWellFormed().replace(outsideSegment, encodeURIComponent)

/** `resource-lists/users/sip:anna@example.org/index`, relative to the root. */
export function documentSelector(auid: string, user: string, path: string): string {
  return [auid, 'users', user, ...path.split('/')].map(encodeSegment).join('/')
}

/** `xcap-caps/global/index` */
export const globalSelector = (auid: string, path = 'index'): string => `${encodeSegment(auid)}/global/${path}`

/** Root and selector joined; a root may or may not end with a slash. */
export const addressOf = (root: string, selector: string): string => `${root.replace(/\/+$/, '')}/${selector}`

/** One step from an element to a child (RFC 4825 6.3). `position` counts from 1 among those of the same name. */
export interface Step {
  /** With its prefix; without one it is in the default namespace of the application usage. */
  readonly name: string
  readonly position?: number
  readonly attribute?: { readonly name: string; readonly value: string }
}

/** One step of XPath as RFC 4825 6.3 restricts it, before it is percent-encoded. */
function xpathOf({ name, position, attribute }: Step): string {
  const place = position === undefined ? '' : `[${position}]`
  const test = attribute === undefined ? '' : `[@${attribute.name}="${attributeValue(attribute.value)}"]`
  return name + place + test
}

/** An AttValue of XML, which is what RFC 4825 6.3 has between the quotation marks. */
const attributeValue = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The address of an element: document, "~~", path, and the namespaces of its prefixes as a query (RFC 4825 6.4). */
export function nodeSelector(
  document: string,
  steps: readonly Step[],
  prefixes: Readonly<Record<string, string>> = {},
): string {
  const used = Object.keys(prefixes).filter((prefix) => steps.some(({ name }) => name.startsWith(`${prefix}:`)))
  const query = used.map((prefix) => `xmlns(${prefix}=${pointerEscaped(prefixes[prefix] ?? '')})`).join('')
  const path = steps.map((step) => encodeSegment(xpathOf(step))).join('/')
  return `${document}/~~/${path}${query === '' ? '' : `?${encodeSegment(query)}`}`
}

/** XPointer framework 3.1: brackets and circumflexes in scheme data are escaped. */
const pointerEscaped = (namespace: string): string => namespace.replace(/[()^]/g, '^$&')

/** Whether a selector of a notification, absolute or relative to its root, names this document of ours. */
export function namesDocument(said: string, saidRoot: string, root: string, document: string): boolean {
  const wanted = normalPath(addressOf(root, document))
  return (
    normalPath(said) === wanted ||
    normalPath(said).endsWith(`/${normalPath(document)}`) ||
    normalPath(said) === normalPath(document) ||
    normalPath(addressOf(saidRoot, said)) === wanted
  )
}

/** Percent-encoding undone and the host left out: servers write themselves by several names. */
function normalPath(address: string): string {
  const path = address.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '').replace(/^\/+/, '')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

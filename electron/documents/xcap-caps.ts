/** What an XCAP server can do (RFC 4825 12). */
import { children, type Element, parseXml, requireRoot, trimmed } from './xml.ts'
import { escapeText, xmlDeclaration } from './xml-build.ts'

export interface XcapCapabilities {
  /** Application usages: resource-lists, pres-rules. */
  readonly auids: readonly string[]
  readonly extensions: readonly string[]
  readonly namespaces: readonly string[]
}

const documentName = 'XCAP capabilities'
const xcapCapsNamespace = 'urn:ietf:params:xml:ns:xcap-caps'

export function parseXcapCaps(input: string | Uint8Array): XcapCapabilities {
  const root = parseXml(documentName, input)
  requireRoot(documentName, root, 'xcap-caps')
  return {
    auids: named(root, 'auids', 'auid'),
    extensions: named(root, 'extensions', 'extension'),
    namespaces: named(root, 'namespaces', 'namespace'),
  }
}

function named(root: Element, list: string, item: string): readonly string[] {
  const values = children(root)
    .filter((child) => child.localName === list)
    .flatMap((child) => children(child).filter((each) => each.localName === item))
    .map(trimmed)
  return [...new Set(values)].filter((value) => value !== '')
}

export function buildXcapCaps({ auids, extensions, namespaces }: XcapCapabilities): string {
  const list = (name: string, item: string, values: readonly string[]) =>
    `<${name}>${values.map((value) => `<${item}>${escapeText(value)}</${item}>`).join('')}</${name}>`
  const content =
    list('auids', 'auid', auids) +
    list('extensions', 'extension', extensions) +
    list('namespaces', 'namespace', namespaces)
  return `${xmlDeclaration}<xcap-caps xmlns="${xcapCapsNamespace}">${content}</xcap-caps>`
}

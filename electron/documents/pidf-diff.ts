/** Partial presence (RFC 5262, 5263): a kept document, and the changes to it. */
import { serialize } from './kept-xml.ts'
import { applyOperations, documentName } from './patch-operations.ts'
import { buildPresenceElement, type PresenceDocument, presenceFrom } from './pidf.ts'
import { attribute, DocumentError, parseDom, parseXml, wholeNumber } from './xml.ts'
import { xmlDeclaration } from './xml-build.ts'

/** What a watcher keeps of one presentity between notifications. */
export interface PartialPresence {
  readonly version: number
  /** The document as it is now: changes are made to the XML, so that nothing we cannot read is lost. */
  readonly xml: string
  readonly document: PresenceDocument
}

export type PartialOutcome =
  | { readonly kind: 'updated'; readonly presence: PartialPresence }
  /** A notification overtaken by a newer one: nothing to do. */
  | { readonly kind: 'outdated' }
  /** A change to something we never had: subscribe again for the full state (RFC 5263 4.4). */
  | { readonly kind: 'gap' }

/** Throws DocumentError where the document, or a change in it, makes no sense; what was kept is as it was. */
export function applyPartialPresence(kept: PartialPresence | null, input: string | Uint8Array): PartialOutcome {
  const root = parseDom(documentName, input)
  const said = wholeNumber(attribute(root, 'version'))
  if (root.localName === 'pidf-full') {
    return { kind: 'updated', presence: { version: said ?? 0, xml: serialize(root), document: presenceFrom(root) } }
  }
  if (root.localName !== 'pidf-diff') {
    throw new DocumentError(documentName, 'the root element is neither pidf-full nor pidf-diff', 'root element')
  }
  if (kept === null) return { kind: 'gap' }
  const version = said ?? kept.version + 1
  if (version <= kept.version) return { kind: 'outdated' }
  if (version > kept.version + 1) return { kind: 'gap' }
  const changed = parseDom(documentName, kept.xml)
  applyOperations(changed, root.children)
  const xml = serialize(changed)
  return { kind: 'updated', presence: { version, xml, document: presenceFrom(parseXml(documentName, xml)) } }
}

export function buildPidfFull(document: PresenceDocument, version: number): string {
  const attributes = ` version="${version}" xmlns:p="urn:ietf:params:xml:ns:pidf-diff"`
  return xmlDeclaration + buildPresenceElement('p:pidf-full', document, attributes)
}

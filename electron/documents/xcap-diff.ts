/** What changed on an XCAP server (RFC 5874), as a subscription tells it (RFC 5875). */
import { attribute, boolean, children, type Element, listLimits, parseXml, requireRoot } from './xml.ts'
import { element as elementXml, writableReference, xmlDeclaration } from './xml-build.ts'

export interface XcapDiff {
  /** Where relative selectors start. */
  readonly root: string
  readonly documents: readonly DocumentChange[]
  /** Elements and attributes that were subscribed to: only that they changed. */
  readonly nodes: readonly { readonly selector: string; readonly exists: boolean }[]
}

export interface DocumentChange {
  /** Relative to the root, as the RFC has it, or absolute, as servers do. */
  readonly selector: string
  /** null: there was none before */
  readonly previousTag: string | null
  /** null: it was removed, or the server does not say */
  readonly newTag: string | null
  /** body-not-changed: another tag for the same document. */
  readonly bodyUnchanged: boolean
}

const documentName = 'XCAP change'
const xcapDiffNamespace = 'urn:ietf:params:xml:ns:xcap-diff'
export const xcapDiffContentType = 'application/xcap-diff+xml'

export function parseXcapDiff(input: string | Uint8Array): XcapDiff {
  const root = parseXml(documentName, input, listLimits)
  requireRoot(documentName, root, 'xcap-diff')
  const inside = children(root)
  return {
    root: attribute(root, 'xcap-root')?.trim() ?? '',
    documents: inside.filter((child) => child.localName === 'document').map(parseDocument),
    nodes: inside
      .filter((child) => child.localName === 'element' || child.localName === 'attribute')
      .map((child) => ({ selector: selectorOf(child), exists: boolean(attribute(child, 'exists')) ?? true })),
  }
}

const selectorOf = (element: Element): string => attribute(element, 'sel')?.trim() ?? ''

function parseDocument(element: Element): DocumentChange {
  return {
    selector: selectorOf(element),
    previousTag: tagIn(attribute(element, 'previous-etag')),
    newTag: tagIn(attribute(element, 'new-etag')),
    bodyUnchanged: children(element).some((child) => child.localName === 'body-not-changed'),
  }
}

/** RFC 5874 writes a tag without the quotation marks that HTTP has around it; not every server does. */
function tagIn(value: string | null): string | null {
  const tag = value?.trim().replace(/^(?:W\/)?"(.*)"$/, '$1') ?? ''
  return tag === '' ? null : tag
}

export function buildXcapDiff({ root, documents, nodes }: XcapDiff): string {
  const content = documents.map((each) =>
    elementXml(
      'document',
      { 'new-etag': each.newTag, 'previous-etag': each.previousTag, sel: writableReference(each.selector) },
      each.bodyUnchanged ? '<body-not-changed/>' : '',
    ),
  )
  for (const { selector, exists } of nodes) content.push(elementXml('element', { exists, sel: selector }, ''))
  const attributes = { xmlns: xcapDiffNamespace, 'xcap-root': writableReference(root) }
  return xmlDeclaration + elementXml('xcap-diff', attributes, content.join(''))
}

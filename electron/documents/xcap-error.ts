/** Why an XCAP server did not do what it was asked: the body of a 409 (RFC 4825 11). */
import { attribute, children, DocumentError, type Element, parseXml, requireRoot, text, trimmed } from './xml.ts'
import { element as elementXml, textElement, writableReference, xmlDeclaration } from './xml-build.ts'

/** RFC 4825 11.2, in its order. */
export const xcapErrorConditions = [
  'not-well-formed',
  'not-xml-frag',
  'no-parent',
  'schema-validation-error',
  'not-xml-att-value',
  'cannot-insert',
  'cannot-delete',
  'uniqueness-failure',
  'constraint-failure',
  'not-utf-8',
] as const

export type XcapErrorCondition = (typeof xcapErrorConditions)[number]

export interface XcapError {
  /** `extension`: one of the server's own. */
  readonly condition: XcapErrorCondition | 'extension'
  /** For people, in no particular language; '' where the server says nothing. */
  readonly phrase: string
  /** no-parent: the closest ancestor that is there. */
  readonly ancestor: string | null
  /** uniqueness-failure: what is taken, and what might be taken instead. */
  readonly taken: readonly { readonly field: string; readonly alternatives: readonly string[] }[]
}

const documentName = 'XCAP error'
const xcapErrorNamespace = 'urn:ietf:params:xml:ns:xcap-error'

const longestPhrase = 300

export function parseXcapError(input: string | Uint8Array): XcapError {
  const root = parseXml(documentName, input)
  requireRoot(documentName, root, 'xcap-error')
  const [element] = children(root)
  if (element === undefined) throw new DocumentError(documentName, 'names no error', 'root element')
  const condition = xcapErrorConditions.find((each) => each === element.localName) ?? 'extension'
  return { condition, phrase: phraseOf(element, input), ancestor: ancestorOf(element), taken: takenIn(element) }
}

/** OpenXCAP says why in a comment beside it. */
function phraseOf(element: Element, input: string | Uint8Array): string {
  const said = attribute(element, 'phrase')?.trim() ?? ''
  if (said !== '') return said.slice(0, longestPhrase)
  const comment = typeof input === 'string' ? /<!--([\s\S]*?)-->/.exec(input)?.[1] : undefined
  return (comment ?? text(element)).replace(/\s+/g, ' ').trim().slice(0, longestPhrase)
}

function ancestorOf(element: Element): string | null {
  const ancestor = children(element).find((child) => child.localName === 'ancestor')
  return ancestor === undefined ? null : trimmed(ancestor)
}

const takenIn = (element: Element): XcapError['taken'] =>
  children(element)
    .filter((child) => child.localName === 'exists')
    .map((child) => ({
      field: attribute(child, 'field') ?? '',
      alternatives: children(child)
        .filter((each) => each.localName === 'alt-value')
        .map(text),
    }))

export function buildXcapError({ condition, phrase, ancestor, taken }: XcapError): string {
  const exists = taken.map(({ field, alternatives }) =>
    elementXml('exists', { field }, alternatives.map((value) => textElement('alt-value', null, value)).join('')),
  )
  const content = textElement('ancestor', null, ancestor && writableReference(ancestor)) + exists.join('')
  const error = elementXml(condition, { phrase: phrase === '' ? null : phrase }, content)
  return xmlDeclaration + elementXml('xcap-error', { xmlns: xcapErrorNamespace }, error)
}

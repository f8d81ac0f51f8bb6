/** A picture as presence content (OMA Presence Content XDM 1.0): what the icon of a Blink user points to. */
import { children, DocumentError, language, parseXml, requireRoot, text, trimmed } from './xml.ts'
import { escapeText, textElement, writableLanguage, xmlDeclaration } from './xml-build.ts'

export interface PresenceContent {
  readonly mimeType: string
  /** Base64 without white space. */
  readonly data: string
  readonly description: { readonly text: string; readonly lang: string | null } | null
}

const documentName = 'presence content'
export const noPresenceContent: PresenceContent = { mimeType: '', data: '', description: null }
const presContentNamespace = 'urn:oma:xml:prs:pres-content'
export const presContentContentType = 'application/vnd.oma.pres-content+xml'
/** OpenXCAP takes no more, in characters of base64. */
export const largestPresenceContent = 300 * 1024

export function parsePresContent(input: string | Uint8Array): PresenceContent {
  const root = parseXml(documentName, input)
  requireRoot(documentName, root, 'content')
  const named = (name: string) => children(root).find((child) => child.localName === name)
  const data = named('data')
  if (data === undefined) throw new DocumentError(documentName, 'has no data')
  const encoding = named('encoding')
  if (encoding !== undefined && trimmed(encoding).toLowerCase() !== 'base64')
    throw new DocumentError(documentName, 'is not encoded in base64', 'encoding')
  const base64 = text(data).replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new DocumentError(documentName, 'is not encoded in base64', 'data')
  const mimeType = named('mime-type')
  const description = named('description')
  return {
    mimeType: mimeType === undefined ? '' : trimmed(mimeType).toLowerCase(),
    data: base64,
    description: description === undefined ? null : { text: text(description), lang: language(description) },
  }
}

export function buildPresContent({ mimeType, data, description }: PresenceContent): string {
  const content =
    textElement('mime-type', null, mimeType) +
    textElement('encoding', null, 'base64') +
    (description === null
      ? ''
      : textElement('description', { 'xml:lang': writableLanguage(description.lang) }, description.text)) +
    `<data>${escapeText(data)}</data>`
  return `${xmlDeclaration}<content xmlns="${presContentNamespace}">${content}</content>`
}

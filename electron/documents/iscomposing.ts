/** Indication of message composition: "is typing" (RFC 3994). */
import { writableDateTime } from './date-time.ts'
import { children, DocumentError, parseXml, trimmed, wholeNumber } from './xml.ts'
import { element, textElement, writableInteger, xmlDeclaration } from './xml-build.ts'

export interface IsComposing {
  readonly state: 'active' | 'idle'
  /** xs:dateTime of the last keystroke or similar. */
  readonly lastActive: string | null
  /** The kind of message being composed: text, audio, or a media type. */
  readonly contentType: string | null
  /** Seconds until the next active indication at the latest. */
  readonly refresh: number | null
}

const documentName = 'composing indication'
const namespace = 'urn:ietf:params:xml:ns:im-iscomposing'

export function parseIsComposing(input: string | Uint8Array): IsComposing {
  const root = parseXml(documentName, input)
  if (root.localName.toLowerCase() !== 'iscomposing') {
    throw new DocumentError(documentName, 'the root element is not isComposing', 'root element')
  }
  const texts = new Map<string, string>()
  for (const child of children(root)) texts.set(child.localName.toLowerCase(), trimmed(child))
  // Drafts before the RFC say timeout and lastactivity.
  const refresh = wholeNumber(texts.get('refresh') ?? texts.get('timeout') ?? null)
  return {
    // RFC 3994 3.2: any other state is taken as idle.
    state: texts.get('state')?.toLowerCase() === 'active' ? 'active' : 'idle',
    lastActive: texts.get('lastactive') || texts.get('lastactivity') || null,
    contentType: texts.get('contenttype') || null,
    refresh: refresh !== null && refresh > 0 ? refresh : null,
  }
}

export function buildIsComposing(composing: IsComposing): string {
  const refresh = writableInteger(composing.refresh)
  const content =
    textElement('state', null, composing.state) +
    textElement('lastactive', null, writableDateTime(composing.lastActive)) +
    textElement('contenttype', null, composing.contentType) +
    textElement('refresh', null, refresh !== null && refresh > 0 ? refresh : null)
  return xmlDeclaration + element('isComposing', { xmlns: namespace }, content)
}

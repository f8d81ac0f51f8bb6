/** Instant message disposition notification (RFC 5438): delivered, displayed, and what went wrong. */
import { instantOf, writableDateTime } from './date-time.ts'
import { children, DocumentError, type Element, parseXml, requireRoot, trimmed, uriFrom } from './xml.ts'
import { element, textElement, writableUri, xmlDeclaration } from './xml-build.ts'

export const imdnContentType = 'message/imdn+xml'

type Common = 'forbidden' | 'error'

/** What became of the message: told apart by `kind`. */
export type Disposition =
  | { readonly kind: 'delivery'; readonly status: 'delivered' | 'failed' | Common }
  | { readonly kind: 'display'; readonly status: 'displayed' | Common }
  | { readonly kind: 'processing'; readonly status: 'processed' | 'stored' | Common }

export interface Imdn {
  readonly messageId: string
  /** When the notified message was sent: the DateTime of its CPIM headers (RFC 5438 7.2.1.1). */
  readonly dateTime: string | null
  readonly recipientUri: string | null
  readonly originalRecipientUri: string | null
  readonly subject: string | null
  readonly disposition: Disposition
}

const documentName = 'disposition notification'
const namespace = 'urn:ietf:params:xml:ns:imdn'

const statuses = {
  delivery: ['delivered', 'failed', 'forbidden', 'error'],
  display: ['displayed', 'forbidden', 'error'],
  processing: ['processed', 'stored', 'forbidden', 'error'],
} as const satisfies {
  readonly [Kind in Disposition['kind']]: readonly Extract<Disposition, { kind: Kind }>['status'][]
}

export function parseImdn(input: string | Uint8Array): Imdn {
  const root = parseXml(documentName, input)
  requireRoot(documentName, root, 'imdn')
  const texts = new Map<string, string>()
  let disposition: Disposition | null = null
  for (const child of children(root)) {
    const notification = /^(delivery|display|processing)-notification$/.exec(child.localName)
    if (notification === null) texts.set(child.localName, trimmed(child))
    else disposition ??= parseDisposition(notification[1] as Disposition['kind'], child)
  }
  const messageId = texts.get('message-id') ?? ''
  if (messageId === '') throw new DocumentError(documentName, 'no message-id', 'imdn')
  if (disposition === null) throw new DocumentError(documentName, 'no notification with a known status', 'imdn')
  return {
    messageId,
    dateTime: texts.get('datetime') || null,
    recipientUri: uriFrom(texts.get('recipient-uri') ?? null) || null,
    originalRecipientUri: uriFrom(texts.get('original-recipient-uri') ?? null) || null,
    subject: texts.get('subject') || null,
    disposition,
  }
}

function parseDisposition(kind: Disposition['kind'], notification: Element): Disposition | null {
  for (const status of children(notification)) {
    if (status.localName !== 'status') continue
    for (const child of children(status)) {
      const known = (statuses[kind] as readonly string[]).find((each) => each === child.localName)
      if (known !== undefined) return { kind, status: known } as Disposition
    }
  }
  return null
}

export function buildImdn(imdn: Imdn): string {
  const { kind, status } = imdn.disposition
  // The schema wants both recipients or none.
  const recipient = imdn.recipientUri ?? imdn.originalRecipientUri
  const original = imdn.originalRecipientUri ?? imdn.recipientUri
  const recipients =
    recipient === null || original === null
      ? ''
      : textElement('recipient-uri', null, writableUri(recipient)) +
        textElement('original-recipient-uri', null, writableUri(original)) +
        textElement('subject', null, imdn.subject)
  const dateTime = instantOf(imdn.dateTime) === null ? '' : (writableDateTime(imdn.dateTime) ?? '')
  const content =
    textElement('message-id', null, imdn.messageId) +
    textElement('datetime', null, dateTime) +
    recipients +
    element(`${kind}-notification`, null, element('status', null, `<${status}/>`))
  return xmlDeclaration + element('imdn', { xmlns: namespace }, content)
}

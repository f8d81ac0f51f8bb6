import { buildCpim, cpimContentType, emptyCpim } from '../documents/cpim.ts'
import { dateTimeOf } from '../documents/date-time.ts'
import { buildImdn, imdnContentType } from '../documents/imdn.ts'
import { sipUriOf } from '../sip/address.ts'
import type { OutgoingPageMessage } from '../sip/page-messages.ts'

/** WebSocket servers close the link at 64 KB, headers and all. */
const maxBodyBytes = 60_000

export function fits({ body }: OutgoingPageMessage): boolean {
  return Buffer.byteLength(body, 'utf8') < maxBodyBytes
}

export type OutgoingText = {
  readonly from: string
  readonly to: string
  readonly text: string
  readonly at: number
  readonly messageId: string
}

/** The Message-ID and DateTime are the same at every attempt (RFC 5438 6.3): the other side stores it once. */
export function cpimMessage({ from, to, text, at, messageId }: OutgoingText): OutgoingPageMessage {
  const body = buildCpim({
    ...emptyCpim(text),
    from: { displayName: null, uri: sipUriOf(from) },
    to: [{ displayName: null, uri: sipUriOf(to) }],
    dateTime: dateTimeOf(at),
    messageId,
    dispositionNotification: ['positive-delivery'],
  })
  return { to, contentType: cpimContentType, body }
}

/** For a device that answered CPIM with 415. Nothing in it tells a repetition from the same words said again. */
export function plainMessage({ to, text }: Pick<OutgoingText, 'to' | 'text'>): OutgoingPageMessage {
  return { to, contentType: 'text/plain;charset=UTF-8', body: text }
}

export type Receipt = {
  readonly from: string
  readonly to: string
  /** of the message that arrived */
  readonly messageId: string
  readonly dateTime: string | null
  /** of the notification itself */
  readonly ownMessageId: string
  readonly at: number
}

/** RFC 5438 7.2.1: a notification is itself a CPIM message, and never asks for one. */
export function deliveredMessage(receipt: Receipt): OutgoingPageMessage {
  const imdn = buildImdn({
    messageId: receipt.messageId,
    dateTime: receipt.dateTime,
    recipientUri: sipUriOf(receipt.from),
    originalRecipientUri: null,
    subject: null,
    disposition: { kind: 'delivery', status: 'delivered' },
  })
  const body = buildCpim({
    ...emptyCpim(imdn, imdnContentType),
    from: { displayName: null, uri: sipUriOf(receipt.from) },
    to: [{ displayName: null, uri: sipUriOf(receipt.to) }],
    dateTime: dateTimeOf(receipt.at),
    messageId: receipt.ownMessageId,
    contentHeaders: [{ name: 'Content-Disposition', value: 'notification' }],
  })
  return { to: receipt.to, contentType: cpimContentType, body }
}

import { cpimContentType, parseCpim } from '../documents/cpim.ts'
import { instantOf } from '../documents/date-time.ts'
import { type Disposition, imdnContentType, parseImdn } from '../documents/imdn.ts'
import { DocumentError } from '../documents/xml.ts'
import { sameAor } from '../sip/address.ts'
import type { IncomingPageMessage } from '../sip/page-messages.ts'
import { htmlToText } from './html-text.ts'

/** What a MESSAGE means to us. */
export type Incoming =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly at: number
      /** Equal for one message however often it arrives; null where the sender gave nothing to tell by. */
      readonly identity: string | null
      /** The sender asks for "delivered" (RFC 5438 6.2), and names the message so. */
      readonly receipt: { readonly messageId: string; readonly dateTime: string | null } | null
      readonly cpim: boolean
    }
  | { readonly kind: 'notification'; readonly messageId: string; readonly disposition: Disposition }
  /** Understood, and nothing to keep. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 415 }

const longestText = 64 * 1024
const longestMessageId = 500

export function readIncoming(message: IncomingPageMessage, now: number): Incoming {
  try {
    const type = mediaType(message.contentType)
    if (type === cpimContentType) return fromCpim(message, now)
    if (type === imdnContentType) return fromImdn(message.body)
    if (type !== 'text/plain' && type !== 'text/html') return { kind: 'refused', status: 415 }
    const stored = type === 'text/plain' ? storedOffline(message.body, now) : null
    const body = stored?.text ?? message.body
    if (type === 'text/plain' && isCpim(body, message.from)) return fromCpim({ ...message, body }, now)
    return textOf(type, body, {
      at: sentAt(message.date === null ? (stored?.at ?? null) : dateHeader(message.date), now),
      identity: transactionOf(message),
      receipt: null,
      cpim: false,
    })
  } catch (error) {
    if (error instanceof DocumentError) return { kind: 'refused', status: 400 }
    throw error
  }
}

function fromCpim(message: IncomingPageMessage, now: number): Incoming {
  const cpim = parseCpim(message.body)
  const type = mediaType(cpim.contentType)
  if (type === imdnContentType) return fromImdn(cpim.body)
  // Refusing what stands inside of CPIM would teach the peer that CPIM itself is not understood here.
  if (type === 'application/im-iscomposing+xml') return { kind: 'nothing' }
  if (type !== 'text/plain' && type !== 'text/html') return { kind: 'refused', status: 415 }
  const { messageId } = cpim
  if (messageId !== null && messageId.length > longestMessageId) return { kind: 'refused', status: 400 }
  const date = message.date === null ? null : dateHeader(message.date)
  return textOf(type, cpim.body, {
    at: sentAt(date ?? instantOf(cpim.dateTime), now),
    identity: messageId ?? transactionOf(message),
    receipt:
      messageId !== null && cpim.dispositionNotification.includes('positive-delivery')
        ? { messageId, dateTime: cpim.dateTime }
        : null,
    cpim: true,
  })
}

/**
 * Kamailio's msilo (5.6) keeps message/cpim and sends it on as text/plain: with the headers as its text, and stored again each
 * time. Taken as CPIM when it begins with the From of the very sender and says its content type where CPIM says it.
 */
function isCpim(body: string, sender: string): boolean {
  if (!/^From:/i.test(body) || !/\r?\n\r?\nContent-Type:/i.test(body)) return false
  try {
    const { from } = parseCpim(body)
    return from !== null && sameAor(from.uri, sender)
  } catch {
    return false
  }
}

function fromImdn(body: string): Incoming {
  const { messageId, disposition } = parseImdn(body)
  return { kind: 'notification', messageId, disposition }
}

type Told = Omit<Extract<Incoming, { kind: 'text' }>, 'kind' | 'text'>

function textOf(type: 'text/plain' | 'text/html', body: string, told: Told): Incoming {
  if (body.length > longestText) return { kind: 'refused', status: 413 }
  const text = tidyText(type === 'text/html' ? htmlToText(body) : body)
  return text === '' ? { kind: 'nothing' } : { kind: 'text', text, ...told }
}

/** As it is kept: one kind of line end, no controls, no empty lines around. */
export function tidyText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/^\s*\n/, '')
    .trimEnd()
}

function mediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()
}

/**
 * Without a Message-ID the request itself is what repeats: Call-ID, CSeq and From tag are the same only when one request arrives
 * twice (RFC 3261 8.2.2.2). A server that kept it writes a new Call-ID, and then a repetition is stored again: text that was
 * said twice must not be lost, so equal words prove nothing.
 */
function transactionOf({ callId, headers }: IncomingPageMessage): string | null {
  const cseq = /^\s*(\d{1,10})/.exec(headers.get('cseq')?.[0] ?? '')?.[1]
  const tag = /;\s*tag\s*=\s*([^\s;,]+)/i.exec(headers.get('from')?.[0] ?? '')?.[1] ?? ''
  const identity = `call ${callId} ${cseq} ${tag}`
  return cseq === undefined || identity.length > longestMessageId ? null : identity
}

const day = 24 * 3600_000
/** Clocks differ, and a message takes its time: what was sent this recently is shown as it arrived. */
const recently = 2 * 60_000

/** When it was sent, if that is believable: within the last 90 days; else now. */
function sentAt(said: number | null, now: number): number {
  return said === null || said > now - recently || said < now - 90 * day ? now : said
}

/** RFC 3261 20.17: an RFC 1123 date, always GMT. */
function dateHeader(date: string): number | null {
  const at = Date.parse(date)
  return Number.isNaN(at) ? null : at
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const offline =
  /^\[Offline message - (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\n?\] /

/**
 * Kamailio's and OpenSIPS' msilo write into a plain text that they kept it, with the time as their own clock shows it:
 * the zone is not said. Of UTC and our own zone the later is taken that is not in the future.
 */
function storedOffline(body: string, now: number): { readonly text: string; readonly at: number | null } | null {
  const match = offline.exec(body)
  if (match === null) return null
  const [whole, month = '', ...numbers] = match
  const [date = 0, hours = 0, minutes = 0, seconds = 0, year = 0] = numbers.map(Number)
  const fields = [year, months.indexOf(month), date, hours, minutes, seconds] as const
  const possible = [Date.UTC(...fields), new Date(...fields).getTime()].filter((at) => at <= now)
  return { text: body.slice(whole.length), at: possible.length === 0 ? null : Math.max(...possible) }
}

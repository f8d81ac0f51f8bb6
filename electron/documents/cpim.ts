/** Common Presence and Instant Messaging: message format (RFC 3862), with the IMDN headers of RFC 5438. */
import { writableDateTime } from './date-time.ts'
import { DocumentError, decodeBytes, PRESENCE_DOCUMENT_LIMIT } from './xml.ts'
import { writable, writableLanguage, writableUri } from './xml-build.ts'

export const cpimContentType = 'message/cpim'
const imdnNamespace = 'urn:ietf:params:imdn'

export interface CpimAddress {
  readonly displayName: string | null
  readonly uri: string
}

/** Which notifications the sender asks for (RFC 5438 6.2). */
export type DispositionRequest = 'positive-delivery' | 'negative-delivery' | 'processing' | 'display'

/** A header this file gives no field of its own. `namespace` is what its NS prefix stands for; null: the core ones. */
export interface CpimHeader {
  readonly namespace: string | null
  readonly name: string
  readonly value: string
}

export interface CpimSubject {
  readonly text: string
  readonly lang: string | null
}

export interface CpimMessage {
  readonly from: CpimAddress | null
  readonly to: readonly CpimAddress[]
  readonly cc: readonly CpimAddress[]
  /** xs:dateTime; `instantOf` makes milliseconds of it. */
  readonly dateTime: string | null
  readonly subjects: readonly CpimSubject[]
  /** imdn.Message-ID: one message, however often it is sent, has one. */
  readonly messageId: string | null
  readonly dispositionNotification: readonly DispositionRequest[]
  readonly other: readonly CpimHeader[]
  /** Media type with its parameters, as it was sent; text/plain where the sender left it out. */
  readonly contentType: string
  /** The further MIME headers of the content, names in lower case. */
  readonly contentHeaders: readonly { readonly name: string; readonly value: string }[]
  readonly body: string
}

/** A message with a body and nothing else: spread it and address it. */
export function emptyCpim(body: string, contentType = 'text/plain;charset=UTF-8'): CpimMessage {
  return {
    from: null,
    to: [],
    cc: [],
    dateTime: null,
    subjects: [],
    messageId: null,
    dispositionNotification: [],
    other: [],
    contentType,
    contentHeaders: [],
    body,
  }
}

const documentName = 'CPIM message'
const mostHeaders = 200
const headerPattern = /^([A-Za-z0-9!#$%&'*+^_`|~.-]+)[ \t]*:((?:;[^ \t:]*)?)[ \t]*(.*)$/s

interface Line {
  readonly name: string
  readonly parameters: string
  readonly value: string
}

/** Reads a CPIM message of at most 1 MB. Throws DocumentError where there are no message headers. */
export function parseCpim(input: string | Uint8Array): CpimMessage {
  if (input.length > PRESENCE_DOCUMENT_LIMIT)
    throw new DocumentError(documentName, `larger than ${PRESENCE_DOCUMENT_LIMIT} bytes`)
  const text = (typeof input === 'string' ? input : decodeBytes(input)).replace(/^\ufeff?(?:\r?\n)*/, '')
  let block = readHeaders(text, 0)
  // RFC 3862 shows its examples inside a MIME header of their own; some send that too.
  if (block.lines.every(isMime) && block.lines.some(({ value }) => /^message\/cpim/i.test(value))) {
    block = readHeaders(text, block.end)
  }
  if (block.lines.length === 0) throw new DocumentError(documentName, 'no message headers', 'line 1')
  const content = readHeaders(text, block.end)
  return { ...messageFrom(block.lines), ...contentFrom(content.lines), body: text.slice(content.end) }
}

function isMime({ name }: Line): boolean {
  return /^(content-|mime-)/i.test(name)
}

/** Header lines up to an empty one. A line that is no header ends them too: the blank line was forgotten. */
function readHeaders(text: string, start: number): { lines: readonly Line[]; end: number } {
  const lines: Line[] = []
  let at = start
  while (at < text.length) {
    const feed = text.indexOf('\n', at)
    const next = feed === -1 ? text.length : feed + 1
    const raw = text.slice(at, feed === -1 ? text.length : feed).replace(/\r$/, '')
    if (raw.trim() === '') return { lines, end: next }
    const match = raw.length > 10_000 ? null : headerPattern.exec(raw)
    if (match === null) return { lines, end: at }
    if (lines.length >= mostHeaders) throw new DocumentError(documentName, `more than ${mostHeaders} headers`)
    lines.push({ name: match[1] ?? '', parameters: match[2] ?? '', value: unescaped((match[3] ?? '').trim()) })
    at = next
  }
  return { lines, end: at }
}

type Message = Omit<CpimMessage, 'contentType' | 'contentHeaders' | 'body'>
type Draft = { -readonly [Key in keyof Message]: Message[Key] }

function messageFrom(lines: readonly Line[]): Message {
  const found: Draft = {
    from: null,
    to: [],
    cc: [],
    dateTime: null,
    subjects: [],
    messageId: null,
    dispositionNotification: [],
    other: [],
  }
  const [to, cc, subjects, other]: [CpimAddress[], CpimAddress[], CpimSubject[], CpimHeader[]] = [[], [], [], []]
  const namespaces = new Map<string, string>()
  for (const line of lines) {
    const name = line.name.toLowerCase()
    if (name === 'from') found.from ??= parseAddress(line.value)
    else if (name === 'to') pushAddress(to, line.value)
    else if (name === 'cc') pushAddress(cc, line.value)
    else if (name === 'datetime') found.dateTime ??= line.value || null
    else if (name === 'subject') subjects.push({ text: line.value, lang: languageIn(line.parameters) })
    else if (name === 'ns') declareNamespace(namespaces, line.value)
    else readOther(line, namespaces, found, other)
  }
  return { ...found, to, cc, subjects, other }
}

/** NS: prefix <uri>; without a prefix it is the namespace of headers that have none (RFC 3862 3.4). */
function declareNamespace(namespaces: Map<string, string>, value: string): void {
  const match = /^([\w!#$%&'*+^`|~-]*)\s*<([^>]*)>/.exec(value)
  if (match !== null) namespaces.set(match[1] ?? '', match[2] ?? '')
}

function readOther(line: Line, namespaces: ReadonlyMap<string, string>, found: Draft, other: CpimHeader[]): void {
  const dot = line.name.indexOf('.')
  const prefix = dot === -1 ? '' : line.name.slice(0, dot)
  const name = line.name.slice(dot + 1)
  // Some use the prefix of the RFC's examples without declaring it.
  const namespace =
    namespaces.get(prefix) ?? (prefix.toLowerCase() === 'imdn' ? imdnNamespace : prefix === '' ? null : prefix)
  // URNs of this kind compare without case (RFC 8141 3.1); a peer writes URN:IETF:PARAMS:IMDN.
  if (namespace?.toLowerCase() === imdnNamespace) {
    if (name.toLowerCase() === 'message-id') {
      found.messageId ??= line.value || null
      return
    }
    if (name.toLowerCase() === 'disposition-notification') {
      found.dispositionNotification = parseRequests(line.value)
      return
    }
  }
  other.push({ namespace, name, value: line.value })
}

const requests: readonly DispositionRequest[] = ['positive-delivery', 'negative-delivery', 'processing', 'display']

function parseRequests(value: string): readonly DispositionRequest[] {
  const words = value
    .toLowerCase()
    .split(',')
    .map((word) => word.split(';', 1)[0]?.trim())
  return requests.filter((request) => words.includes(request))
}

function pushAddress(addresses: CpimAddress[], value: string): void {
  const address = parseAddress(value)
  if (address !== null) addresses.push(address)
}

/** `Formal name <uri>`, the name quoted or not; or a bare URI, as some send it. */
function parseAddress(value: string): CpimAddress | null {
  const open = value.lastIndexOf('<')
  const close = value.lastIndexOf('>')
  if (open === -1 || close < open) return value === '' ? null : { displayName: null, uri: value }
  const name = value
    .slice(0, open)
    .trim()
    .replace(/^"(.*)"$/s, '$1')
  const uri = value.slice(open + 1, close).trim()
  return uri === '' ? null : { displayName: name || null, uri }
}

function languageIn(parameters: string): string | null {
  return /;lang=([A-Za-z0-9-]+)/i.exec(parameters)?.[1] ?? null
}

function contentFrom(lines: readonly Line[]): Pick<CpimMessage, 'contentType' | 'contentHeaders'> {
  let contentType: string | null = null
  const contentHeaders: { name: string; value: string }[] = []
  for (const { name, parameters, value } of lines) {
    if (name.toLowerCase() === 'content-type') contentType ??= value
    else contentHeaders.push({ name: name.toLowerCase(), value: parameters === '' ? value : `${parameters} ${value}` })
  }
  return { contentType: contentType || 'text/plain', contentHeaders }
}

/** RFC 3862 2.3.1: \\ \" \n ... and \uxxxx in header values. */
function unescaped(value: string): string {
  if (!value.includes('\\')) return value
  return value.replace(
    /\\(?:u([0-9A-Fa-f]{4})|(.))/gs,
    (whole, code: string | undefined, single: string | undefined) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
      return single === undefined ? whole : (escapes[single] ?? single)
    },
  )
}

const escapes: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', r: '\r' }

function escaped(value: string): string {
  const named = value.replace(/["\\\b\t\n\r]/g, (character) => {
    const letter = Object.entries(escapes).find(([, meaning]) => meaning === character)?.[0]
    return `\\${letter ?? character}`
  })
  return named.replace(
    /[\u0000-\u001f\u007f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A message that no value can break out of: line ends in header values are escaped. */
export function buildCpim(message: CpimMessage): string {
  const lines: string[] = []
  if (message.from !== null) lines.push(`From: ${buildAddress(message.from)}`)
  for (const address of message.to) lines.push(`To: ${buildAddress(address)}`)
  for (const address of message.cc) lines.push(`cc: ${buildAddress(address)}`)
  const dateTime = writableDateTime(message.dateTime)
  if (dateTime !== null) lines.push(`DateTime: ${dateTime}`)
  for (const { text, lang } of message.subjects) {
    const language = writableLanguage(lang)
    lines.push(`Subject:${language === null ? '' : `;lang=${language}`} ${escaped(text)}`)
  }
  lines.push(...imdnLines(message), ...otherLines(message.other), '')
  lines.push(`Content-Type: ${singleLine(message.contentType)}`)
  for (const { name, value } of message.contentHeaders)
    lines.push(`${singleLine(name).replace(/[:\s]/g, '')}: ${singleLine(value)}`)
  return `${lines.join('\r\n')}\r\n\r\n${message.body}`
}

function imdnLines(message: CpimMessage): readonly string[] {
  const asked = requests.filter((request) => message.dispositionNotification.includes(request))
  if (message.messageId === null && asked.length === 0) return []
  const lines = [`NS: imdn <${imdnNamespace}>`]
  if (message.messageId !== null) lines.push(`imdn.Message-ID: ${escaped(message.messageId)}`)
  if (asked.length > 0) lines.push(`imdn.Disposition-Notification: ${asked.join(', ')}`)
  return lines
}

/** Every foreign namespace gets a prefix of ours: n1, n2 ... */
function otherLines(headers: readonly CpimHeader[]): readonly string[] {
  const prefixes = new Map<string, string>()
  const lines: string[] = []
  for (const { namespace, name, value } of headers) {
    const token = name.replace(/[^\w!#$%&'*+^`|~-]/g, '')
    if (token === '') continue
    let prefix = namespace === null ? '' : prefixes.get(namespace)
    if (prefix === undefined && namespace !== null) {
      prefix = `n${prefixes.size + 1}`
      prefixes.set(namespace, prefix)
      lines.push(`NS: ${prefix} <${writableUri(namespace)}>`)
    }
    lines.push(`${prefix === '' ? '' : `${prefix}.`}${token}: ${escaped(value)}`)
  }
  return lines
}

function buildAddress({ displayName, uri }: CpimAddress): string {
  const name = displayName === null ? '' : `"${escaped(writable(displayName))}" `
  return `${name}<${writableUri(uri)}>`
}

function singleLine(value: string): string {
  return value.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()
}

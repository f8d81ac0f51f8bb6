/** XML 1.0 with namespaces, read safely, quickly or by slimdom: refuses what is hostile, repairs what means one thing. */
import { type Document, type Element as DomElement, parseXmlDocument } from 'slimdom'
import { type QuickLimits, type QuickReading, readQuickly } from './quick-xml.ts'
import { writable } from './xml-build.ts'
import type { XmlElement } from './xml-nodes.ts'
import { hasUnreadable } from './xml-references.ts'

/** What a reader needs of an element: as much as slimdom's and the quick reader's have in common. */
export type Element = XmlElement

const kilobyte = 1024
const megabyte = 1024 * kilobyte

/** One presence document: a person who needs more than this is not a person. */
export const PRESENCE_DOCUMENT_LIMIT = megabyte
/** A NOTIFY of a resource list carries thousands of presence documents (RFC 4662). */
export const LIST_NOTIFY_LIMIT = 64 * megabyte
export const XCAP_DOCUMENT_LIMIT = 16 * megabyte

/** Below this, reading costs next to nothing, whatever it is. */
const large = 32 * kilobyte

const maximumDepth = 200
const maximumAttributes = 100

/** The only thing a parse function of this room throws. `problem` never quotes text of the document. */
export class DocumentError extends Error {
  /** Which format was expected: 'presence document', 'resource list meta-information' ... */
  readonly document: string
  readonly problem: string
  /** A line and column, or an element; empty where the whole document is meant. */
  readonly where: string

  constructor(document: string, problem: string, where = '') {
    super(where === '' ? `${document}: ${problem}` : `${document}: ${problem} (${where})`)
    this.name = 'DocumentError'
    this.document = document
    this.problem = problem
    this.where = where
  }
}

export interface ReadingLimits {
  /** In bytes of the body; of a string, in characters, which are never more than its bytes. */
  readonly bytes: number
  readonly elements: number
}

const presenceLimits: ReadingLimits = { bytes: PRESENCE_DOCUMENT_LIMIT, elements: 20_000 }
export const listLimits: ReadingLimits = { bytes: XCAP_DOCUMENT_LIMIT, elements: 500_000 }

/** Throws a DocumentError where the document is of another kind. */
export function requireRoot(document: string, root: Element, localName: string): void {
  if (root.localName === localName) return
  throw new DocumentError(document, `the root element is not ${localName}`, 'root element')
}

/** The root element of a document, or a DocumentError: too large, a DOCTYPE, too deep, not well-formed. */
export function parseXml(
  document: string,
  input: string | Uint8Array,
  limits: ReadingLimits = presenceLimits,
): Element {
  const text = textOf(document, input, limits)
  // Anybody may publish a presence document; lists of thousands come from the user's own server, and are read at once.
  const looksFirst = limits.bytes <= PRESENCE_DOCUMENT_LIMIT
  const isLookedAt = looksFirst && text.length > large
  if (isLookedAt && refuseHostile(document, text, limits) > 0)
    throw new DocumentError(document, 'not well-formed: an element without an end tag')
  const reading = readTolerantly(text, {
    elements: limits.elements,
    depth: maximumDepth,
    attributes: maximumAttributes,
    looksFirst,
  })
  switch (reading.kind) {
    case 'read':
      return reading.root
    case 'malformed':
      // Of two reasons the one that says more of the sender.
      if (!isLookedAt) refuseHostile(document, text, limits)
      throw new DocumentError(document, `not well-formed: ${reading.problem}`, reading.where)
    case 'undeclared':
      throw new DocumentError(document, 'not well-formed: a prefix that is declared elsewhere')
    case 'left':
      return domOf(document, text, limits)
  }
}

/** As it was sent, else as it was meant. */
function readTolerantly(text: string, limits: QuickLimits): QuickReading {
  const first = readQuickly(text, limits)
  if (first.kind === 'read') return first
  const readable = readableText(text)
  const second = readable === text ? first : readQuickly(readable, limits)
  const [kept, third] = second.kind === 'malformed' ? withAmpersands(readable, second, limits) : [readable, second]
  if (third.kind !== 'undeclared') return third
  const declared = withDeclarations(kept, third.prefixes)
  return declared === kept ? third : readQuickly(declared, limits)
}

const mostAmpersands = 100

/** "R & D", as people type it and careless clients send it: an ampersand before what is no name is one. */
function withAmpersands(text: string, reading: QuickReading, limits: QuickLimits): readonly [string, QuickReading] {
  const bare = text.includes('<![CDATA[') ? [] : bareAmpersands(text)
  if (bare.length === 0 || bare.length > mostAmpersands) return [text, reading]
  const parts = bare.map((at, index) => text.slice((bare[index - 1] ?? -1) + 1, at))
  const written = [...parts, text.slice(bare[bare.length - 1]! + 1)].join('&amp;')
  const again = readQuickly(written, limits)
  return again.kind === 'malformed' ? [text, reading] : [written, again]
}

/** Where they are; no more than one more than may be meant so. */
function bareAmpersands(text: string): readonly number[] {
  const found: number[] = []
  for (let at = text.indexOf('&'); at !== -1 && found.length <= mostAmpersands; at = text.indexOf('&', at + 1))
    if (!isReference(text, at)) found.push(at)
  return found
}

/** As much as a name, or a number, and a semicolon. */
function isReference(text: string, at: number): boolean {
  const start = at + (text.charCodeAt(at + 1) === 0x23 ? 2 : 1)
  let end = start
  while (end - start < 40 && isNamePart(text.charCodeAt(end))) end++
  return end > start && text.charCodeAt(end) === 0x3b
}

const isNamePart = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  code === 0x5f ||
  code === 0x2e ||
  code === 0x2d

/** The same as a tree of the DOM, for who changes it. */
export function parseDom(
  document: string,
  input: string | Uint8Array,
  limits: ReadingLimits = presenceLimits,
): DomElement {
  return domOf(document, textOf(document, input, limits), limits)
}

function textOf(document: string, input: string | Uint8Array, limits: ReadingLimits): string {
  if (input.length > limits.bytes) throw new DocumentError(document, `larger than ${limits.bytes} bytes`)
  const text = clean(typeof input === 'string' ? input : decodeBytes(input))
  if (text === '') throw new DocumentError(document, 'empty')
  return text
}

function domOf(document: string, text: string, limits: ReadingLimits): DomElement {
  refuseHostile(document, text, limits)
  const root = parseTolerantly(document, text).documentElement
  if (root === null) throw new DocumentError(document, 'no root element')
  return root
}

/** Servers leave byte order marks and blank lines before the declaration, and NULs after the end. */
function clean(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isMargin(text.charCodeAt(start))) start++
  while (end > start && isMargin(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

function isMargin(code: number): boolean {
  return code <= 0x20 || code === 0xfeff
}

declare class TextDecoder {
  constructor(label: string, options?: { fatal?: boolean })
  decode(bytes: Uint8Array): string
}

/** The bytes decide, not the declaration: documents that say UTF-16 and are UTF-8 come from real servers. */
export function decodeBytes(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (first === 0x3c && second === 0) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0 && second === 0x3c) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return decodedAsSaid(bytes) ?? decodedAsMeant(bytes)
  }
}

/** By the encoding the declaration names. One that is no UTF-8 and says it is has lied already. */
function decodedAsSaid(bytes: Uint8Array): string | null {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const label = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(start)?.[1]?.toLowerCase()
  if (label === undefined || /^utf|^unicode|^ucs/.test(label)) return null
  try {
    return new TextDecoder(label).decode(bytes)
  } catch {
    return null
  }
}

/** A few bytes lost of UTF-8, as where a server cut a note; or, where nothing else is beyond ASCII, an old client's Latin-1. */
function decodedAsMeant(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes)
  return /[\u0080-\ufffc]/.test(text) ? text : new TextDecoder('windows-1252').decode(bytes)
}

/**
 * One linear pass before the real parser, so that a hostile document costs less than an honest one. Returns how many elements were not
 * ended: more than none, and it was cut off.
 */
function refuseHostile(document: string, text: string, limits: ReadingLimits): number {
  let depth = 0
  let elements = 0
  let at = text.indexOf('<')
  while (at !== -1) {
    const code = text.charCodeAt(at + 1)
    if (code === 0x21 /* ! */) {
      const isComment = text.charCodeAt(at + 2) === 0x2d && text.charCodeAt(at + 3) === 0x2d
      if (isComment) at = text.indexOf('-->', at + 4)
      else if (text.startsWith('<![CDATA[', at)) at = text.indexOf(']]>', at + 9)
      else throw new DocumentError(document, 'has a document type declaration')
    } else if (code === 0x3f /* ? */) {
      at = text.indexOf('?>', at + 2)
    } else if (code === 0x2f /* / */) {
      depth--
      at = text.indexOf('>', at + 2)
    } else {
      if (++elements > limits.elements) throw new DocumentError(document, `more than ${limits.elements} elements`)
      at = endOfTag(document, text, at + 1)
      if (at === -1 || text.charCodeAt(at - 1) !== 0x2f) depth++
      if (depth > maximumDepth) throw new DocumentError(document, `nested deeper than ${maximumDepth}`)
    }
    // An unfinished construct is the parser's to name.
    at = at === -1 ? -1 : nextTag(text, at + 1)
  }
  return depth
}

/** Most often it is the next character. */
function nextTag(text: string, start: number): number {
  return text.charCodeAt(start) === 0x3c ? start : text.indexOf('<', start)
}

function endOfTag(document: string, text: string, start: number): number {
  let attributes = 0
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x3e /* > */) return at
    if (code === 0x22 || code === 0x27) {
      if (++attributes > maximumAttributes) {
        throw new DocumentError(document, `an element with more than ${maximumAttributes} attributes`)
      }
      at = text.indexOf(code === 0x22 ? '"' : "'", at + 1)
      if (at === -1) return -1
    }
  }
  return -1
}

function parseTolerantly(document: string, text: string): Document {
  try {
    return parse(text)
  } catch (cause) {
    const repaired = repair(text, messageOf(cause))
    if (repaired !== text) {
      try {
        return parse(repaired)
      } catch {
        // The first complaint is the one that fits what was sent.
      }
    }
    throw notWellFormed(document, messageOf(cause))
  }
}

function parse(text: string): Document {
  return parseXmlDocument(text, { treatCDataAsText: true })
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : ''
}

/** slimdom's message continues with an excerpt of the document, which may be somebody's note: only its first line is kept. */
function notWellFormed(document: string, message: string): DocumentError {
  const place = /\nAt line (\d+), character (\d+):/.exec(message)
  const complaint = message.split('\n', 1)[0]?.slice(0, 120) ?? ''
  const where = place === null ? '' : `line ${place[1]}, column ${place[2]}`
  return new DocumentError(document, `not well-formed: ${complaint}`, where)
}

/** What servers get wrong and still means one thing: stray control characters and a forgotten value. */
function readableText(text: string): string {
  const plain = hasUnreadable(text) ? writable(text) : text
  const referred = plain.includes('&#') ? plain.replace(unreadableReference, '') : plain
  // Asterisk's Digium supplement writes this without a value.
  return referred.includes('<digium_presence')
    ? referred.replace(/<digium_presence\s+type\s*\/>/g, '<digium_presence/>')
    : referred
}

/** And forgotten prefix declarations, as servers that merge documents leave them. */
function repair(text: string, complaint: string): string {
  const readable = readableText(text)
  if (!/undeclared \w+ prefix/.test(complaint)) return readable
  const prefixes = new Set<string>()
  for (const match of readable.matchAll(/[<\s]([A-Za-z_][\w.-]{0,40}):[A-Za-z_]/g)) {
    if (prefixes.size < 20 && match[1] !== undefined && match[1] !== 'xmlns' && match[1] !== 'xml')
      prefixes.add(match[1])
  }
  return withDeclarations(readable, prefixes)
}

/** Those that are declared somewhere are not for us to declare. */
function withDeclarations(text: string, prefixes: ReadonlySet<string>): string {
  let declarations = ''
  for (const prefix of prefixes) {
    if (text.includes(`xmlns:${prefix}=`)) continue
    declarations += ` xmlns:${prefix}="${customaryPrefixes[prefix] ?? `urn:x-undeclared:${prefix}`}"`
  }
  return declarations === '' ? text : text.replace(/<([A-Za-z_][\w.:-]*)/, (tag) => tag + declarations)
}

const unreadableReference = /&#(?:x(?:0*[0-8bBcCeEfF]|0*1[\dA-Fa-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));/g

const customaryPrefixes: Readonly<Record<string, string>> = {
  dm: 'urn:ietf:params:xml:ns:pidf:data-model',
  pdm: 'urn:ietf:params:xml:ns:pidf:data-model',
  rpid: 'urn:ietf:params:xml:ns:pidf:rpid',
  r: 'urn:ietf:params:xml:ns:pidf:rpid',
  c: 'urn:ietf:params:xml:ns:pidf:cipid',
  ci: 'urn:ietf:params:xml:ns:pidf:cipid',
  cipid: 'urn:ietf:params:xml:ns:pidf:cipid',
  caps: 'urn:ietf:params:xml:ns:pidf:caps',
  gp: 'urn:ietf:params:xml:ns:pidf:geopriv10',
  rp: 'urn:ietf:params:xml:ns:pidf:rpid',
  es: 'urn:ietf:params:xml:ns:pidf:rpid',
  ep: 'urn:ietf:params:xml:ns:pidf:rpid',
  pp: 'urn:ietf:params:xml:ns:pidf:data-model',
}

// --- Reading elements -------------------------------------------------------------------------------------------

export function children(element: Element): readonly Element[] {
  const found: Element[] = []
  for (const node of element.childNodes) if (node.nodeType === 1) found.push(node as Element)
  return found
}

export function text(element: Element): string {
  const only = element.childNodes[0]
  if (only === undefined) return ''
  if (element.childNodes.length === 1 && only.nodeType === 3) return only.nodeValue ?? ''
  return element.textContent ?? ''
}

export function trimmed(element: Element): string {
  return text(element).trim()
}

/** The value of an attribute without prefix, or null. */
export function attribute(element: Element, name: string): string | null {
  for (const each of element.attributes) if (each.localName === name && each.prefix === null) return each.value
  return null
}

export function language(element: Element): string | null {
  for (const each of element.attributes) if (each.localName === 'lang') return each.value
  return null
}

/** A whole number, or null; "60.0", as Blink writes it, is 60. */
export function wholeNumber(value: string | null): number | null {
  if (value === null) return null
  const match = /^\s*([+-]?\d{1,15})(?:\.\d*)?\s*$/.exec(value)
  return match === null ? null : Number(match[1])
}

/** xs:boolean (true, 1) and the words that programs write; null where it is neither. */
export function boolean(value: string | null): boolean | null {
  const word = value?.trim().toLowerCase()
  if (word === 'true' || word === '1' || word === 'yes') return true
  if (word === 'false' || word === '0' || word === 'no') return false
  return null
}

/** Blink percent-encodes whole URIs (sip%3Aalice%40example.com): decoded once. A plain URI always has its colon. */
export function uriFrom(value: string | null): string {
  const uri = value?.trim().replace(/\s*[\r\n]\s*/g, '') ?? ''
  if (!uri.includes('%') || uri.includes(':')) return uri
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}

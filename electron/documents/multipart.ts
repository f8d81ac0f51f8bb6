/** Multipart bodies (RFC 2046), multipart/related above all (RFC 2387), as lists of resources come in. */
import { DocumentError, decodeBytes, LIST_NOTIFY_LIMIT } from './xml.ts'

export interface Part {
  /** Media type in lower case, without parameters; empty where it was not said. */
  readonly mediaType: string
  /** The whole Content-Type header. */
  readonly contentType: string
  /** Content-ID without its angle brackets, or null. */
  readonly contentId: string | null
  /** Not a slice of the whole: who keeps it keeps no more than it. */
  readonly body: string
}

/** Of a media type: the part holds presence. */
export const presencePart = /\bx?pidf\+xml$/

const documentName = 'multipart body'
const mostParts = 100_000
const mostHeaderBytes = 16_384

/**
 * The parts of a body of at most 64 MB, in order. Tolerated: a missing last boundary, a missing blank line after the
 * headers, a boundary that is not the one of the header, LF line ends. Throws DocumentError where there is no part at all.
 */
export function parseMultipart(input: string | Uint8Array, contentType: string): readonly Part[] {
  if (input.length > LIST_NOTIFY_LIMIT) throw new DocumentError(documentName, `larger than ${LIST_NOTIFY_LIMIT} bytes`)
  const text = typeof input === 'string' ? input : decodeBytes(input)
  const boundary = boundaryOf(text, contentType)
  if (boundary === null) return [wholeAsPart(text, contentType)]
  const parts: Part[] = []
  let delimiter = nextDelimiter(text, boundary, 0)
  while (delimiter !== null && !delimiter.isLast) {
    const next = nextDelimiter(text, boundary, delimiter.end)
    if (parts.length >= mostParts) throw new DocumentError(documentName, `more than ${mostParts} parts`)
    const part = parsePart(
      text,
      delimiter.end,
      next === null ? text.length : contentEnd(text, delimiter.end, next.start),
    )
    if (part !== null) parts.push(part)
    delimiter = next
  }
  if (parts.length === 0) throw new DocumentError(documentName, 'no parts')
  return parts
}

/** Media type in lower case without parameters. */
export function mediaTypeOf(contentType: string): string {
  const end = contentType.indexOf(';')
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase()
}

/** A parameter of a Content-Type, quoted or not. */
export function parameterOf(contentType: string, name: string): string | null {
  if (contentType.length > longestRemembered) return parametersIn(contentType).get(name) ?? null
  if (contentType !== latest.contentType)
    latest = { contentType: detached(contentType), parameters: parametersIn(contentType) }
  return latest.parameters.get(name) ?? null
}

const longestRemembered = 500
/** Of the NOTIFYs of a crowd each asks for three of the same header. */
let latest: { readonly contentType: string; readonly parameters: ReadonlyMap<string, string> } = {
  contentType: '',
  parameters: new Map(),
}

function parametersIn(contentType: string): ReadonlyMap<string, string> {
  const pattern = /;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g
  const found = new Map<string, string>()
  for (const [, key, quoted, token] of contentType.slice(0, 2000).matchAll(pattern)) {
    const name = key?.toLowerCase() ?? ''
    if (!found.has(name)) found.set(detached(name), detached(quoted?.replace(/\\(.)/g, '$1') ?? token ?? ''))
  }
  return found
}

export function contentIdFrom(value: string | null): string | null {
  const id = value?.trim().replace(/^(?:cid:)?<?\s*|\s*>?$/g, '') ?? ''
  return id === '' ? null : id
}

/** The header's boundary if the body has it, else the one the body begins with. */
function boundaryOf(text: string, contentType: string): string | null {
  const said = parameterOf(contentType, 'boundary')
  if (said !== null && said !== '' && nextDelimiter(text, said, 0) !== null) return said
  const first = /(?:^|\n)--([^\r\n]{1,200})(?=\r?\n)/.exec(text.slice(0, mostHeaderBytes))?.[1]?.trimEnd()
  return first ?? null
}

/** A server that says multipart and sends a plain document. */
function wholeAsPart(text: string, contentType: string): Part {
  const type = parameterOf(contentType, 'type')
  if (!/^\s*</.test(text) || type === null) throw new DocumentError(documentName, 'no boundary')
  return { mediaType: mediaTypeOf(type), contentType: type, contentId: null, body: text }
}

interface Delimiter {
  readonly start: number
  readonly end: number
  readonly isLast: boolean
}

/** RFC 2046 5.1.1: at the beginning of a line, followed by nothing but white space, or by two hyphens for the last. */
function nextDelimiter(text: string, boundary: string, from: number): Delimiter | null {
  const dashed = `--${boundary}`
  for (let at = text.indexOf(dashed, from); at !== -1; at = text.indexOf(dashed, at + 1)) {
    if (at > 0 && text.charCodeAt(at - 1) !== 0x0a) continue
    let end = at + dashed.length
    const isLast = text.startsWith('--', end)
    if (isLast) end += 2
    while (text.charCodeAt(end) === 0x20 || text.charCodeAt(end) === 0x09 || text.charCodeAt(end) === 0x0d) end++
    if (text.charCodeAt(end) === 0x0a) return { start: at, end: end + 1, isLast }
    if (end >= text.length || isLast) return { start: at, end, isLast }
  }
  return null
}

/** The line end before a delimiter belongs to the delimiter. */
function contentEnd(text: string, start: number, delimiter: number): number {
  if (delimiter - 1 <= start) return start
  const end = delimiter - 1
  return end > start && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end
}

const headerPattern = /^([!-9;-~]+)[ \t]*:(.*)$/s

function parsePart(text: string, start: number, end: number): Part | null {
  const headers = new Map<string, string>()
  let last = ''
  let at = start
  while (at < end && at - start < mostHeaderBytes) {
    const feed = text.indexOf('\n', at)
    const stop = feed === -1 || feed >= end ? end : feed
    const line = text.slice(at, stop).replace(/\r$/, '')
    if (line.trim() === '') {
      at = stop === end ? end : stop + 1
      break
    }
    const match = headerPattern.exec(line)
    if (match !== null) {
      last = (match[1] ?? '').toLowerCase()
      headers.set(last, (match[2] ?? '').trim())
    } else if (/^[ \t]/.test(line) && last !== '') headers.set(last, `${headers.get(last)} ${line.trim()}`)
    // The blank line was forgotten: what is no header is content.
    else break
    at = stop === end ? end : stop + 1
  }
  const body = text.slice(at, end)
  if (headers.size === 0 && body.trim() === '') return null
  const contentType = headers.get('content-type') ?? headers.get('c') ?? ''
  return {
    mediaType: mediaTypeOf(contentType),
    contentType,
    contentId: contentIdFrom(headers.get('content-id') ?? null),
    body: detached(body),
  }
}

/** A slice keeps its whole string alive in V8: one note kept would keep a list NOTIFY of megabytes. Joining makes a copy. */
function detached(body: string): string {
  const joined = `\n${body}`
  return joined.charCodeAt(0) === 0x0a ? joined.slice(1) : body
}

/** A body of parts, and the Content-Type that goes with it. The first part is the root (RFC 2387 3.2). */
export function buildMultipart(
  parts: readonly Part[],
  boundary: string,
): { readonly contentType: string; readonly body: string } {
  let body = ''
  for (const part of parts) {
    if (part.body.includes(`--${boundary}`)) throw new Error('the boundary occurs in a part')
    const id = part.contentId === null ? '' : `Content-ID: <${part.contentId}>\r\n`
    body += `--${boundary}\r\nContent-Transfer-Encoding: binary\r\n${id}Content-Type: ${part.contentType}\r\n\r\n${part.body}\r\n`
  }
  const [root] = parts
  const start = root?.contentId ? `;start="<${root.contentId}>"` : ''
  return {
    contentType: `multipart/related;type="${root?.mediaType ?? ''}"${start};boundary="${boundary}"`,
    body: `${body}--${boundary}--\r\n`,
  }
}

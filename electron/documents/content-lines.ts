/** Content lines of iCalendar (RFC 5545 3.1): unfolded, with their parameters. */

import { decodePrintable } from './calendar-text.ts'

export interface ContentLine {
  /** in capitals */
  readonly name: string
  /** names in capitals, values without their quotes; the first of several of one name */
  readonly parameters: readonly (readonly [name: string, value: string])[]
  readonly value: string
  /** there is more of it than is read */
  readonly isCut?: boolean
}

/** A description may be long; nothing that is read here needs more of a line. */
const longestLine = 1 << 18
const mostParameters = 50

/**
 * Calls `take` with each line. `wanted` sees the name first: what nobody wants is not taken apart. Lines without a colon are left
 * out, and counted.
 */
export function eachContentLine(
  text: string,
  wanted: (name: string) => boolean,
  take: (line: ContentLine) => void,
): { readonly unreadable: number } {
  // Single carriage returns as the ends of lines come from old Macintosh programs, and others have added to their files.
  const source = /^[^\r\n]*\r+[^\r\n]/.test(text) ? text.replace(/\r\n|\r/g, '\n') : text
  let unreadable = 0
  let at = 0
  while (at < source.length) {
    const end = endOfLine(source, at)
    let name = nameAt(source, at, end)
    let line = source.slice(at, withoutReturn(source, at, end))
    at = end + 1
    // Old Mozilla folded between the name and its colon.
    if (name === '' && isName(line) && isFold(source.charCodeAt(at))) name = line.trim().toUpperCase()
    const keep = name !== '' && wanted(name)
    let isCut = false
    while (at < source.length) {
      // vCalendar 1.0: a line with an equals sign at its end goes on in the next, whatever that begins with.
      const isSoft = keep && line.endsWith('=') && isQuotedPrintable(line)
      if (!isSoft && !isFold(source.charCodeAt(at))) break
      const next = endOfLine(source, at)
      isCut ||= keep && line.length >= longestLine
      const more = keep && !isCut ? source.slice(at, withoutReturn(source, at, next)) : ''
      line = isSoft ? line.slice(0, -1) + more : line + more.slice(1)
      at = next + 1
    }
    if (!keep) {
      if (name === '' && line.trim() !== '') unreadable++
      continue
    }
    const read = readLine(name, line)
    if (read === null) unreadable++
    else take(isCut ? { ...read, isCut } : read)
  }
  return { unreadable }
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at)
  return end === -1 ? source.length : end
}

function withoutReturn(source: string, start: number, end: number): number {
  // More than one where a text was converted twice.
  while (end > start && source.charCodeAt(end - 1) === 0x0d) end--
  return end
}

const isFold = (code: number): boolean => code === 0x20 || code === 0x09

const longestName = 80
const isName = (line: string): boolean => line.length <= longestName && /^[A-Za-z0-9-]+$/.test(line)

/** Empty where the line begins with nothing that could be a name. */
function nameAt(source: string, start: number, end: number): string {
  for (let at = start; at < end && at - start <= longestName; at++) {
    const code = source.charCodeAt(at)
    if (code === 0x3a || code === 0x3b) return source.slice(start, at).trim().toUpperCase()
  }
  return ''
}

function readLine(name: string, line: string): ContentLine | null {
  let at = line.search(/[:;]/)
  if (at === -1) return null
  const parameters: (readonly [string, string])[] = []
  while (line.charCodeAt(at) === 0x3b /* ; */) {
    const equals = line.indexOf('=', at)
    const end = endOfParameter(line, at + 1)
    if (end === -1) return null
    if (equals !== -1 && equals < end && parameters.length < mostParameters) {
      parameters.push([
        line
          .slice(at + 1, equals)
          .trim()
          .toUpperCase(),
        unquoted(line.slice(equals + 1, end)),
      ])
    }
    at = end
  }
  const value = line.slice(at + 1)
  return { name, parameters, value: isQuotedPrintable(line) ? printable(value, parameters) : value }
}

const printable = (value: string, parameters: ContentLine['parameters']): string =>
  decodePrintable(value, parameters.find(([name]) => name === 'CHARSET')?.[1] ?? 'utf-8')

/** Looked for as plain text first: nearly no line has it. */
const isQuotedPrintable = (line: string): boolean =>
  (line.includes('QUOTED-P') || line.includes('quoted-p')) &&
  /^[^:]{1,200};(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(line)

/** Where the next parameter or the value begins; a quote that nobody ends is taken for a letter. */
function endOfParameter(line: string, start: number): number {
  for (let at = start; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (code === 0x3a || code === 0x3b) return at
    if (code === 0x22) {
      const close = line.indexOf('"', at + 1)
      if (close !== -1) at = close
    }
  }
  return -1
}

// RFC 6868: a circumflex stands for what a parameter may not hold.
function unquoted(value: string): string {
  const plain = value.includes('"') ? value.replace(/"/g, '') : value
  if (!plain.includes('^')) return plain
  return plain.replace(/\^([n^'])/g, (_all, letter: string) => (letter === 'n' ? '\n' : letter === "'" ? '"' : '^'))
}

export function parameter(line: ContentLine, name: string): string | null {
  for (const [each, value] of line.parameters) if (each === name) return value
  return null
}

/**
 * Outlook writes TZID=(UTC-05:00) Eastern Time:20240101T090000 without quotes: the value of a time is what follows the last
 * colon, and the rest belongs to the zone.
 */
export function withColonInZone(line: ContentLine): ContentLine {
  const last = line.value.lastIndexOf(':')
  const zone = parameter(line, 'TZID')
  if (last === -1 || zone === null) return line
  return {
    name: line.name,
    parameters: line.parameters.map(([name, value]) =>
      name === 'TZID' ? [name, `${value}:${line.value.slice(0, last)}`.replace(/;VALUE=[A-Z-]+$/i, '')] : [name, value],
    ),
    value: line.value.slice(last + 1),
  }
}

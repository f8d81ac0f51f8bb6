/** Characters of XML 1.0 (2.2) and references to them (4.1). */

const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/** Whether a text has characters that no XML has. */
export const hasUnreadable = (text: string): boolean => forbidden.test(text) || !text.isWellFormed()

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** References replaced; null where one of them is none: without a DOCTYPE there are no entities but the five. */
export function expanded(raw: string): string | null {
  let result = ''
  let from = 0
  for (let at = raw.indexOf('&'); at !== -1; at = raw.indexOf('&', from)) {
    const end = raw.indexOf(';', at)
    const value = end === -1 ? null : reference(raw, at + 1, end)
    if (value === null) return null
    result += raw.slice(from, at) + value
    from = end + 1
  }
  return result + raw.slice(from)
}

/** Whether every reference in this stretch refers to something. */
export function referTo(text: string, start: number, end: number): boolean {
  for (let at = text.indexOf('&', start); at !== -1 && at < end; at = text.indexOf('&', at + 1)) {
    const semicolon = text.indexOf(';', at)
    if (semicolon === -1 || semicolon >= end || !isReference(text, at + 1, semicolon)) return false
  }
  return true
}

/** What stands between "&" and ";". */
function reference(text: string, start: number, end: number): string | null {
  if (text.charCodeAt(start) === 0x23) {
    const code = codeAt(text, start + 1, end)
    return code === -1 ? null : String.fromCodePoint(code)
  }
  const name = end - start > 4 ? '' : text.slice(start, end)
  return Object.hasOwn(entities, name) ? (entities[name] ?? null) : null
}

function isReference(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) === 0x23) return codeAt(text, start + 1, end) !== -1
  const length = end - start
  // lt and gt, of which a document may be full
  if (length === 2 && text.charCodeAt(start + 1) === 0x74)
    return text.charCodeAt(start) === 0x6c || text.charCodeAt(start) === 0x67
  return length < 5 && Object.hasOwn(entities, text.slice(start, end))
}

/** The number of a character that may be in XML; -1 where it is none. */
function codeAt(text: string, start: number, end: number): number {
  const isHex = text.charCodeAt(start) === 0x78
  const first = isHex ? start + 1 : start
  if (first >= end) return -1
  const base = isHex ? 16 : 10
  let code = 0
  for (let at = first; at < end; at++) {
    const digit = digitOf(text.charCodeAt(at))
    if (digit >= base) return -1
    code = code * base + digit
    if (code > 0x10ffff) return -1
  }
  return mayStand(code) ? code : -1
}

/** XML 1.0 2.2. */
const mayStand = (code: number): boolean =>
  code < 0x20
    ? code === 0x09 || code === 0x0a || code === 0x0d
    : code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff)

/** 16 for what is none. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : 16
}

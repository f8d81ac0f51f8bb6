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
    const value = end === -1 ? null : reference(raw.slice(at + 1, end))
    if (value === null) return null
    result += raw.slice(from, at) + value
    from = end + 1
  }
  return result + raw.slice(from)
}

function reference(name: string): string | null {
  if (!name.startsWith('#')) return Object.hasOwn(entities, name) ? (entities[name] ?? null) : null
  const match = /^#(?:x0*([\dA-Fa-f]{1,6})|0*(\d{1,7}))$/.exec(name)
  if (match === null) return null
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16)
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null
  const character = String.fromCodePoint(code)
  return forbidden.test(character) ? null : character
}

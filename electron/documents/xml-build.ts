/** Writing XML 1.0 that any text a person can type survives. */

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** XML 1.0 2.2: control characters, lone surrogates and the two non-characters cannot be written, even escaped. */
const unwritable =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** What is left of a text when it has been through XML: only unwritable characters are lost. */
export function writable(value: string): string {
  return value.replace(unwritable, '')
}

const needsEscape = /[&<>"\u0000-\u001f\ud800-\udfff\ufffe\uffff]/

export function escapeText(value: string): string {
  if (!needsEscape.test(value)) return value
  // A carriage return written plainly is read as a line feed (XML 1.0 2.11).
  return writable(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

export function escapeAttribute(value: string): string {
  if (!needsEscape.test(value)) return value
  // XML 1.0 3.3.3: white space in an attribute, unless escaped, is read as spaces.
  return escapeText(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}

/** Attributes by name; null and undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>

/** An element around content that is XML already. */
export function element(name: string, attributes: Attributes | null, content: string): string {
  let start = `<${name}`
  if (attributes !== null) {
    for (const key in attributes) {
      const value = attributes[key]
      if (value !== null && value !== undefined) start += ` ${key}="${escapeAttribute(String(value))}"`
    }
  }
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`
}

/** An element around plain text; nothing at all when the text is null. */
export function textElement(
  name: string,
  attributes: Attributes | null,
  value: string | number | boolean | null,
): string {
  return value === null ? '' : element(name, attributes, escapeText(String(value)))
}

/** An xml:lang the schema takes (RFC 5646 well-formed enough for xs:language), or null. */
export function writableLanguage(lang: string | null): string | null {
  return lang !== null && /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(lang) ? lang : null
}

/**
 * A URI that xs:anyURI takes (RFC 3986): what may not stand in one is percent-encoded. What has no scheme is encoded as
 * a whole, so that `uriFrom` gives it back. A SIP URI with an IPv6 host (RFC 3261 25.1) stays as it is.
 */
export function writableUri(uri: string): string {
  const said = writable(uri).trim()
  const scheme = /^[A-Za-z][A-Za-z\d+.-]*:/.exec(said)?.[0] ?? ''
  const plain = scheme === '' ? said.replace(/[%:]/g, percent) : said.slice(scheme.length)
  const [hierarchy = '', ...fragments] = plain
    .replace(/[\s<>"{}|\\^`\u007f-\u009f]/g, percent)
    .replace(/%(?![\dA-Fa-f]{2})/g, '%25')
    .split('#')
  const fragment = fragments.length === 0 ? '' : `#${fragments.join('%23').replace(/[[\]]/g, percent)}`
  return scheme + (hierarchy.startsWith('//') ? withAuthority(hierarchy) : withoutBrackets(hierarchy)) + fragment
}

/** The same for what may be relative (RFC 3986 4.2): a path stays a path. */
export function writableReference(reference: string): string {
  if (/^[A-Za-z][A-Za-z\d+.-]*:/.test(reference)) return writableUri(reference)
  return writable(reference)
    .trim()
    .replace(/[\s<>"{}|\\^`[\]\u007f-\u009f]/g, percent)
    .replace(/%(?![\dA-Fa-f]{2})/g, '%25')
}

/** A number as xs:integer writes it, or null: 1e21 and what is no number are not. */
export function writableInteger(value: number | null): number | null {
  if (value === null) return null
  const whole = Math.round(value)
  return Number.isSafeInteger(whole) ? whole : null
}

function percent(character: string): string {
  return encodeURIComponent(character)
}

function withAuthority(rest: string): string {
  const [, authority = '', path = ''] = /^\/\/([^/?]*)(.*)$/s.exec(rest) ?? []
  const isAuthority = /^(?:[^@[\]]*@)?(?:\[[\dA-Fa-f.]*:[\dA-Fa-f.]*:[\dA-Fa-f:.]*\]|[^@:[\]]+)(?::\d{1,5})?$/.test(
    authority,
  )
  return `//${isAuthority ? authority : authority.replace(/[@:[\]]/g, percent)}${path.replace(/[[\]]/g, percent)}`
}

/** Two colons at least: `[B]` is no address (RFC 4291 2.2). */
const ipv6Host = /^((?:[^@[\]]*@)?\[[\dA-Fa-f.]*:[\dA-Fa-f.]*:[\dA-Fa-f:.]*\])(.*)$/s

function withoutBrackets(rest: string): string {
  const [, host = '', tail = rest] = ipv6Host.exec(rest) ?? []
  return host + tail.replace(/[[\]]/g, percent)
}

/** The ids of one document: each an NCName (xs:ID) and each used once, whatever was asked for. */
export class DocumentIds {
  readonly #used = new Set<string>()

  take(wanted: string, prefix = 'id-'): string {
    const wellFormed = /^[A-Za-z_][\w.-]*$/.test(wanted) ? wanted : prefix + wanted.replace(/[^\w.-]/g, '_')
    let id = wellFormed
    for (let copy = 2; this.#used.has(id); copy++) id = `${wellFormed}-${copy}`
    this.#used.add(id)
    return id
  }
}

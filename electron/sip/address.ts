/** Addresses people have: the address of record `anna@example.org`, from whatever a person or a peer wrote (RFC 3261 19.1, 3966). */
import { isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'

const MAX_LENGTH = 512
const VISUAL_SEPARATORS = /[\s().-]/g
const HOST = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/

/**
 * The normalised address of record, without scheme, port and parameters: `anna@example.org`.
 * A bare name or a telephone number takes the default domain. Null when it is not an address.
 */
export function parseAor(text: string, defaultDomain?: string): string | null {
  const trimmed = text.trim()
  if (trimmed.length === 0 || trimmed.length > MAX_LENGTH) return null
  const bracketed = /<([^<>]*)>/.exec(trimmed)
  const uri = bracketed?.[1] ?? trimmed
  const scheme = /^(sips?|tel):/i.exec(uri)
  const rest = scheme ? uri.slice(scheme[0].length) : uri
  if (scheme?.[1]?.toLowerCase() === 'tel') return numberAor(rest, defaultDomain)

  const at = rest.lastIndexOf('@')
  if (at === -1) {
    if (scheme) return null // sip:example.org is a server, not a person
    return numberAor(rest, defaultDomain) ?? nameAor(rest, defaultDomain)
  }
  const user = normaliseUser(stripPassword(rest.slice(0, at)))
  const host = normaliseHost(rest.slice(at + 1))
  return user !== null && host !== null ? `${user}@${host}` : null
}

/** The address of record inside a SIP or tel URI, or a name-addr such as `"Anna" <sip:anna@example.org>;tag=1`. */
export function aorOf(uri: string): string | null {
  return parseAor(uri)
}

/** Whether both name the same person; neither needs to be normalised. */
export function sameAor(a: string, b: string): boolean {
  const left = parseAor(a)
  return left !== null && left === parseAor(b)
}

/** The URI a request is sent to. */
export function sipUriOf(aor: string): string {
  return `sip:${aor}`
}

/** The part behind the @. */
export function domainOf(aor: string): string {
  return aor.slice(aor.lastIndexOf('@') + 1)
}

/** The part before the @, escapes as they are. */
export function userOf(aor: string): string {
  return aor.slice(0, aor.lastIndexOf('@'))
}

/** As a person reads it: escapes undone where that cannot mislead. */
export function displayAor(aor: string): string {
  const at = aor.lastIndexOf('@')
  if (at === -1) return aor
  const user = decode(aor.slice(0, at))
  // An escaped @, a control or a direction mark would let one address look like another.
  if (user === null || /[@<>"\s\p{C}\p{Z}]/u.test(user)) return aor
  return `${user}${aor.slice(at)}`
}

/** A host name or address in lower case, IDN as A-labels, without port and parameters. */
export function normaliseHost(text: string): string | null {
  const bare = text.replace(/[;?].*$/s, '').trim()
  const v6 = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)
  if (v6) return v6[1] && isIPv6(v6[1]) ? `[${v6[1].toLowerCase()}]` : null
  const name = bare.replace(/:\d{1,5}$/, '')
  // domainToASCII accepts what a web address accepts; HOST then refuses what a SIP URI does not.
  const ascii = /^[\x21-\x7e]+$/.test(name) ? name.toLowerCase() : domainToASCII(name)
  if (!HOST.test(ascii)) return null
  return ascii.replace(/\.$/, '')
}

function numberAor(text: string, defaultDomain: string | undefined): string | null {
  const [digits = '', ...parameters] = text.split(';')
  // RFC 3966 5.1.5: a local number names its own context; it is the domain when it is a domain.
  const context = parameters.find((parameter) => /^phone-context=/i.test(parameter))?.slice('phone-context='.length)
  const domain = defaultDomain ?? (context && !context.startsWith('+') ? context : undefined)
  const compact = digits.replace(VISUAL_SEPARATORS, '')
  if (!/^\+?[0-9*#]+$/.test(compact) || domain === undefined) return null
  const host = normaliseHost(domain)
  return host === null ? null : `${encodeUser(compact)}@${host}`
}

function nameAor(text: string, defaultDomain: string | undefined): string | null {
  if (defaultDomain === undefined || /[\s;?/:]/.test(text)) return null
  const user = normaliseUser(text)
  const host = normaliseHost(defaultDomain)
  return user !== null && host !== null ? `${user}@${host}` : null
}

/** RFC 3261 19.1.1 discourages sip:user:password@host; the password is no part of the address. */
function stripPassword(userinfo: string): string {
  const colon = userinfo.indexOf(':')
  return colon === -1 ? userinfo : userinfo.slice(0, colon)
}

function normaliseUser(text: string): string | null {
  // Digits people group with blanks, brackets and hyphens are one number (RFC 3966 5.1.1); a name is left as it is.
  const compact = /^\+[0-9\s().-]+$/.test(text) ? text.replace(VISUAL_SEPARATORS, '') : text
  const user = /\s/.test(compact) ? null : decode(compact)
  return user === null || user.length === 0 || /[\p{Cc}<>"]/u.test(user) ? null : encodeUser(user)
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** RFC 3261 25.1: what may stand unescaped in a user part; the same set JsSIP writes, so that strings stay equal. */
function encodeUser(user: string): string {
  return encodeURIComponent(user).replace(/%2B/g, '+').replace(/%3F/g, '?').replace(/%2F/g, '/')
}

/** The addresses a person may have: sip, sips (RFC 3261), tel (RFC 3966) and mailto (RFC 6068). */
import { parseAor } from '../sip/address.ts'

const longest = 500

/**
 * As it is kept: `sip:maya@example.org`, `tel:+493012345`, `mailto:maya@example.org`, without parameters. A bare name or number
 * is one of the default domain. Null when it is none of these.
 */
export function contactUri(text: string, defaultDomain?: string): string | null {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > longest) return null
  const bare = /<([^<>]*)>/.exec(trimmed)?.[1] ?? trimmed
  const [scheme = ''] = /^[a-z]+(?=:)/i.exec(bare) ?? []
  const rest = bare.slice(scheme.length + 1)
  switch (scheme.toLowerCase()) {
    case 'tel':
      return telUri(rest)
    case 'mailto':
      return mailtoUri(rest)
    case 'sips': {
      const aor = parseAor(bare)
      return aor === null ? null : `sips:${aor}`
    }
    case '':
    case 'sip': {
      const aor = parseAor(trimmed, defaultDomain)
      return aor === null ? null : `sip:${aor}`
    }
    default:
      return null
  }
}

/** Where presence, chats and calls go; null for mail. A telephone number is one of our own domain. */
export function aorOfUri(uri: string, ownDomain: string | undefined): string | null {
  return /^mailto:/i.test(uri) ? null : parseAor(uri, ownDomain)
}

/** The same for every spelling of one address. */
export function uriKey(uri: string): string {
  if (/^tel:/i.test(uri)) return telUri(uri.slice(4)) ?? uri
  if (/^mailto:/i.test(uri)) return (mailtoUri(uri.slice(7)) ?? uri).toLowerCase()
  return parseAor(uri) ?? uri
}

function telUri(text: string): string | null {
  // RFC 3966 5.1.1: visual separators say nothing.
  const [number = '', ...parameters] = text.split(';')
  const digits = number.replace(/[\s().-]/g, '')
  if (!/^\+?[0-9*#]{1,60}$/.test(digits)) return null
  const context = parameters.find((parameter) => /^phone-context=\+?[\w.-]{1,200}$/i.test(parameter))
  return `tel:${digits}${!digits.startsWith('+') && context !== undefined ? `;${context.toLowerCase()}` : ''}`
}

function mailtoUri(text: string): string | null {
  const [address = ''] = text.split('?')
  const found = /^([^\s<>"@,;:]+)@([^\s<>"@,;:]+)$/.exec(address.trim())
  return found ? `mailto:${found[1]}@${found[2]!.toLowerCase()}` : null
}

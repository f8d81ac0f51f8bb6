/** Who a server's certificate speaks for (RFC 5922), and which authorities we believe. */
import { isIP } from 'node:net'
import {
  checkServerIdentity,
  createSecureContext,
  type PeerCertificate,
  rootCertificates,
  type SecureContext,
} from 'node:tls'
import { unbracketed } from './socket.ts'

/** Node calls this once the chain is trusted; an error ends the connection with ERR_TLS_CERT_ALTNAME_INVALID. */
export type IdentityCheck = (host: string, certificate: PeerCertificate) => Error | undefined

/**
 * `typed`: the user named this server himself, so its ordinary host name will do. Otherwise DNS led here, which an
 * attacker may have answered: only the domain of the user's address counts, and wildcards do not (RFC 5922 7.2).
 */
export function identityCheck(identity: string, typed: boolean): IdentityCheck {
  const expected = unbracketed(identity).toLowerCase()
  return (_host, certificate) => {
    if (domainIdentities(certificate).includes(expected)) return undefined
    if (typed) return checkServerIdentity(expected, certificate)
    return Object.assign(new Error(`the certificate is not for ${expected}`), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  }
}

/** RFC 5922 7.1: sip URIs without a user, else DNS names; the subject's CN only where there is no alternative name. */
export function domainIdentities(
  certificate: Readonly<Pick<PeerCertificate, 'subjectaltname' | 'subject'>>,
): readonly string[] {
  const names = splitAltNames(certificate.subjectaltname ?? '')
  const uris = names
    .filter(({ type }) => type === 'URI')
    .map(({ value }) => /^sip:([^@;?:]+)(?::\d+)?$/i.exec(value)?.[1]?.toLowerCase())
    .filter((domain) => domain !== undefined)
  const hosts = names
    .filter(({ type }) => type === 'DNS' || type === 'IP Address')
    .map(({ value }) => value.toLowerCase())
  if (uris.length > 0 || hosts.length > 0) return [...uris, ...hosts]
  if (certificate.subjectaltname) return []
  const common: unknown = certificate.subject?.CN
  return (Array.isArray(common) ? common : [common])
    .filter((name): name is string => typeof name === 'string')
    .map((name) => name.toLowerCase())
}

/** Node writes `DNS:a, URI:sip:b, IP Address:1.2.3.4` and quotes a value that holds a comma as JSON (CVE-2021-44532). */
function splitAltNames(text: string): readonly { readonly type: string; readonly value: string }[] {
  const names: { type: string; value: string }[] = []
  for (const [, type = '', quoted, plain = ''] of text.matchAll(
    /\s*([A-Za-z ]+):(?:("(?:[^"\\]|\\.)*")|([^,]*))(?:,|$)/g,
  )) {
    if (quoted === undefined) names.push({ type, value: plain.trim() })
    // A name that had to be quoted is no domain: it must not become one by being unquoted.
  }
  return names
}

/** SNI must be a name, never an address (RFC 6066 3). */
export function serverName(identity: string): string {
  return isIP(unbracketed(identity)) ? '' : identity
}

const contexts = new Map<string, SecureContext>()

/** The public authorities and the account's own. Kept: reading 150 certificates takes milliseconds at every reconnect. */
export function trustContext(trustedCertificate: string | null): SecureContext | undefined {
  if (trustedCertificate === null || trustedCertificate.trim() === '') return undefined
  const known = contexts.get(trustedCertificate)
  if (known) return known
  const context = createSecureContext({ ca: [...rootCertificates, trustedCertificate], minVersion: 'TLSv1.2' })
  if (contexts.size >= 8) contexts.clear()
  contexts.set(trustedCertificate, context)
  return context
}

/** Why the link to the server is down, in terms a person can act on. */

export type CertificateProblem = 'untrusted' | 'expired' | 'not-yet-valid' | 'wrong-name' | 'other'

export type SipFailure =
  /** The server asked for the password again after it was given. Not tried again until it changes. */
  | { readonly kind: 'wrong-password'; readonly domain: string }
  | { readonly kind: 'unknown-host'; readonly host: string }
  | { readonly kind: 'certificate'; readonly host: string; readonly problem: CertificateProblem }
  | { readonly kind: 'refused'; readonly host: string; readonly port: number }
  | { readonly kind: 'time-out'; readonly host: string }
  /** The server answered, but not with success: a SIP status, or an HTTP one at the WebSocket handshake. */
  | { readonly kind: 'server-error'; readonly domain: string; readonly status: number; readonly reason: string }
  /** DNS names no SIP server for the domain, and the domain's own host is none. */
  | { readonly kind: 'no-server'; readonly domain: string }
  /** DNS names only servers without encryption, and the account does not allow those. */
  | { readonly kind: 'no-secure-server'; readonly domain: string }
  | { readonly kind: 'network-down' }
  | { readonly kind: 'closed'; readonly host: string }
  /** The password was right, or never asked for, and this address may not sign in here. */
  | { readonly kind: 'forbidden'; readonly domain: string; readonly status: number }

const CERTIFICATE_PROBLEMS: ReadonlyMap<string, CertificateProblem> = new Map([
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'not-yet-valid'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong-name'],
  ['HOSTNAME_MISMATCH', 'wrong-name'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'untrusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'untrusted'],
  ['CERT_UNTRUSTED', 'untrusted'],
  ['CERT_REJECTED', 'untrusted'],
  ['CERT_REVOKED', 'untrusted'],
  ['CERT_SIGNATURE_FAILURE', 'untrusted'],
  ['CERT_CHAIN_TOO_LONG', 'untrusted'],
  ['INVALID_CA', 'untrusted'],
  ['INVALID_PURPOSE', 'untrusted'],
  ['EPROTO', 'other'],
])

const NETWORK_DOWN = new Set([
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ENONET',
])

/** What a socket error means; the code is Node's or OpenSSL's. */
export function failureOfError(error: unknown, host: string, port: number): SipFailure {
  const code = codeOf(error)
  if (code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EAI_FAIL' || code === 'EAI_NONAME') {
    return { kind: 'unknown-host', host }
  }
  if (code === 'ECONNREFUSED') return { kind: 'refused', host, port }
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return { kind: 'time-out', host }
  if (NETWORK_DOWN.has(code)) return { kind: 'network-down' }
  const problem = CERTIFICATE_PROBLEMS.get(code) ?? (/^ERR_(?:SSL|TLS|OSSL)/.test(code) ? 'other' : null)
  return problem === null ? { kind: 'closed', host } : { kind: 'certificate', host, problem }
}

/** What a final, unsuccessful answer to REGISTER means. */
export function failureOfStatus(status: number, reason: string, domain: string): SipFailure {
  if (status === 401 || status === 407) return { kind: 'wrong-password', domain }
  if (status === 408) return { kind: 'time-out', host: domain }
  if (status === 403 || status === 404 || status === 604 || status === 603) return { kind: 'forbidden', domain, status }
  return { kind: 'server-error', domain, status, reason }
}

/** Node joins the errors of several addresses into one AggregateError; the first that says something counts. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code
  if ('errors' in error && Array.isArray(error.errors)) {
    return error.errors.map(codeOf).find((code) => code !== '') ?? ''
  }
  return ''
}

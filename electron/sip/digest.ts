/** HTTP digest access authentication for SIP (RFC 7616, RFC 8760): MD5, SHA-256, SHA-512-256 and their -sess forms. */
import { createHash, randomBytes } from 'node:crypto'

export interface Challenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | null
  readonly algorithm: string | null
  readonly qop: string | null
  readonly stale: boolean
}

export interface Credentials {
  readonly user: string
  readonly password: string
}

/** Strongest first. */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['SHA-512-256', 'sha512-256'],
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
])
const STRENGTH = [...HASHES.keys()]
const MAX_CHALLENGE = 8192

/** `Digest realm="a", nonce="b", ...`; null when it is another scheme or lacks what an answer needs. */
export function parseChallenge(value: string): Challenge | null {
  const digest = /^\s*Digest\s+/i.exec(value)
  if (digest === null || value.length > MAX_CHALLENGE) return null
  const fields = new Map<string, string>()
  for (const [, name = '', quoted, token] of value
    .slice(digest[0].length)
    .matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)) {
    const key = name.toLowerCase()
    if (!fields.has(key)) fields.set(key, quoted?.replace(/\\(.)/g, '$1') ?? token ?? '')
  }
  const realm = fields.get('realm')
  const nonce = fields.get('nonce')
  if (realm === undefined || nonce === undefined || nonce === '') return null
  return {
    realm,
    nonce,
    opaque: fields.get('opaque') ?? null,
    algorithm: fields.get('algorithm') ?? null,
    qop: fields.get('qop') ?? null,
    stale: /^true$/i.test(fields.get('stale') ?? ''),
  }
}

/** Several schemes may stand in one header (RFC 9110 11.6.1); each challenge begins with the name of its scheme. */
export function challengesIn(header: string): readonly string[] {
  return header
    .slice(0, MAX_CHALLENGE)
    .split(/(?:^|,\s*)(?=(?:Digest|Basic|Bearer|Negotiate|NTLM)\b)/i)
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

/** RFC 8760 2.4 takes the topmost; we take the strongest, also from a server that lists MD5 first. */
export function bestChallenge(values: readonly string[]): Challenge | null {
  const usable = values
    .map(parseChallenge)
    .filter((challenge) => challenge !== null)
    .filter(isUsable)
  return usable.sort((a, b) => rank(a) - rank(b))[0] ?? null
}

/** Answers challenges of one transaction; counts the uses of a nonce (RFC 7616 3.4). */
export class DigestAnswer {
  readonly #credentials: Credentials
  #nonce: string | null = null
  #count = 0

  constructor(credentials: Credentials) {
    this.#credentials = credentials
  }

  /** The value of Authorization or Proxy-Authorization. */
  header(
    request: Readonly<{ method: string; uri: string; body: string }>,
    challenge: Challenge,
    cnonce: string = randomBytes(12).toString('hex'),
  ): string {
    const algorithm = challenge.algorithm ?? 'MD5'
    const hash = (text: string) => createHash(hashOf(algorithm)).update(text, 'utf8').digest('hex')
    if (challenge.nonce !== this.#nonce) {
      this.#nonce = challenge.nonce
      this.#count = 0
    }
    this.#count += 1
    const count = this.#count.toString(16).padStart(8, '0')
    const { user, password } = this.#credentials
    const secret = hash(`${user}:${challenge.realm}:${password}`)
    const ha1 = /-sess$/i.test(algorithm) ? hash(`${secret}:${challenge.nonce}:${cnonce}`) : secret
    const qop = chosenQop(challenge)
    const ha2 = hash(`${request.method}:${request.uri}${qop === 'auth-int' ? `:${hash(request.body)}` : ''}`)
    const response = qop
      ? hash(`${ha1}:${challenge.nonce}:${count}:${cnonce}:${qop}:${ha2}`)
      : hash(`${ha1}:${challenge.nonce}:${ha2}`)
    const fields = [
      `username="${quote(user)}"`,
      `realm="${quote(challenge.realm)}"`,
      `nonce="${quote(challenge.nonce)}"`,
      `uri="${request.uri}"`,
      `response="${response}"`,
      ...(challenge.algorithm ? [`algorithm=${challenge.algorithm}`] : []),
      ...(challenge.opaque !== null ? [`opaque="${quote(challenge.opaque)}"`] : []),
      ...(qop ? [`qop=${qop}`, `cnonce="${cnonce}"`, `nc=${count}`] : []),
    ]
    return `Digest ${fields.join(', ')}`
  }
}

/** Electron's cryptography knows fewer hashes than Node's. */
function canHash(hash: string): boolean {
  try {
    createHash(hash)
    return true
  } catch {
    return false
  }
}

function isUsable(challenge: Challenge): boolean {
  const hash = HASHES.get(baseOf(challenge.algorithm))
  return hash !== undefined && canHash(hash) && (challenge.qop === null || chosenQop(challenge) !== null)
}

function chosenQop(challenge: Challenge): 'auth' | 'auth-int' | null {
  const offered = (challenge.qop ?? '').toLowerCase().split(/[\s,]+/)
  if (offered.includes('auth')) return 'auth'
  return offered.includes('auth-int') ? 'auth-int' : null
}

const baseOf = (algorithm: string | null) => (algorithm ?? 'MD5').replace(/-sess$/i, '').toUpperCase()
const hashOf = (algorithm: string) => HASHES.get(baseOf(algorithm)) ?? 'md5'
const rank = (challenge: Challenge) => STRENGTH.indexOf(baseOf(challenge.algorithm))
const quote = (text: string) => text.replace(/(["\\])/g, '\\$1')

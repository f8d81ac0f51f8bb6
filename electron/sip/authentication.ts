/**
 * Digest for JsSIP, beside request.ts the one other place inside it: it knows MD5 alone, keeps only the last of several
 * challenges and forgets the password after the first.
 */
import type { UA } from 'jssip'
import RequestSender from 'jssip/lib/RequestSender.js'
import type { IncomingResponse, OutgoingRequest } from 'jssip/lib/SIPMessage.js'
import { bestChallenge, type Challenge, type Credentials, DigestAnswer } from './digest.ts'

interface Answered {
  readonly digest: DigestAnswer
  challenge: Challenge
  /** A stale nonce was forgiven once. */
  forgiven: boolean
}

/** A challenge that was met: its nonce serves the requests that follow, counted up (RFC 7616 3.4). */
export interface Kept {
  readonly status: number
  readonly digest: DigestAnswer
  readonly challenge: Challenge
  readonly password: string
  /** How many nonces in a row were refused at their first second use. */
  refused: number
}

const credentialsOf = new WeakMap<object, () => Credentials>()
/** What a sender has already answered: 401 or 407. */
const answered = new WeakMap<RequestSender, Map<number, Answered>>()
/** Registrars challenge with 401 where their proxies use 407: kept apart. */
const kept = new WeakMap<object, Map<boolean, Kept>>()
/** OpenXCAP's kind of server takes every nonce once; then sending it a second time only costs. */
const MAX_REFUSED = 3
let installed = false

const authorizationFor = (status: number) => (status === 401 ? 'authorization' : 'proxy-authorization')
const digestInput = (request: OutgoingRequest) => ({
  method: request.method,
  uri: request.ruri.toString(),
  body: request.body ?? '',
})

/** Before sending: saves a thousand SUBSCRIBEs a thousand challenges. */
export function reuseNonce(jssip: UA, request: OutgoingRequest): Kept | null {
  const known = kept.get(jssip)?.get(request.method === 'REGISTER')
  if (!known || known.refused >= MAX_REFUSED || known.password !== credentialsOf.get(jssip)?.().password) return null
  request.setHeader(authorizationFor(known.status), known.digest.header(digestInput(request), known.challenge))
  return known
}

/** After a final answer that is no challenge. */
export function keepNonce(jssip: UA, sender: RequestSender, reused: Kept | null): void {
  const all = kept.get(jssip) ?? new Map<boolean, Kept>()
  kept.set(jssip, all)
  const latest = [...(answered.get(sender) ?? [])].at(-1)
  if (latest === undefined) {
    if (reused) reused.refused = 0
    return
  }
  const isRegister = sender._method === 'REGISTER'
  // Twenty in flight may find one nonce aged: that is one refusal, told by the first.
  const before = all.get(isRegister)
  if (reused !== null && before !== reused) return
  const [status, { digest, challenge }] = latest
  const password = credentialsOf.get(jssip)?.().password ?? ''
  const gaveUp = before !== undefined && before.refused >= MAX_REFUSED
  const refused = reused !== null ? reused.refused + 1 : gaveUp ? MAX_REFUSED : 0
  all.set(isRegister, { status, digest, challenge, password, refused })
}

/** Answers this user agent's challenges. Asked for at each one, since the password may change. */
export function authenticate(jssip: UA, credentials: () => Credentials): void {
  credentialsOf.set(jssip, credentials)
  if (installed) return
  installed = true
  const original = Reflect.get(RequestSender.prototype, '_receiveResponse') as (response: IncomingResponse) => void
  RequestSender.prototype._receiveResponse = function (this: RequestSender, response: IncomingResponse): void {
    const credentials = credentialsOf.get(this._ua)
    const status = response.status_code
    if (credentials === undefined || (status !== 401 && status !== 407)) {
      original.call(this, response)
      return
    }
    if (!answerChallenge(this, response, credentials())) this._eventHandlers.onReceiveResponse(response)
  }
}

function answerChallenge(sender: RequestSender, response: IncomingResponse, credentials: Credentials): boolean {
  const status = response.status_code
  const challenge = bestChallenge(rawHeaders(response.data, status === 401 ? 'www-authenticate' : 'proxy-authenticate'))
  if (challenge === null) return false
  const given = answered.get(sender) ?? new Map<number, Answered>()
  answered.set(sender, given)
  const before = given.get(status)
  // Answered once and refused: the password is wrong, unless only the nonce had aged (RFC 7616 3.3).
  if (before && (before.forgiven || !challenge.stale)) return false
  const entry = before ?? { digest: new DigestAnswer(credentials), challenge, forgiven: false }
  entry.challenge = challenge
  if (before) entry.forgiven = true
  given.set(status, entry)

  const again = sender._request.clone()
  again.cseq += 1
  again.setHeader('cseq', `${again.cseq} ${sender._method}`)
  again.setHeader(authorizationFor(status), entry.digest.header(digestInput(again), challenge))
  sender._request = again
  sender._eventHandlers.onAuthenticated(again)
  sender.send()
  return true
}

/** From the raw text: JsSIP's parser keeps only the last of several challenges. */
function rawHeaders(data: string, name: string): string[] {
  const head = data.split('\r\n\r\n', 1)[0] ?? ''
  return head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .filter((line) => line.slice(0, line.indexOf(':')).trim().toLowerCase() === name)
    .map((line) => line.slice(line.indexOf(':') + 1).trim())
}

import { STATUS_CODES } from 'node:http'
import type { Failure } from '#contract/failure'
import { decodeCalendar } from '../../documents/calendar-text.ts'
import { bestChallenge, type Challenge, challengesIn, DigestAnswer } from '../../sip/digest.ts'
import { failureOfError } from '../../sip/failure.ts'
import { Patience } from './patience.ts'
import { megabyte, mostBytes, SourceError } from './source.ts'

export type Login = { readonly user: string; readonly password: string }

export type HttpOptions = {
  readonly login: Login | null
  /** typed with http: and confirmed by the user; otherwise nothing is asked without encryption */
  readonly allowUnencrypted: boolean
  readonly timeout?: number
  readonly limit?: number
  readonly fetch?: typeof fetch
}

export type HttpRequest = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** where the password may go though the first address is elsewhere: a server that a domain's SRV record named */
  readonly home?: string
}

export type HttpAnswer = {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** why it is a 401: there is no password to give, it is not for this server, or the server takes none; not said: it was refused */
  readonly unanswered?: 'none-given' | 'not-for-it' | 'takes-none'
}

type CalendarProblem = Extract<Failure, { readonly kind: 'calendar' }>['problem']

const mostRedirects = 5
const longestSilence = 30_000

/**
 * HTTP as calendars need it: bounded in time and size, encrypted unless the user said otherwise, with basic (RFC 7617) and digest (RFC
 * 7616) authentication. The password goes to the server it was typed for and to hosts under the same domain, over TLS.
 */
export class CalendarHttp {
  readonly #options: HttpOptions
  readonly #digest: DigestAnswer | null
  /** what the server of an origin asked for: no second round trip for each request */
  readonly #asked = new Map<string, Challenge | 'basic'>()

  constructor(options: HttpOptions) {
    this.#options = options
    this.#digest = options.login ? new DigestAnswer(options.login) : null
  }

  async get(address: string, request: HttpRequest = {}): Promise<HttpAnswer> {
    const controller = new AbortController()
    const patience = new Patience(this.#options.timeout ?? longestSilence, () => controller.abort())
    try {
      return await this.#follow(bare(new URL(address)), request, controller.signal, () => patience.renew())
    } catch (error) {
      if (error instanceof SourceError) throw error
      const timedOut = controller.signal.aborted
      throw failureOf(timedOut ? new DOMException('late', 'TimeoutError') : error, hostOf(address))
    } finally {
      patience.end()
      controller.abort()
    }
  }

  async #follow(first: URL, request: HttpRequest, signal: AbortSignal, heard: () => void): Promise<HttpAnswer> {
    const home = request.home ? new URL(request.home) : first
    let url = first
    const tries = new Map<string, number>()
    for (let hop = 0; hop <= mostRedirects; ) {
      this.#refuseUnencrypted(url, home)
      const answer = await this.#once(url, home, request, signal, heard)
      const target = redirectOf(answer, url)
      if (target !== null) {
        url = target
        hop++
        continue
      }
      if (answer.status !== 401) return answer
      const tried = tries.get(url.origin) ?? 0
      tries.set(url.origin, tried + 1)
      if (tried < 2 && this.#learn(answer, url, home, tried)) continue
      const unanswered = this.#unanswered(answer, url, home)
      return unanswered === null ? answer : { ...answer, unanswered }
    }
    throw new SourceError({ kind: 'calendar', problem: 'redirects', where: first.host })
  }

  /** Only https, but where the user typed http: himself, and then on that host alone. */
  #refuseUnencrypted(url: URL, home: URL): void {
    if (url.protocol === 'https:') return
    const typed = home.protocol === 'http:' && home.host === url.host
    if (url.protocol === 'http:' && typed && this.#options.allowUnencrypted) return
    throw new SourceError({ kind: 'calendar', problem: 'unencrypted', where: url.host })
  }

  async #once(url: URL, home: URL, request: HttpRequest, signal: AbortSignal, heard: () => void): Promise<HttpAnswer> {
    const { method = 'GET', body } = request
    const authorization = this.#authorization(url, home, method, body ?? '')
    const response = await (this.#options.fetch ?? fetch)(url, {
      method,
      redirect: 'manual',
      signal,
      headers: { 'User-Agent': userAgentFor(url), ...request.headers, ...(authorization ? { authorization } : {}) },
      ...(body === undefined ? {} : { body }),
    })
    const text = await limitedText(response, this.#options.limit ?? mostBytes, heard)
    return { url: url.href, status: response.status, headers: response.headers, text }
  }

  #authorization(url: URL, home: URL, method: string, body: string): string | null {
    const { login } = this.#options
    const asked = this.#asked.get(url.origin)
    if (!login || !asked || !this.#digest || !mayKnowPassword(url, home)) return null
    if (asked === 'basic') return `Basic ${Buffer.from(`${login.user}:${login.password}`, 'utf8').toString('base64')}`
    const header = this.#digest.header({ method, uri: `${url.pathname}${url.search}`, body }, asked)
    // RFC 7616 3.4: names in UTF-8; fetch takes bytes, one a character.
    return Buffer.from(header, 'utf8').toString('latin1')
  }

  /** True when the request is worth another try with what the server asks for now. */
  #learn(answer: HttpAnswer, url: URL, home: URL, tries: number): boolean {
    if (!this.#options.login || !mayKnowPassword(url, home)) return false
    const header = challengesOf(answer)
    const known = this.#asked.get(url.origin)
    const challenge = bestChallenge(challengesIn(header))
    if (challenge) {
      this.#asked.set(url.origin, challenge)
      // A nonce kept from an earlier request may be too old; one that was made for this request is not.
      return tries === 0 || challenge.stale
    }
    // Some forget to say how (RFC 9110 11.6.1).
    const isBasic = /\bbasic\b/i.test(header) || (header === '' && url.protocol === 'https:')
    if (!isBasic || known === 'basic') return false
    this.#asked.set(url.origin, 'basic')
    return true
  }

  #unanswered(answer: HttpAnswer, url: URL, home: URL): Exclude<HttpAnswer['unanswered'], undefined> | null {
    const header = challengesOf(answer)
    // Google wants its own sign-in (Bearer), a company its own network (Negotiate).
    if (header !== '' && !/\b(?:basic|digest)\b/i.test(header)) return 'takes-none'
    if (!this.#options.login) return 'none-given'
    return mayKnowPassword(url, home) ? null : 'not-for-it'
  }
}

/** Realms are written in UTF-8 (RFC 7616 3.3), and arrive one byte a character. */
function challengesOf({ headers }: HttpAnswer): string {
  const written = headers.get('www-authenticate') ?? ''
  const text = Buffer.from(written, 'latin1').toString('utf8')
  return text.includes('\uFFFD') ? written : text
}

/**
 * Outlook's published calendars answer 500 to programs they do not know, and take whatever begins as Chrome's name does (nextcloud/server
 * issue 54799). Dialtone runs on Chrome's engine, and says who it is behind it.
 */
const userAgentFor = ({ hostname }: URL): string =>
  /^outlook\.(?:office365\.com|office\.com|live\.com)$/.test(hostname)
    ? `Mozilla/5.0 (X11) Chrome/${process.versions['chrome'] ?? '130.0.0.0'} Dialtone`
    : 'Dialtone'

/** A server hands on to hosts under its own domain (iCloud does), and to those under its name; to nobody else. */
function mayKnowPassword(url: URL, home: URL): boolean {
  if (url.host === home.host) return url.protocol === home.protocol || url.protocol === 'https:'
  if (url.protocol !== 'https:' || /^[\d.]+$|:/.test(home.hostname)) return false
  if (home.hostname.includes('.') && url.hostname.endsWith(`.${home.hostname}`)) return true
  const labels = home.hostname.split('.')
  const parent = labels.slice(1).join('.')
  // Under co.uk everybody is a sibling.
  const isPublic = /^(?:com?|org?|net?|ac|edu|gov|gob|gouv)\.[a-z]{2}$/.test(parent)
  return labels.length >= 3 && !isPublic && url.hostname.endsWith(`.${parent}`)
}

function redirectOf(answer: HttpAnswer, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(answer.status)) return null
  const location = answer.headers.get('location')
  return location !== null && URL.canParse(location, from.href) ? bare(new URL(location, from)) : null
}

/** fetch refuses addresses with a name in them. */
function bare(url: URL): URL {
  url.username = ''
  url.password = ''
  return url
}

async function limitedText(response: Response, limit: number, heard: () => void): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Counted after decompression: a small body may unfold into a huge one.
  for await (const chunk of response.body) {
    heard()
    bytes += chunk.byteLength
    if (bytes > limit) {
      throw new SourceError({
        kind: 'calendar',
        problem: 'too-large',
        where: `${Math.round(limit / megabyte)} MB`,
      })
    }
    chunks.push(chunk)
  }
  return decodeCalendar(Buffer.concat(chunks))
}

/** What a status means for a calendar that was asked for. */
export function refusalOf(answer: HttpAnswer): SourceError {
  const retryAfter = retryAfterOf(answer.headers.get('retry-after'))
  return new SourceError(statusFailure(answer), retryAfter)
}

function statusFailure({ status, url, unanswered }: HttpAnswer): Failure {
  const host = new URL(url).host
  const problem = (said: CalendarProblem): Failure => ({ kind: 'calendar', problem: said, where: host })
  if (status === 401) {
    if (unanswered === 'none-given') return problem('sign-in')
    if (unanswered === 'not-for-it') return problem('elsewhere')
    return unanswered === 'takes-none' ? problem('other-sign-in') : { kind: 'wrong-password', domain: host }
  }
  if (status === 403) return problem('forbidden')
  if (status === 404 || status === 410) return problem('gone')
  // RFC 6585 6: a network that wants one to sign in. A page in place of an answer is that too, or an address that is none.
  if (status === 200 || status === 511) return problem('web-page')
  return { kind: 'server-error', domain: host, status, reason: STATUS_CODES[status] ?? '' }
}

const longestRest = 24 * 3600_000

function retryAfterOf(value: string | null): number | null {
  if (value === null) return null
  // RFC 9110 10.2.3: seconds, or a date.
  const wait = /^\s*\d{1,7}\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(wait) ? null : Math.min(longestRest, Math.max(0, wait))
}

/** What is not an address is given back as it is: it is told to who typed it. */
export const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address)

const certificateProblems = {
  untrusted: 'certificate-untrusted',
  expired: 'certificate-expired',
  'not-yet-valid': 'certificate-not-yet-valid',
  'wrong-name': 'certificate-wrong-name',
  other: 'certificate',
} as const

function failureOf(error: unknown, host: string): SourceError {
  const reason = reasonOf(error)
  const isLate = (error instanceof DOMException && error.name === 'TimeoutError') || /TIMEOUT$/.test(reason.code)
  if (isLate) return new SourceError({ kind: 'time-out', host })
  const failure = failureOfError(reason, host, 0)
  if (failure.kind === 'certificate') {
    return new SourceError({ kind: 'calendar', problem: certificateProblems[failure.problem], where: host })
  }
  return new SourceError(failure.kind === 'refused' ? { kind: 'refused', host } : failure)
}

/** undici hides the reason in the cause of "fetch failed", and the first of several addresses in that of an AggregateError. */
function reasonOf(error: unknown): { readonly code: string } {
  let each: unknown = error
  for (let depth = 0; depth < 4 && each instanceof Error; depth++) {
    if ('code' in each && typeof each.code === 'string') return { code: each.code }
    each = each instanceof AggregateError ? each.errors[0] : each.cause
  }
  return { code: '' }
}

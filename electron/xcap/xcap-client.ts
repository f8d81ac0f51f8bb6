import { setTimeout as pause } from 'node:timers/promises'
import type { Failure } from '#contract/failure'
import { parseXcapError } from '../documents/xcap-error.ts'
import { bestChallenge, type Challenge, challengesIn, DigestAnswer } from '../sip/digest.ts'
import { Http, type HttpAnswer, HttpError, type HttpRequest } from './http.ts'
import { addressOf } from './selectors.ts'

export type XcapClientOptions = {
  readonly root: string
  /** of the account; also what a refused password is said of */
  readonly domain: string
  readonly user: string
  readonly password: string
  readonly trustedCertificate: string | null
  readonly patience?: number
  /** between two answers to one challenge, in milliseconds */
  readonly rest?: number
}

/** RFC 9110 13.1: `tag` is as the server gave it, quotation marks and all. */
export type Condition =
  | { readonly kind: 'none' }
  | { readonly kind: 'if-match'; readonly tag: string }
  | { readonly kind: 'if-none-match'; readonly tag: string }

export type XcapRequest = {
  readonly method: 'GET' | 'PUT' | 'DELETE'
  /** relative to the root */
  readonly selector: string
  readonly condition?: Condition
  readonly body?: { readonly contentType: string; readonly text: string }
}

export type XcapAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly entityTag: string | null
      readonly contentType: string
      readonly text: string
      /** milliseconds the server asks us to wait */
      readonly retryAfter: number | null
    }
  /** `unsent`: nothing arrived for certain */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly unsent: boolean }

const mostRedirects = 3
const longestRest = 3600_000
const nextNonce = 1_100

/** Requests to one XCAP server (RFC 4825) with the account's password, by digest (RFC 7616) or, over https, basic (RFC 7617). */
export class XcapClient {
  readonly root: string
  readonly #options: XcapClientOptions
  readonly #http: Http
  readonly #digest: DigestAnswer
  #challenge: Challenge | null = null
  #basic = false
  #letIn = false
  #software: string | null = null
  /** false once a nonce was refused at its second use: then each request waits for its own */
  #nonceLasts = true

  constructor(options: XcapClientOptions) {
    this.root = options.root
    this.#options = options
    this.#http = new Http(options)
    this.#digest = new DigestAnswer({ user: options.user, password: options.password })
  }

  /** what the server calls itself (RFC 9110 10.2.4); null: it has not said */
  get software(): string | null {
    return this.#software
  }

  get host(): string {
    return new URL(this.root).host
  }

  async request(request: XcapRequest): Promise<XcapAnswer> {
    // A kept connection may have been closed at the other end: asking again does no harm, doing again might.
    const tries = request.method === 'GET' ? 2 : 1
    for (let turn = 1; ; turn++) {
      try {
        return await this.#follow(request)
      } catch (error) {
        if (!(error instanceof HttpError)) throw error
        if (turn === tries || error.failure.kind !== 'closed')
          return { kind: 'failed', failure: error.failure, unsent: error.unsent }
      }
    }
  }

  close(): void {
    this.#http.close()
  }

  async #follow(request: XcapRequest): Promise<XcapAnswer> {
    let url = new URL(addressOf(this.root, request.selector))
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const answer = await this.#authenticated(url, request)
      if (answer.status === 401)
        return { kind: 'failed', failure: { kind: 'wrong-password', domain: this.#options.domain }, unsent: true }
      if (answer.status < 300 || answer.status >= 400 || answer.status === 304) return answered(answer)
      const location = answer.header('location')
      const next = location !== null && URL.canParse(location, url.href) ? new URL(location, url) : null
      // RFC 9110 15.4: only 307 and 308 keep the method; what was PUT is not to become a GET.
      if (next === null || (request.method !== 'GET' && answer.status !== 307 && answer.status !== 308))
        return answered(answer)
      if (next.origin !== url.origin)
        return { kind: 'failed', failure: this.#documents('elsewhere', next.host), unsent: true }
      url = next
    }
    return { kind: 'failed', failure: this.#documents('elsewhere', url.host), unsent: true }
  }

  /** One try with what is known, one with what the server asks for: no server makes us go round. */
  async #authenticated(url: URL, request: XcapRequest): Promise<HttpAnswer> {
    const known = this.#authorization(url, request)
    const first = await this.#exchange(url, request, known)
    if (first.status !== 401) return first
    if (known !== null) this.#nonceLasts = false
    const asked = this.#learn(first, url)
    if (asked) return this.#answering(url, request)
    // A stale nonce gets a bare 401 from some: without credentials they say what they want.
    if (known === null) return first
    this.#challenge = null
    const bare = await this.#exchange(url, request, null)
    return bare.status === 401 && this.#learn(bare, url) ? this.#answering(url, request) : bare
  }

  /**
   * A refusal is the password's fault when the same challenge comes back for no other reason. There are others: the nonce had aged on
   * the way (RFC 7616 3.3), or another device of this user had the same one in the same second and was quicker (Kamailio).
   */
  async #answering(url: URL, request: XcapRequest): Promise<HttpAnswer> {
    for (let turn = 1; ; turn++) {
      const answer = await this.#exchange(url, request, this.#header(url, request))
      if (answer.status !== 401) {
        this.#letIn = true
        return answer
      }
      if (!this.#learn(answer, url) || this.#challenge === null || turn >= (this.#letIn ? 4 : 2)) return answer
      // By then there is another one: theirs are made of the time in seconds.
      if (turn > 1) await pause(this.#options.rest ?? nextNonce)
    }
  }

  /** This password was right once. */
  get letIn(): boolean {
    return this.#letIn
  }

  #authorization(url: URL, request: XcapRequest): string | null {
    if (this.#basic && url.protocol === 'https:') return this.#header(url, request)
    return this.#nonceLasts && this.#challenge !== null ? this.#header(url, request) : null
  }

  #header(url: URL, { method, body }: XcapRequest): string {
    const { user, password } = this.#options
    if (this.#challenge === null) return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
    return this.#digest.header({ method, uri: url.pathname + url.search, body: body?.text ?? '' }, this.#challenge)
  }

  #learn(answer: HttpAnswer, url: URL): boolean {
    const challenges = challengesIn(answer.header('www-authenticate') ?? '')
    const challenge = bestChallenge(challenges)
    if (challenge !== null) {
      this.#challenge = challenge
      return true
    }
    if (!challenges.some((each) => /^basic\b/i.test(each))) return false
    if (url.protocol !== 'https:') throw new HttpError(this.#documents('unencrypted', url.host), true)
    const known = this.#basic
    this.#basic = true
    return !known
  }

  async #exchange(url: URL, request: XcapRequest, authorization: string | null): Promise<HttpAnswer> {
    const { method, body, condition } = request
    const headers: HttpRequest['headers'] = {
      ...(body === undefined ? {} : { 'content-type': body.contentType }),
      ...(condition?.kind === 'if-match' ? { 'if-match': condition.tag } : {}),
      ...(condition?.kind === 'if-none-match' ? { 'if-none-match': condition.tag } : {}),
      ...(authorization === null ? {} : { authorization }),
    }
    const answer = await this.#http.exchange({ method, url, headers, body: body?.text ?? null })
    this.#software = answer.header('server') ?? this.#software
    return answer
  }

  #documents(problem: 'elsewhere' | 'unencrypted', where: string): Failure {
    return { kind: 'documents', problem, where, detail: '' }
  }
}

function answered(answer: HttpAnswer): XcapAnswer {
  const tag = answer.header('etag')?.trim() ?? ''
  const rest = answer.header('retry-after')?.trim() ?? ''
  return {
    kind: 'answered',
    status: answer.status,
    entityTag: tag === '' ? null : tag,
    contentType: (answer.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
    text: answer.text,
    retryAfter: /^\d{1,7}$/.test(rest) ? Math.min(longestRest, Number(rest) * 1000) : null,
  }
}

/** What an answer means that is no success, in words a person can act on. */
export function refusalOf(
  answer: Extract<XcapAnswer, { kind: 'answered' }>,
  where: { host: string; domain: string },
): Failure {
  const { status, text } = answer
  const documents = (problem: Extract<Failure, { kind: 'documents' }>['problem'], detail = ''): Failure => ({
    kind: 'documents',
    problem,
    where: where.host,
    detail,
  })
  if (status === 403) return { kind: 'forbidden', domain: where.domain, status }
  if (status === 413) return { kind: 'documents', problem: 'too-large', where: where.host, detail: '' }
  if (status === 412) return documents('busy')
  if (status === 409) {
    try {
      const { condition, phrase } = parseXcapError(text)
      return documents(condition, phrase)
    } catch {
      return documents('extension')
    }
  }
  return { kind: 'server-error', domain: where.host, status, reason: '' }
}

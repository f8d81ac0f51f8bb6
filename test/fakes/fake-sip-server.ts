import { createHash } from 'node:crypto'
import type { SipFailure } from '../../electron/sip/failure.ts'
import type { Candidate, SipSocket } from '../../electron/sip/socket.ts'
import { FakeSocket } from './fake-socket.ts'
import { buildSip, type SipText, tagOf, uriOf } from './sip-text.ts'

/** What a test answers in place of the server: status and headers, silence, or what the server does by itself. */
export type Answer =
  | { readonly status: number; readonly headers?: readonly string[]; readonly reason?: string }
  | 'silence'
  | 'default'
export type Script = (request: SipText) => Answer

export interface ServerSubscription {
  readonly callId: string
  readonly localTag: string
  readonly remoteTag: string
  readonly target: string
  readonly event: string
  readonly contact: string
  readonly route: readonly string[]
  /** where it was made; null: with whoever connected last */
  readonly socket?: FakeSocket
  cseq: number
}

export interface Publication {
  entityTag: string
  body: string
  expires: number
}

/**
 * A registrar and presence agent in one: it asks for digest, keeps publications under entity-tags, and tells every
 * subscriber. Tests script single answers over it with `script`.
 */
export class FakeSipServer {
  readonly domain: string
  readonly requests: SipText[] = []
  /** What clients answered to what the server sent. */
  readonly responses: SipText[] = []
  readonly sockets: FakeSocket[] = []
  readonly subscriptions: ServerSubscription[] = []
  readonly publications = new Map<string, Publication>()
  /** Adds `pub-gruu` to registrations. */
  gruu = false
  algorithm: 'MD5' | 'SHA-256' = 'MD5'
  password = 'secret'
  registerExpires = 600
  /** As it calls itself in its answers. */
  software: string | null = null
  /** Every nonce serves one request, as some servers want it. */
  nonceOnce = false
  /** The first NOTIFY of a subscription is sent by itself. */
  notifies = true
  /** Says why a connection fails; null lets it through, 'never' lets it hang. */
  refuse: (candidate: Candidate) => SipFailure | 'never' | null = () => null
  /** A server behind this one, asked for each request that was let in: true, it answers. */
  behind: (socket: FakeSocket, request: SipText) => boolean = () => false
  readonly #scripts = new Map<string, Script>()
  readonly #usedNonces = new Set<string>()
  readonly #sent = new Map<string, { readonly to: string; readonly identity: readonly string[] }>()
  #counter = 0

  constructor(domain = 'example.org') {
    this.domain = domain
  }

  readonly createSocket = (candidate: Candidate): SipSocket => {
    const socket = new FakeSocket(this, candidate)
    this.sockets.push(socket)
    return socket
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('nobody connected')
    return socket
  }

  /** Answers to this method, until scripted again; without a script the server answers by itself. */
  script(method: string, script: Script | null): void {
    if (script) this.#scripts.set(method, script)
    else this.#scripts.delete(method)
  }

  /** The next answers to this method, in order; after them the server answers by itself. Challenges are not counted. */
  answers(method: string, ...answers: readonly Answer[]): void {
    const left = [...answers]
    this.script(method, () => left.shift() ?? 'default')
  }

  of(method: string): readonly SipText[] {
    return this.requests.filter((request) => request.method === method)
  }

  /** Those that came with the right password. */
  authorised(method: string): readonly SipText[] {
    return this.of(method).filter((request) => this.#isAuthorised(request))
  }

  drop(failure: SipFailure = { kind: 'closed', host: 'sip.example.org' }): void {
    this.subscriptions.length = 0
    this.socket.fail(failure)
  }

  receive(socket: FakeSocket, message: SipText): void {
    if (message.status !== null) {
      this.responses.push(message)
      return
    }
    this.requests.push(message)
    if (message.method === 'ACK') return
    const nonce = /nonce="([^"]+)/.exec(message.header('authorization') || message.header('proxy-authorization'))?.[1]
    const worn = this.nonceOnce && nonce !== undefined && this.#usedNonces.has(nonce)
    if (nonce) this.#usedNonces.add(nonce)
    if (worn || (!this.#isAuthorised(message) && message.method !== 'OPTIONS')) {
      this.#counter += 1
      const register = message.method === 'REGISTER'
      const challenge = `Digest realm="${this.domain}", nonce="n${this.#counter}", algorithm=${this.algorithm}, qop="auth"`
      this.reply(socket, message, register ? 401 : 407, [`${register ? 'WWW' : 'Proxy'}-Authenticate: ${challenge}`])
      return
    }
    const scripted = this.#scripts.get(message.method ?? '')?.(message) ?? 'default'
    if (scripted === 'silence') return
    if (scripted !== 'default') {
      this.reply(socket, message, scripted.status, scripted.headers ?? [], scripted.reason)
      return
    }
    if (this.behind(socket, message)) return
    switch (message.method) {
      case 'REGISTER':
        this.#register(socket, message)
        return
      case 'PUBLISH':
        this.#publish(socket, message)
        return
      case 'SUBSCRIBE':
        this.#subscribe(socket, message)
        return
      default:
        this.reply(socket, message, 200, [])
    }
  }

  /** A NOTIFY inside a subscription. */
  notify(
    subscription: ServerSubscription,
    told: {
      readonly state?: string
      readonly body?: string
      readonly contentType?: string
      readonly headers?: readonly string[]
    } = {},
  ): void {
    subscription.cseq += 1
    const { state = 'active;expires=600', body = '', contentType = 'application/pidf+xml', headers = [] } = told
    const socket = subscription.socket ?? this.socket
    socket.deliver(
      buildSip(
        `NOTIFY ${subscription.contact} SIP/2.0`,
        [
          `Via: SIP/2.0/TCP ${this.domain};branch=z9hG4bK${this.#next()}`,
          'Max-Forwards: 70',
          `From: <${subscription.target}>;tag=${subscription.localTag}`,
          `To: <sip:watcher@${this.domain}>;tag=${subscription.remoteTag}`,
          `Call-ID: ${subscription.callId}`,
          `CSeq: ${subscription.cseq} NOTIFY`,
          `Contact: <sip:presence@${this.domain}>`,
          `Event: ${subscription.event}`,
          `Subscription-State: ${state}`,
          ...(body ? [`Content-Type: ${contentType}`] : []),
          ...headers,
        ],
        body,
      ),
    )
  }

  /** Any request outside of a dialog, to the user agent that registered last. */
  send(
    method: string,
    headers: readonly string[],
    body = '',
    { to = this.#contact(), from = `"Maya" <sip:maya@${this.domain}>` }: { to?: string; from?: string } = {},
  ): string {
    const callId = `call${this.#next()}`
    const identity = [
      `Via: SIP/2.0/TCP ${this.domain};branch=z9hG4bK${this.#next()}`,
      'Max-Forwards: 70',
      `From: ${from};tag=m${this.#next()}`,
      `To: <sip:anna@${this.domain}>`,
      `Call-ID: ${callId}`,
    ]
    this.#sent.set(callId, { to, identity })
    this.socket.deliver(buildSip(`${method} ${to} SIP/2.0`, [...identity, `CSeq: 1 ${method}`, ...headers], body))
    return callId
  }

  /** Who called gives up (RFC 3261 9.1). */
  cancel(callId: string): void {
    const sent = this.#sent.get(callId)
    if (!sent) throw new Error(`nothing was sent as ${callId}`)
    this.socket.deliver(buildSip(`CANCEL ${sent.to} SIP/2.0`, [...sent.identity, 'CSeq: 1 CANCEL']))
  }

  answerTo(callId: string): SipText | undefined {
    return this.responses.find((response) => response.header('call-id') === callId)
  }

  subscriptionTo(target: string): ServerSubscription {
    const found = this.subscriptions.findLast((subscription) => subscription.target === target)
    if (!found) throw new Error(`nobody subscribed to ${target}`)
    return found
  }

  #register(socket: FakeSocket, request: SipText): void {
    const contact = request.header('contact')
    const asked = Number(/;expires=(\d+)/.exec(contact)?.[1] ?? 600)
    if (asked === 0) {
      this.reply(socket, request, 200, [])
      return
    }
    const gruu = this.gruu ? `;pub-gruu="sip:anna@${this.domain};gr=urn:uuid:1"` : ''
    const bound = contact.replace(/;expires=\d+/, `;expires=${this.registerExpires}`)
    this.reply(socket, request, 200, [`Contact: ${bound}${gruu}`])
  }

  #publish(socket: FakeSocket, request: SipText): void {
    const tag = request.header('sip-if-match')
    const known = this.publications.get(request.uri)
    if (tag && known?.entityTag !== tag) {
      this.reply(socket, request, 412, [])
      return
    }
    const expires = Number(request.header('expires'))
    if (expires === 0) {
      this.publications.delete(request.uri)
      this.reply(socket, request, 200, [`SIP-ETag: gone`, 'Expires: 0'])
      return
    }
    const entityTag = `e${this.#next()}`
    this.publications.set(request.uri, { entityTag, expires, body: request.body || (known?.body ?? '') })
    this.reply(socket, request, 200, [`SIP-ETag: ${entityTag}`, `Expires: ${expires}`])
    if (!request.body) return
    for (const subscription of this.subscriptions.filter(({ target }) => target === request.uri)) {
      this.notify(subscription, { body: request.body })
    }
  }

  #subscribe(socket: FakeSocket, request: SipText): void {
    const toTag = tagOf(request.header('to'))
    const known = this.subscriptions.find(({ callId }) => callId === request.header('call-id'))
    if (toTag && !known) {
      this.reply(socket, request, 481, [])
      return
    }
    const subscription: ServerSubscription = known ?? {
      callId: request.header('call-id'),
      localTag: `s${this.#next()}`,
      remoteTag: tagOf(request.header('from')),
      target: request.uri,
      event: request.header('event'),
      contact: uriOf(request.header('contact')),
      route: request.headers('route'),
      cseq: 0,
    }
    const expires = Number(request.header('expires'))
    if (!known && expires > 0) this.subscriptions.push(subscription)
    this.reply(
      socket,
      request,
      200,
      [
        `Expires: ${expires}`,
        `Contact: <sip:presence@${this.domain};id=${subscription.localTag}>`,
        `Record-Route: <sip:proxy.${this.domain};lr>`,
      ],
      'OK',
      subscription.localTag,
    )
    if (expires === 0 && known) {
      this.subscriptions.splice(this.subscriptions.indexOf(known), 1)
      this.notify(known, { state: 'terminated;reason=timeout' })
    } else if (this.notifies) {
      this.notify(subscription, {
        state: `active;expires=${expires}`,
        body: this.publications.get(subscription.target)?.body ?? '',
      })
    }
  }

  /** An answer; `toTag` where the test, or the server behind, keeps the dialog. */
  reply(
    socket: FakeSocket,
    request: SipText,
    status: number,
    headers: readonly string[],
    reason = REASONS.get(status) ?? 'Whatever',
    toTag = `t${this.#next()}`,
  ): void {
    const to = request.header('to')
    socket.deliver(
      buildSip(`SIP/2.0 ${status} ${reason}`, [
        `Via: ${request.header('via')}`,
        `From: ${request.header('from')}`,
        `To: ${tagOf(to) ? to : `${to};tag=${toTag}`}`,
        `Call-ID: ${request.header('call-id')}`,
        `CSeq: ${request.header('cseq')}`,
        ...(this.software === null ? [] : [`Server: ${this.software}`]),
        ...headers,
      ]),
    )
  }

  #isAuthorised(request: SipText): boolean {
    const header = request.header('authorization') || request.header('proxy-authorization')
    const field = (name: string) => new RegExp(`[ ,]${name}="?([^",]+)`).exec(header)?.[1] ?? ''
    if (!header) return false
    const hash = (text: string) =>
      createHash(this.algorithm === 'MD5' ? 'md5' : 'sha256')
        .update(text)
        .digest('hex')
    const secret = hash(`${field('username')}:${field('realm')}:${this.password}`)
    const expected = hash(
      [
        secret,
        field('nonce'),
        field('nc'),
        field('cnonce'),
        field('qop'),
        hash(`${request.method}:${field('uri')}`),
      ].join(':'),
    )
    return field('response') === expected
  }

  #contact(): string {
    return uriOf(this.of('REGISTER').at(-1)?.header('contact') ?? '')
  }

  #next(): number {
    this.#counter += 1
    return this.#counter
  }
}

const REASONS: ReadonlyMap<number, string> = new Map([
  [200, 'OK'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [407, 'Proxy Authentication Required'],
  [412, 'Conditional Request Failed'],
  [423, 'Interval Too Brief'],
  [481, 'Subscription Does Not Exist'],
  [489, 'Bad Event'],
  [503, 'Service Unavailable'],
])

import { randomBytes } from 'node:crypto'
import JsSIP from 'jssip'
import type { Log } from '../ports.ts'
import { domainOf, parseAor, userOf } from './address.ts'
import type { SipFailure } from './failure.ts'
import { Gate } from './gate.ts'
import { LinkSocket, type Trace } from './link-socket.ts'
import { guarded, Listeners } from './listeners.ts'
import { locate, parseServer, type Resolver, systemResolver } from './locate.ts'
import { type Registered, Registration } from './registration.ts'
import {
  contactOf,
  type NotifyReceiver,
  notifyKey,
  type OutgoingSpec,
  prepare,
  type RequestOutcome,
  registrationContact,
  sendRequest,
  setGruu,
} from './request.ts'
import { backOffSeconds, retryAfterSeconds } from './retry.ts'
import { type Candidate, type SipSocket, type SipTransport, SOCKET_DEFAULTS, type SocketOptions } from './socket.ts'
import { StreamSocket } from './stream-socket.ts'
import { WebSocketSocket } from './websocket.ts'

export type { SipFailure } from './failure.ts'
export type { SipTransport } from './socket.ts'

export interface SipAccount {
  readonly aor: string
  readonly authUser?: string | null
  readonly displayName?: string
  /** As the user typed it; null finds it through DNS. */
  readonly server: string | null
  /** SIP URI every request outside a dialog goes through (Route). */
  readonly outboundProxy?: string | null
  /** Extra certificate authority, PEM. */
  readonly trustedCertificate?: string | null
  readonly allowUnencrypted: boolean
  /** UUID of this installation; `urn:uuid:` before it does no harm. */
  readonly instanceId: string
}

export interface UserAgentOptions {
  readonly account: SipAccount
  readonly password: string
  readonly log: Log
  /** Receives redacted messages. */
  readonly trace?: Trace
  readonly resolver?: Resolver
  readonly createSocket?: (candidate: Candidate, options: SocketOptions) => SipSocket
  /** Bounds of the back-off between attempts. */
  readonly reconnect?: ReconnectLimits
  readonly userAgent?: string
  /** Steps on the way to `online`, for "Test connection". */
  readonly progress?: (step: LinkProgress) => void
}

export interface ReconnectLimits {
  readonly minSeconds: number
  readonly maxSeconds: number
}

export type LinkProgress =
  | { readonly kind: 'located'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'connected'; readonly server: string; readonly transport: SipTransport }

/**
 * stopped -> connecting -> online -> offline -> connecting ...   stop() leads to stopped from everywhere.
 * offline with retryAt null waits for the user: the password must change first.
 */
export type SipLink =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'connecting'; readonly since: number }
  | {
      readonly kind: 'online'
      readonly since: number
      readonly registeredUntil: number
      readonly server: string
      readonly transport: SipTransport
      readonly gruu: string | null
    }
  | {
      readonly kind: 'offline'
      /** When the link was last good, or when we began to try. */
      readonly since: number
      readonly failure: SipFailure
      readonly retryAt: number | null
    }

const RECONNECT: ReconnectLimits = { minSeconds: 1, maxSeconds: 60 }
const REGISTER_EXPIRES = 600
/** Longer than an answer takes over a bad link, shorter than a person waits: JsSIP itself would wait 32 s. */
const REGISTER_TIMEOUT_MS = 10_000
const UNREGISTER_TIMEOUT_MS = 2_000
const SILENCE_TIMEOUT_MS = 5_000
/** RFC 6665 sets no limit; twenty in flight keep a small server and a thousand people apart. */
const SUBSCRIBES_IN_FLIGHT = 20
/** Real WebSocket servers close the connection at 65,535 bytes. */
const MAX_WEBSOCKET_BYTES = 64 * 1024 - 512
/** A refusal that no back-off cures is asked about again only seldom, so that no account gets locked. */
const FORBIDDEN_RETRY_SECONDS = 300
const SETTLED_MS = 60_000

export class UserAgent {
  readonly aor: string
  readonly domain: string
  readonly log: Log
  /** Reachable inside this room alone: calls are built on it. */
  readonly jssip: JsSIP.UA
  readonly subscribeGate = new Gate(SUBSCRIBES_IN_FLIGHT)
  readonly #options: UserAgentOptions
  readonly #socket: LinkSocket
  readonly #listeners: Listeners<SipLink>
  readonly #registration: Registration
  readonly #receivers = new Map<string, NotifyReceiver>()
  #password: string
  #link: SipLink = { kind: 'stopped' }
  #connection: SipSocket | null = null
  /** Counts attempts, so that what an earlier one started cannot end a later one. */
  #attempt = 0
  #failures = 0
  #lastGood = 0
  #stopping: Promise<void> | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(options: UserAgentOptions) {
    const { log } = options
    const account = { ...options.account, aor: parseAor(options.account.aor) ?? options.account.aor }
    this.#options = options
    this.#password = options.password
    this.aor = account.aor
    this.domain = domainOf(account.aor)
    this.log = log
    this.#listeners = new Listeners(log)
    const route = account.outboundProxy ? routeUri(account.outboundProxy) : null
    this.#socket = new LinkSocket(log, options.trace ?? null, route)
    this.jssip = new JsSIP.UA(configuration(account, this.#socket, route !== null, options.userAgent))
    const user = account.authUser || userOf(account.aor)
    prepare(this.jssip, () => ({ user, password: this.#password }), this.#receivers, log)
    this.#registration = new Registration(
      { domain: this.domain, aor: this.aor, instanceId: uuidOf(account.instanceId), expires: REGISTER_EXPIRES },
      {
        contact: () => registrationContact(this.jssip),
        send: (spec, done) => sendRequest(this.jssip, { ...spec, method: 'REGISTER' }, log, done),
        registered: (state) => this.#registered(state),
        failed: (failure, retryAfter) => this.#fail(failure, retryAfter),
      },
      randomBytes(16).toString('hex'),
    )
  }

  get link(): SipLink {
    return this.#link
  }

  /** The whole new value at every change. */
  onLink(listener: (link: SipLink) => void): () => void {
    return this.#listeners.add(listener)
  }

  start(): void {
    if (this.#link.kind !== 'stopped' || this.#stopping !== null) return
    this.#failures = 0
    this.#lastGood = Date.now()
    this.jssip.start()
    this.#connect()
  }

  /** Takes the registration away and closes the link; resolves within two seconds in any case. */
  stop(): Promise<void> {
    if (this.#link.kind === 'stopped') return Promise.resolve()
    this.#stopping ??= this.#stop().finally(() => {
      this.#stopping = null
    })
    return this.#stopping
  }

  async #stop(): Promise<void> {
    const wasOnline = this.#link.kind === 'online'
    this.#clearTimer()
    guarded(this.log, 'ending calls', () => this.jssip.terminateSessions())
    if (wasOnline) await bounded(this.#registration.unregister(), UNREGISTER_TIMEOUT_MS)
    this.#attempt += 1
    this.#dropConnection()
    guarded(this.log, 'stopping JsSIP', () => this.jssip.stop())
    this.#setLink({ kind: 'stopped' })
  }

  /** The network changed, the machine woke up, or the user asks: prove the link at once, or connect now. */
  reconnectNow(): void {
    if (this.#stopping !== null) return
    switch (this.#link.kind) {
      case 'stopped':
        return
      case 'online':
        this.probe()
        return
      case 'connecting':
        // What was begun on the old network may never end; what is registering already has a deadline.
        if (this.#connection === null) this.#connect()
        else this.#connection.probe()
        return
      case 'offline':
        if (this.#link.failure.kind === 'wrong-password') return
        this.#failures = 0
        this.#connect()
    }
  }

  /** A changed password is tried at once. */
  usePassword(password: string): void {
    this.#password = password
    if (this.#link.kind !== 'offline' || this.#stopping !== null) return
    this.#failures = 0
    this.#connect()
  }

  /** A keep-alive now; no answer within five seconds ends the link. */
  probe(): void {
    this.#connection?.probe()
  }

  /** Any request outside of a call. Unreachable at once unless online. */
  request(spec: OutgoingSpec): Promise<RequestOutcome> {
    return new Promise((resolve) => this.send(spec, resolve))
  }

  /** As `request`, but `done` runs in the turn in which the answer arrives. */
  send(spec: OutgoingSpec, done: (outcome: RequestOutcome) => void): void {
    const finish = (outcome: RequestOutcome) => guarded(this.log, `the answer to ${spec.method}`, () => done(outcome))
    if (this.#link.kind !== 'online') {
      finish({ kind: 'unreachable', cause: 'link' })
      return
    }
    sendRequest(this.jssip, spec, this.log, (outcome) => {
      if (outcome.kind === 'unreachable' && outcome.cause === 'time-out') this.probe()
      finish(outcome)
    })
  }

  /** Whether a body of this size can cross the present link. */
  carries(bytes: number): boolean {
    const transport = this.#connection?.transport
    return !(transport === 'ws' || transport === 'wss') || bytes + 4096 < MAX_WEBSOCKET_BYTES
  }

  /** Where the other side sends requests inside our dialogs. */
  get contact(): string {
    return contactOf(this.jssip)
  }

  /** NOTIFYs of the dialog with this Call-ID and local tag go to the receiver. */
  receiveNotify(callId: string, localTag: string, receiver: NotifyReceiver): () => void {
    const key = notifyKey(callId, localTag)
    this.#receivers.set(key, receiver)
    return () => {
      if (this.#receivers.get(key) === receiver) this.#receivers.delete(key)
    }
  }

  #connect(): void {
    this.#attempt += 1
    this.#clearTimer()
    this.#dropConnection()
    const attempt = this.#attempt
    if (this.#link.kind !== 'connecting') this.#setLink({ kind: 'connecting', since: Date.now() })
    if (attempt !== this.#attempt) return // a listener stopped us
    this.#locateAndOpen(attempt).catch((error: unknown) => {
      this.log.error('connecting failed: %s', error instanceof Error ? (error.stack ?? error.message) : String(error))
      if (attempt === this.#attempt) this.#fail({ kind: 'closed', host: this.domain }, null)
    })
  }

  async #locateAndOpen(attempt: number): Promise<void> {
    const { account } = this.#options
    const located = await locate(
      {
        domain: this.domain,
        server: account.server ?? account.outboundProxy ?? null,
        allowUnencrypted: account.allowUnencrypted,
      },
      this.#options.resolver ?? systemResolver(),
    )
    if (attempt !== this.#attempt) return
    if (located.kind === 'failed') {
      this.#fail(located.failure, null)
      return
    }
    this.#tell({ kind: 'located', candidates: located.candidates })
    let failure: SipFailure = { kind: 'unknown-host', host: this.domain }
    for (const [index, candidate] of located.candidates.entries()) {
      const opened = await this.#open(candidate, attempt)
      if (attempt !== this.#attempt || opened === null) return
      // What the first server said tells more than what a spare one did not.
      const said = candidate.guessed && isNobody(opened) ? { kind: 'no-server' as const, domain: this.domain } : opened
      if (index === 0) failure = said
    }
    this.#fail(failure, null)
  }

  /** Null once connected; from then on the end of the connection is told by itself. */
  #open(candidate: Candidate, attempt: number): Promise<SipFailure | null> {
    const socket = (this.#options.createSocket ?? createSocket)(candidate, {
      ...SOCKET_DEFAULTS,
      trustedCertificate: this.#options.account.trustedCertificate ?? null,
    })
    return new Promise((resolve) => {
      this.#connection = socket
      const current = () => this.#connection === socket && attempt === this.#attempt
      let open = false
      socket.connect({
        opened: () => {
          if (!current()) return
          open = true
          resolve(null)
          this.#opened(socket)
        },
        closed: (failure) => {
          if (!current()) {
            resolve(failure)
            return
          }
          this.#connection = null
          if (open) this.#lost(failure)
          else resolve(failure)
        },
        message: (text) => {
          if (current()) this.#socket.received(text)
        },
        silent: () => {
          if (current()) this.#askInSip()
        },
      })
    })
  }

  #opened(socket: SipSocket): void {
    this.log.info('connected to %s', socket.url)
    this.#tell({ kind: 'connected', server: socket.url, transport: socket.transport })
    this.#socket.opened(socket)
    this.#setTimer(REGISTER_TIMEOUT_MS, () => this.#fail({ kind: 'time-out', host: this.domain }, null))
    this.#registration.start()
  }

  #registered({ until, gruu }: Registered): void {
    const connection = this.#connection
    if (connection === null || this.#stopping !== null) return
    if (this.#link.kind === 'connecting') this.#clearTimer()
    setGruu(this.jssip, gruu)
    const since = this.#link.kind === 'online' ? this.#link.since : Date.now()
    this.#setLink({
      kind: 'online',
      since,
      registeredUntil: until,
      server: connection.url,
      transport: connection.transport,
      gruu,
    })
  }

  #lost(failure: SipFailure): void {
    this.#fail(failure, null)
  }

  #fail(failure: SipFailure, retryAfter: number | null): void {
    const now = Date.now()
    const online = this.#link.kind === 'online' ? this.#link : null
    const stable = online !== null && now - online.since >= SETTLED_MS
    if (online) this.#lastGood = now
    this.#attempt += 1
    if (this.#stopping !== null) {
      this.#dropConnection()
      return
    }
    this.#failures = stable ? 1 : this.#failures + 1
    this.#clearTimer()
    this.#dropConnection()
    const wait = this.#waitSeconds(failure, retryAfter)
    const retryAt = wait === null ? null : now + wait * 1000
    this.log.warn(
      'link to %s down: %s, %s',
      this.domain,
      failure.kind,
      wait === null ? 'waiting' : `again in ${wait.toFixed(1)} s`,
    )
    if (retryAt !== null) this.#setTimer(retryAt - now, () => this.#connect())
    this.#setLink({ kind: 'offline', since: this.#lastGood, failure, retryAt })
  }

  #waitSeconds(failure: SipFailure, retryAfter: number | null): number | null {
    const reconnect = this.#options.reconnect ?? RECONNECT
    switch (failure.kind) {
      case 'wrong-password':
        return null
      case 'forbidden':
        return retryAfterSeconds(Math.max(reconnect.maxSeconds, FORBIDDEN_RETRY_SECONDS))
      default:
        return retryAfter !== null ? retryAfterSeconds(retryAfter) : backOffSeconds(this.#failures, reconnect)
    }
  }

  /** The server never answered a CRLF; if it does not answer OPTIONS either, the connection is dead. */
  #askInSip(): void {
    const connection = this.#connection
    if (connection === null || this.#link.kind !== 'online') return
    const timer = setTimeout(() => {
      if (this.#connection === connection) this.#fail({ kind: 'time-out', host: this.domain }, null)
    }, SILENCE_TIMEOUT_MS)
    sendRequest(this.jssip, { method: 'OPTIONS', target: `sip:${this.domain}`, headers: [] }, this.log, () =>
      clearTimeout(timer),
    )
  }

  #dropConnection(): void {
    const connection = this.#connection
    this.#connection = null
    this.#registration.stop()
    setGruu(this.jssip, null)
    this.#socket.lost()
    connection?.close()
  }

  #setLink(link: SipLink): void {
    this.#link = link
    this.#listeners.tell(link)
  }

  #tell(step: LinkProgress): void {
    guarded(this.log, 'the connection test', () => this.#options.progress?.(step))
  }

  #setTimer(ms: number, action: () => void): void {
    this.#clearTimer()
    this.#timer = setTimeout(() => guarded(this.log, 'a link timer', action), ms)
  }

  #clearTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}

/** Nothing there answers as a SIP server would. */
function isNobody(failure: SipFailure): boolean {
  return failure.kind === 'unknown-host' || failure.kind === 'refused' || failure.kind === 'time-out'
}

function createSocket(candidate: Candidate, options: SocketOptions): SipSocket {
  return candidate.transport === 'ws' || candidate.transport === 'wss'
    ? new WebSocketSocket(candidate, options)
    : new StreamSocket(candidate, options)
}

function configuration(account: SipAccount, socket: LinkSocket, routed: boolean, userAgent: string | undefined) {
  const token = randomBytes(6).toString('hex')
  return {
    // JsSIP's type wants a class; its code asks for this shape.
    sockets: socket as unknown as JsSIP.Socket,
    uri: `sip:${account.aor}`,
    // The placeholder that the connection replaces by its own address (RFC 7118 5.2.1 for WebSocket, where it stays).
    contact_uri: `sip:${token}@${token}.invalid;transport=ws`,
    instance_id: uuidOf(account.instanceId),
    ...(account.displayName && { display_name: account.displayName }),
    authorization_user: account.authUser || userOf(account.aor),
    register: false,
    session_timers: true,
    use_preloaded_route: routed,
    user_agent: userAgent ?? 'Dialtone',
    // When to connect again is ours to decide; JsSIP's own timer then finds nothing to do.
    connection_recovery_min_interval: 3600,
    connection_recovery_max_interval: 3600,
  }
}

const uuidOf = (instanceId: string) => instanceId.replace(/^(?:urn:)?uuid:/i, '')

/** JsSIP appends `;lr` itself. */
function routeUri(text: string): string | null {
  const server = parseServer(text)
  if (server === null) return null
  const transport = server.transport === 'wss' ? 'ws' : server.transport
  return `sip:${server.host}${server.port === null ? '' : `:${server.port}`}${transport === null ? '' : `;transport=${transport}`}`
}

async function bounded(promise: Promise<void>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([promise, limit])
  clearTimeout(timer)
}

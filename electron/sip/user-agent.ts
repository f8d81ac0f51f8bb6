import { randomBytes } from 'node:crypto'
import JsSIP from 'jssip'
import type { Log } from '../ports.ts'
import { authUserOf, jssipConfiguration, routeOf, type SipAccount, uuidOf } from './account.ts'
import { domainOf, parseAor } from './address.ts'
import { Attempt } from './attempt.ts'
import type { SipFailure } from './failure.ts'
import { Gate } from './gate.ts'
import { LinkSocket, type Trace } from './link-socket.ts'
import { guarded, Listeners } from './listeners.ts'
import type { Resolver } from './locate.ts'
import { NotifyShortcut, notifyKey } from './notify-shortcut.ts'
import { type Registered, Registration } from './registration.ts'
import {
  contactOf,
  type NotifyReceiver,
  type OutgoingSpec,
  prepare,
  type RequestOutcome,
  registrationContact,
  sendRequest,
  setGruu,
} from './request.ts'
import { backOffSeconds, retryAfterSeconds } from './retry.ts'
import type { Candidate, SipSocket, SipTransport, SocketOptions } from './socket.ts'
import { within } from './within.ts'

export type { SipAccount } from './account.ts'
export type { SipFailure } from './failure.ts'
export type { SipTransport } from './socket.ts'

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
  /** Told before signing in, for "Test connection". */
  readonly onConnected?: (connected: Connected) => void
}

export interface ReconnectLimits {
  readonly minSeconds: number
  readonly maxSeconds: number
}

export interface Connected {
  readonly server: string
  readonly transport: SipTransport
}

/**
 * stopped -> connecting -> online -> offline -> connecting ...   stop() leads to stopped from everywhere.
 * offline with retryAt null is final: the password is wrong, and another one is another UserAgent's.
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
/** So often may a password be refused that was right before: a server that cannot read its database yet asks for it again (Kamailio 5.6). */
const DOUBTS = 3
const SETTLED_MS = 60_000
const SLEPT_MS = 20_000

/** One account's link to its server, made again whenever it is lost; all that is sent goes through it. Times in ms since 1970. */
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
  #link: SipLink = { kind: 'stopped' }
  #software: string | null = null
  #attempt: Attempt | null = null
  #failures = 0
  /** How often a password that was good before may yet be refused without being taken for wrong. */
  #doubts = 0
  #lastGood = 0
  #stopping: Promise<void> | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  readonly #clocks = { wall: Date.now(), running: performance.now() }

  constructor(options: UserAgentOptions) {
    const { log } = options
    const account = { ...options.account, aor: parseAor(options.account.aor) ?? options.account.aor }
    this.#options = options
    this.aor = account.aor
    this.domain = domainOf(account.aor)
    this.log = log
    this.#listeners = new Listeners(log)
    this.#socket = new LinkSocket(log, options.trace ?? null, routeOf(account))
    this.jssip = new JsSIP.UA(jssipConfiguration(account, this.#socket, options.userAgent))
    const user = authUserOf(account)
    const shortcut = new NotifyShortcut(this.#receivers, (message) => this.#socket.send(message))
    const credentials = () => ({ user, password: options.password })
    prepare(this.jssip, credentials, this.#receivers, shortcut, () => this.#socket.body, log)
    this.#socket.readFirst((text) => shortcut.take(text))
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

  /** The server as it called itself when it let us in last; null: it did not say. */
  get software(): string | null {
    return this.#software
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
    if (wasOnline) await within(UNREGISTER_TIMEOUT_MS, this.#registration.unregister())
    this.#clearTimer()
    this.#link = { kind: 'stopped' }
    this.#dropConnection()
    guarded(this.log, 'stopping JsSIP', () => this.jssip.stop())
    this.#listeners.tell(this.#link)
  }

  /** The network changed, the machine woke up, or the user asks: prove the link at once, or connect now. */
  reconnectNow(): void {
    if (this.#stopping !== null) return
    switch (this.#link.kind) {
      case 'stopped':
        return
      case 'online':
        // What the server kept for us may have run out while nothing here ran: begin again rather than find out bit by bit.
        if (this.#hasSlept() || Date.now() >= this.#link.registeredUntil) this.#connect()
        else this.probe()
        return
      case 'connecting':
        // What was begun on the old network may never end; what is open already has a deadline.
        if (this.#attempt?.socket) this.probe()
        else this.#connect()
        return
      case 'offline':
        if (this.#link.failure.kind === 'wrong-password') return
        this.#failures = 0
        this.#connect()
    }
  }

  /** A keep-alive now; no answer within five seconds ends the link. */
  probe(): void {
    this.#attempt?.socket?.probe()
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
    const transport = this.#attempt?.socket?.transport
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
    const { account, resolver, createSocket } = this.#options
    this.#clearTimer()
    const since = this.#link.kind === 'connecting' ? this.#link.since : Date.now()
    if (this.#link.kind === 'online') this.#lastGood = since
    this.#noteClocks()
    this.#link = { kind: 'connecting', since }
    this.#dropConnection()
    const attempt = new Attempt(
      {
        domain: this.domain,
        server: account.server || account.outboundProxy || null,
        allowUnencrypted: account.allowUnencrypted,
        trustedCertificate: account.trustedCertificate ?? null,
        resolver,
        createSocket,
        log: this.log,
      },
      {
        opened: (socket) => this.#opened(socket),
        ended: (failure) => this.#fail(failure, null),
        message: (text) => this.#socket.received(text),
        silent: () => this.#askInSip(),
      },
    )
    this.#attempt = attempt
    this.#listeners.tell(this.#link)
    if (this.#attempt === attempt) attempt.start() // unless a listener stopped us
  }

  #opened(socket: SipSocket): void {
    const { url, transport } = socket
    this.log.info('connected to %s', url)
    guarded(this.log, 'the connection test', () => this.#options.onConnected?.({ server: url, transport }))
    this.#socket.opened(socket)
    this.#setTimer(REGISTER_TIMEOUT_MS, () => this.#fail({ kind: 'time-out', host: this.domain }, null))
    this.#registration.start()
  }

  #registered({ until, gruu, software }: Registered): void {
    const connection = this.#attempt?.socket
    if (!connection || this.#stopping !== null) return
    if (this.#link.kind === 'connecting') this.#clearTimer()
    this.#noteClocks()
    this.#doubts = DOUBTS
    setGruu(this.jssip, gruu)
    this.#software = software
    const since = this.#link.kind === 'online' ? this.#link.since : Date.now()
    const { url: server, transport } = connection
    this.#link = { kind: 'online', since, registeredUntil: until, server, transport, gruu }
    this.#listeners.tell(this.#link)
  }

  #fail(told: SipFailure, retryAfter: number | null): void {
    this.#clearTimer()
    if (this.#stopping !== null) {
      this.#dropConnection()
      return
    }
    const failure = this.#doubted(told)
    const now = Date.now()
    const online = this.#link.kind === 'online' ? this.#link : null
    if (online) this.#lastGood = now
    this.#failures = online !== null && now - online.since >= SETTLED_MS ? 1 : this.#failures + 1
    const wait = this.#waitSeconds(failure, retryAfter)
    const retryAt = wait === null ? null : Math.round(now + wait * 1000)
    const next = wait === null ? 'waiting' : `again in ${wait.toFixed(1)} s`
    this.log.warn('link to %s down: %s, %s', this.domain, failure.kind, next)
    if (retryAt !== null) this.#setTimer(retryAt - now, () => this.#connect())
    // First the new state, then what it ends: whoever learns that his request is lost must not send the next into it.
    this.#link = { kind: 'offline', since: this.#lastGood, failure, retryAt }
    this.#dropConnection()
    this.#listeners.tell(this.#link)
  }

  #doubted(failure: SipFailure): SipFailure {
    if (failure.kind !== 'wrong-password' || this.#doubts === 0) return failure
    this.#doubts -= 1
    return { kind: 'server-error', domain: this.domain, status: 401, reason: 'Unauthorized' }
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
    const attempt = this.#attempt
    if (attempt === null || this.#link.kind !== 'online') return
    const timer = setTimeout(() => {
      if (this.#attempt === attempt) this.#fail({ kind: 'time-out', host: this.domain }, null)
    }, SILENCE_TIMEOUT_MS)
    const spec = { method: 'OPTIONS', target: `sip:${this.domain}`, headers: [] }
    sendRequest(this.jssip, spec, this.log, () => clearTimeout(timer))
  }

  #dropConnection(): void {
    const attempt = this.#attempt
    this.#attempt = null
    this.#registration.stop()
    setGruu(this.jssip, null)
    this.#socket.lost()
    attempt?.cancel()
  }

  /** Asleep, the wall clock runs on and the other one stands still. */
  #hasSlept(): boolean {
    const { wall, running } = this.#clocks
    return Date.now() - wall - (performance.now() - running) > SLEPT_MS
  }

  #noteClocks(): void {
    Object.assign(this.#clocks, { wall: Date.now(), running: performance.now() })
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

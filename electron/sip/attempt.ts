import type { Log } from '../ports.ts'
import type { SipFailure } from './failure.ts'
import { type LocateSettings, locate, type Resolver, systemResolver } from './locate.ts'
import { type Candidate, type SipSocket, SOCKET_DEFAULTS, type SocketEvents, type SocketOptions } from './socket.ts'
import { StreamSocket } from './stream-socket.ts'
import { WebSocketSocket } from './websocket.ts'

export interface AttemptSettings extends LocateSettings {
  readonly trustedCertificate: string | null
  readonly resolver: Resolver | undefined
  readonly createSocket: ((candidate: Candidate, options: SocketOptions) => SipSocket) | undefined
  readonly log: Log
}

export interface AttemptEvents {
  readonly opened: (socket: SipSocket) => void
  /** No server could be reached, or the connection is lost. */
  readonly ended: (failure: SipFailure) => void
  readonly message: SocketEvents['message']
  readonly silent: SocketEvents['silent']
}

/** One try to reach a server and, once reached, the connection to it. Cancelled, it says nothing more. */
export class Attempt {
  readonly #settings: AttemptSettings
  #events: AttemptEvents | null
  #socket: SipSocket | null = null
  #open = false

  constructor(settings: AttemptSettings, events: AttemptEvents) {
    this.#settings = settings
    this.#events = events
  }

  /** The connection, once open. */
  get socket(): SipSocket | null {
    return this.#open ? this.#socket : null
  }

  start(): void {
    this.#run().catch((error: unknown) => {
      this.#settings.log.error(
        'connecting failed: %s',
        error instanceof Error ? (error.stack ?? error.message) : 'unknown',
      )
      this.#end({ kind: 'closed', host: this.#settings.domain })
    })
  }

  cancel(): void {
    const socket = this.#socket
    this.#events = null
    this.#socket = null
    this.#open = false
    socket?.close()
  }

  async #run(): Promise<void> {
    const located = await locate(this.#settings, this.#settings.resolver ?? systemResolver())
    if (located.kind === 'failed') {
      this.#end(located.failure)
      return
    }
    let first: SipFailure | null = null
    for (const candidate of located.candidates) {
      if (this.#events === null) return
      const failure = await this.#try(candidate)
      if (failure === null) return
      const { domain } = this.#settings
      // What the first server said tells more than what a spare one did not.
      first ??= candidate.guessed && isNobody(failure) ? { kind: 'no-server', domain } : failure
    }
    this.#end(first ?? { kind: 'no-server', domain: this.#settings.domain })
  }

  /** Null once connected. */
  #try(candidate: Candidate): Promise<SipFailure | null> {
    const create = this.#settings.createSocket ?? createSocket
    const socket = create(candidate, { ...SOCKET_DEFAULTS, trustedCertificate: this.#settings.trustedCertificate })
    this.#socket = socket
    return new Promise((resolve) => {
      socket.connect({
        opened: () => {
          this.#open = true
          resolve(null)
          this.#events?.opened(socket)
        },
        closed: (failure) => {
          if (this.#open) this.#end(failure)
          else resolve(failure)
        },
        message: (text) => this.#events?.message(text),
        silent: () => this.#events?.silent(),
      })
    })
  }

  #end(failure: SipFailure): void {
    const events = this.#events
    this.#events = null
    this.#socket = null
    this.#open = false
    events?.ended(failure)
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

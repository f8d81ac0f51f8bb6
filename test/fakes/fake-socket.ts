import type { SipFailure } from '../../electron/sip/failure.ts'
import type { Candidate, SipSocket, SipTransport, SocketEvents } from '../../electron/sip/socket.ts'
import type { FakeSipServer } from './fake-sip-server.ts'
import { parseSip } from './sip-text.ts'

/** One connection as the user agent sees it. */
export class FakeSocket implements SipSocket {
  readonly transport: SipTransport
  readonly url: string
  readonly sipUri: string
  readonly candidate: Candidate
  probes = 0
  closed = false
  readonly #server: FakeSipServer
  #events: SocketEvents | null = null

  constructor(server: FakeSipServer, candidate: Candidate) {
    this.#server = server
    this.candidate = candidate
    this.transport = candidate.transport
    this.url = `${candidate.transport}://${candidate.host}:${candidate.port}`
    this.sipUri = `sip:${candidate.host}:${candidate.port};transport=${candidate.transport}`
  }

  connect(events: SocketEvents): void {
    this.#events = events
    queueMicrotask(() => {
      const failure = this.#server.refuse(this.candidate)
      if (failure === 'never') return
      if (failure) this.fail(failure)
      else this.#events?.opened()
    })
  }

  send(message: string): boolean {
    if (this.#events === null) return false
    queueMicrotask(() => this.#server.receive(this, parseSip(message)))
    return true
  }

  probe(): void {
    this.probes += 1
  }

  close(): void {
    this.closed = true
    this.#events = null
  }

  deliver(text: string): void {
    queueMicrotask(() => this.#events?.message(text))
  }

  /** Somebody listens at the other end. */
  get open(): boolean {
    return this.#events !== null
  }

  silent(): void {
    this.#events?.silent()
  }

  fail(failure: SipFailure): void {
    const events = this.#events
    this.#events = null
    events?.closed(failure)
  }
}

/** SIP over WebSocket (RFC 7118), plain or in TLS. */
import WebSocket from 'ws'
import { identityCheck, serverName, trustContext } from './certificate.ts'
import { failureOfError, type SipFailure } from './failure.ts'
import { KeepAlive } from './keep-alive.ts'
import { FRAMER_LIMITS } from './sip-framer.ts'
import {
  bracketed,
  type Candidate,
  MAX_QUEUED_BYTES,
  type SipSocket,
  type SipTransport,
  type SocketEvents,
  type SocketOptions,
} from './socket.ts'

export class WebSocketSocket implements SipSocket {
  readonly transport: SipTransport
  readonly url: string
  readonly sipUri: string
  readonly #candidate: Candidate
  readonly #options: SocketOptions
  readonly #keepAlive: KeepAlive
  #events: SocketEvents | null = null
  #socket: WebSocket | null = null

  constructor(candidate: Candidate, options: SocketOptions) {
    const address = `${bracketed(candidate.host)}:${candidate.port}`
    this.transport = candidate.transport
    this.url = `${candidate.transport}://${address}${candidate.path || '/'}`
    // There is no transport=wss in SIP (RFC 7118 5.2.4).
    this.sipUri = `sip:${address};transport=ws`
    this.#candidate = candidate
    this.#options = options
    this.#keepAlive = new KeepAlive(options, {
      ping: () => this.#socket?.ping(() => undefined),
      // Every WebSocket answers a ping (RFC 6455 5.5.3).
      dead: () => this.#end({ kind: 'time-out', host: this.#candidate.host }),
    })
  }

  connect(events: SocketEvents): void {
    this.#events = events
    const { host, port } = this.#candidate
    let socket: WebSocket
    try {
      socket = this.#open()
    } catch {
      queueMicrotask(() => this.#end({ kind: 'certificate', host, problem: 'untrusted' }))
      return
    }
    this.#socket = socket
    // ws has a time-out of its own for the handshake; this one also covers the name look-up.
    const timer = setTimeout(() => this.#end({ kind: 'time-out', host }), this.#options.connectTimeoutMs)
    let failure: SipFailure | null = null
    socket.on('open', () => {
      clearTimeout(timer)
      if (this.#socket !== socket) return
      this.#keepAlive.start()
      this.#events?.opened()
    })
    socket.on('message', (data) => {
      if (this.#socket !== socket) return
      this.#keepAlive.alive()
      this.#receive(textOf(data))
    })
    socket.on('pong', () => this.#keepAlive.alive())
    socket.on('ping', () => this.#keepAlive.alive())
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      const status = response.statusCode ?? 0
      if (this.#socket === socket)
        this.#end({ kind: 'server-error', domain: host, status, reason: response.statusMessage ?? '' })
    })
    socket.on('error', (error) => {
      failure ??= failureOfError(error, host, port)
    })
    socket.on('close', () => {
      clearTimeout(timer)
      if (this.#socket === socket) this.#end(failure ?? { kind: 'closed', host })
    })
  }

  send(message: string): boolean {
    const socket = this.#socket
    if (socket === null || socket.readyState !== WebSocket.OPEN) return false
    if (socket.bufferedAmount > MAX_QUEUED_BYTES) {
      this.#end({ kind: 'time-out', host: this.#candidate.host })
      return false
    }
    socket.send(message, () => undefined) // an error here is followed by 'close'
    return true
  }

  probe(): void {
    this.#keepAlive.probe()
  }

  close(): void {
    const socket = this.#socket
    this.#events = null
    this.#detach()
    if (socket === null) return
    if (socket.readyState === WebSocket.OPEN) socket.close(1000)
    else socket.terminate()
    setTimeout(() => socket.terminate(), 1000).unref()
  }

  #open(): WebSocket {
    const { identity, typed } = this.#candidate
    const secureContext = trustContext(this.#options.trustedCertificate)
    const origin = `${this.transport === 'wss' ? 'https' : 'http'}://${this.#candidate.identity}`
    return new WebSocket(this.url, 'sip', {
      origin, // OpenSIPS refuses a handshake without one
      handshakeTimeout: this.#options.connectTimeoutMs,
      maxPayload: FRAMER_LIMITS.maxNotifyBody + FRAMER_LIMITS.maxHeader,
      perMessageDeflate: false,
      followRedirects: false,
      ...(this.transport === 'wss' && {
        ...(secureContext && { secureContext }),
        servername: serverName(identity),
        checkServerIdentity: identityCheck(identity, typed) as unknown as () => boolean,
        minVersion: 'TLSv1.2' as const,
      }),
    })
  }

  #receive(text: string): void {
    // RFC 7118 5.2: a CRLF keep-alive may come as a frame of its own.
    if (text === '\r\n\r\n') this.#socket?.send('\r\n', () => undefined)
    else if (text.trim() !== '') this.#events?.message(text)
  }

  #end(failure: SipFailure): void {
    const events = this.#events
    const socket = this.#socket
    this.#events = null
    this.#detach()
    socket?.terminate()
    events?.closed(failure)
  }

  #detach(): void {
    this.#keepAlive.stop()
    this.#socket = null
  }
}

/** RFC 7118 5: text and binary frames carry the same. */
function textOf(data: WebSocket.RawData): string {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)
  return bytes.toString('utf8')
}

/** SIP over TCP and TLS (RFC 3261 18, RFC 5626 keep-alive, RFC 5922 certificates). */
import { randomBytes } from 'node:crypto'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { identityCheck, serverName, trustContext } from './certificate.ts'
import { failureOfError, type SipFailure } from './failure.ts'
import { KeepAlive } from './keep-alive.ts'
import { type FramerEvent, SipFramer } from './sip-framer.ts'
import {
  bracketed,
  type Candidate,
  MAX_QUEUED_BYTES,
  type SipSocket,
  type SipTransport,
  type SocketEvents,
  type SocketOptions,
  unbracketed,
} from './socket.ts'

export class StreamSocket implements SipSocket {
  readonly transport: SipTransport
  readonly url: string
  readonly sipUri: string
  readonly #candidate: Candidate
  readonly #options: SocketOptions
  readonly #keepAlive: KeepAlive
  #events: SocketEvents | null = null
  #socket: Socket | null = null
  #local: string | null = null
  /** How many CRLFs of ours wait for an answer. */
  #pings = 0
  #everPonged = false

  constructor(candidate: Candidate, options: SocketOptions) {
    const address = `${bracketed(candidate.host)}:${candidate.port}`
    this.transport = candidate.transport
    this.url = `${candidate.transport}://${address}`
    this.sipUri = `sip:${address};transport=${candidate.transport}`
    this.#candidate = candidate
    this.#options = options
    this.#keepAlive = new KeepAlive(options, {
      ping: () => {
        this.#pings += 1
        this.#socket?.write('\r\n\r\n')
      },
      dead: () => {
        // Some servers never answer CRLF; only one that did before is dead when it does not.
        if (this.#everPonged) this.#end({ kind: 'time-out', host: this.#candidate.host })
        else this.#events?.silent()
      },
    })
  }

  connect(events: SocketEvents): void {
    this.#events = events
    let socket: Socket
    try {
      socket = this.#open()
    } catch {
      // Only the account's own certificate can be unreadable here.
      queueMicrotask(() => this.#end({ kind: 'certificate', host: this.#candidate.host, problem: 'untrusted' }))
      return
    }
    this.#socket = socket
    const { host, port } = this.#candidate
    const timer = setTimeout(() => this.#end({ kind: 'time-out', host }), this.#options.connectTimeoutMs)
    let failure: SipFailure | null = null
    const framer = new SipFramer()
    socket.setNoDelay(true)
    socket.once(this.transport === 'tls' ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      if (this.#socket !== socket) return
      this.#local = `${bracketed(socket.localAddress ?? '127.0.0.1')}:${socket.localPort ?? 0}`
      this.#keepAlive.start()
      // Asked once at the start, we know whether silence will mean anything later.
      this.#keepAlive.probe()
      this.#events?.opened()
    })
    socket.on('data', (chunk: Buffer) => {
      this.#keepAlive.alive()
      // A burst of requests comes in one chunk; what answers it leaves in one write.
      socket.cork()
      for (const event of framer.push(chunk)) {
        if (this.#socket !== socket) break
        this.#receive(event)
      }
      socket.uncork()
    })
    socket.on('error', (error) => {
      failure = failureOfError(error, host, port)
    })
    socket.on('end', () => socket.destroy()) // half a connection is of no use to SIP
    socket.on('close', () => {
      clearTimeout(timer)
      if (this.#socket === socket) this.#end(failure ?? { kind: 'closed', host })
    })
  }

  send(message: string): boolean {
    const socket = this.#socket
    if (socket === null || this.#local === null || socket.destroyed) return false
    if (socket.writableLength > MAX_QUEUED_BYTES) {
      this.#end({ kind: 'time-out', host: this.#candidate.host })
      return false
    }
    socket.write(withAddress(message, this.#local, this.transport))
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
    socket.end()
    setTimeout(() => socket.destroy(), 1000).unref()
  }

  #open(): Socket {
    const { host, port, identity, typed } = this.#candidate
    const target = { host: unbracketed(host), port, autoSelectFamily: true }
    if (this.transport === 'tcp') return connectTcp(target)
    const secureContext = trustContext(this.#options.trustedCertificate)
    return connectTls({
      ...target,
      ...(secureContext && { secureContext }),
      servername: serverName(identity),
      checkServerIdentity: identityCheck(identity, typed),
      minVersion: 'TLSv1.2',
    })
  }

  #receive(event: FramerEvent): void {
    switch (event.kind) {
      case 'message':
        this.#events?.message(event.text)
        return
      case 'crlf':
        this.#receiveCrlf(event.count)
        return
      case 'too-long': {
        const answer = tooLongAnswer(event.head)
        if (answer !== null) this.#socket?.write(answer)
        return
      }
      case 'broken':
        this.#end({ kind: 'closed', host: this.#candidate.host })
    }
  }

  /** One CRLF answers our ping, two are a ping to us (RFC 5626 3.5.1). */
  #receiveCrlf(count: number): void {
    if (count % 2 === 1 && this.#pings > 0) {
      this.#pings = 0
      this.#everPonged = true
    }
    if (count >= 2) this.#socket?.write('\r\n')
  }

  #end(failure: SipFailure): void {
    const events = this.#events
    const socket = this.#socket
    this.#events = null
    this.#detach()
    socket?.destroy()
    events?.closed(failure)
  }

  #detach(): void {
    this.#keepAlive.stop()
    this.#socket = null
    this.#local = null
  }
}

/**
 * JsSIP writes a placeholder (`token.invalid`) where the address of the connection belongs: it is known only once
 * connected and changes with every connection. RFC 3261 18.1.1 for Via, RFC 5923 for `alias`.
 */
export function withAddress(message: string, local: string, transport: SipTransport): string {
  if (!message.includes('.invalid')) return message
  const end = message.indexOf('\r\n\r\n')
  const head = end === -1 ? message : message.slice(0, end)
  const rest = end === -1 ? '' : message.slice(end)
  const via = head.startsWith('SIP/2.0 ')
    ? head
    : head.replace(/^(Via: SIP\/2\.0\/\w+ )[^;\s]+\.invalid(;[^\r\n]*)$/m, `$1${local}$2;rport;alias`)
  return (
    via.replace(
      /^(Contact: [^\r\n]*?<sips?:(?:[^@>\r\n]+@)?)[^;>@:\s]+\.invalid(?::\d+)?(?:;transport=\w+)?/m,
      `$1${local};transport=${transport}`,
    ) + rest
  )
}

/** A stateless 513 for a request whose body was refused; a response or ACK cannot be answered. */
function tooLongAnswer(head: string): string | null {
  if (/^(?:SIP\/2\.0 |ACK )/i.test(head)) return null
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  const named = (...names: string[]) =>
    lines.filter((line) => names.includes(line.slice(0, line.indexOf(':')).trim().toLowerCase()))
  const [to = 'To: <sip:anonymous.invalid>'] = named('to', 't')
  return [
    'SIP/2.0 513 Message Too Large',
    ...named('via', 'v'),
    ...named('from', 'f'),
    /;\s*tag=/i.test(to) ? to : `${to};tag=${randomBytes(6).toString('hex')}`,
    ...named('call-id', 'i'),
    ...named('cseq'),
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}

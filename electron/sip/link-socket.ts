import type { Log } from '../ports.ts'
import { largeNotify } from './large-notify.ts'
import { guarded } from './listeners.ts'
import { redact, summary } from './redact.ts'
import { isWithinLimits } from './sip-framer.ts'
import type { SipSocket } from './socket.ts'

export type Trace = (direction: 'sent' | 'received', message: string) => void

/**
 * The one socket JsSIP ever sees. Behind it the user agent changes connections, servers and transports as it must; JsSIP
 * only learns of "connected" and "lost". What JsSIP throws on a malformed message ends here.
 */
export class LinkSocket {
  // JsSIP's Socket shape; it sets the handlers.
  onconnect: () => void = () => undefined
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = () => undefined
  ondata: <T>(data: T) => void = () => undefined
  readonly #log: Log
  readonly #trace: Trace | null
  readonly #route: string | null
  #socket: SipSocket | null = null
  #body: string | null = null
  #takes: (text: string) => boolean = () => false

  /** `route`: the outbound proxy, which JsSIP writes as preloaded Route. */
  constructor(log: Log, trace: Trace | null, route: string | null) {
    this.#log = log
    this.#trace = trace
    this.#route = route
  }

  get url(): string {
    return this.#socket?.url ?? 'wss://waiting.invalid'
  }

  get sip_uri(): string {
    return this.#route ?? this.#socket?.sipUri ?? 'sip:waiting.invalid;transport=ws'
  }

  get via_transport(): string {
    return this.#socket?.transport.toUpperCase() ?? 'WSS'
  }

  set via_transport(_value: string) {
    // The connection knows better.
  }

  isConnected(): boolean {
    return this.#socket !== null
  }

  isConnecting(): boolean {
    return this.#socket === null
  }

  /** JsSIP asks; the user agent connects when it is time. */
  connect(): void {}

  disconnect(): void {}

  send(message: unknown): boolean {
    const socket = this.#socket
    if (socket === null) return false
    const text = withContentLength(String(message))
    this.#note('sent', text)
    return socket.send(text)
  }

  opened(socket: SipSocket): void {
    this.#socket = socket
    guarded(this.#log, 'a new SIP connection', () => this.onconnect())
  }

  lost(): void {
    if (this.#socket === null) return
    this.#socket = null
    guarded(this.#log, 'the end of a SIP connection', () => this.ondisconnect(true, 0, 'lost'))
  }

  /** Is shown each message before JsSIP, and says whether it has dealt with it. */
  readFirst(takes: (text: string) => boolean): void {
    this.#takes = takes
  }

  /** Of the NOTIFY that JsSIP is just being given without it; null: it has it. */
  get body(): string | null {
    return this.#body
  }

  received(text: string): void {
    // JsSIP's grammar takes seconds over megabytes of header.
    if (!isWithinLimits(text)) {
      this.#log.warn('dropped a SIP message of %d characters (%s)', text.length, summary(text))
      return
    }
    this.#note('received', text)
    try {
      if (this.#takes(text)) return
      const notify = largeNotify(text)
      this.#body = notify?.body ?? null
      this.ondata(notify?.head ?? text)
    } catch (error) {
      // A peer can make JsSIP throw; the message is dropped and everything else goes on.
      this.#log.warn(
        'dropped a SIP message (%s): %s',
        summary(text),
        error instanceof Error ? error.message : 'unknown',
      )
    } finally {
      this.#body = null
    }
  }

  #note(direction: 'sent' | 'received', text: string): void {
    if (this.#trace === null || text.trim() === '') return
    guarded(this.#log, 'the SIP trace', () => this.#trace?.(direction, redact(text)))
  }
}

/** JsSIP's own 400, 416 and 482 lack it, and on a stream nothing ends without it (RFC 3261 18.3). */
function withContentLength(message: string): string {
  const end = message.indexOf('\r\n\r\n')
  if (end === -1 || /\r\n(?:content-length|l)[ \t]*:/i.test(message.slice(0, end))) return message
  const length = Buffer.byteLength(message.slice(end + 4), 'utf8')
  return `${message.slice(0, end)}\r\nContent-Length: ${length}${message.slice(end)}`
}

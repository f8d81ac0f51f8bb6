/** Cuts the byte stream of a TCP or TLS connection into SIP messages (RFC 3261 18.3). Never throws. */

export interface FramerLimits {
  readonly maxHeader: number
  /** Longest body of anything but NOTIFY. */
  readonly maxBody: number
  /** A resource list of ten thousand people is one NOTIFY. */
  readonly maxNotifyBody: number
}

export const FRAMER_LIMITS: FramerLimits = {
  maxHeader: 32 * 1024,
  maxBody: 1024 * 1024,
  maxNotifyBody: 64 * 1024 * 1024,
}

/** The same limits for a message that came whole, in a WebSocket frame. */
export function isWithinLimits(message: string, limits: FramerLimits = FRAMER_LIMITS): boolean {
  const head = message.indexOf('\r\n\r\n')
  if (head === -1 || head > limits.maxHeader) return false
  return message.length - head <= (/^NOTIFY /i.test(message) ? limits.maxNotifyBody : limits.maxBody)
}

/** A body this many times too long is skipped; a longer one ends the connection. */
const MAX_SKIP = 16

export type FramerEvent =
  | { readonly kind: 'message'; readonly text: string }
  /** CRLFs between messages: keep-alives (RFC 5626 3.5.1). */
  | { readonly kind: 'crlf'; readonly count: number }
  /** The body is thrown away as it comes; the head allows an answer. */
  | { readonly kind: 'too-long'; readonly head: string }
  | { readonly kind: 'broken'; readonly reason: string }

const LF = 10
const CR = 13

export class SipFramer {
  readonly #limits: FramerLimits
  #chunks: Buffer[] = []
  #size = 0
  /** Bytes of a refused body still to be thrown away. */
  #skip = 0
  /** Bytes to wait for before looking again: a long body is joined once, not at every segment. */
  #need = 0
  #head: { readonly length: number; readonly body: number } | null = null
  #scanned = 0
  #dead = false

  constructor(limits: FramerLimits = FRAMER_LIMITS) {
    this.#limits = limits
  }

  push(chunk: Buffer): readonly FramerEvent[] {
    const events: FramerEvent[] = []
    if (this.#dead || chunk.length === 0) return events
    this.#chunks.push(chunk)
    this.#size += chunk.length
    while (!this.#dead && this.#size > 0 && this.#size >= this.#need && this.#step(events)) {
      // one message, one run of CRLFs or one stretch of refused body at a time
    }
    return events
  }

  #step(events: FramerEvent[]): boolean {
    if (this.#skip > 0) {
      const length = Math.min(this.#skip, this.#size)
      this.#skip -= length
      this.#consume(length)
      return true
    }
    if (this.#head) {
      const { length, body } = this.#head
      // Head and body at once: put together from two, a list NOTIFY of 22 MB would be copied once more where it is looked at.
      events.push({ kind: 'message', text: this.#joined().toString('utf8', 0, length + body) })
      this.#head = null
      this.#consume(length + body)
      return true
    }
    const bytes = this.#joined()
    if (bytes[0] === CR || bytes[0] === LF) {
      this.#takeCrlf(bytes, events)
      return true
    }
    return this.#takeHead(bytes, events)
  }

  #takeCrlf(bytes: Buffer, events: FramerEvent[]): void {
    let length = 0
    let count = 0
    while (length < bytes.length && (bytes[length] === CR || bytes[length] === LF)) {
      if (bytes[length] === LF) count += 1
      length += 1
    }
    if (count > 0) events.push({ kind: 'crlf', count })
    this.#consume(length)
  }

  #takeHead(bytes: Buffer, events: FramerEvent[]): boolean {
    const { maxHeader, maxBody, maxNotifyBody } = this.#limits
    const end = bytes.indexOf('\r\n\r\n', Math.max(0, this.#scanned - 3))
    if ((end === -1 ? bytes.length : end) > maxHeader) return this.#fail(events, 'header too long')
    if (end === -1) {
      this.#scanned = bytes.length
      this.#need = bytes.length + 1
      return false
    }
    const length = end + 4
    const text = bytes.toString('utf8', 0, length)
    const lengths = [...text.matchAll(/\r\n(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*)/gi)].map(
      (match) => match[1]?.trim() ?? '',
    )
    // RFC 3261 18.3: on a stream only Content-Length tells where the message ends; two that differ are an attack.
    if (lengths.length === 0) return this.#fail(events, 'no Content-Length')
    const body = Number(lengths[0])
    if (!lengths.every((value) => /^\d{1,10}$/.test(value) && Number(value) === body)) {
      return this.#fail(events, 'bad Content-Length')
    }
    const limit = /^NOTIFY /i.test(text) ? maxNotifyBody : maxBody
    if (body > limit * MAX_SKIP) return this.#fail(events, 'body too long')
    if (body > limit) {
      events.push({ kind: 'too-long', head: text })
      this.#skip = body
      this.#consume(length)
      return true
    }
    this.#head = { length, body }
    this.#need = length + body
    return this.#size >= this.#need
  }

  #joined(): Buffer {
    const [first] = this.#chunks
    if (first !== undefined && this.#chunks.length === 1) return first
    const joined = Buffer.concat(this.#chunks, this.#size)
    this.#chunks = [joined]
    return joined
  }

  #consume(length: number): void {
    const bytes = this.#joined()
    this.#chunks = length < bytes.length ? [bytes.subarray(length)] : []
    this.#size -= length
    this.#need = 0
    this.#scanned = 0
  }

  #fail(events: FramerEvent[], reason: string): false {
    this.#dead = true
    this.#chunks = []
    this.#size = 0
    events.push({ kind: 'broken', reason })
    return false
  }
}

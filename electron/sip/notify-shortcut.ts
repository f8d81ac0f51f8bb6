/**
 * A crowd's NOTIFYs past JsSIP. Its grammar, a transaction and their garbage are a third of what a NOTIFY costs, and within a
 * dialog nearly everything in it is the same each time. So JsSIP reads the first; of those after it, which name the dialog in
 * the same characters, only what differs is read here. The answer is JsSIP's, byte for byte. A transaction is not missed: over
 * streams it ends with its answer (timer J, RFC 3261 17.2.2), and a repeated NOTIFY is known by its CSeq.
 */
import Constants from 'jssip/lib/Constants.js'
import { type PlainNotify, readPlainNotify } from './plain-notify.ts'
import type { NotifyReceiver, SipRequest } from './request.ts'

/** Of one dialog, what JsSIP has read and found good. */
interface Known {
  readonly startLine: string
  readonly from: string
  readonly to: string
  readonly callId: string
  readonly contact: string | null
  readonly event: string
  /** The topmost Via without its branch, which alone is new each time; the others are not looked at. */
  readonly via: string
  readonly fromTag: string
  readonly toTag: string
  readonly fromUri: string
  readonly fromName: string | null
  readonly toUri: string
}

const branchForm = /;branch=[A-Za-z0-9.!%*_+`'~-]+(?=;|$)/

const withoutBranch = (via: string): string | null => {
  const found = branchForm.exec(via)
  return found === null ? null : via.slice(0, found.index) + via.slice(found.index + found[0].length)
}

export class NotifyShortcut {
  readonly #receivers: ReadonlyMap<string, NotifyReceiver>
  readonly #send: (message: string) => void
  /** Ends with the receiver, which is to say with the dialog. */
  readonly #known = new WeakMap<NotifyReceiver, Known>()

  /** `receivers` by `notifyKey`. */
  constructor(receivers: ReadonlyMap<string, NotifyReceiver>, send: (message: string) => void) {
    this.#receivers = receivers
    this.#send = send
  }

  /** JsSIP has read this one, and it is the receiver's. */
  learn(text: string, read: SipRequest, receiver: NotifyReceiver): void {
    const plain = readPlainNotify(text)
    const via = plain && withoutBranch(plain.vias[0]!)
    const { fromTag, toTag, fromUri, fromName, toUri } = read
    if (plain === null || via === null || fromTag === null || toTag === null) return
    // What JsSIP divides further is left to it.
    const contacts = read.headers('contact')
    if (contacts.length > 1 || (contacts[0] ?? null) !== plain.contact || tagOf(plain.to) !== toTag) return
    const { startLine, from, to, callId, contact, event } = plain
    const known: Known = { startLine, from, to, callId, contact, event, via, fromTag, toTag, fromUri, fromName, toUri }
    // A part of a string keeps the whole of it in memory, here a NOTIFY of perhaps 20 MB.
    this.#known.set(receiver, JSON.parse(JSON.stringify(known)) as Known)
  }

  /** False: JsSIP has to read it. */
  take(text: string): boolean {
    const plain = readPlainNotify(text)
    if (plain === null) return false
    const receiver = this.#receivers.get(notifyKey(plain.callId, tagOf(plain.to)))
    if (receiver === undefined) return false
    const known = this.#known.get(receiver)
    if (known === undefined || !isOf(known, plain)) return false
    receiver(new PlainRequest(plain, known, this.#send))
    return true
  }
}

export const notifyKey = (callId: string, localTag: string): string => `${callId} ${localTag}`

/** Where it is written last, as we ourselves write it. */
const tagOf = (to: string): string => to.slice(to.lastIndexOf(';tag=') + 5)

const isOf = (known: Known, plain: PlainNotify): boolean =>
  known.startLine === plain.startLine &&
  known.from === plain.from &&
  known.to === plain.to &&
  known.callId === plain.callId &&
  known.contact === plain.contact &&
  known.event === plain.event &&
  known.via === withoutBranch(plain.vias[0]!)

class PlainRequest implements SipRequest {
  readonly method = 'NOTIFY'
  readonly #plain: PlainNotify
  readonly #known: Known
  readonly #send: (message: string) => void
  #isAnswered = false

  constructor(plain: PlainNotify, known: Known, send: (message: string) => void) {
    this.#plain = plain
    this.#known = known
    this.#send = send
  }

  get body(): string {
    return this.#plain.body
  }

  get callId(): string {
    return this.#plain.callId
  }

  get cseq(): number {
    return this.#plain.cseq
  }

  get fromTag(): string {
    return this.#known.fromTag
  }

  get toTag(): string {
    return this.#known.toTag
  }

  get fromUri(): string {
    return this.#known.fromUri
  }

  get fromName(): string | null {
    return this.#known.fromName
  }

  get toUri(): string {
    return this.#known.toUri
  }

  header(name: string): string | null {
    return this.#plain.values[this.#plain.names.indexOf(name.toLowerCase())] ?? null
  }

  headers(name: string): readonly string[] {
    const wanted = name.toLowerCase()
    return this.#plain.values.filter((_, index) => this.#plain.names[index] === wanted)
  }

  allHeaders(): ReadonlyMap<string, readonly string[]> {
    return new Map(this.#plain.names.map((name) => [name, this.headers(name)]))
  }

  reply(status: number, headers: readonly string[] = []): void {
    if (this.#isAnswered) return
    this.#isAnswered = true
    const { vias, to, from, callId, cseq } = this.#plain
    const answer = [
      `SIP/2.0 ${status} ${Constants.REASON_PHRASE[status] ?? ''}`,
      ...vias.map((via) => `Via: ${via}`),
      `To: ${to}`,
      `From: ${from}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} NOTIFY`,
      ...headers,
      'Supported: outbound',
      'Content-Length: 0',
      '',
      '',
    ]
    this.#send(answer.join('\r\n'))
  }
}

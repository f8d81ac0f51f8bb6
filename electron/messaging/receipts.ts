import { randomUUID } from 'node:crypto'
import { background, type Log } from '../ports.ts'
import type { OutgoingPageMessage, SendOutcome } from '../sip/page-messages.ts'
import { deliveredMessage } from './outgoing.ts'

export type DeliveredReceipt = { readonly to: string; readonly messageId: string; readonly dateTime: string | null }

const mostKept = 1000

/**
 * Tells senders who asked that their message is stored (RFC 5438). One at a time and behind the messages: a notification is a
 * courtesy. Kept in memory alone; one that is lost leaves the message at "sent", which is true.
 */
export class Receipts {
  readonly #aor: string
  readonly #send: (message: OutgoingPageMessage) => Promise<SendOutcome>
  readonly #log: Log
  readonly #now: () => number
  readonly #queue: DeliveredReceipt[] = []
  #online = false
  #sending = false

  constructor(options: {
    readonly aor: string
    readonly send: (message: OutgoingPageMessage) => Promise<SendOutcome>
    readonly log: Log
    readonly now: () => number
  }) {
    this.#aor = options.aor
    this.#send = options.send
    this.#log = options.log
    this.#now = options.now
  }

  add(receipt: DeliveredReceipt): void {
    if (this.#queue.length >= mostKept) this.#queue.shift()
    this.#queue.push(receipt)
    this.#run()
  }

  online(): void {
    this.#online = true
    this.#run()
  }

  offline(): void {
    this.#online = false
  }

  stop(): void {
    this.#online = false
    this.#queue.length = 0
  }

  #run(): void {
    if (this.#sending || !this.#online || this.#queue.length === 0) return
    this.#sending = true
    const done = this.#sendAll().finally(() => {
      this.#sending = false
    })
    background(this.#log, done, 'a delivery notification')
  }

  async #sendAll(): Promise<void> {
    while (this.#online) {
      const receipt = this.#queue.shift()
      if (receipt === undefined) return
      const message = deliveredMessage({ ...receipt, from: this.#aor, ownMessageId: randomUUID(), at: this.#now() })
      const outcome = await this.#send(message)
      if (outcome.kind === 'unreachable' && this.#queue.length < mostKept) {
        this.#queue.unshift(receipt)
        // The next new connection takes it up again.
        return
      }
    }
  }
}

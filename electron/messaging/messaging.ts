import { randomUUID } from 'node:crypto'
import type { AccountId } from '#contract/account'
import { assertNever, detailOf, failed, type Result, success } from '#contract/failure'
import { type ChatMessage, maxMessageLength } from '#contract/messaging'
import type { Disposition } from '../documents/imdn.ts'
import { background, type Log, type Notifier } from '../ports.ts'
import { parseAor } from '../sip/address.ts'
import type { IncomingPageMessage, PageMessages, Receipt } from '../sip/page-messages.ts'
import type { SipLink } from '../sip/user-agent.ts'
import type { State } from '../state.ts'
import type { MessageStore } from '../storage/message-store.ts'
import { afterNotification } from './delivery.ts'
import { type Incoming, readIncoming, tidyText } from './incoming.ts'
import { Outbox } from './outbox.ts'
import { cpimMessage, fits } from './outgoing.ts'
import { Receipts } from './receipts.ts'

export type MessagingOptions = {
  readonly accountId: AccountId
  readonly aor: string
  readonly state: State
  readonly store: MessageStore
  readonly pageMessages: Pick<PageMessages, 'send' | 'onReceive'>
  readonly onLink: (listener: (link: SipLink) => void) => () => void
  readonly nameOf: (aor: string) => string
  readonly notifier: Notifier
  /** the user is looking at this conversation now: what arrives is read, and not announced */
  readonly isWatched?: (aor: string) => boolean
  /** messages of this person come in without a sound now */
  readonly isQuiet?: (aor: string) => boolean
  readonly log: Log
  readonly now?: () => number
}

/**
 * Chat of one account. Ours is stored before it is sent, theirs before it is answered: whatever dies in between, every
 * message is at the other side once. A message keeps its imdn Message-ID through all attempts, and a known one is not stored
 * again.
 */
export class Messaging {
  readonly #options: MessagingOptions
  readonly #now: () => number
  readonly #outbox: Outbox
  readonly #receipts: Receipts
  readonly #endings: (() => void)[] = []
  #onlineSince: number | null = null

  constructor(options: MessagingOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    const { accountId, aor, store, pageMessages, log } = options
    const send = (message: Parameters<PageMessages['send']>[0]) => pageMessages.send(message)
    this.#outbox = new Outbox({
      accountId,
      aor,
      store,
      send,
      changed: (id) => this.#show(store.message(id)),
      log,
      now: this.#now,
    })
    this.#receipts = new Receipts({ aor, send, log, now: this.#now })
  }

  start(): void {
    const { state, store, accountId, pageMessages, onLink } = this.#options
    this.#outbox.start()
    for (const conversation of store.conversations(accountId)) state.apply({ kind: 'conversation', conversation })
    this.#endings.push(
      onLink((link) => this.#linkChanged(link)),
      pageMessages.onReceive((message) => this.#receive(message)),
    )
  }

  /** From its first line on nothing more is taken in: the server keeps what arrives. */
  async stop(): Promise<void> {
    for (const end of this.#endings.splice(0)) end()
    this.#receipts.stop()
    await this.#outbox.stop()
  }

  /** Resolves to the id of a stored message; how it fares comes as changes. */
  send(aor: string, text: string): Result<{ id: string }> {
    const to = parseAor(aor)
    if (to === null) return failed({ kind: 'invalid', field: 'address' })
    const message = {
      id: randomUUID(),
      accountId: this.#options.accountId,
      aor: to,
      text: tidyText(text),
      at: this.#now(),
    }
    if (message.text === '') return failed({ kind: 'invalid', field: 'text' })
    const messageId = randomUUID()
    const request = cpimMessage({ ...message, from: this.#options.aor, to, messageId })
    if (message.text.length > maxMessageLength || !fits(request))
      return failed({ kind: 'too-long', limit: maxMessageLength })
    return this.#command('storing a message', () => {
      this.#show(this.#options.store.insertOutgoing({ ...message, messageId }))
      this.#outbox.add(to)
      return { id: message.id }
    })
  }

  /** Sends what had failed, or does not wait any longer, under its old Message-ID. */
  retry(id: string): Result<null> {
    const { store, accountId } = this.#options
    const message = store.message(id)
    if (message?.accountId !== accountId || message.direction !== 'out') {
      return failed({ kind: 'invalid', field: 'message' })
    }
    return this.#command('sending again', () => {
      if (message.delivery.kind === 'failed') {
        store.setDelivery(id, { kind: 'waiting' })
        this.#show(store.message(id))
      }
      this.#outbox.addNow(message.aor)
      return null
    })
  }

  /** Somebody can be reached again: what waits for them need not wait for its next attempt. */
  tryNow(aor: string): void {
    this.#outbox.addNow(aor)
  }

  range(aor: string, from: number, count: number): readonly ChatMessage[] {
    return this.#options.store.range(this.#options.accountId, parseAor(aor) ?? aor, from, count)
  }

  markRead(aor: string): Result<null> {
    const { store, accountId } = this.#options
    const of = parseAor(aor) ?? aor
    return this.#command('marking as read', () => {
      if (store.markRead(accountId, of)) this.#showConversation(of)
      return null
    })
  }

  #linkChanged(link: SipLink): void {
    if (link.kind !== 'online') {
      this.#onlineSince = null
      this.#outbox.offline()
      this.#receipts.offline()
      return
    }
    // A refreshed registration is told as online too, with the time of the old connection.
    if (this.#onlineSince === link.since) return
    this.#onlineSince = link.since
    this.#outbox.online()
    this.#receipts.online()
  }

  /** The sender is answered with what this returns: 200 lets the message go, so it is on the disk by then. */
  #receive(message: IncomingPageMessage): Receipt {
    const { log } = this.#options
    try {
      const incoming = readIncoming(message, this.#now())
      switch (incoming.kind) {
        case 'text':
          return this.#store(message.from, incoming)
        case 'notification':
          return this.#notified(message.from, incoming.messageId, incoming.disposition)
        case 'nothing':
          return { kind: 'stored' }
        case 'refused':
          log.info('a message from %s was refused: %d', message.from, incoming.status)
          return { kind: 'refused', status: incoming.status }
        default:
          return assertNever(incoming)
      }
    } catch (error) {
      log.error('a message from %s was not stored: %s', message.from, detailOf(error))
      return { kind: 'refused', status: 500 }
    }
  }

  #store(aor: string, incoming: Extract<Incoming, { kind: 'text' }>): Receipt {
    const { store, accountId, isWatched, log } = this.#options
    const read = isWatched?.(aor) ?? false
    const { text, at, identity } = incoming
    const stored = store.insertIncoming({ id: randomUUID(), accountId, aor, text, at, messageId: identity, read })
    if (stored === null) log.debug('a message from %s came again and was not stored twice', aor)
    // After the answer, which is given in this turn: nothing that fails here may take it back.
    queueMicrotask(() => {
      try {
        this.#received(aor, incoming, stored, read)
      } catch (error) {
        log.error('a stored message from %s was not shown: %s', aor, detailOf(error))
      }
    })
    return { kind: 'stored' }
  }

  #received(
    aor: string,
    incoming: Extract<Incoming, { kind: 'text' }>,
    stored: ChatMessage | null,
    read: boolean,
  ): void {
    const { store, accountId, notifier, nameOf, isQuiet } = this.#options
    if (incoming.cpim && store.withoutCpim(accountId, aor)) store.setWithoutCpim(accountId, aor, false)
    // Told again when the message came again: the first notification may have been what was lost.
    if (incoming.receipt !== null) this.#receipts.add({ to: aor, ...incoming.receipt })
    if (stored === null) return
    this.#show(stored)
    if (!read && isQuiet?.(aor) !== true)
      notifier.notify({ kind: 'message', accountId, aor, name: nameOf(aor), text: stored.text })
  }

  #notified(aor: string, messageId: string, disposition: Disposition): Receipt {
    const { store, accountId } = this.#options
    const message = store.outgoingByMessageId(accountId, aor, messageId)
    if (message === null) return { kind: 'stored' }
    const delivery = afterNotification(message.delivery, disposition, aor, this.#now())
    if (delivery !== message.delivery) {
      store.setDelivery(message.id, delivery)
      queueMicrotask(() => background(this.#options.log, this.#showLater(message.id), 'showing a delivery'))
    }
    return { kind: 'stored' }
  }

  async #showLater(id: string): Promise<void> {
    this.#show(this.#options.store.message(id))
  }

  #show(message: ChatMessage | null): void {
    if (message === null) return
    this.#options.state.apply({ kind: 'message', message })
    this.#showConversation(message.aor)
  }

  #showConversation(aor: string): void {
    const { state, store, accountId } = this.#options
    state.apply({ kind: 'conversation', conversation: store.conversation(accountId, aor) })
  }

  #command<T>(what: string, work: () => T): Result<T> {
    try {
      return success(work())
    } catch (error) {
      const detail = detailOf(error)
      this.#options.log.error('%s failed: %s', what, detail)
      return failed({ kind: 'storage', detail })
    }
  }
}

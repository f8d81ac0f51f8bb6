import type { AccountId } from '#contract/account'
import { detailOf } from '#contract/failure'
import { type Delivery, maxMessageLength } from '#contract/messaging'
import { background, type Log } from '../ports.ts'
import type { OutgoingPageMessage, SendOutcome } from '../sip/page-messages.ts'
import { backOffSeconds, retryAfterSeconds } from '../sip/retry.ts'
import type { MessageStore, OutgoingMessage } from '../storage/message-store.ts'
import { isServerError, verdictOn } from './delivery.ts'
import { cpimMessage, fits, plainMessage } from './outgoing.ts'

export type OutboxOptions = {
  readonly accountId: AccountId
  readonly aor: string
  readonly store: MessageStore
  readonly send: (message: OutgoingPageMessage) => Promise<SendOutcome>
  /** A message has another delivery now; it is stored already. */
  readonly changed: (id: string) => void
  readonly log: Log
  readonly now: () => number
  readonly random?: () => number
}

/** Enough for a reconnect with hundreds waiting, few enough for a small server. */
const mostAtOnce = 8
const backOff = { minSeconds: 2, maxSeconds: 300 }
const longestWait = 3600

/**
 * Sends what the store holds in `waiting`, on a link that comes and goes. In one conversation the next message leaves after
 * the answer to the one before, so that they arrive in the order written; conversations go side by side.
 *
 * What is to be sent stands in the store alone: a killed process has lost nothing, and goes on from there.
 */
export class Outbox {
  readonly #options: OutboxOptions
  #online = false
  #stopped = false
  /** conversations with something to send */
  readonly #pending = new Set<string>()
  readonly #sending = new Map<string, Promise<void>>()
  readonly #pauses = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #failures = new Map<string, number>()
  /** by message: how often a server failed on it */
  readonly #serverErrors = new Map<string, number>()

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  start(): void {
    const { store, accountId } = this.#options
    store.returnToOutbox(accountId)
    for (const aor of store.outbox(accountId)) this.#pending.add(aor)
    this.#pump()
  }

  /** Waits for answers that are on their way, two seconds at most; what has none is sent again at the next start. */
  async stop(): Promise<void> {
    this.#online = false
    this.#endPauses()
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, 2000)
    })
    await Promise.race([Promise.allSettled(this.#sending.values()), late])
    clearTimeout(timer)
    this.#stopped = true
  }

  /** A new connection: whatever waited for a better time has it now. */
  online(): void {
    this.#online = true
    this.#endPauses()
    this.#pump()
  }

  offline(): void {
    this.#online = false
  }

  /** There is something to send in this conversation, at once if it can be. */
  add(aor: string): void {
    this.#pending.add(aor)
    this.#pump()
  }

  /** As add, and without waiting for a pause to end: the user asks, or the person is back. */
  addNow(aor: string): void {
    this.#endPause(aor)
    this.add(aor)
  }

  #pump(): void {
    for (const aor of this.#pending) {
      if (!this.#online || this.#sending.size >= mostAtOnce) return
      if (this.#sending.has(aor) || this.#pauses.has(aor)) continue
      const sending = this.#sendNext(aor).finally(() => {
        this.#sending.delete(aor)
        this.#pump()
      })
      this.#sending.set(aor, sending)
      background(this.#options.log, sending, 'sending a message')
    }
  }

  async #sendNext(aor: string): Promise<void> {
    const { store, accountId, log } = this.#options
    try {
      const next = store.nextOutgoing(accountId, aor)
      if (next === null) {
        this.#pending.delete(aor)
        return
      }
      this.#set(next.message.id, { kind: 'sending' })
      await this.#attempt(aor, next)
    } catch (error) {
      // The store refuses: nothing is lost, and asking it again at once would be a loop.
      log.error('the outbox of %s rests: %s', accountId, detailOf(error))
      this.#pause(aor, null)
    }
  }

  async #attempt(aor: string, { message, messageId }: OutgoingMessage): Promise<void> {
    const { store, accountId, send, log, now } = this.#options
    const cpim = !store.withoutCpim(accountId, aor)
    const parts = { from: this.#options.aor, to: aor, text: message.text, at: message.at, messageId }
    const request = cpim ? cpimMessage(parts) : plainMessage(parts)
    if (!fits(request)) {
      this.#set(message.id, { kind: 'failed', failure: { kind: 'too-long', limit: maxMessageLength } })
      return
    }
    const outcome = await send(request)
    if (this.#stopped) return
    const attempts = (this.#serverErrors.get(message.id) ?? 0) + (isServerError(outcome) ? 1 : 0)
    const verdict = verdictOn(outcome, { aor, cpim, attempts })
    if (verdict.kind === 'again' && isServerError(outcome)) this.#serverErrors.set(message.id, attempts)
    else this.#serverErrors.delete(message.id)
    switch (verdict.kind) {
      case 'sent':
        this.#failures.delete(aor)
        this.#settle(message.id, { kind: 'sent', at: now() })
        return
      case 'as-plain-text':
        log.info('%s does not read CPIM: plain text from now on', aor)
        store.setWithoutCpim(accountId, aor, true)
        this.#settle(message.id, { kind: 'waiting' })
        return
      case 'again':
        this.#settle(message.id, { kind: 'waiting' })
        this.#pause(aor, verdict.after)
        return
      case 'failed':
        log.info('a message to %s was refused: %s', aor, outcome.kind === 'rejected' ? outcome.status : '')
        this.#settle(message.id, { kind: 'failed', failure: verdict.failure })
    }
  }

  /** Unless a notification was faster than the answer. */
  #settle(id: string, delivery: Delivery): void {
    if (this.#options.store.message(id)?.delivery.kind === 'sending') this.#set(id, delivery)
  }

  #set(id: string, delivery: Delivery): void {
    this.#options.store.setDelivery(id, delivery)
    this.#options.changed(id)
  }

  #pause(aor: string, after: number | null): void {
    const { random } = this.#options
    const failures = (this.#failures.get(aor) ?? 0) + 1
    this.#failures.set(aor, failures)
    const own = backOffSeconds(failures, backOff, random)
    const seconds = after === null ? own : Math.max(own, retryAfterSeconds(Math.min(after, longestWait), random))
    this.#endPause(aor)
    const timer = setTimeout(() => {
      this.#pauses.delete(aor)
      this.#pump()
    }, seconds * 1000)
    timer.unref?.()
    this.#pauses.set(aor, timer)
  }

  #endPause(aor: string): void {
    clearTimeout(this.#pauses.get(aor))
    this.#pauses.delete(aor)
  }

  #endPauses(): void {
    for (const aor of [...this.#pauses.keys()]) this.#endPause(aor)
    this.#failures.clear()
  }
}

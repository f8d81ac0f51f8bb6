import { onTestFinished } from 'vitest'
import type { ChatMessage } from '#contract/messaging'
import { Messaging } from '../../electron/messaging/messaging.ts'
import type { Notice } from '../../electron/ports.ts'
import type {
  IncomingPageMessage,
  OutgoingPageMessage,
  Receipt,
  SendOutcome,
} from '../../electron/sip/page-messages.ts'
import type { SipLink } from '../../electron/sip/user-agent.ts'
import { State } from '../../electron/state.ts'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import { MessageStore } from '../../electron/storage/message-store.ts'
import { listeningLog } from '../storage/fixture.ts'

export const anna = 'anna@dialtone.test'
export const maya = 'maya@dialtone.test'
export const luis = 'luis@dialtone.test'
export const noon = Date.UTC(2026, 10, 23, 12)

export const accepted: SendOutcome = { kind: 'accepted', status: 200 }
export const unreachable: SendOutcome = { kind: 'unreachable' }
export const rejected = (status: number, retryAfter: number | null = null): SendOutcome => ({
  kind: 'rejected',
  status,
  reason: 'No',
  retryAfter,
})

/** A request on its way, answered by the test. */
export type Flight = OutgoingPageMessage & { readonly answer: (outcome: SendOutcome) => Promise<void> }

/** PageMessages whose other end is the test. */
class FakePageMessages {
  readonly flights: Flight[] = []
  /** Answers at once, where set. */
  auto: ((message: OutgoingPageMessage) => SendOutcome | Promise<SendOutcome>) | null = null
  #receiver: ((message: IncomingPageMessage) => Receipt) | null = null

  send(message: OutgoingPageMessage): Promise<SendOutcome> {
    if (this.auto !== null) return Promise.resolve(this.auto(message))
    return new Promise((resolve) => {
      const answer = async (outcome: SendOutcome): Promise<void> => {
        resolve(outcome)
        await settled()
      }
      this.flights.push({ ...message, answer })
    })
  }

  onReceive(receiver: (message: IncomingPageMessage) => Receipt): () => void {
    this.#receiver = receiver
    return () => {
      this.#receiver = null
    }
  }

  /** As sip/page-messages answers: 503 where nobody listens. */
  receive(message: Partial<IncomingPageMessage> & { readonly body: string }): Receipt {
    if (this.#receiver === null) return { kind: 'refused', status: 503 }
    return this.#receiver(incomingMessage(message))
  }
}

export function incomingMessage(
  message: Partial<IncomingPageMessage> & { readonly body: string },
): IncomingPageMessage {
  return {
    from: maya,
    fromName: null,
    to: anna,
    contentType: 'text/plain',
    callId: 'call-1',
    date: null,
    headers: new Map(),
    ...message,
  }
}

/** What of a request of ours its receiver sees. */
export function arriving({ contentType, body }: OutgoingPageMessage): { contentType: string; body: string } {
  return { contentType, body }
}

/** Every microtask that is due has run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}

/** One side: messaging over a real store, with the network played by the test. */
export class Side {
  readonly state = new State()
  readonly log = listeningLog()
  readonly wire = new FakePageMessages()
  readonly notices: Notice[] = []
  readonly changes: ChatMessage[] = []
  readonly database: Database
  readonly store: MessageStore
  watched: string | null = null
  now = noon
  messaging: Messaging
  #link: ((link: SipLink) => void) | null = null
  #connections = 0
  #life = { over: false }

  readonly aor: string

  private constructor(database: Database, aor: string) {
    this.database = database
    this.aor = aor
    this.store = new MessageStore(database)
    this.state.onEach((change) => {
      if (change.kind === 'message') this.changes.push(change.message)
    })
    this.messaging = this.#build()
  }

  static async create(aor = anna): Promise<Side> {
    const database = await openDatabase({ file: null, key: null, log: listeningLog() })
    const side = new Side(database, aor)
    onTestFinished(async () => {
      side.wire.auto = () => unreachable
      for (const flight of side.wire.flights) await flight.answer(unreachable)
      await side.messaging.stop()
      database.close()
    })
    return side
  }

  #build(): Messaging {
    const life = { over: false }
    this.#life = life
    const never = new Promise<never>(() => {})
    const messaging = new Messaging({
      accountId: 'anna',
      aor: this.aor,
      state: this.state,
      store: this.store,
      pageMessages: {
        send: (message) => this.wire.send(message).then((outcome) => (life.over ? never : outcome)),
        onReceive: (receiver) => this.wire.onReceive(receiver),
      },
      onLink: (listener) => {
        this.#link = listener
        return () => {
          this.#link = null
        }
      },
      nameOf: (aor) => `Name of ${aor}`,
      notifier: { notify: (notice) => this.notices.push(notice) },
      isWatched: (aor) => aor === this.watched,
      log: this.log,
      now: () => this.now,
    })
    messaging.start()
    return messaging
  }

  /** Killed and started again: what was in flight is answered to nobody. */
  async restart(): Promise<void> {
    this.#life.over = true
    await this.offline()
    this.wire.flights.length = 0
    this.#link = null
    this.messaging = this.#build()
    await settled()
  }

  async online(): Promise<void> {
    this.#connections += 1
    this.#link?.({
      kind: 'online',
      since: this.#connections,
      registeredUntil: noon + 600_000,
      server: 'wss://dialtone.test',
      transport: 'wss',
      gruu: null,
    })
    await settled()
  }

  async refreshed(): Promise<void> {
    this.#connections -= 1
    await this.online()
  }

  async offline(): Promise<void> {
    this.#link?.({ kind: 'offline', since: 1, failure: { kind: 'network-down' }, retryAt: null })
    await settled()
  }

  send(aor: string, text: string): string {
    const result = this.messaging.send(aor, text)
    if (!result.ok) throw new Error(result.failure.kind)
    return result.value.id
  }

  /** Messages on the wire, without delivery notifications. */
  get flights(): readonly Flight[] {
    return this.wire.flights.filter((flight) => !flight.body.includes('imdn+xml'))
  }

  texts(aor: string): readonly string[] {
    return this.store.range('anna', aor, 0, 10_000).map((message) => message.text)
  }

  delivery(id: string): string | undefined {
    return this.store.message(id)?.delivery.kind
  }
}

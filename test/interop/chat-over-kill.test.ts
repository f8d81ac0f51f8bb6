import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChatMessage } from '#contract/messaging'
import { Messaging } from '../../electron/messaging/messaging.ts'
import { PageMessages } from '../../electron/sip/page-messages.ts'
import type { SipTransport, UserAgent } from '../../electron/sip/user-agent.ts'
import { State } from '../../electron/state.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { MessageStore } from '../../electron/storage/message-store.ts'
import { hasKamailio, type Lab } from '../../lab/lab.mjs'
import { agentOf, linkIs, online, silentLog, startOwnLab, stopAll } from './sip-fixture.ts'

const prove = process.env.DIALTONE_PROVE === '1'
const rounds = prove ? 20 : 1
const each = 100

/** One person's chat on a real link, over a database in memory. */
class Chat {
  readonly agent: UserAgent
  readonly store: MessageStore
  readonly messaging: Messaging
  #listeners: (() => void)[] = []

  private constructor(agent: UserAgent, store: MessageStore) {
    this.agent = agent
    this.store = store
    const state = new State()
    state.onEach((change) => {
      if (change.kind !== 'message') return
      for (const listener of this.#listeners) listener()
    })
    this.messaging = new Messaging({
      accountId: 'own',
      aor: agent.aor,
      state,
      store,
      pageMessages: new PageMessages(agent),
      onLink: (listener) => agent.onLink(listener),
      nameOf: (aor) => aor,
      notifier: { notify: () => undefined },
      log: silentLog,
    })
    this.messaging.start()
  }

  static async of(agent: UserAgent): Promise<Chat> {
    return new Chat(agent, new MessageStore(await openDatabase({ file: null, key: null, log: silentLog })))
  }

  with(aor: string): readonly ChatMessage[] {
    return this.store.range('own', aor, 0, 100_000)
  }

  received(aor: string): readonly string[] {
    return this.with(aor)
      .filter((message) => message.direction === 'in')
      .map((message) => message.text)
  }

  /** Resolves when the condition holds, looked at again with every message that changes. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return
        this.#listeners = this.#listeners.filter((listener) => listener !== look)
        resolve()
      }
      this.#listeners.push(look)
      look()
    })
  }
}

describe.skipIf(!hasKamailio())('chat over a server that is killed (skipped without Kamailio)', () => {
  let lab: Lab & { remove(): Promise<void> }

  // One each: what a killed server kept and had delivered already it delivers again, to whoever comes next.
  beforeEach(async () => {
    lab = await startOwnLab()
  })
  afterEach(async () => {
    await stopAll()
    await lab.remove()
  })

  test.each<readonly [SipTransport, SipTransport]>([
    ['wss', 'tls'],
    ['tcp', 'ws'],
  ])(
    'over %s and %s: of 200 messages of two people for each time it is killed, every one is stored once',
    { timeout: 60_000 * rounds },
    async (first, second) => {
      const [anna, maya] = await Promise.all([
        Chat.of(agentOf(lab, 'anna', first)),
        Chat.of(agentOf(lab, 'maya', second)),
      ])
      await Promise.all([online(anna.agent), online(maya.agent)])
      const written: [string[], string[]] = [[], []]
      for (let round = 0; round < rounds; round++) {
        const write = (n: number) => {
          for (const [who, from, to] of [[0, anna, maya] as const, [1, maya, anna] as const]) {
            const text = n % 5 === 0 ? 'ok' : `round ${round}, message ${n}`
            expect(from.messaging.send(to.agent.aor, text).ok).toBe(true)
            written[who].push(text)
          }
        }
        for (let n = 0; n < each / 2; n++) write(n)
        // Killed while messages are on their way: some are answered, some stored without an answer, some not seen at all.
        const some = written[0].length - each / 2 + 1 + ((round * 7) % 20)
        await maya.until(() => maya.received(anna.agent.aor).length >= some)
        await lab.kill()
        for (let n = each / 2; n < each; n++) write(n)
        await Promise.all([linkIs(anna.agent, 'offline'), linkIs(maya.agent, 'offline')])
        await lab.start()
        const done = (chat: Chat, other: Chat, count: number) =>
          chat.until(() => chat.store.outbox('own').length === 0 && chat.received(other.agent.aor).length >= count)
        // What Kamailio stores in the very moment its receiver registers waits for the next registration, minutes away.
        const registerAgain = setInterval(() => {
          for (const { agent } of [anna, maya]) agent.stop().then(() => agent.start(), console.error)
        }, 12_000)
        await Promise.all([done(anna, maya, written[1].length), done(maya, anna, written[0].length)])
        clearInterval(registerAgain)
        await Promise.all([linkIs(anna.agent, 'online'), linkIs(maya.agent, 'online')])
      }
      // What the server kept for a while may be overtaken by what it did not have to keep.
      expect(maya.received(anna.agent.aor).toSorted()).toEqual(written[0].toSorted())
      expect(anna.received(maya.agent.aor).toSorted()).toEqual(written[1].toSorted())
      for (const [chat, other] of [[anna, maya] as const, [maya, anna] as const]) {
        const all = chat.with(other.agent.aor)
        expect(all.map((message) => message.index)).toEqual(all.map((_, index) => index))
        for (const { direction, delivery } of all) {
          expect(direction === 'in' ? ['received'] : ['sent', 'delivered']).toContain(delivery.kind)
        }
      }
      await Promise.all([anna.messaging.stop(), maya.messaging.stop()])
    },
  )
})

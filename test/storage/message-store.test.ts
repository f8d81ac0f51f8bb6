import fc from 'fast-check'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import {
  MessageStore,
  nextOutgoingQuery,
  outboxQuery,
  rangeQuery,
  selectConversations,
} from '../../electron/storage/message-store.ts'
import { listeningLog } from './fixture.ts'

const maya = 'maya@dialtone.test'
const luis = 'luis@dialtone.test'

let database: Database
let store: MessageStore
let count = 0

beforeEach(async () => {
  database = await openDatabase({ file: null, key: null, log: listeningLog() })
  store = new MessageStore(database)
  onTestFinished(() => database.close())
})

const incoming = (
  text: string,
  more: { aor?: string; messageId?: string | null; accountId?: string; read?: boolean } = {},
) =>
  store.insertIncoming({
    id: `in-${count++}`,
    accountId: 'anna',
    aor: maya,
    text,
    at: 1_700_000_000_000 + count,
    messageId: null,
    read: false,
    ...more,
  })
const outgoing = (text: string, aor = maya, accountId = 'anna') => {
  const id = `out-${count++}`
  return store.insertOutgoing({ id, accountId, aor, text, at: 1_700_000_000_000 + count, messageId: `${id}-imdn` })
}
const texts = (aor = maya, accountId = 'anna') => store.range(accountId, aor, 0, 1000).map((message) => message.text)

describe('messages', () => {
  test('what was written is read back whole', () => {
    const stored = outgoing('Hello\n\tMaya 👋 \u202eé')
    expect(store.range('anna', maya, 0, 10)).toEqual([stored])
    expect(store.message(stored.id)).toEqual(stored)
    expect(stored).toMatchObject({
      accountId: 'anna',
      aor: maya,
      index: 0,
      direction: 'out',
      delivery: { kind: 'waiting' },
    })
  })

  test('a message with a known Message-ID is not stored again', () => {
    expect(incoming('once', { messageId: 'x' })).not.toBeNull()
    expect(incoming('once', { messageId: 'x' })).toBeNull()
    expect(texts()).toEqual(['once'])
    expect(store.conversation('anna', maya)).toMatchObject({ total: 1, unread: 1 })
  })

  test('a Message-ID is known per sender and account alone', () => {
    incoming('from Maya', { messageId: 'x' })
    expect(incoming('from Luis', { messageId: 'x', aor: luis })).not.toBeNull()
    expect(incoming('to another account', { messageId: 'x', accountId: 'work' })).not.toBeNull()
    const ours = outgoing('ours')
    expect(incoming('theirs', { messageId: `${ours.id}-imdn` })).not.toBeNull()
  })

  test('the same words without a Message-ID are two messages', () => {
    incoming('ok')
    incoming('ok')
    expect(texts()).toEqual(['ok', 'ok'])
  })

  test('the index has no gaps and follows the order stored, whatever happens', () => {
    const step = fc.record({
      direction: fc.constantFrom('in', 'out'),
      aor: fc.constantFrom(maya, luis),
      messageId: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
      fails: fc.boolean(),
      read: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        store.removeAccount('anna')
        const expected = new Map<string, string[]>([
          [maya, []],
          [luis, []],
        ])
        const known = new Set<string>()
        for (const [number, { direction, aor, messageId, fails, read }] of steps.entries()) {
          const text = `message ${number}`
          const write = () => (direction === 'in' ? incoming(text, { aor, messageId, read }) : outgoing(text, aor))
          if (fails) {
            // The process around it fails after the insert: nothing of it may stay.
            const broken = () =>
              database.transaction(() => {
                write()
                throw new Error('disk full')
              })
            expect(broken).toThrow('disk full')
            continue
          }
          const stored = write()
          const repeated = direction === 'in' && messageId !== null && known.has(`${aor} ${messageId}`)
          expect(stored === null).toBe(repeated)
          if (repeated) continue
          if (direction === 'in') known.add(`${aor} ${messageId}`)
          expect(stored?.index).toBe(expected.get(aor)?.length)
          expected.get(aor)?.push(text)
        }
        for (const [aor, all] of expected) {
          const messages = store.range('anna', aor, 0, 1000)
          expect(messages.map((message) => message.index)).toEqual(all.map((_, index) => index))
          expect(messages.map((message) => message.text)).toEqual(all)
          expect(store.conversation('anna', aor)).toMatchObject({ total: all.length, last: messages.at(-1) ?? null })
        }
      }),
      { numRuns: process.env.DIALTONE_PROVE === '1' ? 1000 : 50 },
    )
  })
})

describe('conversations', () => {
  test('unread counts what arrived and was not looked at', () => {
    incoming('one')
    incoming('two')
    incoming('seen as it came', { read: true })
    outgoing('mine')
    expect(store.conversation('anna', maya).unread).toBe(2)
    expect(store.markRead('anna', maya)).toBe(true)
    expect(store.markRead('anna', maya)).toBe(false)
    expect(store.conversation('anna', maya)).toMatchObject({ unread: 0, total: 4 })
  })

  test('each is listed with its last message', () => {
    incoming('first')
    const last = outgoing('second')
    const other = incoming('hola', { aor: luis })
    incoming('elsewhere', { accountId: 'work' })
    expect(store.conversations('anna')).toEqual([
      { accountId: 'anna', aor: luis, total: 1, unread: 1, last: other },
      { accountId: 'anna', aor: maya, total: 2, unread: 1, last },
    ])
  })

  test('one that has not begun is empty', () => {
    expect(store.conversation('anna', maya)).toEqual({ accountId: 'anna', aor: maya, total: 0, unread: 0, last: null })
    expect(store.range('anna', maya, 0, 10)).toEqual([])
  })

  test('a removed account leaves nothing of its own', () => {
    incoming('gone')
    incoming('stays', { accountId: 'work' })
    store.removeAccount('anna')
    expect(store.conversations('anna')).toEqual([])
    expect(database.get('SELECT count(*) AS n FROM messages')).toEqual({ n: 1 })
    expect(texts(maya, 'work')).toEqual(['stays'])
  })

  test('whether CPIM is understood is remembered', () => {
    outgoing('hello')
    expect(store.withoutCpim('anna', maya)).toBe(false)
    store.setWithoutCpim('anna', maya, true)
    expect(store.withoutCpim('anna', maya)).toBe(true)
    expect(store.withoutCpim('anna', luis)).toBe(false)
  })
})

describe('the outbox', () => {
  test('holds what waits or was being sent, in the order written', () => {
    const [first, second, third] = [outgoing('1'), outgoing('2'), outgoing('3')]
    outgoing('hola', luis)
    outgoing('elsewhere', maya, 'work')
    expect([...store.outbox('anna')].sort()).toEqual([luis, maya])
    expect(store.nextOutgoing('anna', maya)).toEqual({ message: first, messageId: `${first.id}-imdn` })
    store.setDelivery(first.id, { kind: 'sending' })
    expect(store.nextOutgoing('anna', maya)?.message.id).toBe(first.id)
    store.setDelivery(first.id, { kind: 'sent', at: 5 })
    store.setDelivery(second.id, { kind: 'failed', failure: { kind: 'not-found', aor: maya } })
    expect(store.nextOutgoing('anna', maya)?.message.id).toBe(third.id)
    store.setDelivery(third.id, { kind: 'delivered', at: 9 })
    expect(store.nextOutgoing('anna', maya)).toBeNull()
    expect(store.outbox('anna')).toEqual([luis])
    expect(store.range('anna', maya, 0, 3).map((message) => message.delivery)).toEqual([
      { kind: 'sent', at: 5 },
      { kind: 'failed', failure: { kind: 'not-found', aor: maya } },
      { kind: 'delivered', at: 9 },
    ])
  })

  test('takes back what an ended run left in sending', () => {
    const left = outgoing('on its way')
    store.setDelivery(left.id, { kind: 'sending' })
    const elsewhere = outgoing('of another account', maya, 'work')
    store.setDelivery(elsewhere.id, { kind: 'sending' })
    expect(store.returnToOutbox('anna')).toBe(1)
    expect(store.message(left.id)?.delivery).toEqual({ kind: 'waiting' })
    expect(store.message(elsewhere.id)?.delivery).toEqual({ kind: 'sending' })
  })

  test('a notification finds its message', () => {
    const ours = outgoing('hello')
    incoming('theirs', { messageId: 'theirs' })
    expect(store.outgoingByMessageId('anna', maya, `${ours.id}-imdn`)?.id).toBe(ours.id)
    expect(store.outgoingByMessageId('anna', maya, 'theirs')).toBeNull()
    expect(store.outgoingByMessageId('anna', luis, `${ours.id}-imdn`)).toBeNull()
    expect(store.outgoingByMessageId('work', maya, `${ours.id}-imdn`)).toBeNull()
  })
})

describe('with 100,000 messages in one conversation and 5,000 conversations', () => {
  const plan = (sql: string, ...values: readonly (string | number)[]) =>
    database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values).map((row) => row.detail)

  beforeEach(() => {
    database.exec(`
      INSERT INTO conversations (id, account_id, aor, total)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        SELECT i, 'anna', CASE i WHEN 1 THEN '${maya}' ELSE 'person' || i || '@dialtone.test' END,
          CASE i WHEN 1 THEN 100000 ELSE 1 END FROM n;
      INSERT INTO messages (conversation_id, position, id, direction, text, at, message_id, delivery)
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
        SELECT 1, i, 'm' || i, 'in', 'text ' || i, i, 'x' || i, 'received' FROM n;
      INSERT INTO messages (conversation_id, position, id, direction, text, at, message_id, delivery)
        SELECT id, 0, 'c' || id, 'out', 'hello', 0, 'y' || id, 'sent' FROM conversations WHERE id > 1;
    `)
  })

  test('a range is found by its index, not by counting', () => {
    const steps = plan(rangeQuery, 'anna', maya, 99_950, 100_000)
    expect(steps).toEqual([
      expect.stringMatching(/^SEARCH c USING .*INDEX .*\(account_id=\? AND aor=\?\)$/),
      expect.stringMatching(/^SEARCH m USING INDEX .*\(conversation_id=\? AND position>\? AND position<\?\)$/),
    ])
    expect(store.range('anna', maya, 99_950, 50).map((message) => message.text)).toEqual(
      Array.from({ length: 50 }, (_, i) => `text ${99_950 + i}`),
    )
    expect(incoming('one more')?.index).toBe(100_000)
  })

  test('summaries read one message each', () => {
    const steps = plan(selectConversations, 'anna')
    expect(steps).toHaveLength(2)
    expect(steps[0]).toMatch(/^SEARCH c USING INDEX .*\(account_id=\?\)$/)
    expect(steps[1]).toMatch(/^SEARCH m USING INDEX .*\(conversation_id=\? AND position=\?\)/)
    const all = store.conversations('anna')
    expect(all).toHaveLength(5000)
    expect(all.find((conversation) => conversation.aor === maya)?.last?.text).toBe('text 99999')
  })

  test('the outbox never looks at what is sent', () => {
    for (const [sql, ...values] of [[outboxQuery, 'anna'] as const, [nextOutgoingQuery, 'anna', maya] as const]) {
      expect(plan(sql, ...values).join('\n')).toContain('messages_outbox')
      expect(plan(sql, ...values).join('\n')).not.toMatch(/SCAN c|TEMP B-TREE FOR ORDER/)
    }
  })
})

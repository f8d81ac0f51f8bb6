import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { personKey } from '#contract/state'
import { parseCpim } from '../../electron/documents/cpim.ts'
import { parseImdn } from '../../electron/documents/imdn.ts'
import { cpimMessage, deliveredMessage } from '../../electron/messaging/outgoing.ts'
import { accepted, anna, arriving, luis, maya, noon, rejected, Side, settled, unreachable } from './fixture.ts'

let side: Side

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  side = await Side.create()
})

afterEach(() => {
  vi.useRealTimers()
})

const conversation = (aor = maya) => side.state.current.conversations[personKey('anna', aor)]
const fromMaya = (text: string, messageId = 'id-1') =>
  arriving(cpimMessage({ from: maya, to: anna, text, at: noon, messageId }))
const notified = (id: string, from = maya) =>
  side.wire.receive({
    ...arriving(deliveredMessage({ from, to: anna, messageId: id, dateTime: null, ownMessageId: 'n', at: noon })),
    from,
  })
const messageIdOf = (id: string) => side.store.nextOutgoing('anna', side.store.message(id)?.aor ?? '')?.messageId ?? ''

describe('sending', () => {
  test('a message is stored and shown before anything is sent', async () => {
    const id = side.send(maya, 'Hello')
    expect(side.store.message(id)).toMatchObject({ text: 'Hello', at: noon, delivery: { kind: 'waiting' } })
    expect(side.flights).toEqual([])
    expect(conversation()).toMatchObject({ total: 1, unread: 0, last: { id, text: 'Hello' } })
  })

  test('it goes out as CPIM with a Message-ID, and is sent when accepted', async () => {
    await side.online()
    const id = side.send('sip:maya@DIALTONE.test', 'Grüße\n👋')
    const [flight] = side.flights
    expect(flight).toMatchObject({ to: maya, contentType: 'message/cpim' })
    const cpim = parseCpim(flight?.body ?? '')
    expect(cpim).toMatchObject({
      from: { uri: `sip:${anna}` },
      to: [{ uri: `sip:${maya}` }],
      dateTime: '2026-11-23T12:00:00Z',
      messageId: messageIdOf(id),
      dispositionNotification: ['positive-delivery'],
      body: 'Grüße\n👋',
    })
    expect(cpim.messageId).not.toBe('')
    expect(side.delivery(id)).toBe('sending')
    side.now += 5
    await flight?.answer(accepted)
    expect(side.store.message(id)?.delivery).toEqual({ kind: 'sent', at: noon + 5 })
    expect(side.changes.map((message) => message.delivery.kind)).toEqual(['waiting', 'sending', 'sent'])
    expect(conversation()?.last?.delivery.kind).toBe('sent')
    expect(side.store.outbox('anna')).toEqual([])
  })

  test('in one conversation each waits for the answer to the one before; conversations go side by side', async () => {
    await side.online()
    for (const text of ['1', '2', '3']) side.send(maya, text)
    side.send(luis, 'hola')
    expect(side.flights.map((flight) => flight.to)).toEqual([maya, luis])
    await side.flights[0]?.answer(accepted)
    await side.flights[2]?.answer(accepted)
    expect(side.flights.filter((flight) => flight.to === maya).map((flight) => parseCpim(flight.body).body)).toEqual([
      '1',
      '2',
      '3',
    ])
  })

  test('no more than eight are on their way at once', async () => {
    for (let n = 0; n < 20; n++) side.send(`person${n}@dialtone.test`, 'Hello')
    await side.online()
    expect(side.flights).toHaveLength(8)
    for (let n = 0; n < 20; n++) await side.flights[n]?.answer(accepted)
    expect(new Set(side.flights.map((flight) => flight.to)).size).toBe(20)
    expect(side.store.outbox('anna')).toEqual([])
  })

  test('what cannot be sent is not stored', () => {
    expect(side.messaging.send('nobody', 'x')).toEqual({ ok: false, failure: { kind: 'invalid', field: 'address' } })
    expect(side.messaging.send(maya, ' \n\u0000')).toEqual({ ok: false, failure: { kind: 'invalid', field: 'text' } })
    const tooLong = { ok: false, failure: { kind: 'too-long', limit: 15_000 } }
    expect(side.messaging.send(maya, 'x'.repeat(15_001))).toEqual(tooLong)
    expect(side.texts(maya)).toEqual([])
  })

  test.each(['x', 'ü', '\u4e2d', '\\', '\u{1f44b}'])('15,000 units of %s stay under 60 KB', async (character) => {
    await side.online()
    side.send(maya, character.repeat(15_000 / character.length))
    expect(side.flights).toHaveLength(1)
    expect(Buffer.byteLength(side.flights[0]?.body ?? '')).toBeLessThan(60_000)
  })

  test('a full disk is told, and nothing is sent', async () => {
    await side.online()
    vi.spyOn(side.store, 'insertOutgoing').mockImplementation(() => {
      throw new Error('database or disk is full')
    })
    expect(side.messaging.send(maya, 'Hello')).toMatchObject({ ok: false, failure: { kind: 'storage' } })
    expect(side.flights).toEqual([])
  })
})

describe('the outbox', () => {
  test('sends when the link comes up, and no sooner', async () => {
    const id = side.send(maya, 'Hello')
    await side.offline()
    expect(side.flights).toHaveLength(0)
    await side.online()
    await side.flights[0]?.answer(accepted)
    expect(side.delivery(id)).toBe('sent')
  })

  test('an attempt without an answer is made again under the same Message-ID on the next connection', async () => {
    await side.online()
    const id = side.send(maya, 'Hello')
    await side.flights[0]?.answer(unreachable)
    expect(side.delivery(id)).toBe('waiting')
    await side.offline()
    await side.online()
    expect(side.flights).toHaveLength(2)
    expect(side.flights[1]?.body).toBe(side.flights[0]?.body)
    await side.flights[1]?.answer(accepted)
    expect(side.delivery(id)).toBe('sent')
  })

  test('on a link that stays up it is tried again after a pause that grows', async () => {
    await side.online()
    side.send(maya, 'Hello')
    for (const [attempt, most] of [2, 4, 8, 16].entries()) {
      await side.flights[attempt]?.answer(rejected(480))
      expect(side.flights).toHaveLength(attempt + 1)
      await vi.advanceTimersByTimeAsync(most * 500 - 1)
      expect(side.flights).toHaveLength(attempt + 1)
      await vi.advanceTimersByTimeAsync(most * 500 + 1)
      expect(side.flights).toHaveLength(attempt + 2)
    }
  })

  test('a server that says when is taken at its word', async () => {
    await side.online()
    side.send(maya, 'Hello')
    await side.flights[0]?.answer(rejected(503, 60))
    await vi.advanceTimersByTimeAsync(59_999)
    expect(side.flights).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(7_000)
    expect(side.flights).toHaveLength(2)
  })

  test('a refreshed registration ends no pause, a new connection does', async () => {
    await side.online()
    side.send(maya, 'Hello')
    await side.flights[0]?.answer(rejected(503, 60))
    await side.refreshed()
    expect(side.flights).toHaveLength(1)
    await side.online()
    expect(side.flights).toHaveLength(2)
  })

  test('a pause in one conversation holds up no other', async () => {
    await side.online()
    side.send(maya, 'Hello')
    await side.flights[0]?.answer(rejected(480))
    side.send(luis, 'hola')
    side.send(maya, 'behind')
    expect(side.flights.map((flight) => flight.to)).toEqual([maya, luis])
    side.messaging.tryNow(maya)
    expect(side.flights.map((flight) => flight.to)).toEqual([maya, luis, maya])
  })

  test('a final refusal fails the message and lets the next go; Try again keeps the Message-ID', async () => {
    await side.online()
    const id = side.send(maya, 'Hello')
    side.send(maya, 'Next')
    await side.flights[0]?.answer(rejected(404))
    expect(side.store.message(id)?.delivery).toEqual({ kind: 'failed', failure: { kind: 'not-found', aor: maya } })
    expect(parseCpim(side.flights[1]?.body ?? '').body).toBe('Next')
    await side.flights[1]?.answer(accepted)

    expect(side.messaging.retry(id)).toEqual({ ok: true, value: null })
    expect(side.flights[2]?.body).toBe(side.flights[0]?.body)
    await side.flights[2]?.answer(accepted)
    expect(side.delivery(id)).toBe('sent')
    side.messaging.retry(id)
    expect(side.flights).toHaveLength(3)
    expect(side.messaging.retry('unknown')).toEqual({ ok: false, failure: { kind: 'invalid', field: 'message' } })
  })

  test('a killed process goes on where it was: nothing is lost, and what was on its way has its Message-ID', async () => {
    await side.online()
    const ids = ['1', '2', '3'].map((text) => side.send(maya, text))
    const before = side.flights[0]?.body
    expect(side.delivery(ids[0] ?? '')).toBe('sending')
    await side.restart()
    expect(ids.map((id) => side.delivery(id))).toEqual(['waiting', 'waiting', 'waiting'])
    expect(side.flights).toEqual([])
    await side.online()
    expect(side.flights.map((flight) => flight.body)).toEqual([before])
    for (let n = 0; n < 3; n++) await side.flights[n]?.answer(accepted)
    expect(ids.map((id) => side.delivery(id))).toEqual(['sent', 'sent', 'sent'])
  })

  test('stop waits for the answer to what is on its way', async () => {
    await side.online()
    const id = side.send(maya, 'Hello')
    side.send(maya, 'Later')
    const stopped = side.messaging.stop()
    await side.flights[0]?.answer(accepted)
    await stopped
    expect(side.delivery(id)).toBe('sent')
    expect(side.flights).toHaveLength(1)
  })

  test('stop does not wait for ever, and an answer that comes too late is not written', async () => {
    await side.online()
    const id = side.send(maya, 'Hello')
    const stopped = side.messaging.stop()
    await vi.advanceTimersByTimeAsync(2000)
    await stopped
    await side.flights[0]?.answer(accepted)
    expect(side.delivery(id)).toBe('sending')
  })

  test('a disk that refuses for a while loses nothing', async () => {
    await side.online()
    const broken = vi.spyOn(side.store, 'nextOutgoing').mockImplementation(() => {
      throw new Error('disk I/O error')
    })
    const id = side.send(maya, 'Hello')
    await settled()
    expect(side.log.lines.filter((line) => line.startsWith('error'))).toHaveLength(1)
    broken.mockRestore()
    await vi.advanceTimersByTimeAsync(2000)
    await side.flights[0]?.answer(accepted)
    expect(side.delivery(id)).toBe('sent')
  })
})

describe('a device that does not read CPIM', () => {
  test('gets plain text after 415, and from then on at once', async () => {
    await side.online()
    const id = side.send(maya, 'Hello')
    await side.flights[0]?.answer(rejected(415))
    expect(side.flights[1]).toMatchObject({ to: maya, contentType: 'text/plain;charset=UTF-8', body: 'Hello' })
    await side.flights[1]?.answer(accepted)
    expect(side.delivery(id)).toBe('sent')
    await side.restart()
    await side.online()
    side.send(maya, 'Again')
    expect(side.flights[0]).toMatchObject({ contentType: 'text/plain;charset=UTF-8', body: 'Again' })
    side.send(luis, 'hola')
    expect(side.flights[1]).toMatchObject({ to: luis, contentType: 'message/cpim' })
  })

  test('fails when it refuses plain text too', async () => {
    await side.online()
    const id = side.send(maya, 'Hello')
    await side.flights[0]?.answer(rejected(415))
    await side.flights[1]?.answer(rejected(415))
    expect(side.delivery(id)).toBe('failed')
    expect(side.flights).toHaveLength(2)
  })

  test('gets CPIM again once it has sent some', async () => {
    await side.online()
    side.send(maya, 'Hello')
    await side.flights[0]?.answer(rejected(415))
    await side.flights[1]?.answer(accepted)
    side.wire.receive(fromMaya('I have a new phone'))
    await settled()
    side.send(maya, 'Nice')
    expect(side.flights.at(-1)).toMatchObject({ contentType: 'message/cpim' })
  })
})

describe('receiving', () => {
  test('a message is stored when the answer is given, and shown after it', async () => {
    const receipt = side.wire.receive(fromMaya('Hello'))
    expect(receipt).toEqual({ kind: 'stored' })
    expect(side.texts(maya)).toEqual(['Hello'])
    expect(side.changes).toEqual([])
    await settled()
    expect(side.changes).toMatchObject([{ text: 'Hello', direction: 'in', index: 0, delivery: { kind: 'received' } }])
    expect(conversation()).toMatchObject({ total: 1, unread: 1, last: { text: 'Hello' } })
    expect(side.notices).toEqual([
      { kind: 'message', accountId: 'anna', aor: maya, name: `Name of ${maya}`, text: 'Hello' },
    ])
  })

  test('one that comes again is answered again, and neither stored, shown nor announced', async () => {
    for (let n = 0; n < 3; n++)
      expect(side.wire.receive({ ...fromMaya('Hello'), callId: `c${n}` })).toEqual({ kind: 'stored' })
    await side.restart()
    expect(side.wire.receive({ ...fromMaya('Hello'), callId: 'after a restart' })).toEqual({ kind: 'stored' })
    await settled()
    expect(side.texts(maya)).toEqual(['Hello'])
    expect(side.changes).toHaveLength(1)
    expect(side.notices).toHaveLength(1)
  })

  test('the same words said twice are two messages', () => {
    side.wire.receive(fromMaya('ok', 'id-1'))
    side.wire.receive(fromMaya('ok', 'id-2'))
    side.wire.receive({ body: 'ok', callId: 'a', headers: new Map([['cseq', ['1 MESSAGE']]]) })
    side.wire.receive({ body: 'ok', callId: 'a', headers: new Map([['cseq', ['1 MESSAGE']]]) })
    side.wire.receive({ body: 'ok', callId: 'a', headers: new Map([['cseq', ['2 MESSAGE']]]) })
    expect(side.texts(maya)).toEqual(['ok', 'ok', 'ok', 'ok'])
  })

  test('nobody can take the Message-ID of somebody else', () => {
    side.wire.receive({ ...fromMaya('first', 'id-1'), from: luis })
    side.wire.receive(fromMaya('second', 'id-1'))
    expect(side.texts(luis)).toEqual(['first'])
    expect(side.texts(maya)).toEqual(['second'])
  })

  test('when it cannot be stored the sender keeps it', async () => {
    const insert = vi.spyOn(side.store, 'insertIncoming').mockImplementationOnce(() => {
      throw new Error('database or disk is full')
    })
    expect(side.wire.receive(fromMaya('Hello'))).toEqual({ kind: 'refused', status: 500 })
    await settled()
    expect(side.changes).toEqual([])
    expect(side.notices).toEqual([])
    expect(side.wire.receive(fromMaya('Hello'))).toEqual({ kind: 'stored' })
    expect(side.texts(maya)).toEqual(['Hello'])
    expect(insert).toHaveBeenCalledTimes(2)
  })

  test('a screen that fails does not take the answer back', async () => {
    side.state.onEach(() => {
      throw new Error('screen')
    })
    expect(side.wire.receive(fromMaya('Hello'))).toEqual({ kind: 'stored' })
    await settled()
    expect(side.texts(maya)).toEqual(['Hello'])
    expect(side.log.lines.some((line) => line.startsWith('error') && line.includes('was not shown'))).toBe(true)
  })

  test('in the conversation the user looks at it is read, and not announced', async () => {
    side.watched = maya
    side.wire.receive(fromMaya('seen', 'id-1'))
    side.wire.receive({ ...fromMaya('not seen', 'id-2'), from: luis })
    await settled()
    expect(conversation(maya)).toMatchObject({ total: 1, unread: 0 })
    expect(conversation(luis)).toMatchObject({ total: 1, unread: 1 })
    expect(side.notices.map((notice) => notice.aor)).toEqual([luis])
  })

  test('what is not understood is refused, and stored nowhere', () => {
    expect(side.wire.receive({ contentType: 'image/png', body: 'x' })).toEqual({ kind: 'refused', status: 415 })
    expect(side.store.conversations('anna')).toEqual([])
  })

  test('once stopped nothing is taken in any more', async () => {
    await side.messaging.stop()
    expect(side.wire.receive(fromMaya('Hello'))).toEqual({ kind: 'refused', status: 503 })
  })

  test('no text reaches the log', async () => {
    await side.online()
    const id = side.send(maya, 'my secret')
    await side.flights[0]?.answer(rejected(404))
    side.messaging.retry(id)
    side.wire.receive(fromMaya('your secret'))
    side.wire.receive(fromMaya('your secret'))
    side.wire.receive({ contentType: 'message/cpim', body: 'broken secret' })
    await settled()
    expect(side.log.lines.length).toBeGreaterThan(0)
    expect(side.log.lines.join('\n')).not.toContain('secret')
  })
})

describe('delivery notifications', () => {
  const receipts = () => side.wire.flights.filter((flight) => flight.body.includes('imdn+xml'))

  test('a sender who asks is told "delivered", after the message is stored', async () => {
    await side.online()
    side.wire.receive(fromMaya('Hello', 'id-7'))
    await settled()
    expect(receipts()).toHaveLength(1)
    expect(receipts()[0]).toMatchObject({ to: maya, contentType: 'message/cpim' })
    const cpim = parseCpim(receipts()[0]?.body ?? '')
    expect(cpim.dispositionNotification).toEqual([])
    expect(cpim.messageId).not.toBeNull()
    expect(cpim.contentHeaders).toContainEqual({ name: 'content-disposition', value: 'notification' })
    expect(parseImdn(cpim.body)).toMatchObject({
      messageId: 'id-7',
      dateTime: '2026-11-23T12:00:00Z',
      disposition: { kind: 'delivery', status: 'delivered' },
    })
  })

  test('a sender who does not ask is not', async () => {
    await side.online()
    side.wire.receive({ body: 'Hello' })
    notified('anything')
    await settled()
    expect(receipts()).toEqual([])
  })

  test('one at a time, and again on the next connection when there was no answer', async () => {
    await side.online()
    side.wire.receive(fromMaya('1', 'id-1'))
    side.wire.receive(fromMaya('2', 'id-2'))
    await settled()
    expect(receipts()).toHaveLength(1)
    await receipts()[0]?.answer(unreachable)
    expect(receipts()).toHaveLength(1)
    await side.offline()
    await side.online()
    expect(receipts()).toHaveLength(2)
    await receipts()[1]?.answer(rejected(404))
    await receipts()[2]?.answer(accepted)
    const told = receipts().map((flight) => parseImdn(parseCpim(flight.body).body).messageId)
    expect(told).toEqual(['id-1', 'id-1', 'id-2'])
  })

  test('ours becomes delivered when the other side says so', async () => {
    await side.online()
    const id = side.send(maya, 'Hello')
    const messageId = messageIdOf(id)
    await side.flights[0]?.answer(accepted)
    expect(notified(messageId)).toEqual({ kind: 'stored' })
    await settled()
    expect(side.changes.at(-1)).toMatchObject({ id, delivery: { kind: 'delivered', at: noon } })
    expect(conversation()).toMatchObject({ total: 1, unread: 0, last: { delivery: { kind: 'delivered' } } })
    expect(side.notices).toEqual([])
  })

  test('also when the notification overtakes the answer, or the answer is lost', async () => {
    await side.online()
    const [first, second] = [side.send(maya, 'one'), side.send(luis, 'two')]
    notified(messageIdOf(first))
    notified(messageIdOf(second), luis)
    await side.flights[0]?.answer(accepted)
    await side.flights[1]?.answer(unreachable)
    expect([side.delivery(first), side.delivery(second)]).toEqual(['delivered', 'delivered'])
    await side.online()
    expect(side.flights).toHaveLength(2)
  })

  test('but not when somebody else says so', async () => {
    await side.online()
    const id = side.send(maya, 'Hello')
    const messageId = messageIdOf(id)
    await side.flights[0]?.answer(accepted)
    expect(notified(messageId, luis)).toEqual({ kind: 'stored' })
    expect(notified('unknown')).toEqual({ kind: 'stored' })
    expect(side.delivery(id)).toBe('sent')
  })
})

describe('conversations', () => {
  test('are shown at start, with what is unread', async () => {
    side.wire.receive(fromMaya('one', 'id-1'))
    side.wire.receive(fromMaya('two', 'id-2'))
    await settled()
    const before = conversation()
    side.state.apply({ kind: 'account-removed', id: 'anna' })
    expect(conversation()).toBeUndefined()
    await side.restart()
    expect(conversation()).toEqual(before)
    expect(conversation()?.unread).toBe(2)
  })

  test('are read by range, and marked as read', async () => {
    for (let n = 0; n < 5; n++) side.wire.receive(fromMaya(`text ${n}`, `id-${n}`))
    await settled()
    expect(side.messaging.range('sip:maya@DIALTONE.test', 1, 2).map((message) => message.text)).toEqual([
      'text 1',
      'text 2',
    ])
    expect(side.messaging.range(maya, 4, 50)).toHaveLength(1)
    side.messaging.markRead(maya)
    expect(conversation()?.unread).toBe(0)
  })
})

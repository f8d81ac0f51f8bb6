import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Person, settle, talk } from '../fakes/call-people.ts'
import { FakeCallProxy } from '../fakes/fake-call-proxy.ts'
import { tagOf } from '../fakes/sip-text.ts'

let proxy: FakeCallProxy
let anna: Person
let maya: Person

const isReinvite = (request: { method: string | null; header(name: string): string }) =>
  request.method === 'INVITE' && tagOf(request.header('to')) !== ''

beforeEach(async () => {
  vi.useFakeTimers()
  proxy = new FakeCallProxy()
  anna = new Person('anna', proxy)
  maya = new Person('maya', proxy)
  anna.start()
  maya.start()
  await settle()
})

afterEach(async () => {
  await anna.stop()
  await maya.stop()
  vi.useRealTimers()
})

async function hold(person: Person, held: boolean) {
  const asked = person.calls.setHeld(person.call.id, held)
  await settle()
  return asked
}

test('holding closes the microphone and tells the other side; resuming opens it again', async () => {
  await talk(anna, maya)
  expect(await hold(anna, true)).toEqual({ ok: true, value: null })
  expect(anna.call.heldByUs).toBe(true)
  expect(maya.call).toMatchObject({ heldByThem: true, heldByUs: false })
  expect(proxy.requests('INVITE').at(-1)?.body).toContain('a=sendonly')
  expect(anna.engine.microphones).toEqual([false])
  await hold(anna, false)
  expect(anna.call.heldByUs).toBe(false)
  expect(maya.call.heldByThem).toBe(false)
  expect(anna.engine.microphones).toEqual([true])
})

test('both may hold, and each resumes for himself', async () => {
  await talk(anna, maya)
  await hold(anna, true)
  await hold(maya, true)
  expect(anna.call).toMatchObject({ heldByUs: true, heldByThem: true })
  await hold(anna, false)
  expect(anna.call).toMatchObject({ heldByUs: false, heldByThem: true })
  expect(maya.call).toMatchObject({ heldByUs: true, heldByThem: false })
})

test('a hold that the other side refuses leaves the call as it was', async () => {
  await talk(anna, maya)
  proxy.intercept = (request) => (isReinvite(request) ? 488 : null)
  expect(await hold(anna, true)).toEqual({ ok: false, failure: { kind: 'media', detail: 'hold' } })
  expect(anna.call).toMatchObject({ phase: 'active', heldByUs: false })
  expect(anna.engine.microphones).toEqual([true])
  expect(anna.engine.connections[0]?.signaling).toBe('stable')
  proxy.intercept = () => null
  expect(await hold(anna, true)).toEqual({ ok: true, value: null })
  expect(maya.call.heldByThem).toBe(true)
})

test('a hold that nobody answers gives up and leaves the call as it was', async () => {
  await talk(anna, maya)
  proxy.intercept = (request) => (isReinvite(request) ? 'drop' : null)
  const asked = anna.calls.setHeld(anna.call.id, true)
  await vi.advanceTimersByTimeAsync(33_000)
  expect(await asked).toMatchObject({ ok: false })
  expect(anna.call).toMatchObject({ phase: 'active', heldByUs: false })
  expect(maya.call.phase).toBe('active')
})

test('a hold after which the other side no longer knows the call ends it', async () => {
  await talk(anna, maya)
  proxy.intercept = (request) => (isReinvite(request) ? 481 : null)
  const asked = anna.calls.setHeld(anna.call.id, true)
  await settle()
  expect(await asked).toMatchObject({ ok: false })
  expect(anna.last.phase).toBe('ended')
})

test('two holds that cross end with both held and the call alive', async () => {
  await talk(anna, maya)
  const both = [anna.calls.setHeld(anna.call.id, true), maya.calls.setHeld(maya.call.id, true)]
  await vi.advanceTimersByTimeAsync(15_000)
  expect(await Promise.all(both)).toEqual([
    { ok: true, value: null },
    { ok: true, value: null },
  ])
  await vi.advanceTimersByTimeAsync(40_000)
  expect(anna.call).toMatchObject({ phase: 'active', heldByUs: true, heldByThem: true })
  expect(maya.call).toMatchObject({ phase: 'active', heldByUs: true, heldByThem: true })
})

test('losing the link ends no call, and after it comes back holding and hanging up reach the other side', async () => {
  await talk(anna, maya)
  proxy.drop()
  await settle()
  expect(anna.userAgent.link.kind).toBe('offline')
  expect([anna.call.phase, maya.call.phase]).toEqual(['active', 'active'])
  await vi.advanceTimersByTimeAsync(5_000)
  expect(anna.userAgent.link.kind).toBe('online')
  await hold(maya, true)
  expect(anna.call.heldByThem).toBe(true)
  anna.calls.end(anna.call.id)
  await settle()
  expect(maya.last.end).toEqual({ kind: 'hung-up', by: 'them' })
})

test('a hold without a link fails at once and leaves the call as it was', async () => {
  await talk(anna, maya)
  proxy.down = true
  proxy.drop()
  await settle()
  expect(await hold(anna, true)).toMatchObject({ ok: false })
  expect(anna.call).toMatchObject({ phase: 'active', heldByUs: false })
  expect(anna.engine.connections[0]?.signaling).toBe('stable')
})

test('hanging up without a link ends the call here', async () => {
  await talk(anna, maya)
  proxy.down = true
  proxy.drop()
  await settle()
  anna.calls.end(anna.call.id)
  await settle()
  expect(anna.last.end).toEqual({ kind: 'hung-up', by: 'us' })
  expect(anna.engine.microphones).toEqual([])
})

test('a call that is taken back before the server has answered reaches nobody', async () => {
  anna.dial(maya)
  anna.calls.end(anna.call.id)
  await settle()
  expect(anna.last.end).toEqual({ kind: 'cancelled' })
  expect(maya.calls.list).toEqual([])
})

test('an incoming call rings no longer than a minute', async () => {
  anna.dial(maya)
  await vi.advanceTimersByTimeAsync(61_000)
  expect(maya.calls.list.filter(({ phase }) => phase !== 'ended')).toEqual([])
  expect(maya.record.outcome).toBe('missed')
  expect(anna.record.outcome).toBe('failed')
})

test('an INVITE with an unreadable offer is refused without a ring', async () => {
  proxy.send(
    maya.aor,
    'INVITE',
    [
      'From: <sip:stranger@dialtone.test>;tag=1',
      `To: <sip:${maya.aor}>`,
      'Contact: <sip:stranger@stranger.test>',
      'Content-Type: application/sdp',
    ],
    'this is no session description',
  )
  await settle()
  expect(maya.calls.list).toEqual([])
  expect(maya.engine.microphones).toEqual([])
  expect(proxy.received.some(({ status }) => status === 488)).toBe(true)
})

test('a re-INVITE without audio is refused and the call goes on', async () => {
  await talk(anna, maya)
  const ack = proxy.requests('ACK')[0]!
  proxy.send(
    maya.aor,
    'INVITE',
    [
      `From: ${ack.header('from')}`,
      `To: ${ack.header('to')}`,
      `Call-ID: ${ack.header('call-id')}`,
      'Contact: <sip:anna@stranger.test>',
      'Content-Type: application/sdp',
    ],
    'nonsense',
    100_000,
  )
  await settle()
  expect(proxy.received.at(-1)?.status).toBe(488)
  expect(maya.call.phase).toBe('active')
})

test("a caller's name is shown without controls and direction marks, and not at any length", async () => {
  proxy.send(
    maya.aor,
    'INVITE',
    [
      `From: "Bank\u202E${'x'.repeat(300)}" <sip:stranger@dialtone.test>;tag=1`,
      `To: <sip:${maya.aor}>`,
      'Contact: <sip:stranger@stranger.test>',
      'Content-Type: application/sdp',
    ],
    'v=0\r\nm=audio 9 RTP/AVP 0\r\n',
  )
  await settle()
  expect(maya.call.displayName).toBe(`Bank${'x'.repeat(96)}`)
})

test('a request to transfer the call is declined, and the call goes on', async () => {
  await talk(anna, maya)
  const ack = proxy.requests('ACK')[0]!
  const lines = [
    `From: ${ack.header('from')}`,
    `To: ${ack.header('to')}`,
    `Call-ID: ${ack.header('call-id')}`,
    'Contact: <sip:anna@stranger.test>',
    'Refer-To: <sip:luis@dialtone.test>',
  ]
  proxy.send(maya.aor, 'REFER', lines, '', 100_000)
  await settle()
  expect(proxy.requests('NOTIFY').at(-1)?.body).toContain('603')
  expect(maya.call.phase).toBe('active')
  expect(proxy.requests('INVITE')).toHaveLength(1)
})

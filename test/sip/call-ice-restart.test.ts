import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { heard, Person, settle, talk } from '../fakes/call-people.ts'
import { FakeCallProxy } from '../fakes/fake-call-proxy.ts'

let proxy: FakeCallProxy
let anna: Person
let maya: Person

beforeEach(async () => {
  vi.useFakeTimers()
  proxy = new FakeCallProxy()
  anna = new Person('anna', proxy)
  maya = new Person('maya', proxy)
  anna.start()
  maya.start()
  await settle()
  await talk(anna, maya)
})

afterEach(async () => {
  await anna.stop()
  await maya.stop()
  vi.useRealTimers()
})

const isReinvite = (request: { method: string | null; header(name: string): string }) =>
  request.method === 'INVITE' && /;tag=/.test(request.header('to'))
const offers = () => proxy.requests('INVITE').filter(({ body }) => body !== '')
const fragments = (bodies: readonly { readonly body: string }[]) =>
  bodies.map(({ body }) => /^a=ice-ufrag:(\S+)/m.exec(body)?.[1])

/** Both lose the way between them: the one side's old address is gone. */
function losePath(): void {
  anna.engine.losePaths()
  maya.engine.losePaths()
}

test('a call whose way is lost says so, offers new candidates after a short while, and is heard again', async () => {
  losePath()
  await settle()
  expect([anna.call.recovering, maya.call.recovering]).toEqual([true, true])
  await vi.advanceTimersByTimeAsync(1_500)
  expect(offers()).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(new Set(fragments(offers())).size).toBe(2)
  expect([anna.call.recovering, maya.call.recovering]).toEqual([false, false])
  expect(await heard(anna)).toBe(true)
  expect(await heard(maya)).toBe(true)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(offers()).toHaveLength(2)
})

test('offer and answer have the candidates of now', async () => {
  anna.engine.candidates = [{ type: 'host', afterMs: 15 }]
  maya.engine.candidates = [{ type: 'host', afterMs: 15 }]
  anna.engine.gatheredAfterMs = maya.engine.gatheredAfterMs = null
  losePath()
  await vi.advanceTimersByTimeAsync(3_000)
  const answers = proxy.received.filter(
    ({ status, body, header }) => status === 200 && body !== '' && /INVITE/.test(header('cseq')),
  )
  for (const described of [...offers().slice(1), ...answers.slice(1)])
    expect(described.body.match(/^a=candidate:/gm)).toHaveLength(1)
  expect(anna.call.recovering).toBe(false)
})

test('a gap that heals by itself costs no offer', async () => {
  losePath()
  await vi.advanceTimersByTimeAsync(1_000)
  for (const person of [anna, maya]) for (const connection of person.engine.connections) connection.setIce('connected')
  await vi.advanceTimersByTimeAsync(120_000)
  expect(offers()).toHaveLength(1)
  expect(anna.call.recovering).toBe(false)
})

test('it is tried again, ever more slowly, until the network is there', async () => {
  anna.engine.isOnNetwork = false
  losePath()
  await vi.advanceTimersByTimeAsync(60_000)
  const tried = offers().length
  expect(tried).toBeGreaterThan(3)
  expect(tried).toBeLessThan(15)
  expect(anna.call).toMatchObject({ phase: 'active', recovering: true })
  anna.engine.isOnNetwork = true
  await vi.advanceTimersByTimeAsync(35_000)
  expect([anna.call.recovering, maya.call.recovering]).toEqual([false, false])
  expect(await heard(anna)).toBe(true)
})

test('only the one who was called sees the loss: it asks', async () => {
  maya.engine.losePaths()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(offers()).toHaveLength(2)
  expect(maya.call.recovering).toBe(false)
  expect(await heard(maya)).toBe(true)
})

test('a held call stays held through it', async () => {
  void anna.calls.setHeld(anna.call.id, true)
  await settle()
  losePath()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(anna.call).toMatchObject({ heldByUs: true, recovering: false })
  expect(maya.call).toMatchObject({ heldByThem: true, recovering: false })
  expect(await heard(maya)).toBe(false)
})

test('a call that ends meanwhile is left alone', async () => {
  losePath()
  await vi.advanceTimersByTimeAsync(1_000)
  anna.calls.end(anna.call.id)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(offers()).toHaveLength(1)
})

test('the other side refuses new candidates: the call stays, and it is tried again', async () => {
  proxy.intercept = (request) => (isReinvite(request) ? 488 : null)
  losePath()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(anna.call).toMatchObject({ phase: 'active', recovering: true })
  proxy.intercept = () => null
  await vi.advanceTimersByTimeAsync(35_000)
  expect(anna.call).toMatchObject({ phase: 'active', recovering: false })
})

test('an offer that restarts but cannot be taken does not hold up the answer to the next one', async () => {
  maya.engine.refusesRemote = true
  losePath()
  await vi.advanceTimersByTimeAsync(3_000)
  maya.engine.refusesRemote = false
  for (const person of [anna, maya]) for (const connection of person.engine.connections) connection.setIce('connected')
  const held = anna.calls.setHeld(anna.call.id, true)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await Promise.race([held, Promise.resolve('no answer')])).toMatchObject({ ok: true })
  expect(maya.call).toMatchObject({ phase: 'active', heldByThem: true })
})

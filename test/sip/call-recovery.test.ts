import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Call } from '#contract/calls'
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
})

afterEach(async () => {
  await anna.stop()
  await maya.stop()
  vi.useRealTimers()
})

const replacing = () => proxy.requests('INVITE').filter((request) => request.header('replaces') !== '')

test('a media host that dies in a call is replaced, and both stay in the same call', async () => {
  await talk(anna, maya)
  const [annaId, mayaId] = [anna.call.id, maya.call.id]
  const seen: Call[] = []
  anna.calls.onChange((calls) => seen.push(...calls))
  anna.engine.crash()
  await settle()
  await settle()
  expect(seen.some(({ recovering }) => recovering)).toBe(true)
  expect(anna.call).toMatchObject({ id: annaId, phase: 'active', recovering: false })
  expect(maya.call).toMatchObject({ id: mayaId, phase: 'active', recovering: false })
  expect(replacing()).toHaveLength(1)
  expect(replacing()[0]?.header('require')).toBe('replaces')
  expect(replacing()[0]?.uri).toContain(';gr=')
  expect(await heard(anna)).toBe(true)
  expect(await heard(maya)).toBe(true)
  await vi.advanceTimersByTimeAsync(10_000)
  // The old dialog is gone on both sides, once and without a trace in the call list.
  expect(proxy.requests('BYE')).toHaveLength(1)
  expect(anna.records.size + maya.records.size).toBe(0)
  expect(maya.engine.connections).toHaveLength(1)
  anna.calls.end(annaId)
  await settle()
  expect(maya.last.end).toEqual({ kind: 'hung-up', by: 'them' })
  expect([anna.engine.microphones, maya.engine.microphones]).toEqual([[], []])
})

test('the side that was called recovers in the same way', async () => {
  await talk(anna, maya)
  maya.engine.crash()
  await settle()
  await settle()
  expect(maya.call).toMatchObject({ phase: 'active', recovering: false })
  expect(await heard(anna)).toBe(true)
  expect(await heard(maya)).toBe(true)
})

test('mute and hold are as they were after the replacement, on both sides', async () => {
  await talk(anna, maya)
  anna.calls.setMuted(anna.call.id, true)
  void anna.calls.setHeld(anna.call.id, true)
  await settle()
  void maya.calls.setHeld(maya.call.id, true)
  await settle()
  maya.calls.setMuted(maya.call.id, true)
  anna.engine.crash()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(anna.call).toMatchObject({ muted: true, heldByUs: true, heldByThem: true, recovering: false })
  expect(maya.call).toMatchObject({ muted: true, heldByUs: true, heldByThem: true, recovering: false })
  expect([anna.engine.microphones, maya.engine.microphones]).toEqual([[false], [false]])
  void maya.calls.setHeld(maya.call.id, false)
  void anna.calls.setHeld(anna.call.id, false)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(maya.engine.microphones).toEqual([false])
  maya.calls.setMuted(maya.call.id, false)
  await settle()
  expect(maya.engine.microphones).toEqual([true])
})

test('what mute or hold kept from the other side is not heard for a moment either', async () => {
  await talk(anna, maya)
  void anna.calls.setHeld(anna.call.id, true)
  await settle()
  anna.engine.crash()
  anna.engine.operations.length = 0
  await vi.advanceTimersByTimeAsync(5_000)
  const kinds = anna.engine.operations.map(({ kind }) => kind)
  expect(kinds.indexOf('enable-track')).toBeGreaterThan(-1)
  expect(kinds.indexOf('enable-track')).toBeLessThan(kinds.indexOf('add-track'))
  expect(anna.engine.operations.find(({ kind }) => kind === 'enable-track')).toMatchObject({ enabled: false })
  expect(anna.call.heldByUs).toBe(true)
  expect(anna.engine.microphones).toEqual([false])
})

test('a call can be recovered again and again', async () => {
  await talk(anna, maya)
  for (const person of [anna, maya, anna]) {
    person.engine.crash()
    await vi.advanceTimersByTimeAsync(5_000)
  }
  expect(await heard(anna)).toBe(true)
  expect(await heard(maya)).toBe(true)
  expect(maya.engine.connections).toHaveLength(1)
})

test('a host that dies while the call is being brought back only delays it', async () => {
  await talk(anna, maya)
  anna.engine.crash()
  await vi.advanceTimersByTimeAsync(1)
  anna.engine.crash()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(anna.call).toMatchObject({ phase: 'active', recovering: false })
  expect(await heard(anna)).toBe(true)
  expect(await heard(maya)).toBe(true)
})

test('both hosts dying at once is recovered too', async () => {
  await talk(anna, maya)
  anna.engine.crash()
  maya.engine.crash()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(anna.call).toMatchObject({ phase: 'active', recovering: false })
  expect(maya.call).toMatchObject({ phase: 'active', recovering: false })
  expect(await heard(anna)).toBe(true)
  expect(await heard(maya)).toBe(true)
})

test('without a link to the server the recovery waits for it', async () => {
  await talk(anna, maya)
  proxy.down = true
  proxy.drop()
  await settle()
  anna.engine.crash()
  await settle()
  expect(anna.call.recovering).toBe(true)
  proxy.down = false
  await vi.advanceTimersByTimeAsync(15_000)
  expect(anna.call).toMatchObject({ phase: 'active', recovering: false })
  expect(await heard(maya)).toBe(true)
})

test('a side that does not know Replaces ends the call with a reason, and does not ring', async () => {
  await talk(anna, maya)
  proxy.intercept = (request) => (request.header('replaces') ? 420 : null)
  anna.engine.crash()
  await settle()
  expect(anna.last.end).toMatchObject({ kind: 'failed', failure: { kind: 'media' } })
  expect(anna.record.outcome).toBe('answered')
  expect(maya.last.end).toEqual({ kind: 'hung-up', by: 'them' })
})

test('hanging up while the call is being brought back ends it on both sides', async () => {
  await talk(anna, maya)
  proxy.intercept = (request) => (request.header('replaces') ? 'drop' : null)
  anna.engine.crash()
  await settle()
  expect(anna.call.recovering).toBe(true)
  anna.calls.end(anna.call.id)
  await settle()
  expect(anna.last.end).toEqual({ kind: 'hung-up', by: 'us' })
  expect(maya.last.end).toEqual({ kind: 'hung-up', by: 'them' })
  expect(anna.engine.microphones).toEqual([])
})

test('the other side may hang up while the call is being brought back', async () => {
  await talk(anna, maya)
  proxy.intercept = (request) => (request.header('replaces') ? 'drop' : null)
  anna.engine.crash()
  await settle()
  maya.calls.end(maya.call.id)
  await settle()
  expect(anna.last.end).toEqual({ kind: 'hung-up', by: 'them' })
  await vi.advanceTimersByTimeAsync(40_000)
  expect(anna.engine.microphones).toEqual([])
})

test('a host that dies while we dial fails that call; one that only rings survives', async () => {
  anna.dial(maya)
  await settle()
  maya.engine.crash()
  await settle()
  expect(maya.call.phase).toBe('incoming')
  expect(maya.engine.tone).toBe('ring')
  anna.engine.crash()
  await settle()
  expect(anna.last.end).toMatchObject({ kind: 'failed', failure: { kind: 'media' } })
  expect(maya.record.outcome).toBe('missed')
})

test('a gap in ICE shows as recovering until it closes', async () => {
  await talk(anna, maya)
  const connection = anna.engine.connections[0]!
  connection.setIce('disconnected')
  await settle()
  expect(anna.call.recovering).toBe(true)
  connection.setIce('connected')
  await settle()
  expect(anna.call.recovering).toBe(false)
})

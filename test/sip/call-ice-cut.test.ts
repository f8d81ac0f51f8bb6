import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { IceServer } from '#contract/media-protocol'
import { iceServersOf } from '../../electron/sip/ice-cut.ts'
import { Person } from '../fakes/call-people.ts'
import { FakeCallProxy } from '../fakes/fake-call-proxy.ts'

const stun: readonly IceServer[] = [{ urls: 'stun:stun.example.org' }]
const turn: readonly IceServer[] = [...stun, { urls: 'turn:turn.example.org', username: 'anna', credential: 'secret' }]

let proxy: FakeCallProxy
let people: Person[]

beforeEach(() => {
  vi.useFakeTimers()
  proxy = new FakeCallProxy()
  people = []
})

afterEach(async () => {
  for (const person of people) await person.stop()
  vi.useRealTimers()
})

async function person(name: string, iceServers: readonly IceServer[] = []): Promise<Person> {
  const made = new Person(name, proxy, { iceServers })
  people.push(made)
  made.start()
  await vi.advanceTimersByTimeAsync(0)
  return made
}

/** Milliseconds from the click to the INVITE, and what was in it. */
async function inviteAfter(anna: Person, limit = 60_000): Promise<{ readonly ms: number; readonly body: string }> {
  anna.calls.dial('maya')
  for (let ms = 0; ms <= limit; ms += 1) {
    const invite = proxy.requests('INVITE')[0]
    if (invite) return { ms, body: invite.body }
    await vi.advanceTimersByTimeAsync(1)
  }
  throw new Error('no INVITE')
}

const types = (sdp: string) => [...sdp.matchAll(/^a=candidate:.* typ (\S+)/gm)].map((match) => match[1])

describe('the INVITE goes', () => {
  test('at once when gathering is done', async () => {
    const anna = await person('anna')
    const { ms, body } = await inviteAfter(anna)
    expect(ms).toBeLessThanOrEqual(2)
    expect(types(body)).toEqual(['host'])
  })

  test('without servers, within 50 ms of the first host candidate, with those that came with it', async () => {
    const anna = await person('anna')
    anna.engine.candidates = [
      { type: 'host', afterMs: 5 },
      { type: 'host', afterMs: 12 },
    ]
    anna.engine.gatheredAfterMs = null
    const { ms, body } = await inviteAfter(anna)
    expect(ms).toBeGreaterThanOrEqual(12)
    expect(ms).toBeLessThanOrEqual(55)
    expect(types(body)).toEqual(['host', 'host'])
  })

  test('with STUN, at the first server-reflexive candidate', async () => {
    const anna = await person('anna', stun)
    anna.engine.candidates = [
      { type: 'host', afterMs: 5 },
      { type: 'srflx', afterMs: 80 },
    ]
    anna.engine.gatheredAfterMs = null
    const { ms, body } = await inviteAfter(anna)
    expect(ms).toBeGreaterThanOrEqual(80)
    expect(ms).toBeLessThanOrEqual(85)
    expect(types(body)).toEqual(['host', 'srflx'])
  })

  test('with TURN, at the first relayed candidate, since only that one always gets through', async () => {
    const anna = await person('anna', turn)
    anna.engine.candidates = [
      { type: 'host', afterMs: 5 },
      { type: 'srflx', afterMs: 80 },
      { type: 'relay', afterMs: 140 },
    ]
    anna.engine.gatheredAfterMs = null
    const { ms, body } = await inviteAfter(anna)
    expect(ms).toBeGreaterThanOrEqual(140)
    expect(ms).toBeLessThanOrEqual(145)
    expect(types(body)).toEqual(['host', 'srflx', 'relay'])
  })

  test('after 500 ms when the STUN server is dead, even with a microphone that opens slowly', async () => {
    const anna = await person('anna', stun)
    anna.engine.candidates = [{ type: 'host', afterMs: 5 }]
    anna.engine.gatheredAfterMs = null
    anna.engine.captureMs = 120
    const { ms, body } = await inviteAfter(anna)
    expect(ms).toBeGreaterThanOrEqual(495)
    expect(ms).toBeLessThanOrEqual(520)
    expect(types(body)).toEqual(['host'])
  })

  test('at the first candidate at all when none came in time', async () => {
    const anna = await person('anna', stun)
    anna.engine.candidates = [{ type: 'host', afterMs: 900 }]
    anna.engine.gatheredAfterMs = null
    const { ms } = await inviteAfter(anna)
    expect(ms).toBeGreaterThanOrEqual(900)
    expect(ms).toBeLessThanOrEqual(905)
  })
})

test('the answer is cut in the same way', async () => {
  const anna = await person('anna')
  const maya = await person('maya', stun)
  maya.engine.candidates = [{ type: 'host', afterMs: 5 }]
  maya.engine.gatheredAfterMs = null
  anna.calls.dial('maya')
  await vi.advanceTimersByTimeAsync(50)
  maya.calls.answer(maya.call.id)
  await vi.advanceTimersByTimeAsync(490)
  expect(anna.call.phase).toBe('ringing')
  await vi.advanceTimersByTimeAsync(30)
  expect([anna.call.phase, maya.call.phase]).toEqual(['active', 'active'])
  expect(maya.engine.operations.find(({ kind }) => kind === 'open-connection')).toMatchObject({ iceServers: stun })
})

test('servers are written as a browser wants them', () => {
  expect(iceServersOf({ stun: null, turn: null })).toEqual([])
  expect(
    iceServersOf({
      stun: ' stun.example.org:3478 ',
      turn: { uri: 'turns:turn.example.org?transport=tcp', username: 'anna', password: 'secret' },
    }),
  ).toEqual([
    { urls: 'stun:stun.example.org:3478' },
    { urls: 'turns:turn.example.org?transport=tcp', username: 'anna', credential: 'secret' },
  ])
})

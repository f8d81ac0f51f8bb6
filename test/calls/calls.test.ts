import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultSettings } from '#contract/settings'
import { Person, settle, talk } from '../fakes/call-people.ts'
import { FakeCallProxy } from '../fakes/fake-call-proxy.ts'

let proxy: FakeCallProxy
let people: Person[]

async function present(...names: readonly string[]): Promise<Person[]> {
  const made = names.map((name) => new Person(name, proxy))
  people.push(...made)
  for (const person of made) person.start()
  await settle()
  return made
}

beforeEach(() => {
  vi.useFakeTimers()
  proxy = new FakeCallProxy()
  people = []
})

afterEach(async () => {
  for (const person of people) await person.stop()
  vi.useRealTimers()
})

test('a call rings, is answered, and ends for both with its length in the call list', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  anna.dial(maya)
  expect(anna.call.phase).toBe('dialling')
  await settle()
  expect(anna.call.phase).toBe('ringing')
  expect(maya.call).toMatchObject({ phase: 'incoming', direction: 'in', aor: anna.aor, displayName: 'anna' })
  maya.calls.answer(maya.call.id)
  expect(maya.call.phase).toBe('connecting')
  await settle()
  expect([anna.call.phase, maya.call.phase]).toEqual(['active', 'active'])
  await vi.advanceTimersByTimeAsync(65_000)
  maya.calls.end(maya.call.id)
  await settle()
  expect(anna.last).toMatchObject({ phase: 'ended', end: { kind: 'hung-up', by: 'them' } })
  expect(maya.last).toMatchObject({ phase: 'ended', end: { kind: 'hung-up', by: 'us' } })
  expect(anna.record).toMatchObject({ direction: 'out', outcome: 'answered', seconds: 65, seen: true })
  expect(maya.record).toMatchObject({ direction: 'in', outcome: 'answered', seconds: 65, seen: true })
})

test('audio flows both ways, and nothing of the microphone stays open afterwards', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  await talk(anna, maya)
  const heard = async (person: Person) => {
    const asked = person.calls.flow(person.call.id)
    await settle()
    const result = await asked
    return result.ok ? result.value : null
  }
  expect(await heard(anna)).toMatchObject({ packetsReceived: 50, energyReceived: 1, energySent: 1 })
  expect(await heard(maya)).toMatchObject({ packetsReceived: 50, energyReceived: 1, energySent: 1 })
  anna.calls.end(anna.call.id)
  await settle()
  for (const person of [anna, maya]) {
    expect(person.engine.microphones).toEqual([])
    expect(person.engine.connections).toEqual([])
  }
})

test('an ended call is shown for a moment and then gone', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  await talk(anna, maya)
  anna.calls.end(anna.call.id)
  await settle()
  expect(Object.values(anna.state.current.calls)).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(Object.values(anna.state.current.calls)).toEqual([])
  expect(anna.calls.list).toEqual([])
})

test('a call nobody answers is missed, announced, and seen when looked at', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  anna.dial(maya)
  await settle()
  anna.calls.end(anna.call.id)
  await settle()
  expect(anna.last.end).toEqual({ kind: 'cancelled' })
  expect(anna.record.outcome).toBe('cancelled')
  expect(maya.last.end).toEqual({ kind: 'missed' })
  expect(maya.record).toMatchObject({ outcome: 'missed', seconds: null, seen: false })
  expect(maya.notices).toEqual([{ kind: 'missed-call', accountId: 'maya', aor: anna.aor, name: 'anna' }])
  maya.calls.markSeen()
  expect(maya.record.seen).toBe(true)
  expect(maya.state.current.callRecords[maya.record.id]?.seen).toBe(true)
})

test('missed calls are not announced when the user does not want it', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  maya.settings = { ...defaultSettings, notifications: { ...defaultSettings.notifications, missedCalls: false } }
  anna.dial(maya)
  await settle()
  anna.calls.end(anna.call.id)
  await settle()
  expect(maya.record.outcome).toBe('missed')
  expect(maya.notices).toEqual([])
})

test('a call answered on another device is not missed here', async () => {
  const [anna, maya, other] = (await present('anna', 'maya', 'maya')) as [Person, Person, Person]
  anna.dial(maya)
  await settle()
  expect([maya.call.phase, other.call.phase]).toEqual(['incoming', 'incoming'])
  other.calls.answer(other.call.id)
  await settle()
  expect(maya.last.end).toEqual({ kind: 'answered-elsewhere' })
  expect(maya.record).toMatchObject({ outcome: 'answered-elsewhere', seen: true })
  expect(maya.notices).toEqual([])
  expect(maya.engine.tone).toBeNull()
  expect(anna.call.phase).toBe('active')
})

test('a declined call ends for both, and the caller hears that it was declined', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  anna.dial(maya)
  await settle()
  maya.calls.decline(maya.call.id)
  await settle()
  expect(maya.last.end).toEqual({ kind: 'declined', by: 'us' })
  expect(maya.record.outcome).toBe('declined')
  expect(anna.last.end).toEqual({ kind: 'declined', by: 'them' })
})

test('ringing is heard on both sides until the call is answered', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  anna.dial(maya)
  await settle()
  expect([anna.engine.tone, maya.engine.tone]).toEqual(['ringback', 'ring'])
  maya.calls.answer(maya.call.id)
  await settle()
  expect([anna.engine.tone, maya.engine.tone]).toEqual([null, null])
})

test('a second call knocks quietly; answering it holds the first, and going back holds the second', async () => {
  const [anna, maya, luis] = (await present('anna', 'maya', 'luis')) as [Person, Person, Person]
  await talk(anna, maya)
  luis.dial(maya)
  await settle()
  expect(maya.engine.tone).toBe('waiting')
  const first = maya.calls.list[0]!.id
  const second = maya.calls.list[1]!.id
  const of = (id: string) => maya.calls.list.find((call) => call.id === id)!
  maya.calls.answer(second)
  await settle()
  expect(of(first)).toMatchObject({ phase: 'active', heldByUs: true })
  expect(of(second)).toMatchObject({ phase: 'active', heldByUs: false })
  expect(anna.call.heldByThem).toBe(true)
  expect(maya.engine.tone).toBeNull()

  const back = maya.calls.setHeld(first, false)
  await settle()
  expect(await back).toEqual({ ok: true, value: null })
  expect(of(first).heldByUs).toBe(false)
  expect(of(second).heldByUs).toBe(true)
  expect(anna.call.heldByThem).toBe(false)
  expect(luis.call.heldByThem).toBe(true)
})

test('calling somebody else holds the present call, also before the other has answered', async () => {
  const [anna, maya, luis] = (await present('anna', 'maya', 'luis')) as [Person, Person, Person]
  await talk(anna, maya)
  maya.dial(luis)
  await settle()
  expect(anna.call.heldByThem).toBe(true)
  expect(luis.call.phase).toBe('incoming')
})

test('do not disturb lets a call ring silently, or answers busy, as chosen', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  maya.doNotDisturb = true
  anna.dial(maya)
  await settle()
  expect(maya.call.phase).toBe('incoming')
  expect(maya.engine.tone).toBeNull()
  anna.calls.end(anna.call.id)
  await settle()
  expect(maya.record).toMatchObject({ outcome: 'missed', seen: false })
  expect(maya.notices).toEqual([])

  maya.settings = { ...defaultSettings, calls: { ...defaultSettings.calls, whenDoNotDisturb: 'busy' } }
  anna.dial(maya)
  await settle()
  expect(anna.last.end).toEqual({ kind: 'failed', failure: { kind: 'busy', aor: maya.aor } })
  expect(anna.engine.tone).toBe('busy')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(anna.engine.tone).toBeNull()
  expect(maya.calls.list.every(({ phase }) => phase === 'ended')).toBe(true)
  expect([...maya.records.values()].map(({ outcome }) => outcome)).toEqual(['missed', 'missed'])
})

test('a favourite gets through do not disturb where that is chosen', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  maya.doNotDisturb = true
  maya.favourites = [anna.aor]
  maya.settings = {
    ...defaultSettings,
    calls: { ...defaultSettings.calls, whenDoNotDisturb: 'busy', favouritesGetThrough: true },
  }
  anna.dial(maya)
  await settle()
  expect(maya.call.phase).toBe('incoming')
  expect(maya.engine.tone).toBe('ring')
})

test('a fifth unanswered call finds us busy', async () => {
  const [maya, ...callers] = (await present('maya', 'a', 'b', 'c', 'd', 'e')) as [Person, ...Person[]]
  for (const caller of callers) {
    caller.dial(maya)
    await settle()
  }
  expect(maya.calls.list.filter(({ phase }) => phase === 'incoming')).toHaveLength(4)
  expect(callers.at(-1)!.last.end).toEqual({ kind: 'failed', failure: { kind: 'busy', aor: maya.aor } })
})

test.each([
  [404, { kind: 'not-found', aor: 'maya@dialtone.test' }],
  [486, { kind: 'busy', aor: 'maya@dialtone.test' }],
  [480, { kind: 'not-reachable', aor: 'maya@dialtone.test' }],
  [408, { kind: 'no-answer', aor: 'maya@dialtone.test' }],
  [403, { kind: 'forbidden', domain: 'dialtone.test', status: 403 }],
  [500, { kind: 'server-error', domain: 'dialtone.test', status: 500, reason: 'Scripted' }],
])('a call refused with %d says what that means', async (status, failure) => {
  const [anna] = (await present('anna')) as [Person]
  proxy.intercept = (request) => (request.method === 'INVITE' ? status : null)
  anna.calls.dial('maya')
  await settle()
  expect(anna.last.end).toEqual({ kind: 'failed', failure })
  expect(anna.record.outcome).toBe('failed')
  expect(anna.engine.microphones).toEqual([])
})

test('nothing is dialled without an address or without a link', async () => {
  const [anna] = (await present('anna')) as [Person]
  expect(anna.calls.dial('  ')).toEqual({ ok: false, failure: { kind: 'invalid', field: 'address' } })
  expect(anna.calls.dial('maya@dialtone.test\r\nX-Evil: 1')).toMatchObject({ ok: false })
  proxy.down = true
  proxy.drop()
  await settle()
  expect(anna.calls.dial('maya')).toEqual({ ok: false, failure: { kind: 'network-down' } })
  expect(anna.calls.list).toEqual([])
})

test.each([
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'missing'],
  ['NotReadableError', 'in-use'],
])('without a microphone (%s) the call says so and nobody is called', async (name, problem) => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  anna.engine.microphoneError = name
  anna.dial(maya)
  await settle()
  expect(anna.last.end).toEqual({ kind: 'failed', failure: { kind: 'no-microphone', problem } })
  expect(proxy.requests('INVITE')).toEqual([])
})

test('who answers without a microphone is told so, and the caller does not ring for ever', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  maya.engine.microphoneError = 'NotAllowedError'
  anna.dial(maya)
  await settle()
  maya.calls.answer(maya.call.id)
  await settle()
  expect(maya.last.end).toEqual({ kind: 'failed', failure: { kind: 'no-microphone', problem: 'denied' } })
  expect(anna.last.end).toEqual({ kind: 'failed', failure: { kind: 'not-reachable', aor: maya.aor } })
})

test('a microphone that opens after the call has ended is closed again', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  anna.engine.captureMs = 300
  anna.dial(maya)
  await settle()
  anna.calls.end(anna.call.id)
  await vi.advanceTimersByTimeAsync(400)
  expect(anna.engine.microphones).toEqual([])
  expect(proxy.requests('INVITE')).toEqual([])
})

test('mute silences the microphone and holding does not open it again', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  await talk(anna, maya)
  const { id } = anna.call
  anna.calls.setMuted(id, true)
  await settle()
  expect(anna.call.muted).toBe(true)
  expect(anna.engine.microphones).toEqual([false])
  void anna.calls.setHeld(id, true)
  await settle()
  void anna.calls.setHeld(id, false)
  await settle()
  expect(anna.engine.microphones).toEqual([false])
  anna.calls.setMuted(id, false)
  await settle()
  expect(anna.engine.microphones).toEqual([true])
})

test('a call muted while it still rings begins muted', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  anna.dial(maya)
  anna.calls.setMuted(anna.call.id, true)
  await settle()
  maya.calls.answer(maya.call.id)
  await settle()
  expect(anna.engine.microphones).toEqual([false])
  anna.calls.setMuted(anna.call.id, false)
  await settle()
  expect(anna.engine.microphones).toEqual([true])
})

test('a call muted while it rings and opened while it connects is heard', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  anna.dial(maya)
  await settle()
  maya.calls.setMuted(maya.call.id, true)
  maya.engine.candidates = [{ type: 'host', afterMs: 100 }]
  maya.engine.gatheredAfterMs = 100
  maya.calls.answer(maya.call.id)
  await settle()
  expect(maya.engine.microphones).toEqual([false])
  maya.calls.setMuted(maya.call.id, false)
  await vi.advanceTimersByTimeAsync(200)
  expect(maya.call.phase).toBe('active')
  expect(maya.engine.microphones).toEqual([true])
})

test('digits go as RTP events where the other side takes them, else by INFO', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  await talk(anna, maya)
  expect(anna.calls.sendDigits(anna.call.id, '12#')).toEqual({ ok: true, value: null })
  await settle()
  expect(anna.engine.connections[0]!.tones).toBe('12#')
  expect(anna.call.digits).toBe('12#')
  expect(proxy.requests('INFO')).toEqual([])
  expect(anna.calls.sendDigits(anna.call.id, 'hello')).toMatchObject({ ok: false })

  anna.settings = { ...defaultSettings, calls: { ...defaultSettings.calls, dtmf: 'info' } }
  anna.calls.sendDigits(anna.call.id, '9')
  await settle()
  expect(proxy.requests('INFO').map(({ body }) => body)).toEqual(['Signal=9\r\nDuration=120'])
})

test('digits go by INFO to a side without telephone events', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  maya.engine.telephoneEvents = false
  await talk(anna, maya)
  anna.calls.sendDigits(anna.call.id, '5')
  await settle()
  expect(proxy.requests('INFO')).toHaveLength(1)
})

test('quality follows what the statistics say', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  await talk(anna, maya)
  await vi.advanceTimersByTimeAsync(4_100)
  expect(anna.call.quality).toBe('good')
  maya.engine.connections[0]!.ice = 'disconnected'
  await vi.advanceTimersByTimeAsync(2_100)
  expect(anna.call.quality).toBe('poor')
})

test('devices and the level of the microphone are asked of the media host', async () => {
  const [anna] = (await present('anna')) as [Person]
  expect(anna.engine.opened).toBe(0)
  const asked = anna.calls.refreshDevices()
  await settle()
  expect(await asked).toEqual({ ok: true, value: null })
  expect(anna.state.current.media).toEqual({ host: 'ready', devices: anna.engine.devices })
  const level = anna.calls.level({ listen: true })
  await settle()
  expect(await level).toEqual({ ok: true, value: { level: 0.5 } })
  expect(anna.engine.choice).toEqual(defaultSettings.audio)
})

test('a media host that cannot start fails the call and says so', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  anna.engine.opensWith = new Error('no display')
  anna.dial(maya)
  await settle()
  expect(anna.last.end).toMatchObject({ kind: 'failed', failure: { kind: 'media' } })
})

test('stopping ends every call on both sides', async () => {
  const [anna, maya] = (await present('anna', 'maya')) as [Person, Person]
  await talk(anna, maya)
  anna.calls.stop()
  await settle()
  expect(maya.last.end).toEqual({ kind: 'hung-up', by: 'them' })
  expect(anna.calls.list).toEqual([])
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from '#contract/calls'
import { defaultSettings } from '#contract/settings'
import type { SipTransport } from '../../electron/sip/user-agent.ts'
import { hasKamailio, type Lab } from '../../lab/lab.mjs'
import { Person } from '../fakes/call-people.ts'
import { agentOf, linkIs, startOwnLab, stopAll, TRANSPORTS } from './sip-fixture.ts'

const OTHER: Readonly<Record<SipTransport, SipTransport>> = { ws: 'tls', wss: 'tcp', tls: 'wss', tcp: 'ws' }

describe.skipIf(!hasKamailio())('calls through Kamailio (skipped where it is not installed)', () => {
  let lab: Lab & { remove(): Promise<void> }
  let people: Person[] = []

  beforeAll(async () => {
    lab = await startOwnLab()
  })
  afterEach(async () => {
    for (const { calls } of people) calls.stop()
    people = []
    await stopAll()
  })
  afterAll(() => lab.remove())

  async function present(name: string, transport: SipTransport): Promise<Person> {
    const person = new Person(name, agentOf(lab, name, transport))
    people.push(person)
    person.start()
    await linkIs(person.userAgent, 'online')
    return person
  }

  /** Resolves with the newest call once it is as asked. */
  function callIs(person: Person, fits: (call: Call) => boolean): Promise<Call> {
    return new Promise((resolve, reject) => {
      const look = (): boolean => {
        const call = person.calls.list.at(-1)
        if (!call || !fits(call)) return false
        clearTimeout(timer)
        end()
        resolve(call)
        return true
      }
      const timer = setTimeout(() => {
        end()
        reject(new Error(`${person.aor}: ${JSON.stringify(person.calls.list.at(-1))}`))
      }, 10_000)
      const end = person.calls.onChange(() => look())
      look()
    })
  }

  const phase = (wanted: Call['phase']) => (call: Call) => call.phase === wanted

  async function talk(from: Person, to: Person): Promise<void> {
    from.dial(to)
    await callIs(from, phase('ringing'))
    to.calls.answer((await callIs(to, phase('incoming'))).id)
    await Promise.all([callIs(from, phase('active')), callIs(to, phase('active'))])
  }

  describe.each(TRANSPORTS)('over %s', (transport) => {
    test('a call each way: answered, held, digits by INFO, and hung up by either', async () => {
      const [anna, maya] = [await present('anna', transport), await present('maya', transport)]
      await talk(anna, maya)
      expect(await anna.calls.setHeld(anna.call.id, true)).toEqual({ ok: true, value: null })
      await callIs(maya, ({ heldByThem }) => heldByThem)
      expect(await anna.calls.setHeld(anna.call.id, false)).toEqual({ ok: true, value: null })
      await callIs(maya, ({ heldByThem }) => !heldByThem)
      anna.settings = { ...defaultSettings, calls: { ...defaultSettings.calls, dtmf: 'info' } }
      const digit = new Promise<string>((resolve) => {
        const sessions = (maya.userAgent.jssip as unknown as { _sessions: Record<string, EmitsDigits> })._sessions
        Object.values(sessions)[0]?.on('newDTMF', ({ dtmf }) => resolve(dtmf.tone))
      })
      anna.calls.sendDigits(anna.call.id, '7')
      expect(await digit).toBe('7')
      anna.calls.end(anna.call.id)
      expect((await callIs(maya, phase('ended'))).end).toEqual({ kind: 'hung-up', by: 'them' })

      await talk(maya, anna)
      anna.calls.end(anna.call.id)
      expect((await callIs(maya, phase('ended'))).end).toEqual({ kind: 'hung-up', by: 'them' })
      expect(maya.record).toMatchObject({ direction: 'out', outcome: 'answered' })
    })

    test('a call taken back is missed on the other side, and a declined one says so', async () => {
      const [anna, maya] = [await present('anna', transport), await present('maya', transport)]
      anna.dial(maya)
      await callIs(anna, phase('ringing'))
      anna.calls.end(anna.call.id)
      expect((await callIs(maya, phase('ended'))).end).toEqual({ kind: 'missed' })
      expect(maya.record).toMatchObject({ outcome: 'missed', seen: false })
      expect(maya.notices).toHaveLength(1)

      anna.dial(maya)
      maya.calls.decline((await callIs(maya, phase('incoming'))).id)
      expect((await callIs(anna, ({ phase, direction }) => phase === 'ended' && direction === 'out')).end).toBeTruthy()
      expect(anna.last.end).toEqual({ kind: 'declined', by: 'them' })
    })

    test('between two transports, and through a media host that dies', async () => {
      const [anna, maya] = [await present('anna', transport), await present('maya', OTHER[transport])]
      await talk(anna, maya)
      anna.engine.crash()
      await callIs(anna, ({ recovering }) => recovering)
      await callIs(anna, ({ recovering }) => !recovering)
      await callIs(maya, ({ recovering }) => !recovering)
      expect([anna.call.phase, maya.call.phase]).toEqual(['active', 'active'])
      maya.calls.end(maya.call.id)
      expect((await callIs(anna, phase('ended'))).end).toEqual({ kind: 'hung-up', by: 'them' })
      expect(anna.records.size + maya.records.size).toBe(2)
    })
  })

  test('a call survives the loss of the link, and is held and ended after it came back', async () => {
    const [anna, maya] = [await present('anna', 'tcp'), await present('maya', 'wss')]
    await talk(anna, maya)
    const lost = Promise.all([linkIs(anna.userAgent, 'offline'), linkIs(maya.userAgent, 'offline')])
    await lab.kill()
    await lost
    expect([anna.call.phase, maya.call.phase]).toEqual(['active', 'active'])
    await lab.start()
    await Promise.all([linkIs(anna.userAgent, 'online'), linkIs(maya.userAgent, 'online')])
    expect(await maya.calls.setHeld(maya.call.id, true)).toEqual({ ok: true, value: null })
    await callIs(anna, ({ heldByThem }) => heldByThem)
    anna.calls.end(anna.call.id)
    expect((await callIs(maya, phase('ended'))).end).toEqual({ kind: 'hung-up', by: 'them' })
  })

  test('the answered device silences the other one, which does not call that missed', async () => {
    const anna = await present('anna', 'wss')
    const [here, there] = [await present('maya', 'tls'), await present('maya', 'ws')]
    anna.dial(here)
    await Promise.all([callIs(here, phase('incoming')), callIs(there, phase('incoming'))])
    there.calls.answer(there.call.id)
    await callIs(anna, phase('active'))
    expect((await callIs(here, phase('ended'))).end).toEqual({ kind: 'answered-elsewhere' })
    expect(here.notices).toEqual([])
  })

  test('a person who is not signed in cannot be reached, and that is what it says', async () => {
    const anna = await present('anna', 'wss')
    anna.calls.dial('luis')
    expect((await callIs(anna, phase('ended'))).end).toMatchObject({
      kind: 'failed',
      failure: { kind: 'not-reachable', aor: `luis@${lab.domain}` },
    })
  })
})

type EmitsDigits = {
  on(event: 'newDTMF', listener: (event: { readonly dtmf: { readonly tone: string } }) => void): void
}

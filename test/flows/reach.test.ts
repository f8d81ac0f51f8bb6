import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { automaticChoice } from '#contract/presence'
import { type ColumnId, favouritesColumn, noSphereRules, othersColumn, type Reach } from '#contract/privacy'
import type { NetworkPlace } from '../../electron/presence/network-place.ts'
import { FakeMediaEngine } from '../fakes/fake-media-engine.ts'
import { RunningApplication } from '../fakes/running-application.ts'
import { seconds, settle } from '../fakes/sip-agent.ts'

// For whom the user is available: from the policy to what a caller hears, what is rung, and what the call list keeps.

/** Where this computer is: a test says so, whatever machine it runs on. */
const here = vi.hoisted(() => ({ network: null as NetworkPlace | null }))
vi.mock('../../electron/presence/network-place.ts', () => ({ networkPlace: async () => here.network }))

const bob = 'bob@example.org'
const carol = 'carol@example.org'
let app: RunningApplication
let media: FakeMediaEngine

beforeEach(async () => {
  here.network = null
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  vi.setSystemTime(fridayAt(10))
  media = new FakeMediaEngine()
  app = new RunningApplication({ media })
  await app.signIn()
  await until(() => expect(app.link?.kind).toBe('online'))
})
afterEach(async () => {
  const stopped = app.application.stop()
  await seconds(10)
  await stopped
  vi.useRealTimers()
})

/** What a wall clock shows, in whatever zone. */
function fridayAt(hour: number, minute = 0, second = 0): Date {
  return new Date(2026, 10, 20, hour, minute, second)
}

const until = (expectation: () => void) =>
  vi.waitFor(async () => {
    await settle()
    expectation()
  }, 20_000)

const privacy = () => app.state.current.privacy[app.accountId]
const reach = (column: ColumnId, changes: Partial<Reach>) =>
  app.softphone.privacy.edit({
    kind: 'reach',
    column,
    reach: { ring: 'always', otherwise: 'silent', quietMessages: true, ...changes },
  })
function add(aor: string, group: string): ColumnId {
  const made = app.softphone.roster.addGroup(group)
  if (!made.ok) throw new Error('no group')
  app.softphone.roster.add(aor, '', [made.value.id])
  return made.value.id
}
const say = (choice: object) => app.softphone.publisher.setChoice({ ...automaticChoice, ...choice })

const offer = `v=0\r\no=- 1 1 IN IP4 203.0.113.9\r\ns=-\r\nc=IN IP4 203.0.113.9\r\nt=0 0\r\nm=audio 5000 UDP/TLS/RTP/SAVPF 111\r\n`
const missed = () => app.notices.filter(({ kind }) => kind === 'missed-call')

/** Somebody calls, waits a while, and gives up: what became of it. */
async function callFrom(aor: string) {
  const records = new Set(Object.keys(app.state.current.callRecords))
  const notices = missed().length
  const headers = [`Contact: <sip:${aor}>`, 'Content-Type: application/sdp']
  const callId = app.server.send('INVITE', headers, offer, { from: `<sip:${aor}>` })
  const answer = () => app.server.responses.findLast((each) => each.header('call-id') === callId)?.status
  await until(() => expect(answer()).toBeGreaterThan(100))
  await settle()
  const rung = { status: answer(), heard: media.tone, shown: Object.values(app.state.current.calls).length > 0 }
  if (rung.status === 180) {
    app.server.cancel(callId)
    await until(() => expect(answer()).toBe(487))
  }
  await seconds(10)
  const kept = Object.values(app.state.current.callRecords).filter(({ id }) => !records.has(id))
  expect(kept.map((record) => [record.aor, record.outcome])).toEqual([[aor, 'missed']])
  expect(media.tone).toBe(null)
  return { ...rung, told: missed().length > notices, waits: kept.some(({ seen }) => !seen) }
}
/** `waits`: unseen in the call list, with a mark on it */
const rings = { status: 180, heard: 'ring', shown: true, told: true, waits: true }
const silent = { status: 180, heard: null, shown: true, told: false, waits: true }
const declined = { status: 486, heard: null, shown: false, told: false, waits: true }

test('everybody rings until the user says otherwise', async () => {
  add(bob, 'Team')
  expect(await callFrom(bob)).toEqual(rings)
  expect(await callFrom('stranger@example.com')).toEqual(rings)
})

test('whom the user is there for never, or in another sphere, is unheard or turned away, as he chose', async () => {
  const team = add(bob, 'Team')
  reach(team, { ring: 'never' })
  expect(await callFrom(bob)).toEqual(silent)
  reach(team, { ring: 'never', otherwise: 'decline' })
  expect(await callFrom(bob)).toEqual(declined)
  // Each column is its own.
  expect(await callFrom(carol)).toEqual(rings)
  reach(othersColumn, { ring: 'never', otherwise: 'decline' })
  expect(await callFrom(carol)).toEqual(declined)
})

test('work and home by hand', async () => {
  const team = add(bob, 'Team')
  const family = add(carol, 'Family')
  reach(team, { ring: 'work', otherwise: 'decline' })
  reach(family, { ring: 'home' })
  // Neither is known: nobody is let through who waits for one of them.
  expect(await callFrom(bob)).toEqual(declined)
  expect(await callFrom(carol)).toEqual(silent)
  say({ sphere: 'work' })
  expect(privacy()?.sphere).toMatchObject({ now: 'work', source: 'hand' })
  expect(await callFrom(bob)).toEqual(rings)
  expect(await callFrom(carol)).toEqual(silent)
  say({ sphere: 'home' })
  expect(await callFrom(bob)).toEqual(declined)
  expect(await callFrom(carol)).toEqual(rings)
})

test('work by its hours, to the minute at which they end and begin', async () => {
  const team = add(bob, 'Team')
  reach(team, { ring: 'work', otherwise: 'decline' })
  const workHours = { days: [1, 2, 3, 4, 5], from: 9 * 60, until: 17 * 60 }
  vi.setSystemTime(fridayAt(16, 59))
  app.softphone.privacy.setSphereRules({ ...noSphereRules, workHours, otherwise: 'home' })
  expect(privacy()?.sphere).toMatchObject({ now: 'work', source: 'time' })
  expect(await callFrom(bob)).toEqual(rings)
  await seconds(45)
  expect(privacy()?.sphere.now).toBe('work')
  await seconds(10)
  expect(privacy()?.sphere).toMatchObject({ now: 'home', source: 'time' })
  expect(await callFrom(bob)).toEqual(declined)
  // Saturday is no day of work; on Monday it begins again, also for a computer that slept over it.
  vi.setSystemTime(new Date(2026, 10, 21, 10))
  await seconds(15 * 60)
  expect(await callFrom(bob)).toEqual(declined)
  vi.setSystemTime(new Date(2026, 10, 23, 8, 59, 0))
  await seconds(15 * 60)
  expect(await callFrom(bob)).toEqual(rings)
})

test('the network says where the user is, and what he sets by hand comes before it', async () => {
  const team = add(bob, 'Team')
  reach(team, { ring: 'work' })
  const network = { id: '02:42:ac:11:00:01', name: '192.168.1.1' }
  app.softphone.privacy.setSphereRules({ ...noSphereRules, networks: [{ ...network, sphere: 'work' }] })
  expect(await callFrom(bob)).toEqual(silent)
  here.network = network
  app.networkChanged()
  await until(() => expect(privacy()?.sphere).toMatchObject({ now: 'work', source: 'network', network }))
  expect(await callFrom(bob)).toEqual(rings)
  say({ sphere: 'home' })
  expect(await callFrom(bob)).toEqual(silent)
  say({ sphere: null })
  expect(await callFrom(bob)).toEqual(rings)
  here.network = { id: '10.1.0.0/16', name: '10.1.0.0/16' }
  app.networkChanged()
  await until(() => expect(privacy()?.sphere.now).toBe(null))
  expect(await callFrom(bob)).toEqual(silent)
})

test('who is in two columns has the more open one, and an exception for one person comes before all', async () => {
  const team = add(bob, 'Team')
  reach(team, { ring: 'never', otherwise: 'decline' })
  const [contact] = app.softphone.roster.contacts
  app.softphone.roster.change(contact!.id, { favourite: true })
  expect(await callFrom(bob)).toEqual(rings)
  reach(favouritesColumn, { ring: 'never' })
  expect(await callFrom(bob)).toEqual(silent)
  const person = (changes: Partial<Reach>) =>
    app.softphone.privacy.setPerson(bob, {
      access: 'columns',
      extra: {},
      reach: { ring: 'always', otherwise: 'silent', quietMessages: true, ...changes },
    })
  person({ ring: 'always' })
  expect(await callFrom(bob)).toEqual(rings)
  person({ ring: 'home', otherwise: 'decline' })
  expect(await callFrom(bob)).toEqual(declined)
  app.softphone.privacy.setPerson(bob, null)
  expect(await callFrom(bob)).toEqual(silent)
  // Out of the group and no favourite any more, the column of everyone else counts.
  app.softphone.roster.change(contact!.id, { favourite: false, groupIds: [] })
  expect(await callFrom(bob)).toEqual(rings)
})

test('whom the user blocks is turned away, and whom he blocks politely rings at his end alone', async () => {
  app.softphone.decide(bob, { kind: 'block' }, '')
  expect(await callFrom(bob)).toEqual({ ...declined, waits: false })
  app.softphone.decide(bob, { kind: 'polite-block' }, '')
  expect(await callFrom(bob)).toEqual({ status: 180, heard: null, shown: false, told: false, waits: false })
  app.softphone.decide(bob, { kind: 'allow', groupId: null }, '')
  expect(await callFrom(bob)).toEqual(rings)
})

test('do not disturb holds for who may ring, too, but for favourites where they get through', async () => {
  add(bob, 'Team')
  say({ status: 'dnd' })
  expect(await callFrom(bob)).toEqual(silent)
  app.application.setSettings({ calls: { whenDoNotDisturb: 'busy', favouritesGetThrough: true } })
  expect(await callFrom(bob)).toEqual(declined)
  const [contact] = app.softphone.roster.contacts
  app.softphone.roster.change(contact!.id, { favourite: true })
  expect(await callFrom(bob)).toEqual(rings)
  // Nor does that open a column which is closed.
  reach(favouritesColumn, { ring: 'never', otherwise: 'decline' })
  const team = app.softphone.roster.groups[0]!.id
  reach(team, { ring: 'never', otherwise: 'decline' })
  expect(await callFrom(bob)).toEqual(declined)
})

test('messages make no notice during do not disturb, but for the columns and people that are let through', async () => {
  const team = add(bob, 'Team')
  let texts = 0
  const isNoticed = async (aor: string) => {
    const before = app.notices.length
    const callId = app.server.send('MESSAGE', ['Content-Type: text/plain'], `text ${++texts}`, { from: `<sip:${aor}>` })
    await until(() => expect(app.server.answerTo(callId)?.status).toBe(200))
    await settle()
    // Quiet or not, it is there.
    expect(app.softphone.messaging.range(aor, 0, 20).at(-1)?.text).toBe(`text ${texts}`)
    return app.notices.length > before
  }
  expect(await isNoticed(bob)).toBe(true)
  say({ status: 'dnd' })
  expect(await isNoticed(bob)).toBe(false)
  expect(await isNoticed('stranger@example.com')).toBe(false)
  reach(team, { quietMessages: false })
  expect(await isNoticed(bob)).toBe(true)
  app.softphone.privacy.setPerson(bob, {
    access: 'columns',
    extra: {},
    reach: { ring: 'always', otherwise: 'silent', quietMessages: true },
  })
  expect(await isNoticed(bob)).toBe(false)
  say({ status: null })
  expect(await isNoticed(bob)).toBe(true)
  // Whom the user blocks disturbs at no time.
  app.softphone.decide(bob, { kind: 'block' }, '')
  expect(await isNoticed(bob)).toBe(false)
})

test('for whom the user is there is the same after a restart', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'dialtone-reach-'))
  const restart = async () => {
    const stopped = app.application.stop()
    await seconds(10)
    await stopped
    app = new RunningApplication({ media, profile, server: app.server })
  }
  await restart()
  await app.signIn()
  const team = add(bob, 'Team')
  reach(team, { ring: 'work', otherwise: 'decline' })
  const workHours = { days: [1, 2, 3, 4, 5], from: 9 * 60, until: 17 * 60 }
  app.softphone.privacy.setSphereRules({ ...noSphereRules, workHours })
  await restart()
  await app.start()
  app.application.connect()
  await until(() => expect(app.link?.kind).toBe('online'))
  expect(await callFrom(bob)).toEqual(rings)
  vi.setSystemTime(fridayAt(18))
  await seconds(15 * 60)
  expect(await callFrom(bob)).toEqual(declined)
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
})

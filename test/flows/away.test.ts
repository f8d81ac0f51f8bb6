import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { automaticChoice } from '#contract/presence'
import { noSignOff, type SignOff } from '#contract/privacy'
import { parsePresence } from '../../electron/documents/pidf.ts'
import { compose } from '../../electron/presence/composition.ts'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { RunningApplication } from '../fakes/running-application.ts'
import { seconds } from '../fakes/sip-agent.ts'

// "While I am away": from the plan to what people are told while no device is on (RFC 4827).

const anna = 'sip:anna@example.org'
const path = `pidf-manipulation/users/${anna}/index`
let xcap: FakeXcapServer
let sip: FakeSipServer
const running: RunningApplication[] = []

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  vi.setSystemTime(fridayAt(16, 50))
  xcap = new FakeXcapServer()
  await xcap.start()
  sip = new FakeSipServer()
})
afterEach(async () => {
  for (const app of running.splice(0)) await quit(app)
  vi.useRealTimers()
  await xcap.stop()
})

/** What a wall clock shows, in whatever zone: 20 November 2026 is a Friday. */
function fridayAt(hour: number, minute = 0): Date {
  return new Date(2026, 10, 20, hour, minute)
}
const mondayAt = (hour: number) => new Date(2026, 10, 23, hour).getTime()

/** Requests to the documents' server take real time, everything else that of the test: its clock goes on, but slowly. */
const until = (expectation: () => void) =>
  vi.waitFor(
    async () => {
      await vi.advanceTimersByTimeAsync(100)
      expectation()
    },
    { timeout: 20_000, interval: 10 },
  )

async function signedIn(): Promise<RunningApplication> {
  const app = new RunningApplication({ server: sip, xcapRoot: xcap.root })
  running.push(app)
  await app.signIn()
  await until(() => expect(states(app)).toMatchObject({ 'resource-lists': { kind: 'saved' } }))
  await until(() =>
    expect(states(app)?.['pidf-manipulation']).toEqual(
      xcap.auids?.includes('pidf-manipulation') ? { kind: 'saved' } : { kind: 'local' },
    ),
  )
  await until(() => expect(sip.publications.has(anna)).toBe(true))
  return app
}
async function quit(app: RunningApplication): Promise<void> {
  if (running.includes(app)) running.splice(running.indexOf(app), 1)
  let stopped = false
  const stopping = app.application.stop().then(() => {
    stopped = true
  })
  await until(() => expect(stopped).toBe(true))
  await stopping
}
const states = (app: RunningApplication) => app.state.current.serverDocuments[app.accountId]?.documents
const standing = (app: RunningApplication) => app.state.current.privacy[app.accountId]?.signOff.standing
const own = (app: RunningApplication) => app.state.current.ownPresence[app.accountId]
async function plan(app: RunningApplication, signOff: Partial<SignOff>): Promise<void> {
  app.softphone.privacy.edit({ kind: 'sign-off', signOff: { ...noSignOff, ...signOff } })
  await until(() => expect(states(app)?.['resource-lists']).toEqual({ kind: 'saved' }))
}
/** As the screen of somebody who watches shows it, with what stands there and what devices say. */
const seen = () =>
  compose(
    [xcap.text(path), sip.publications.get(anna)?.body].flatMap((text) => (text ? [parsePresence(text)] : [])),
    Date.now(),
  )

/** Another device of the user publishes to the same address. */
function otherDevice({ input }: { readonly input: 'active' | 'idle' }) {
  const own = sip.subscriptions.find(({ target, event }) => target === anna && event === 'presence')
  if (!own) throw new Error('nobody asks how we are')
  sip.notify(own, {
    body: `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="${anna}">
      <tuple id="SID-phone"><status><basic>open</basic></status><rpid:user-input>${input}</rpid:user-input></tuple></presence>`,
  })
}

const backOnMonday: Partial<SignOff> = {
  note: 'Gone fishing',
  until: { kind: 'next', days: [1, 2, 3, 4, 5], at: 8 * 60 },
  deputy: { relationship: 'assistant', address: 'luis@example.org', name: 'Luis' },
}

const theirs = `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="${anna}"><tuple id="desk">
  <status><basic>closed</basic></status><note>Ask at the desk</note></tuple></presence>`

test('at the end it is said until when, why, and who is there instead, before the device is gone', async () => {
  const app = await signedIn()
  await plan(app, { ...backOnMonday, atQuit: true })
  expect(xcap.text(path)).toBe(null)
  let publishedThen: boolean | null = null
  xcap.onWrite = (written) => {
    if (written === path) publishedThen ??= sip.publications.has(anna)
  }
  await quit(app)
  expect(publishedThen).toBe(true)
  expect(sip.publications.has(anna)).toBe(false)
  const card = seen()
  expect(card).toMatchObject({ availability: 'offline', note: { text: 'Gone fishing' } })
  expect(card.activities[0]).toMatchObject({ name: 'away', until: mondayAt(8) })
  expect(card.services).toContainEqual(
    expect.objectContaining({ relationship: 'assistant', uri: 'sip:luis@example.org', open: true }),
  )
})

test('the next sign-in takes it back, and leaves what another program says there', async () => {
  xcap.write(path, theirs)
  const first = await signedIn()
  await plan(first, { ...backOnMonday, atQuit: true })
  await quit(first)
  expect(xcap.text(path)).toContain('Gone fishing')
  expect(xcap.text(path)).toContain('Ask at the desk')
  const second = await signedIn()
  await until(() => expect(xcap.text(path)).not.toContain('Gone fishing'))
  expect(xcap.text(path)).toContain('Ask at the desk')
  expect(xcap.text(path)).not.toContain('luis@example.org')
  // Emptied, never deleted: not every server tells its watchers of that.
  expect(xcap.requests.some(({ method }) => method === 'DELETE')).toBe(false)
  await until(() => expect(seen().availability).toBe('available'))
  expect(standing(second)).toEqual({ kind: 'none' })
})

test('what is said for the end is nobody else’s word: who comes back is not offline by it', async () => {
  const app = await signedIn()
  await plan(app, { ...backOnMonday, atQuit: true })
  const mine = sip.subscriptions.find(({ target, event }) => target === anna && event === 'presence')
  if (!mine) throw new Error('nobody asks how we are')
  sip.notify(mine, { body: sip.publications.get(anna)?.body ?? '' })
  // As a server tells it that composes what stands there with what the devices say.
  xcap.onWrite = (written, text) => {
    if (written === path && text !== null) sip.notify(mine, { body: text })
  }
  await quit(app)
  expect(xcap.text(path)).toContain('Gone fishing')
  expect(own(app)?.choice).toMatchObject({ status: automaticChoice.status, note: null })
})

test('nothing is said by who did not ask for it', async () => {
  const app = await signedIn()
  await plan(app, backOnMonday)
  await quit(app)
  expect(xcap.text(path)).toBe(null)
})

test('while another device of the user is on, the one that goes says nothing', async () => {
  const app = await signedIn()
  await plan(app, { ...backOnMonday, atQuit: true })
  otherDevice({ input: 'idle' })
  await until(() => expect(app.softphone.publisher.othersThere).toBe(true))
  await quit(app)
  expect(xcap.text(path)).toBe(null)
})

test('at the set time he is gone, on the server too, and it ends when he shows himself again', async () => {
  const app = await signedIn()
  await plan(app, { ...backOnMonday, note: 'Somewhere', daily: { days: [5], at: 17 * 60 } })
  // The plan of the moment counts, not that of when the clock was set.
  await plan(app, { ...backOnMonday, daily: { days: [5], at: 17 * 60 } })
  await seconds(9 * 60)
  expect(own(app)?.availability).toBe('available')
  expect(xcap.text(path)).toBe(null)
  await seconds(90)
  expect(own(app)).toMatchObject({ availability: 'offline', note: { text: 'Gone fishing' }, until: mondayAt(8) })
  await until(() => expect(standing(app)).toMatchObject({ kind: 'written' }))
  await until(() => expect(seen()).toMatchObject({ availability: 'offline', note: { text: 'Gone fishing' } }))
  expect(xcap.text(path)).toContain('luis@example.org')
  app.softphone.publisher.setChoice({ ...automaticChoice })
  await until(() => expect(xcap.text(path)).not.toContain('Gone fishing'))
  await until(() => expect(seen().availability).toBe('available'))
  expect(standing(app)).toEqual({ kind: 'none' })
})

test('with the time at which he is back it ends by itself', async () => {
  const app = await signedIn()
  await plan(app, { ...backOnMonday, daily: { days: [5], at: 17 * 60 } })
  await seconds(11 * 60)
  await until(() => expect(standing(app)?.kind).toBe('written'))
  vi.setSystemTime(mondayAt(8) - 60_000)
  await seconds(16 * 60)
  await until(() => expect(own(app)?.availability).toBe('available'))
  await until(() => expect(xcap.text(path)).not.toContain('Gone fishing'))
})

test('the set time passes who sits at another device, and takes who left it on', async () => {
  const app = await signedIn()
  const { publisher } = app.softphone
  await plan(app, { ...backOnMonday, daily: { days: [], at: 17 * 60 } })
  await seconds(9 * 60 + 50)
  otherDevice({ input: 'active' })
  await until(() => expect(publisher.othersInUse).toBe(true))
  await seconds(20)
  expect(own(app)?.availability).toBe('available')
  expect(xcap.text(path)).toBe(null)
  await plan(app, { ...backOnMonday, daily: { days: [], at: 17 * 60 + 1 } })
  otherDevice({ input: 'idle' })
  await until(() => expect(publisher.othersInUse).toBe(false))
  expect(publisher.othersThere).toBe(true)
  await seconds(60)
  expect(own(app)?.availability).toBe('offline')
  await until(() => expect(xcap.text(path)).toContain('Gone fishing'))
})

test('what the server does not take is said, and tried again', async () => {
  const app = await signedIn()
  await plan(app, { ...backOnMonday, daily: { days: [5], at: 17 * 60 } })
  let refusals = 0
  xcap.twist = ({ method, path: asked }) => {
    if (method !== 'PUT' || asked !== path) return null
    refusals++
    return { status: 503 }
  }
  await seconds(10 * 60)
  await until(() =>
    expect(standing(app)).toMatchObject({ kind: 'failed', failure: { kind: 'server-error', status: 503 } }),
  )
  await until(() => expect(refusals).toBeGreaterThan(1))
  expect(xcap.text(path)).toBe(null)
  xcap.twist = () => null
  await seconds(6 * 60)
  await until(() => expect(standing(app)?.kind).toBe('written'))
  expect(xcap.text(path)).toContain('Gone fishing')
})

test('a hiccup of the server at the end is waited out', async () => {
  const app = await signedIn()
  await plan(app, { ...backOnMonday, atQuit: true })
  let refused = false
  xcap.twist = ({ method, path: asked }) => {
    if (method !== 'PUT' || asked !== path || refused) return null
    refused = true
    return { status: 503 }
  }
  await quit(app)
  expect(refused).toBe(true)
  expect(xcap.text(path)).toContain('Gone fishing')
})

test('a server without a place for it is not said to have it', async () => {
  xcap.auids = ['xcap-caps', 'resource-lists', 'rls-services', 'pres-rules']
  const app = await signedIn()
  await plan(app, { ...backOnMonday, daily: { days: [5], at: 17 * 60 } })
  await seconds(11 * 60)
  expect(own(app)?.availability).toBe('offline')
  expect(app.state.current.privacy[app.accountId]?.signOff).toMatchObject({
    offered: false,
    standing: { kind: 'none' },
  })
})

test('what some may not see is not said at the end either', async () => {
  sip.software = 'kamailio (5.6.3 (x86_64/linux))'
  const app = await signedIn()
  const group = app.softphone.roster.addGroup('Customers')
  if (!group.ok) throw new Error('no group')
  app.softphone.roster.add('carol@example.com', 'Carol', [group.value.id])
  app.softphone.privacy.edit({
    kind: 'grant',
    column: group.value.id,
    detail: 'note',
    grant: { level: 'no', when: 'always' },
  })
  await plan(app, { ...backOnMonday, atQuit: true })
  await quit(app)
  expect(xcap.text(path)).not.toContain('Gone fishing')
  expect(seen().availability).toBe('offline')
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { buildMultipart } from '../../electron/documents/multipart.ts'
import { buildRlmi, type Instance } from '../../electron/documents/rlmi.ts'
import { PresenceWatcher } from '../../electron/presence/presence-watcher.ts'
import { FakeUserAgent, fakeChannels, fakeLog, recordedState } from './fakes.ts'
import { presence } from './fixtures.ts'

const start = Date.parse('2026-11-20T14:02:00Z')
const people = ['maya', 'luis', 'priya'].map((name) => `${name}@dialtone.test`)
const [maya = '', luis = '', priya = ''] = people

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

type Said = {
  readonly aor: string
  readonly state?: Instance['state']
  readonly reason?: string
  readonly doing?: string
}

const doing = (activity: string) =>
  presence(`<tuple id="t"><status><basic>open</basic></status></tuple>
    <dm:person id="p"><rpid:activities><rpid:${activity}/></rpid:activities></dm:person>`)

/** A list NOTIFY; somebody with neither state nor doing is a bare resource. */
function list(version: number, fullState: boolean, said: readonly Said[]) {
  const resources = said.map(({ aor, state, reason, doing: activity }) => {
    const cid = activity === undefined ? null : `${aor}-${version}`
    const instance = { id: '1', state: state ?? 'active', reason: reason ?? null, cid }
    return { uri: `sip:${aor}`, names: [], instances: state || activity ? [instance] : [] }
  })
  const rlmi = buildRlmi({ uri: 'sip:friends@dialtone.test', version, fullState, names: [], resources })
  const part = (mediaType: string, contentId: string, body: string) => ({
    mediaType,
    contentType: mediaType,
    contentId,
    body,
  })
  const documents = said.flatMap(({ aor, doing: activity }) =>
    activity === undefined ? [] : [part('application/pidf+xml', `${aor}-${version}`, doing(activity))],
  )
  return buildMultipart([part('application/rlmi+xml', 'list', rlmi), ...documents], 'x1y2')
}

function watching() {
  const agent = new FakeUserAgent()
  const channels = fakeChannels()
  const { state } = recordedState()
  const log = fakeLog()
  const watcher = new PresenceWatcher({
    accountId: 'a1',
    userAgent: agent.userAgent,
    state,
    log,
    channels,
    resourceList: 'sip:friends@dialtone.test',
  })
  watcher.setContacts(people)
  watcher.start()
  agent.online()
  const [subscription] = channels.subscriptions
  if (!subscription) throw new Error('the list was not asked for')
  return {
    watcher,
    agent,
    channels,
    log,
    subscription,
    notify: async (...said: Parameters<typeof list>) => {
      const { body, contentType } = list(...said)
      subscription.notify(body, contentType)
      await vi.advanceTimersByTimeAsync(0)
    },
    later: (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds),
    askedDirectly: () => channels.subscriptions.slice(1).map((each) => each.options.target.replace('sip:', '')),
    of: (aor: string) => state.current.presentities[`a1 ${aor}`],
  }
}

const letIn: readonly Said[] = [
  { aor: maya, doing: 'meeting' },
  { aor: luis, doing: 'away' },
  { aor: priya, doing: 'travel' },
]

const known: readonly Said[] = [
  { aor: maya, doing: 'meeting' },
  { aor: luis, doing: 'away' },
  { aor: priya, state: 'pending' },
]

test('one SUBSCRIBE asks for everybody, and says that it understands lists', () => {
  const world = watching()
  expect(world.channels.subscriptions).toHaveLength(1)
  expect(world.subscription.options).toMatchObject({
    target: 'sip:friends@dialtone.test',
    extraHeaders: ['Supported: eventlist'],
  })
  expect(world.subscription.options.accept).toContain('application/rlmi+xml')
})

test('a full state shows everybody', async () => {
  const world = watching()
  await world.notify(0, true, known)
  expect(world.of(maya)).toMatchObject({ availability: 'busy', knowledge: { kind: 'current', confirmedAt: start } })
  expect(world.of(luis)).toMatchObject({ availability: 'away' })
  expect(world.of(priya)).toMatchObject({ knowledge: { kind: 'waiting-for-permission' } })
})

test('a partial state changes whom it names and nobody else', async () => {
  const world = watching()
  await world.notify(0, true, known)
  await world.notify(1, false, [{ aor: luis, doing: 'meal' }])
  expect(world.of(luis)?.activities).toMatchObject([{ name: 'meal' }])
  expect(world.of(maya)?.activities).toMatchObject([{ name: 'meeting' }])
  expect(world.subscription.refreshed).toBe(0)
})

test('a gap in the versions asks for the whole again', async () => {
  const world = watching()
  await world.notify(0, true, known)
  await world.notify(2, false, [{ aor: luis, doing: 'meal' }])
  expect(world.subscription.refreshed).toBe(1)
  expect(world.of(luis)?.activities).toMatchObject([{ name: 'meal' }])
})

test.each([
  ['rejected', 'refused'],
  ['noresource', 'not-found'],
  ['deactivated', 'last-known'],
])('an instance terminated as %s is %s', async (reason, kind) => {
  const world = watching()
  await world.notify(0, true, known)
  await world.notify(1, false, [{ aor: maya, state: 'terminated', reason }])
  expect(world.of(maya)?.knowledge.kind).toBe(kind)
})

test('a person without an instance for ten seconds is asked directly', async () => {
  const world = watching()
  await world.notify(0, true, [{ aor: maya, doing: 'meeting' }, { aor: luis }])
  await world.later(9_000)
  expect(world.channels.subscriptions).toHaveLength(1)
  await world.later(1_000)
  expect(world.channels.subscriptions.slice(1).map((each) => each.options.target)).toEqual([
    `sip:${luis}`,
    `sip:${priya}`,
  ])
  world.channels.subscriptions[1]?.notify(doing('meal'))
  await world.later(0)
  expect(world.of(luis)).toMatchObject({ availability: 'away' })
  // The list saying something later does not undo what the person's own server says.
  await world.notify(1, false, [{ aor: luis, state: 'terminated', reason: 'rejected' }])
  expect(world.of(luis)).toMatchObject({ availability: 'away' })
})

test('a person whose instance the server ended for now is asked directly, unless it tells of them again', async () => {
  const world = watching()
  await world.notify(0, true, letIn)
  await world.notify(1, false, [
    { aor: maya, state: 'terminated', reason: 'timeout' },
    { aor: luis, state: 'terminated', reason: 'deactivated' },
  ])
  await world.later(9_000)
  await world.notify(2, false, [{ aor: luis, doing: 'meal' }])
  expect(world.askedDirectly()).toEqual([])
  await world.later(1_000)
  expect(world.askedDirectly()).toEqual([maya])
  expect(world.of(luis)).toMatchObject({ availability: 'away', knowledge: { kind: 'current' } })
})

test('who starts without a link does not ask for everybody one by one', async () => {
  const world = watching()
  world.subscription.become({ kind: 'waiting-for-link' })
  await world.later(60_000)
  expect(world.channels.subscriptions).toHaveLength(1)
  world.subscription.become({ kind: 'subscribing' })
  await world.later(9_000)
  expect(world.channels.subscriptions).toHaveLength(1)
  await world.later(1_000)
  expect(world.channels.subscriptions).toHaveLength(4)
})

test('who was asked directly is left to the list again when it has him', async () => {
  const world = watching()
  await world.notify(0, true, [{ aor: maya, doing: 'meeting' }, { aor: luis }, { aor: priya, doing: 'away' }])
  await world.later(10_000)
  const [, direct] = world.channels.subscriptions
  direct?.become({ kind: 'refused', status: 403, reason: 'rejected' })
  await world.later(0)
  expect(world.of(luis)?.knowledge).toEqual({ kind: 'refused' })
  // He lets the user see him again, and the list is begun anew.
  await world.later(5_000)
  world.subscription.become({ kind: 'subscribing' })
  await world.notify(0, true, [{ aor: luis, doing: 'meal' }])
  expect(world.of(luis)).toMatchObject({ knowledge: { kind: 'current' }, activities: [{ name: 'meal' }] })
  expect(direct?.state.kind).toBe('stopped')
})

test('who is looked at is asked directly, where the list would not say that he lets nobody see him any more', async () => {
  const world = watching()
  await world.notify(0, true, letIn)
  world.agent.software = 'kamailio (5.6.3 (x86_64/linux))'
  world.watcher.lookAt(maya)
  const [, direct, ...more] = world.channels.subscriptions
  expect(direct?.options.target).toBe(`sip:${maya}`)
  expect(more).toEqual([])
  direct?.become({ kind: 'refused', status: 403, reason: 'rejected' })
  await world.later(0)
  expect(world.of(maya)).toMatchObject({ availability: 'unknown', knowledge: { kind: 'refused' } })
  world.watcher.lookAt(maya)
  expect(world.channels.subscriptions).toHaveLength(2)
  // The list, begun anew, has him again, and looking again and again asks once a minute.
  await world.later(5_000)
  world.subscription.become({ kind: 'subscribing' })
  await world.notify(0, true, [...letIn.slice(1), { aor: maya, doing: 'meal' }])
  expect(direct?.state.kind).toBe('stopped')
  world.watcher.lookAt(maya)
  expect(world.channels.subscriptions).toHaveLength(2)
  await world.later(60_000)
  world.watcher.lookAt(maya)
  expect(world.channels.subscriptions).toHaveLength(3)
})

test('a list service that follows the RFC is taken at its word', async () => {
  const world = watching()
  await world.notify(0, true, known)
  world.agent.software = 'Acme Presence 1.0'
  world.watcher.lookAt(maya)
  expect(world.channels.subscriptions).toHaveLength(1)
})

test('a server without the list: everybody is asked directly at once', () => {
  const world = watching()
  world.subscription.become({ kind: 'refused', status: 404, reason: 'Not Found' })
  expect(world.channels.subscriptions.slice(1).map((each) => each.options.target)).toEqual(
    people.map((aor) => `sip:${aor}`),
  )
})

test('when the link goes everybody of the list is last known', async () => {
  const world = watching()
  await world.notify(0, true, known)
  await world.later(1_000)
  world.agent.offline(start + 500)
  world.subscription.become({ kind: 'waiting-for-link' })
  await world.later(0)
  expect(world.of(maya)).toMatchObject({
    availability: 'busy',
    knowledge: { kind: 'last-known', at: start + 500, cause: 'link' },
  })
  expect(world.of(priya)?.knowledge.kind).toBe('waiting-for-permission')
})

test('a refresh confirms everybody, told once in five minutes', async () => {
  const world = watching()
  await world.notify(0, true, known)
  await world.later(60_000)
  await world.notify(1, false, [{ aor: luis, doing: 'meal' }])
  expect(world.of(maya)?.knowledge).toEqual({ kind: 'current', confirmedAt: start })
  await world.later(300_000)
  await world.notify(2, false, [])
  expect(world.of(maya)?.knowledge).toEqual({ kind: 'current', confirmedAt: start + 360_000 })
})

test('a bad document among good ones spoils only itself', async () => {
  const world = watching()
  await world.notify(0, true, known)
  const { body, contentType } = list(1, false, [
    { aor: maya, doing: 'meal' },
    { aor: luis, doing: 'dinner' },
  ])
  world.subscription.notify(body.replace('<rpid:meal/>', '<rpid:meal>'), contentType)
  await world.later(0)
  expect(world.of(maya)?.activities).toMatchObject([{ name: 'meeting' }])
  expect(world.of(luis)?.activities).toMatchObject([{ name: 'dinner' }])
  expect(world.log.lines.filter((line) => line.startsWith('warn'))).toHaveLength(1)
})

test('somebody the roster does not hold is ignored, somebody new is asked for', async () => {
  const world = watching()
  await world.notify(0, true, [...letIn, { aor: 'mallory@dialtone.test', doing: 'busy' }])
  expect(world.of('mallory@dialtone.test')).toBeUndefined()
  world.watcher.setContacts([...people, 'jonas@dialtone.test'])
  expect(world.subscription.refreshed).toBe(1)
  await world.later(10_000)
  expect(world.channels.subscriptions.at(-1)?.options.target).toBe('sip:jonas@dialtone.test')
})

test('stopping leaves no timer', async () => {
  const world = watching()
  await world.notify(0, true, [{ aor: maya, doing: 'meeting' }])
  await world.watcher.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('a list found later takes over from the direct subscriptions, and they from it when it goes', async () => {
  const agent = new FakeUserAgent()
  const channels = fakeChannels()
  const { state } = recordedState()
  const watcher = new PresenceWatcher({ accountId: 'a1', userAgent: agent.userAgent, state, log: fakeLog(), channels })
  watcher.setContacts(people)
  watcher.start()
  agent.online()
  const direct = channels.subscriptions.slice(0, 3)
  expect(direct.map((each) => each.options.target)).toEqual(people.map((aor) => `sip:${aor}`))
  direct[0]?.notify(doing('meeting'), 'application/pidf+xml')
  await vi.advanceTimersByTimeAsync(0)

  watcher.setResourceList('sip:friends@dialtone.test')
  // The list has no news yet: nobody is left without.
  expect(direct.some((each) => each.state.kind === 'stopped')).toBe(false)
  const listed = channels.subscriptions[3]
  expect(listed?.options.target).toBe('sip:friends@dialtone.test')
  expect(state.current.presentities[`a1 ${maya}`]).toMatchObject({
    availability: 'busy',
    knowledge: { kind: 'current' },
  })
  const { body, contentType } = list(0, true, known)
  listed?.notify(body, contentType)
  await vi.advanceTimersByTimeAsync(0)
  expect(state.current.presentities[`a1 ${luis}`]).toMatchObject({ availability: 'away' })
  expect(Object.fromEntries(people.map((aor, index) => [aor, direct[index]?.state.kind]))).toMatchObject({
    [maya]: 'stopped',
    [luis]: 'stopped',
  })

  watcher.setResourceList(null)
  expect(listed?.state.kind).toBe('stopped')
  // Priya, of whom the list never told, is still asked as before.
  expect(channels.subscriptions.slice(4).map((each) => each.options.target)).toEqual([`sip:${maya}`, `sip:${luis}`])
  await watcher.stop()
})

test('who waits for permission is asked about directly now and then, and left to the list when he waits still', async () => {
  const world = watching()
  await world.notify(0, true, known)
  await world.later(4_000)
  const [, aside] = world.channels.subscriptions
  expect(aside?.options.target).toBe(`sip:${priya}`)
  aside?.become({ kind: 'pending', since: start + 4_000 })
  await world.later(0)
  expect(aside?.started).toBe(false)
  expect(world.of(priya)?.knowledge).toEqual({ kind: 'waiting-for-permission', since: start })
  expect(world.watcher.isListed(priya)).toBe(true)
  await world.later(4_500)
  expect(world.channels.subscriptions).toHaveLength(3)
})

test('and whom the list lets wait though he is let in is seen at once, until the list knows it too', async () => {
  const world = watching()
  await world.notify(0, true, known)
  await world.later(4_000)
  const [, aside] = world.channels.subscriptions
  aside?.notify(doing('travel'))
  await world.later(0)
  expect(world.of(priya)).toMatchObject({ knowledge: { kind: 'current' }, activities: [{ name: 'travel' }] })
  await world.notify(1, false, [{ aor: priya, state: 'pending' }])
  await world.later(60_000)
  expect(world.of(priya)?.knowledge.kind).toBe('current')
  expect(aside?.started).toBe(true)
  expect(world.channels.subscriptions).toHaveLength(2)
  await world.notify(2, false, [{ aor: priya, doing: 'meeting' }])
  expect(aside?.started).toBe(false)
  expect(world.of(priya)?.activities).toMatchObject([{ name: 'meeting' }])
})

test('what a list tells late of somebody who has shut us out is not taken over from his own server', async () => {
  const world = watching()
  await world.notify(0, true, letIn)
  world.agent.software = 'kamailio (5.6.3 (x86_64/linux))'
  world.watcher.lookAt(maya)
  const direct = world.channels.subscriptions[1]
  direct?.notify(doing('meeting'))
  // Politely: he is told nothing any more. What was published a moment before comes by the list a moment after.
  direct?.notify('')
  await world.notify(1, false, [{ aor: maya, doing: 'meal' }])
  expect(world.of(maya)).toMatchObject({ knowledge: { kind: 'nothing-shared' }, activities: [] })
  // Let in again: the list would say nothing more until it is begun anew.
  await world.later(1_000)
  direct?.notify(doing('travel'))
  await world.notify(2, false, [{ aor: maya, doing: 'meal' }])
  expect(world.of(maya)?.activities).toMatchObject([{ name: 'travel' }])
  expect(direct?.started).toBe(true)
  world.subscription.become({ kind: 'subscribing' })
  await world.notify(0, true, [...letIn.slice(1), { aor: maya, doing: 'travel' }])
  expect(world.of(maya)?.activities).toMatchObject([{ name: 'travel' }])
  expect(direct?.started).toBe(false)
})

test('nor of somebody who has turned us away', async () => {
  const world = watching()
  await world.notify(0, true, letIn)
  world.agent.software = 'kamailio (5.6.3 (x86_64/linux))'
  world.watcher.lookAt(maya)
  const direct = world.channels.subscriptions[1]
  direct?.become({ kind: 'refused', status: 403, reason: 'rejected' })
  await world.later(1_000)
  await world.notify(1, false, [{ aor: maya, doing: 'meal' }])
  expect(world.of(maya)?.knowledge.kind).toBe('refused')
})

test('a list that has somebody and nothing of him yet does not take over from his own server', async () => {
  const world = watching()
  await world.notify(0, true, [])
  await world.later(10_000)
  const direct = world.channels.subscriptions.find(({ options }) => options.target === `sip:${maya}`)
  direct?.notify(doing('meeting'))
  await world.notify(1, false, [{ aor: maya, state: 'active' }])
  expect(world.of(maya)?.activities).toMatchObject([{ name: 'meeting' }])
  expect(direct?.started).toBe(true)
  await world.notify(2, false, [{ aor: maya, doing: 'meeting' }])
  expect(direct?.started).toBe(false)
})

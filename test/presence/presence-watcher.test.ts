import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PresenceWatcher } from '../../electron/presence/presence-watcher.ts'
import type { RetryCause } from '../../electron/sip/subscription.ts'
import { FakeUserAgent, fakeChannels, fakeLog, presentitiesIn, recordedState } from './fakes.ts'
import { blink, mobile, presence } from './fixtures.ts'

const start = Date.parse('2026-11-20T14:02:00Z')
const minute = 60_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

const maya = 'maya@dialtone.test'
const doing = (activity: string, attributes = '') =>
  presence(`<tuple id="t"><status><basic>open</basic></status><contact>sip:maya@dialtone.test</contact></tuple>
    <dm:person id="p"><rpid:activities${attributes}>${activity}</rpid:activities></dm:person>`)

function watching(...aors: readonly string[]) {
  const agent = new FakeUserAgent()
  const channels = fakeChannels()
  const { state, changes } = recordedState()
  const log = fakeLog()
  const watcher = new PresenceWatcher({ accountId: 'a1', userAgent: agent.userAgent, state, log, channels })
  watcher.start()
  agent.online()
  watcher.setContacts(aors.length === 0 ? [maya] : aors)
  const told = () => presentitiesIn(changes)
  const [subscription] = channels.subscriptions
  if (!subscription) throw new Error('nobody was asked about')
  return {
    watcher,
    agent,
    channels,
    log,
    state,
    changes,
    subscription,
    told,
    turn: async () => {
      await vi.advanceTimersByTimeAsync(0)
      return told().at(-1)
    },
    later: async (milliseconds: number) => {
      await vi.advanceTimersByTimeAsync(milliseconds)
      return told().at(-1)
    },
  }
}

describe('one person', () => {
  test('is asked about, and is "asking" until the server says something', async () => {
    const world = watching()
    expect(await world.turn()).toMatchObject({
      aor: maya,
      accountId: 'a1',
      knowledge: { kind: 'asking' },
      availability: 'unknown',
    })
    expect(world.subscription.options).toMatchObject({ target: `sip:${maya}`, eventPackage: 'presence' })
  })

  test('who has not allowed us is waiting for permission, then seen', async () => {
    const world = watching()
    world.subscription.become({ kind: 'pending', since: start })
    expect(await world.turn()).toMatchObject({
      knowledge: { kind: 'waiting-for-permission', since: start },
      best: { reason: 'no-permission' },
    })
    await world.later(minute)
    world.subscription.notify(doing('<rpid:meeting/>'))
    expect(await world.turn()).toMatchObject({
      knowledge: { kind: 'current', confirmedAt: start + minute },
      availability: 'busy',
      activities: [{ name: 'meeting' }],
    })
  })

  test('who takes the permission back is not shown any more', async () => {
    const world = watching()
    world.subscription.notify(doing('<rpid:meeting/>'))
    await world.turn()
    world.subscription.become({ kind: 'pending', since: start })
    expect(await world.turn()).toMatchObject({
      knowledge: { kind: 'waiting-for-permission' },
      availability: 'unknown',
      activities: [],
      services: [],
    })
  })

  test.each([
    [403, 'refused'],
    [603, 'refused'],
    [404, 'not-found'],
    [604, 'not-found'],
  ])('an answer of %d is %s', async (status, kind) => {
    const world = watching()
    world.subscription.become({ kind: 'refused', status, reason: '' })
    expect((await world.turn())?.knowledge).toEqual({ kind })
  })

  test('a NOTIFY without a body is somebody who shares nothing', async () => {
    const world = watching()
    world.subscription.notify('')
    expect((await world.turn())?.knowledge).toEqual({ kind: 'nothing-shared', confirmedAt: start })
    world.subscription.notify(doing('<rpid:away/>'))
    expect((await world.turn())?.availability).toBe('away')
    world.subscription.notify('')
    expect(await world.turn()).toMatchObject({ knowledge: { kind: 'nothing-shared' }, availability: 'unknown' })
  })

  test('a presence document in a multipart is read', async () => {
    const world = watching()
    const body = `--x\r\nContent-Type: application/pidf+xml\r\n\r\n${doing('<rpid:meal/>')}\r\n--x--\r\n`
    world.subscription.notify(body, 'multipart/related; boundary=x')
    expect((await world.turn())?.availability).toBe('away')
  })
})

describe('honest presence', () => {
  test('when the link goes everybody is last known at once, with what was true', async () => {
    const world = watching(maya, 'luis@dialtone.test')
    for (const each of world.channels.subscriptions) each.notify(doing('<rpid:meeting/>'))
    await world.later(10 * minute)
    world.agent.offline(start + 9 * minute)
    for (const each of world.channels.subscriptions) each.become({ kind: 'waiting-for-link' })
    await world.turn()
    const people = Object.values(world.state.current.presentities)
    expect(people).toHaveLength(2)
    for (const person of people) {
      expect(person).toMatchObject({
        knowledge: { kind: 'last-known', at: start + 9 * minute, cause: 'link' },
        availability: 'busy',
        activities: [{ name: 'meeting' }],
        best: { kind: 'none', reason: 'not-known' },
      })
    }
  })

  test('and current again when the server has said so', async () => {
    const world = watching()
    world.subscription.notify(doing('<rpid:meeting/>'))
    world.agent.offline()
    world.subscription.become({ kind: 'waiting-for-link' })
    await world.later(minute)
    world.agent.online()
    world.subscription.become({ kind: 'subscribing' })
    expect((await world.turn())?.knowledge).toMatchObject({ kind: 'last-known', at: start, cause: 'link' })
    world.subscription.notify(doing('<rpid:meeting/>'))
    expect((await world.turn())?.knowledge).toEqual({ kind: 'current', confirmedAt: start + minute })
  })

  test.each<[RetryCause, string]>([
    [{ kind: 'no-notify' }, 'subscription'],
    [{ kind: 'time-out' }, 'subscription'],
    [{ kind: 'terminated', reason: 'timeout' }, 'expired'],
  ])('a subscription that fails (%o) makes last known', async (cause, said) => {
    const world = watching()
    world.subscription.notify(doing('<rpid:meeting/>'))
    await world.later(minute)
    world.subscription.become({ kind: 'retrying', at: start + 2 * minute, cause })
    expect((await world.turn())?.knowledge).toEqual({ kind: 'last-known', at: start + minute, cause: said })
  })

  test('a subscription made anew by itself stays current meanwhile', async () => {
    const world = watching()
    world.subscription.notify(doing('<rpid:meeting/>'))
    world.subscription.become({ kind: 'subscribing' })
    expect((await world.turn())?.knowledge.kind).toBe('current')
  })

  test('age counts from the last confirmation, told when it would be seen', async () => {
    const world = watching()
    const body = doing('<rpid:meeting/>')
    world.subscription.notify(body)
    await world.turn()
    const before = world.told().length
    for (let second = 1; second <= 30; second++) {
      await world.later(1000)
      world.subscription.notify(body)
    }
    await world.turn()
    expect(world.told()).toHaveLength(before)
    await world.later(1000)
    world.subscription.notify(body)
    expect((await world.turn())?.knowledge).toEqual({ kind: 'current', confirmedAt: start + 31_000 })
  })

  test('state and document of one NOTIFY are one change', async () => {
    const world = watching()
    await world.turn()
    const before = world.told().length
    world.subscription.notify(doing('<rpid:meeting/>'))
    await world.turn()
    expect(world.told()).toHaveLength(before + 1)
  })

  test('a document that makes no sense keeps the last good state and is logged once', async () => {
    const world = watching()
    world.subscription.notify(doing('<rpid:meeting/>'))
    await world.turn()
    for (let time = 0; time < 3; time++) world.subscription.notify('<presence><tuple><secret></presence>')
    expect(await world.turn()).toMatchObject({ availability: 'busy', knowledge: { kind: 'current' } })
    expect(world.log.lines).toHaveLength(1)
    expect(world.log.lines[0]).toMatch(
      /^warn presence of maya@dialtone\.test kept as it was: presence document: not well-formed/,
    )
    world.subscription.notify(doing('<rpid:away/>'))
    expect((await world.turn())?.availability).toBe('away')
  })

  test('a first document that makes no sense shows nothing rather than asking for ever', async () => {
    const world = watching()
    world.subscription.notify('not xml')
    expect((await world.turn())?.knowledge.kind).toBe('nothing-shared')
  })

  test('a meeting ends by itself when its time is over', async () => {
    const world = watching()
    world.subscription.notify(doing('<rpid:meeting/>', ' until="2026-11-20T14:32:00Z"'))
    expect((await world.turn())?.availability).toBe('busy')
    expect((await world.later(30 * minute + 1000))?.availability).toBe('available')
  })
})

describe('who waits for permission', () => {
  const waiting = async (software: string | null) => {
    const world = watching()
    world.agent.software = software
    world.subscription.become({ kind: 'pending', since: start })
    await world.turn()
    return world
  }

  test('asks by himself, on Kamailio in a new dialog too', async () => {
    const world = await waiting('kamailio (5.6.3 (x86_64/linux))')
    await world.later(10_000)
    expect([world.subscription.refreshed, world.subscription.askedAnew]).toEqual([1, 1])
    // Told again that he waits, he has waited all the time.
    world.subscription.become({ kind: 'subscribing' })
    world.subscription.become({ kind: 'pending', since: start + 10_000 })
    expect((await world.turn())?.knowledge).toEqual({ kind: 'waiting-for-permission', since: start })
    world.subscription.notify(doing('<rpid:meeting/>'))
    expect((await world.later(10 * minute))?.availability).toBe('busy')
    expect([world.subscription.refreshed, world.subscription.askedAnew]).toEqual([1, 1])
  })

  test('a server that answers for the day is asked in the dialog', async () => {
    const world = await waiting('presence.example/2')
    await world.later(minute)
    expect([world.subscription.refreshed, world.subscription.askedAnew]).toEqual([4, 0])
  })

  test('without a link nobody is asked', async () => {
    const world = await waiting(null)
    world.agent.offline()
    world.subscription.become({ kind: 'waiting-for-link' })
    await world.later(10 * minute)
    expect([world.subscription.refreshed, world.subscription.askedAnew]).toEqual([0, 0])
  })

  test('looked at, asked again by hand, and when the user is back: asked sooner', async () => {
    const world = await waiting(null)
    await world.later(60 * minute)
    const asked = () => world.subscription.refreshed + world.subscription.askedAnew
    const before = asked()
    world.watcher.lookAt(maya)
    expect(asked()).toBe(before + 1)
    await world.later(2 * minute)
    const after = asked()
    world.watcher.askAgain(maya)
    expect(asked()).toBe(after + 1)
    await world.later(60 * minute)
    const late = asked()
    world.watcher.lookAround()
    await world.later(8_000)
    expect(asked()).toBe(late + 2)
  })

  test('stopped, nothing is asked any more', async () => {
    const world = await waiting(null)
    await world.watcher.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the roster', () => {
  test('people come and go; those who stay are not asked again', async () => {
    const world = watching(maya, 'luis@dialtone.test')
    world.watcher.setContacts(['luis@dialtone.test', 'priya@dialtone.test'])
    await world.turn()
    expect(world.channels.subscriptions.map((each) => [each.options.target, each.started])).toEqual([
      [`sip:${maya}`, false],
      ['sip:luis@dialtone.test', true],
      ['sip:priya@dialtone.test', true],
    ])
    expect(world.changes).toContainEqual({ kind: 'presentity-removed', accountId: 'a1', aor: maya })
    expect(Object.keys(world.state.current.presentities)).toEqual(['a1 luis@dialtone.test', 'a1 priya@dialtone.test'])
  })

  test('asking again refreshes', () => {
    const world = watching()
    world.watcher.askAgain(maya)
    expect(world.subscription.refreshed).toBe(1)
  })

  test('Blink among the people is told, and told when it is gone', async () => {
    const world = watching(maya, 'luis@dialtone.test')
    const seen: boolean[] = []
    world.watcher.onBlinkSeen((value) => seen.push(value))
    world.subscription.notify(blink('away', '<rpid:away/>', '', '2026-11-20T14:00:00Z', mobile))
    await world.turn()
    world.watcher.setContacts(['luis@dialtone.test'])
    expect(seen).toEqual([true, false])
  })

  test('stopping leaves no timer and no subscription', async () => {
    const world = watching()
    world.subscription.notify(doing('<rpid:meeting/>', ' until="2026-11-20T14:32:00Z"'))
    await world.watcher.stop()
    expect(world.subscription.started).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('thousands of people reach the screens in batches', { timeout: 20_000 }, async () => {
    const aors = Array.from({ length: 2000 }, (_, index) => `p${index}@dialtone.test`)
    const world = watching(...aors)
    await world.turn()
    const sizes: number[] = []
    expect(Object.keys(world.state.current.presentities)).toHaveLength(2000)
    world.state.onBatch((batch) => sizes.push(batch.changes.length))
    for (const each of world.channels.subscriptions) each.notify(doing('<rpid:meeting/>'))
    await world.turn()
    expect(Object.values(world.state.current.presentities).every((each) => each.availability === 'busy')).toBe(true)
    expect(sizes).toEqual([500, 500, 500, 500])
  })
})

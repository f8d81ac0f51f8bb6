import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Notification, Subscription, type SubscriptionState } from '../../electron/sip/subscription.ts'
import type { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { annaAt, seconds, settle } from '../fakes/sip-agent.ts'
import { tagOf } from '../fakes/sip-text.ts'

const MAYA = 'sip:maya@example.org'
const options = { target: 'maya@example.org', eventPackage: 'presence', accept: 'application/pidf+xml', expires: 600 }
let server: FakeSipServer
let agent: ReturnType<typeof annaAt>['agent']
let log: ReturnType<typeof annaAt>['log']
let states: SubscriptionState[]
let notices: Notification[]
const made: Subscription[] = []

function subscription(changes: Partial<ConstructorParameters<typeof Subscription>[1]> = {}): Subscription {
  const one = new Subscription(agent, { ...options, ...changes })
  made.push(one)
  one.onState((state) => states.push(state))
  one.onNotify((notice) => notices.push(notice))
  return one
}
const sent = () => server.authorised('SUBSCRIBE')
const kinds = () => states.map(({ kind }) => kind)
const last = () => states.at(-1)

beforeEach(async () => {
  vi.useFakeTimers()
  ;({ server, agent, log } = annaAt())
  states = []
  notices = []
  agent.start()
  await settle()
})
afterEach(async () => {
  const stopping = Promise.all([...made.splice(0).map((one) => one.stop()), agent.stop()])
  await seconds(5)
  await stopping
  expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([])
  vi.useRealTimers()
})

describe('subscribing', () => {
  test('a large NOTIFY comes whole, by JsSIP and past it', async () => {
    const one = subscription()
    one.start()
    await settle()
    // Whose route is recorded is JsSIP's.
    for (const headers of [
      ['Record-Route: <sip:proxy@example.org;lr>'],
      [],
      ['Record-Route: <sip:other@example.org;lr>'],
    ]) {
      const body = `<presence>${'ü'.repeat(100_000)}${headers.join('')}</presence>`
      server.notify(server.subscriptionTo(MAYA), { body, headers })
      await settle()
      expect(notices.at(-1)?.body).toBe(body)
    }
    expect(kinds().at(-1)).toBe('active')
  })

  test('subscribes, is told, and confirms each time the server speaks', async () => {
    const one = subscription()
    one.start()
    await settle()
    const request = sent()[0]
    expect(request?.uri).toBe(MAYA)
    expect(request?.header('event')).toBe('presence')
    expect(request?.header('accept')).toBe('application/pidf+xml')
    expect(kinds()).toEqual(['waiting-for-link', 'subscribing', 'active'])
    expect(one.state).toEqual({ kind: 'active', confirmedAt: Date.now(), expiresAt: Date.now() + 600_000 })
    await seconds(100)
    server.notify(server.subscriptionTo(MAYA), { state: 'active;expires=500', body: '<presence/>' })
    await settle()
    expect(notices.at(-1)).toEqual({
      contentType: 'application/pidf+xml',
      body: '<presence/>',
      subscriptionState: 'active',
      at: Date.now(),
    })
    expect(one.state).toEqual({ kind: 'active', confirmedAt: Date.now(), expiresAt: Date.now() + 500_000 })
    expect(server.responses.at(-1)?.status).toBe(200)
  })

  test('a NOTIFY without a body still confirms', async () => {
    subscription().start()
    await settle()
    expect(notices).toEqual([{ contentType: null, body: '', subscriptionState: 'active', at: Date.now() }])
  })

  test('headers and body of a list subscription are sent', async () => {
    subscription({
      extraHeaders: ['Supported: eventlist'],
      body: { contentType: 'application/resource-lists+xml', text: '<x/>' },
    }).start()
    await settle()
    expect(sent()[0]?.headers('supported')).toContain('eventlist')
    expect(sent()[0]?.body).toBe('<x/>')
  })

  test('Event: presence.winfo goes out as it is', async () => {
    subscription({ eventPackage: 'presence.winfo', accept: 'application/watcherinfo+xml' }).start()
    await settle()
    expect(sent()[0]?.header('event')).toBe('presence.winfo')
    expect(last()?.kind).toBe('active')
  })

  test('waits for permission', async () => {
    server.notifies = false
    const one = subscription()
    one.start()
    await settle()
    const from = Date.now()
    server.notify(server.subscriptionTo(MAYA), { state: 'pending;expires=600' })
    await settle()
    await seconds(60)
    server.notify(server.subscriptionTo(MAYA), { state: 'pending;expires=540' })
    await settle()
    expect(one.state).toEqual({ kind: 'pending', since: from })
    server.notify(server.subscriptionTo(MAYA), { state: 'active;expires=540' })
    await settle()
    expect(one.state.kind).toBe('active')
  })

  test('a NOTIFY that overtakes the answer counts, and the answer ends nothing', async () => {
    const early: string[] = []
    server.script('SUBSCRIBE', (request) => {
      if (tagOf(request.header('to'))) return 'default'
      early.push(request.header('call-id'))
      server.notify(
        {
          callId: request.header('call-id'),
          localTag: 'early',
          remoteTag: tagOf(request.header('from')),
          target: MAYA,
          event: 'presence',
          contact: 'sip:anna@example.org',
          route: [],
          cseq: 0,
        },
        { body: '<early/>' },
      )
      return { status: 200, headers: ['Expires: 600', 'Contact: <sip:presence@example.org>'] }
    })
    const one = subscription()
    one.start()
    await settle()
    expect(notices.map(({ body }) => body)).toEqual(['<early/>'])
    expect(one.state.kind).toBe('active')
    await seconds(20)
    expect(early).toHaveLength(1)
  })
})

describe('the server loses things', () => {
  test('no NOTIFY within 8 s: subscribed again at once, then ever more seldom', async () => {
    server.notifies = false
    subscription().start()
    await seconds(7.9)
    expect(sent()).toHaveLength(1)
    await seconds(0.2)
    expect(sent()).toHaveLength(2)
    expect(new Set(sent().map((request) => request.header('call-id'))).size).toBe(2)
    await seconds(600)
    expect(sent().length).toBeLessThan(12)
    server.notifies = true
    await seconds(600)
    expect(last()?.kind).toBe('active')
  })

  test('the second time it waits for the NOTIFY as long as RFC 6665 does: a server may be slow', async () => {
    server.notifies = false
    const one = subscription()
    one.start()
    await seconds(8.1)
    expect(sent()).toHaveLength(2)
    await seconds(25)
    expect(sent()).toHaveLength(2)
    server.notify(server.subscriptionTo(MAYA), { body: '<late/>' })
    await settle()
    expect(one.state.kind).toBe('active')
    expect(notices.map(({ body }) => body)).toEqual(['<late/>'])
  })

  test('no NOTIFY after a refresh: a new dialog, and all is well again', async () => {
    const one = subscription()
    one.start()
    await settle()
    server.notifies = false
    one.refresh()
    await seconds(7.9)
    expect(one.state.kind).toBe('active')
    server.notifies = true
    await seconds(0.2)
    expect(one.state.kind).toBe('active')
    expect(new Set(sent().map((request) => request.header('call-id'))).size).toBe(2)
  })

  test('481 to a refresh begins a new dialog', async () => {
    subscription().start()
    await settle()
    server.subscriptions.length = 0
    await seconds(500)
    const calls = sent().map((request) => request.header('call-id'))
    expect(new Set(calls).size).toBe(2)
    expect(last()?.kind).toBe('active')
    expect(kinds()).not.toContain('refused')
  })

  test('a NOTIFY that comes late, out of order, is not shown', async () => {
    subscription().start()
    await settle()
    const known = server.subscriptionTo(MAYA)
    known.cseq = 9
    server.notify(known, { body: '<new/>' })
    known.cseq = 4
    server.notify(known, { body: '<old/>' })
    await settle()
    expect(notices.map(({ body }) => body)).toEqual(['', '<new/>'])
    expect(server.responses.at(-1)?.status).toBe(500)
  })

  test('a NOTIFY of another package or another dialog changes nothing', async () => {
    subscription().start()
    await settle()
    const known = server.subscriptionTo(MAYA)
    server.notify({ ...known, event: 'dialog', cseq: 50 }, { body: '<dialog/>' })
    await settle()
    expect(server.responses.at(-1)?.status).toBe(489)
    server.notify({ ...known, localTag: 'forked', cseq: 50 }, { body: '<forked/>' })
    await settle()
    expect(server.responses.at(-1)?.status).toBe(481)
    expect(notices.map(({ body }) => body)).toEqual([''])
  })
})

describe('keeping it up', () => {
  test('refreshes inside the dialog, along its route, before it runs out', async () => {
    const one = subscription()
    one.start()
    await settle()
    await seconds(1800)
    expect(sent().length).toBeGreaterThanOrEqual(4)
    const [, refresh] = sent()
    expect(tagOf(refresh?.header('to') ?? '')).not.toBe('')
    expect(refresh?.header('route')).toBe('<sip:proxy.example.org;lr>')
    expect(refresh?.uri).toMatch(/^sip:presence@example\.org/)
    expect(new Set(sent().map((request) => request.header('call-id'))).size).toBe(1)
    expect(one.state.kind === 'active' && one.state.expiresAt).toBeGreaterThan(Date.now())
  })

  test('the server may shorten it', async () => {
    subscription().start()
    await settle()
    server.notify(server.subscriptionTo(MAYA), { state: 'active;expires=20' })
    await seconds(17)
    expect(sent()).toHaveLength(2)
  })

  test('as long as NOTIFYs prolong it nobody has to ask, and when they end it is refreshed in time', async () => {
    const one = subscription()
    one.start()
    await settle()
    for (let minute = 0; minute < 60; minute++) {
      server.notify(server.subscriptionTo(MAYA), { state: 'active;expires=600' })
      await seconds(60)
    }
    expect(sent()).toHaveLength(1)
    await seconds(480)
    expect(sent()).toHaveLength(2)
    expect(one.state.kind === 'active' && one.state.expiresAt).toBeGreaterThan(Date.now())
  })

  test('asked for the whole state, it asks in the dialog at once', async () => {
    const one = subscription()
    one.start()
    await settle()
    one.refresh()
    one.refresh()
    await settle()
    expect(sent()).toHaveLength(2)
    expect(notices).toHaveLength(2)
  })

  test('without a link it waits, and comes back with a new dialog', async () => {
    const one = subscription()
    one.start()
    await settle()
    server.drop()
    expect(one.state).toEqual({ kind: 'waiting-for-link' })
    await seconds(2)
    expect(one.state.kind).toBe('active')
    expect(new Set(sent().map((request) => request.header('call-id'))).size).toBe(2)
  })

  test('a NOTIFY for the dialog of before the reconnect gets 481', async () => {
    subscription().start()
    await settle()
    const old = server.subscriptionTo(MAYA)
    server.drop()
    await seconds(2)
    const before = notices.length
    server.notify(old, { body: '<ghost/>' })
    await settle()
    expect(server.responses.at(-1)?.status).toBe(481)
    expect(notices).toHaveLength(before)
  })
})

describe('asking anew', () => {
  async function pending(): Promise<Subscription> {
    const one = subscription()
    one.start()
    await settle()
    server.notify(server.subscriptionTo(MAYA), { state: 'pending;expires=600' })
    await settle()
    expect(one.state.kind).toBe('pending')
    return one
  }

  test('a new dialog hears what the old one did not, and only then is the old one ended', async () => {
    const one = await pending()
    one.askAnew()
    await settle()
    expect(one.state.kind).toBe('active')
    const [first, second, third] = sent()
    expect(second?.header('call-id')).not.toBe(first?.header('call-id'))
    expect(second?.header('expires')).toBe('600')
    expect(third?.header('call-id')).toBe(first?.header('call-id'))
    expect(third?.header('expires')).toBe('0')
    expect(server.subscriptions).toHaveLength(1)
    await seconds(480)
    expect(one.state.kind).toBe('active')
  })

  test('stopped meanwhile, both are ended', async () => {
    const one = await pending()
    server.answers('SUBSCRIBE', 'silence')
    one.askAnew()
    await settle()
    const stopping = one.stop()
    await seconds(3)
    await stopping
    expect(sent().at(-1)?.header('expires')).toBe('0')
    expect(sent().at(-1)?.header('call-id')).toBe(sent()[0]?.header('call-id'))
  })

  test('without a link nothing is asked', async () => {
    const one = await pending()
    server.drop()
    one.askAnew()
    expect(one.state.kind).toBe('waiting-for-link')
    await seconds(2)
    expect(new Set(sent().map((request) => request.header('call-id'))).size).toBe(2)
  })
})

describe('the server says no', () => {
  test.each([403, 404])('%d: refused, and asked again in an hour', async (status) => {
    server.script('SUBSCRIBE', () => ({ status }))
    const one = subscription()
    one.start()
    await settle()
    expect(one.state).toMatchObject({ kind: 'refused', status })
    await seconds(3500)
    expect(sent()).toHaveLength(1)
    server.script('SUBSCRIBE', null)
    await seconds(1000)
    expect(one.state.kind).toBe('active')
  })

  test.each([405, 489])('%d: only another link is worth a try', async (status) => {
    server.answers('SUBSCRIBE', { status })
    const one = subscription()
    one.start()
    await seconds(3 * 3600)
    expect(sent()).toHaveLength(1)
    server.drop()
    await seconds(2)
    expect(one.state.kind).toBe('active')
  })

  test('an address that cannot be written is refused, not tried for ever', async () => {
    const one = subscription({ target: 'no address at all' })
    one.start()
    await seconds(3600)
    expect(one.state).toMatchObject({ kind: 'refused', status: 400 })
    expect(server.of('SUBSCRIBE')).toEqual([])
  })

  test('423: longer, at once', async () => {
    server.answers('SUBSCRIBE', { status: 423, headers: ['Min-Expires: 3600'] })
    const one = subscription()
    one.start()
    await settle()
    expect(sent().map((request) => request.header('expires'))).toEqual(['600', '3600'])
    expect(one.state.kind).toBe('active')
  })

  test('503 with Retry-After: then', async () => {
    server.answers('SUBSCRIBE', { status: 503, headers: ['Retry-After: 60'] })
    const one = subscription()
    one.start()
    await settle()
    expect(one.state).toMatchObject({ kind: 'retrying', cause: { kind: 'answer', status: 503 } })
    await seconds(59)
    expect(sent()).toHaveLength(1)
    await seconds(8)
    expect(one.state.kind).toBe('active')
  })

  test('nothing at all: asked again, and the link proven', async () => {
    server.answers('SUBSCRIBE', 'silence')
    const one = subscription()
    one.start()
    await seconds(32)
    expect(one.state).toMatchObject({ kind: 'retrying', cause: { kind: 'time-out' } })
    expect(server.socket.probes).toBe(1)
    await seconds(10)
    expect(one.state.kind).toBe('active')
  })
})

describe('the server ends it', () => {
  async function ended(state: string): Promise<Subscription> {
    const one = subscription()
    one.start()
    await settle()
    await seconds(60)
    server.notify(server.subscriptionTo(MAYA), { state })
    server.subscriptions.length = 0
    await settle()
    return one
  }

  test.each(['terminated;reason=deactivated', 'terminated;reason=timeout', 'terminated'])(
    '%s: begun anew at once',
    async (state) => {
      const one = await ended(state)
      expect(one.state.kind).toBe('active')
      expect(sent()).toHaveLength(2)
      expect(notices.some(({ subscriptionState }) => subscriptionState === 'terminated')).toBe(true)
    },
  )

  test('deactivated again and again does not become a loop', async () => {
    server.script('SUBSCRIBE', (request) => {
      queueMicrotask(() =>
        queueMicrotask(() => server.notify(server.subscriptionTo(MAYA), { state: 'terminated;reason=deactivated' })),
      )
      return tagOf(request.header('to')) ? 'silence' : 'default'
    })
    subscription().start()
    await seconds(60)
    expect(sent().length).toBeLessThan(8)
    server.script('SUBSCRIBE', null)
  })

  test('probation: after the time it names', async () => {
    const one = await ended('terminated;reason=probation;retry-after=90')
    expect(one.state).toMatchObject({ kind: 'retrying', cause: { kind: 'terminated', reason: 'probation' } })
    await seconds(89)
    expect(sent()).toHaveLength(1)
    await seconds(11)
    expect(one.state.kind).toBe('active')
  })

  test('rejected: the person said no, and is not asked again', async () => {
    const one = await ended('terminated;reason=rejected')
    expect(one.state).toEqual({ kind: 'refused', status: 403, reason: 'rejected' })
    await seconds(3 * 3600)
    expect(sent()).toHaveLength(1)
    one.refresh()
    await settle()
    expect(one.state.kind).toBe('active')
  })
})

test('stopped: unsubscribes in its dialog, once, and nothing comes after', async () => {
  const one = subscription()
  one.start()
  await settle()
  const stopped = one.stop()
  await settle()
  await stopped
  expect(sent().at(-1)?.header('expires')).toBe('0')
  expect(tagOf(sent().at(-1)?.header('to') ?? '')).not.toBe('')
  const count = sent().length
  await seconds(3600)
  expect(sent()).toHaveLength(count)
  expect(last()).toEqual({ kind: 'stopped' })
})

test('a hundred people: never more than twenty asked at once, all told, and a lost link ends every one', {
  timeout: 30_000,
}, async () => {
  server.notifies = true
  const inFlight = new Set<string>()
  let most = 0
  const waiting: (() => void)[] = []
  const original = server.receive.bind(server)
  server.receive = (socket, message) => {
    if (message.method !== 'SUBSCRIBE') {
      original(socket, message)
      return
    }
    inFlight.add(message.header('call-id'))
    most = Math.max(most, inFlight.size)
    waiting.push(() => {
      if (message.header('proxy-authorization')) inFlight.delete(message.header('call-id'))
      original(socket, message)
    })
  }
  const all = Array.from({ length: 100 }, (_, index) => subscription({ target: `user${index}@example.org` }))
  for (const one of all) one.start()
  while (all.some(({ state }) => state.kind !== 'active')) {
    await settle()
    const batch = waiting.splice(0)
    expect(batch.length).toBeGreaterThan(0)
    for (const answer of batch) answer()
    await settle()
  }
  expect(most).toBe(20)
  server.receive = original
  server.drop()
  expect(all.every(({ state }) => state.kind === 'waiting-for-link')).toBe(true)
  await seconds(2)
  expect(all.every(({ state }) => state.kind === 'active')).toBe(true)
  made.length = 0
  for (const one of all) void one.stop()
  await seconds(3)
})

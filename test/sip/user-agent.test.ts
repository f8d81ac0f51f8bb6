import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SipFailure } from '../../electron/sip/failure.ts'
import type { SipLink } from '../../electron/sip/user-agent.ts'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { annaAt, seconds, settle } from '../fakes/sip-agent.ts'
import { buildSip } from '../fakes/sip-text.ts'

const closed: SipFailure = { kind: 'closed', host: 'sip.example.org' }
let running: { stop(): Promise<void> }[] = []

function anna(...args: Parameters<typeof annaAt>) {
  const made = annaAt(...args)
  running.push(made.agent)
  const links: SipLink[] = []
  made.agent.onLink((link) => links.push(link))
  return { ...made, links, kinds: () => links.map(({ kind }) => kind) }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(async () => {
  const stopping = Promise.all(running.map((agent) => agent.stop()))
  await seconds(5)
  await stopping
  running = []
  vi.useRealTimers()
})

describe('signing in', () => {
  test('registers with instance-id, reg-id and digest, and tells until when', async () => {
    const server = new FakeSipServer()
    server.gruu = true
    const { agent, kinds, links } = anna(server)
    agent.start()
    await settle()
    expect(kinds()).toEqual(['connecting', 'online'])
    expect(links[1]).toEqual({
      kind: 'online',
      since: Date.now(),
      registeredUntil: Date.now() + 600_000,
      server: 'wss://sip.example.org:443',
      transport: 'wss',
      gruu: 'sip:anna@example.org;gr=urn:uuid:1',
    })
    const [register] = server.authorised('REGISTER')
    expect(register?.uri).toBe('sip:example.org')
    expect(register?.header('to')).toBe('<sip:anna@example.org>')
    expect(register?.header('contact')).toMatch(
      /;reg-id=1;\+sip\.instance="<urn:uuid:6f9619ff-8b86-4d01-b42d-00cf4fc964ff>"/,
    )
    expect(register?.header('supported')).toBe('path,gruu,outbound')
    // Neither a SUBSCRIBE nor a transfer is taken, so neither is allowed.
    expect(register?.header('allow')).toBe('INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,INFO,NOTIFY')
  })

  test('a display name stands in quotes, whatever it holds', async () => {
    const { server, agent } = anna(new FakeSipServer(), { account: { displayName: 'Anna "A"\r\nRoute: <sip:x>\\' } })
    agent.start()
    await settle()
    expect(agent.link.kind).toBe('online')
    expect(server.of('REGISTER')[0]?.header('from')).toMatch(
      /^"Anna \\"A\\" Route: <sip:x>\\\\" <sip:anna@example\.org>;tag=/,
    )
    expect(server.of('REGISTER')[0]?.header('route')).toBe('')
  })

  test('a server that offers SHA-256 alone is answered in SHA-256', async () => {
    const server = new FakeSipServer()
    server.algorithm = 'SHA-256'
    const { agent } = anna(server)
    agent.start()
    await settle()
    expect(agent.link.kind).toBe('online')
    expect(server.authorised('REGISTER')[0]?.header('authorization')).toContain('algorithm=SHA-256')
  })

  test('a wrong password is tried once, and not again by itself', async () => {
    const { server, agent } = anna(new FakeSipServer(), { password: 'wrong' })
    agent.start()
    await settle()
    expect(agent.link).toMatchObject({
      kind: 'offline',
      failure: { kind: 'wrong-password', domain: 'example.org' },
      retryAt: null,
    })
    agent.reconnectNow()
    await seconds(3600)
    expect(server.of('REGISTER')).toHaveLength(2)
    expect(agent.link.kind).toBe('offline')
  })

  test('a password the server took before is offered again: it may not read its database yet', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    server.password = 'cannot be read'
    server.drop()
    await seconds(2)
    expect(agent.link).toMatchObject({ kind: 'offline', failure: { kind: 'server-error', status: 401 } })
    server.password = 'secret'
    await seconds(10)
    expect(agent.link.kind).toBe('online')
  })

  test('but not for ever: it was changed meanwhile', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    server.password = 'another one now'
    server.drop()
    await seconds(600)
    expect(agent.link).toMatchObject({ kind: 'offline', failure: { kind: 'wrong-password' }, retryAt: null })
    expect(server.of('REGISTER')).toHaveLength(2 + 4 * 2)
  })

  test('a nonce that aged is no wrong password', async () => {
    const { server, agent } = anna()
    server.answers('REGISTER', {
      status: 401,
      headers: ['WWW-Authenticate: Digest realm="example.org", nonce="fresh", qop="auth", stale=true'],
    })
    agent.start()
    await settle()
    expect(agent.link.kind).toBe('online')
  })

  test('a longer registration is asked for when the server wants one', async () => {
    const { server, agent } = anna()
    server.answers('REGISTER', { status: 423, headers: ['Min-Expires: 1800'] })
    agent.start()
    await settle()
    expect(server.authorised('REGISTER').map((request) => request.header('expires'))).toEqual(['600', '1800'])
    expect(agent.link.kind).toBe('online')
  })

  test.each([
    [403, { kind: 'forbidden', domain: 'example.org', status: 403 }],
    [404, { kind: 'forbidden', domain: 'example.org', status: 404 }],
    [503, { kind: 'server-error', domain: 'example.org', status: 503, reason: 'Service Unavailable' }],
  ])('%d is told as %o', async (status, failure) => {
    const { server, agent } = anna()
    server.script('REGISTER', () => ({ status }))
    agent.start()
    await settle()
    expect(agent.link).toMatchObject({ kind: 'offline', failure })
    expect(agent.link.kind === 'offline' && agent.link.retryAt).toBeGreaterThan(Date.now())
  })

  test('the server says when to come back', async () => {
    const { server, agent } = anna()
    server.answers('REGISTER', { status: 503, headers: ['Retry-After: 200'] })
    agent.start()
    await settle()
    await seconds(199)
    expect(server.sockets).toHaveLength(1)
    await seconds(22)
    expect(agent.link.kind).toBe('online')
  })

  test('a server that takes the connection and says nothing is given up after ten seconds', async () => {
    const { server, agent } = anna()
    server.script('REGISTER', () => 'silence')
    agent.start()
    await seconds(9.9)
    expect(agent.link.kind).toBe('connecting')
    await seconds(0.2)
    expect(agent.link).toMatchObject({ kind: 'offline', failure: { kind: 'time-out', host: 'example.org' } })
  })

  test('requests go through the outbound proxy as a loose route', async () => {
    const { server, agent } = anna(new FakeSipServer(), {
      account: { outboundProxy: 'sip:proxy.example.org:5080;lr;transport=tls' },
    })
    agent.start()
    await settle()
    expect(server.authorised('REGISTER')[0]?.header('route')).toBe('<sip:proxy.example.org:5080;transport=tls;lr>')
  })
})

describe('a link that breaks', () => {
  test('is shown at once and comes back by itself, registered', async () => {
    const { server, agent, kinds } = anna()
    agent.start()
    await settle()
    await seconds(100)
    const droppedAt = Date.now()
    server.drop()
    expect(agent.link).toMatchObject({ kind: 'offline', since: droppedAt, failure: closed })
    await seconds(1)
    // Twice online: the first registration of a connection is soon repeated.
    expect(kinds()).toEqual(['connecting', 'online', 'online', 'offline', 'connecting', 'online'])
    expect(server.sockets).toHaveLength(2)
  })

  test('registers once more soon after, for messages that were stored while it registered', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    expect(server.authorised('REGISTER')).toHaveLength(1)
    await seconds(10)
    expect(server.authorised('REGISTER')).toHaveLength(2)
    await seconds(60)
    expect(server.authorised('REGISTER')).toHaveLength(2)
  })

  test('is tried ever more seldom, and "offline since" stays when it was last good', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    await seconds(100)
    const lastGood = Date.now()
    server.refuse = () => ({ kind: 'refused', host: 'sip.example.org', port: 443 })
    server.drop()
    await seconds(600)
    // 1, 2, 4, 8, 16 and then every 15 to 30 s: about 40 in ten minutes, not 600.
    expect(server.sockets.length).toBeGreaterThan(20)
    expect(server.sockets.length).toBeLessThan(50)
    expect(agent.link).toMatchObject({ kind: 'offline', since: lastGood, failure: { kind: 'refused' } })
  })

  test('a changed network is tried at once', async () => {
    const { server, agent } = anna()
    server.refuse = () => ({ kind: 'network-down' })
    agent.start()
    await seconds(120)
    server.refuse = () => null
    agent.reconnectNow()
    await settle()
    expect(agent.link.kind).toBe('online')
  })

  test('a changed network proves a link that seems well', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    agent.reconnectNow()
    expect(server.socket.probes).toBe(1)
    expect(agent.link.kind).toBe('online')
  })

  test('after sleep longer than the registration everything begins anew', async () => {
    const { server, agent, kinds } = anna()
    agent.start()
    await settle()
    const since = agent.link.kind === 'online' ? agent.link.since : 0
    // Timers stand still while the machine sleeps; the wall clock does not.
    vi.setSystemTime(Date.now() + 3600_000)
    agent.reconnectNow()
    await settle()
    expect(kinds()).toEqual(['connecting', 'online', 'connecting', 'online'])
    expect(agent.link).toMatchObject({ kind: 'online', since: since + 3600_000 })
    expect(server.sockets).toHaveLength(2)
    expect(server.sockets[0]?.closed).toBe(true)
  })

  test('a sleep of minutes begins anew as well: subscriptions may have run out', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    vi.setSystemTime(Date.now() + 120_000)
    agent.reconnectNow()
    await settle()
    expect(server.sockets).toHaveLength(2)
    expect(agent.link.kind).toBe('online')
  })

  test('who learns that his request is lost sees the link down already', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    server.script('MESSAGE', () => 'silence')
    const seen: string[] = []
    agent.send({ method: 'MESSAGE', target: 'sip:maya@example.org', headers: [] }, ({ kind }) =>
      seen.push(kind, agent.link.kind),
    )
    await settle()
    server.drop()
    expect(seen).toEqual(['unreachable', 'offline'])
  })

  test('a server that never answers keep-alives is asked in SIP, and lives if it answers', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    server.socket.silent()
    await seconds(6)
    expect(server.of('OPTIONS')).toHaveLength(1)
    expect(agent.link.kind).toBe('online')
    server.script('OPTIONS', () => 'silence')
    server.socket.silent()
    await seconds(5.1)
    expect(agent.link).toMatchObject({ kind: 'offline', failure: { kind: 'time-out' } })
  })

  test('the next server is tried when the first fails; what the first said is told', async () => {
    const { server, agent } = anna(new FakeSipServer(), {
      account: { server: null },
      resolver: {
        naptr: async () => [],
        srv: async (name) =>
          name === '_sips._tcp.example.org'
            ? [
                { name: 'b.example.org', port: 5061, priority: 2, weight: 0 },
                { name: 'a.example.org', port: 5061, priority: 1, weight: 0 },
              ]
            : [],
      },
    })
    server.refuse = ({ host }) => (host === 'a.example.org' ? { kind: 'refused', host, port: 5061 } : null)
    agent.start()
    await settle()
    expect(agent.link).toMatchObject({ kind: 'online', server: 'tls://b.example.org:5061', transport: 'tls' })
    server.refuse = ({ host }) =>
      host === 'a.example.org' ? { kind: 'refused', host, port: 5061 } : { kind: 'time-out', host }
    server.drop()
    await seconds(1)
    expect(agent.link).toMatchObject({ kind: 'offline', failure: { kind: 'refused', host: 'a.example.org' } })
  })

  test('a domain without SIP records and without a SIP host is told as that', async () => {
    const { server, agent } = anna(new FakeSipServer(), {
      account: { server: null },
      resolver: { naptr: () => Promise.reject(new Error('ENODATA')), srv: () => Promise.reject(new Error('ENODATA')) },
    })
    server.refuse = ({ host }) => ({ kind: 'unknown-host', host })
    agent.start()
    await settle()
    expect(agent.link).toMatchObject({ kind: 'offline', failure: { kind: 'no-server', domain: 'example.org' } })
  })
})

describe('the registration', () => {
  test('is refreshed before it runs out, on the same connection', async () => {
    const { server, agent, kinds } = anna()
    agent.start()
    await settle()
    const since = Date.now()
    await seconds(3000)
    expect(server.authorised('REGISTER').length).toBeGreaterThanOrEqual(6)
    expect(new Set(server.of('REGISTER').map((request) => request.header('call-id'))).size).toBe(1)
    const numbers = server.of('REGISTER').map((request) => Number.parseInt(request.header('cseq'), 10))
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(kinds().filter((kind) => kind === 'offline')).toEqual([])
    expect(agent.link).toMatchObject({ since })
  })

  test('a refresh that fails in passing costs nothing', async () => {
    const { server, agent, kinds } = anna()
    agent.start()
    await settle()
    server.answers('REGISTER', { status: 503 }, { status: 500 })
    await seconds(590)
    expect(kinds()).not.toContain('offline')
    expect(agent.link.kind === 'online' && agent.link.registeredUntil).toBeGreaterThan(Date.now() + 100_000)
  })

  test('is taken away when stopping, and a dead server holds nobody up', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    const stopped = agent.stop()
    await settle()
    await stopped
    expect(server.authorised('REGISTER').at(-1)?.header('contact')).toContain(';expires=0')
    expect(agent.link).toEqual({ kind: 'stopped' })

    agent.start()
    await settle()
    expect(agent.link.kind).toBe('online')
    server.script('REGISTER', () => 'silence')
    const second = agent.stop()
    await seconds(2)
    await second
    expect(agent.link).toEqual({ kind: 'stopped' })
    expect(server.socket.closed).toBe(true)
    await seconds(3600)
    expect(server.sockets).toHaveLength(2)
  })
})

describe('digest', () => {
  const send = async (agent: ReturnType<typeof anna>['agent'], times: number) => {
    for (let count = 0; count < times; count += 1) {
      const done = agent.request({ method: 'MESSAGE', target: 'sip:maya@example.org', headers: [] })
      await settle()
      expect(await done).toMatchObject({ kind: 'answered', response: { status: 200 } })
    }
  }

  test('a nonce that was accepted serves what follows, counted up', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    await send(agent, 4)
    const messages = server.of('MESSAGE').map((request) => request.header('proxy-authorization'))
    expect(messages).toHaveLength(5)
    expect(messages.map((header) => /nc=(\w+)/.exec(header)?.[1])).toEqual([
      undefined,
      '00000001',
      '00000002',
      '00000003',
      '00000004',
    ])
  })

  test('a server that takes each nonce once gets a fresh one, and soon no other is tried', async () => {
    const { server, agent } = anna()
    server.nonceOnce = true
    agent.start()
    await settle()
    await send(agent, 10)
    const unasked = server.of('MESSAGE').filter((request) => !request.header('proxy-authorization'))
    expect(unasked.length).toBeGreaterThanOrEqual(6)
    expect(server.of('MESSAGE')).toHaveLength(20)
  })
})

describe('what comes from the network', () => {
  test('a NOTIFY outside a subscription changes nothing', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    const headers = ['Event: presence', 'Subscription-State: active', 'Contact: <sip:x@y.example>']
    const callId = server.send('NOTIFY', headers, '<presence/>')
    await settle()
    expect(server.answerTo(callId)?.status).toBe(481)
    const inDialog = server.send('NOTIFY', headers, '', undefined)
    server.socket.deliver(
      buildSip('NOTIFY sip:anna@example.org SIP/2.0', [
        'Via: SIP/2.0/TCP x;branch=z9hG4bKq',
        'From: <sip:maya@example.org>;tag=1',
        'To: <sip:anna@example.org>;tag=2',
        'Call-ID: unknown',
        'CSeq: 1 NOTIFY',
        ...headers,
      ]),
    )
    await settle()
    expect(server.answerTo(inDialog)?.status).toBe(481)
    expect(server.answerTo('unknown')?.status).toBe(481)
  })

  test.each([
    ['noise', '\u0000\u0001 not SIP'],
    [
      'a header named __proto__',
      'OPTIONS sip:anna@example.org SIP/2.0\r\n__proto__: x\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\n\r\n',
    ],
    ['a response with a broken CSeq', 'SIP/2.0 200 OK\r\nCSeq: nonsense\r\n\r\n'],
    ['nothing but a start line', 'SIP/2.0 200 OK\r\n\r\n'],
    [
      'an INVITE where calls are not served',
      buildSip('INVITE sip:anna@example.org SIP/2.0', [
        'Via: SIP/2.0/TCP a;branch=z9hG4bKi',
        'From: <sip:m@x>;tag=1',
        'To: <sip:anna@example.org>',
        'Call-ID: i',
        'CSeq: 1 INVITE',
        'Contact: <sip:m@x>',
        'Replaces: a;to-tag=b;from-tag=c',
      ]),
    ],
    ['a request without most headers', 'MESSAGE sip:anna@example.org SIP/2.0\r\nContent-Length: 5\r\n\r\nhello'],
    [
      'a 407 without a challenge',
      buildSip('SIP/2.0 407 Who are you', [
        'Via: SIP/2.0/TCP a;branch=z9hG4bKnobody',
        'From: <sip:a@b>;tag=1',
        'To: <sip:a@b>;tag=2',
        'Call-ID: n',
        'CSeq: 1 OPTIONS',
      ]),
    ],
  ])('%s throws nothing and breaks nothing', async (_name, text) => {
    const { server, agent, log } = anna()
    agent.start()
    await settle()
    server.socket.deliver(text)
    await settle()
    expect(agent.link.kind).toBe('online')
    expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([])
    const callId = server.send('OPTIONS', [])
    await settle()
    expect(server.answerTo(callId)?.status).toBe(200)
  })

  test('whatever is changed in good messages, nothing is thrown and the link stays', async () => {
    const { server, agent, log } = anna()
    agent.start()
    await settle()
    const contact = server.of('REGISTER').at(-1)?.header('contact') ?? ''
    const uri = /<([^>]+)>/.exec(contact)?.[1] ?? ''
    const common = [
      'Via: SIP/2.0/TCP a;branch=z9hG4bKf',
      'From: "M" <sip:m@x>;tag=1',
      'Call-ID: f',
      'CSeq: 1 NOTIFY',
      'Contact: <sip:m@x>',
    ]
    const good = [
      buildSip(
        `NOTIFY ${uri} SIP/2.0`,
        [...common, 'To: <sip:anna@example.org>;tag=2', 'Event: presence', 'Subscription-State: active;expires=60'],
        '<presence/>',
      ),
      buildSip(
        `MESSAGE ${uri} SIP/2.0`,
        [...common, 'To: <sip:anna@example.org>', 'Content-Type: text/plain'],
        'hello',
      ),
      buildSip(
        `INVITE ${uri} SIP/2.0`,
        [...common, 'To: <sip:anna@example.org>', 'Content-Type: application/sdp'],
        'v=0',
      ),
      buildSip('SIP/2.0 401 Unauthorized', [
        ...common,
        'To: <sip:anna@example.org>;tag=2',
        'WWW-Authenticate: Digest realm="a", nonce="b"',
      ]),
    ]
    const mangled = fc
      .tuple(
        fc.constantFrom(...good),
        fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.string({ maxLength: 12 })), { minLength: 1, maxLength: 4 }),
      )
      .map(([text, cuts]) =>
        cuts.reduce((left, [at, length, put]) => {
          const from = at % (left.length + 1)
          return left.slice(0, from) + put + left.slice(from + length)
        }, text),
      )
    fc.assert(
      fc.property(mangled, (text) => server.socket.deliver(text)),
      { numRuns: 500 },
    )
    await settle()
    expect(agent.link.kind).toBe('online')
    expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([])
  })

  test('a header of megabytes never reaches the grammar', async () => {
    const { server, agent, log } = anna()
    agent.start()
    await settle()
    server.socket.deliver(`OPTIONS sip:anna@example.org SIP/2.0\r\nFrom: ${'a '.repeat(1024 * 1024)}\r\n\r\n`)
    await settle()
    expect(log.lines.at(-1)).toContain('dropped a SIP message')
    expect(agent.link.kind).toBe('online')
  })

  test('a listener that throws is logged and stops nobody', async () => {
    const { agent, log } = anna()
    const seen: string[] = []
    agent.onLink(() => {
      throw new Error('broken listener')
    })
    agent.onLink(({ kind }) => seen.push(kind))
    agent.start()
    await settle()
    expect(seen).toEqual(['connecting', 'online'])
    expect(log.lines.some((line) => line.includes('broken listener'))).toBe(true)
  })

  test('the trace tells what was said, without credentials and texts', async () => {
    const trace: string[] = []
    const { agent } = anna(new FakeSipServer(), {
      trace: (direction, message) => trace.push(`${direction} ${message}`),
    })
    agent.start()
    await settle()
    await agent.request({
      method: 'MESSAGE',
      target: 'sip:maya@example.org',
      headers: ['Content-Type: text/plain'],
      body: 'top secret',
    })
    expect(trace.some((line) => line.startsWith('sent REGISTER'))).toBe(true)
    expect(trace.join('\n')).not.toMatch(/top secret|response=|nonce=/)
  })

  test('no two requests carry the same branch', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    await Promise.all(
      Array.from({ length: 500 }, () =>
        agent.request({ method: 'OPTIONS', target: 'sip:maya@example.org', headers: [] }),
      ),
    )
    const branches = server.requests.map((request) => /branch=([^;]+)/.exec(request.header('via'))?.[1])
    expect(new Set(branches).size).toBe(branches.length)
    expect(branches[0]).toMatch(/^z9hG4bK[0-9a-f]{24}$/)
  })

  test('an address that would write headers of its own is not sent', async () => {
    const { server, agent } = anna()
    agent.start()
    await settle()
    const before = server.requests.length
    const outcome = await agent.request({ method: 'MESSAGE', target: 'sip:a@b\r\nRoute: <sip:evil>', headers: [] })
    const second = await agent.request({
      method: 'MESSAGE',
      target: 'sip:a@b',
      headers: ['Subject: x\r\nRoute: <sip:evil>'],
    })
    expect([outcome.kind, second.kind]).toEqual(['unreachable', 'unreachable'])
    expect(server.requests).toHaveLength(before)
  })
})

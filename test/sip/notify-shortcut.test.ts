import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LinkSocket } from '../../electron/sip/link-socket.ts'
import { type Notification, Subscription, type SubscriptionState } from '../../electron/sip/subscription.ts'
import type { ServerSubscription } from '../fakes/fake-sip-server.ts'
import { annaAt, seconds, settle } from '../fakes/sip-agent.ts'

/** Anna watching a list; `jssip` counts what JsSIP had to read. */
async function watching({ shortcut }: { readonly shortcut: boolean }) {
  const { server, agent, log } = annaAt()
  const states: SubscriptionState[] = []
  const notices: Notification[] = []
  agent.start()
  await settle()
  const { socket } = (agent.jssip as unknown as { readonly _transport: { readonly socket: LinkSocket } })._transport
  const counted = { jssip: 0 }
  const read = socket.ondata
  socket.ondata = (text) => {
    counted.jssip += 1
    read(text)
  }
  if (!shortcut) socket.readFirst(() => false)
  const subscription = new Subscription(agent, {
    target: 'friends@example.org',
    eventPackage: 'presence',
    accept: 'application/pidf+xml',
    expires: 600,
  })
  subscription.onState((state) => states.push(state))
  subscription.onNotify((notice) => notices.push(notice))
  subscription.start()
  await settle()
  const known = server.subscriptionTo('sip:friends@example.org')
  const stop = async () => {
    const stopping = Promise.all([subscription.stop(), agent.stop()])
    await seconds(5)
    await stopping
  }
  return { server, agent, log, states, notices, subscription, known, counted, stop }
}

type World = Awaited<ReturnType<typeof watching>>

const body = '<presence note="é"/>'

/** The lines of a NOTIFY in this dialog. */
const lines = (known: ServerSubscription, cseq: number) => ({
  start: `NOTIFY ${known.contact} SIP/2.0`,
  via: `Via: SIP/2.0/TCP example.org;branch=z9hG4bKn${cseq}`,
  forwards: 'Max-Forwards: 70',
  from: `From: <${known.target}>;tag=${known.localTag}`,
  to: `To: <sip:watcher@example.org>;tag=${known.remoteTag}`,
  callId: `Call-ID: ${known.callId}`,
  cseq: `CSeq: ${cseq} NOTIFY`,
  contact: 'Contact: <sip:presence@example.org>',
  event: 'Event: presence',
  state: 'Subscription-State: active;expires=600',
  type: 'Content-Type: application/pidf+xml',
  length: `Content-Length: ${Buffer.byteLength(body)}`,
})
type Lines = ReturnType<typeof lines>
type Change = (of: Lines, known: ServerSubscription) => Partial<Record<keyof Lines, string | null>>

/** What servers and attackers may write instead; each is one change to a NOTIFY that is in order. */
const changes: Readonly<Record<string, Change>> = {
  nothing: () => ({}),
  'the same number again': () => ({ cseq: 'CSeq: 2 NOTIFY' }),
  'an older number': () => ({ cseq: 'CSeq: 1 NOTIFY' }),
  'a far number': () => ({ cseq: 'CSeq: 900000 NOTIFY' }),
  'a number with zeros before': ({ cseq }) => ({ cseq: cseq.replace('CSeq: ', 'CSeq: 00') }),
  'a number that is none': () => ({ cseq: 'CSeq: seven NOTIFY' }),
  'the number of another method': ({ cseq }) => ({ cseq: cseq.replace('NOTIFY', 'INVITE') }),
  'another event': () => ({ event: 'Event: dialog' }),
  'the event with an id': () => ({ event: 'Event: presence;id=7' }),
  'no event': () => ({ event: null }),
  'another tag of theirs': ({ from }) => ({ from: `${from}x` }),
  'another tag of ours': ({ to }) => ({ to: `${to}x` }),
  'no tag of ours': () => ({ to: 'To: <sip:watcher@example.org>' }),
  'a tag in another place': (_, known) => ({ to: `To: <sip:watcher@example.org>;tag=${known.remoteTag};x=1` }),
  'another Call-ID': ({ callId }) => ({ callId: `${callId}x` }),
  'another name of theirs': ({ from }) => ({ from: from.replace('From: ', 'From: "Friends" ') }),
  'somebody else is meant': ({ start }) => ({ start: start.replace(/sip:[^@ ]+@/, 'sip:somebody@') }),
  'another scheme': ({ start }) => ({ start: start.replace('sip:', 'sips:') }),
  'no SIP': ({ start }) => ({ start: start.replace('SIP/2.0', 'SIP/3.0') }),
  'another place to send to': () => ({ contact: 'Contact: <sip:elsewhere@example.org>' }),
  'two places to send to': () => ({ contact: 'Contact: <sip:a@example.org>, <sip:b@example.org>' }),
  'no place to send to': () => ({ contact: null }),
  'a place that is none': () => ({ contact: 'Contact: <<' }),
  'another way back': () => ({ via: 'Via: SIP/2.0/TLS 10.1.1.1:5061;branch=z9hG4bKother' }),
  'two ways back': ({ via }) => ({ via: `${via}\r\nVia: SIP/2.0/UDP 10.1.1.2;branch=z9hG4bKsecond;received=10.1.1.3` }),
  'ways back in one line': ({ via }) => ({ via: `${via}, SIP/2.0/UDP 10.1.1.2;branch=z9hG4bKsecond` }),
  'a way back that is none': () => ({ via: 'Via: nowhere' }),
  'no branch': () => ({ via: 'Via: SIP/2.0/TCP example.org' }),
  'no way back': () => ({ via: null }),
  'no body': () => ({ type: null, length: 'Content-Length: 0' }),
  'a length too short': () => ({ length: 'Content-Length: 4' }),
  'a length too long': () => ({ length: 'Content-Length: 400' }),
  'no length': () => ({ length: null }),
  'a length twice': ({ length }) => ({ length: `${length}\r\n${length}` }),
  'another type': () => ({ type: 'Content-Type: multipart/related;boundary="b";type="application/rlmi+xml"' }),
  'a type that is none': () => ({ type: 'Content-Type: ;;' }),
  'it is pending': () => ({ state: 'Subscription-State: pending' }),
  'it is over': () => ({ state: 'Subscription-State: terminated;reason=noresource' }),
  'no state': () => ({ state: null }),
  'a folded header': () => ({ state: 'Subscription-State: active\r\n\t;expires=300' }),
  'compact names': ({ from, to, callId }) => ({
    from: from.replace('From', 'f'),
    to: to.replace('To', 't'),
    callId: callId.replace('Call-ID', 'i'),
  }),
  'names in capitals': ({ from, cseq }) => ({ from: from.replace('From', 'FROM'), cseq: cseq.replace('CSeq', 'cseq') }),
  'blanks around values': ({ from, cseq }) => ({ from: from.replace(': ', ':\t  '), cseq: `${cseq}  ` }),
  'a route': () => ({ forwards: 'Record-Route: <sip:other.example.org;lr>' }),
  'a header nobody knows': () => ({ forwards: 'X-Something: <<;;"' }),
  'a header that is none': () => ({ forwards: 'nonsense' }),
  'it goes no further': () => ({ forwards: 'Max-Forwards: 0' }),
  'it goes as far as words reach': () => ({ forwards: 'Max-Forwards: far' }),
  'credentials asked for': () => ({ forwards: 'WWW-Authenticate: Digest realm="x", nonce="y"' }),
}

const text = (known: ServerSubscription, cseq: number, names: readonly string[]) => {
  const plain = lines(known, cseq)
  const changed = Object.assign({}, plain, ...names.map((name) => changes[name]!(plain, known))) as typeof plain
  return [...Object.values(changed).filter((line) => line !== null), '', body].join('\r\n')
}

/** What others see of it, without what is drawn by lot. */
function seen({ server, notices, states, subscription, known }: World, sent: number) {
  const plain = (value: string) =>
    value
      .replaceAll(known.callId, 'CALL')
      .replaceAll(known.remoteTag, 'OURS')
      .replace(/sip:\w+@\w+\.invalid/g, 'sip:US')
  const answers = server.responses
    .slice(sent)
    .map(({ raw }) => plain(raw).replace(/(To: [^\r\n]*>;tag=)(?!OURS)\S+/, '$1LOT'))
  return { answers, notices, states, state: subscription.state }
}

async function both(told: readonly (readonly string[])[]) {
  const worlds = [await watching({ shortcut: true }), await watching({ shortcut: false })] as const
  const results = []
  for (const world of worlds) {
    const before = world.server.responses.length
    for (const [index, names] of told.entries()) {
      world.server.socket.deliver(text(world.known, index + 2, names))
      await settle()
    }
    results.push(seen(world, before))
    const subscribes = world.server.of('SUBSCRIBE').length
    world.subscription.refresh()
    await settle()
    // Where the next request in the dialog goes tells what was understood of it.
    results.push(
      world.server
        .of('SUBSCRIBE')
        .slice(subscribes)
        .map(({ uri, headers }) => [uri, headers('route')]),
    )
  }
  for (const world of worlds) await world.stop()
  const [withShortcut, target, without, otherTarget] = results
  return { worlds, withShortcut: [withShortcut, target], without: [without, otherTarget] }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

test('JsSIP reads the first NOTIFY of a dialog, and those after it are answered and told without it', async () => {
  const world = await watching({ shortcut: true })
  const before = world.counted.jssip
  for (let cseq = 2; cseq < 12; cseq++) world.server.socket.deliver(text(world.known, cseq, []))
  await settle()
  expect(world.counted.jssip).toBe(before)
  expect(world.notices).toHaveLength(11)
  expect(world.notices.at(-1)).toMatchObject({ body, contentType: 'application/pidf+xml', subscriptionState: 'active' })
  expect(world.server.responses.slice(-10).map(({ status }) => status)).toEqual(Array(10).fill(200))
  await world.stop()
})

test('after the dialog has ended its NOTIFYs are refused as ever', async () => {
  const world = await watching({ shortcut: true })
  world.server.socket.deliver(text(world.known, 2, []))
  await settle()
  const stopping = world.subscription.stop()
  await settle()
  await stopping
  const told = world.notices.length
  world.server.socket.deliver(text(world.known, 9, []))
  await settle()
  expect(world.server.responses.at(-1)?.status).toBe(481)
  expect(world.notices).toHaveLength(told)
  await world.stop()
})

test('what was read by JsSIP later is known from then on', async () => {
  const world = await watching({ shortcut: true })
  const moved = ['another place to send to']
  world.server.socket.deliver(text(world.known, 2, moved))
  await settle()
  const before = world.counted.jssip
  world.server.socket.deliver(text(world.known, 3, moved))
  await settle()
  expect(world.counted.jssip).toBe(before)
  expect(world.notices).toHaveLength(3)
  await world.stop()
})

test.each(Object.keys(changes))('%s: seen from outside, the shortcut is not there', async (name) => {
  const { withShortcut, without } = await both([[], [name], []])
  expect(withShortcut).toEqual(without)
})

test('any sequence of NOTIFYs, in order and out of it, does the same with the shortcut and without', async () => {
  const names = fc.array(fc.constantFrom(...Object.keys(changes)), { minLength: 0, maxLength: 2 })
  await fc.assert(
    fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 6 }), async (told) => {
      const { withShortcut, without } = await both(told)
      expect(withShortcut).toEqual(without)
    }),
    { numRuns: 60 },
  )
}, 60_000)

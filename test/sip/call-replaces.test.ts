import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Person, settle, talk } from '../fakes/call-people.ts'
import { FakeCallProxy } from '../fakes/fake-call-proxy.ts'
import { type SipText, tagOf } from '../fakes/sip-text.ts'

const offer =
  'v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 192.0.2.9\r\na=ice-ufrag:evil\r\na=sendrecv\r\n'

let proxy: FakeCallProxy
let anna: Person
let maya: Person

beforeEach(async () => {
  vi.useFakeTimers()
  proxy = new FakeCallProxy()
  anna = new Person('anna', proxy)
  maya = new Person('maya', proxy)
  anna.start()
  maya.start()
  await settle()
})

afterEach(async () => {
  await anna.stop()
  await maya.stop()
  vi.useRealTimers()
})

/** Of the dialog as Anna made it: what she would write into Replaces towards Maya. */
function dialog() {
  const ack = proxy.requests('ACK')[0]!
  return { callId: ack.header('call-id'), annaTag: tagOf(ack.header('from')), mayaTag: tagOf(ack.header('to')) }
}

async function replacing(from: string, replaces: string): Promise<readonly SipText[]> {
  const before = proxy.received.length
  proxy.send(
    maya.aor,
    'INVITE',
    [
      `From: <sip:${from}>;tag=x1`,
      `To: <sip:${maya.aor}>`,
      'Contact: <sip:someone@stranger.test>',
      `Replaces: ${replaces}`,
      'Content-Type: application/sdp',
    ],
    offer,
  )
  await settle()
  return proxy.received.slice(before).filter(({ status }) => status !== null && status >= 180)
}

test('an INVITE with Replaces from another identity is refused, and nothing changes', async () => {
  await talk(anna, maya)
  const before = { ...maya.call }
  const { callId, annaTag, mayaTag } = dialog()
  const answers = await replacing('mallory@dialtone.test', `${callId};to-tag=${mayaTag};from-tag=${annaTag}`)
  expect(answers.map(({ status }) => status)).toEqual([603])
  expect(maya.call).toEqual(before)
  expect(maya.calls.list).toHaveLength(1)
  expect(anna.call.phase).toBe('active')
  expect(maya.engine.connections).toHaveLength(1)
})

test('the same user name at another domain is another identity', async () => {
  await talk(anna, maya)
  const { callId, annaTag, mayaTag } = dialog()
  const answers = await replacing('anna@evil.test', `${callId};to-tag=${mayaTag};from-tag=${annaTag}`)
  expect(answers.map(({ status }) => status)).toEqual([603])
  expect(maya.calls.list).toHaveLength(1)
})

test.each([
  ['a dialog that is not there', () => 'nowhere;to-tag=1;from-tag=2'],
  ['no tags', () => dialog().callId],
  ['the tags the wrong way round', () => `${dialog().callId};to-tag=${dialog().annaTag};from-tag=${dialog().mayaTag}`],
])('Replaces naming %s gets 481, from whomever it comes', async (_what, replaces) => {
  await talk(anna, maya)
  const answers = await replacing(anna.aor, replaces())
  // A Replaces without tags is no Replaces: JsSIP drops the request.
  expect(answers.every(({ status }) => status === 481)).toBe(true)
  expect(maya.calls.list).toHaveLength(1)
  expect(maya.call.recovering).toBe(false)
})

test('Replaces inside the dialog itself gets 481', async () => {
  await talk(anna, maya)
  const { callId, annaTag, mayaTag } = dialog()
  const before = proxy.received.length
  proxy.send(
    maya.aor,
    'INVITE',
    [
      `From: <sip:${anna.aor}>;tag=${annaTag}`,
      `To: <sip:${maya.aor}>;tag=${mayaTag}`,
      `Call-ID: ${callId}`,
      'Contact: <sip:someone@stranger.test>',
      `Replaces: ${callId};to-tag=${mayaTag};from-tag=${annaTag}`,
      'Content-Type: application/sdp',
    ],
    offer,
    100_000,
  )
  await settle()
  const answers = proxy.received.slice(before).filter(({ status }) => status !== null && status >= 180)
  expect(answers.map(({ status }) => status)).toEqual([481])
  expect(maya.call).toMatchObject({ phase: 'active', recovering: false })
})

test('an early-only Replaces does not take an answered call', async () => {
  await talk(anna, maya)
  const { callId, annaTag, mayaTag } = dialog()
  const answers = await replacing(anna.aor, `${callId};to-tag=${mayaTag};from-tag=${annaTag};early-only`)
  expect(answers.map(({ status }) => status)).toEqual([486])
  expect(maya.call.phase).toBe('active')
})

test('a call that is still ringing is replaced by nobody', async () => {
  anna.dial(maya)
  await settle()
  const invite = proxy.requests('INVITE')[0]!
  const ringing = proxy.received.find(({ status }) => status === 180)!
  const replaces = `${invite.header('call-id')};to-tag=${tagOf(ringing.header('to'))};from-tag=${tagOf(invite.header('from'))}`
  const answers = await replacing('mallory@dialtone.test', replaces)
  expect(answers.map(({ status }) => status)).toEqual([403])
  expect(maya.call.phase).toBe('incoming')
})

test('a replacement by the right identity that never completes leaves the call as it was', async () => {
  await talk(anna, maya)
  const { callId, annaTag, mayaTag } = dialog()
  const answers = await replacing(anna.aor, `${callId};to-tag=${mayaTag};from-tag=${annaTag}`)
  expect(answers.map(({ status }) => status)).toContain(200)
  expect(maya.call).toMatchObject({ phase: 'active', recovering: true })
  // No ACK ever comes: RFC 3261 13.3.1.4 gives up after 64 T1.
  await vi.advanceTimersByTimeAsync(40_000)
  expect(maya.call).toMatchObject({ phase: 'active', recovering: false })
  expect(anna.call.phase).toBe('active')
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CallAgent } from '../../electron/sip/call-agent.ts'
import { MediaLink } from '../../electron/sip/media-link.ts'
import { FakeMediaEngine } from '../fakes/fake-media-engine.ts'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { annaAt, seconds, settle } from '../fakes/sip-agent.ts'

let server: FakeSipServer
let anna: ReturnType<typeof annaAt>
let calls: CallAgent
let rings: string[]

beforeEach(async () => {
  vi.useFakeTimers()
  server = new FakeSipServer()
  anna = annaAt(server)
  const link = new MediaLink(new FakeMediaEngine(), anna.log)
  calls = new CallAgent({ userAgent: anna.agent, link, iceServers: () => [], log: anna.log })
  rings = []
  calls.onIncoming((call) => {
    rings.push(call.aor)
  })
  calls.start()
  anna.agent.start()
  await settle()
})
afterEach(async () => {
  calls.stop()
  const stopped = anna.agent.stop()
  await seconds(5)
  await stopped
  vi.useRealTimers()
})

async function invite(body: string): Promise<number | null | undefined> {
  const headers = ['Contact: <sip:maya@203.0.113.9>', ...(body ? ['Content-Type: application/sdp'] : [])]
  const callId = server.send('INVITE', headers, body)
  await seconds(1)
  return server.responses.findLast((response) => response.header('call-id') === callId)?.status
}

const offer = (media: string) =>
  `v=0\r\no=- 1 1 IN IP4 203.0.113.9\r\ns=-\r\nc=IN IP4 203.0.113.9\r\nt=0 0\r\n${media}\r\n`

test('a call with sound rings, and so does one that leaves the offer to us', async () => {
  await invite(offer('m=audio 5000 UDP/TLS/RTP/SAVPF 111'))
  await invite('')
  expect(rings).toEqual(['maya@example.org', 'maya@example.org'])
})

test('an offer that is none, or has no sound, is refused without a ring', async () => {
  for (const body of ['v=', '\0\u0001\u0002', 'v=0\r\nm=audio zzz\r\n', offer('m=image 5000 udptl t38'), offer('')])
    expect(await invite(body), body).toBe(488)
  expect(rings).toEqual([])
})

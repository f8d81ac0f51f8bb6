import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hasKamailio, hasRtpengine, type Lab, startLab } from '../../lab/lab.mjs'
import { RawClient } from './raw-client.ts'

const session = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0']
const lines = (...text: readonly string[]) => [...session, ...text, ''].join('\r\n')

const plain = lines('m=audio 40000 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000', 'a=sendrecv')
const webrtc = (setup: 'actpass' | 'active') =>
  lines(
    'm=audio 40002 UDP/TLS/RTP/SAVPF 0',
    'a=rtpmap:0 PCMU/8000',
    'a=mid:0',
    'a=rtcp-mux',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:abcdefghijklmnopqrstuvwx',
    `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`,
    `a=setup:${setup}`,
    'a=candidate:1 1 udp 2130706431 127.0.0.1 40002 typ host',
    'a=sendrecv',
  )

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

describe.skipIf(!hasKamailio() || !hasRtpengine())('calls in the lab (skipped without Kamailio and rtpengine)', () => {
  const dir = mkdtempSync(join(tmpdir(), 'dialtone-media-test-'))
  const clients: RawClient[] = []
  let lab: Lab

  beforeAll(async () => {
    lab = await startLab({ dir, rtpengine: true })
  })

  afterAll(async () => {
    for (const client of clients) client.close()
    await lab.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  /** A call from `from` to `to`: the offer as the callee sees it, the answer as the caller does. */
  async function call(
    from: { readonly user: string; readonly offer: string },
    to: { readonly user: string; readonly agent: string; readonly answer: string },
  ) {
    const [caller, callee] = await Promise.all([RawClient.connect(lab, from.user), RawClient.connect(lab, to.user)])
    clients.push(caller, callee)
    callee.sdpAnswer = to.answer
    await callee.request('REGISTER', to.user, { Expires: '600', 'User-Agent': to.agent })
    const response = await caller.request('INVITE', to.user, { 'Content-Type': 'application/sdp' }, from.offer)
    expect(response.start).toContain(' 200 ')
    const invite = await callee.until(({ start }) => start.startsWith('INVITE '))
    return { offer: invite.body, answer: response.body }
  }

  test('WebRTC and plain RTP meet in rtpengine, whatever the transport', async () => {
    const { offer, answer } = await call(
      { user: 'anna', offer: webrtc('actpass') },
      { user: 'maya', agent: 'Desk phone', answer: plain },
    )
    expect(offer).toMatch(/^m=audio \d+ RTP\/AVP /m)
    expect(offer).not.toContain('fingerprint')
    expect(answer).toMatch(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF /m)
    expect(answer).toMatch(/^a=fingerprint:/m)
  })

  test('a plain phone calls Dialtone over TCP, and is bridged too', async () => {
    const { offer, answer } = await call(
      { user: 'luis', offer: plain },
      { user: 'priya', agent: 'Dialtone/0.1.0', answer: webrtc('active') },
    )
    expect(offer).toMatch(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF /m)
    expect(offer).toMatch(/^a=candidate:/m)
    expect(answer).toMatch(/^m=audio \d+ RTP\/AVP /m)
  })

  test('two of the same kind talk end to end', async () => {
    const both = await call(
      { user: 'jonas', offer: webrtc('actpass') },
      { user: 'sofia', agent: 'Dialtone/0.1.0', answer: webrtc('active') },
    )
    expect(both).toEqual({ offer: webrtc('actpass'), answer: webrtc('active') })
    const plainBoth = await call({ user: 'ken', offer: plain }, { user: 'ruth', agent: 'Desk phone', answer: plain })
    expect(plainBoth).toEqual({ offer: plain, answer: plain })
  })
})

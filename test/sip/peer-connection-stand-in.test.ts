import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MediaLink, mediaLinkOf } from '../../electron/sip/media-link.ts'
import {
  captureMicrophone,
  installPeerConnection,
  StandInPeerConnection,
} from '../../electron/sip/peer-connection-stand-in.ts'
import { FakeMediaEngine } from '../fakes/fake-media-engine.ts'
import { recordedLog } from '../fakes/sip-agent.ts'

let engine: FakeMediaEngine
let link: MediaLink
const log = recordedLog()
const settle = () => vi.advanceTimersByTimeAsync(1)

beforeEach(() => {
  vi.useFakeTimers()
  engine = new FakeMediaEngine()
  link = new MediaLink(engine, log)
  log.lines.length = 0
})

afterEach(() => {
  vi.useRealTimers()
})

const connection = () => new StandInPeerConnection({ iceServers: [], mediaLink: link })

test('JsSIP finds WebRTC in a window that is not the global object, whether or not a host runs', () => {
  const globals: Record<string, unknown> = {}
  installPeerConnection(globals)
  expect(globals['window']).toEqual({ RTCPeerConnection: StandInPeerConnection })
  expect(globals['RTCPeerConnection']).toBe(StandInPeerConnection)
  const before = globals['window']
  installPeerConnection(globals)
  expect(globals['window']).toBe(before)
  expect(engine.opened).toBe(0)
})

test('what is asked before the host is there waits in order', async () => {
  link.chooseAudio({ microphone: 'a', speaker: 'b', ringer: 'c', ringVolume: 1, noiseSuppression: true })
  expect(engine.opened).toBe(0)
  const pc = connection()
  const offer = pc.createOffer()
  const stream = captureMicrophone(link)
  await settle()
  expect((await offer).type).toBe('offer')
  pc.addTrack((await stream).getTracks()[0]!)
  await settle()
  expect(engine.opened).toBe(1)
  expect(engine.operations.map(({ kind }) => kind)).toEqual([
    'choose-audio',
    'open-connection',
    'create-offer',
    'capture',
    'list-devices',
    'add-track',
  ])
})

test('every event finds the state that goes with it', async () => {
  const pc = connection()
  engine.candidates = [
    { type: 'host', afterMs: 10 },
    { type: 'srflx', afterMs: 20 },
  ]
  engine.gatheredAfterMs = 30
  const seen: string[] = []
  pc.addEventListener('icecandidate', () => {
    const count = pc.localDescription?.sdp.match(/^a=candidate/gm)?.length ?? 0
    seen.push(`${count} ${pc.iceGatheringState}`)
  })
  const offer = pc.createOffer()
  await settle()
  void pc.setLocalDescription(await offer)
  await vi.advanceTimersByTimeAsync(50)
  expect(seen).toEqual(['1 gathering', '2 gathering', '2 complete'])
  expect(pc.signalingState).toBe('have-local-offer')
})

test('what the host refuses is thrown under the same name', async () => {
  engine.microphoneError = 'NotAllowedError'
  const captured = captureMicrophone(link)
  const refused = expect(captured).rejects.toMatchObject({ name: 'NotAllowedError' })
  await settle()
  await refused
  const pc = connection()
  const early = expect(pc.setRemoteDescription({ type: 'answer', sdp: 'm=audio 9 RTP/AVP 0' })).rejects.toMatchObject({
    name: 'InvalidStateError',
  })
  await settle()
  await early
})

test('a closed connection fails what is pending, and says so to whoever asks later', async () => {
  const pc = connection()
  const pending = expect(pc.createOffer()).rejects.toMatchObject({ name: 'InvalidStateError' })
  pc.close()
  await pending
  expect(pc.signalingState).toBe('closed')
  await expect(pc.createOffer()).rejects.toMatchObject({ name: 'InvalidStateError' })
  await settle()
  expect(engine.connections).toEqual([])
})

test('when the host dies everything pending fails once, and the next request opens a new host', async () => {
  const pc = connection()
  const stream = captureMicrophone(link)
  await settle()
  const [track] = (await stream).getTracks()
  const gone = vi.fn()
  link.onGone(gone)
  const pending = expect(pc.createOffer()).rejects.toMatchObject({ name: 'InvalidStateError' })
  engine.crash()
  await pending
  expect(gone).toHaveBeenCalledTimes(1)
  expect(link.media.host).toBe('gone')
  expect(pc.usable).toBe(false)
  expect(track?.readyState).toBe('ended')
  // Closing what died with its host opens nothing.
  track?.stop()
  pc.close()
  await settle()
  expect(engine.opened).toBe(1)
  const next = captureMicrophone(link)
  await settle()
  await next
  expect(engine.opened).toBe(2)
  expect(link.media.host).toBe('ready')
})

test('a host that cannot open fails what waits for it, and is tried again for the next', async () => {
  engine.opensWith = new Error('no display')
  const failed = expect(captureMicrophone(link)).rejects.toMatchObject({ name: 'InvalidStateError' })
  await settle()
  await failed
  engine.opensWith = null
  const captured = captureMicrophone(link)
  await settle()
  expect((await captured).getTracks()).toHaveLength(1)
})

test.each([
  null,
  'ready',
  { kind: 'nonsense' },
  { kind: 'devices', devices: { microphones: 'all' } },
  { kind: 'event', connection: 'm1', snapshot: { signalingState: 'stable' }, event: { kind: 'track' } },
  { kind: 'result', id: 'one', connection: null, snapshot: null, value: null },
])('a message that makes no sense (%j) changes nothing', async (message) => {
  link.warmUp()
  await settle()
  const before = link.media
  engine.host?.sendRaw(message)
  expect(link.media).toBe(before)
  expect(log.lines.some((line) => line.includes('makes no sense'))).toBe(true)
})

test('an answer of the wrong shape fails the request instead of reaching JsSIP', async () => {
  const asked = expect(link.request({ kind: 'list-devices' })).rejects.toMatchObject({ name: 'DataError' })
  engine.devices = { microphones: [{ id: 1, label: 'x' }] } as unknown as typeof engine.devices
  await settle()
  await asked
})

test('of several reasons to make a sound the loudest is heard, and a new host goes on with it', async () => {
  const [one, two] = [{}, {}]
  link.setTone(one, 'ringback')
  await settle()
  expect(engine.tone).toBe('ringback')
  link.setTone(two, 'ring')
  await settle()
  expect(engine.tone).toBe('ring')
  engine.crash()
  await settle()
  expect(engine.tone).toBe('ring')
  link.setTone(two, null)
  await settle()
  expect(engine.tone).toBe('ringback')
  link.setTone(one, null)
  await settle()
  expect(engine.tone).toBeNull()
})

test('accounts share the link of one engine', () => {
  expect(mediaLinkOf(engine, log)).toBe(mediaLinkOf(engine, log))
  expect(mediaLinkOf(new FakeMediaEngine(), log)).not.toBe(mediaLinkOf(engine, log))
})

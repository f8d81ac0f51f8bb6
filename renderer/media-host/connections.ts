import type { AudioFlow } from '#contract/media'
import type {
  AudioChoice,
  ConnectionEvent,
  ConnectionSnapshot,
  IceServer,
  SessionDescription,
} from '#contract/media-protocol'
import { sinkOf } from './devices.ts'
import { flowOf } from './flow.ts'
import type { Microphones } from './microphones.ts'

type Connection = {
  readonly peer: RTCPeerConnection
  readonly senders: Map<string, RTCRtpSender>
  /** plays what the other side says */
  readonly speaker: HTMLAudioElement
}

const plain = (description: RTCSessionDescription | null): SessionDescription | null =>
  description && { type: description.type, sdp: description.sdp }

const stateEvents = [
  'signalingstatechange',
  'icegatheringstatechange',
  'iceconnectionstatechange',
  'connectionstatechange',
] as const

/** The real peer connections, by the names main gave them. */
export class Connections {
  readonly #choice: () => AudioChoice
  readonly #microphones: Microphones
  readonly #tell: (connection: string, snapshot: ConnectionSnapshot, event: ConnectionEvent) => void
  readonly #open = new Map<string, Connection>()

  constructor(
    choice: () => AudioChoice,
    microphones: Microphones,
    tell: (connection: string, snapshot: ConnectionSnapshot, event: ConnectionEvent) => void,
  ) {
    this.#choice = choice
    this.#microphones = microphones
    this.#tell = tell
  }

  snapshot(name: string): ConnectionSnapshot | null {
    const peer = this.#open.get(name)?.peer
    return peer ? snapshotOf(peer) : null
  }

  open(name: string, iceServers: readonly IceServer[]): void {
    // A pool of one: candidates are gathered while the microphone still opens.
    const peer = new RTCPeerConnection({
      iceServers: iceServers.map((server) => ({ ...server })),
      iceCandidatePoolSize: 1,
      bundlePolicy: 'max-bundle',
    })
    const connection: Connection = { peer, senders: new Map(), speaker: new Audio() }
    this.#open.set(name, connection)
    const tell = (event: ConnectionEvent) => {
      if (this.#open.get(name) === connection) this.#tell(name, snapshotOf(peer), event)
    }
    for (const kind of stateEvents) peer.addEventListener(kind, () => tell({ kind }))
    peer.addEventListener('icecandidate', ({ candidate }) =>
      tell({
        kind: 'icecandidate',
        candidate: candidate && { candidate: candidate.candidate, type: candidate.type },
      }),
    )
    peer.addEventListener('track', ({ track, streams }) => {
      tell({ kind: 'track', mediaKind: track.kind })
      if (track.kind === 'audio') this.#play(connection, streams[0] ?? new MediaStream([track]))
    })
  }

  async offer(name: string, iceRestart: boolean): Promise<SessionDescription> {
    const { type, sdp } = await this.#of(name).peer.createOffer({ iceRestart })
    return { type, sdp: sdp ?? '' }
  }

  async answer(name: string): Promise<SessionDescription> {
    const { type, sdp } = await this.#of(name).peer.createAnswer()
    return { type, sdp: sdp ?? '' }
  }

  setLocal(name: string, description: SessionDescription): Promise<void> {
    return this.#of(name).peer.setLocalDescription(description.type === 'rollback' ? { type: 'rollback' } : description)
  }

  setRemote(name: string, description: SessionDescription): Promise<void> {
    return this.#of(name).peer.setRemoteDescription(description)
  }

  addTrack(name: string, sender: string, track: string): void {
    const connection = this.#of(name)
    connection.senders.set(sender, this.#microphones.addTo(connection.peer, track))
  }

  /** RFC 4733, behind what is still being sent. */
  insertDtmf(name: string, sender: string, tones: string, duration: number, gap: number): void {
    const dtmf = this.#of(name).senders.get(sender)?.dtmf
    if (!dtmf?.canInsertDTMF) throw new DOMException('no digits on this connection', 'InvalidStateError')
    dtmf.insertDTMF(dtmf.toneBuffer + tones, duration, gap)
  }

  async flow(name: string): Promise<AudioFlow> {
    return flowOf((await this.#of(name).peer.getStats()).values())
  }

  close(name: string): void {
    const connection = this.#open.get(name)
    if (!connection) return
    this.#open.delete(name)
    this.#microphones.forget(connection.senders.values())
    connection.peer.close()
    connection.speaker.srcObject = null
  }

  /** Another speaker was chosen, or the chosen one came or went. */
  async follow(): Promise<void> {
    const sink = await sinkOf(this.#choice().speaker)
    for (const { speaker } of this.#open.values())
      if (speaker.sinkId !== sink) await speaker.setSinkId(sink).catch(() => {})
  }

  #play(connection: Connection, stream: MediaStream): void {
    const { speaker } = connection
    speaker.srcObject = stream
    const start = async () => {
      const sink = await sinkOf(this.#choice().speaker)
      if (sink !== '') await speaker.setSinkId(sink).catch(() => {})
      await speaker.play()
    }
    start().catch((error: unknown) => {
      // Closed before it played.
      if (!(error instanceof Error && error.name === 'AbortError')) console.error('cannot play', error)
    })
  }

  #of(name: string): Connection {
    const connection = this.#open.get(name)
    if (!connection) throw new DOMException(`no connection ${name}`, 'InvalidStateError')
    return connection
  }
}

function snapshotOf(peer: RTCPeerConnection): ConnectionSnapshot {
  return {
    signalingState: peer.signalingState,
    iceGatheringState: peer.iceGatheringState,
    iceConnectionState: peer.iceConnectionState,
    connectionState: peer.connectionState,
    localDescription: plain(peer.localDescription),
    remoteDescription: plain(peer.remoteDescription),
  }
}

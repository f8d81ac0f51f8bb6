/**
 * What JsSIP takes for the browser's RTCPeerConnection: the real one lives in the media host, behind a MediaLink. JsSIP
 * looks for the class in global scope and reads states synchronously; the link's snapshots keep those reads true.
 */
import type { ConnectionEvent, ConnectionSnapshot, IceServer, SessionDescription } from '#contract/media-protocol'
import { MediaError, type MediaLink } from './media-link.ts'

type EventBody = { readonly type: string } & Readonly<Record<string, unknown>>
type Listener = (event: EventBody) => void

/** A microphone in the host, opened by `capture`. */
class StandInTrack {
  readonly kind = 'audio'
  readonly id: string
  readonly label: string
  readonly #link: MediaLink
  readonly #generation: number
  #enabled = true
  #live = true

  constructor(link: MediaLink, id: string, label: string) {
    this.#link = link
    this.#generation = link.generation
    this.id = id
    this.label = label
  }

  get readyState(): 'live' | 'ended' {
    return this.#live && this.#generation === this.#link.generation ? 'live' : 'ended'
  }

  get enabled(): boolean {
    return this.#enabled
  }

  set enabled(enabled: boolean) {
    if (enabled === this.#enabled) return
    this.#enabled = enabled
    if (this.#live) this.#link.tellIf(this.#generation, { kind: 'enable-track', track: this.id, enabled })
  }

  stop(): void {
    if (!this.#live) return
    this.#live = false
    this.#link.tellIf(this.#generation, { kind: 'stop-track', track: this.id })
  }
}

export class StandInStream {
  readonly #tracks: readonly StandInTrack[]

  constructor(tracks: readonly StandInTrack[]) {
    this.#tracks = tracks
  }

  getTracks(): StandInTrack[] {
    return [...this.#tracks]
  }

  getAudioTracks(): StandInTrack[] {
    return this.getTracks()
  }

  getVideoTracks(): StandInTrack[] {
    return []
  }
}

/** Opens the microphone the user chose. Throws MediaError under the name getUserMedia gave it. */
export async function captureMicrophone(link: MediaLink): Promise<StandInStream> {
  const track = link.newName()
  const { label } = await link.request({ kind: 'capture', track })
  return new StandInStream([new StandInTrack(link, track, label)])
}

class StandInSender {
  readonly id: string
  readonly track: StandInTrack
  readonly #connection: StandInPeerConnection

  constructor(connection: StandInPeerConnection, id: string, track: StandInTrack) {
    this.#connection = connection
    this.id = id
    this.track = track
  }

  /** RFC 4733. The host appends to what is still being sent. */
  insertDtmf(tones: string, duration: number, gap: number): Promise<null> {
    const { link, name } = this.#connection
    return link.request({ kind: 'insert-dtmf', connection: name, sender: this.id, tones, duration, gap })
  }
}

export type StandInConfiguration = {
  readonly iceServers: readonly IceServer[]
  /** JsSIP hands the configuration through: so each connection finds the host of its own call */
  readonly mediaLink: MediaLink
}

const fresh: ConnectionSnapshot = {
  signalingState: 'stable',
  iceGatheringState: 'new',
  iceConnectionState: 'new',
  connectionState: 'new',
  localDescription: null,
  remoteDescription: null,
}

export class StandInPeerConnection {
  readonly link: MediaLink
  readonly name: string
  #snapshot = fresh
  #usable = true
  readonly #senders: StandInSender[] = []
  readonly #listeners = new Map<string, Set<Listener>>()

  constructor(configuration: StandInConfiguration) {
    this.link = configuration.mediaLink
    this.name = this.link.newName()
    this.link.attach(this.name, {
      onSnapshot: (snapshot) => {
        if (this.#usable) this.#snapshot = snapshot
      },
      onEvent: (event) => this.#dispatch(event),
      onGone: () => {
        this.#usable = false
      },
    })
    this.link.tell({ kind: 'open-connection', connection: this.name, iceServers: configuration.iceServers })
  }

  get signalingState(): string {
    return this.#snapshot.signalingState
  }
  get iceGatheringState(): string {
    return this.#snapshot.iceGatheringState
  }
  get iceConnectionState(): string {
    return this.#snapshot.iceConnectionState
  }
  get connectionState(): string {
    return this.#snapshot.connectionState
  }
  get localDescription(): SessionDescription | null {
    return this.#snapshot.localDescription
  }
  get remoteDescription(): SessionDescription | null {
    return this.#snapshot.remoteDescription
  }

  /** False once closed or once its host died. */
  get usable(): boolean {
    return this.#usable
  }

  async createOffer(options?: { readonly iceRestart?: boolean } | null): Promise<SessionDescription> {
    this.#assertUsable()
    return this.link.request({
      kind: 'create-offer',
      connection: this.name,
      iceRestart: options?.iceRestart === true,
    })
  }

  async createAnswer(): Promise<SessionDescription> {
    this.#assertUsable()
    return this.link.request({ kind: 'create-answer', connection: this.name })
  }

  async setLocalDescription(description: SessionDescription): Promise<void> {
    this.#assertUsable()
    await this.link.request({ kind: 'set-local', connection: this.name, description: plain(description) })
  }

  async setRemoteDescription(description: SessionDescription): Promise<void> {
    this.#assertUsable()
    await this.link.request({ kind: 'set-remote', connection: this.name, description: plain(description) })
  }

  addTrack(track: StandInTrack): StandInSender {
    this.#assertUsable()
    const sender = new StandInSender(this, this.link.newName(), track)
    this.#senders.push(sender)
    this.link.tell({ kind: 'add-track', connection: this.name, sender: sender.id, track: track.id })
    return sender
  }

  getSenders(): StandInSender[] {
    return [...this.#senders]
  }

  close(): void {
    this.#snapshot = {
      ...this.#snapshot,
      signalingState: 'closed',
      iceConnectionState: 'closed',
      connectionState: 'closed',
    }
    if (!this.#usable) return
    this.#usable = false
    this.link.detach(this.name)
    this.link.tellIf(this.link.generation, { kind: 'close-connection', connection: this.name })
  }

  addEventListener(type: string, listener: Listener): void {
    const known = this.#listeners.get(type) ?? new Set()
    known.add(listener)
    this.#listeners.set(type, known)
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener)
  }

  #dispatch(event: ConnectionEvent): void {
    if (!this.#usable) return
    const { kind, ...rest } = event
    for (const listener of [...(this.#listeners.get(kind) ?? [])]) listener({ type: kind, ...rest })
  }

  #assertUsable(): void {
    if (!this.#usable) throw new MediaError('InvalidStateError', 'the connection is closed')
  }
}

class StandInSessionDescription {
  readonly type: string
  readonly sdp: string

  constructor(init: { readonly type: string; readonly sdp: string }) {
    this.type = init.type
    this.sdp = init.sdp
  }
}

const plain = ({ type, sdp }: SessionDescription): SessionDescription => ({ type, sdp })

/**
 * Makes JsSIP believe in WebRTC. Needed before the first INVITE can arrive: without `window` JsSIP throws on one. No media
 * host is needed for it; the first call opens one. `window` is never the global object itself: libraries would take main
 * for a browser.
 */
export function installPeerConnection(target: object = globalThis): void {
  const globals = target as Record<string, unknown>
  if (globals['RTCPeerConnection'] === StandInPeerConnection) return
  globals['RTCPeerConnection'] = StandInPeerConnection
  globals['RTCSessionDescription'] = StandInSessionDescription
  globals['window'] = { RTCPeerConnection: StandInPeerConnection }
}

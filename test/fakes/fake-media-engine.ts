import type { AudioFlow, MediaDevices } from '#contract/media'
import type {
  AudioChoice,
  ConnectionEvent,
  ConnectionSnapshot,
  FromHost,
  HostOperation,
  SessionDescription,
  ToHost,
  Tone,
} from '#contract/media-protocol'
import type { MediaEngine, MediaPort } from '../../electron/ports.ts'

type Candidate = { readonly type: 'host' | 'srflx' | 'relay'; readonly afterMs: number }

/** Every fake connection in the process, by its ICE user fragment: so that two of them find each other, as on a network. */
const network = new Map<string, FakeConnection>()
let fragments = 0

class HostError extends Error {
  constructor(name: string, message = name) {
    super(message)
    this.name = name
  }
}

const attribute = (sdp: string, name: string) => new RegExp(`^a=${name}:(\\S+)`, 'm').exec(sdp)?.[1] ?? ''
const directionOf = (sdp: string) => /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(sdp)?.[1] ?? 'sendrecv'
const answerTo = { sendrecv: 'sendrecv', sendonly: 'recvonly', recvonly: 'sendonly', inactive: 'inactive' } as const

/** One peer connection: the states, the offers and answers of a browser, without its network. */
class FakeConnection {
  readonly name: string
  readonly host: FakeHost
  /** of what was negotiated last, or is on offer */
  ufrag = ''
  readonly senders = new Map<string, string>()
  tones = ''
  #path = ''
  signaling = 'stable'
  gathering = 'new'
  ice = 'new'
  local: SessionDescription | null = null
  remote: SessionDescription | null = null
  #stableLocal: SessionDescription | null = null
  #candidates: string[] = []
  #started = false
  #isRestarted = false
  readonly #timers: ReturnType<typeof setTimeout>[] = []
  #sent = 0
  #received = 0
  #energySent = 0
  #energyReceived = 0

  constructor(host: FakeHost, name: string) {
    this.host = host
    this.name = name
    this.#takeFragment()
  }

  #takeFragment(fragment: string | null = null): void {
    network.delete(this.ufrag)
    fragments += 1
    this.ufrag = fragment ?? `u${fragments}`
    network.set(this.ufrag, this)
    this.#started = false
    this.#candidates = []
  }

  /** A browser restarts ICE where it is told to, and where the other side's offer does (RFC 8839 4.4.1.1.1). */
  offer(iceRestart: boolean): SessionDescription {
    if (iceRestart) this.#takeFragment()
    return this.description('offer')
  }

  answer(): SessionDescription {
    if (this.#isRestarted) this.#takeFragment()
    this.#isRestarted = false
    return this.description('answer')
  }

  description(type: 'offer' | 'answer'): SessionDescription {
    const direction =
      type === 'offer' ? 'sendrecv' : answerTo[directionOf(this.remote?.sdp ?? '') as keyof typeof answerTo]
    const lines = [
      'v=0',
      'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
      's=-',
      't=0 0',
      'a=group:BUNDLE 0',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 126',
      'c=IN IP4 0.0.0.0',
      'a=rtcp:9 IN IP4 0.0.0.0',
      `a=ice-ufrag:${this.ufrag}`,
      'a=ice-pwd:asd88fgpdd777uzjYhagZg12',
      `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
      `a=setup:${type === 'offer' ? 'actpass' : 'active'}`,
      'a=mid:0',
      `a=${direction}`,
      'a=rtcp-mux',
      'a=rtpmap:111 opus/48000/2',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:8 PCMA/8000',
      ...(this.host.engine.telephoneEvents ? ['a=rtpmap:126 telephone-event/8000'] : []),
    ]
    return { type, sdp: `${lines.join('\r\n')}\r\n` }
  }

  setLocal(description: SessionDescription): void {
    if (description.type === 'rollback') {
      this.signaling = 'stable'
      this.local = this.#stableLocal
      const before = attribute(this.local?.sdp ?? '', 'ice-ufrag')
      if (before !== '' && before !== this.ufrag) this.#takeFragment(before)
      return
    }
    const wanted = description.type === 'offer' ? 'stable' : 'have-remote-offer'
    if (this.signaling !== wanted && !(description.type === 'offer' && this.signaling === 'have-local-offer'))
      throw new HostError('InvalidStateError', `local ${description.type} in ${this.signaling}`)
    this.local = description
    this.signaling = description.type === 'offer' ? 'have-local-offer' : 'stable'
    if (this.signaling === 'stable') this.#stableLocal = description
    this.#gather()
    this.#connect()
  }

  setRemote(description: SessionDescription): void {
    if (!/^m=audio/m.test(description.sdp) || this.host.engine.refusesRemote)
      throw new HostError('OperationError', 'no audio')
    const wanted = description.type === 'offer' ? 'stable' : 'have-local-offer'
    if (this.signaling !== wanted)
      throw new HostError('InvalidStateError', `remote ${description.type} in ${this.signaling}`)
    const known = attribute(this.remote?.sdp ?? '', 'ice-ufrag')
    this.#isRestarted = known !== '' && known !== attribute(description.sdp, 'ice-ufrag')
    this.remote = description
    this.signaling = description.type === 'offer' ? 'have-remote-offer' : 'stable'
    if (this.signaling === 'stable') this.#stableLocal = this.local
    this.#connect()
  }

  setIce(state: string): void {
    this.ice = state
    this.#tell({ kind: 'iceconnectionstatechange' })
  }

  flow(): AudioFlow {
    const peer = network.get(attribute(this.remote?.sdp ?? '', 'ice-ufrag'))
    const flows = this.ice === 'connected' && peer?.ice === 'connected'
    if (flows) {
      this.#sent += 50
      this.#energySent += this.speaks ? 1 : 0
      this.#received += 50
      this.#energyReceived += peer.speaks ? 1 : 0
    }
    return {
      packetsReceived: this.#received,
      packetsSent: this.#sent,
      packetsLost: 0,
      energyReceived: this.#energyReceived,
      energySent: this.#energySent,
      roundTripMs: 5,
      jitterMs: 1,
    }
  }

  /** Whether our microphone is open on this connection. */
  get speaks(): boolean {
    return [...this.senders.values()].some((track) => this.host.tracks.get(track) === true)
  }

  snapshot(): ConnectionSnapshot {
    const local = this.local && { ...this.local, sdp: this.local.sdp + this.#candidates.join('') }
    return {
      signalingState: this.signaling,
      iceGatheringState: this.gathering,
      iceConnectionState: this.ice,
      connectionState: this.ice,
      localDescription: local,
      remoteDescription: this.remote,
    }
  }

  close(): void {
    this.ice = 'closed'
    this.signaling = 'closed'
    network.delete(this.ufrag)
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #gather(): void {
    if (this.#started) return
    this.#started = true
    const { candidates, gatheredAfterMs } = this.host.engine
    this.gathering = 'gathering'
    this.#tell({ kind: 'icegatheringstatechange' })
    for (const [index, { type, afterMs }] of candidates.entries()) {
      this.#later(afterMs, () => {
        const candidate = `candidate:${index} 1 udp 2113937151 192.0.2.${index + 1} ${40000 + index} typ ${type}`
        this.#candidates.push(`a=${candidate}\r\n`)
        this.#tell({ kind: 'icecandidate', candidate: { candidate, type } })
      })
    }
    if (gatheredAfterMs === null) return
    this.#later(gatheredAfterMs, () => {
      this.gathering = 'complete'
      this.#tell({ kind: 'icegatheringstatechange' })
      this.#tell({ kind: 'icecandidate', candidate: null })
    })
  }

  #later(ms: number, action: () => void): void {
    this.#timers.push(setTimeout(action, ms))
  }

  #connect(): void {
    const isUp = () => this.ice === 'connected' && this.#path === this.#negotiated
    if (this.signaling !== 'stable' || !this.local || !this.remote || isUp() || this.ice === 'closed') return
    queueMicrotask(() => {
      if (this.ice === 'closed' || isUp() || !this.host.engine.isOnNetwork) return
      if (this.#path !== '' && this.#path === this.#negotiated) return // a lost way stays lost
      this.#path = this.#negotiated
      this.setIce('connected')
    })
  }

  /** Both fragments: the way that the two agreed on. */
  get #negotiated(): string {
    return `${this.ufrag} ${attribute(this.remote?.sdp ?? '', 'ice-ufrag')}`
  }

  #tell(event: ConnectionEvent): void {
    this.host.send({ kind: 'event', connection: this.name, snapshot: this.snapshot(), event })
  }
}

/** One media host: from its opening to its crash. */
class FakeHost {
  readonly engine: FakeMediaEngine
  readonly connections = new Map<string, FakeConnection>()
  /** microphones by name; false: muted */
  readonly tracks = new Map<string, boolean>()
  readonly port: MediaPort
  alive = true
  readonly #messages = new Set<(message: unknown) => void>()
  readonly #closings = new Set<() => void>()

  constructor(engine: FakeMediaEngine) {
    this.engine = engine
    this.port = {
      post: (message) => {
        const copy = structuredClone(message) as ToHost
        queueMicrotask(() => void this.#receive(copy))
      },
      onMessage: (listener) => {
        this.#messages.add(listener)
        return () => this.#messages.delete(listener)
      },
      onClose: (listener) => {
        this.#closings.add(listener)
        return () => this.#closings.delete(listener)
      },
    }
  }

  send(message: FromHost): void {
    const copy = structuredClone(message)
    queueMicrotask(() => {
      if (this.alive) for (const listener of this.#messages) listener(copy)
    })
  }

  /** Something no host of ours would say. */
  sendRaw(message: unknown): void {
    for (const listener of this.#messages) listener(message)
  }

  die(): void {
    this.alive = false
    for (const connection of this.connections.values()) connection.close()
    for (const listener of this.#closings) listener()
  }

  async #receive(message: ToHost): Promise<void> {
    if (!this.alive) return
    const { id, operation } = message
    this.engine.operations.push(operation)
    const connection = 'connection' in operation ? operation.connection : null
    const snapshot = () => (connection === null ? null : (this.connections.get(connection)?.snapshot() ?? null))
    try {
      const value = await this.#do(operation)
      if (id !== null) this.send({ kind: 'result', id, connection, snapshot: snapshot(), value })
    } catch (error) {
      const { name, message: text } = error as Error
      if (id !== null) this.send({ kind: 'failure', id, connection, snapshot: snapshot(), name, message: text })
      else throw error
    }
  }

  #of(name: string): FakeConnection {
    const connection = this.connections.get(name)
    if (!connection) throw new HostError('InvalidStateError', 'no such connection')
    return connection
  }

  #do(operation: HostOperation): unknown {
    switch (operation.kind) {
      case 'open-connection':
        this.connections.set(operation.connection, new FakeConnection(this, operation.connection))
        return null
      case 'create-offer':
        return this.#of(operation.connection).offer(operation.iceRestart)
      case 'create-answer':
        return this.#of(operation.connection).answer()
      case 'set-local':
        this.#of(operation.connection).setLocal(operation.description)
        return null
      case 'set-remote':
        this.#of(operation.connection).setRemote(operation.description)
        return null
      case 'add-track':
        if (!this.tracks.has(operation.track)) throw new HostError('InvalidAccessError', 'no such track')
        this.#of(operation.connection).senders.set(operation.sender, operation.track)
        return null
      case 'insert-dtmf':
        this.#of(operation.connection).tones += operation.tones
        return null
      case 'flow':
        return this.#of(operation.connection).flow()
      case 'close-connection':
        this.connections.get(operation.connection)?.close()
        this.connections.delete(operation.connection)
        return null
      case 'capture':
        return this.#capture(operation.track)
      case 'enable-track':
        if (this.tracks.has(operation.track)) this.tracks.set(operation.track, operation.enabled)
        return null
      case 'stop-track':
        this.tracks.delete(operation.track)
        return null
      case 'choose-audio':
        this.engine.choice = operation.choice
        return null
      case 'list-devices':
        this.send({ kind: 'devices', devices: this.engine.devices })
        return this.engine.devices
      case 'level':
        return { level: operation.listen ? 0.5 : null }
      case 'tone':
        if (!operation.once) this.engine.tone = operation.tone
        return null
    }
  }

  async #capture(track: string): Promise<{ label: string }> {
    const { microphoneError, captureMs } = this.engine
    if (captureMs > 0)
      await new Promise<void>((resolve) => {
        setTimeout(resolve, captureMs)
      })
    if (microphoneError !== null) throw new HostError(microphoneError)
    this.tracks.set(track, true)
    return { label: 'Fake microphone' }
  }
}

/** A media host in plain Node: JsSIP completes its calls on it, two of them hear each other, and it can crash. */
export class FakeMediaEngine implements MediaEngine {
  candidates: readonly Candidate[] = [{ type: 'host', afterMs: 0 }]
  /** null: a dead STUN server, gathering never ends */
  gatheredAfterMs: number | null = 0
  captureMs = 0
  /** what the other side describes cannot be used */
  refusesRemote = false
  /** false: nothing new connects */
  isOnNetwork = true
  /** a DOMException's name */
  microphoneError: string | null = null
  telephoneEvents = true
  opensWith: Error | null = null
  devices: MediaDevices = {
    microphones: [{ id: 'default', label: 'Fake microphone' }],
    speakers: [{ id: 'default', label: 'Fake speaker' }],
  }
  choice: AudioChoice | null = null
  tone: Tone | null = null
  opened = 0
  readonly operations: HostOperation[] = []
  host: FakeHost | null = null
  readonly #gone = new Set<() => void>()

  readonly open = async (): Promise<MediaPort> => {
    if (this.opensWith) throw this.opensWith
    if (this.host?.alive) return this.host.port
    this.opened += 1
    this.host = new FakeHost(this)
    return this.host.port
  }

  readonly onGone = (listener: () => void): (() => void) => {
    this.#gone.add(listener)
    return () => this.#gone.delete(listener)
  }

  /** Every way that is in use is gone: another network, or another address on it. */
  losePaths(): void {
    for (const connection of this.connections) connection.setIce('disconnected')
  }

  crash(): void {
    const host = this.host
    this.host = null
    this.tone = null
    host?.die()
    for (const listener of [...this.#gone]) listener()
  }

  /** Those that are open. */
  get connections(): readonly FakeConnection[] {
    return [...(this.host?.connections.values() ?? [])]
  }

  /** Microphones that are open; true: heard. */
  get microphones(): readonly boolean[] {
    return [...(this.host?.tracks.values() ?? [])]
  }
}

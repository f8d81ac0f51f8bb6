import { detailOf } from '#contract/failure'
import type { MediaDevices, MediaState } from '#contract/media'
import type {
  AudioChoice,
  ConnectionEvent,
  ConnectionSnapshot,
  FromHost,
  HostAnswers,
  HostOperation,
  HostOperationKind,
  ToHost,
  Tone,
} from '#contract/media-protocol'
import type { Log, MediaEngine, MediaPort } from '../ports.ts'
import { Listeners } from './listeners.ts'
import { answerTo, fromHost } from './media-protocol.ts'

/** What the host refused, under the name of the browser's own error. */
export class MediaError extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/** One peer connection, seen from the link. */
export type ConnectionSink = {
  readonly onSnapshot: (snapshot: ConnectionSnapshot) => void
  readonly onEvent: (event: ConnectionEvent) => void
  readonly onGone: () => void
}

type Operation<K extends HostOperationKind> = Extract<HostOperation, { readonly kind: K }>

type Pending = {
  readonly connection: string | null
  readonly accept: (value: unknown) => void
  readonly reject: (error: Error) => void
}

const noDevices: MediaDevices = { microphones: [], speakers: [] }

/** The louder reason to ring wins when several accounts share the host. */
const tonesByWeight: readonly Tone[] = ['ring', 'waiting', 'ringback', 'busy']

/**
 * Main's end of the line to the media host. Nothing is opened until something is asked: what is asked before the host is
 * there waits in order. When the host dies, everything that hung on it fails at once, and the next request opens a new one.
 *   closed -> opening -> open -> gone (= closed, with one onGone)
 */
export class MediaLink {
  readonly #engine: MediaEngine
  readonly #log: Log
  #port: MediaPort | null = null
  #opening: Promise<void> | null = null
  #waiting: ToHost[] = []
  #generation = 0
  #lastId = 0
  #lastName = 0
  #choice: AudioChoice | null = null
  #tone: Tone | null = null
  #media: MediaState = { host: 'starting', devices: noDevices }
  readonly #tones = new Map<object, Tone>()
  readonly #pending = new Map<number, Pending>()
  readonly #sinks = new Map<string, ConnectionSink>()
  readonly #goneListeners: Listeners<void>
  readonly #mediaListeners: Listeners<MediaState>

  constructor(engine: MediaEngine, log: Log) {
    this.#engine = engine
    this.#log = log
    this.#goneListeners = new Listeners(log)
    this.#mediaListeners = new Listeners(log)
    // Without a port the word is about a host already known to be gone; one that dies while it opens rejects open().
    engine.onGone(() => {
      if (this.#port !== null) this.#gone()
    })
  }

  get media(): MediaState {
    return this.#media
  }

  /** A host died, and with it every connection and track. */
  onGone(listener: () => void): () => void {
    return this.#goneListeners.add(listener)
  }

  onMedia(listener: (media: MediaState) => void): () => void {
    return this.#mediaListeners.add(listener)
  }

  /** A name for something in the host: never used twice, so that a late answer cannot meet a namesake. */
  newName(): string {
    this.#lastName += 1
    return `m${this.#lastName}`
  }

  /** Opens the host before it is needed: a call that rings will want it. */
  warmUp(): void {
    if (this.#port === null) this.#open()
  }

  request<K extends HostOperationKind>(operation: Operation<K>): Promise<HostAnswers[K]> {
    this.#lastId += 1
    const id = this.#lastId
    const { kind } = operation
    return new Promise((resolve, reject) => {
      this.#pending.set(id, {
        connection: 'connection' in operation ? operation.connection : null,
        accept: (value) => {
          const answer = answerTo(kind as K, value)
          if (answer === undefined) reject(new MediaError('DataError', `the media host answered ${kind} with nonsense`))
          else resolve(answer)
        },
        reject,
      })
      this.#post({ id, operation })
    })
  }

  /** Counts hosts: what one host held, the next does not know. */
  get generation(): number {
    return this.#generation
  }

  /** Does without an answer. */
  tell(operation: HostOperation): void {
    this.#post({ id: null, operation })
  }

  /** As `tell`, for what only touches things of this generation: with their host gone there is nothing to do. */
  tellIf(generation: number, operation: HostOperation): void {
    if (generation === this.#generation && (this.#port !== null || this.#opening !== null)) this.tell(operation)
  }

  attach(connection: string, sink: ConnectionSink): void {
    this.#sinks.set(connection, sink)
  }

  /** Promises of a closed connection never settle in a browser; here they fail, so that nobody waits for ever. */
  detach(connection: string): void {
    this.#sinks.delete(connection)
    for (const [id, pending] of this.#pending) {
      if (pending.connection !== connection) continue
      this.#pending.delete(id)
      pending.reject(new MediaError('InvalidStateError', 'the connection is closed'))
    }
  }

  chooseAudio(choice: AudioChoice): void {
    this.#choice = choice
    this.#port?.post({ id: null, operation: { kind: 'choose-audio', choice } })
  }

  setTone(owner: object, tone: Tone | null): void {
    if (tone === null) this.#tones.delete(owner)
    else this.#tones.set(owner, tone)
    const wanted = new Set(this.#tones.values())
    const next = tonesByWeight.find((candidate) => wanted.has(candidate)) ?? null
    if (next === this.#tone) return
    this.#tone = next
    const operation = { kind: 'tone', tone: next, once: false } as const
    if (next === null) this.tellIf(this.#generation, operation)
    else this.tell(operation)
  }

  #post(message: ToHost): void {
    if (this.#port !== null) {
      this.#port.post(message)
      return
    }
    this.#waiting.push(message)
    this.#open()
  }

  #open(): void {
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = null
    })
  }

  async #connect(): Promise<void> {
    let port: MediaPort
    try {
      port = await this.#engine.open()
    } catch (error) {
      this.#log.error('the media host did not start: %s', detailOf(error))
      this.#gone()
      return
    }
    this.#port = port
    port.onMessage((message) => {
      if (this.#port === port) this.#receive(message)
    })
    port.onClose(() => {
      if (this.#port === port) this.#gone()
    })
    // A port may have closed before anybody listened.
    if (this.#port !== port) return
    if (this.#choice !== null) port.post({ id: null, operation: { kind: 'choose-audio', choice: this.#choice } })
    const waiting = this.#waiting
    this.#waiting = []
    for (const message of waiting) port.post(message)
    // Somebody else may have opened the host, and its first list with it gone by unheard.
    port.post({ id: null, operation: { kind: 'list-devices' } })
    this.#setMedia({ ...this.#media, host: 'ready' })
  }

  #gone(): void {
    const hadPort = this.#port !== null
    if (!hadPort && this.#waiting.length === 0 && this.#pending.size === 0 && this.#sinks.size === 0) return
    this.#generation += 1
    this.#port = null
    this.#waiting = []
    const pending = [...this.#pending.values()]
    const sinks = [...this.#sinks.values()]
    this.#pending.clear()
    this.#sinks.clear()
    for (const { reject } of pending) reject(new MediaError('InvalidStateError', 'the media host is gone'))
    for (const sink of sinks) sink.onGone()
    this.#setMedia({ ...this.#media, host: 'gone' })
    this.#goneListeners.tell()
    // Somebody still waits to be rung: a new host goes on where the old one fell silent.
    if (hadPort && this.#tone !== null) this.tell({ kind: 'tone', tone: this.#tone, once: false })
  }

  #receive(raw: unknown): void {
    const message = fromHost(raw)
    if (message === null) {
      this.#log.warn('a message of the media host makes no sense')
      return
    }
    this.#act(message)
  }

  #act(message: FromHost): void {
    switch (message.kind) {
      case 'ready':
        return
      case 'devices':
        this.#setMedia({ ...this.#media, devices: message.devices })
        return
      case 'event': {
        const sink = this.#sinks.get(message.connection)
        sink?.onSnapshot(message.snapshot)
        sink?.onEvent(message.event)
        return
      }
      case 'result':
      case 'failure': {
        if (message.connection !== null && message.snapshot !== null)
          this.#sinks.get(message.connection)?.onSnapshot(message.snapshot)
        const pending = this.#pending.get(message.id)
        this.#pending.delete(message.id)
        if (message.kind === 'result') pending?.accept(message.value)
        else pending?.reject(new MediaError(message.name, message.message))
      }
    }
  }

  #setMedia(media: MediaState): void {
    this.#media = media
    this.#mediaListeners.tell(media)
  }
}

const links = new WeakMap<MediaEngine, MediaLink>()

/** One link for each engine: accounts share microphone and ringing. */
export function mediaLinkOf(engine: MediaEngine, log: Log): MediaLink {
  const known = links.get(engine)
  if (known !== undefined) return known
  const made = new MediaLink(engine, log)
  links.set(engine, made)
  return made
}

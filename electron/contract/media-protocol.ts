/**
 * Every message between main and the media host: the page that owns microphone, peer connections and ringing. One ordered
 * port; whatever concerns a connection carries its full state, so that what main reads is never older than the event it
 * reacts to. Main names everything it creates; the host keeps the real objects under those names.
 */
import type { AudioFlow, MediaDevices } from './media.ts'

export type SessionDescription = { readonly type: 'offer' | 'answer' | 'pranswer' | 'rollback'; readonly sdp: string }

export type IceServer = { readonly urls: string; readonly username?: string; readonly credential?: string }

export type IceCandidate = {
  readonly candidate: string
  /** host, srflx, prflx or relay (RFC 8445 4); null where the browser does not say */
  readonly type: string | null
}

export type ConnectionSnapshot = {
  readonly signalingState: string
  readonly iceGatheringState: string
  readonly iceConnectionState: string
  readonly connectionState: string
  readonly localDescription: SessionDescription | null
  readonly remoteDescription: SessionDescription | null
}

/** What the host is to use; sent first on each new host, and whenever it changes. */
export type AudioChoice = {
  readonly microphone: string
  readonly speaker: string
  readonly ringer: string
  readonly ringVolume: number
  readonly noiseSuppression: boolean
}

/** ring: somebody calls; waiting: the same during a call; ringback: the other's phone rings; busy: it will not. */
export type Tone = 'ring' | 'waiting' | 'ringback' | 'busy'

export type HostOperation =
  | { readonly kind: 'open-connection'; readonly connection: string; readonly iceServers: readonly IceServer[] }
  | { readonly kind: 'create-offer'; readonly connection: string; readonly iceRestart: boolean }
  | { readonly kind: 'create-answer'; readonly connection: string }
  | { readonly kind: 'set-local'; readonly connection: string; readonly description: SessionDescription }
  | { readonly kind: 'set-remote'; readonly connection: string; readonly description: SessionDescription }
  | { readonly kind: 'add-track'; readonly connection: string; readonly sender: string; readonly track: string }
  | {
      readonly kind: 'insert-dtmf'
      readonly connection: string
      readonly sender: string
      readonly tones: string
      readonly duration: number
      readonly gap: number
    }
  | { readonly kind: 'flow'; readonly connection: string }
  | { readonly kind: 'close-connection'; readonly connection: string }
  /** opens the chosen microphone under the name `track` */
  | { readonly kind: 'capture'; readonly track: string }
  | { readonly kind: 'enable-track'; readonly track: string; readonly enabled: boolean }
  | { readonly kind: 'stop-track'; readonly track: string }
  | { readonly kind: 'choose-audio'; readonly choice: AudioChoice }
  | { readonly kind: 'list-devices' }
  | { readonly kind: 'level'; readonly listen: boolean }
  /** null: silence; `once` plays it for a moment, to try it out */
  | { readonly kind: 'tone'; readonly tone: Tone | null; readonly once: boolean }

export type HostOperationKind = HostOperation['kind']

/** What an operation resolves to; null: that it is done. */
export type HostAnswers = {
  'open-connection': null
  'create-offer': SessionDescription
  'create-answer': SessionDescription
  'set-local': null
  'set-remote': null
  'add-track': null
  'insert-dtmf': null
  flow: AudioFlow
  'close-connection': null
  /** the name of the microphone in use */
  capture: { readonly label: string }
  'enable-track': null
  'stop-track': null
  'choose-audio': null
  'list-devices': MediaDevices
  /** 0 to 1 */
  level: { readonly level: number | null }
  tone: null
}

/** `id` null: no answer wanted. */
export type ToHost = { readonly id: number | null; readonly operation: HostOperation }

export type ConnectionEvent =
  | { readonly kind: 'signalingstatechange' }
  | { readonly kind: 'icegatheringstatechange' }
  | { readonly kind: 'iceconnectionstatechange' }
  | { readonly kind: 'connectionstatechange' }
  /** null: the last one was told */
  | { readonly kind: 'icecandidate'; readonly candidate: IceCandidate | null }
  | { readonly kind: 'track'; readonly mediaKind: string }

export type FromHost =
  /** first of all, as soon as the page has its port */
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'result'
      readonly id: number
      readonly connection: string | null
      readonly snapshot: ConnectionSnapshot | null
      readonly value: unknown
    }
  | {
      readonly kind: 'failure'
      readonly id: number
      readonly connection: string | null
      readonly snapshot: ConnectionSnapshot | null
      /** a DOMException's name, such as NotAllowedError */
      readonly name: string
      readonly message: string
    }
  | {
      readonly kind: 'event'
      readonly connection: string
      readonly snapshot: ConnectionSnapshot
      readonly event: ConnectionEvent
    }
  | { readonly kind: 'devices'; readonly devices: MediaDevices }

// The shapes of JsSIP's calls that call-session.ts uses. The package's own types want the DOM, and hide what holding without
// ending the call and Replaces need.

declare module 'jssip/lib/RTCSession.js' {
  import type { IncomingRequest, IncomingResponse, OutgoingRequest } from 'jssip/lib/SIPMessage.js'
  import type URI from 'jssip/lib/URI.js'

  export interface CallEnding {
    readonly originator: 'local' | 'remote' | 'system'
    /** a BYE, a CANCEL or a response; a text where answer() failed */
    readonly message: IncomingRequest | IncomingResponse | string | null
    readonly cause: string
  }

  export interface CallEvents {
    icecandidate: {
      readonly candidate: { readonly candidate: string; readonly type: string | null }
      readonly ready: () => void
    }
    connecting: object
    sending: { readonly request: OutgoingRequest }
    progress: { readonly originator: 'local' | 'remote'; readonly response: IncomingResponse | null }
    accepted: { readonly originator: 'local' | 'remote' }
    confirmed: { readonly originator: 'local' | 'remote' }
    ended: CallEnding
    failed: CallEnding
    hold: { readonly originator: 'local' | 'remote' }
    unhold: { readonly originator: 'local' | 'remote' }
    sdp: { readonly originator: 'local' | 'remote'; readonly type: 'offer' | 'answer'; readonly sdp: string }
    reinvite: InDialogOffer
    update: InDialogOffer
    refer: { reject(): void }
    replaces: { readonly request: IncomingRequest }
  }

  export interface InDialogOffer {
    readonly request: IncomingRequest
    reject(options: { readonly status_code: number; readonly reason_phrase?: string }): void
  }

  export interface ReofferEvents {
    readonly succeeded: () => void
    readonly failed: (response?: IncomingResponse) => void
  }

  export interface CallOptions {
    readonly mediaStream: unknown
    readonly mediaConstraints: { readonly audio: boolean }
    readonly pcConfig: unknown
    readonly extraHeaders?: string[]
    readonly sessionTimersExpires?: number
  }

  export default class RTCSession {
    constructor(ua: unknown)
    readonly status: number
    readonly direction: 'incoming' | 'outgoing'
    readonly connection: unknown
    readonly remote_identity: { readonly uri: URI; readonly display_name: string | null | undefined }
    connect(target: string | URI, options: CallOptions): void
    init_incoming(request: IncomingRequest, before?: (session: RTCSession) => void): void
    answer(options: CallOptions): void
    terminate(options?: {
      readonly status_code?: number
      readonly reason_phrase?: string
      readonly cause?: string
      readonly extraHeaders?: string[]
    }): void
    sendDTMF(
      tones: string,
      options: { readonly transportType: 'INFO'; readonly duration: number; readonly interToneGap: number },
    ): void
    mute(options: { readonly audio: boolean }): void
    unmute(options: { readonly audio: boolean }): void
    isEnded(): boolean
    isEstablished(): boolean
    isReadyToReOffer(): boolean
    on<K extends keyof CallEvents>(event: K, listener: (detail: CallEvents[K]) => void): this
    removeListener<K extends keyof CallEvents>(event: K, listener: (detail: CallEvents[K]) => void): this
    onTransportError(): void
    onRequestTimeout(): void
    _localHold: boolean
    readonly _remoteHold: boolean
    _onhold(originator: 'local'): void
    _onunhold(originator: 'local'): void
    _sendReinvite(options: {
      readonly eventHandlers: ReofferEvents
      readonly rtcOfferConstraints?: { readonly iceRestart: true }
    }): void
    /** candidates were gathered before: the next description does not wait for any */
    _iceReady: boolean
    /** `iceRestart`: an answer waits for candidates as the first one did */
    _rtcAnswerConstraints: { readonly iceRestart: true } | null
    readonly _dialog:
      | {
          readonly id: { readonly call_id: string; readonly local_tag: string; readonly remote_tag: string }
          readonly _remote_target: URI
        }
      | null
      | undefined
  }
}

declare module 'jssip/lib/Dialog/RequestSender.js' {
  import type { IncomingResponse } from 'jssip/lib/SIPMessage.js'

  export default class DialogRequestSender {
    readonly _eventHandlers: { onErrorResponse(response: IncomingResponse): void }
    _receiveResponse: (this: DialogRequestSender, response: IncomingResponse) => void
  }
}

import type { UA } from 'jssip'
import RTCSession, { type CallEnding, type CallOptions } from 'jssip/lib/RTCSession.js'
import type { IncomingRequest } from 'jssip/lib/SIPMessage.js'
import type { AudioFlow } from '#contract/media'
import type { IceServer } from '#contract/media-protocol'
import { background, type Log } from '../ports.ts'
import { microphoneProblem, type SessionEnd, sessionEnd } from './call-ending.ts'
import { refuseUnusable, reoffer } from './hold.ts'
import { IceCut } from './ice-cut.ts'
import { guarded, Listeners } from './listeners.ts'
import type { MediaLink } from './media-link.ts'
import { captureMicrophone, type StandInPeerConnection, type StandInStream } from './peer-connection-stand-in.ts'
import { replacesHeader, replacesRefusal, replacesTarget } from './replaces.ts'

export type { SessionEnd } from './call-ending.ts'

export type CallEvent =
  /** the INVITE is on its way */
  | { readonly kind: 'invited' }
  | { readonly kind: 'ringing'; readonly earlyMedia: boolean }
  | { readonly kind: 'answered' }
  | { readonly kind: 'hold'; readonly byUs: boolean; readonly byThem: boolean }
  /** audio is interrupted, or flows again */
  | { readonly kind: 'recovering'; readonly recovering: boolean }
  | { readonly kind: 'ended'; readonly end: SessionEnd }

/** What every call of an account shares. */
export type CallContext = {
  readonly jssip: UA
  readonly link: MediaLink
  readonly iceServers: () => readonly IceServer[]
  readonly log: Log
  /** resolves when there is a link to the server, at the latest after this many milliseconds */
  readonly online: (limitMs: number) => Promise<void>
  /** JsSIP announces these as new calls; they continue one that is there */
  readonly continuations: WeakSet<RTCSession>
}

/** RFC 4028 4.2 recommends half an hour; JsSIP's 90 s would tear at calls during every reconnect. */
const SESSION_EXPIRES = 1800
/** RTCSession.C.STATUS_CONFIRMED */
const CONFIRMED = 9
const RECOVERY_ATTEMPTS = 5
const RECOVERY_LINK_MS = 10_000
const OLD_DIALOG_MS = 2_000
/** RFC 4733: long enough for every gateway, short enough for a fast typist. */
const DIGIT_MS = 120
const DIGIT_GAP_MS = 70

/**
 * One call with one person. It outlives the dialog it began with: when the media host dies, a new INVITE with Replaces
 * (RFC 3891) takes its place, from whichever side, and stays the same call to everybody above.
 *   out: setup -> active -> ended      in: offered -> setup -> active -> ended
 */
export class CallSession {
  readonly direction: 'in' | 'out'
  readonly aor: string
  readonly displayName: string | null
  readonly #context: CallContext
  readonly #listeners: Listeners<CallEvent>
  readonly #unsubscribe: () => void
  #phase: 'offered' | 'setup' | 'active' | 'ended'
  #session: RTCSession
  #replacement: RTCSession | null = null
  #stream: StandInStream | null = null
  #muted = false
  #wantsHeld = false
  #heldByThem = false
  #recovering = false
  /** from our side: attempt after attempt */
  #bringingBack = false
  #settleReoffer: (() => void) | null = null
  /** why we end it, when JsSIP's own word would hide it */
  #reason: SessionEnd | null = null

  constructor(
    context: CallContext,
    call: { readonly direction: 'in' | 'out'; readonly aor: string; readonly displayName: string | null },
    session: RTCSession,
  ) {
    this.#context = context
    this.direction = call.direction
    this.aor = call.aor
    this.displayName = call.displayName
    this.#listeners = new Listeners(context.log)
    this.#session = session
    this.#phase = call.direction === 'in' ? 'offered' : 'setup'
    this.#unsubscribe = context.link.onGone(() => this.#hostGone())
    this.#follow(session)
  }

  onEvent(listener: (event: CallEvent) => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Sends the INVITE once microphone and candidates are there. Throws on a target that is no address. */
  invite(extraHeaders: readonly string[] = []): void {
    this.#connect(this.#session, `sip:${this.aor}`, extraHeaders)
  }

  answer(): void {
    if (this.#phase !== 'offered') return
    this.#phase = 'setup'
    const session = this.#session
    try {
      session.answer(this.#options(session, this.#openMicrophone(session)))
      this.#watchMedia(session)
    } catch (error) {
      // An SDP that JsSIP cannot read.
      this.#context.log.warn('a call cannot be answered: %s', error instanceof Error ? error.message : String(error))
      this.#refuse(session, 488, { kind: 'media', detail: 'unreadable offer' })
    }
  }

  /** 486: busy here; 603: declined on every device. */
  reject(status: 486 | 603): void {
    if (this.#phase !== 'offered') return
    this.#refuse(this.#session, status, { kind: 'rejected', by: 'us', status, reason: '' })
  }

  end(): void {
    if (this.#phase === 'ended') return
    if (this.#phase === 'offered') {
      this.reject(603)
      return
    }
    this.#terminate(this.#session)
    // JsSIP says nothing more about a call that another one was replacing.
    this.#finish({ kind: this.#phase === 'active' ? 'hung-up' : 'cancelled', by: 'us' })
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    this.#applyMute(this.#session)
  }

  /** False: the other side did not follow; the call goes on as it was. */
  async setHeld(held: boolean): Promise<boolean> {
    if (this.#phase !== 'active') return false
    this.#wantsHeld = held
    // The new dialog will say it.
    if (this.#replacement !== null) return true
    const done = await this.#applyHold()
    if (!done && this.#wantsHeld === held) this.#wantsHeld = !held
    return done
  }

  /** RTP where the other side takes telephone-events (RFC 4733), else or when asked INFO. */
  sendDigits(digits: string, way: 'rtp' | 'info'): void {
    if (this.#phase !== 'active') return
    const session = this.#session
    const connection = this.#connection
    const sender = connection?.getSenders()[0]
    const takesEvents = /^a=rtpmap:\d+ telephone-event\//im.test(connection?.remoteDescription?.sdp ?? '')
    if (way === 'info' || sender === undefined || !takesEvents) {
      this.#sendInfo(session, digits)
      return
    }
    sender.insertDtmf(digits, DIGIT_MS, DIGIT_GAP_MS).catch((error: unknown) => {
      this.#context.log.warn('digits go by INFO: %s', error instanceof Error ? error.message : String(error))
      this.#sendInfo(session, digits)
    })
  }

  /** Null while there is no connection. */
  async flow(): Promise<AudioFlow | null> {
    const connection = this.#connection
    if (connection === null || !connection.usable) return null
    return this.#context.link.request({ kind: 'flow', connection: connection.name })
  }

  get #connection(): StandInPeerConnection | null {
    return (this.#session.connection as StandInPeerConnection | null | undefined) ?? null
  }

  #connect(session: RTCSession, target: string, extraHeaders: readonly string[]): void {
    const options = this.#options(session, this.#openMicrophone(session))
    session.connect(target, { ...options, extraHeaders: [...extraHeaders] })
    this.#watchMedia(session)
  }

  #options(session: RTCSession, stream: Promise<StandInStream>): CallOptions {
    const iceServers = this.#context.iceServers()
    const cut = new IceCut(iceServers)
    session.on('icecandidate', ({ candidate, ready }) => cut.candidate(candidate, ready))
    session.on('sending', () => cut.stop())
    session.on('accepted', () => cut.stop())
    session.on('failed', () => cut.stop())
    // Told by whoever opened it; JsSIP may have given up before it looks.
    stream.catch(() => {})
    return {
      // JsSIP waits for a promise; so candidates are gathered while the microphone opens.
      mediaStream: stream,
      // Without `video: false`: JsSIP would look for video tracks in the promise.
      mediaConstraints: { audio: true },
      pcConfig: { iceServers, mediaLink: this.#context.link },
      sessionTimersExpires: SESSION_EXPIRES,
    }
  }

  async #openMicrophone(session: RTCSession): Promise<StandInStream> {
    let stream: StandInStream
    try {
      stream = await captureMicrophone(this.#context.link)
    } catch (error) {
      if (!session.isEnded()) this.#refuse(session, 480, microphoneProblem(error))
      throw error
    }
    if (this.#phase === 'ended' || session.isEnded()) {
      stopStream(stream)
      throw new Error('the call ended before its microphone opened')
    }
    stopStream(this.#stream)
    this.#stream = stream
    if (this.#muted) for (const track of stream.getTracks()) track.enabled = false
    return stream
  }

  #follow(session: RTCSession): void {
    const current = () => session === this.#session && this.#phase !== 'ended'
    session.on('sending', () => {
      if (current()) this.#tell({ kind: 'invited' })
    })
    session.on('progress', ({ originator, response }) => {
      if (current() && originator === 'remote' && this.#phase === 'setup')
        this.#tell({ kind: 'ringing', earlyMedia: Boolean(response?.body) })
    })
    session.on('confirmed', () => {
      if (current()) this.#confirmed(session)
    })
    const over = (ending: CallEnding) => {
      // JsSIP leaves the connection open where an answer could not be applied.
      ;(session.connection as StandInPeerConnection | null | undefined)?.close()
      this.#over(session, ending)
    }
    session.on('ended', over)
    session.on('failed', over)
    session.on('hold', ({ originator }) => {
      if (current() && originator === 'remote') this.#setHeldByThem(true)
    })
    session.on('unhold', ({ originator }) => {
      if (current() && originator === 'remote') this.#setHeldByThem(false)
    })
    session.on('reinvite', (offer) => refuseUnusable(session, offer))
    session.on('update', (offer) => refuseUnusable(session, offer))
    session.on('refer', ({ reject }) => reject())
    session.on('replaces', ({ request }) => this.#replaced(request))
  }

  #confirmed(session: RTCSession): void {
    if (this.#phase === 'active') return
    this.#phase = 'active'
    this.#keepThroughLinkLoss(session)
    this.#applyMute(session)
    this.#tell({ kind: 'answered' })
  }

  /** Audio does not pass the server: losing the link to it ends no call. JsSIP would hang up. */
  #keepThroughLinkLoss(session: RTCSession): void {
    const stay = () => {
      this.#context.log.warn('a request inside a call got no answer; the call stays')
      this.#settleReoffer?.()
    }
    session.onTransportError = stay
    session.onRequestTimeout = stay
  }

  #over(session: RTCSession, ending: CallEnding): void {
    if (session !== this.#session || this.#phase === 'ended') return
    // The other side may end the old dialog as soon as it has said yes to the new one.
    if (this.#replacement?.status === CONFIRMED && ending.originator === 'remote') return
    this.#finish(this.#reason ?? sessionEnd(ending, this.direction, this.#phase === 'active'))
  }

  #finish(end: SessionEnd): void {
    if (this.#phase === 'ended') return
    this.#phase = 'ended'
    this.#unsubscribe()
    this.#settleReoffer?.()
    if (this.#replacement !== null) this.#terminate(this.#replacement)
    this.#replacement = null
    stopStream(this.#stream)
    this.#stream = null
    this.#tell({ kind: 'ended', end })
    this.#listeners.clear()
  }

  #refuse(session: RTCSession, status: number, reason: SessionEnd): void {
    if (session === this.#session) this.#reason = reason
    this.#terminate(session, session.direction === 'incoming' ? status : null)
    if (session === this.#session) this.#finish(reason)
  }

  #terminate(session: RTCSession, status: number | null = null): void {
    if (session.isEnded()) return
    guarded(this.#context.log, 'ending a call', () => session.terminate(status === null ? {} : { status_code: status }))
  }

  #applyMute(session: RTCSession): void {
    for (const track of this.#stream?.getTracks() ?? []) if (!session.isEstablished()) track.enabled = !this.#muted
    if (!session.isEstablished()) return
    if (this.#muted) session.mute({ audio: true })
    else session.unmute({ audio: true })
  }

  async #applyHold(): Promise<boolean> {
    const session = this.#session
    const done = await reoffer(session, this.#wantsHeld, (settle) => {
      this.#settleReoffer = settle
    })
    this.#settleReoffer = null
    if (session === this.#session && this.#phase === 'active') this.#tellHold()
    return done
  }

  #setHeldByThem(held: boolean): void {
    this.#heldByThem = held
    this.#tellHold()
  }

  #tellHold(): void {
    this.#tell({ kind: 'hold', byUs: this.#session._localHold, byThem: this.#heldByThem })
  }

  #setRecovering(recovering: boolean): void {
    if (recovering === this.#recovering || this.#phase !== 'active') return
    this.#recovering = recovering
    this.#tell({ kind: 'recovering', recovering })
  }

  /** ICE comes back by itself after a short gap; until then the user sees why it is silent. */
  #watchMedia(session: RTCSession): void {
    const connection = session.connection as StandInPeerConnection
    connection.addEventListener('iceconnectionstatechange', () => {
      if (session !== this.#session || this.#replacement !== null) return
      this.#setRecovering(connection.iceConnectionState === 'disconnected')
    })
  }

  #sendInfo(session: RTCSession, digits: string): void {
    if (session !== this.#session || !session.isEstablished()) return
    guarded(this.#context.log, 'digits by INFO', () =>
      session.sendDTMF(digits, { transportType: 'INFO', duration: DIGIT_MS, interToneGap: DIGIT_GAP_MS }),
    )
  }

  #hostGone(): void {
    if (this.#phase === 'setup') {
      this.#refuse(this.#session, 480, { kind: 'media', detail: 'the media host is gone' })
      return
    }
    if (this.#phase !== 'active' || this.#bringingBack) return
    // The other side was just replacing the call, on a connection that is gone now as well.
    if (this.#replacement !== null) this.#terminate(this.#replacement)
    background(this.#context.log, this.#recover(), 'bringing a call back')
  }

  async #recover(): Promise<void> {
    this.#bringingBack = true
    try {
      await this.#replaceUntilDone()
    } finally {
      this.#bringingBack = false
    }
  }

  async #replaceUntilDone(): Promise<void> {
    this.#setRecovering(true)
    for (let attempt = 0; attempt < RECOVERY_ATTEMPTS && this.#phase === 'active'; attempt += 1) {
      if (attempt > 0) await this.#context.online(RECOVERY_LINK_MS)
      const outcome = await this.#replace()
      if (outcome === 'done') return
      if (outcome === 'refused') break
    }
    if (this.#phase !== 'active') return
    this.#context.log.warn('a call could not be brought back')
    this.#refuse(this.#session, 488, { kind: 'media', detail: 'the connection could not be replaced' })
  }

  /** One INVITE with Replaces, to the end. */
  #replace(): Promise<'done' | 'failed' | 'refused'> {
    const header = replacesHeader(this.#session)
    if (header === null || this.#phase !== 'active') return Promise.resolve('refused')
    const next = new RTCSession(this.#context.jssip)
    this.#replacement = next
    this.#follow(next)
    return new Promise((resolve) => {
      next.on('confirmed', () => {
        if (this.#phase !== 'active') this.#terminate(next)
        else this.#takeOver(next)
        resolve('done')
      })
      next.on('failed', ({ message }) => {
        if (this.#replacement === next) this.#replacement = null
        const status = message && typeof message === 'object' && 'status_code' in message ? message.status_code : 0
        resolve(status >= 400 && !mayHelpAgain.has(status) ? 'refused' : 'failed')
      })
      // Who does not know Replaces is to refuse (420) rather than to ring.
      this.#connect(next, replacesTarget(this.#session, this.aor), [header, 'Require: replaces'])
    })
  }

  /** The other side's media broke; its new call takes the place of this one without anybody's hand. */
  #replaced(request: IncomingRequest): void {
    const refusal = this.#phase === 'active' ? replacesRefusal(this.#session, request) : 481
    if (refusal !== null) {
      this.#context.log.warn('an INVITE that would replace a call was refused with %d', refusal)
      request.reply(refusal)
      return
    }
    const earlier = this.#replacement
    const next = new RTCSession(this.#context.jssip)
    this.#context.continuations.add(next)
    this.#replacement = next
    if (earlier !== null) this.#terminate(earlier)
    this.#follow(next)
    next.on('confirmed', () => {
      if (this.#phase === 'active' && this.#replacement === next) this.#takeOver(next)
      else this.#terminate(next)
    })
    const givenUp = () => {
      if (this.#replacement !== next) return
      this.#replacement = null
      this.#setRecovering(false)
    }
    next.on('failed', givenUp)
    // Answered, but never acknowledged.
    next.on('ended', givenUp)
    this.#setRecovering(true)
    try {
      next.init_incoming(request)
      const live = this.#stream?.getTracks().every((track) => track.readyState === 'live')
      const stream = this.#stream !== null && live ? Promise.resolve(this.#stream) : this.#openMicrophone(next)
      next.answer(this.#options(next, stream))
      this.#watchMedia(next)
    } catch (error) {
      this.#context.log.warn('a call was not replaced: %s', error instanceof Error ? error.message : String(error))
      this.#terminate(next, 488)
    }
  }

  #takeOver(next: RTCSession): void {
    const old = this.#session
    this.#session = next
    this.#replacement = null
    this.#keepThroughLinkLoss(next)
    this.#applyMute(next)
    this.#heldByThem = false
    // RFC 3891 3: who accepts ends the old dialog; who asked waits a little for that.
    if (next.direction === 'incoming') this.#terminate(old)
    else setTimeout(() => this.#terminate(old), OLD_DIALOG_MS)
    this.#setRecovering(false)
    this.#tellHold()
    if (this.#wantsHeld) background(this.#context.log, this.#applyHold(), 'holding a call again')
  }

  #tell(event: CallEvent): void {
    this.#listeners.tell(event)
  }
}

/** Timed out, unreachable, or the other side was busy with another request. */
const mayHelpAgain: ReadonlySet<number> = new Set([408, 480, 491, 500, 503, 504])

const stopStream = (stream: StandInStream | null) => {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

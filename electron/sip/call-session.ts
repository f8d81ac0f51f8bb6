import RTCSession, { type CallEnding, type InDialogOffer } from 'jssip/lib/RTCSession.js'
import type { IncomingRequest } from 'jssip/lib/SIPMessage.js'
import { detailOf } from '#contract/failure'
import type { AudioFlow } from '#contract/media'
import { background } from '../ports.ts'
import { CallAudio } from './call-audio.ts'
import { type CallContext, type CallEvent, callOptions } from './call-context.ts'
import { microphoneProblem, type SessionEnd, sessionEnd } from './call-ending.ts'
import { sendDigits } from './digits.ts'
import { guarded, Listeners } from './listeners.ts'
import { answerRestart, keepMediaPath } from './media-path.ts'
import type { StandInPeerConnection, StandInStream } from './peer-connection-stand-in.ts'
import { hold, refuseUnusable } from './reoffer.ts'
import { replacesHeader, replacesRefusal, replacesTarget } from './replaces.ts'

export type { CallEvent } from './call-context.ts'
export type { SessionEnd } from './call-ending.ts'

/** RTCSession.C.STATUS_CONFIRMED */
const CONFIRMED = 9
const RECOVERY_ATTEMPTS = 5
const RECOVERY_LINK_MS = 10_000
const OLD_DIALOG_MS = 2_000
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
  readonly #audio: CallAudio
  readonly #unsubscribe: () => void
  #phase: 'offered' | 'setup' | 'active' | 'ended'
  #session: RTCSession
  #replacement: RTCSession | null = null
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
    this.#audio = new CallAudio(context.link)
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
      session.answer(callOptions(this.#context, session, this.#openMicrophone(session)))
      this.#watchMedia(session)
    } catch (error) {
      // An SDP that JsSIP cannot read.
      this.#context.log.warn('a call cannot be answered: %s', detailOf(error))
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
    this.#audio.setMuted(this.#session, muted)
  }

  /** False: the other side did not follow; the call goes on as it was. */
  async setHeld(held: boolean): Promise<boolean> {
    if (this.#phase !== 'active') return false
    this.#setWantsHeld(held)
    // The new dialog will say it.
    if (this.#replacement !== null) return true
    const done = await this.#applyHold()
    if (!done && this.#wantsHeld === held) this.#setWantsHeld(!held)
    return done
  }

  sendDigits(digits: string, way: 'rtp' | 'info'): void {
    if (this.#phase !== 'active') return
    sendDigits(this.#session, digits, way, this.#context.log)
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
    const options = callOptions(this.#context, session, this.#openMicrophone(session))
    session.connect(target, { ...options, extraHeaders: [...extraHeaders] })
    this.#watchMedia(session)
  }

  async #openMicrophone(session: RTCSession): Promise<StandInStream> {
    try {
      return await this.#audio.open(() => !session.isEnded())
    } catch (error) {
      if (!session.isEnded()) this.#refuse(session, 480, microphoneProblem(error))
      throw error
    }
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
    const offered = (offer: InDialogOffer) => {
      if (refuseUnusable(session, offer)) return
      answerRestart(this.#context, session, offer)
    }
    session.on('reinvite', offered)
    session.on('update', offered)
    session.on('refer', (refer) => refer.reject())
    session.on('replaces', ({ request }) => this.#replaced(request))
  }

  #confirmed(session: RTCSession): void {
    if (this.#phase === 'active') return
    this.#phase = 'active'
    this.#keepThroughLinkLoss(session)
    this.#audio.apply(session)
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
    this.#audio.close()
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

  async #applyHold(): Promise<boolean> {
    const session = this.#session
    const done = await hold(session, this.#wantsHeld, (settle) => {
      this.#settleReoffer = settle
    })
    this.#settleReoffer = null
    if (session === this.#session && this.#phase === 'active') this.#tellHold()
    return done
  }

  #setWantsHeld(held: boolean): void {
    this.#wantsHeld = held
    this.#audio.setHeld(held)
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

  /** Until the audio is back the user sees why it is silent. */
  #watchMedia(session: RTCSession): void {
    const lost = (isLost: boolean) => {
      if (session === this.#session && this.#replacement === null) this.#setRecovering(isLost)
    }
    keepMediaPath(this.#context, session, lost, (giveUp) => {
      if (session === this.#session) this.#settleReoffer = giveUp
    })
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
      const { live } = this.#audio
      next.answer(callOptions(this.#context, next, live ? Promise.resolve(live) : this.#openMicrophone(next)))
      this.#watchMedia(next)
    } catch (error) {
      this.#context.log.warn('a call was not replaced: %s', detailOf(error))
      this.#terminate(next, 488)
    }
  }

  #takeOver(next: RTCSession): void {
    const old = this.#session
    this.#session = next
    this.#replacement = null
    this.#keepThroughLinkLoss(next)
    this.#audio.apply(next)
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

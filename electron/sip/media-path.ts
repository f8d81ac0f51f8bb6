import type { InDialogOffer, default as RTCSession } from 'jssip/lib/RTCSession.js'
import { background } from '../ports.ts'
import type { CallContext } from './call-context.ts'
import { gatherAfresh } from './ice-cut.ts'
import type { StandInPeerConnection } from './peer-connection-stand-in.ts'
import { reoffer } from './reoffer.ts'

/** A short gap heals by itself. Who called asks first, so that the offers of the two do not meet. */
const PATIENCE_MS = { outgoing: 2_000, incoming: 4_000 } as const
/** From one attempt to the next; the last one again and again, for as long as the users stay in the call. */
const AGAIN_MS = [6_000, 10_000, 20_000, 30_000] as const
const LINK_MS = 10_000

/**
 * Watches the way the audio of a call takes, for as long as the session lives. When it is lost, since one side is on
 * another network now or behind another address, new candidates are offered inside the call (ICE restart, RFC 8839
 * 4.4.1.1.1) until it is there again. `onLost` hears of each loss and return, `onWaiting` gets what gives up waiting for
 * an answer.
 */
export function keepMediaPath(
  context: CallContext,
  session: RTCSession,
  onLost: (lost: boolean) => void,
  onWaiting: (giveUp: () => void) => void,
): void {
  const path = new MediaPath(context, session, onLost, onWaiting)
  const connection = session.connection as StandInPeerConnection
  connection.addEventListener('iceconnectionstatechange', () => path.state(connection.iceConnectionState))
  session.on('ended', () => path.stop())
  session.on('failed', () => path.stop())
}

class MediaPath {
  readonly #context: CallContext
  readonly #session: RTCSession
  readonly #onLost: (lost: boolean) => void
  readonly #onWaiting: (giveUp: () => void) => void
  #lost = false
  #working = false
  #stopped = false
  #wake: () => void = () => {}

  constructor(
    context: CallContext,
    session: RTCSession,
    onLost: (lost: boolean) => void,
    onWaiting: (giveUp: () => void) => void,
  ) {
    this.#context = context
    this.#session = session
    this.#onLost = onLost
    this.#onWaiting = onWaiting
  }

  stop(): void {
    this.#stopped = true
    this.#wake()
  }

  /** `checking` is neither: it follows a loss, too. */
  state(state: string): void {
    if (state === 'disconnected' || state === 'failed') this.#setLost(true)
    else if (state === 'connected' || state === 'completed') this.#setLost(false)
  }

  #setLost(lost: boolean): void {
    if (lost === this.#lost) return
    this.#lost = lost
    this.#onLost(lost)
    if (!lost) this.#wake()
    else if (!this.#working) background(this.#context.log, this.#bringBack(), 'bringing the audio of a call back')
  }

  async #bringBack(): Promise<void> {
    this.#working = true
    try {
      await this.#settled(PATIENCE_MS[this.#session.direction])
      for (let attempt = 0; this.#isWanted(); attempt += 1) {
        await this.#context.online(LINK_MS)
        if (!this.#isWanted()) return
        await this.#restart()
        await this.#settled(AGAIN_MS[Math.min(attempt, AGAIN_MS.length - 1)] ?? 0)
      }
    } finally {
      this.#working = false
    }
  }

  /** A media host that is gone takes its connections with it: the call itself is replaced then. */
  #isWanted(): boolean {
    return this.#lost && !this.#stopped && (this.#session.connection as StandInPeerConnection).usable
  }

  async #restart(): Promise<void> {
    let stopGathering = () => {}
    const taken = await reoffer(
      this.#session,
      {
        isMoot: () => !this.#isWanted(),
        begin: () => {
          stopGathering = gatherAfresh(this.#session, this.#context.iceServers())
        },
        undo: () => {},
        iceRestart: true,
      },
      this.#onWaiting,
    )
    stopGathering()
    if (!taken) this.#context.log.warn('new candidates for a call were not taken; it is tried again')
  }

  /** Resolves when the audio is back or the call over, at the latest after this time. */
  #settled(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

const fragmentOf = (sdp: string) => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1]

/**
 * The other side restarts ICE when its offer has another user fragment (RFC 8839 4.4.1.1.1). JsSIP would answer with the
 * candidates of before, or with none: here the answer waits for new ones.
 */
export function answerRestart(context: CallContext, session: RTCSession, { request }: InDialogOffer): void {
  session._rtcAnswerConstraints = null // of an offer before, which the browser did not take
  const before = (session.connection as StandInPeerConnection | null | undefined)?.remoteDescription
  const offered = fragmentOf(request.body ?? '')
  if (!before || offered === undefined || offered === fragmentOf(before.sdp)) return
  session._rtcAnswerConstraints = { iceRestart: true }
  const stopGathering = gatherAfresh(session, context.iceServers())
  const answered = ({ originator }: { readonly originator: string }) => {
    if (originator !== 'local') return
    session._rtcAnswerConstraints = null
    session.removeListener('sdp', answered)
    stopGathering()
  }
  session.on('sdp', answered)
}

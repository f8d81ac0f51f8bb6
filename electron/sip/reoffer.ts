import DialogRequestSender from 'jssip/lib/Dialog/RequestSender.js'
import type { InDialogOffer, default as RTCSession } from 'jssip/lib/RTCSession.js'
import type { IncomingResponse } from 'jssip/lib/SIPMessage.js'
import type { StandInPeerConnection } from './peer-connection-stand-in.ts'

type Outcome = 'done' | 'glare' | 'failed'

const READY_STEP_MS = 100
const READY_STEPS = 30

let taken = false

/**
 * JsSIP repeats an offer that crossed another one by itself: the same, after exactly a second, so that two of its kind meet
 * again. Here 491 withdraws the offer, and `reoffer` makes a new one.
 */
export function takeCrossingOffers(): void {
  if (taken) return
  taken = true
  const receive = DialogRequestSender.prototype._receiveResponse
  DialogRequestSender.prototype._receiveResponse = function (
    this: DialogRequestSender,
    response: IncomingResponse,
  ): void {
    if (response.status_code === 491) this._eventHandlers.onErrorResponse(response)
    else receive.call(this, response)
  }
}

const wait = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms)
  })

/** A new offer inside a call (RFC 3261 14), and what it means here. */
export type Reoffer = {
  /** nothing is to be asked any more */
  readonly isMoot: () => boolean
  readonly begin: () => void
  /** the other side did not follow */
  readonly undo: () => void
  readonly iceRestart: boolean
}

/**
 * Puts a call on hold or takes it off, by a new offer (RFC 3264 8.4). JsSIP's own hold() ends the call when the other side
 * does not follow; here it goes on as it was. `onWaiting` gets the function that gives up waiting for the answer.
 */
export function hold(session: RTCSession, held: boolean, onWaiting: (giveUp: () => void) => void): Promise<boolean> {
  const change: Reoffer = {
    isMoot: () => session._localHold === held,
    begin: () => setLocalHold(session, held),
    undo: () => setLocalHold(session, !held),
    iceRestart: false,
  }
  return reoffer(session, change, onWaiting)
}

/** Offers, and once more when it crossed an offer of the other side. False: the call is as it was. */
export async function reoffer(
  session: RTCSession,
  change: Reoffer,
  onWaiting: (giveUp: () => void) => void,
): Promise<boolean> {
  for (const last of [false, true]) {
    if (change.isMoot()) return true
    if (!(await readyToOffer(session))) return false
    offering.add(session)
    const outcome = await offer(session, change, onWaiting)
    if (outcome !== 'done') await withdraw(session, change)
    offering.delete(session)
    if (outcome === 'done') return true
    if (outcome === 'failed' || last || session.isEnded()) return false
    // RFC 3261 14.1: who chose the Call-ID waits longer, so that the two do not meet again.
    await wait(session.direction === 'outgoing' ? 2100 + Math.random() * 1900 : Math.random() * 2000)
  }
  return false
}

/** From the first thought of an offer until it is applied or withdrawn. */
const offering = new WeakSet<RTCSession>()

/**
 * JsSIP notices an offer that crosses ours only once ours is sent (RFC 3261 14.2), answers 491 and applies it all the same;
 * and it throws on an SDP without media. True: it was refused.
 */
export function refuseUnusable(session: RTCSession, offer: InDialogOffer): boolean {
  const { body } = offer.request
  const status = body && offering.has(session) ? 491 : body && !/^m=\S/m.test(body) ? 488 : null
  if (status !== null) offer.reject({ status_code: status })
  return status !== null
}

async function readyToOffer(session: RTCSession): Promise<boolean> {
  for (let step = 0; step < READY_STEPS && session.isEstablished(); step += 1) {
    if (!offering.has(session) && session.status === 9 && session.isReadyToReOffer()) return true
    await wait(READY_STEP_MS)
  }
  return false
}

function offer(session: RTCSession, change: Reoffer, onWaiting: (giveUp: () => void) => void): Promise<Outcome> {
  change.begin()
  return new Promise((resolve) => {
    onWaiting(() => resolve('failed'))
    session._sendReinvite({
      ...(change.iceRestart ? { rtcOfferConstraints: { iceRestart: true } } : {}),
      eventHandlers: {
        succeeded: () => resolve('done'),
        failed: (response?: IncomingResponse) => resolve(response?.status_code === 491 ? 'glare' : 'failed'),
      },
    })
  })
}

/** The microphone follows at once, whatever the other side says. */
function setLocalHold(session: RTCSession, held: boolean): void {
  session._localHold = held
  if (held) session._onhold('local')
  else session._onunhold('local')
}

/** A refused offer leaves everything as it was (RFC 3261 14.1), in the browser too. */
async function withdraw(session: RTCSession, change: Reoffer): Promise<void> {
  if (session.isEnded()) return
  change.undo()
  const connection = session.connection as StandInPeerConnection
  if (connection.signalingState !== 'have-local-offer') return
  await connection.setLocalDescription({ type: 'rollback', sdp: '' }).catch(() => {})
}

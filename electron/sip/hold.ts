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

/**
 * Puts a call on hold or takes it off, by a new offer (RFC 3264 8.4). JsSIP's own hold() ends the call when the other side
 * does not follow; here it goes on as it was. `onWaiting` gets the function that gives up waiting for the answer.
 */
export async function reoffer(
  session: RTCSession,
  held: boolean,
  onWaiting: (giveUp: () => void) => void,
): Promise<boolean> {
  for (const last of [false, true]) {
    if (session._localHold === held) return true
    if (!(await readyToOffer(session))) return false
    offering.add(session)
    const outcome = await offer(session, held, onWaiting)
    if (outcome !== 'done') await withdraw(session, !held)
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
 * and it throws on an SDP without media.
 */
export function refuseUnusable(session: RTCSession, offer: InDialogOffer): void {
  const { body } = offer.request
  if (body && offering.has(session)) offer.reject({ status_code: 491 })
  else if (body && !/^m=\S/m.test(body)) offer.reject({ status_code: 488 })
}

async function readyToOffer(session: RTCSession): Promise<boolean> {
  for (let step = 0; step < READY_STEPS && session.isEstablished(); step += 1) {
    if (session.status === 9 && session.isReadyToReOffer()) return true
    await wait(READY_STEP_MS)
  }
  return false
}

function offer(session: RTCSession, held: boolean, onWaiting: (giveUp: () => void) => void): Promise<Outcome> {
  setLocalHold(session, held)
  return new Promise((resolve) => {
    onWaiting(() => resolve('failed'))
    session._sendReinvite({
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
async function withdraw(session: RTCSession, held: boolean): Promise<void> {
  if (session.isEnded()) return
  setLocalHold(session, held)
  const connection = session.connection as StandInPeerConnection
  if (connection.signalingState !== 'have-local-offer') return
  await connection.setLocalDescription({ type: 'rollback', sdp: '' }).catch(() => {})
}

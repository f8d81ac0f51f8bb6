import type RTCSession from 'jssip/lib/RTCSession.js'
import { detailOf } from '#contract/failure'
import type { Log } from '../ports.ts'
import { guarded } from './listeners.ts'
import type { StandInPeerConnection } from './peer-connection-stand-in.ts'

/** RFC 4733: long enough for every gateway, short enough for a fast typist. */
const DIGIT_MS = 120
const GAP_MS = 70

/** As RTP events where the other side takes them, else or when asked as INFO. */
export function sendDigits(session: RTCSession, digits: string, way: 'rtp' | 'info', log: Log): void {
  const connection = session.connection as StandInPeerConnection | null | undefined
  const sender = connection?.getSenders()[0]
  const takesEvents = /^a=rtpmap:\d+ telephone-event\//im.test(connection?.remoteDescription?.sdp ?? '')
  if (way === 'info' || sender === undefined || !takesEvents) {
    sendInfo(session, digits, log)
    return
  }
  sender.insertDtmf(digits, DIGIT_MS, GAP_MS).catch((error: unknown) => {
    log.warn('digits go by INFO: %s', detailOf(error))
    sendInfo(session, digits, log)
  })
}

function sendInfo(session: RTCSession, digits: string, log: Log): void {
  if (!session.isEstablished()) return
  guarded(log, 'digits by INFO', () =>
    session.sendDTMF(digits, { transportType: 'INFO', duration: DIGIT_MS, interToneGap: GAP_MS }),
  )
}

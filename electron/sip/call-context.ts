import type { UA } from 'jssip'
import type { CallOptions, default as RTCSession } from 'jssip/lib/RTCSession.js'
import type { IceServer } from '#contract/media-protocol'
import type { Log } from '../ports.ts'
import type { SessionEnd } from './call-ending.ts'
import { IceCut } from './ice-cut.ts'
import type { MediaLink } from './media-link.ts'
import type { StandInConfiguration, StandInStream } from './peer-connection-stand-in.ts'

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
/** What JsSIP is given to begin or answer a call with. */
export function callOptions(context: CallContext, session: RTCSession, stream: Promise<StandInStream>): CallOptions {
  const iceServers = context.iceServers()
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
    pcConfig: { iceServers, mediaLink: context.link } satisfies StandInConfiguration,
    sessionTimersExpires: SESSION_EXPIRES,
  }
}

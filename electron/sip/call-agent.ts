import RTCSession from 'jssip/lib/RTCSession.js'
import type { IncomingRequest } from 'jssip/lib/SIPMessage.js'
import { detailOf } from '#contract/failure'
import type { IceServer } from '#contract/media-protocol'
import type { Log } from '../ports.ts'
import { aorOf } from './address.ts'
import type { CallContext } from './call-context.ts'
import { CallSession } from './call-session.ts'
import { Listeners } from './listeners.ts'
import type { MediaLink } from './media-link.ts'
import { installPeerConnection } from './peer-connection-stand-in.ts'
import { readableName } from './readable-name.ts'
import { takeCrossingOffers } from './reoffer.ts'
import type { UserAgent } from './user-agent.ts'

/** Calls of one account: begins them, and tells of those that come in. */
export class CallAgent {
  readonly #userAgent: UserAgent
  readonly #context: CallContext
  readonly #incoming: Listeners<CallSession>
  #started = false

  constructor(options: {
    readonly userAgent: UserAgent
    readonly link: MediaLink
    readonly iceServers: () => readonly IceServer[]
    readonly log: Log
  }) {
    const { userAgent, link, iceServers, log } = options
    this.#userAgent = userAgent
    this.#incoming = new Listeners(log)
    this.#context = {
      jssip: userAgent.jssip,
      link,
      iceServers,
      log,
      online: (limitMs) => this.#online(limitMs),
      continuations: new WeakSet(),
    }
  }

  /** Before the user agent starts: from then on an INVITE may arrive. */
  start(): void {
    if (this.#started) return
    this.#started = true
    installPeerConnection()
    takeCrossingOffers()
    this.#userAgent.jssip.on('newRTCSession', this.#onSession)
  }

  stop(): void {
    this.#started = false
    this.#userAgent.jssip.removeListener('newRTCSession', this.#onSession)
  }

  /** The listener answers, rejects or lets ring; without one the caller gets 480. */
  onIncoming(listener: (call: CallSession) => void): () => void {
    return this.#incoming.add(listener)
  }

  /** Null: not an address that can be called. */
  dial(aor: string, begin: (call: CallSession) => void): CallSession | null {
    const call = new CallSession(
      this.#context,
      { direction: 'out', aor, displayName: null },
      new RTCSession(this.#context.jssip),
    )
    begin(call)
    try {
      call.invite()
      return call
    } catch (error) {
      this.#context.log.warn('cannot call: %s', detailOf(error))
      call.end()
      return null
    }
  }

  readonly #onSession = (event: {
    readonly originator: string
    readonly session: unknown
    readonly request: unknown
  }) => {
    const session = event.session as RTCSession
    if (event.originator !== 'remote' || this.#context.continuations.has(session)) return
    const request = event.request as IncomingRequest
    const aor = aorOf(request.from.uri.toString())
    if (aor === null) {
      session.terminate({ status_code: 400 })
      return
    }
    // Nobody is rung for a call that could not be spoken in. Without a body we make the offer (RFC 3261 13.2.1).
    if (request.body && !offersAudio(request.body)) {
      session.terminate({ status_code: 488 })
      return
    }
    const displayName = readableName(request.from.display_name)
    const call = new CallSession(this.#context, { direction: 'in', aor, displayName }, session)
    this.#incoming.tell(call)
  }

  #online(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      // Even with a link a moment passes, so that a refusal is not asked for again at once.
      const soonest = this.#userAgent.link.kind === 'online' ? 500 : limitMs
      const done = () => {
        clearTimeout(timer)
        unsubscribe()
        resolve()
      }
      const timer = setTimeout(done, soonest)
      const unsubscribe = this.#userAgent.onLink((link) => {
        if (link.kind === 'online') done()
      })
    })
  }
}

/** A session description (RFC 8866) with a stream of sound. */
const offersAudio = (body: string): boolean => /^v=0\r?\n/.test(body) && /^m=audio \d+(?:\/\d+)? \S+ \S/m.test(body)

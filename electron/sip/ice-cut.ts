import type { CallEvents, default as RTCSession } from 'jssip/lib/RTCSession.js'
import type { IceCandidate, IceServer } from '#contract/media-protocol'

/** A dead STUN server would hold the INVITE for 40 s: the browser says nothing before it has given up. */
const CUT_MS = 500
/** Host candidates of the other interfaces follow the first one within a few milliseconds. */
const BURST_MS = 20

/**
 * Decides when an SDP has the candidates it needs; there is no trickling here (RFC 8840 has few speakers).
 * Without servers: with the host candidates. With STUN: at the first server-reflexive one. With TURN: at the first relayed
 * one, since only that gets through where neither side can be reached. In any case after 500 ms, if there is one at all.
 */
export class IceCut {
  readonly #wanted: ReadonlySet<string>
  readonly #deadline: ReturnType<typeof setTimeout>
  #burst: ReturnType<typeof setTimeout> | null = null
  #late = false
  #ready: (() => void) | null = null

  constructor(iceServers: readonly IceServer[]) {
    this.#wanted = usefulTypes(iceServers)
    this.#deadline = setTimeout(() => {
      this.#late = true
      this.#go()
    }, CUT_MS)
  }

  /** `ready` makes JsSIP take the description as it is now. */
  candidate(candidate: IceCandidate, ready: () => void): void {
    this.#ready = ready
    const type = candidate.type ?? typeOf(candidate.candidate)
    if (this.#late || (type !== 'host' && this.#wanted.has(type))) this.#go()
    else if (type === 'host' && this.#wanted.has(type)) this.#burst ??= setTimeout(() => this.#go(), BURST_MS)
  }

  stop(): void {
    clearTimeout(this.#deadline)
    if (this.#burst) clearTimeout(this.#burst)
    this.#ready = null
  }

  #go(): void {
    const ready = this.#ready
    if (ready === null) return
    this.stop()
    ready()
  }
}

/** The next description of an established call waits for candidates as the first one did, until the returned function is called. */
export function gatherAfresh(session: RTCSession, iceServers: readonly IceServer[]): () => void {
  const cut = new IceCut(iceServers)
  const found = ({ candidate, ready }: CallEvents['icecandidate']) => cut.candidate(candidate, ready)
  session._iceReady = false
  session.on('icecandidate', found)
  return () => {
    session.removeListener('icecandidate', found)
    cut.stop()
  }
}

function usefulTypes(iceServers: readonly IceServer[]): ReadonlySet<string> {
  const urls = iceServers.map(({ urls }) => urls.toLowerCase())
  if (urls.some((url) => url.startsWith('turn'))) return new Set(['relay'])
  if (urls.some((url) => url.startsWith('stun'))) return new Set(['srflx', 'relay'])
  return new Set(['host', 'srflx', 'relay'])
}

/** RFC 8839 5.1: `... typ host ...` */
function typeOf(candidate: string): string {
  return /\styp\s(\S+)/.exec(candidate)?.[1] ?? 'host'
}

/** What the account says, as the browser wants it. A bare host means STUN or TURN over UDP. */
export function iceServersOf(account: {
  readonly stun: string | null
  readonly turn: { readonly uri: string; readonly username: string; readonly password: string } | null
}): readonly IceServer[] {
  const servers: IceServer[] = []
  const stun = account.stun?.trim()
  if (stun) servers.push({ urls: /^stuns?:/i.test(stun) ? stun : `stun:${stun}` })
  const turn = account.turn?.uri.trim()
  if (account.turn && turn) {
    servers.push({
      urls: /^turns?:/i.test(turn) ? turn : `turn:${turn}`,
      username: account.turn.username,
      credential: account.turn.password,
    })
  }
  return servers
}

import { createHash, randomBytes } from 'node:crypto'
import type { FakeSipServer } from './fake-sip-server.ts'
import type { FakeSocket } from './fake-socket.ts'
import { buildSip, parseSip, type SipText, tagOf } from './sip-text.ts'

/** Somebody who subscribes to a person's presence: a user agent of few words, on a connection of his own. */
export class ScriptedWatcher {
  readonly aor: string
  /** final answers to his SUBSCRIBEs, the oldest first */
  readonly answers: SipText[] = []
  readonly notifications: SipText[] = []
  readonly #server: FakeSipServer
  readonly #user: string
  readonly #name: string
  readonly #event: string
  #socket: FakeSocket | null = null
  #asked = 0
  #dialog: {
    readonly callId: string
    readonly target: string
    readonly tag: string
    toTag: string
    cseq: number
  } | null = null

  /** `user` of digest: another than his address, or "anonymous" */
  constructor(
    server: FakeSipServer,
    aor: string,
    { user = aor, name = '', event = 'presence' }: { user?: string; name?: string; event?: string } = {},
  ) {
    this.#server = server
    this.aor = aor
    this.#user = user
    this.#name = name
    this.#event = event
  }

  /** Begins to watch; whoever watches again begins anew. */
  subscribe(target: string, expires = 600): void {
    const random = randomBytes(8).toString('hex')
    this.#dialog = { callId: `${random}@watcher`, target: `sip:${target}`, tag: random.slice(0, 8), toTag: '', cseq: 0 }
    if (this.#socket?.open) this.#send(expires)
    else this.#connect(() => this.#send(expires))
  }

  refresh(expires = 600): void {
    this.#send(expires)
  }

  unsubscribe(): void {
    this.#send(0)
  }

  close(): void {
    this.#socket?.close()
  }

  /** Subscription-State as it was said last: "active", "pending", "terminated;reason=rejected"; null: nothing was said. */
  get state(): string | null {
    const said = this.notifications.at(-1)?.header('subscription-state')
    return said?.replace(/;expires=\d+/, '') ?? null
  }

  /** The document he was given last, as its bytes came; null: none since he began to watch. */
  get document(): string | null {
    return this.notifications.findLast(({ body }) => body !== '')?.body ?? null
  }

  #connect(then: () => void): void {
    const socket = this.#server.createSocket({
      transport: 'tcp',
      host: `watcher.${this.#server.domain}`,
      port: 5060,
      path: '',
      identity: this.#server.domain,
      typed: true,
      guessed: false,
    }) as FakeSocket
    this.#socket = socket
    socket.connect({
      opened: then,
      closed: () => {},
      silent: () => {},
      message: (text) => this.#receive(parseSip(text)),
    })
  }

  #send(expires: number, challenge: string | null = null): void {
    const dialog = this.#dialog
    if (dialog === null) throw new Error(`${this.aor} does not watch`)
    this.#asked = expires
    dialog.cseq += 1
    this.#socket?.send(
      buildSip(`SUBSCRIBE ${dialog.target} SIP/2.0`, [
        `Via: SIP/2.0/TCP watcher.invalid;branch=z9hG4bK${dialog.tag}${dialog.cseq}`,
        'Max-Forwards: 70',
        `From: ${this.#name === '' ? '' : `"${this.#name}" `}<sip:${this.aor}>;tag=${dialog.tag}`,
        `To: <${dialog.target}>${dialog.toTag === '' ? '' : `;tag=${dialog.toTag}`}`,
        `Call-ID: ${dialog.callId}`,
        `CSeq: ${dialog.cseq} SUBSCRIBE`,
        `Contact: <sip:watcher@watcher.invalid;transport=tcp>`,
        `Event: ${this.#event}`,
        'Accept: application/pidf+xml, application/watcherinfo+xml',
        `Expires: ${expires}`,
        ...(challenge === null ? [] : [`Proxy-Authorization: ${this.#credentials(challenge, dialog.target)}`]),
      ]),
    )
  }

  #receive(message: SipText): void {
    const dialog = this.#dialog
    if (dialog === null || message.header('call-id') !== dialog.callId) return
    if (message.method === 'NOTIFY') {
      this.notifications.push(message)
      const kept = ['via', 'from', 'to', 'call-id', 'cseq'].map((name) => `${name}: ${message.header(name)}`)
      this.#socket?.send(buildSip('SIP/2.0 200 OK', kept))
    } else if (message.status === 407) {
      this.#send(this.#asked, message.header('proxy-authenticate'))
    } else if (message.status !== null) {
      this.answers.push(message)
      if (message.status < 300) dialog.toTag = tagOf(message.header('to'))
    }
  }

  /** RFC 2617 3.2.2. */
  #credentials(challenge: string, uri: string): string {
    const field = (name: string) => new RegExp(`${name}="([^"]+)"`).exec(challenge)?.[1] ?? ''
    const [realm, nonce] = [field('realm'), field('nonce')]
    const hash = (text: string) => createHash('md5').update(text).digest('hex')
    const secret = hash(`${this.#user}:${realm}:${this.#server.password}`)
    const response = hash(`${secret}:${nonce}:00000001:c:auth:${hash(`SUBSCRIBE:${uri}`)}`)
    return `Digest username="${this.#user}", realm="${realm}", nonce="${nonce}", uri="${uri}", qop=auth, nc=00000001, cnonce="c", response="${response}"`
  }
}

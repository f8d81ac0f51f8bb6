import { createHash } from 'node:crypto'
import { createConnection, type Socket } from 'node:net'
import type { Lab } from '../../lab/lab.mjs'

export interface RawMessage {
  readonly start: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
let count = 0

/** A user of the lab over TCP, as bare text: these tests depend on no SIP stack. Requests are answered with 200. */
export class RawClient {
  readonly #lab: Lab
  readonly #socket: Socket
  readonly #user: string
  #buffer = ''
  #inbox: RawMessage[] = []
  #wake: () => void = () => {}
  /** The SDP that an INVITE is answered with. */
  sdpAnswer = ''

  private constructor(lab: Lab, user: string, socket: Socket) {
    this.#lab = lab
    this.#user = user
    this.#socket = socket
    socket.on('data', (data) => this.#receive(data.toString()))
    socket.on('error', () => socket.destroy())
  }

  static connect(lab: Lab, user: string): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ port: lab.ports.sip, host: '127.0.0.1' })
      socket.once('error', reject)
      socket.once('connect', () => resolve(new RawClient(lab, user, socket)))
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  /** Sends a request, answering a challenge, and returns the final response. */
  async request(method: string, to: string, headers: Record<string, string> = {}, body = ''): Promise<RawMessage> {
    const domain = this.#lab.domain
    const uri = method === 'REGISTER' ? `sip:${domain}` : `sip:${to}@${domain}`
    const callId = `raw-${process.pid}-${++count}`
    let credentials: Record<string, string> = {}
    for (let cseq = 1; ; cseq++) {
      const branch = `z9hG4bK${callId}-${cseq}`
      this.#write(
        `${method} ${uri} SIP/2.0`,
        {
          Via: `SIP/2.0/TCP 127.0.0.1;branch=${branch};rport`,
          'Max-Forwards': '70',
          From: `<sip:${this.#user}@${domain}>;tag=${callId}`,
          To: `<sip:${to}@${domain}>`,
          'Call-ID': callId,
          CSeq: `${cseq} ${method}`,
          Contact: `<sip:${this.#user}@127.0.0.1:${this.#socket.localPort};transport=tcp>`,
          ...headers,
          ...credentials,
        },
        body,
      )
      const isFinal = ({ start, headers: got }: RawMessage) =>
        /^SIP\/2\.0 [2-6]/.test(start) && got.get('call-id') === callId && got.get('cseq') === `${cseq} ${method}`
      const response = await this.until(isFinal)
      const challenge = response.headers.get('www-authenticate') ?? response.headers.get('proxy-authenticate')
      if (cseq > 1 || challenge === undefined) return response
      const name = response.start.includes(' 401 ') ? 'Authorization' : 'Proxy-Authorization'
      credentials = { [name]: this.#credentials(challenge, method, uri) }
    }
  }

  /** The first message received that fits, now or later; it is taken out. */
  async until(fits: (message: RawMessage) => boolean): Promise<RawMessage> {
    for (;;) {
      const index = this.#inbox.findIndex(fits)
      const [found] = index < 0 ? [] : this.#inbox.splice(index, 1)
      if (found) return found
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #credentials(challenge: string, method: string, uri: string): string {
    const [, realm = ''] = /realm="([^"]*)"/.exec(challenge) ?? []
    const [, nonce = ''] = /nonce="([^"]*)"/.exec(challenge) ?? []
    const secret = md5(`${this.#user}:${realm}:${this.#lab.account(this.#user).password}`)
    const response = md5(`${secret}:${nonce}:00000001:c:auth:${md5(`${method}:${uri}`)}`)
    return (
      `Digest username="${this.#user}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
      `algorithm=MD5, qop=auth, nc=00000001, cnonce="c", response="${response}"`
    )
  }

  #write(start: string, headers: Record<string, string>, body: string): void {
    const all = { ...headers, 'Content-Length': String(Buffer.byteLength(body)) }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
    this.#socket.write([start, ...lines, '', body].join('\r\n'))
  }

  #receive(text: string): void {
    this.#buffer += text
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n')
      if (end < 0) return
      const [start = '', ...lines] = this.#buffer.slice(0, end).split('\r\n')
      const headers = new Map(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
      )
      const length = Number(headers.get('content-length') ?? 0)
      const bodyAt = end + 4
      if (this.#buffer.length < bodyAt + length) return
      const body = this.#buffer.slice(bodyAt, bodyAt + length)
      this.#buffer = this.#buffer.slice(bodyAt + length)
      if (!start.startsWith('SIP/2.0')) this.#answer(start, lines)
      this.#inbox.push({ start, headers, body })
      this.#wake()
    }
  }

  #answer(start: string, lines: readonly string[]): void {
    if (start.startsWith('ACK ')) return
    const copied = lines
      .filter((line) => /^(via|from|to|call-id|cseq|record-route):/i.test(line))
      .map((line) => (/^to:/i.test(line) && !line.includes(';tag=') ? `${line};tag=raw` : line))
    const sdp = start.startsWith('INVITE ') ? this.sdpAnswer : ''
    const contact = `Contact: <sip:${this.#user}@127.0.0.1:${this.#socket.localPort};transport=tcp>`
    const type = sdp === '' ? [] : ['Content-Type: application/sdp']
    const head = ['SIP/2.0 200 OK', ...copied, contact, ...type, `Content-Length: ${Buffer.byteLength(sdp)}`]
    this.#socket.write([...head, '', sdp].join('\r\n'))
  }
}

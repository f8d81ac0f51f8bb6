/** A SIP client of a hundred lines over TCP, the floor that the app is held against: PUBLISH, SUBSCRIBE, and NOTIFYs answered. */
import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'

const token = () => randomBytes(8).toString('hex')
const epoch = () => performance.timeOrigin + performance.now()

export class BareClient {
  #socket
  #text = ''
  #answers = new Map()
  #account
  #aor
  #nonce = null
  #count = 0
  /** @type {(notify: { at: number, body: string }) => void} */
  onNotify = () => {}

  static async open(port, account, aor) {
    const client = new BareClient()
    client.#account = account
    client.#aor = aor
    client.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await new Promise((done, fail) => {
      client.#socket.once('connect', done)
      client.#socket.once('error', fail)
    })
    client.#socket.setEncoding('utf8')
    client.#socket.on('data', (text) => client.#received(text))
    client.#socket.on('error', () => {})
    return client
  }

  get #contact() {
    return `<sip:${this.#account.user}@127.0.0.1:${this.#socket.localPort};transport=tcp>`
  }

  async register() {
    return this.#request('REGISTER', `sip:${this.#aor.split('@')[1]}`, this.#aor, [
      `Contact: ${this.#contact}`,
      'Expires: 600',
    ])
  }

  async subscribe(aor) {
    return this.#request('SUBSCRIBE', `sip:${aor}`, aor, [
      `Contact: ${this.#contact}`,
      'Event: presence',
      'Accept: application/pidf+xml',
      'Expires: 600',
    ])
  }

  /** Answers when the last PUBLISH was written, so that the one with credentials counts, and the entity-tag. */
  async publish(body, tag) {
    return this.#request(
      'PUBLISH',
      `sip:${this.#aor}`,
      this.#aor,
      [
        'Event: presence',
        'Expires: 600',
        'Content-Type: application/pidf+xml',
        ...(tag ? [`SIP-If-Match: ${tag}`] : []),
      ],
      body,
    )
  }

  close() {
    this.#socket.destroy()
  }

  async #request(method, uri, to, headers, body = '') {
    const callId = token()
    const fromTag = token()
    let authorization = this.#nonce ? this.#digest(method, uri, this.#nonce) : null
    for (let cseq = 1; ; cseq++) {
      const answered = new Promise((done) => this.#answers.set(`${callId} ${cseq}`, done))
      const at = epoch()
      this.#socket.write(
        [
          `${method} ${uri} SIP/2.0`,
          `Via: SIP/2.0/TCP 127.0.0.1:${this.#socket.localPort};branch=z9hG4bK${token()};rport`,
          'Max-Forwards: 70',
          `From: <sip:${this.#aor}>;tag=${fromTag}`,
          `To: <sip:${to}>`,
          `Call-ID: ${callId}`,
          `CSeq: ${cseq} ${method}`,
          ...headers,
          ...(authorization ? [authorization] : []),
          `Content-Length: ${Buffer.byteLength(body)}`,
          '',
          body,
        ].join('\r\n'),
      )
      const answer = await answered
      const challenge = /^(?:www|proxy)-authenticate\s*:\s*Digest\s+(.*)$/im.exec(answer.head)
      if ((answer.status === 401 || answer.status === 407) && challenge && cseq < 4) {
        const of = (name) => new RegExp(`${name}="?([^",\\s]+)`, 'i').exec(challenge[1])?.[1]
        this.#nonce = {
          header: answer.status === 401 ? 'Authorization' : 'Proxy-Authorization',
          realm: of('realm'),
          nonce: of('nonce'),
          algorithm: of('algorithm') ?? 'MD5',
          qop: of('qop'),
        }
        authorization = this.#digest(method, uri, this.#nonce)
        continue
      }
      if (answer.status >= 300) throw new Error(`${method} ${uri}: ${answer.head.split('\r\n')[0]}`)
      return { at, tag: /^sip-etag\s*:\s*(\S+)/im.exec(answer.head)?.[1] ?? null }
    }
  }

  #digest(method, uri, { header, realm, nonce, algorithm, qop }) {
    const hash = (text) =>
      createHash(algorithm.toUpperCase() === 'SHA-256' ? 'sha256' : 'md5')
        .update(text)
        .digest('hex')
    const { user, password } = this.#account
    const secret = hash(`${user}:${realm}:${password}`)
    const nc = String(++this.#count).padStart(8, '0')
    const cnonce = token()
    const response = qop
      ? hash(`${secret}:${nonce}:${nc}:${cnonce}:auth:${hash(`${method}:${uri}`)}`)
      : hash(`${secret}:${nonce}:${hash(`${method}:${uri}`)}`)
    const extra = qop ? `, qop=auth, nc=${nc}, cnonce="${cnonce}"` : ''
    return `${header}: Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, response="${response}"${extra}`
  }

  #received(text) {
    this.#text += text
    for (;;) {
      this.#text = this.#text.replace(/^(\r\n)+/, '')
      const end = this.#text.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = this.#text.slice(0, end)
      const length = Number(/^content-length\s*:\s*(\d+)/im.exec(head)?.[1] ?? 0)
      if (this.#text.length < end + 4 + length) return
      const body = this.#text.slice(end + 4, end + 4 + length)
      this.#text = this.#text.slice(end + 4 + length)
      if (head.startsWith('SIP/2.0 ')) this.#answered(head)
      else this.#asked(head, body)
    }
  }

  #answered(head) {
    const status = Number(head.slice(8, 11))
    if (status < 200) return
    const callId = /^call-id\s*:\s*(\S+)/im.exec(head)?.[1]
    const cseq = /^cseq\s*:\s*(\d+)/im.exec(head)?.[1]
    this.#answers.get(`${callId} ${cseq}`)?.({ status, head })
    this.#answers.delete(`${callId} ${cseq}`)
  }

  #asked(head, body) {
    const at = epoch()
    const kept = head.match(/^(via|from|to|call-id|cseq)\s*:.*$/gim) ?? []
    this.#socket.write(['SIP/2.0 200 OK', ...kept, 'Content-Length: 0', '', ''].join('\r\n'))
    if (head.startsWith('NOTIFY')) this.onNotify({ at, body })
  }
}

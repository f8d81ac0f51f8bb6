import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Request = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
export type Answer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** neither status nor body: the server goes silent */
  readonly silent?: true
}

/** An HTTP server that answers as its script says, and can ask for a password by basic or digest. */
export class CalendarServer {
  readonly requests: Request[] = []
  answer: (request: Request) => Answer = () => ({ status: 404 })
  login: {
    readonly scheme: 'basic' | 'digest'
    readonly user: string
    readonly password: string
    readonly realm?: string
    readonly algorithm?: 'MD5' | 'SHA-256' | 'SHA-256-sess'
    readonly qop?: 'auth' | 'auth-int'
  } | null = null
  nonce = 'n1'
  /** the next digest is refused as stale, with this nonce to use */
  staleOnce: string | null = null
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const seen: Request = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }
        this.requests.push(seen)
        const said = this.#challenge(seen) ?? this.answer(seen)
        if (said.silent) return
        response.writeHead(said.status, said.headers)
        response.end(said.body)
      })
    })
  }

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }

  #challenge({ method, path, headers, body }: Request): Answer | null {
    const { login } = this
    if (login === null) return null
    // Headers arrive one byte a character; names and realms are written in UTF-8 (RFC 7616 3.4).
    const given = Buffer.from(headers.authorization ?? '', 'latin1').toString('utf8')
    const { realm = 'here', algorithm, qop = 'auth', user, password } = login
    if (login.scheme === 'basic') {
      const right = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
      return given === right ? null : { status: 401, headers: { 'www-authenticate': onWire(`Basic realm="${realm}"`) } }
    }
    const hash = (text: string): string =>
      createHash(algorithm?.startsWith('SHA-256') ? 'sha256' : 'md5')
        .update(text)
        .digest('hex')
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]+)`).exec(given)?.[1] ?? ''
    const plain = hash(`${user}:${realm}:${password}`)
    const secret = algorithm?.endsWith('-sess') ? hash(`${plain}:${this.nonce}:${field('cnonce')}`) : plain
    const asked = hash(`${method}:${path}${qop === 'auth-int' ? `:${hash(body)}` : ''}`)
    const expected = hash(`${secret}:${this.nonce}:${field('nc')}:${field('cnonce')}:${qop}:${asked}`)
    const stale = this.staleOnce !== null && given !== ''
    if (stale) {
      this.nonce = this.staleOnce ?? this.nonce
      this.staleOnce = null
    } else if (field('response') === expected && field('username') === user) return null
    const how = `realm="${realm}", nonce="${this.nonce}", qop="${qop}"${algorithm ? `, algorithm=${algorithm}` : ''}`
    return { status: 401, headers: { 'www-authenticate': onWire(`Digest ${how}${stale ? ', stale=true' : ''}`) } }
  }
}

const onWire = (header: string): string => Buffer.from(header, 'utf8').toString('latin1')

/** A calendar of one event. */
export function calendarText(summary: string, start: string, end: string, uid = summary): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Dialtone//test//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260101T000000Z',
    `DTSTART:${start}`,
    `DTEND:${end}`,
    `SUMMARY:${summary}`,
    'ORGANIZER:mailto:anna@example.org',
    'ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@example.org',
    'ATTENDEE;PARTSTAT=ACCEPTED:mailto:maya@example.org',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}

/** 20261123T080000Z */
export const utcStamp = (at: number): string => `${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}`

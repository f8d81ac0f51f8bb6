import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { editNode, type NodeAnswer, readNode } from './fake-xcap-nodes.ts'

export type SeenRequest = {
  readonly method: string
  /** decoded, relative to the root */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** head and body, as they came */
  readonly bytes: number
}

export type XcapReply = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What a script does to a request: another answer, no answer, or a cut connection before or after it was done. */
export type Twist = XcapReply | 'silent' | 'cut-before' | 'cut-after'

/** How real servers differ from RFC 4825, each of it seen. All off: a server as the RFC has it. */
export type Oddities = {
  /** Kamailio: 200 to a PUT with If-None-Match: * where there is a document, and it is overwritten */
  readonly ignoresIfNoneMatchStar?: boolean
  readonly ignoresConditions?: boolean
  /** every condition is called unmet */
  readonly refusesConditions?: boolean
  /** Kamailio: never 201, and 500 where 409 is meant, or 404 for what is to be removed */
  readonly always200?: boolean
  readonly says500?: boolean
  /** OpenXCAP: each nonce serves once, and one that served gets a 401 without a challenge */
  readonly singleUseNonces?: boolean
  readonly noTags?: boolean
  readonly weakTags?: boolean
  /** PUT answers without an ETag */
  readonly noTagOnPut?: boolean
  /** written again in a form of its own */
  readonly reformats?: (text: string) => string
  /** OpenXCAP: nodes with characters beyond ASCII come out broken */
  readonly breaksNodesBeyondAscii?: boolean
  readonly noNodes?: boolean
  /** a chunked body hangs (Kamailio) */
  readonly hangsOnChunked?: boolean
  /** OpenXCAP, Kamailio: looks whether a condition is met, and writes so many milliseconds later */
  readonly writesLater?: number
}

type Stored = { text: string; tag: string }

const contentTypeOf = (path: string): string =>
  path.startsWith('org.openmobilealliance.pres-content/') ? 'application/vnd.oma.pres-content+xml' : 'application/xml'

/** An XCAP server (RFC 4825) whose every answer can be scripted. */
export class FakeXcapServer {
  readonly documents = new Map<string, Stored>()
  readonly requests: SeenRequest[] = []
  oddities: Oddities = {}
  auids: readonly string[] | null = ['xcap-caps', 'resource-lists', 'rls-services', 'pres-rules', 'pidf-manipulation']
  login: {
    readonly user: string
    readonly password: string
    readonly scheme: 'digest' | 'basic'
    readonly algorithm?: 'MD5' | 'SHA-256'
  } | null = null
  /** asked first for each request that is let in */
  twist: (request: SeenRequest) => Twist | null = () => null
  /** after each write: path and text */
  onWrite: (path: string, text: string | null) => void = () => {}
  readonly #server: Server
  /** whose condition was looked at already */
  readonly #looked = new WeakSet<SeenRequest>()
  readonly #nonces = new Map<string, number>()
  #tags = 0
  readonly #started = randomBytes(3).toString('hex')

  constructor() {
    this.#server = createServer((request, response) => this.#receive(request, response))
  }

  async start(port = 0): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(port, '127.0.0.1', done))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get root(): string {
    return `http://127.0.0.1:${this.port}/xcap-root`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }

  /** As another client would, conditions met. */
  write(path: string, text: string): void {
    this.#store(path, text)
  }

  text(path: string): string | null {
    return this.documents.get(path)?.text ?? null
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    if (this.oddities.hangsOnChunked && request.headers['transfer-encoding'] !== undefined) return
    const chunks: Buffer[] = []
    request.on('error', () => {})
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const head = `${request.method} ${request.url} HTTP/1.1\r\n${request.rawHeaders.join(': \r\n')}`
      const path = decodeURIComponent((request.url ?? '').replace(/^\/xcap-root\/?/, '').split('?', 1)[0] ?? '')
      const seen = {
        method: request.method ?? '',
        path,
        headers: request.headers,
        body,
        bytes: head.length + Buffer.byteLength(body),
      }
      this.requests.push(seen)
      const challenge = this.#challenge(seen, request.url ?? '')
      const twist = challenge ?? this.twist(seen)
      if (twist === 'silent') return
      if (twist === 'cut-before') {
        request.socket.destroy()
        return
      }
      const finish = (): void => {
        const reply = twist === null || twist === 'cut-after' ? this.#answer(seen, request.url ?? '') : twist
        if (twist === 'cut-after') request.socket.destroy()
        else {
          response.writeHead(reply.status, reply.headers)
          response.end(reply.body)
        }
      }
      const { writesLater } = this.oddities
      const met = this.#unmet(seen, this.documents.get(path)) === null
      if (writesLater === undefined || seen.method !== 'PUT' || challenge !== null || !met) finish()
      else {
        this.#looked.add(seen)
        setTimeout(finish, writesLater)
      }
    })
  }

  #answer(request: SeenRequest, url: string): XcapReply {
    const { method, path } = request
    if (path === 'xcap-caps/global/index') return this.#caps()
    const [document = '', node] = path.split('/~~/')
    if (node !== undefined) return this.#answerNode(request, document, url)
    const stored = this.documents.get(path)
    const unmet = this.#unmet(request, stored)
    if (unmet !== null) return unmet
    switch (method) {
      case 'GET':
        if (stored === undefined) return this.#absent()
        return {
          status: 200,
          headers: { ...this.#tagHeader(stored), 'content-type': contentTypeOf(path) },
          body: stored.text,
        }
      case 'PUT': {
        if (!/^\s*<[\s\S]*>\s*$/.test(request.body)) return this.#error('not-well-formed')
        const now = this.#store(path, this.oddities.reformats?.(request.body) ?? request.body)
        const status = stored === undefined && !this.oddities.always200 ? 201 : 200
        return { status, headers: this.oddities.noTagOnPut ? {} : this.#tagHeader(now) }
      }
      case 'DELETE':
        if (stored === undefined) return this.#absent(method)
        this.documents.delete(path)
        this.onWrite(path, null)
        return { status: 200 }
      default:
        return { status: 405 }
    }
  }

  /** RFC 4825 7.11, RFC 9110 13.2.2. */
  #unmet(request: SeenRequest, stored: Stored | undefined): XcapReply | null {
    const { ignoresConditions, ignoresIfNoneMatchStar, refusesConditions } = this.oddities
    if (this.#looked.has(request)) return null
    const { method, headers } = request
    const match = headers['if-match']
    const noneMatch = headers['if-none-match']
    if (refusesConditions && method !== 'GET' && (match ?? noneMatch) !== undefined) return { status: 412 }
    if (match !== undefined && !ignoresConditions) {
      const met = stored !== undefined && (match === '*' || (!this.oddities.weakTags && match === stored.tag))
      if (!met) return { status: 412 }
    }
    if (noneMatch === undefined || stored === undefined) return null
    if (method === 'GET') return noneMatch === stored.tag ? { status: 304, headers: this.#tagHeader(stored) } : null
    if (ignoresConditions || (ignoresIfNoneMatchStar && noneMatch === '*')) return null
    return noneMatch === '*' || noneMatch === stored.tag ? { status: 412 } : null
  }

  #answerNode(request: SeenRequest, document: string, url: string): XcapReply {
    const stored = this.documents.get(document)
    if (this.oddities.noNodes) return { status: 501 }
    if (stored === undefined) return request.method === 'PUT' ? this.#error('no-parent') : this.#absent()
    const unmet = this.#unmet(request, stored)
    if (unmet !== null) return unmet
    const { method, body } = request
    const selector = url.slice(url.indexOf('/~~/') + 4)
    const broken = this.oddities.breaksNodesBeyondAscii === true
    if (method === 'GET') {
      const found = readNode(stored.text, selector)
      if (found === null) return this.#absent()
      const text = broken ? Buffer.from(found).subarray(0, found.length).toString('utf8') : found
      return {
        status: 200,
        headers: { ...this.#tagHeader(stored), 'content-type': 'application/xcap-el+xml' },
        body: text,
      }
    }
    if (broken && method === 'PUT' && /[^\x20-\x7e\s]/.test(body)) return this.#error('not-xml-frag')
    const edited: NodeAnswer = editNode(stored.text, selector, method === 'PUT' ? body : null)
    if (edited.kind === 'refused') return this.#error(edited.error)
    if (edited.kind === 'absent') return this.#absent(method)
    const now = this.#store(document, edited.text)
    return { status: edited.created && !this.oddities.always200 ? 201 : 200, headers: this.#tagHeader(now) }
  }

  #store(path: string, text: string): Stored {
    const { weakTags } = this.oddities
    const stored = { text, tag: `${weakTags ? 'W/' : ''}"${this.#started}-${++this.#tags}"` }
    this.documents.set(path, stored)
    this.onWrite(path, text)
    return stored
  }

  #tagHeader({ tag }: Stored): Readonly<Record<string, string>> {
    return this.oddities.noTags ? {} : { etag: tag }
  }

  #absent(method = 'GET'): XcapReply {
    return { status: this.oddities.says500 && method !== 'GET' ? 500 : 404 }
  }

  #error(name: string): XcapReply {
    if (this.oddities.says500) return { status: 500 }
    const body = `<?xml version="1.0"?><xcap-error xmlns="urn:ietf:params:xml:ns:xcap-error"><${name}/></xcap-error>`
    return { status: 409, headers: { 'content-type': 'application/xcap-error+xml' }, body }
  }

  #caps(): XcapReply {
    if (this.auids === null) return { status: 404 }
    const auids = this.auids.map((auid) => `<auid>${auid}</auid>`).join('')
    const body = `<xcap-caps xmlns="urn:ietf:params:xml:ns:xcap-caps"><auids>${auids}</auids><extensions/><namespaces/></xcap-caps>`
    return { status: 200, headers: { 'content-type': 'application/xcap-caps+xml' }, body }
  }

  #challenge({ method, headers }: SeenRequest, url: string): XcapReply | null {
    const { login } = this
    if (login === null) return null
    const given = headers.authorization ?? ''
    if (login.scheme === 'basic') {
      const right = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`
      return given === right ? null : { status: 401, headers: { 'www-authenticate': 'Basic realm="here"' } }
    }
    const algorithm = login.algorithm ?? 'MD5'
    const hash = (text: string) =>
      createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
        .update(text)
        .digest('hex')
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]+)`).exec(given)?.[1] ?? ''
    const nonce = field('nonce')
    const secret = hash(`${login.user}:here:${login.password}`)
    const right = hash(`${secret}:${nonce}:${field('nc')}:${field('cnonce')}:auth:${hash(`${method}:${url}`)}`)
    const uses = this.#nonces.get(nonce)
    if (given !== '' && this.oddities.singleUseNonces && (uses === undefined || uses > 0)) return { status: 401 }
    if (given !== '' && uses !== undefined && field('response') === right) {
      this.#nonces.set(nonce, uses + 1)
      return null
    }
    if (given !== '' && this.oddities.singleUseNonces) return { status: 401 }
    const fresh = randomBytes(8).toString('hex')
    this.#nonces.set(fresh, 0)
    const challenge = `Digest realm="here", nonce="${fresh}", qop="auth", algorithm=${algorithm}, opaque=x`
    return { status: 401, headers: { 'www-authenticate': challenge } }
  }
}

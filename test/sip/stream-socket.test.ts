import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SipFailure } from '../../electron/sip/failure.ts'
import { type Candidate, SOCKET_DEFAULTS, type SocketOptions } from '../../electron/sip/socket.ts'
import { StreamSocket, withAddress } from '../../electron/sip/stream-socket.ts'
import { hasOpenssl, type ServerCertificate, TestAuthority } from '../fakes/certificates.ts'
import { buildSip } from '../fakes/sip-text.ts'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

interface Peer {
  readonly port: number
  readonly connected: Promise<Socket>
}

async function listen(server: Server, event: 'connection' | 'secureConnection'): Promise<Peer> {
  const sockets: Socket[] = []
  const connected = new Promise<Socket>((resolve) => server.once(event, resolve))
  server.on(event, (socket: Socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  })
  return { port: (server.address() as AddressInfo).port, connected }
}

const plain = () => listen(createServer(), 'connection')
const secure = (certificate: ServerCertificate) => listen(createTlsServer({ ...certificate }), 'secureConnection')

interface Events {
  readonly opened: Promise<void>
  readonly closed: Promise<SipFailure>
  readonly silent: Promise<void>
  readonly received: string[]
  next(): Promise<string>
}

function connect(
  candidate: Partial<Candidate>,
  options: Partial<SocketOptions> = {},
): StreamSocket & { readonly seen: Events } {
  const socket = new StreamSocket(
    {
      transport: 'tcp',
      host: '127.0.0.1',
      port: 1,
      path: '',
      identity: 'example.org',
      typed: false,
      guessed: false,
      ...candidate,
    },
    { ...SOCKET_DEFAULTS, ...options },
  )
  open.push(socket)
  const received: string[] = []
  const waiting: ((text: string) => void)[] = []
  let tellOpened = () => {}
  let tellClosed: (failure: SipFailure) => void = () => {}
  let tellSilent = () => {}
  const seen: Events = {
    opened: new Promise((resolve) => {
      tellOpened = resolve
    }),
    closed: new Promise((resolve) => {
      tellClosed = resolve
    }),
    silent: new Promise((resolve) => {
      tellSilent = resolve
    }),
    received,
    next: () => new Promise((resolve) => waiting.push(resolve)),
  }
  socket.connect({
    opened: tellOpened,
    closed: tellClosed,
    silent: tellSilent,
    message: (text) => {
      received.push(text)
      waiting.shift()?.(text)
    },
  })
  return Object.assign(socket, { seen })
}

/** Everything a connection received, once it fits. */
function reads(socket: Socket, fits: RegExp): Promise<string> {
  let all = ''
  return new Promise((resolve) =>
    socket.on('data', (data) => {
      all += data.toString()
      if (fits.test(all)) resolve(all)
    }),
  )
}
const options = buildSip('OPTIONS sip:example.org SIP/2.0', [
  'Via: SIP/2.0/TCP token.invalid;branch=z9hG4bK1',
  'Contact: <sip:token@token.invalid;transport=ws>;expires=5',
])

describe('over TCP', () => {
  test('messages go both ways; the address of the connection stands in Via and Contact', async () => {
    const peer = await plain()
    const socket = connect({ port: peer.port })
    await socket.seen.opened
    const server = await peer.connected
    const sent = reads(server, /OPTIONS/)
    expect(socket.send(options)).toBe(true)
    const local = `127.0.0.1:${server.remotePort}`
    expect(await sent).toContain(`Via: SIP/2.0/TCP ${local};branch=z9hG4bK1;rport;alias\r\n`)
    expect(await sent).toContain(`Contact: <sip:token@${local};transport=tcp>;expires=5\r\n`)
    const next = socket.seen.next()
    server.write(buildSip('SIP/2.0 200 OK', ['CSeq: 1 OPTIONS'], 'ok'))
    expect(await next).toContain('200 OK')
  })

  test('a server that closes, refuses or is nowhere is told apart', async () => {
    const peer = await plain()
    const socket = connect({ port: peer.port })
    await socket.seen.opened
    ;(await peer.connected).end()
    expect(await socket.seen.closed).toEqual({ kind: 'closed', host: '127.0.0.1' })
    expect(socket.send(options)).toBe(false)
    expect(await connect({ port: 1 }).seen.closed).toEqual({ kind: 'refused', host: '127.0.0.1', port: 1 })
    expect(await connect({ host: 'nowhere.invalid' }).seen.closed).toMatchObject({
      kind: expect.stringMatching(/^(unknown-host|network-down)$/),
    })
  })

  test('a server that does not finish the handshake is given up', async () => {
    const peer = await plain()
    const socket = connect({ port: peer.port, transport: 'tls' }, { connectTimeoutMs: 30 })
    expect(await socket.seen.closed).toEqual({ kind: 'time-out', host: '127.0.0.1' })
  })

  test('CRLF pings are answered with one CRLF', async () => {
    const peer = await plain()
    const socket = connect({ port: peer.port })
    await socket.seen.opened
    const server = await peer.connected
    // The first thing it gets is our own ping.
    const answer = reads(server, /^(?:\r\n){3}$/)
    server.write('\r\n\r\n')
    await answer
  })

  test('a server that answered pings once and stops is dead; one that never did is only silent', async () => {
    const keepAlive = { keepAliveMs: 20, pongTimeoutMs: 60 }
    const answering = await plain()
    const first = connect({ port: answering.port }, keepAlive)
    const server = await answering.connected
    server.once('data', () => server.write('\r\n'))
    expect(await first.seen.closed).toEqual({ kind: 'time-out', host: '127.0.0.1' })

    const mute = await plain()
    const second = connect({ port: mute.port }, keepAlive)
    ;(await mute.connected).resume()
    await second.seen.silent
    expect(second.send(options)).toBe(true)
  })

  test('asked to probe, it pings at once', async () => {
    const peer = await plain()
    const socket = connect({ port: peer.port })
    await socket.seen.opened
    const server = await peer.connected
    server.once('data', () => server.write('\r\n'))
    const second = reads(server, /^(?:\r\n){4}$/)
    const next = socket.seen.next()
    server.write(options)
    await next // the answer to the first ping has come as well
    socket.probe()
    await second
  })

  test('too long a message is answered 513, and the next is read', async () => {
    const peer = await plain()
    const socket = connect({ port: peer.port })
    await socket.seen.opened
    const server = await peer.connected
    const answer = reads(server, /513[\s\S]*\r\n\r\n$/)
    const next = socket.seen.next()
    const headers = [
      'Via: SIP/2.0/TCP a;branch=z9hG4bK2',
      'From: <sip:m@x>;tag=1',
      'To: <sip:a@x>',
      'Call-ID: c',
      'CSeq: 1 MESSAGE',
    ]
    server.write(buildSip('MESSAGE sip:a@x SIP/2.0', headers, 'x'.repeat(1024 * 1024 + 1)))
    server.write(buildSip('OPTIONS sip:a@x SIP/2.0', headers))
    expect(await answer).toMatch(/SIP\/2\.0 513 [\s\S]*Via: SIP\/2\.0\/TCP a;branch=z9hG4bK2[\s\S]*To: <sip:a@x>;tag=/)
    expect(await next).toContain('OPTIONS')
  })

  test('a stream that is not SIP ends the connection', async () => {
    const peer = await plain()
    const socket = connect({ port: peer.port })
    await socket.seen.opened
    ;(await peer.connected).write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    expect(await socket.seen.closed).toEqual({ kind: 'closed', host: '127.0.0.1' })
  })
})

test("answers and other people's addresses are left as they are", () => {
  const answer = 'SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP other.invalid;branch=z9hG4bK1\r\n\r\nbody.invalid'
  expect(withAddress(answer, '192.0.2.1:5', 'tls')).toBe(answer)
  const gruu = 'REGISTER sip:a SIP/2.0\r\nContact: <sip:anna@example.org;gr=urn:uuid:1>\r\n\r\n'
  expect(withAddress(gruu, '192.0.2.1:5', 'tls')).toBe(gruu)
})

describe.skipIf(!hasOpenssl)('over TLS (skipped where openssl is missing)', () => {
  let authority: TestAuthority
  beforeAll(() => {
    authority = new TestAuthority()
  })
  afterAll(() => authority.remove())

  async function tried(certificate: ServerCertificate, candidate: Partial<Candidate>, trust = true): Promise<string> {
    const { port } = await secure(certificate)
    const socket = connect(
      { transport: 'tls', port, ...candidate },
      { trustedCertificate: trust ? authority.ca : null },
    )
    return Promise.race([
      socket.seen.opened.then(() => 'opened'),
      socket.seen.closed.then((failure) => (failure.kind === 'certificate' ? failure.problem : failure.kind)),
    ])
  }

  test.each([
    ['the domain as DNS name', 'DNS:example.org', {}, 'opened'],
    ['the domain as sip URI', 'URI:sip:example.org', {}, 'opened'],
    ['the domain in capitals', 'DNS:Example.ORG', {}, 'opened'],
    ['the SRV target alone', 'DNS:sip1.example.org', { host: '127.0.0.1' }, 'wrong-name'],
    ['a wildcard, found through DNS', 'DNS:*.org', {}, 'wrong-name'],
    ['a sip URI with a user', 'URI:sip:anna@example.org', {}, 'wrong-name'],
    ['somebody else', 'DNS:example.com,URI:sip:example.com', {}, 'wrong-name'],
    ['a wildcard, typed by the user', 'DNS:*.example.org', { identity: 'sip.example.org', typed: true }, 'opened'],
    ['an address, typed by the user', 'IP:127.0.0.1', { identity: '127.0.0.1', typed: true }, 'opened'],
    ['another host than was typed', 'DNS:sip.example.com', { identity: 'sip.example.org', typed: true }, 'wrong-name'],
  ])('a certificate for %s', async (_name, altNames, candidate, outcome) => {
    expect(await tried(authority.server(altNames), candidate)).toBe(outcome)
  })

  test('the common name counts only where there is no other name', async () => {
    expect(await tried(authority.server('', { commonName: 'example.org' }), {})).toBe('opened')
    expect(await tried(authority.server('DNS:other.example', { commonName: 'example.org' }), {})).toBe('wrong-name')
  })

  test('an authority nobody vouched for is not trusted, and an expired certificate neither', async () => {
    expect(await tried(authority.server('DNS:example.org'), {}, false)).toBe('untrusted')
    expect(await tried(authority.server('DNS:example.org', { expired: true }), {})).toBe('expired')
  })

  test('a server that speaks no TLS is a certificate problem of its own kind', async () => {
    const peer = await plain()
    void peer.connected.then((socket) => socket.once('data', () => socket.write('SIP/2.0 400 Bad Request\r\n\r\n')))
    const socket = connect({ transport: 'tls', port: peer.port })
    expect(await socket.seen.closed).toMatchObject({ kind: 'certificate', problem: 'other' })
  })

  test('an unreadable trusted certificate is told, not thrown', async () => {
    const { port } = await secure(authority.server('DNS:example.org'))
    const broken = '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n'
    const socket = connect({ transport: 'tls', port }, { trustedCertificate: broken })
    expect(await socket.seen.closed).toMatchObject({ kind: 'certificate', problem: 'untrusted' })
  })
})

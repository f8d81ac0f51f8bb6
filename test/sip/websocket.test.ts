import { createServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type WebSocket from 'ws'
import { WebSocketServer } from 'ws'
import type { SipFailure } from '../../electron/sip/failure.ts'
import { type Candidate, SOCKET_DEFAULTS, type SocketOptions } from '../../electron/sip/socket.ts'
import { WebSocketSocket } from '../../electron/sip/websocket.ts'
import { hasOpenssl, TestAuthority } from '../fakes/certificates.ts'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

async function listen(
  options: { readonly autoPong?: boolean; readonly status?: number } = {},
  tls?: { key: string; cert: string },
) {
  const http = tls ? createHttpsServer(tls) : createServer()
  const handshakes: { origin: string | undefined; protocol: string | undefined; path: string | undefined }[] = []
  const server = new WebSocketServer({
    noServer: true,
    autoPong: options.autoPong ?? true,
    handleProtocols: () => 'sip',
  })
  http.on('upgrade', (request, socket, head) => {
    const { origin, 'sec-websocket-protocol': protocol } = request.headers
    handshakes.push({ origin, protocol, path: request.url })
    if (options.status) socket.end(`HTTP/1.1 ${options.status} Nope\r\nContent-Length: 0\r\n\r\n`)
    else server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request))
  })
  const connected = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
  http.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  open.push({
    close: () => {
      for (const client of server.clients) client.terminate()
      http.close()
    },
  })
  return { port: (http.address() as AddressInfo).port, connected, handshakes }
}

function connect(candidate: Partial<Candidate>, options: Partial<SocketOptions> = {}) {
  const socket = new WebSocketSocket(
    {
      transport: 'ws',
      host: '127.0.0.1',
      port: 1,
      path: '',
      identity: 'example.org',
      typed: true,
      guessed: false,
      ...candidate,
    },
    { ...SOCKET_DEFAULTS, ...options },
  )
  open.push(socket)
  const messages: string[] = []
  let tellOpened = () => {}
  let tellClosed: (failure: SipFailure) => void = () => {}
  let tellMessage: (text: string) => void = () => {}
  const seen = {
    messages,
    opened: new Promise<void>((resolve) => {
      tellOpened = resolve
    }),
    closed: new Promise<SipFailure>((resolve) => {
      tellClosed = resolve
    }),
    message: new Promise<string>((resolve) => {
      tellMessage = resolve
    }),
  }
  socket.connect({
    opened: tellOpened,
    closed: tellClosed,
    silent: () => undefined,
    message: (text) => {
      messages.push(text)
      tellMessage(text)
    },
  })
  return Object.assign(socket, { seen })
}

test('shakes hands as SIP, with an origin, and carries messages both ways', async () => {
  const peer = await listen()
  const socket = connect({ port: peer.port, path: '/ws' })
  await socket.seen.opened
  expect(peer.handshakes).toEqual([{ origin: 'http://example.org', protocol: 'sip', path: '/ws' }])
  const server = await peer.connected
  const got = new Promise<string>((resolve) => server.once('message', (data: Buffer) => resolve(data.toString())))
  expect(socket.send('OPTIONS sip:a SIP/2.0\r\n\r\n')).toBe(true)
  expect(await got).toBe('OPTIONS sip:a SIP/2.0\r\n\r\n')
  server.send(Buffer.from('SIP/2.0 200 Größe\r\n\r\n'))
  expect(await socket.seen.message).toBe('SIP/2.0 200 Größe\r\n\r\n')
})

test('a CRLF keep-alive is answered and is no message', async () => {
  const peer = await listen()
  const socket = connect({ port: peer.port })
  await socket.seen.opened
  const server = await peer.connected
  const answer = new Promise<string>((resolve) => server.once('message', (data: Buffer) => resolve(data.toString())))
  server.send('\r\n\r\n')
  expect(await answer).toBe('\r\n')
  expect(socket.seen.messages).toEqual([])
})

test('a server that does not answer a ping is dead', async () => {
  const peer = await listen({ autoPong: false })
  const socket = connect({ port: peer.port }, { keepAliveMs: 20, pongTimeoutMs: 50 })
  expect(await socket.seen.closed).toEqual({ kind: 'time-out', host: '127.0.0.1' })
})

test('a server that answers pings lives on', async () => {
  const peer = await listen()
  const socket = connect({ port: peer.port }, { keepAliveMs: 5, pongTimeoutMs: 10_000 })
  const server = await peer.connected
  let pings = 0
  await new Promise<void>((resolve) =>
    server.on('ping', () => {
      pings += 1
      if (pings === 5) resolve()
    }),
  )
  expect(socket.send('x')).toBe(true)
})

test('a refused handshake says with what', async () => {
  const peer = await listen({ status: 403 })
  expect(await connect({ port: peer.port }).seen.closed).toMatchObject({ kind: 'server-error', status: 403 })
})

test('refused, closed, and not there', async () => {
  expect(await connect({}).seen.closed).toEqual({ kind: 'refused', host: '127.0.0.1', port: 1 })
  const peer = await listen()
  const socket = connect({ port: peer.port })
  await socket.seen.opened
  ;(await peer.connected).terminate()
  expect(await socket.seen.closed).toEqual({ kind: 'closed', host: '127.0.0.1' })
  expect(socket.send('x')).toBe(false)
})

test('a server that never finishes the handshake is given up', async () => {
  const silent = createServer()
  silent.on('upgrade', () => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  open.push({
    close: () => {
      silent.closeAllConnections()
      silent.close()
    },
  })
  const { port } = silent.address() as AddressInfo
  expect(await connect({ port }, { connectTimeoutMs: 40 }).seen.closed).toEqual({ kind: 'time-out', host: '127.0.0.1' })
})

test('closed by us, it says nothing more', async () => {
  const peer = await listen()
  const socket = connect({ port: peer.port })
  await socket.seen.opened
  const server = await peer.connected
  const gone = new Promise<number>((resolve) => server.once('close', resolve))
  socket.close()
  expect(await gone).toBe(1000)
  expect(socket.send('x')).toBe(false)
})

describe.skipIf(!hasOpenssl)('in TLS (skipped where openssl is missing)', () => {
  let authority: TestAuthority
  beforeAll(() => {
    authority = new TestAuthority()
  })
  afterAll(() => authority.remove())

  test('the certificate must be trusted, and for the right name', async () => {
    const peer = await listen({}, authority.server('DNS:example.org'))
    const here = { transport: 'wss' as const, port: peer.port, typed: false }
    const trusted = { trustedCertificate: authority.ca }
    await connect(here, trusted).seen.opened
    expect(peer.handshakes.at(-1)?.origin).toBe('https://example.org')
    expect(await connect(here).seen.closed).toEqual({ kind: 'certificate', host: '127.0.0.1', problem: 'untrusted' })
    expect(await connect({ ...here, identity: 'example.com' }, trusted).seen.closed).toMatchObject({
      kind: 'certificate',
      problem: 'wrong-name',
    })
  })
})

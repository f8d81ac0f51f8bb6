import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../../lab/fault-proxy.mjs'

let server: Server
let proxy: FaultProxy
const sockets: Socket[] = []

/** A server that says everything back, and ends when the client ends. */
beforeEach(async () => {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy = await startFaultProxy({ port: (server.address() as AddressInfo).port })
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await proxy.stop()
  server.close()
})

async function connect(): Promise<Socket> {
  const socket = createConnection({ port: proxy.port, host: '127.0.0.1' })
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

/** What comes back for `text`. */
async function echo(socket: Socket, text: string): Promise<string> {
  socket.write(text)
  return heard(socket, text.length)
}

async function heard(socket: Socket, length: number): Promise<string> {
  let received = ''
  while (received.length < length) {
    const [data] = (await once(socket, 'data')) as [Buffer]
    received += data.toString()
  }
  return received
}

/** Whether anything arrives within the time that it takes a bystander's question to be answered ten times. */
async function staysSilent(socket: Socket, bystander: () => Promise<unknown>): Promise<boolean> {
  let silent = true
  const hear = () => {
    silent = false
  }
  socket.once('data', hear)
  for (let count = 0; count < 10; count++) await bystander()
  socket.off('data', hear)
  return silent
}

/** A round trip to the server beside the proxy. */
async function direct(): Promise<void> {
  const socket = createConnection({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
  await echo(socket, 'beside')
  socket.destroy()
}

test('passes bytes both ways and the end of a connection', async () => {
  const socket = await connect()
  expect(await echo(socket, 'hello')).toBe('hello')
  expect(proxy.connections).toBe(1)
  socket.end()
  await once(socket, 'close')
})

test('stalls, and then delivers everything, late and in order', async () => {
  const socket = await connect()
  expect(await echo(socket, 'before')).toBe('before')
  await proxy.set('stall')
  socket.write('one ')
  socket.write('two')
  expect(await staysSilent(socket, direct)).toBe(true)
  const received = heard(socket, 'one two'.length)
  await proxy.set('pass')
  expect(await received).toBe('one two')
})

test('drops bytes without a word, and what comes later goes through again', async () => {
  const socket = await connect()
  expect(await echo(socket, 'before')).toBe('before')
  await proxy.set('drop')
  socket.write('lost')
  expect(await staysSilent(socket, direct)).toBe(true)
  await proxy.set('pass')
  expect(await echo(socket, 'found')).toBe('found')
})

test('delays each direction by what it was told', async () => {
  const socket = await connect()
  await proxy.set('delay', { delay: 40 })
  const from = performance.now()
  expect(await echo(socket, 'slow')).toBe('slow')
  expect(performance.now() - from).toBeGreaterThanOrEqual(79) // a timer may be early by a fraction of a millisecond
})

test('cuts what is open, and takes new connections', async () => {
  const socket = await connect()
  expect(await echo(socket, 'before')).toBe('before')
  const error = once(socket, 'error')
  proxy.cut()
  expect(await error).toMatchObject([{ code: 'ECONNRESET' }])
  expect(await echo(await connect(), 'after')).toBe('after')
  expect(proxy.accepted).toBe(2)
})

test('refuses, and comes back on the same port', async () => {
  const socket = await connect()
  expect(await echo(socket, 'before')).toBe('before')
  const reset = once(socket, 'error')
  const { port } = proxy
  await proxy.set('refuse')
  expect(await reset).toMatchObject([{ code: 'ECONNRESET' }])
  await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await proxy.set('pass')
  expect(proxy.port).toBe(port)
  expect(await echo(await connect(), 'again')).toBe('again')
})

test('resets the client when there is no server behind it', async () => {
  server.close()
  await once(server, 'close')
  const socket = await connect()
  expect(await once(socket, 'error')).toMatchObject([{ code: 'ECONNRESET' }])
})

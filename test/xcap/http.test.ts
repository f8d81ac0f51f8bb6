import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Http } from '../../electron/xcap/http.ts'

let server: Server | undefined
const sockets = new Set<Socket>()
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server?.close()
})

/** As Kamailio with set_reply_close(): one answer that promises nothing of the connection, then the end of it. */
function closingServer(): Promise<URL> {
  const made = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      setImmediate(() => socket.destroy())
    })
  })
  server = made
  return new Promise((done) => {
    made.listen(0, '127.0.0.1', () => {
      const address = made.address()
      if (address !== null && typeof address === 'object') done(new URL(`http://127.0.0.1:${address.port}/`))
    })
  })
}

test('many requests at once to a server that closes after each answer all get theirs', async () => {
  const url = await closingServer()
  const http = new Http({ trustedCertificate: null })
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => http.exchange({ method: 'PUT', url, headers: {}, body: '<list/>' })),
  )
  expect(answers.map(({ status, text }) => [status, text])).toEqual(Array.from({ length: 12 }, () => [200, 'ok']))
  http.close()
})

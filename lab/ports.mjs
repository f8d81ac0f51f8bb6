import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/** Where `npm run lab` listens. `own` is where Kamailio talks to itself, `media` the first of 200 for rtpengine. */
export const FIXED_PORTS = {
  sip: 15060,
  tls: 15061,
  own: 15062,
  ws: 15080,
  wss: 15081,
  rtpengine: 15222,
  media: 15300,
}

function canListen(server, listen) {
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    listen(() => server.close(() => resolve(true)))
    server.unref()
  })
}

/** Whether the port can be listened on at 127.0.0.1, by TCP and by UDP. */
export async function isFree(port) {
  const tcp = createServer()
  const udp = createSocket('udp4')
  const free = await Promise.all([
    canListen(tcp, (done) => tcp.listen({ port, host: '127.0.0.1', exclusive: true }, done)),
    canListen(udp, (done) => udp.bind({ port, address: '127.0.0.1', exclusive: true }, done)),
  ])
  return free.every(Boolean)
}

/**
 * A port that nobody listens on. It lies below the range from which the system takes the ports of outgoing connections:
 * a client that keeps trying a port in that range while its server is down can end up connected to itself.
 */
export async function findPort() {
  for (;;) {
    const port = 16_000 + Math.floor(Math.random() * 14_000)
    if (await isFree(port)) return port
  }
}

/** Ports for a whole lab. */
export async function findPorts() {
  const found = new Set()
  while (found.size < 6) found.add(await findPort())
  const [sip, tls, own, ws, wss, rtpengine] = found
  return { sip, tls, own, ws, wss, rtpengine, media: 30_000 + 200 * Math.floor(Math.random() * 13) }
}

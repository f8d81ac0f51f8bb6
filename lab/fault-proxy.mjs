/** A TCP proxy on the loopback that fails on demand, to stand between an app and its server in tests. */
import { createConnection, createServer } from 'node:net'
import { findPort } from './ports.mjs'

/**
 * What becomes of bytes and connections:
 *   pass    they go through
 *   delay   they go through, each after `delay` ms, in order
 *   stall   they wait, as in a network that has stopped; on `pass` they arrive late and complete
 *   drop    they are lost and nobody is told, as behind a firewall that has forgotten the connection
 *   refuse  open connections are reset and new ones refused
 */
const MODES = ['pass', 'delay', 'stall', 'drop', 'refuse']

/** One direction of one connection. What waits is held in `queue`, oldest first. */
class Flow {
  #from
  #to
  #proxy
  #queue = []
  #timer = null

  constructor(from, to, proxy) {
    this.#from = from
    this.#to = to
    this.#proxy = proxy
    from.on('data', (chunk) => this.#take({ chunk, due: performance.now() + proxy.delay }))
    from.on('end', () => this.#take({ chunk: null, due: performance.now() + proxy.delay }))
  }

  #take(item) {
    if (this.#proxy.mode === 'drop') return
    this.#queue.push(item)
    this.flush()
  }

  flush() {
    clearTimeout(this.#timer)
    if (this.#proxy.mode === 'stall') {
      this.#from.pause() // so that the sender's own buffers fill, as they would
      return
    }
    this.#from.resume()
    while (this.#queue.length > 0) {
      const wait = this.#proxy.mode === 'delay' ? this.#queue[0].due - performance.now() : 0
      if (wait > 0) {
        this.#timer = setTimeout(() => this.flush(), wait)
        return
      }
      const { chunk } = this.#queue.shift()
      if (chunk === null) this.#to.end()
      else this.#to.write(chunk)
    }
  }

  close() {
    clearTimeout(this.#timer)
    this.#queue = []
  }
}

class FaultProxy {
  #target
  #server = null
  #links = new Set()
  mode = 'pass'
  delay = 0
  port = 0
  accepted = 0

  constructor(target) {
    this.#target = target
  }

  get connections() {
    return this.#links.size
  }

  /** Begins to accept; after the first time on the same port. */
  async listen(port = this.port) {
    if (this.#server) return
    const server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client))
    this.#server = server
    await new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
    this.port = port
  }

  #accept(client) {
    this.accepted++
    const server = createConnection({ ...this.#target, allowHalfOpen: true })
    client.setNoDelay(true)
    server.setNoDelay(true)
    const flows = [new Flow(client, server, this), new Flow(server, client, this)]
    const link = { client, server, flows }
    this.#links.add(link)
    const close = () => {
      this.#links.delete(link)
      for (const flow of flows) flow.close()
      client.destroy()
      server.destroy()
    }
    // A reset on one side becomes a reset on the other; nothing more can be said to either.
    client.on('error', () => server.resetAndDestroy())
    server.on('error', () => client.resetAndDestroy())
    client.on('close', close)
    server.on('close', close)
    for (const flow of flows) flow.flush()
  }

  async set(mode, { delay = 0 } = {}) {
    if (!MODES.includes(mode)) throw new Error(`The fault proxy has no mode ${mode}; it has ${MODES.join(', ')}.`)
    this.mode = mode
    this.delay = delay
    if (mode === 'refuse') {
      await this.#close()
      return
    }
    await this.listen()
    for (const { flows } of this.#links) for (const flow of flows) flow.flush()
  }

  /** Resets every open connection; new ones are accepted as before. */
  cut() {
    for (const { client, server } of this.#links) {
      client.resetAndDestroy()
      server.resetAndDestroy()
    }
  }

  async #close() {
    const server = this.#server
    this.#server = null
    this.cut()
    if (server) await new Promise((resolve) => server.close(resolve))
  }

  async stop() {
    await this.#close()
  }
}

/** Starts a proxy to `target`, on a port that is free unless one is given. */
export async function startFaultProxy({ host = '127.0.0.1', port, listenOn }) {
  const proxy = new FaultProxy({ host, port })
  await proxy.listen(listenOn ?? (await findPort()))
  return proxy
}

/** Starts and stops SIP domains for the demo and the tests; many can run at once, each in its own directory. */
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accountsOf } from './accounts.mjs'
import { makeCertificates } from './certificates.mjs'
import { prepareDatabase, prepareSoftState, wipe } from './database.mjs'
import { findPorts, isFree } from './ports.mjs'
import { endGroups, groupMembers, isOfLab, killGroups, programPath, startProgram, untilUp } from './processes.mjs'

export { FIXED_PORTS, findPort } from './ports.mjs'

const CONFIGURATION = fileURLToPath(new URL('kamailio.cfg', import.meta.url))
const OWN_THREADS = 'own_threads.py'

/** Whether this machine has Kamailio. */
export const hasKamailio = () => programPath('kamailio') !== null

/** Whether this machine has rtpengine. */
export const hasRtpengine = () => programPath('rtpengine') !== null

const stateFile = (dir) => join(dir, 'lab.json')

/** What was started in `dir`, with the process groups of it that still have a member. */
function readState(dir) {
  if (!existsSync(stateFile(dir))) return null
  const state = JSON.parse(readFileSync(stateFile(dir), 'utf8'))
  const isOurs = (group) => groupMembers(group).some((pid) => isOfLab(pid, dir))
  return { ...state, pids: state.pids.filter(isOurs), isRunning: isOfLab(state.pids[0], dir) }
}

/** Resolves when the server answers an OPTIONS over TCP, which is when its workers are up. */
function isAnswering(port, domain) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    const finish = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1000, () => finish(false))
    socket.once('error', () => finish(false))
    socket.once('close', () => finish(false))
    socket.once('data', (data) => finish(data.toString().startsWith('SIP/2.0 200')))
    socket.once('connect', () => {
      const tag = Math.random().toString(36).slice(2)
      socket.write(
        `OPTIONS sip:${domain} SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK${tag}\r\nMax-Forwards: 70\r\n` +
          `From: <sip:lab@${domain}>;tag=${tag}\r\nTo: <sip:${domain}>\r\nCall-ID: ${tag}\r\nCSeq: 1 OPTIONS\r\n` +
          'Content-Length: 0\r\n\r\n',
      )
    })
  })
}

function substitutions(values) {
  return Object.entries(values).map(([name, value]) => `--substdef=!LAB_${name}!${value}!g`)
}

/** One lab: its processes come and go, its directory and ports stay. */
class Lab {
  #options
  #pids = []
  #kamailio = null
  #rising = Promise.resolve()
  #exitHook = () => killGroups(this.#pids)

  constructor(options) {
    this.#options = options
    this.dir = options.dir
    this.domain = options.domain
    this.ports = options.ports
    this.accounts = accountsOf(options.domain, options.extraUsers)
    this.ca = join(options.dir, 'tls', 'ca.pem')
    this.log = join(options.dir, 'kamailio.log')
    const { sip, tls, ws, wss } = options.ports
    this.urls = {
      udp: `sip:127.0.0.1:${sip};transport=udp`,
      tcp: `sip:127.0.0.1:${sip};transport=tcp`,
      tls: `sips:127.0.0.1:${tls}`,
      ws: `ws://127.0.0.1:${ws}`,
      wss: `wss://127.0.0.1:${wss}`,
      xcap: `http://127.0.0.1:${ws}/xcap-root/`,
      xcaps: `https://127.0.0.1:${wss}/xcap-root/`,
    }
  }

  /** The process id of Kamailio, or null while it is down. */
  get pid() {
    return this.#pids.find((pid) => isOfLab(pid, this.dir)) ?? null
  }

  account(user) {
    const found = this.accounts.find((account) => account.user === user)
    if (!found) throw new Error(`The lab has no account ${user}`)
    return found
  }

  async start({ fresh = false } = {}) {
    const { dir, domain, ports, detached } = this.#options
    const previous = readState(dir)
    if (previous?.isRunning) throw new Error(`A lab runs already in ${dir} (process ${previous.pids[0]}).`)
    if (previous) await endGroups(previous.pids, { gently: false }) // workers that have outlived their parent
    await mkdir(dir, { recursive: true, mode: 0o700 })
    if (fresh) await wipe(dir)
    await Promise.all([
      makeCertificates(dir, domain),
      prepareDatabase(dir, domain, this.#options.extraUsers),
      prepareSoftState(dir),
      // A copy, because Python keeps what it has compiled beside it.
      copyFile(new URL(OWN_THREADS, import.meta.url), join(dir, OWN_THREADS)),
      existsSync(this.log) && rename(this.log, join(dir, 'kamailio.previous.log')),
    ])
    for (const name of ['sip', 'tls', 'own', 'ws', 'wss']) {
      if (!(await isFree(ports[name]))) throw new Error(`Port ${ports[name]} is in use by another program.`)
    }
    try {
      if (this.#options.rtpengine) await this.#startRtpengine()
      await this.#startKamailio()
    } catch (error) {
      await this.kill()
      throw error
    }
    if (!detached) process.on('exit', this.#exitHook)
  }

  async #startRtpengine() {
    const { dir, ports } = this.#options
    const program = programPath('rtpengine')
    if (!program) throw new Error('rtpengine is not installed: npm run lab -- start --rtpengine installs it.')
    const args = [
      '--config-file=none', // the system's own may claim ports
      '--table=-1', // in user space: no kernel module
      '--interface=127.0.0.1',
      `--listen-ng=127.0.0.1:${ports.rtpengine}`,
      `--port-min=${ports.media}`,
      `--port-max=${ports.media + 199}`,
      `--pidfile=${join(dir, 'rtpengine.pid')}`,
      '--log-level=5',
      '--log-stderr',
      '--num-threads=2',
      '--no-redis-required',
      '--foreground',
    ]
    const log = join(dir, 'rtpengine.log')
    const started = startProgram(program, args, dir, log)
    if (started.pid) this.#pids.push(started.pid)
    // Kamailio asks rtpengine once, at its own start, whether it is there.
    const listening = `0100007F:${ports.rtpengine.toString(16).toUpperCase().padStart(4, '0')} `
    const isUp = () => readFileSync('/proc/net/udp', 'utf8').includes(listening)
    await untilUp('rtpengine', started, log, isUp)
  }

  /** Kamailio's workers open the database at once and none waits: after a crash the first one mends it, the rest give up. */
  async #startKamailio() {
    for (let tries = 1; ; tries++) {
      try {
        await this.#tryKamailio()
        return
      } catch (error) {
        if (tries === 3 || !/database is locked/.test(error.message)) throw error
        await endGroups(this.#pids.splice(0, 1), { gently: false })
      }
    }
  }

  async #tryKamailio() {
    const { dir, domain, ports, authAlgorithm, rtpengine, logLevel } = this.#options
    const program = programPath('kamailio')
    if (!program) throw new Error('Kamailio is not installed: npm run lab -- start installs it.')
    const args = [
      ...substitutions({
        DIR: dir,
        DATABASE: `sqlite:///${join(dir, 'kamailio.sqlite')}`,
        DOMAIN: domain,
        AUTH_ALGORITHM: authAlgorithm,
        LOG_LEVEL: logLevel,
        SIP_PORT: ports.sip,
        TLS_PORT: ports.tls,
        OWN_PORT: ports.own,
        WS_PORT: ports.ws,
        WSS_PORT: ports.wss,
        RTPENGINE_PORT: ports.rtpengine,
      }),
      ...(rtpengine ? ['-A', 'WITH_RTPENGINE'] : []),
      ...['-f', CONFIGURATION, '-Y', dir, '-w', dir],
      // Megabytes, taken as needed: lists of 5,000 people exhaust 256 of shared memory; 32 for each process.
      ...['-m', '1024', '-M', '32'],
      ...['-DD', '-E'], // stay in the foreground, log to stderr
    ]
    const started = startProgram(program, args, dir, this.log)
    if (started.pid) this.#pids.unshift(started.pid)
    await writeFile(stateFile(dir), JSON.stringify({ ...this.#options, pids: this.#pids }, null, 2))
    await untilUp('Kamailio', started, this.log, () => isAnswering(ports.sip, domain))
    this.#kamailio = started
    if (this.#options.keptUp) started.ended.then(() => this.#startAfterCrash(started)).catch(console.error)
  }

  /**
   * As the system does with a real server: Kamailio 5.6 crashes now and then under load. Its log is kept beside the new one.
   */
  async #startAfterCrash(ended) {
    if (this.#kamailio !== ended) return
    console.warn(`Kamailio crashed (${ended.failure}) and is started again.`)
    this.#rising = this.#end({ gently: false }).then(() => this.start())
    await this.#rising
  }

  /** Ends the server in good order. */
  async stop() {
    await this.#risen()
    await this.#end({ gently: true })
  }

  /** Ends the server as a crash would. */
  async kill() {
    await this.#risen()
    await this.#end({ gently: false })
  }

  /** One that is being started again after a crash would be there after its end. */
  async #risen() {
    await this.#rising.catch(() => {})
  }

  async #end(how) {
    this.#kamailio = null
    process.off('exit', this.#exitHook)
    await endGroups(this.#pids, how)
    this.#pids = []
    await rm(stateFile(this.dir), { force: true })
  }

  /** Starts again on the same ports, stopped before if it runs. Users, documents and messages are kept unless `fresh`. */
  async restart({ fresh = false } = {}) {
    await this.stop()
    await this.start({ fresh })
  }
}

/**
 * Starts a SIP domain and resolves when it answers. Without `ports` it finds free ones. Unless `detached` it ends with
 * this process.
 */
export async function startLab({
  dir,
  ports,
  domain = 'dialtone.test',
  fresh = false,
  rtpengine = false,
  authAlgorithm = 'MD5',
  extraUsers = 0,
  logLevel = 1,
  keptUp = false,
  detached = false,
}) {
  const path = resolve(dir)
  if (/[!\s\\]/.test(path))
    throw new Error(`Kamailio cannot work in a directory with blanks or "!" in its name: ${path}`)
  const options = { dir: path, domain, rtpengine, authAlgorithm, extraUsers, logLevel, keptUp, detached }
  for (let tries = 1; ; tries++) {
    const lab = new Lab({ ...options, ports: ports ?? (await findPorts()) })
    try {
      await lab.start({ fresh })
      return lab
    } catch (error) {
      // Somebody may have taken one of the ports between our look and Kamailio's.
      const portWasTaken = /in use/i.test(error.message)
      if (ports || !portWasTaken || tries === 3) throw error
    }
  }
}

/** What runs in `dir`, or null. */
export function runningLab(dir) {
  const state = readState(resolve(dir))
  return state?.isRunning ? state : null
}

/** Ends the lab that another process started in `dir`; false when there is none. */
export async function stopLab(dir) {
  const state = readState(resolve(dir))
  if (!state || state.pids.length === 0) return false
  await endGroups(state.pids, { gently: true })
  await rm(stateFile(resolve(dir)), { force: true })
  return true
}

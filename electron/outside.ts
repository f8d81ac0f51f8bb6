import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { detailOf } from '#contract/failure'
import type { OutsideAnswer, OutsideRequest } from '#contract/outside'
import type { Log } from './ports.ts'

/** The way from other programs of the same user into the running app: a socket that belongs to its profile. */

const longestLine = 16_384
const mostConnections = 16
const patience = 10_000
/** sun_path holds 104 bytes on macOS, 108 on Linux */
const longestPath = 100

export class NotRunningError extends Error {}

type Platform = NodeJS.Platform

/** A socket in the profile's folder; on Windows a pipe named after it; in a folder of the user's own where the path is too long. */
export function outsideAddress(profile: string, platform: Platform = process.platform): string {
  const hash = createHash('sha256').update(resolve(profile)).digest('hex').slice(0, 24)
  if (platform === 'win32') return `\\\\.\\pipe\\dialtone-${hash}`
  const path = join(resolve(profile), 'outside.sock')
  return Buffer.byteLength(path) <= longestPath ? path : join(tmpdir(), `dialtone-${hash}`, 'outside.sock')
}

export type OutsideOptions = {
  readonly profile: string
  /** throws what is no request */
  readonly parse: (value: unknown) => OutsideRequest | Promise<OutsideRequest>
  readonly answer: (request: OutsideRequest) => OutsideAnswer
  readonly log: Log
}

/** Listens until the returned function is called. Whoever may open the profile may connect, and nobody else. */
export async function listenOutside(options: OutsideOptions): Promise<() => Promise<void>> {
  const { profile, log } = options
  const address = outsideAddress(profile)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket, options)
  })
  server.maxConnections = mostConnections
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    if (process.platform === 'win32') server.listen(address, listening)
    else listenPrivately(address, profile, () => server.listen(address, listening))
  })
  server.on('error', (error) => log.warn('programs outside are not heard: %s', error.message))
  return () =>
    new Promise((closed) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => closed())
    })
}

/** Only one app runs with a profile, so a socket that is there is left over. The mask makes it ours from its first moment. */
function listenPrivately(address: string, profile: string, listen: () => void): void {
  if (!address.startsWith(resolve(profile))) ownFolder(join(address, '..'))
  rmSync(address, { force: true })
  const mask = process.umask(0o177)
  try {
    listen()
  } finally {
    process.umask(mask)
  }
  chmodSync(address, 0o600)
}

/** In a folder that everybody may write to, somebody may have been there first. */
function ownFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} belongs to somebody else`)
  }
}

function serve(socket: Socket, { parse, answer, log }: OutsideOptions): void {
  socket.setTimeout(patience, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  const reply = (said: OutsideAnswer): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(said)}\n`)
  }
  const take = async (line: string): Promise<void> => {
    let request: OutsideRequest
    try {
      request = await parse(JSON.parse(line))
    } catch {
      log.warn('a program outside said what is no request')
      reply({ ok: false, failure: { kind: 'invalid', field: 'request' } })
      return
    }
    reply(answer(request))
  }
  let turn = Promise.resolve()
  onLine(socket, (line) => {
    turn = turn
      .then(() => take(line))
      .catch((error: unknown) => {
        log.error('a program outside was not answered: %s', detailOf(error))
        socket.destroy()
      })
  })
}

/** Whole lines of a bounded length; whoever sends more is cut off. */
function onLine(socket: Socket, take: (line: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (data: string) => {
    const lines = (rest + data).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine || lines.some((line) => line.length > longestLine)) {
      socket.destroy()
      return
    }
    for (const line of lines) if (line.trim() !== '') take(line)
  })
}

/** Says something to the app that runs with this profile. */
export function sayToRunning(profile: string, request: OutsideRequest): Promise<OutsideAnswer> {
  return new Promise((done, fail) => {
    const socket = createConnection(outsideAddress(profile))
    const notRunning = () => fail(new NotRunningError(`No Dialtone is running with the profile ${resolve(profile)}.`))
    socket.setTimeout(patience, () => {
      socket.destroy()
      fail(new Error('The running Dialtone does not answer.'))
    })
    socket.on('error', notRunning)
    socket.on('close', () => fail(new Error('The running Dialtone did not take the request.')))
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`))
    onLine(socket, (line) => {
      socket.end()
      try {
        done(JSON.parse(line) as OutsideAnswer)
      } catch {
        fail(new Error('The running Dialtone answered something else.'))
      }
    })
  })
}

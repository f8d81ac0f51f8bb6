import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPort } from '../../lab/lab.mjs'

/** Debian's CalDAV server. */
export const hasRadicale = spawnSync('radicale', ['--version']).status === 0

const user = 'maya'
const password = 'pass word ü'

/** A radicale of its own folder and port, and another client of the same account that writes to it. */
export class Radicale {
  readonly user = user
  readonly password = password
  readonly port: number
  readonly folder: string
  #process: ChildProcess | null = null

  private constructor(folder: string, port: number) {
    this.folder = folder
    this.port = port
  }

  static async start(): Promise<Radicale> {
    const folder = mkdtempSync(join(tmpdir(), 'dialtone-radicale-'))
    const radicale = new Radicale(folder, await findPort())
    mkdirSync(join(folder, 'collections'))
    writeFileSync(join(folder, 'users'), `${user}:${password}\n`)
    writeFileSync(
      join(folder, 'config'),
      `[server]\nhosts = 127.0.0.1:${radicale.port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = ${folder}/users\n` +
        `htpasswd_encryption = plain\ndelay = 0\n[rights]\ntype = owner_only\n[logging]\nlevel = info\n[storage]\nfilesystem_folder = ${folder}/collections\n`,
    )
    await radicale.run()
    return radicale
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  calendar(name: string): string {
    return `${this.url}/${user}/${name}/`
  }

  async run(): Promise<void> {
    const child = spawn('radicale', ['--config', join(this.folder, 'config')], { stdio: ['ignore', 'ignore', 'pipe'] })
    this.#process = child
    await new Promise<void>((ready, failed) => {
      let said = ''
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk
        if (said.includes('Radicale server ready') || said.includes('Listening on')) ready()
      })
      child.on('exit', () => failed(new Error(`radicale ended: ${said}`)))
    })
  }

  /** Everything stays on the disk: run() goes on with it. */
  async halt(): Promise<void> {
    const child = this.#process
    this.#process = null
    if (child === null || child.exitCode !== null) return
    const ended = new Promise((done) => child.once('exit', done))
    child.kill()
    await ended
  }

  async stop(): Promise<void> {
    await this.halt()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async makeCalendar(name: string, displayName: string): Promise<void> {
    const body =
      '<?xml version="1.0"?><d:mkcol xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:i="http://apple.com/ns/ical/">' +
      '<d:set><d:prop><d:resourcetype><d:collection/><c:calendar/></d:resourcetype>' +
      `<d:displayname>${displayName.replace('&', '&amp;')}</d:displayname><i:calendar-color>#2c5bd4ff</i:calendar-color>` +
      '<c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set>' +
      '</d:prop></d:set></d:mkcol>'
    await this.#ask('MKCOL', this.calendar(name), body)
  }

  async put(calendar: string, file: string, text: string): Promise<void> {
    await this.#ask('PUT', `${this.calendar(calendar)}${file}`, text)
  }

  async remove(calendar: string, file: string): Promise<void> {
    await this.#ask('DELETE', `${this.calendar(calendar)}${file}`)
  }

  async #ask(method: string, url: string, body?: string): Promise<void> {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    const response = await fetch(url, { method, headers: { authorization }, ...(body ? { body } : {}) })
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
  }
}

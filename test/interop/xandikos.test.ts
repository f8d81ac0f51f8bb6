import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calDavReader } from '../../electron/calendar/sources/caldav.ts'
import { discover } from '../../electron/calendar/sources/discovery.ts'
import { findPort } from '../../lab/lab.mjs'
import { calendarText } from '../fakes/calendar-server.ts'
import { readOn, type WholeCopy } from '../fakes/read-on.ts'

const hasXandikos = spawnSync('xandikos', ['--version']).status === 0
const event = (title: string): string => calendarText(title, '20261123T080000Z', '20261123T090000Z')
const titles = ({ texts }: WholeCopy) => texts.map(({ text }) => /SUMMARY:(.*)/.exec(text)?.[1]?.trim())

describe.skipIf(!hasXandikos)('a calendar at xandikos (skipped where the Debian package xandikos is absent)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dialtone-xandikos-'))
  const options = { login: null, allowUnencrypted: true }
  let server: ChildProcess
  let home: string
  beforeAll(async () => {
    const port = await findPort()
    const args = ['-d', join(folder, 'data'), '--defaults', '-l', '127.0.0.1', '-p', String(port)]
    server = spawn('xandikos', [...args, '--current-user-principal', '/anna/'], { stdio: ['ignore', 'pipe', 'pipe'] })
    home = `http://127.0.0.1:${port}`
    await new Promise<void>((ready, failed) => {
      let said = ''
      const hear = (chunk: Buffer): void => {
        said += chunk
        if (said.includes('Running on')) ready()
      }
      server.stdout?.on('data', hear)
      server.stderr?.on('data', hear)
      server.once('exit', () => failed(new Error(`xandikos ended: ${said}`)))
    })
  })
  afterAll(async () => {
    const ended = new Promise((done) => server.once('exit', done))
    if (server.exitCode === null) {
      server.kill()
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  })

  const address = (): string => `${home}/anna/calendars/calendar/`
  async function put(name: string, text: string | null): Promise<void> {
    const init = text === null ? { method: 'DELETE' } : { method: 'PUT', body: text }
    const answer = await fetch(address() + name, { ...init, headers: { 'content-type': 'text/calendar' } })
    if (!answer.ok) throw new Error(`${init.method} ${name}: ${answer.status}`)
  }

  test('is found, followed, and asked for everything when it fails over a token it does not know', async () => {
    for (const typed of [home, `${home}/.well-known/caldav`, `${home}/anna/`, address()]) {
      expect((await discover(typed, options)).map((each) => each.address)).toEqual([address()])
    }
    await put('one.ics', event('One'))
    await put('k%C3%BCche@home.ics', event('Two'))
    const reader = calDavReader({ ...options, address: address() })
    const first = await readOn(reader, null, 1)
    expect(titles(first).sort((a = '', b = '') => a.localeCompare(b))).toEqual(['One', 'Two'])
    await put('one.ics', event('Moved'))
    await put('k%C3%BCche@home.ics', null)
    const second = await readOn(reader, first, 2)
    expect(titles(second)).toEqual(['Moved'])
    expect((await readOn(reader, second, 3)).texts).toBe(second.texts)
    const lost = { ...second, syncToken: 'deadbeef' }
    await put('three.ics', event('Three'))
    const third = await readOn(reader, lost, 4)
    expect(titles(third)).toEqual(['Moved', 'Three'])
    expect(third.syncToken).not.toBe('deadbeef')
  })
})

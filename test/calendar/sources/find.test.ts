import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { found } from '../../../electron/calendar/sources/find.ts'
import { CalendarServer, calendarText } from '../../fakes/calendar-server.ts'

let folder: string
let server: CalendarServer
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-find-'))
  server = new CalendarServer()
  await server.start()
})
afterEach(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const feed = (address: string) => ({ kind: 'feed', address, user: null, allowUnencrypted: true }) as const

test('the secret of a private link is in nothing that is said of it', async () => {
  const links = [`${server.url}/private-s3cret/basic.ics`, 'webcal://no host/private-s3cret', 'ftp://x/private-s3cret']
  for (const body of ['{}', '<!doctype html>', '']) {
    server.answer = () => ({ status: 200, body })
    for (const link of links) {
      const failure: unknown = await found(feed(link), null).catch((error: { failure: unknown }) => error.failure)
      expect(failure).toMatchObject({ kind: 'calendar' })
      expect(JSON.stringify(failure)).not.toContain('s3cret')
    }
  }
})

test('a path is found as it is copied out of a browser or typed in a shell', async () => {
  const path = join(folder, 'my plan.ics')
  writeFileSync(path, calendarText('One', '20261123T080000Z', '20261123T090000Z'))
  for (const typed of [path, ` ${path} `, `"${path}"`, pathToFileURL(path).href, `~/${relative(homedir(), path)}`]) {
    const [calendar] = await found({ kind: 'file', path: typed }, null)
    expect(calendar).toMatchObject({ name: 'my plan', events: 1, place: { kind: 'file', path } })
  }
})

test('who gives no name where one is asked for is told so, not that his password is wrong', async () => {
  server.answer = () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } })
  const place = { kind: 'caldav', address: server.url, user: '', allowUnencrypted: true } as const
  const said = { failure: { kind: 'calendar', problem: 'sign-in' } }
  await expect(found(place, '')).rejects.toMatchObject(said)
  await expect(found(feed(server.url), null)).rejects.toMatchObject(said)
})

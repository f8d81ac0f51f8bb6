import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { CalendarServer, calendarText, utcStamp } from '../fakes/calendar-server.ts'
import { RunningApplication } from '../fakes/running-application.ts'

let folder: string
let server: CalendarServer
let anna: RunningApplication
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-calendars-'))
  server = new CalendarServer()
  await server.start()
  server.login = { scheme: 'basic', user: 'anna', password: 'of the calendar' }
  server.answer = () => ({ status: 200, body: meeting() })
  anna = new RunningApplication({ profile: join(folder, 'profile') })
  await anna.signIn()
})
afterEach(async () => {
  await anna.application.stop()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const minutes = (count: number): number => count * 60_000
const meeting = (): string =>
  calendarText('Plan', utcStamp(Date.now() - minutes(5)), utcStamp(Date.now() + minutes(60)))

const own = () => anna.state.current.ownPresence[anna.accountId]
const shown = (name: string | undefined) => eventually(() => expect(own()?.activities[0]?.name).toBe(name))

async function addFeed(passwordStorage: 'this-run' | 'weaker-storage'): Promise<string> {
  const calendars = await anna.application.calendars()
  const place = { kind: 'feed', address: `${server.url}/a.ics`, user: 'anna', allowUnencrypted: true } as const
  const found = await calendars.find(place, 'of the calendar')
  if (!found.ok || !found.value[0]) throw new Error('nothing found')
  const added = calendars.add(found.value[0], 'activity', { password: 'of the calendar', passwordStorage })
  if (!added.ok) throw new Error(added.failure.kind)
  return added.value.id
}

async function restart(): Promise<void> {
  await anna.application.stop()
  anna = new RunningApplication({ server: anna.server, profile: join(folder, 'profile') })
  await anna.start()
  anna.application.connect()
}

test('an event in a calendar is what others see, decided by the calendar, until it ends', async () => {
  await addFeed('this-run')
  await shown('meeting')
  expect(own()).toMatchObject({ availability: 'busy', decidedBy: 'calendar' })
  expect(own()?.until).toBeGreaterThan(Date.now() + minutes(58))
})

test('after a restart the calendar holds without its server, and is read again with its password', async () => {
  await addFeed('weaker-storage')
  await shown('meeting')
  await server.stop()
  await restart()
  await shown('meeting')
  expect(anna.state.current.calendars[0]?.readAt).toBeGreaterThan(0)
  await server.start()
})

test('who starts Dialtone within a meeting is never said to be free', async () => {
  await addFeed('weaker-storage')
  await shown('meeting')
  const said: string[] = []
  anna.server.script('PUBLISH', (request) => {
    if (request.header('event') === 'presence' && request.body) said.push(request.body)
    return 'default'
  })
  await restart()
  await eventually(() => expect(said.length).toBeGreaterThan(0))
  await shown('meeting')
  await eventually(() => expect(own()?.publication.kind).toBe('sent'))
  expect(said.filter((body) => !/<(?:\w+:)?meeting/.test(body))).toEqual([])
})

test('a password kept for this run alone is asked for after it, and the copy still holds', async () => {
  const id = await addFeed('this-run')
  await shown('meeting')
  await restart()
  await shown('meeting')
  const calendars = await anna.application.calendars()
  await calendars.refresh(id)
  expect(anna.state.current.calendars[0]?.failure).toMatchObject({ kind: 'password-needed' })
  calendars.setPassword(id, { password: 'of the calendar', passwordStorage: 'this-run' })
  await eventually(() => expect(anna.state.current.calendars[0]?.failure).toBe(null))
})

test('a password that was changed at the server is typed once for all calendars of the account', async () => {
  const ids = [await addFeed('this-run'), await addFeed('this-run')]
  await shown('meeting')
  server.login = { scheme: 'basic', user: 'anna', password: 'another' }
  const calendars = await anna.application.calendars()
  for (const id of ids) await calendars.refresh(id)
  const failures = () => anna.state.current.calendars.map(({ failure }) => failure?.kind)
  expect(failures()).toEqual(['wrong-password', 'wrong-password'])
  calendars.setPassword(ids[1] ?? '', { password: 'another', passwordStorage: 'this-run' })
  await eventually(() => expect(failures()).toEqual([undefined, undefined]))
})

test('a calendar that is removed takes its status, its copy and its password with it', async () => {
  const id = await addFeed('weaker-storage')
  await shown('meeting')
  const calendars = await anna.application.calendars()
  calendars.remove(id)
  await shown(undefined)
  expect(anna.state.current.calendars).toEqual([])
  expect(readFileSync(join(folder, 'profile', 'settings.json'), 'utf8')).not.toContain(id)
})

test('a file is followed as it is written', async () => {
  const path = join(folder, 'mine.ics')
  writeFileSync(path, meeting())
  const calendars = await anna.application.calendars()
  const found = await calendars.find({ kind: 'file', path }, null)
  if (!found.ok || !found.value[0]) throw new Error('nothing found')
  expect(found.value[0].name).toBe('mine')
  calendars.add(found.value[0], 'activity', null)
  await shown('meeting')
  writeFileSync(path, calendarText('Later', utcStamp(Date.now() + minutes(600)), utcStamp(Date.now() + minutes(660))))
  await shown(undefined)
})

test('neither titles nor passwords are in the log, nor in what crosses to the screen', async () => {
  await addFeed('weaker-storage')
  await shown('meeting')
  const calendars = await anna.application.calendars()
  server.login = { scheme: 'basic', user: 'anna', password: 'another' }
  await calendars.refresh(anna.state.current.calendars[0]?.id ?? '')
  expect(anna.state.current.calendars[0]?.failure).toMatchObject({ kind: 'wrong-password' })
  expect(anna.log.lines.join('\n')).not.toMatch(/Plan|of the calendar/)
  expect(JSON.stringify(anna.state.current)).not.toContain('of the calendar')
  expect(readdirSync(join(folder, 'profile')).length).toBeGreaterThan(0)
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CalendarSettings } from '#contract/calendars'
import { FollowedCalendar } from '../../electron/calendar/followed-calendar.ts'
import { HeldCalendars } from '../../electron/calendar/held-calendars.ts'
import { calendarText } from '../fakes/calendar-server.ts'

const quiet = { error() {}, warn() {}, info() {}, debug() {} }

test('a file whose folder went away and came back is watched again', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'dialtone-followed-')), 'mounted')
  const path = join(folder, 'mine.ics')
  const write = (name: string): void => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, calendarText(name, '20261123T080000Z', '20261123T090000Z'))
  }
  write('One')
  const settings: CalendarSettings = {
    id: 'work',
    name: 'Work',
    color: '#2c5bd4',
    on: true,
    tells: 'activity',
    about: 'own',
    place: { kind: 'file', path },
    passwordStorage: null,
  }
  let changed = (): void => {}
  const followed = new FollowedCalendar({
    settings,
    almanac: new HeldCalendars(),
    password: () => ({ kind: 'none-needed' }),
    copies: { load: () => null, save: () => {}, remove: () => {} },
    log: quiet,
    now: Date.now,
    onChange: () => changed(),
  })
  await followed.start()
  await followed.read()
  rmSync(folder, { recursive: true })
  await followed.read()
  expect(followed.shown.failure).toMatchObject({ kind: 'calendar', problem: 'no-file' })
  // The copy holds: it is planned as before.
  expect(followed.version).not.toBeNull()

  write('Two')
  await followed.read()
  expect(followed.shown.failure).toBeNull()
  const before = followed.version
  const seen = new Promise<void>((done) => {
    changed = () => {
      if (followed.version !== before) done()
    }
  })
  write('Three, and longer')
  await seen
  followed.stop()
  rmSync(join(folder, '..'), { recursive: true })
})

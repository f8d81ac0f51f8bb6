import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CalendarRule, CalendarSource } from '#contract/calendars'
import { Calendar } from '../../electron/calendar/calendar.ts'
import type { KnownPassword } from '../../electron/calendar/followed-calendar.ts'
import { HeldCalendars } from '../../electron/calendar/held-calendars.ts'
import type { OwnDay } from '../../electron/calendar/own-activity.ts'
import { calendarText, utcStamp } from '../fakes/calendar-server.ts'
import { recordedLog } from '../fakes/sip-agent.ts'
import { hasRadicale, Radicale } from './radicale.ts'

const noRules: readonly CalendarRule[] = []
const minutes = (count: number): number => count * 60_000
const now = Date.now()
/** Maya's, and on since ten minutes ago. */
const meeting = (title: string, from = -10): string =>
  calendarText(title, utcStamp(now + minutes(from)), utcStamp(now + minutes(from + 60)), title)

describe.skipIf(!hasRadicale)('when radicale misbehaves (skipped where the Debian package radicale is absent)', () => {
  let radicale: Radicale
  let calendar: Calendar
  let own: OwnDay
  let source: CalendarSource | undefined
  let known: KnownPassword

  beforeEach(async () => {
    radicale = await Radicale.start()
    await radicale.makeCalendar('work', 'Work')
    await radicale.put('work', 'plan.ics', meeting('Plan'))
    known = { kind: 'known', password: radicale.password }
    calendar = new Calendar({
      settings: [
        {
          id: 'work',
          name: 'Work',
          color: '#2c5bd4',
          on: true,
          tells: 'activity',
          about: 'own',
          place: { kind: 'caldav', address: radicale.calendar('work'), user: radicale.user, allowUnencrypted: true },
          passwordStorage: 'this-run',
        },
      ],
      undone: [],
      saveUndone: () => {},
      almanac: new HeldCalendars(),
      password: () => known,
      copies: { load: () => null, save: () => {}, remove: () => {} },
      rules: () => noRules,
      ownAddresses: () => ['maya@example.org'],
      onSources: ([first]) => {
        source = first
      },
      onEvents: () => {},
      log: recordedLog(),
    })
    calendar.onChange((said) => {
      own = said
    })
    await calendar.start()
    await vi.waitFor(() => expect(own.activity?.name).toBe('meeting'), { timeout: 10_000 })
  })
  afterEach(async () => {
    calendar.stop()
    await radicale.stop()
  })

  test('a meeting refused or moved is right within one refresh', async () => {
    await radicale.put('work', 'plan.ics', meeting('Plan').replace('ACCEPTED:mailto:maya', 'DECLINED:mailto:maya'))
    await calendar.refresh('work')
    expect(own.activity).toBe(null)
    await radicale.put('work', 'plan.ics', meeting('Plan'))
    await calendar.refresh('work')
    expect(own.activity?.name).toBe('meeting')
    await radicale.put('work', 'plan.ics', meeting('Plan', 180))
    await calendar.refresh('work')
    expect(own.activity).toBe(null)
    await radicale.put('work', 'plan.ics', meeting('Plan').replace('BEGIN:VEVENT', 'BEGIN:VEVENT\r\nSTATUS:CANCELLED'))
    await calendar.refresh('work')
    expect(own.activity).toBe(null)
  })

  test('a password changed at the server is said, and what was read holds until the new one is typed', async () => {
    await radicale.halt()
    writeFileSync(join(radicale.folder, 'users'), `${radicale.user}:another\n`)
    await radicale.run()
    await calendar.refresh('work')
    expect(source?.failure).toMatchObject({ kind: 'wrong-password' })
    expect(own.activity?.name).toBe('meeting')
    known = { kind: 'known', password: 'another' }
    await calendar.refresh('work')
    expect([source?.failure, own.activity?.name]).toEqual([null, 'meeting'])
  })

  test('killed in the middle of a large change it is said, nothing is lost, and the rest comes later', async () => {
    for (let index = 0; index < 150; index++) await radicale.put('work', `${index}.ics`, meeting(`No ${index}`, 60))
    const reading = calendar.refresh('work')
    await radicale.halt()
    await reading
    expect(source?.failure).not.toBe(null)
    expect(own.activity?.name).toBe('meeting')
    await radicale.remove('work', 'plan.ics').catch(() => {})
    await radicale.run()
    await radicale.remove('work', 'plan.ics')
    await calendar.refresh('work')
    expect([source?.failure, own.activity]).toEqual([null, null])
    const busy = own.day ?? []
    expect(busy.length).toBeGreaterThan(0)
  })

  test('an event that its disk has lost half of does not take the others with it', async () => {
    await radicale.put('work', 'other.ics', meeting('Other', 60))
    await radicale.halt()
    const folder = join(radicale.folder, 'collections', 'collection-root', radicale.user, 'work')
    expect(readdirSync(folder)).toContain('other.ics')
    writeFileSync(join(folder, 'other.ics'), 'BEGIN:VCALENDAR\r\nBEGIN:VEV')
    await radicale.run()
    await calendar.refresh('work')
    expect(own.activity?.name).toBe('meeting')
    expect(source?.readAt).toBeGreaterThan(now)
  })
})

import { expect, test } from 'vitest'
import type { CalendarSettings } from '#contract/calendars'
import { plannerFor } from '../../electron/calendar/planner.ts'
import { calendarText } from '../fakes/calendar-server.ts'

const from = Date.parse('2026-11-23T00:00:00Z')
const until = Date.parse('2026-11-24T00:00:00Z')
const work: CalendarSettings = {
  id: 'work',
  name: 'Work',
  color: '#2c5bd4',
  on: true,
  tells: 'activity',
  about: 'own',
  place: { kind: 'caldav', address: 'https://example.org/', user: 'anna@example.org', allowUnencrypted: false },
  passwordStorage: 'this-run',
}
const planner = plannerFor(() => ['anna@sip.example.org'])
const plan = (settings: CalendarSettings, ...texts: readonly string[]) =>
  planner.plan(
    [{ settings, texts: texts.map((text, index) => ({ href: `/${index}`, etag: null, text })) }],
    from,
    until,
  )

const meeting = calendarText('Secret plan', '20261123T100000Z', '20261123T110000Z')

test('an event with others is a meeting, with its times', () => {
  expect(plan(work, meeting)).toEqual([
    {
      key: expect.stringContaining('work Secret plan'),
      calendarId: 'work',
      title: 'Secret plan',
      activity: 'meeting',
      allDay: false,
      from: Date.parse('2026-11-23T10:00:00Z'),
      until: Date.parse('2026-11-23T11:00:00Z'),
    },
  ])
})

test('a calendar that may only tell that there is something tells no more', () => {
  expect(plan({ ...work, tells: 'busy' }, meeting).map((each) => each.activity)).toEqual(['busy'])
})

test('what I refused is not there, and what I have not answered is not said to be', () => {
  const mine = 'PARTSTAT=ACCEPTED:mailto:anna@example.org'
  const answered = (partstat: string) =>
    meeting
      .replace('ORGANIZER:mailto:anna', 'ORGANIZER:mailto:maya')
      .replace(mine, `PARTSTAT=${partstat}:mailto:anna@example.org`)
  expect(plan(work, answered('ACCEPTED'))).toHaveLength(1)
  expect(plan(work, answered('DECLINED'))).toEqual([])
  expect(plan(work, answered('TENTATIVE'))).toEqual([])
})

test('one text that is no calendar does not take the others with it', () => {
  expect(plan(work, 'nonsense', meeting, 'BEGIN:VCALENDAR')).toHaveLength(1)
})

test('two times of one event have keys of their own', () => {
  const daily = meeting.replace('SUMMARY', 'RRULE:FREQ=HOURLY;INTERVAL=4;COUNT=3\r\nSUMMARY')
  expect(new Set(plan(work, daily).map((each) => each.key)).size).toBe(3)
})

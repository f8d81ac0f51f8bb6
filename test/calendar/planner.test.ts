import { describe, expect, test } from 'vitest'
import type { CalendarRule, CalendarSettings } from '#contract/calendars'
import { Planner } from '../../electron/calendar/planner.ts'
import { parseCalendar } from '../../electron/documents/icalendar.ts'
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
const planner = new Planner()
const window = { from, until, zone: 'Europe/Berlin', ownAddresses: ['anna@sip.example.org'] }
const calendarOf = (settings: CalendarSettings, texts: readonly string[]) => [
  { settings, calendars: texts.map((text) => parseCalendar(text)), addresses: [] },
]
const plan = (settings: CalendarSettings, ...texts: readonly string[]) =>
  planner.plan(calendarOf(settings, texts), window, [])

const meeting = calendarText('Secret plan', '20261123T100000Z', '20261123T110000Z')

test('an event with others is a meeting, with its times', () => {
  expect(plan(work, meeting)).toEqual([
    {
      key: expect.stringContaining('work Secret plan'),
      calendarId: 'work',
      title: 'Secret plan',
      activity: 'meeting',
      busyness: 'busy',
      tellsTitle: false,
      allDay: false,
      from: Date.parse('2026-11-23T10:00:00Z'),
      until: Date.parse('2026-11-23T11:00:00Z'),
    },
  ])
})

test('a calendar that may only tell that there is something tells no more', () => {
  expect(plan({ ...work, tells: 'busy' }, meeting).map((each) => each.activity)).toEqual(['busy'])
})

test('what I refused is not there, and what I have not answered may be', () => {
  const mine = 'PARTSTAT=ACCEPTED:mailto:anna@example.org'
  const answered = (partstat: string) =>
    meeting
      .replace('ORGANIZER:mailto:anna', 'ORGANIZER:mailto:maya')
      .replace(mine, `PARTSTAT=${partstat}:mailto:anna@example.org`)
  expect(plan(work, answered('ACCEPTED'))).toHaveLength(1)
  expect(plan(work, answered('DECLINED'))).toEqual([])
  expect(plan(work, answered('TENTATIVE'))).toMatchObject([{ activity: 'meeting', busyness: 'maybe' }])
})

test('which of them I am my server knows, or the name that the calendar came with', () => {
  const declined = meeting
    .replace('ORGANIZER:mailto:anna', 'ORGANIZER:mailto:maya')
    .replace('ACCEPTED:mailto:anna', 'DECLINED:mailto:anna')
  const place = { kind: 'caldav', address: 'https://example.org/', user: 'anna', allowUnencrypted: false } as const
  const planned = (text: string, addresses: readonly string[]) =>
    planner.plan([{ settings: { ...work, place }, calendars: [parseCalendar(text)], addresses }], window, [])
  expect(planned(declined, [])).toHaveLength(1)
  expect(planned(declined, ['anna@example.org'])).toEqual([])
  expect(planned(declined.replace('VERSION', 'X-WR-CALNAME:anna@example.org\r\nVERSION'), [])).toEqual([])
})

test('two times of one event have keys of their own', () => {
  const daily = meeting.replace('SUMMARY', 'RRULE:FREQ=HOURLY;INTERVAL=4;COUNT=3\r\nSUMMARY')
  expect(new Set(plan(work, daily).map((each) => each.key)).size).toBe(3)
  const long = daily.replace(/^UID:/m, `UID:${'x'.repeat(3000)}`)
  expect(new Set(plan(work, long).map((each) => each.key)).size).toBe(3)
})

const away = calendarText('Leave', '20261123T100000Z', '20261123T110000Z').replace(
  'SUMMARY',
  'X-MICROSOFT-CDO-BUSYSTATUS:OOF\r\nSUMMARY',
)

test('a calendar that may only tell that there is something does not tell that I am out', () => {
  expect(plan(work, away)).toMatchObject([{ busyness: 'out' }])
  expect(plan({ ...work, tells: 'busy' }, away)).toMatchObject([{ activity: 'busy', busyness: 'busy' }])
})

test('a title is told where its calendar may tell titles, and never of a private event', () => {
  const tellsTitle = (text: string) => plan({ ...work, tells: 'title' }, text).map((each) => each.tellsTitle)
  expect(tellsTitle(meeting)).toEqual([true])
  expect(tellsTitle(meeting.replace('SUMMARY', 'CLASS:PRIVATE\r\nSUMMARY'))).toEqual([false])
})

describe('a preview of other rules', () => {
  const rule = (says: CalendarRule['says'], ...title: readonly string[]): CalendarRule => ({
    id: title.join(' '),
    on: true,
    when: { title, category: [], calendarId: null, busy: null, allDay: null },
    says,
  })
  const preview = (settings: CalendarSettings, before: readonly CalendarRule[], after: readonly CalendarRule[]) =>
    planner.preview(
      calendarOf(settings, [meeting, meeting.replaceAll('Secret plan', 'Standup')]),
      window,
      before,
      after,
    )

  test('lists what would be told otherwise, before and after, and nothing else', () => {
    const found = preview(work, [], [rule('presentation', 'plan')])
    expect(found.events).toBe(2)
    expect(found.changes).toMatchObject([{ title: 'Secret plan', before: 'meeting', after: 'presentation' }])
    expect(preview(work, [rule(null, 'plan')], []).changes).toMatchObject([{ before: null, after: 'meeting' }])
    expect(preview(work, [rule(null, 'plan')], [rule(null, 'plan')]).changes).toEqual([])
  })

  test('knows that of a calendar that tells only "busy" the kind is not told', () => {
    expect(preview({ ...work, tells: 'busy' }, [], [rule('presentation', 'plan')]).changes).toEqual([])
  })

  test('leaves out a rule that is off', () => {
    expect(preview(work, [], [{ ...rule(null, 'plan'), on: false }]).changes).toEqual([])
  })
})

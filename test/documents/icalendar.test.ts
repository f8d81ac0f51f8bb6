import { expect, test } from 'vitest'
import { parseCalendar } from '../../electron/documents/icalendar.ts'
import { parseDuration, parseOffset, parseTime } from '../../electron/documents/icalendar-values.ts'
import { parseRule } from '../../electron/documents/recurrence-rule.ts'

const event = (...lines: readonly string[]) =>
  parseCalendar(
    ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART:20261123T100000Z', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join(
      '\r\n',
    ),
  ).events[0]!

test('folded lines, escapes and quoted parameters are read', () => {
  const read = event(
    'SUMMARY:Plan\\, then\\n wo',
    ' rk\\; rest',
    'ATTENDEE;CN="Wei: a, b; c";PARTSTAT=ACCEPTED:MAILTO:Wei@Example.com',
  )
  expect(read.summary).toBe('Plan, then\n work; rest')
  expect(read.attendees).toEqual([{ address: 'wei@example.com', participation: 'accepted', isPerson: true }])
})

test('a zone with a colon and no quotes does not hide the time', () => {
  const { start } = parseCalendar(
    'BEGIN:VEVENT\nDTSTART;TZID=(UTC-05:00) Eastern Time (US & Canada):20261123T100000\nEND:VEVENT',
  ).events[0]!
  expect(start).toEqual({
    kind: 'zoned',
    zone: '(UTC-05:00) Eastern Time (US & Canada)',
    at: Date.UTC(2026, 10, 23, 10) / 1000,
  })
})

test('old Mozilla, old Macintosh, a byte order mark and no VCALENDAR are all calendars', () => {
  const lines = ['BEGIN:VEVENT', 'DTSTART:20261123T100000Z', 'UID:1', 'END:VEVENT']
  for (const text of [
    lines.join('\r'),
    `\uFEFF${lines.join('\n')}`,
    'BEGIN:VEVENT\nDTSTART\n :20261123T100000Z\nUID\n :1\nEND:VEVENT\n',
    'begin:vevent\ndtstart:20261123T100000Z\nuid:1\nend:vevent',
  ]) {
    expect(
      parseCalendar(text).events.map(({ uid }) => uid),
      JSON.stringify(text),
    ).toEqual(['1'])
  }
})

test('what an alarm says is not what its event says', () => {
  const read = event('BEGIN:VALARM', 'SUMMARY:Alarm', 'DURATION:PT5M', 'END:VALARM', 'SUMMARY:Event')
  expect(read.summary).toBe('Event')
  expect(read.duration).toBeNull()
})

test('an event cut off at the end of the file is counted and left out', () => {
  const cut = parseCalendar(
    'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261123T100000Z\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART:2026',
  )
  expect(cut.events).toHaveLength(1)
  expect(cut.problems.events).toBe(1)
})

test('a class nobody knows is private (RFC 5545 3.8.1.3)', () => {
  expect(['PUBLIC', 'CONFIDENTIAL', 'X-INNER'].map((name) => event(`CLASS:${name}`).privacy)).toEqual([
    'public',
    'confidential',
    'private',
  ])
})

test('times that are none are none', () => {
  for (const text of ['20260229T100000', '20261323', '2026112', '20261123T250000', '', '99999999T999999Z']) {
    expect(parseTime(text), text).toBeNull()
  }
  expect(parseTime('20261123T100000Z')).toEqual({ kind: 'utc', at: Date.UTC(2026, 10, 23, 10) / 1000 })
  expect(parseTime('20261123T240000')?.at).toBe(Date.UTC(2026, 10, 24) / 1000)
})

test('durations are nominal days and exact seconds', () => {
  expect(parseDuration('P1W')).toEqual({ days: 7, seconds: 0 })
  expect(parseDuration('P1DT2H3M4S')).toEqual({ days: 1, seconds: 7384 })
  expect(parseDuration('-PT15M')).toEqual({ days: -0, seconds: -900 })
  expect(parseDuration('1 hour')).toBeNull()
})

test('offsets are seconds east of UTC', () => {
  expect(['+0530', '-0330', '+005328', 'CET', '+9900'].map(parseOffset)).toEqual([19_800, -12_600, 3208, null, null])
})

test('a rule says what it says, in any order and company', () => {
  const rule = parseRule(
    'RRULE:Nonsense;byday=2mo, -1 FR;INTERVAL=2;FREQ=monthly;BYMONTHDAY=0,32,-31,5;COUNT=x;WKST=SU;',
  )
  expect(rule).toMatchObject({ frequency: 'MONTHLY', interval: 2, count: null, weekStart: 6, byMonthDay: [-31, 5] })
  expect(rule?.byDay).toEqual([
    { weekday: 0, nth: 2 },
    { weekday: 4, nth: -1 },
  ])
})

test('a rule without frequency, with an end nobody can read, or of another calendar is none', () => {
  for (const text of ['', 'BYDAY=MO', 'FREQ=FORTNIGHTLY', 'FREQ=DAILY;UNTIL=soon', 'RSCALE=HEBREW;FREQ=YEARLY']) {
    expect(parseRule(text), text).toBeNull()
  }
})

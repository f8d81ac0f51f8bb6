import { expect, test } from 'vitest'
import type { CalendarSettings } from '#contract/calendars'
import { Planner } from '../../electron/calendar/planner.ts'
import { instancesBetween, scheduleOf } from '../../electron/calendar/schedule.ts'
import { nextChange, timelineOf } from '../../electron/calendar/timeline.ts'
import { parseCalendar } from '../../electron/documents/icalendar.ts'
import { DocumentError } from '../../electron/documents/xml.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 23, 10)

/** Ten years around now; every tenth event repeats without an end, every hundredth often. */
function huge(count: number): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0']
  for (let index = 0; index < count; index++) {
    const at = new Date(now + (((index * 7919) % 3650) - 1825) * day + (index % 20) * 1_800_000)
    const stamp = at.toISOString().replace(/[-:]/g, '').slice(0, 15)
    lines.push('BEGIN:VEVENT', `UID:${index}-040000008200E00074C5B7101A82E008@example.com`, `DTSTAMP:${stamp}Z`)
    lines.push(
      `DTSTART;TZID=${index % 3 === 0 ? 'W. Europe Standard Time' : 'America/New_York'}:${stamp}`,
      'DURATION:PT45M',
    )
    lines.push(`SUMMARY:Event number ${index} about something that needs a title`, `LOCATION:Room ${index % 40}`)
    lines.push(`DESCRIPTION:${'Words that nobody here reads. '.repeat(6)}`)
    for (let each = 0; each < index % 4; each++) {
      lines.push(`ATTENDEE;CN=Person ${each};PARTSTAT=ACCEPTED:mailto:person${(index + each) % 500}@example.com`)
    }
    if (index % 10 === 0) lines.push(`RRULE:FREQ=${index % 100 === 0 ? 'DAILY' : 'WEEKLY;BYDAY=MO,TH'}`)
    lines.push('BEGIN:VALARM', 'TRIGGER:-PT15M', 'ACTION:DISPLAY', 'END:VALARM', 'END:VEVENT')
  }
  lines.push('END:VCALENDAR', '')
  return lines.join('\r\n')
}

const window = { from: now - day, until: now + 2 * day, zone: 'Europe/Berlin', ownAddresses: [] }
const settings: CalendarSettings = {
  id: 'a',
  name: 'All',
  color: '#2c5bd4',
  on: true,
  tells: 'activity',
  about: 'own',
  place: { kind: 'file', path: '/a.ics' },
  passwordStorage: null,
}

test('fifty thousand events become the plan of a day', { timeout: 60_000 }, () => {
  const calendars = [parseCalendar(huge(50_000))]
  const planner = new Planner()
  const planned = planner.plan([{ settings, calendars, addresses: [] }], window, [])
  expect(planned.length).toBeGreaterThan(1000)
  const timeline = timelineOf(planned)
  const next = nextChange(timeline, now)
  expect(next).toBeGreaterThan(now)
  expect(next).toBeLessThan(now + day)
  const fortnight = { ...window, until: now + 14 * day }
  expect(planner.preview([{ settings, calendars, addresses: [] }], fortnight, [], []).events).toBeGreaterThan(10_000)
})

const event = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\n')
const ask = (text: string, from = now, until = now + 14 * day) =>
  instancesBetween(scheduleOf([{ id: 'a', calendar: parseCalendar(text) }], 'UTC'), from, until)

test('a rule of every second is cut, and said to be', () => {
  const { instances, cut } = ask(event('DTSTART:20200101T000000Z', 'RRULE:FREQ=SECONDLY'))
  expect(cut).toBe(true)
  expect(instances.length).toBeLessThanOrEqual(10_000)
})

test('a thousand rules that never come true end', { timeout: 30_000 }, () => {
  const bad = [
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=SECONDLY;COUNT=1000000;BYHOUR=3;BYMINUTE=4;BYSECOND=5;BYMONTHDAY=31;BYMONTH=4',
    'FREQ=YEARLY;COUNT=5;BYDAY=53MO;BYWEEKNO=53;BYYEARDAY=1',
    'FREQ=MINUTELY;INTERVAL=999999999999;BYSETPOS=-366',
    `FREQ=YEARLY;BYSETPOS=366;BYHOUR=${Array.from({ length: 24 }, (_, hour) => hour).join(',')};BYSECOND=1,2,3,4;BYMINUTE=1,2,3,4,5`,
  ]
  const lines = Array.from({ length: 1000 }, (_, index) =>
    ['BEGIN:VEVENT', `UID:${index}`, 'DTSTART:16010101T000000Z', `RRULE:${bad[index % bad.length]}`, 'END:VEVENT'].join(
      '\n',
    ),
  )
  const { instances } = ask(`BEGIN:VCALENDAR\n${lines.join('\n')}\nEND:VCALENDAR`)
  expect(instances.length).toBeLessThan(10_000)
})

test('what is far too large, too deep or no calendar is refused, with a DocumentError', () => {
  expect(() => parseCalendar('x'.repeat(101), { bytes: 100, events: 1 })).toThrow(DocumentError)
  expect(() => parseCalendar('BEGIN:VALARM\n'.repeat(200))).toThrow(DocumentError)
  expect(() => parseCalendar('<html>Please sign in</html>')).toThrow(DocumentError)
  expect(() => parseCalendar('')).toThrow(DocumentError)
})

test('more events than anybody has are cut, and said to be', () => {
  const one = 'BEGIN:VEVENT\nDTSTART:20261123T100000Z\nEND:VEVENT\n'
  const many = `BEGIN:VCALENDAR\n${one}${one}${one}END:VCALENDAR\n`
  const calendar = parseCalendar(many, { bytes: 10_000, events: 2 })
  expect(calendar.events).toHaveLength(2)
  expect(calendar.problems.tooMany).toBe(true)
})

test('absurd numbers are no instances, and no crash', () => {
  for (const lines of [
    ['DTSTART:99991231T235959Z', 'DURATION:P999999999W'],
    ['DTSTART:00000101T000000Z', 'RRULE:FREQ=YEARLY'],
    ['DTSTART;TZID=/:20261123T100000', 'DTEND;TZID=__proto__:20261123T110000'],
    ['DTSTART:20261123T100000Z', 'DURATION:-P999999999DT999999999S', 'RRULE:FREQ=DAILY;INTERVAL=99999999999999999999'],
    ['DTSTART;VALUE=DATE:20261301', 'RRULE:FREQ=DAILY'],
    ['DTSTART:20261123T100000Z', `RDATE:${'20261124T100000Z,'.repeat(30_000)}`],
  ]) {
    expect(() => ask(event(...lines)), lines[0]).not.toThrow()
  }
})

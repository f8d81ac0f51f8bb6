import { describe, expect, test } from 'vitest'
import { type Calendar, calendarLimits, parseCalendar } from '../../electron/documents/icalendar.ts'
import { SharedParts, zoneBlock } from '../../electron/documents/icalendar-shared.ts'
import { hasSamples, sample, sampleNames, whereSamplesAre } from './shared.ts'

const zone = (name: string, offset: string): readonly string[] => [
  'BEGIN:VTIMEZONE',
  `TZID:${name}`,
  'BEGIN:STANDARD',
  'DTSTART:19701025T030000',
  `TZOFFSETFROM:${offset}`,
  `TZOFFSETTO:${offset}`,
  'END:STANDARD',
  'END:VTIMEZONE',
]
const event = (uid: string, zoneName: string): readonly string[] => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  `DTSTART;TZID=${zoneName}:20270104T100000`,
  'DURATION:PT45M',
  'ATTENDEE;PARTSTAT=ACCEPTED:mailto:maya@example.org',
  'RRULE:FREQ=WEEKLY;BYDAY=MO',
  'END:VEVENT',
]
const calendar = (...parts: readonly (readonly string[])[]): string =>
  ['BEGIN:VCALENDAR', ...parts.flat(), 'END:VCALENDAR', ''].join('\r\n')
const together = (shared: SharedParts, text: string): Calendar => parseCalendar(text, calendarLimits, shared)

test('texts that belong together keep one copy of their people, lengths, rules and zones', () => {
  const shared = new SharedParts()
  const own = zone('Ours', '+0300')
  const [first, second] = ['a', 'b'].map((uid) => together(shared, calendar(own, event(uid, 'Ours'))))
  expect(second).toEqual(parseCalendar(calendar(own, event('b', 'Ours'))))
  expect(second!.zones).toBe(first!.zones)
  const [one, other] = [first!.events[0]!, second!.events[0]!]
  expect(other.attendees[0]).toBe(one.attendees[0])
  expect(other.duration).toBe(one.duration)
  expect(other.recurrence?.rules[0]).toBe(one.recurrence?.rules[0])
})

test('a zone of one name is another in another text', () => {
  const shared = new SharedParts()
  const offsets = ['+0300', '+0400', '+0300'].map(
    (offset) => together(shared, calendar(zone('Ours', offset), event('a', 'Ours'))).zones[0]?.observances[0]?.offsetTo,
  )
  expect(offsets).toEqual([3 * 3600, 4 * 3600, 3 * 3600])
})

describe('where zones stand otherwise the whole text is read', () => {
  const [ours, theirs] = [zone('Ours', '+0300'), zone('Theirs', '-0500')]
  test.each([
    ['events between them', calendar(ours, event('a', 'Ours'), theirs, event('b', 'Theirs'))],
    [
      'small letters',
      calendar(
        ours.map((line) => line.toLowerCase()),
        theirs,
        event('b', 'Theirs'),
      ),
    ],
    ['no end', calendar(ours.slice(0, -1), event('a', 'Ours'))],
    ['none', calendar(event('a', 'Europe/Berlin'))],
  ])('%s', (_name, text) => {
    expect(zoneBlock(text)).toBeNull()
    const shared = new SharedParts()
    expect(together(shared, text)).toEqual(parseCalendar(text))
    expect(together(shared, text)).toEqual(parseCalendar(text))
  })
})

describe.skipIf(!hasSamples)(`calendars from real programs${whereSamplesAre}`, () => {
  test('say the same together as alone, and when their zones are known', { timeout: 60_000 }, () => {
    const shared = new SharedParts()
    const names = sampleNames('ics')
    for (const round of [1, 2]) {
      for (const name of names) {
        const bytes = sample(name)
        expect(parseCalendar(bytes, calendarLimits, shared), `${name}, round ${round}`).toEqual(parseCalendar(bytes))
      }
    }
  })
})

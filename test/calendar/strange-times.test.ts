import { describe, expect, test } from 'vitest'
import { instancesBetween, type ScheduleLimits, scheduleLimits, scheduleOf } from '../../electron/calendar/schedule.ts'
import { parseCalendar } from '../../electron/documents/icalendar.ts'

const calendarOf = (...lines: readonly string[]): string =>
  `BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n${lines.join('\n')}\nEND:VEVENT\nEND:VCALENDAR\n`

/** "start/end" of each on the clock of UTC, days as such. */
function seen(text: string, zone = 'Europe/Berlin', limits: ScheduleLimits = scheduleLimits): readonly string[] {
  const schedule = scheduleOf([{ id: 'a', calendar: parseCalendar(text) }], zone)
  const { instances } = instancesBetween(schedule, Date.UTC(2026, 4, 1), Date.UTC(2026, 6, 1), limits)
  const short = (at: number): string => new Date(at).toISOString().slice(5, 16)
  return instances.map(({ start, end, allDay }) => `${allDay ? 'day ' : ''}${short(start)}/${short(end)}`)
}

describe('a rule of whole days that ends with a time', () => {
  const days = (zone: string, until: string) =>
    seen(calendarOf('DTSTART;VALUE=DATE:20260504', `RRULE:FREQ=DAILY;UNTIL=${until}`), zone).length

  test('ends with the day of the midnight that Exchange writes in UTC', () => {
    expect(days('Europe/Berlin', '20260507T220000Z')).toBe(5)
    expect(days('Asia/Kolkata', '20260507T183000Z')).toBe(5)
    expect(days('America/New_York', '20260508T040000Z')).toBe(5)
    expect(days('Pacific/Auckland', '20260507T120000Z')).toBe(5)
    // Read somewhere else it is still the same day.
    expect(days('America/New_York', '20260507T220000Z')).toBe(5)
  })

  test('ends with the day whose last second is written', () => {
    expect(days('Europe/Berlin', '20260508T235959Z')).toBe(5)
    expect(days('Europe/Berlin', '20260508T215959Z')).toBe(5)
    expect(days('Europe/Berlin', '20260508T000000Z')).toBe(5)
    expect(days('Europe/Berlin', '20260508T235959')).toBe(5)
  })
})

describe('a start that says less than the end', () => {
  test('is in the zone of the end, where it has none or one that nobody knows', () => {
    const end = 'DTEND;TZID=Europe/Brussels:20260504T190000'
    for (const start of ['DTSTART:20260504T180000', 'DTSTART;TZID=Nowhere/At All:20260504T180000']) {
      expect(seen(calendarOf(start, end), 'Australia/Lord_Howe')).toEqual(['05-04T16:00/05-04T17:00'])
    }
  })

  test('and an end in a zone that nobody knows is in that of the start', () => {
    const text = calendarOf('DTSTART;TZID=Europe/Brussels:20260504T180000', 'DTEND;TZID=Nowhere:20260504T190000')
    expect(seen(text, 'Australia/Lord_Howe')).toEqual(['05-04T16:00/05-04T17:00'])
  })

  test('is a day that ends with its last minute, or else the midnight before a time', () => {
    const conference = calendarOf('DTSTART;VALUE=DATE:20260504', 'DTEND;VALUE=DATE-TIME:20260506T235900')
    expect(seen(conference)).toEqual(['day 05-03T22:00/05-06T22:00'])
    expect(seen(calendarOf('DTSTART:20260504', 'DTEND:20260504T020000'))).toEqual(['05-03T22:00/05-04T00:00'])
    expect(seen(calendarOf('DTSTART:20260504', 'DTEND;TZID=Europe/Berlin:20260505T000000'))).toEqual([
      'day 05-03T22:00/05-04T22:00',
    ])
  })
})

describe('times as programs write them that do not know how', () => {
  const hour = '05-04T08:00/05-04T09:00'

  test.each([
    ['DTSTART;VALUE=DATE:20260504T080000', 'DTEND;VALUE=DATE:20260504T090000'],
    ['DTSTART;VALUE=DATE:20260504T080000Z', 'DTEND;VALUE=DATE:20260504T090000Z'],
    ['DTSTART:20260504T080000T', 'DTEND:20260504T090000T'],
    ['DTSTART:20260504T08000', 'DTEND:20260504T0900000'],
  ])('%s, %s', (...lines) => {
    expect(seen(calendarOf(...lines), 'UTC')).toEqual([hour])
  })

  test('a date of a series with a Z, as Google wrote it for birthdays', () => {
    const text = calendarOf('DTSTART;VALUE=DATE:20260504', 'RRULE:FREQ=DAILY;COUNT=1', 'RDATE:20260507Z')
    expect(seen(text, 'UTC')).toEqual(['day 05-04T00:00/05-05T00:00', 'day 05-07T00:00/05-08T00:00'])
  })

  test('a midnight that is said to be a date is one', () => {
    const text = calendarOf('DTSTART;VALUE=DATE:20260504T000000', 'DTEND;VALUE=DATE:20260505T000000')
    expect(seen(text, 'UTC')).toEqual(['day 05-04T00:00/05-05T00:00'])
  })
})

test('of a rule of every second those before the window take no place of those in it', () => {
  const text = calendarOf('DTSTART:20260101T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY')
  const found = seen(text, 'UTC', { ...scheduleLimits, instancesOfSeries: 10 })
  expect(found).toHaveLength(10)
  expect(found[0]).toBe('05-01T00:00/05-01T00:00')
})

test('a rule of exceptions for every second takes no steps where there is nothing to take away', () => {
  const text = calendarOf('DTSTART:20260401T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=YEARLY', 'EXRULE:FREQ=SECONDLY')
  const schedule = scheduleOf([{ id: 'a', calendar: parseCalendar(text) }], 'UTC')
  const found = instancesBetween(schedule, Date.UTC(2026, 4, 1), Date.UTC(2026, 6, 1))
  expect(found).toEqual({ instances: [], cut: false })
})

test('an exception with a Z to a series on no clock is on the clock of the series where it has its time', () => {
  const text = calendarOf('DTSTART:20260504T010000', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20260505T010000Z')
  expect(seen(text, 'Pacific/Apia').map((each) => each.slice(0, 11))).toEqual(['05-03T12:00', '05-05T12:00'])
})

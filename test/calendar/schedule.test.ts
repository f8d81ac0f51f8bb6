import { describe, expect, test } from 'vitest'
import { instancesBetween, scheduleOf } from '../../electron/calendar/schedule.ts'
import { parseCalendar } from '../../electron/documents/icalendar.ts'

const calendarOf = (...events: readonly string[]): string =>
  `BEGIN:VCALENDAR\r\n${events.map((lines) => `BEGIN:VEVENT\r\n${lines}\r\nEND:VEVENT\r\n`).join('')}END:VCALENDAR\r\n`

/** "start/end" of each, in UTC to the minute. */
function seen(text: string, from: string, to: string, zone = 'Europe/Berlin'): readonly string[] {
  const schedule = scheduleOf([{ id: 'a', calendar: parseCalendar(text) }], zone)
  const { instances } = instancesBetween(schedule, Date.parse(from), Date.parse(to))
  const short = (at: number): string => new Date(at).toISOString().slice(5, 16)
  return instances.map(({ start, end }) => `${short(start)}/${short(end)}`)
}

const weekly =
  'UID:1\nDTSTART;TZID=Europe/Berlin:20261005T100000\nDTEND;TZID=Europe/Berlin:20261005T110000\nRRULE:FREQ=WEEKLY;COUNT=5'

describe('clock changes', () => {
  test('a weekly meeting stays at ten o’clock through the end of summer', () => {
    expect(seen(calendarOf(weekly), '2026-10-18', '2026-11-01')).toEqual([
      '10-19T08:00/10-19T09:00',
      '10-26T09:00/10-26T10:00',
    ])
  })

  test('a time in the gap of spring is read with the offset before it, and one that happens twice is the first', () => {
    const at = (time: string) => calendarOf(`DTSTART;TZID=Europe/Berlin:${time}\nDURATION:PT10M`)
    expect(seen(at('20270328T023000'), '2027-03-27', '2027-03-29')).toEqual(['03-28T01:30/03-28T01:40'])
    expect(seen(at('20261025T023000'), '2026-10-24', '2026-10-26')).toEqual(['10-25T00:30/10-25T00:40'])
  })

  test('every hour of the night of the gap there is one instance for each moment', () => {
    const hourly = calendarOf('DTSTART;TZID=Europe/Berlin:20270328T000000\nRRULE:FREQ=HOURLY;COUNT=5')
    expect(seen(hourly, '2027-03-27', '2027-03-29')).toEqual(
      ['03-27T23:00', '03-28T00:00', '03-28T01:00', '03-28T02:00'].map((at) => `${at}/${at}`),
    )
  })

  test('an end gives all the same exact length, a duration of a day the same wall clock', () => {
    const over = (length: string) =>
      calendarOf(`DTSTART;TZID=Europe/Berlin:20261023T200000\n${length}\nRRULE:FREQ=DAILY;COUNT=2`)
    expect(seen(over('DTEND;TZID=Europe/Berlin:20261024T200000'), '2026-10-24T19:00Z', '2026-11-01')).toEqual([
      '10-24T18:00/10-25T18:00',
    ])
    expect(seen(over('DURATION:P1D'), '2026-10-24T19:00Z', '2026-11-01')).toEqual(['10-24T18:00/10-25T19:00'])
  })
})

describe('all day and floating', () => {
  test('a day is a day where the reader is', () => {
    const day = calendarOf('DTSTART;VALUE=DATE:20261123')
    expect(seen(day, '2026-11-22', '2026-11-26')).toEqual(['11-22T23:00/11-23T23:00'])
    expect(seen(day, '2026-11-22', '2026-11-26', 'Asia/Tokyo')).toEqual(['11-22T15:00/11-23T15:00'])
  })

  test('a floating time is on the clock of the reader, unless the calendar names its own', () => {
    const floating = calendarOf('DTSTART:20261123T100000\nDURATION:PT1H')
    expect(seen(floating, '2026-11-23', '2026-11-24', 'Asia/Tokyo')).toEqual(['11-23T01:00/11-23T02:00'])
    const named = floating.replace('BEGIN:VEVENT', 'X-WR-TIMEZONE:America/New_York\r\nBEGIN:VEVENT')
    expect(seen(named, '2026-11-23', '2026-11-24', 'Asia/Tokyo')).toEqual(['11-23T15:00/11-23T16:00'])
  })
})

describe('exceptions', () => {
  const except = (lines: string) => calendarOf(`${weekly}\n${lines}`)

  test('an EXDATE takes one away, in UTC, in another zone, or as a day', () => {
    for (const exdate of [
      'EXDATE:20261012T080000Z',
      'EXDATE;TZID=America/New_York:20261012T040000',
      'EXDATE;VALUE=DATE:20261012',
    ]) {
      expect(seen(except(exdate), '2026-10-01', '2026-10-20'), exdate).toEqual([
        '10-05T08:00/10-05T09:00',
        '10-19T08:00/10-19T09:00',
      ])
    }
  })

  test('an RDATE adds one, as long as the others or as its period says', () => {
    expect(seen(except('RDATE;TZID=Europe/Berlin:20261007T150000'), '2026-10-06', '2026-10-10')).toEqual([
      '10-07T13:00/10-07T14:00',
    ])
    expect(seen(except('RDATE;VALUE=PERIOD:20261007T130000Z/PT3H'), '2026-10-06', '2026-10-10')).toEqual([
      '10-07T13:00/10-07T16:00',
    ])
  })

  const moved = (time: string, more = '') =>
    `UID:1\nRECURRENCE-ID${more};TZID=Europe/Berlin:20261012T100000\nDTSTART;TZID=Europe/Berlin:${time}\nDURATION:PT30M\nSEQUENCE:1`

  test('a changed instance stands where it was moved to, and not where it was', () => {
    expect(seen(calendarOf(weekly, moved('20261013T170000')), '2026-10-06', '2026-10-20')).toEqual([
      '10-13T15:00/10-13T15:30',
      '10-19T08:00/10-19T09:00',
    ])
  })

  test('one moved into the window is seen, though its place is outside', () => {
    expect(seen(calendarOf(weekly, moved('20270601T100000')), '2027-05-30', '2027-06-02')).toEqual([
      '06-01T08:00/06-01T08:30',
    ])
  })

  test('this and all that follow move together', () => {
    expect(
      seen(calendarOf(weekly, moved('20261013T170000', ';RANGE=THISANDFUTURE')), '2026-10-01', '2026-11-01'),
    ).toEqual([
      '10-05T08:00/10-05T09:00',
      '10-13T15:00/10-13T15:30',
      '10-20T15:00/10-20T15:30',
      '10-27T16:00/10-27T16:30',
    ])
  })

  test('this and all that follow go on by a rule of their own, and the old one ends', () => {
    const onward = moved('20261013T170000', ';RANGE=THISANDFUTURE')
    const days = (...events: readonly string[]) => seen(calendarOf(...events), '2026-10-01', '2026-12-31')
    const fortnightly = `${onward}\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3`
    const old = '10-05T08:00/10-05T09:00'
    expect(days(weekly, fortnightly)).toEqual([
      old,
      '10-13T15:00/10-13T15:30',
      '10-27T16:00/10-27T16:30',
      '11-10T16:00/11-10T16:30',
    ])
    const single = moved('20261029T080000').replace('20261012', '20261027')
    expect(days(weekly, single, fortnightly)[2]).toBe('10-29T07:00/10-29T07:30')
    // Who writes the rule of the series once more only moves it.
    expect(days(weekly, `${onward}\nRRULE:FREQ=WEEKLY;COUNT=5`)).toHaveLength(5)
    expect(days(weekly, onward)).toEqual(days(weekly, `${onward}\nRRULE:FREQ=WEEKLY;COUNT=5`))
    // Invited to what is left of a series.
    expect(days(fortnightly)).toHaveLength(3)
  })

  test('of several versions of a change the newest counts, though they name its place in different zones', () => {
    const other = moved('20261014T100000').replace(/RECURRENCE-ID.*/, 'RECURRENCE-ID:20261012T080000Z')
    for (const order of [
      [weekly, moved('20261013T170000').replace('SEQUENCE:1', 'SEQUENCE:2'), other],
      [other, moved('20261013T170000').replace('SEQUENCE:1', 'SEQUENCE:2'), weekly],
    ]) {
      expect(seen(calendarOf(...order), '2026-10-06', '2026-10-18')).toEqual(['10-13T15:00/10-13T15:30'])
    }
  })

  test('an exception beside a change frees its place, one made after the change takes it away', () => {
    const both = (sequence: number) =>
      calendarOf(`${weekly}\nEXDATE;TZID=Europe/Berlin:20261012T100000\nSEQUENCE:${sequence}`, moved('20261013T170000'))
    expect(seen(both(1), '2026-10-06', '2026-10-18')).toEqual(['10-13T15:00/10-13T15:30'])
    expect(seen(both(2), '2026-10-06', '2026-10-18')).toEqual([])
  })

  test('an exception of a whole day in UTC is the midnight of where it was written', () => {
    const days = calendarOf('DTSTART;VALUE=DATE:20261012\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261012T220000Z')
    expect(seen(days, '2026-10-01', '2026-11-01', 'UTC')).toEqual([
      '10-12T00:00/10-13T00:00',
      '10-14T00:00/10-15T00:00',
    ])
  })

  test('of two events of one name the changes belong to the one that repeats', () => {
    const other = 'UID:1\nDTSTART;TZID=Europe/Berlin:20261001T100000\nDURATION:PT1H'
    expect(seen(calendarOf(other, weekly, moved('20261013T170000')), '2026-10-06', '2026-10-18')).toEqual([
      '10-13T15:00/10-13T15:30',
    ])
  })

  test('nothing is left of a series that ended before it began', () => {
    const gone = weekly.replace('COUNT=5', 'UNTIL=20261004T000000Z')
    expect(seen(calendarOf(gone), '2026-10-01', '2026-11-01')).toEqual([])
    expect(seen(calendarOf(`${gone}\nRDATE:20261007T080000Z`), '2026-10-01', '2026-11-01')).toHaveLength(1)
  })

  test('the highest SEQUENCE of a change counts, wherever it stands', () => {
    const old = moved('20261014T100000').replace('SEQUENCE:1', 'SEQUENCE:0')
    expect(seen(calendarOf(weekly, moved('20261013T170000'), old), '2026-10-06', '2026-10-18')).toEqual([
      '10-13T15:00/10-13T15:30',
    ])
  })

  test('an invitation to one instance of a series we do not have is there', () => {
    expect(seen(calendarOf(moved('20261013T170000')), '2026-10-01', '2026-11-01')).toEqual(['10-13T15:00/10-13T15:30'])
  })
})

test('an event that reaches into the window is in it, one that ends as it begins is not', () => {
  const long = calendarOf('DTSTART:20261101T000000Z\nDTEND:20261110T000000Z')
  expect(seen(long, '2026-11-09', '2026-11-20')).toHaveLength(1)
  expect(seen(long, '2026-11-10', '2026-11-20')).toHaveLength(0)
})

test('an endless rule of long ago is found at once, far in the future', () => {
  const old = calendarOf('DTSTART:19010101T090000Z\nRRULE:FREQ=DAILY;BYDAY=MO;INTERVAL=1\nDURATION:PT1H')
  expect(seen(old, '2098-06-01', '2098-06-08')).toEqual(['06-02T09:00/06-02T10:00'])
})

test('a hundred and fifty thousand events of one name are read as any others', { timeout: 60_000 }, () => {
  const at = (index: number): string =>
    `${new Date(Date.UTC(2000, 0, 1, index)).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
  const times = Array.from({ length: 150_000 }, (_, index) => at(index))
  const calendar = (lines: (time: string) => string, first = ''): string =>
    `${first}${times.map((time) => `BEGIN:VEVENT\nUID:1\n${lines(time)}\nEND:VEVENT\n`).join('')}`
  const day = (text: string) => seen(text, '2010-01-01', '2010-01-02')
  expect(day(calendar((time) => `DTSTART:${time}`))).toHaveLength(24)
  const hourly = 'BEGIN:VEVENT\nUID:1\nDTSTART:20000101T000000Z\nRRULE:FREQ=HOURLY\nEND:VEVENT\n'
  expect(day(calendar((time) => `DTSTART:${time}\nRECURRENCE-ID:${time}`, hourly))).toHaveLength(24)
})

test('two events of one UID at one time are two where their words differ and neither is newer', () => {
  const show = (words: string, more = '') =>
    `UID:1\nDTSTAMP:20261101T000000Z\nDTSTART:20261123T100000Z\nDURATION:PT1H\nSUMMARY:${words}${more}`
  const count = (...events: readonly string[]) => seen(calendarOf(...events), '2026-11-23', '2026-11-24').length
  expect(count(show('Part 1'), show('Part 2'))).toBe(2)
  expect(count(show('Part 1'), show('Part 2'), show('Part 1'), show('Part 2'))).toBe(2)
  expect(count(show('Part 1'), show('Part 1'))).toBe(1)
  expect(count(show('Part 1'), show('Part 1, later', '\nLAST-MODIFIED:20261102T000000Z'))).toBe(1)
  expect(count(show('Part 1'), show('Part 1, later', '\nSEQUENCE:1'))).toBe(1)
})

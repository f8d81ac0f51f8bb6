import { describe, expect, test } from 'vitest'
import { agenda } from '../../electron/calendar/agenda.ts'

const calendarOf = (events: string, head = 'VERSION:2.0'): string =>
  ['BEGIN:VCALENDAR', head, events, 'END:VCALENDAR', ''].join('\n')
const event = (...lines: readonly string[]): string => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT'].join('\n')
const morning = ['DTSTART;TZID=Europe/Berlin:20261102T090000', 'DTEND;TZID=Europe/Berlin:20261102T100000'] as const

type Line = { readonly start: string; readonly end: string; readonly title: string; readonly activity: string | null }
function read(text: string | Uint8Array, calendar?: string): readonly Line[] {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const window = { from: '2026-10-15', to: '2027-12-31', zone: 'Europe/Berlin' }
  return [...agenda({ bytes, ...window, calendar }).lines] as Line[]
}
const starts = (text: string | Uint8Array) => read(text).map(({ start }) => start.slice(0, 16))
const titles = (text: string | Uint8Array) => read(text).map(({ title }) => title)
const activities = (text: string, calendar?: string) => read(text, calendar).map(({ activity }) => activity)

describe('bytes as old programs write them', () => {
  const text = calendarOf(event('SUMMARY:Über', ...morning))
  const latin1 = Buffer.from(text, 'latin1')
  const utf16 = Buffer.from(text, 'utf16le')

  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['windows-1252', latin1],
    ['UTF-16, little end first', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-16 that does not say so', utf16],
    ['UTF-16, big end first', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
    ['carriage returns alone', Buffer.from(text.replaceAll('\n', '\r'))],
    ['carriage returns twice', Buffer.from(text.replaceAll('\n', '\r\r\n'))],
    ['an empty line after each', Buffer.from(text.replaceAll('\n', '\n\n'))],
    ['a blank at the end of each', Buffer.from(text.replaceAll('\n', ' \n'))],
    [
      'carriage returns, and others from where somebody added to it',
      Buffer.from(
        text
          .replace(/\n(?=UID)/, '\r\n')
          .replace(/\n(?=SUM|END:VC)/g, '\r')
          .replace('\n', '\r'),
      ),
    ],
  ])('%s', (_what, bytes) => {
    expect(titles(bytes)).toEqual(['Über'])
  })

  test('a fold in the middle of a character', () => {
    for (const end of ['\r\n ', '\n\t']) {
      const whole = Buffer.from(calendarOf(event('SUMMARY:Übung', ...morning)).replaceAll('\n', end.slice(0, -1)))
      const at = whole.indexOf('Ü') + 1
      expect(titles(Buffer.concat([whole.subarray(0, at), Buffer.from(end), whole.subarray(at)]))).toEqual(['Übung'])
    }
  })

  test('a character that was cut off does not change the others', () => {
    const whole = Buffer.from(calendarOf(event('SUMMARY:üü', ...morning)))
    const at = whole.indexOf('üü')
    expect(titles(Buffer.concat([whole.subarray(0, at + 1), whole.subarray(at + 2)]))[0]).toMatch(/ü$/)
  })
})

describe('vCalendar 1.0', () => {
  const old = (...lines: readonly string[]) =>
    calendarOf(event('DTSTART:20261102T080000Z', 'DTEND:20261102T090000Z', ...lines), 'VERSION:1.0')

  test('quoted-printable words, over a soft end of line', () => {
    const words = 'SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Caf=C3=A9 mit=\n Anna'
    expect(titles(old(words))).toEqual(['Café mit Anna'])
    expect(titles(old('SUMMARY;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Caf=E9'))).toEqual(['Café'])
    expect(titles(old('SUMMARY;QUOTED-PRINTABLE;CHARSET=none:Caf=C3=A9'))).toEqual(['Café'])
  })

  test.each([
    ['D1 #3', ['11-02', '11-03', '11-04']],
    ['D2', ['11-02', '11-04']],
    ['D7 20261117T000000Z', ['11-02', '11-09', '11-16']],
    ['W1 MO WE #4', ['11-02', '11-04', '11-09', '11-11']],
    ['MP1 1+ MO 1- FR #3', ['11-02', '11-27', '12-07']],
    ['MD1 2 LD #3', ['11-02', '11-30', '12-02']],
    ['YM1 11 #2', ['11-02', '11-02']],
    ['YD1 306 #2', ['11-02', '11-02']],
  ])('the rule %s', (rule, expected) => {
    expect(starts(old(`RRULE:${rule}`)).map((start) => start.slice(5, 10))).toEqual(expected)
  })

  test('exceptions with semicolons between them', () => {
    const text = old('RRULE:D1 #4', 'EXDATE:20261103T080000Z;20261104T080000Z')
    expect(starts(text)).toEqual(['2026-11-02T09:00', '2026-11-05T09:00'])
  })
})

test('a count of none is once, not for ever', () => {
  expect(starts(calendarOf(event(...morning, 'RRULE:FREQ=DAILY;COUNT=0')))).toHaveLength(1)
})

test('an offset at the end of a time is forbidden, and says what is meant', () => {
  expect(starts(calendarOf(event('DTSTART:20261102T090000-0500', 'DURATION:PT1H')))).toEqual(['2026-11-02T15:00'])
  expect(starts(calendarOf(event('DTSTART:2026-11-02T09:00:00+05:30', 'DURATION:PT1H')))).toEqual(['2026-11-02T04:30'])
})

test('a whole day that Outlook writes from midnight to midnight is a whole day', () => {
  const outlook = (end: string) =>
    calendarOf(
      event(
        'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE',
        'X-MICROSOFT-CDO-BUSYSTATUS:OOF',
        'DTSTART;TZID=Pacific Standard Time:20261102T000000',
        `DTEND;TZID=Pacific Standard Time:${end}`,
      ),
    )
  expect(read(outlook('20261104T000000'))).toMatchObject([
    { start: '2026-11-02', end: '2026-11-04', activity: 'vacation' },
  ])
  expect(read(outlook('20261102T120000'))[0]?.start).toContain('T')
  const fastmail = event(
    'X-JMAP-SHOW-WITHOUT-TIME;VALUE=BOOLEAN:TRUE',
    'DTSTART;TZID=Etc/UTC:20261102T000000',
    'DURATION:P1D',
  )
  expect(read(calendarOf(fastmail))).toMatchObject([{ start: '2026-11-02', end: '2026-11-03' }])
})

describe('ends that somebody forgot', () => {
  const second = event(...morning).replace('UID:1', 'UID:2')
  const withoutEnd = (text: string) => text.replace(/\nEND:VEVENT$/, '')

  test('of an event, before the next and before the end of the calendar', () => {
    expect(starts(calendarOf(`${withoutEnd(event(...morning))}\n${withoutEnd(second)}`))).toHaveLength(2)
  })

  test('of a zone and of a part of it', () => {
    const zone = [
      ...['BEGIN:VTIMEZONE', 'TZID:Far', 'BEGIN:STANDARD', 'DTSTART:19700101T000000'],
      ...['TZOFFSETFROM:+0900', 'TZOFFSETTO:+0900', event('DTSTART;TZID=Far:20261102T090000', 'DURATION:PT1H')],
    ]
    expect(starts(calendarOf(zone.join('\n')))).toEqual(['2026-11-02T01:00'])
    // A second definition that says nothing takes nothing away.
    const twice = [
      ...zone.slice(0, -1),
      'END:STANDARD',
      'BEGIN:VTIMEZONE',
      'TZID:Far',
      'END:VTIMEZONE',
      ...zone.slice(-1),
    ]
    expect(starts(calendarOf(twice.join('\n')))).toEqual(['2026-11-02T01:00'])
  })
})

test('a day that a month does not have is the one before or after it, where the rule says so', () => {
  const days = (skip: string) =>
    starts(calendarOf(event('DTSTART;VALUE=DATE:20261031', `RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;COUNT=4;SKIP=${skip}`)))
  expect(days('OMIT')).toEqual(['2026-10-31', '2026-12-31', '2027-01-31', '2027-03-31'])
  expect(days('BACKWARD')).toEqual(['2026-10-31', '2026-11-30', '2026-12-31', '2027-01-31'])
  expect(days('FORWARD')).toEqual(['2026-10-31', '2026-12-01', '2026-12-31', '2027-01-31'])
})

test('the last day there is has an end', () => {
  const eternal = calendarOf(
    event('DTSTART;VALUE=DATE:20261102', 'DTEND;VALUE=DATE:99991231', 'RRULE:FREQ=YEARLY;COUNT=2'),
  )
  expect(read(eternal).map(({ end }) => end)).toEqual(['9999-12-31', '+010000-12-30'])
})

test('what a server lets nobody see is private, whatever its class', () => {
  const text = calendarOf(event(...morning, 'SUMMARY:Lunch'), 'X-CALENDARSERVER-ACCESS:CONFIDENTIAL')
  expect(activities(text)).toEqual(['appointment'])
  expect(activities(calendarOf(event(...morning, 'SUMMARY:Lunch', 'X-CALENDARSERVER-ACCESS:RESTRICTED')))).toEqual([
    'appointment',
  ])
  expect(activities(calendarOf(event(...morning, 'SUMMARY:Lunch')))).toEqual(['meal'])
})

test('messages in one file are each by themselves', () => {
  const other = calendarOf(event(...morning).replace('UID:1', 'UID:2'), 'METHOD:CANCEL')
  expect(activities(`${calendarOf(event(...morning))}${other}`)).toEqual(['appointment', null])
  expect(activities(`${other}${calendarOf(event(...morning))}`)).toEqual([null, 'appointment'])
})

test('a message that takes events back says nothing of them', () => {
  expect(activities(calendarOf(event(...morning), 'METHOD:CANCEL'))).toEqual([null])
})

test('who invites and who is invited are two, though neither is known to be the owner', () => {
  const anna = 'ORGANIZER:mailto:anna@example.com'
  expect(activities(calendarOf(event(...morning, anna, 'ATTENDEE:mailto:maya@example.com')))).toEqual(['meeting'])
  expect(activities(calendarOf(event(...morning, anna, 'ATTENDEE:mailto:anna@example.com')))).toEqual(['appointment'])
})

describe('what a calendar seems to be', () => {
  const day = (title: string) => event('DTSTART;VALUE=DATE:20261103', `SUMMARY:${title}`, 'TRANSP:TRANSPARENT')

  test.each(['Holidays in United States', 'Feiertage in Deutschland', 'Jours fériés en France', '日本の祝日'])(
    'public holidays: %s',
    (name) => expect(activities(calendarOf(day('X'), `X-WR-CALNAME:${name}`))).toEqual(['holiday']),
  )

  test('public holidays by their program, or by the category of all of them', () => {
    expect(activities(calendarOf(day('X'), 'PRODID:-//OfficeHolidays Ltd.//EN'))).toEqual(['holiday'])
    expect(activities(calendarOf(day('X\nCATEGORIES:Holiday')))).toEqual(['holiday'])
    expect(activities(calendarOf(`${day('X\nCATEGORIES:Holiday')}\n${day('Y').replace('UID:1', 'UID:2')}`))).toEqual([
      null,
      null,
    ])
  })

  test('not where somebody plans his own holidays, or says otherwise', () => {
    const mine = calendarOf(`${day('X')}\n${event(...morning)}`, 'X-WR-CALNAME:Holidays')
    expect(activities(mine)).toContain('appointment')
    expect(activities(calendarOf(day('X'), 'X-WR-CALNAME:Holidays'), 'own')).toEqual([null])
  })

  test('trips of TripIt, whatever they say of being free', () => {
    const ride = ['UID:item@tripit.com', ...morning, 'SUMMARY:LH123', 'TRANSP:TRANSPARENT'].join('\n')
    const trip = ['UID:trip@tripit.com', 'DTSTART;VALUE=DATE:20261102', 'DTEND;VALUE=DATE:20261105'].join('\n')
    const text = calendarOf(
      [ride, trip].map((each) => `BEGIN:VEVENT\n${each}\nEND:VEVENT`).join('\n'),
      'PRODID:-//TripIt//EN',
    )
    expect(activities(text)).toEqual(['travel', 'in-transit'])
  })
})

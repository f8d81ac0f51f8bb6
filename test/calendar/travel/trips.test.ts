import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CalendarManner } from '../../../electron/calendar/activity-rules.ts'
import { loadCities } from '../../../electron/calendar/cities-file.ts'
import { instancesBetween, scheduleOf } from '../../../electron/calendar/schedule.ts'
import type { Cities } from '../../../electron/calendar/travel/cities.ts'
import { dayNumbered, dayText } from '../../../electron/calendar/travel/days.ts'
import { routeOf } from '../../../electron/calendar/travel/routes.ts'
import { travelEventsOf } from '../../../electron/calendar/travel/travel-events.ts'
import { tripsOf } from '../../../electron/calendar/travel/trips.ts'
import { parseCalendar } from '../../../electron/documents/icalendar.ts'
import { buildTravelSaid } from '../../../electron/presence/travel-said.ts'

let cities: Cities
beforeAll(async () => {
  cities = await loadCities()
})

const now = Date.parse('2026-11-28T12:00:00Z')
const day = 86_400_000
const manner = (kind: CalendarManner['kind']): CalendarManner => ({
  kind,
  addresses: ['anna@example.com'],
  tellTitles: false,
})

type Options = { readonly kind?: CalendarManner['kind']; readonly home?: string | null; readonly zone?: string }

const calendarOf = (events: readonly string[]): string => {
  const bodies = events.map(
    (lines, index) => `BEGIN:VEVENT\r\nUID:${index}@test\r\n${lines.trim().replace(/\n\s*/g, '\r\n')}\r\nEND:VEVENT`,
  )
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...bodies, 'END:VCALENDAR', ''].join('\r\n')
}

/** What is told of them. */
function found(events: readonly string[]) {
  const schedule = scheduleOf([{ id: 'work', calendar: parseCalendar(calendarOf(events)) }], 'Europe/Amsterdam')
  const { instances } = instancesBetween(schedule, now - 60 * day, now + 100 * day)
  const input = { cities, home: null, zone: 'Europe/Amsterdam', now }
  return tripsOf({ ...input, events: travelEventsOf(instances, () => manner('own')) })
}

/** "2026-12-03 to 2026-12-05 Berlin, DE" of each trip. */
function trips(
  events: readonly string[],
  { kind = 'own', home = 'Amsterdam', zone = 'Europe/Amsterdam' }: Options = {},
) {
  return told(calendarOf(events), { kind, home, zone })
}

function told(
  text: string | Uint8Array,
  { kind = 'own', home = 'Amsterdam', zone = 'Europe/Amsterdam' }: Options,
  at = now,
) {
  const schedule = scheduleOf([{ id: 'work', calendar: parseCalendar(text) }], zone)
  const { instances } = instancesBetween(schedule, at - 60 * day, at + 100 * day)
  const found = travelEventsOf(instances, () => manner(kind))
  return tripsOf({ events: found, cities, home: home === null ? null : cities.named(home)[0]!, zone, now: at }).map(
    ({ place, from, until }) => `${from} to ${until} ${place.city}, ${place.country}`,
  )
}

const allDay = (title: string, from: string, until: string, more = '') =>
  `SUMMARY:${title}\nDTSTART;VALUE=DATE:${from}\nDTEND;VALUE=DATE:${until}\n${more}`
const timed = (title: string, from: string, until: string, more = '') =>
  `SUMMARY:${title}\nDTSTART:${from}\nDTEND:${until}\n${more}`

describe('where a ride goes', () => {
  const said = (title: string, location: string | null = null) => {
    const { from, to } = routeOf(title, location, cities)
    return `${from?.name ?? '?'} > ${to?.name ?? '?'}`
  }
  test.each([
    ['Flight to Berlin (LH123)', 'London LHR', 'London > Berlin'],
    ['Flight to Zurich (LX 345)', null, '? > Zurich'],
    ['LH 400 FRA to JFK', null, 'Frankfurt am Main > New York'],
    ['AMS-FRA', null, 'Amsterdam > Frankfurt am Main'],
    ['KL1770 AMS → FRA', null, 'Amsterdam > Frankfurt am Main'],
    ['LH 1234: Amsterdam (AMS) – München (MUC)', null, 'Amsterdam > Munich'],
    ['ICE 543 nach Köln', 'Berlin Hbf', 'Berlin > Cologne'],
    ['Flug nach Wien', null, '? > Vienna'],
    ['Vol pour Paris', null, '? > Paris'],
    ['Vuelo a Ciudad de México', null, '? > Mexico City'],
    ['Eurostar London - Paris', null, 'London > Paris'],
    ['Flight to San Francisco (UA 901)', 'Amsterdam Airport Schiphol', 'Amsterdam > San Francisco'],
    ['Train to New York', 'Washington, DC', 'Washington D.C. > New York'],
    ['Train to the office', null, '? > ?'],
  ])('%s', (title, location, route) => expect(said(title, location)).toBe(route))
})

test('a flight there and a flight back are the days between', () => {
  expect(
    trips([
      timed('Flight to Berlin (KL1770)', '20261203T090000Z', '20261203T102000Z', 'LOCATION:Amsterdam AMS'),
      timed('Flight to Amsterdam (KL1777)', '20261205T180000Z', '20261205T192000Z', 'LOCATION:Berlin BER'),
    ]),
  ).toEqual(['2026-12-03 to 2026-12-05 Berlin, DE'])
})

test('flight, hotel and blocked days of one journey are one trip', () => {
  expect(
    trips([
      timed('KL1770 AMS-BER', '20261203T090000Z', '20261203T102000Z'),
      allDay('Hotel Adlon', '20261203', '20261206', 'LOCATION:Unter den Linden 77\\, 10117 Berlin\\, Germany'),
      allDay('Berlin', '20261202', '20261206'),
      timed('KL1777 BER-AMS', '20261205T180000Z', '20261205T192000Z'),
    ]),
  ).toEqual(['2026-12-02 to 2026-12-05 Berlin, DE'])
})

test('between two flights nobody is in the city of the airport', () => {
  expect(
    trips([
      timed('KL1765 AMS-FRA', '20261210T060000Z', '20261210T071500Z'),
      timed('LH 400 FRA-JFK', '20261210T093000Z', '20261210T180000Z'),
      timed('KL 642 JFK-AMS', '20261214T230000Z', '20261215T063000Z'),
    ]),
  ).toEqual(['2026-12-10 to 2026-12-14 New York, US'])
})

test('a journey goes on from city to city', () => {
  expect(
    trips([
      timed('Flight to Lisbon (TP 675)', '20261201T080000Z', '20261201T105500Z'),
      timed('Train to Porto', '20261203T090000Z', '20261203T120000Z', 'LOCATION:Lisboa Oriente'),
      timed('Flight to Amsterdam (HV 5954)', '20261205T150000Z', '20261205T173000Z', 'LOCATION:Porto OPO'),
    ]),
  ).toEqual(['2026-12-01 to 2026-12-03 Lisbon, PT', '2026-12-03 to 2026-12-05 Porto, PT'])
})

describe('there by one city and back from another', () => {
  const there = timed('KL1770 AMS-BER', '20261203T090000Z', '20261203T102000Z')
  const back = timed('KL1780 HAM-AMS', '20261208T180000Z', '20261208T190000Z')
  const berlin = 'LOCATION:Unter den Linden 77\\, 10117 Berlin\\, Germany'
  const hamburg = 'LOCATION:Neuer Jungfernstieg 9\\, 20354 Hamburg\\, Germany'
  test.each<[string, readonly string[], readonly string[]]>([
    ['nothing tells of the way between', [], ['2026-12-03 to 2026-12-08 Berlin, DE']],
    [
      'a train goes on to the other',
      [timed('ICE 1004 Berlin Hbf - Hamburg Hbf', '20261206T090000Z', '20261206T105000Z')],
      ['2026-12-03 to 2026-12-06 Berlin, DE', '2026-12-06 to 2026-12-08 Hamburg, DE'],
    ],
    [
      'a hotel in the other begins later',
      [allDay('Hotel Vier Jahreszeiten', '20261206', '20261209', hamburg)],
      ['2026-12-03 to 2026-12-06 Berlin, DE', '2026-12-06 to 2026-12-08 Hamburg, DE'],
    ],
    [
      'so do blocked days there',
      [allDay('Trip to Hamburg', '20261206', '20261209')],
      ['2026-12-03 to 2026-12-06 Berlin, DE', '2026-12-06 to 2026-12-08 Hamburg, DE'],
    ],
    [
      'the hotel in the first ends earlier',
      [allDay('Hotel Adlon', '20261203', '20261206', berlin)],
      ['2026-12-03 to 2026-12-05 Berlin, DE'],
    ],
    [
      'one checks in there',
      [timed('Check-in: Hotel Vier Jahreszeiten', '20261207T140000Z', '20261207T143000Z', hamburg)],
      ['2026-12-03 to 2026-12-07 Berlin, DE', '2026-12-07 to 2026-12-08 Hamburg, DE'],
    ],
    [
      'an appointment of a day there says too little',
      [timed('Visit', '20261206T080000Z', '20261206T180000Z', hamburg)],
      ['2026-12-03 to 2026-12-08 Berlin, DE'],
    ],
  ])('%s', (_what, between, expected) => expect(trips([there, ...between, back])).toEqual(expected))

  test('who leaves from where he came to has gone nowhere but on a visit', () => {
    const visit = allDay('Hotel Vier Jahreszeiten', '20261205', '20261206', hamburg)
    const home = timed('KL1777 BER-AMS', '20261208T180000Z', '20261208T192000Z')
    expect(trips([there, visit, home])).toContain('2026-12-03 to 2026-12-08 Berlin, DE')
  })
})

test('a hotel told by its check-in and check-out is the nights between', () => {
  expect(
    trips([
      timed(
        'Check-in: Hotel Sacher',
        '20261207T140000Z',
        '20261207T150000Z',
        'LOCATION:Philharmonikerstrasse 4\\, Wien\\, Austria',
      ),
      timed(
        'Check-out: Hotel Sacher',
        '20261210T090000Z',
        '20261210T100000Z',
        'LOCATION:Philharmonikerstrasse 4\\, Wien\\, Austria',
      ),
    ]),
  ).toEqual(['2026-12-07 to 2026-12-10 Vienna, AT'])
})

test('a feed of TripIt', () => {
  expect(
    trips(
      [
        allDay(
          'Lisbon\\, Portugal\\, November 2026',
          '20261130',
          '20261204',
          'LOCATION:Lisbon\\, Portugal\nTRANSP:TRANSPARENT',
        ),
        timed('TP 675 AMS to LIS', '20261130T080000Z', '20261130T105500Z', 'LOCATION:Amsterdam (AMS)'),
        timed(
          'Check-in: Hotel Avenida',
          '20261130T140000Z',
          '20261130T150000Z',
          'LOCATION:Avenida da Liberdade 10\\, Lisboa\\, 1250-144',
        ),
        timed(
          'Check-out: Hotel Avenida',
          '20261203T100000Z',
          '20261203T110000Z',
          'LOCATION:Avenida da Liberdade 10\\, Lisboa\\, 1250-144',
        ),
        timed('TP 676 LIS to AMS', '20261203T170000Z', '20261203T195500Z', 'LOCATION:Lisbon (LIS)'),
      ],
      { kind: 'trips' },
    ),
  ).toEqual(['2026-11-30 to 2026-12-03 Lisbon, PT'])
})

describe('days blocked for a city', () => {
  test.each([
    ['Berlin', ''],
    ['✈️ Berlin', ''],
    ['Berlin, Germany'.replace(',', '\\,'), ''],
    ['Trip to Berlin', ''],
    ['Berlin trip', ''],
    ['Dienstreise Berlin', ''],
    ['Urlaub in Berlin', ''],
    ['Offsite', 'LOCATION:Berlin\\, Germany'],
    ['Conference', 'LOCATION:CityCube\\, Messedamm 26\\, 14055 Berlin'],
    ['Out of office: Berlin', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF'],
  ])('%s %s', (title, more) => {
    expect(trips([allDay(title, '20261203', '20261206', more)])).toEqual(['2026-12-03 to 2026-12-05 Berlin, DE'])
  })

  test.each([
    ["Florence's birthday", ''],
    ['Paris Hilton', ''],
    ['Sydney on call', ''],
    ['PAY DAY', ''],
    ['Week 49', ''],
    ['Meeting room Berlin', 'LOCATION:Room Berlin'],
    ['Home office', 'LOCATION:Home'],
    ['Urlaub', ''],
  ])('%s is no journey', (title, more) => {
    expect(trips([allDay(title, '20261203', '20261206', more)])).toEqual([])
  })
})

test('an hour in a room, or a call, is no journey, whatever its place is called', () => {
  expect(
    trips([
      timed('Status', '20261203T090000Z', '20261203T100000Z', 'LOCATION:Berlin'),
      timed(
        'Workshop',
        '20261203T080000Z',
        '20261203T170000Z',
        'LOCATION:Berlin\nX-GOOGLE-CONFERENCE:https://meet.example/x',
      ),
    ]),
  ).toEqual([])
})

test('being home is no trip, nor being near it', () => {
  const events = [
    allDay('Amsterdam', '20261203', '20261206'),
    allDay('Offsite', '20261210', '20261212', 'LOCATION:Haarlem\\, Netherlands'),
  ]
  expect(trips(events)).toEqual([])
  expect(trips(events, { home: 'Berlin', zone: 'Europe/Berlin' })).toHaveLength(2)
})

describe('nothing is told of what is', () => {
  test.each([
    ['called off', 'STATUS:CANCELLED'],
    ['not certain', 'STATUS:TENTATIVE'],
    ['private', 'CLASS:PRIVATE'],
    ['confidential', 'CLASS:CONFIDENTIAL'],
    ['refused', 'ORGANIZER:mailto:wei@example.com\nATTENDEE;PARTSTAT=DECLINED:mailto:anna@example.com'],
    ['not answered', 'ORGANIZER:mailto:wei@example.com\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:anna@example.com'],
  ])('%s', (_what, more) => {
    expect(trips([allDay('Trip to Berlin', '20261203', '20261206', more)])).toEqual([])
  })

  test('over, or too far away', () => {
    expect(
      trips([allDay('Trip to Berlin', '20261120', '20261123'), allDay('Trip to Rome', '20270601', '20270603')]),
    ).toEqual([])
  })

  test('in a feed of public holidays', () => {
    expect(trips([allDay('Berlin', '20261203', '20261204')], { kind: 'holidays' })).toEqual([])
  })
})

describe('days are those of the city', () => {
  test('who lands after midnight there arrives on that day', () => {
    // 21:10 in Amsterdam on the 3rd is 05:10 in Tokyo on the 4th.
    expect(
      trips([
        timed('Flight to Tokyo (KL 861)', '20261203T083000Z', '20261203T201000Z'),
        timed('Flight to Amsterdam (KL 862)', '20261207T013000Z', '20261207T140000Z', 'LOCATION:Tokyo NRT'),
      ]),
    ).toEqual(['2026-12-04 to 2026-12-07 Tokyo, JP'])
  })

  test('an all-day event is the day it is written for, wherever one is', () => {
    expect(trips([allDay('Honolulu', '20261203', '20261204')])).toEqual(['2026-12-03 to 2026-12-03 Honolulu, US'])
    expect(trips([allDay('Auckland', '20261203', '20261204')], { home: 'Honolulu', zone: 'Pacific/Honolulu' })).toEqual(
      ['2026-12-03 to 2026-12-03 Auckland, NZ'],
    )
  })
})

test('a ride with no way back is told for its day', () => {
  expect(trips([timed('Flight to Rome', '20261203T090000Z', '20261203T112000Z')])).toEqual([
    '2026-12-03 to 2026-12-03 Rome, IT',
  ])
})

test('what is told of a trip is a city and days, and nothing that stood in the calendar', () => {
  const text = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:1',
    allDay(
      'Secret merger talks in Berlin',
      '20261203',
      '20261206',
      'LOCATION:Hotel Adlon\\, Unter den Linden 77\\, Berlin',
    ).replace(/\n/g, '\r\n'),
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n')
  const { instances } = instancesBetween(
    scheduleOf([{ id: 'work', calendar: parseCalendar(text) }], 'Europe/Amsterdam'),
    now,
    now + 20 * day,
  )
  const all = tripsOf({
    events: travelEventsOf(instances, () => manner('own')),
    cities,
    home: null,
    zone: 'Europe/Amsterdam',
    now,
  })
  expect(all).toEqual([
    {
      key: 'DE 16 Berlin 2026-12-03',
      place: { city: 'Berlin', region: 'State of Berlin', country: 'DE' },
      zone: 'Europe/Berlin',
      from: '2026-12-03',
      until: '2026-12-05',
      calendarIds: ['work'],
    },
  ])
})

test('no word of a title, of an address or of a note is in what is built for others, whatever the event', {
  timeout: 30_000,
}, () => {
  // Letters that make no city, so that whatever is found came from the calendar.
  const word = fc.stringMatching(/^x[q0-9]{5,12}z$/)
  const some = fc.record({
    title: fc.tuple(
      word,
      fc.constantFrom('Trip to', 'Flight to', 'Hotel', 'Check-in:', 'Berlin', ''),
      word,
      fc.constantFrom('Berlin', 'FRA-BER', 'Rome'),
    ),
    street: word,
    place: fc.constantFrom('Berlin\\, Germany', 'Rome', ''),
    days: fc.integer({ min: 1, max: 9 }),
    allDay: fc.boolean(),
  })
  let count = 0
  fc.assert(
    fc.property(fc.array(some, { maxLength: 6 }), (list) => {
      const events = list.map(({ title, street, place, days, allDay: whole }, index) => {
        const from = dayNumbered('2026-12-01')! + index * 3
        const text = (at: number): string => dayText(at).replaceAll('-', '')
        const more = `LOCATION:${street} 7\\, ${place}\nDESCRIPTION:${street}`
        return whole
          ? allDay(title.join(' '), text(from), text(from + days), more)
          : timed(title.join(' '), `${text(from)}T080000Z`, `${text(from)}T100000Z`, more)
      })
      const stays = found(events)
      const said = buildTravelSaid(stays)
      count += stays.length
      const secrets = list.flatMap(({ title, street }) => [title[0], title[2], street])
      for (const secret of secrets) expect(said).not.toContain(secret)
      expect(said.replace(/<d:trip (?:(?:city|region|country|from|until)="[^"]*" ?)*\/?>(?:<\/d:trip>)?/g, '')).toMatch(
        /^(?:<d:travel xmlns:d="[^"]*">.*<\/d:travel>)?$/,
      )
    }),
    { numRuns: 150 },
  )
  expect(count).toBeGreaterThan(20)
})

test('no more than twenty are told', () => {
  const many = Array.from({ length: 40 }, (_, index) => {
    const at = dayNumbered('2026-12-01')! + 2 * index
    return allDay(
      index % 2 ? 'Trip to Berlin' : 'Trip to Rome',
      dayText(at).replaceAll('-', ''),
      dayText(at + 1).replaceAll('-', ''),
    )
  })
  expect(trips(many)).toHaveLength(20)
})

const samples = join(import.meta.dirname, '../../../../shared/samples/ics')
test.skipIf(!existsSync(samples))(
  'calendars of other programs are read without a failure, and few of their events are journeys (skipped without the samples)',
  () => {
    const found = readdirSync(samples)
      .filter((name) => name.endsWith('.ics'))
      .flatMap((name) => {
        const bytes = readFileSync(join(samples, name))
        try {
          parseCalendar(bytes)
        } catch {
          return []
        }
        return [2006, 2016, 2022].flatMap((year) =>
          told(bytes, { home: null }, Date.UTC(year, 5, 1)).map((trip) => `${name}: ${trip}`),
        )
      })
    expect(found.length).toBeLessThan(10)
  },
  60_000,
)

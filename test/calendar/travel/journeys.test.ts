import { beforeAll, describe, expect, test } from 'vitest'
import type { CalendarManner } from '../../../electron/calendar/activity-rules.ts'
import { loadCities } from '../../../electron/calendar/cities-file.ts'
import { instancesBetween, scheduleOf } from '../../../electron/calendar/schedule.ts'
import type { Cities } from '../../../electron/calendar/travel/cities.ts'
import { travelEventsOf } from '../../../electron/calendar/travel/travel-events.ts'
import { tripsOf } from '../../../electron/calendar/travel/trips.ts'
import { parseCalendar } from '../../../electron/documents/icalendar.ts'

/** Whole journeys, each as one program or another writes it. */

let cities: Cities
beforeAll(async () => {
  cities = await loadCities()
})

const now = Date.parse('2026-11-28T12:00:00Z')
const day = 86_400_000

type Calendar = { readonly kind?: CalendarManner['kind']; readonly events: readonly string[] }

/** "3 to 5 Berlin": days of December, and the city. */
function journeys(calendars: readonly Calendar[], home: string | null = 'Amsterdam', zone = 'Europe/Amsterdam') {
  const read = calendars.map(({ events }, index) => ({
    id: `c${index}`,
    calendar: parseCalendar(
      [
        'BEGIN:VCALENDAR',
        ...events.flatMap((lines, each) => [
          'BEGIN:VEVENT',
          ...(lines.includes('UID:') ? [] : [`UID:${each}@${index}`]),
          ...lines.split('\n').map((line) => line.trim()),
          'END:VEVENT',
        ]),
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    ),
  }))
  const { instances } = instancesBetween(scheduleOf(read, zone), now - 60 * day, now + 90 * day)
  const events = travelEventsOf(instances, (id) => ({
    kind: calendars[Number(id.slice(1))]?.kind ?? 'own',
    addresses: ['anna@example.com'],
    tellTitles: false,
  }))
  const found = cities.named(home ?? '')[0] ?? null
  return tripsOf({ events, cities, home: found, zone, now }).map(
    ({ place, from, until }) => `${Number(from.slice(8))} to ${Number(until.slice(8))} ${place.city}`,
  )
}
const own = (...events: readonly string[]): Calendar => ({ events })
const trips = (...events: readonly string[]): Calendar => ({ kind: 'trips', events })

const at = (title: string, from: string, until: string, more = ''): string =>
  `SUMMARY:${title}\nDTSTART:202612${from}00Z\nDTEND:202612${until}00Z${more && `\n${more}`}`
const days = (title: string, from: number, until: number, more = ''): string => {
  const text = (value: number): string => `202612${String(value).padStart(2, '0')}`
  return `SUMMARY:${title}\nDTSTART;VALUE=DATE:${text(from)}\nDTEND;VALUE=DATE:${text(until + 1)}${more && `\n${more}`}`
}

describe('a journey by', () => {
  test('TripIt: the trip, its flights, its hotel, and what is done there', () => {
    expect(
      journeys(
        [
          trips(
            days('Car/Hotel Reservation', 7, 10, 'LOCATION:Las Vegas\\, NV\nTRANSP:TRANSPARENT'),
            at('DL1557 BNA to LAS', '07T1425', '07T1900', 'LOCATION:Nashville (BNA)'),
            at(
              'Check-in: Tuscany Suites',
              '07T2300',
              '07T2300',
              'LOCATION:255 East Flamingo Road | Las Vegas\\, NV\\, 89169',
            ),
            at('Neon Museum', '08T1800', '08T2000', 'LOCATION:Neon Museum'),
            at(
              'Check-out: Tuscany Suites',
              '10T1800',
              '10T1900',
              'LOCATION:255 East Flamingo Road | Las Vegas\\, NV\\, 89169',
            ),
            at('DL1560 LAS to BNA', '10T2100', '11T0100', 'LOCATION:Las Vegas (LAS)'),
          ),
        ],
        'Nashville',
        'America/Chicago',
      ),
    ).toEqual(['7 to 10 Las Vegas'])
  })

  test('TripIt: a night train', () => {
    expect(
      journeys(
        [
          trips(
            at(
              'ÖBB - Wien Hauptbahnhof to Hamburg-Harburg',
              '06T1736',
              '07T0756',
              'LOCATION:Wien Hauptbahnhof\\; Am Hbf 1\\, 1100 Wien\\, Austria',
            ),
            at('ÖBB - Hamburg-Harburg to Wien Hauptbahnhof', '09T1900', '10T0800', 'LOCATION:Hamburg-Harburg'),
          ),
        ],
        'Vienna',
        'Europe/Vienna',
      ),
    ).toEqual(['7 to 9 Hamburg'])
  })

  test('Google: flights and a stay, from mail', () => {
    expect(
      journeys([
        own(
          at('Flight to Lisbon (TP 675)', '07T0800', '07T1055', 'LOCATION:Amsterdam AMS'),
          days('Stay at Casa do Example', 7, 9, 'LOCATION:Rua Example 10\\, 1100-053 Lisboa\\, Portugal'),
          at('Flight to Amsterdam (TP 676)', '10T1700', '10T1955', 'LOCATION:Lisbon LIS'),
        ),
      ]),
    ).toEqual(['7 to 10 Lisbon'])
  })

  test('KLM and Lufthansa, in German', () => {
    expect(
      journeys([
        own(
          at(
            'Flug KL1770 Amsterdam - Nürnberg\\, Abflug 09:20 Ortszeit',
            '07T0820',
            '07T0935',
            'LOCATION:Amsterdam (Schiphol)',
          ),
          at(
            'Flug KL1888 Nürnberg - Amsterdam\\, Abflug 18:20 Ortszeit',
            '08T1720',
            '08T1845',
            'LOCATION:Nürnberg (Nürnberg)',
          ),
          at('Flug nach TOULOUSE FR', '14T0910', '14T1100', 'LOCATION:Von AMSTERDAM NL'),
          at('Flug nach AMSTERDAM NL', '16T0910', '16T1100', 'LOCATION:Von TOULOUSE FR'),
        ),
      ]),
    ).toEqual(['7 to 8 Nuremberg', '14 to 16 Toulouse'])
  })

  test('Deutsche Bahn, with no word of a train', () => {
    expect(
      journeys(
        [own(at('Berlin Hbf ➞ Paris Est', '07T0927', '07T1952'), at('Paris Est ➞ Berlin Hbf', '11T0700', '11T1530'))],
        'Berlin',
      ),
    ).toEqual(['7 to 11 Paris'])
  })

  test('National Rail, which says so in the category', () => {
    expect(
      journeys(
        [
          own(
            at(
              'Journey Details: Glasgow Central (GLC) to London Kings Cross (KGX)',
              '07T1240',
              '07T1732',
              'CATEGORIES:Travel\nLOCATION:Glasgow Central Rail Station\\, UK',
            ),
          ),
        ],
        'Glasgow',
        'Europe/London',
      ),
    ).toEqual(['7 to 7 London'])
  })

  test('Outlook: whole days out of the office', () => {
    expect(journeys([own(days('Lisbon', 7, 9, 'X-MICROSOFT-CDO-BUSYSTATUS:OOF'))])).toEqual(['7 to 9 Lisbon'])
  })
})

test('there by one airport, back from another', () => {
  expect(
    journeys([
      own(
        at('TP 675 AMS-LIS', '07T0800', '07T1055'),
        days('Hotel Porto Example', 10, 11, 'LOCATION:Rua Example\\, Porto\\, Portugal'),
        at('HV 5954 OPO-AMS', '12T1500', '12T1730'),
      ),
    ]),
  ).toEqual(['7 to 10 Lisbon', '10 to 11 Porto'])
})

test('a flight that was moved, and one that was called off', () => {
  const flight = at('KL1770 AMS-BER', '07T0900', '07T1020', 'UID:out')
  const moved = at('KL1770 AMS-BER', '08T0900', '08T1020', 'UID:out\nSEQUENCE:1')
  const back = at('KL1777 BER-AMS', '10T1800', '10T1920', 'UID:back')
  expect(journeys([own(flight, moved, back)])).toEqual(['8 to 10 Berlin'])
  expect(journeys([own(`${flight}\nSTATUS:CANCELLED`, at('Hotel', '07T1400', '07T1500'))])).toEqual([])
  expect(journeys([own(days('Hotel Adlon', 7, 9, 'LOCATION:10117 Berlin\\, Germany\nSTATUS:CANCELLED'))])).toEqual([])
})

test('two calendars that tell of the same journey tell of one', () => {
  const out = at('KL1770 AMS-BER', '07T0900', '07T1020')
  const back = at('KL1777 BER-AMS', '09T1800', '09T1920')
  expect(
    journeys([
      own(at('Flight to Berlin (KL 1770)', '07T0900', '07T1020', 'LOCATION:Amsterdam'), back),
      trips(days('Berlin\\, Germany\\, December 2026', 7, 9, 'LOCATION:Berlin\\, Germany'), out, back),
    ]),
  ).toEqual(['7 to 9 Berlin'])
})

test('over the line where dates change', () => {
  expect(
    journeys(
      [own(at('NZ 10 AKL-HNL', '07T1100', '07T1945'), at('NZ 9 HNL-AKL', '12T0900', '12T1800'))],
      'Auckland',
      'Pacific/Auckland',
    ),
    // Leaves Auckland on the 8th, and is there on the 7th.
  ).toEqual(['7 to 11 Honolulu'])
})

describe('no journey is', () => {
  test('the way to work and back, in the next town', () => {
    const way = (date: string) => [
      at('Train to Utrecht', `${date}T0700`, `${date}T0740`),
      at('Train to Amsterdam', `${date}T1700`, `${date}T1740`, 'LOCATION:Utrecht Centraal'),
    ]
    expect(journeys([own(...way('07'), ...way('08'), ...way('09'))])).toEqual([])
    expect(
      journeys([
        own(
          at('Train to Brussels', '07T0600', '07T0800'),
          at('Train to Amsterdam', '07T1700', '07T1900', 'LOCATION:Bruxelles-Midi'),
        ),
      ]),
    ).toEqual(['7 to 7 Brussels'])
  })

  test('a bus in the city where one is, nor does it end the stay', () => {
    expect(
      journeys([
        own(
          at('KL1770 AMS-BER', '07T0900', '07T1020'),
          at('Bus to the hotel', '07T1100', '07T1130'),
          at('Train to the office', '08T0800', '08T0830'),
          at('KL1777 BER-AMS', '10T1800', '10T1920'),
        ),
      ]),
    ).toEqual(['7 to 10 Berlin'])
  })

  test('a list of the world’s conferences', () => {
    expect(
      journeys([
        own(
          days('PyCon', 7, 10, 'LOCATION:Pittsburgh\\, PA\\, USA'),
          days('RustConf', 8, 11, 'LOCATION:Montréal\\, Canada'),
          days('ElixirConf', 7, 9, 'LOCATION:Lisbon\\, Portugal'),
        ),
      ]),
    ).toEqual([])
  })

  test('an event elsewhere on days for which a hotel says where one is', () => {
    expect(
      journeys([
        own(
          days('Hotel Adlon', 7, 11, 'LOCATION:Unter den Linden 77\\, 10117 Berlin'),
          days('Summit', 8, 9, 'LOCATION:Lisbon\\, Portugal'),
          days('Day trip', 9, 9, 'LOCATION:Potsdam\\, Germany'),
        ),
      ]),
    ).toEqual(['7 to 11 Berlin'])
  })

  test('a team’s check-in', () => {
    const every = 'RRULE:FREQ=DAILY;COUNT=5\nLOCATION:Berlin'
    expect(
      journeys([
        own(at('Check-in', '07T0900', '07T0915', every), at('Check-in: roadmap', '07T1000', '07T1015', every)),
      ]),
    ).toEqual([])
  })
})

import { beforeAll, expect, test } from 'vitest'
import { loadCities } from '../../../electron/calendar/cities-file.ts'
import { instancesBetween, scheduleOf } from '../../../electron/calendar/schedule.ts'
import type { Cities } from '../../../electron/calendar/travel/cities.ts'
import { travelEventsOf } from '../../../electron/calendar/travel/travel-events.ts'
import { tripsOf } from '../../../electron/calendar/travel/trips.ts'
import { parseCalendar } from '../../../electron/documents/icalendar.ts'
import { days, namesToo, noJourneys, rides } from './titles.ts'

let cities: Cities
beforeAll(async () => {
  cities = await loadCities()
})

const now = Date.parse('2026-11-28T12:00:00Z')
const day = 86_400_000
const shapes = {
  day: 'DTSTART;VALUE=DATE:20261207\r\nDTEND;VALUE=DATE:20261208',
  days: 'DTSTART;VALUE=DATE:20261207\r\nDTEND;VALUE=DATE:20261210',
  long: 'DTSTART:20261207T080000Z\r\nDTEND:20261207T170000Z',
  short: 'DTSTART:20261207T080000Z\r\nDTEND:20261207T093000Z',
  ride: 'DTSTART:20261207T080000Z\r\nDTEND:20261207T100000Z',
}
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&')

/** The cities that an event alone tells of. */
function told(shape: keyof typeof shapes, title: string, location: string | null, inFull = false): string | null {
  const place = location === null ? [] : [`LOCATION:${escaped(location)}`]
  const lines = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'UID:1', `SUMMARY:${escaped(title)}`, ...place]
  const text = [...lines, shapes[shape], 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n')
  const schedule = scheduleOf([{ id: 'own', calendar: parseCalendar(text) }], 'Europe/Amsterdam')
  const { instances } = instancesBetween(schedule, now, now + 90 * day)
  const manner = { kind: 'own', addresses: ['anna@example.com'], tellTitles: false } as const
  const events = travelEventsOf(instances, () => manner)
  const trips = tripsOf({ events, cities, home: null, zone: 'Europe/Amsterdam', now })
  return trips.map(({ place }) => (inFull ? `${place.city}, ${place.region}` : place.city)).join('; ') || null
}

test('titles that tell of no journey', () => {
  const wrong = noJourneys.flatMap((title) =>
    (['days', 'long', 'short'] as const).flatMap((shape) => {
      const city = told(shape, title, null)
      return city === null ? [] : [`${title} (${shape}): ${city}`]
    }),
  )
  expect(wrong).toEqual([])
})

test('one day of a name is somebody’s, three days are in the city', () => {
  expect(namesToo.map((title) => [told('day', title, null), told('days', title, null)])).toEqual(
    namesToo.map((title) => [null, title]),
  )
})

test.each([
  ['days', days],
  ['ride', rides],
] as const)('titles and places of %s', (shape, list) => {
  const wrong = list.flatMap(([title, location, city]) => {
    const found = told(shape, title, location, city?.includes(', '))
    return found === city ? [] : [`${title} | ${location}: ${found}, not ${city}`]
  })
  expect(wrong).toEqual([])
})

import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { OwnTrip, Place, Stay } from '#contract/travel'
import { loadCities } from '../../../electron/calendar/cities-file.ts'
import type { SeenPerson } from '../../../electron/calendar/seen-travel.ts'
import type { Cities, City } from '../../../electron/calendar/travel/cities.ts'
import { crossingsOf } from '../../../electron/calendar/travel/nearby.ts'

/** Who is near whom, found a second time in the slowest way: day by day, city by city. It shares nothing with the first but the cities. */

let cities: Cities
beforeAll(async () => {
  cities = await loadCities()
})

const first = Date.UTC(2026, 11, 1)
const textOf = (day: number): string => new Date(first + day * 86_400_000).toISOString().slice(0, 10)
const dayOf = (text: string): number => Math.round((Date.parse(`${text}T00:00:00Z`) - first) / 86_400_000)
const firstDay = first / 86_400_000

// Neighbours, strangers, two of one name, and both sides of the line where dates change.
const names = [
  'Berlin',
  'Potsdam',
  'Hamburg',
  'Amsterdam',
  'Haarlem',
  'Rotterdam',
  'Suva',
  'Apia',
  'Auckland',
  'Nowhere at all',
]
const stay = fc
  .record({
    city: fc.constantFrom(...names),
    from: fc.integer({ min: 0, max: 14 }),
    days: fc.integer({ min: 0, max: 6 }),
  })
  .map(
    ({ city, from, days }): Stay => ({
      place: { city, region: null, country: null },
      from: textOf(from),
      until: textOf(from + days),
    }),
  )
const own = fc.array(fc.record({ stay, leftOut: fc.boolean() }), { maxLength: 5 }).map((list) =>
  list.map(
    ({ stay: each, leftOut }, index): OwnTrip => ({
      ...each,
      key: `t${index}`,
      zone: 'UTC',
      calendarIds: [],
      leftOut,
    }),
  ),
)
const person = fc.record({ trips: fc.array(stay, { maxLength: 5 }), city: fc.option(fc.constantFrom(...names)) })
const people = fc.array(person, { maxLength: 3 }).map((list) =>
  list.map(
    ({ trips, city }, index): SeenPerson => ({
      accountId: 'a',
      aor: `p${index}@example.org`,
      trips,
      city: city === null ? null : { city, region: null, country: null },
    }),
  ),
)

const where = (place: Place): City | null => cities.named(place.city)[0] ?? null
const radians = (degrees: number): number => (degrees * Math.PI) / 180
/** By the law of cosines. */
function near(a: City, b: City): boolean {
  const [p, q] = [radians(a.latitude), radians(b.latitude)]
  const along = Math.cos(radians(a.longitude - b.longitude))
  return 6371 * Math.acos(Math.min(1, Math.sin(p) * Math.sin(q) + Math.cos(p) * Math.cos(q) * along)) <= 60
}
const isOn = ({ from, until }: Stay, day: number): boolean => dayOf(from) <= day && day <= dayOf(until)

/** "day tripKey|home person city" of everything that is so. */
function slowly(trips: readonly OwnTrip[], others: readonly SeenPerson[], home: City | null, today: number) {
  const found = new Set<string>()
  const mine = trips.filter((trip) => !trip.leftOut && where(trip.place) !== null)
  for (const { aor, trips: all, city } of others) {
    const theirs = all.filter((each) => where(each.place) !== null)
    const lives = city === null ? null : where(city)
    const isAway =
      lives !== null &&
      theirs.some(
        (each) => near(where(each.place)!, lives) && [today - 1, today, today + 1].some((day) => isOn(each, day)),
      )
    for (let day = today; day < 40; day++) {
      const here = mine.filter((trip) => isOn(trip, day))
      const there = theirs.filter((each) => isOn(each, day))
      for (const each of there) {
        for (const trip of here) {
          if (near(where(trip.place)!, where(each.place)!))
            found.add(`${day} ${trip.key} ${aor} ${where(each.place)!.name}`)
        }
        if (here.length === 0 && home !== null && near(home, where(each.place)!)) {
          found.add(`${day} home ${aor} ${where(each.place)!.name}`)
        }
      }
      if (there.length > 0 || lives === null || isAway || (home !== null && near(home, lives))) continue
      for (const trip of here) {
        if (near(where(trip.place)!, lives)) found.add(`${day} ${trip.key} ${aor} ${lives.name} now`)
      }
    }
  }
  return [...found].sort()
}

test('crossings are, day by day, what somebody finds who looks at each day and each person', {
  timeout: 60_000,
}, () => {
  let count = 0
  fc.assert(
    fc.property(
      own,
      people,
      fc.option(fc.constantFrom('Amsterdam', 'Berlin', 'Suva')),
      fc.integer({ min: 0, max: 10 }),
      (trips, others, homeName, today) => {
        const home = homeName === null ? null : cities.named(homeName)[0]!
        const crossings = crossingsOf({ cities, home, trips, people: others, today: firstDay + today })
        const quickly = new Set<string>()
        for (const { tripKey, aor, there, from, until, stay: theirs } of crossings) {
          expect(dayOf(until)).toBeGreaterThanOrEqual(Math.max(today, dayOf(from)))
          for (let day = Math.max(today, dayOf(from)); day <= dayOf(until); day++) {
            quickly.add(`${day} ${tripKey ?? 'home'} ${aor} ${there.city}${theirs === null ? ' now' : ''}`)
          }
        }
        expect([...quickly].sort()).toEqual(slowly(trips, others, home, today))
        // One line each on the screen.
        expect(new Set(crossings.map(({ key }) => key)).size).toBe(crossings.length)
        count += crossings.length
      },
    ),
    { numRuns: 1500 },
  )
  expect(count).toBeGreaterThan(500)
})

import { beforeAll, describe, expect, test } from 'vitest'
import type { OwnTrip, Place, Stay } from '#contract/travel'
import { loadCities } from '../../../electron/calendar/cities-file.ts'
import type { SeenPerson } from '../../../electron/calendar/seen-travel.ts'
import type { Cities } from '../../../electron/calendar/travel/cities.ts'
import { dayNumbered } from '../../../electron/calendar/travel/days.ts'
import { crossingsOf } from '../../../electron/calendar/travel/nearby.ts'

let cities: Cities
beforeAll(async () => {
  cities = await loadCities()
})

const place = (city: string, country: string | null = null): Place => ({ city, region: null, country })
const stay = (city: string, from: string, until: string, country: string | null = null): Stay => ({
  place: place(city, country),
  from,
  until,
})
const trip = (city: string, from: string, until: string, leftOut = false): OwnTrip => ({
  ...stay(city, from, until),
  key: `${city} ${from}`,
  zone: 'Europe/Berlin',
  calendarIds: ['work'],
  leftOut,
})
const wei = (trips: readonly Stay[], city: string | null = null): SeenPerson => ({
  accountId: 'a',
  aor: 'wei@example.org',
  trips,
  city: city === null ? null : place(city),
})

/** "2026-12-03 to 2026-12-05 Berlin" or "... Potsdam near Berlin, 27 km"; "home" where the user is not on a journey. */
function met(
  trips: readonly OwnTrip[],
  people: readonly SeenPerson[],
  home: string | null = 'Amsterdam',
  today = '2026-11-28',
) {
  return crossingsOf({
    cities,
    home: home === null ? null : cities.named(home)[0]!,
    trips,
    people,
    today: dayNumbered(today)!,
  }).map(({ kind, tripKey, here, there, from, until, stay: theirs }) =>
    [
      `${from} to ${until}`,
      kind === 'near' ? `${there.city} near ${here.city}` : here.city,
      ...(tripKey === null ? ['home'] : []),
      ...(theirs === null ? ['lives'] : []),
    ].join(' '),
  )
}

test('both in Berlin, on the days that both are there', () => {
  expect(
    met([trip('Berlin', '2026-12-01', '2026-12-05')], [wei([stay('Berlin', '2026-12-03', '2026-12-09')])]),
  ).toEqual(['2026-12-03 to 2026-12-05 Berlin'])
})

test('one day is enough, and the day after is not', () => {
  const mine = [trip('Berlin', '2026-12-01', '2026-12-05')]
  expect(met(mine, [wei([stay('Berlin', '2026-12-05', '2026-12-05')])])).toEqual(['2026-12-05 to 2026-12-05 Berlin'])
  expect(met(mine, [wei([stay('Berlin', '2026-12-06', '2026-12-09')])])).toEqual([])
})

test('the same city in another language', () => {
  const mine = [trip('Cologne', '2026-12-01', '2026-12-05')]
  for (const name of ['Köln', 'Colonia', '科隆', 'KOELN']) {
    expect(met(mine, [wei([stay(name, '2026-12-03', '2026-12-03', 'DE')])])).toEqual([
      '2026-12-03 to 2026-12-03 Cologne',
    ])
  }
})

test('a city near is named, one further off is not', () => {
  const mine = [trip('Berlin', '2026-12-01', '2026-12-05')]
  expect(met(mine, [wei([stay('Potsdam', '2026-12-02', '2026-12-03')])])).toEqual([
    '2026-12-02 to 2026-12-03 Potsdam near Berlin',
  ])
  expect(met(mine, [wei([stay('Hamburg', '2026-12-02', '2026-12-03')])])).toEqual([])
})

test('of two cities of one name it is the one in the country that is said', () => {
  const mine = [trip('Birmingham', '2026-12-01', '2026-12-05')]
  expect(met(mine, [wei([stay('Birmingham', '2026-12-02', '2026-12-03', 'US')])])).toEqual([])
  expect(met(mine, [wei([stay('Birmingham', '2026-12-02', '2026-12-03', 'GB')])])).toHaveLength(1)
})

describe('at home', () => {
  test('somebody comes to the user’s city', () => {
    expect(met([], [wei([stay('Amsterdam', '2026-12-03', '2026-12-05')])])).toEqual([
      '2026-12-03 to 2026-12-05 Amsterdam home',
    ])
  })

  test('but for the days on which the user is away', () => {
    expect(
      met([trip('Rome', '2026-12-04', '2026-12-06')], [wei([stay('Amsterdam', '2026-12-02', '2026-12-08')])]),
    ).toEqual(['2026-12-02 to 2026-12-03 Amsterdam home', '2026-12-07 to 2026-12-08 Amsterdam home'])
  })

  test('nobody who only lives there', () => {
    expect(met([trip('Rome', '2026-12-04', '2026-12-06')], [wei([], 'Amsterdam')])).toEqual([])
  })
})

describe('where somebody says to be now', () => {
  const mine = [trip('Lisbon', '2026-11-30', '2026-12-03')]

  test('is where he is when the user comes', () => {
    expect(met(mine, [wei([], 'Lisboa')])).toEqual(['2026-11-30 to 2026-12-03 Lisbon lives'])
  })

  test('but for the days on which he is elsewhere', () => {
    expect(met(mine, [wei([stay('Madrid', '2026-12-01', '2026-12-02')], 'Lisbon')])).toEqual([
      '2026-11-30 to 2026-11-30 Lisbon lives',
      '2026-12-03 to 2026-12-03 Lisbon lives',
    ])
  })

  test('unless that is a journey of his', () => {
    expect(met(mine, [wei([stay('Lisbon', '2026-11-27', '2026-11-29')], 'Lisbon')])).toEqual([])
  })
})

test('what is left out is not compared, and what is over is not told', () => {
  const theirs = [wei([stay('Berlin', '2026-12-03', '2026-12-09')])]
  expect(met([trip('Berlin', '2026-12-01', '2026-12-05', true)], theirs)).toEqual([])
  expect(met([trip('Berlin', '2026-12-01', '2026-12-05')], theirs, 'Amsterdam', '2026-12-06')).toEqual([])
})

test('a city that is not known here is passed over', () => {
  expect(
    met([trip('Berlin', '2026-12-01', '2026-12-05')], [wei([stay('Nowhere at all', '2026-12-03', '2026-12-04')])]),
  ).toEqual([])
})

test('thousands of people are compared, and no more is kept than can be looked at', () => {
  const people = Array.from({ length: 3000 }, (_, index) => ({
    ...wei([stay('Berlin', '2026-12-03', '2026-12-09')]),
    aor: `p${index}@example.org`,
  }))
  expect(met([trip('Berlin', '2026-12-01', '2026-12-05')], people)).toHaveLength(500)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadCities } from '../../../electron/calendar/cities-file.ts'
import type { Cities, City } from '../../../electron/calendar/travel/cities.ts'
import { kilometres } from '../../../electron/calendar/travel/distance.ts'
import { expanded, folded } from '../../../electron/calendar/travel/folding.ts'
import { otherNames } from '../../../electron/calendar/travel/other-names.ts'
import { onlyCityIn, placeIn } from '../../../electron/calendar/travel/places.ts'
import { cityIn, routeOf, stationsOf } from '../../../electron/calendar/travel/routes.ts'
import { cityNames } from './city-names.ts'

let cities: Cities
beforeAll(async () => {
  cities = await loadCities()
})

const said = (city: City | null): string | null => city && `${city.name}, ${city.country}`
const place = (text: string): string | null => said(placeIn(text, cities))

test('the same city in other languages and spellings', () => {
  const rows = cityNames.trim().split('\n')
  let count = 0
  const wrong = rows.flatMap((row) => {
    const [head = '', names = ''] = row.split(': ')
    const wanted = `${head.slice(3)}, ${head.slice(0, 2)}`
    return names.split('; ').flatMap((name) => {
      count++
      return place(name) === wanted ? [] : [`${name}: ${place(name)}, not ${wanted}`]
    })
  })
  expect(wrong).toEqual([])
  expect(count).toBeGreaterThan(500)
})

describe('addresses as calendars write them', () => {
  test.each([
    ['Hotel Adlon, Unter den Linden 77, 10117 Berlin, Germany', 'Berlin, DE'],
    ['Unter den Linden 77\n10117 Berlin\nDeutschland', 'Berlin, DE'],
    ['San Francisco (SFO)', 'San Francisco, US'],
    ['London LHR', 'London, GB'],
    ['AMS', 'Amsterdam, NL'],
    ['1 Infinite Loop, Cupertino, CA 95014, USA', 'Cupertino, US'],
    ['10 Downing Street, London SW1A 2AA, United Kingdom', 'London, GB'],
    ['Prinsengracht 263, 1016 GV Amsterdam, Netherlands', 'Amsterdam, NL'],
    ['München, Bayern, Deutschland', 'Munich, DE'],
    ['Warszawa, Polska', 'Warsaw, PL'],
    ['東京都千代田区丸の内1丁目', 'Tokyo, JP'],
    ['Luxembourg, Luxembourg', 'Luxembourg, LU'],
    ['Singapore', 'Singapore, SG'],
    ['Vancouver, BC, Canada', 'Vancouver, CA'],
  ])('%s', (text, city) => expect(place(text)).toBe(city))

  test.each([
    'Room Berlin',
    'Berlin 2',
    'Meeting room 5',
    'Microsoft Teams Meeting',
    'https://zoom.us/j/123456789',
    'Home',
    'Germany',
    'Georgia',
    '',
    '12345',
  ])('%s is no city', (text) => expect(place(text)).toBeNull())
})

describe('several cities of one name', () => {
  const region = (text: string) => placeIn(text, cities)?.region

  test('are told apart by the country or the region beside them', () => {
    expect(place('Cambridge, UK')).toBe('Cambridge, GB')
    expect(region('Cambridge, MA')).toBe('Massachusetts')
    expect(region('Portland, Maine')).toBe('Maine')
    expect(region('Paris, Texas')).toBe('Texas')
    expect(place('Valencia, Venezuela')).toBe('Valencia, VE')
    expect(place('Valencia, Spain')).toBe('Valencia, ES')
    expect(region('London, Ontario')).toBe('Ontario')
    expect(place('Tbilisi, Georgia')).toBe('Tbilisi, GE')
    expect(place('Atlanta, Georgia')).toBe('Atlanta, US')
    expect(region('Vancouver, WA')).toBe('Washington')
  })

  test('are the largest where nothing is said', () => {
    expect(place('Paris')).toBe('Paris, FR')
    expect(region('Portland')).toBe('Oregon')
    expect(place('Frankfurt')).toBe('Frankfurt am Main, DE')
    expect(place('Frankfurt (Oder)')).toBe('Frankfurt (Oder), DE')
  })

  test('a country that contradicts leaves none', () => {
    expect(place('Berlin, Portugal')).toBeNull()
  })
})

test('airports serve the city that people fly to', () => {
  const served = {
    AMS: 'Amsterdam',
    MUC: 'Munich',
    CDG: 'Paris',
    ORY: 'Paris',
    EWR: 'New York',
    JFK: 'New York',
    NRT: 'Tokyo',
    FCO: 'Rome',
    STN: 'London',
    LON: 'London',
    SFO: 'San Francisco',
  }
  expect(Object.fromEntries(Object.keys(served).map((code) => [code, cities.airport(code)?.name]))).toEqual(served)
  expect(cities.airport('QQQ')).toBeNull()
})

test('a time zone has a city, by its older name too', { timeout: 20_000 }, () => {
  expect(said(cities.ofZone('Europe/Amsterdam'))).toBe('Amsterdam, NL')
  expect(said(cities.ofZone('America/New_York'))).toBe('New York, US')
  expect(said(cities.ofZone('Asia/Calcutta'))).toBe(said(cities.ofZone('Asia/Kolkata')))
  expect(cities.ofZone('UTC')).toBeNull()
  expect(cities.ofZone('Nowhere/At_All')).toBeNull()
})

test('distances are those of the globe', () => {
  const between = (a: string, b: string) => kilometres(cities.named(a)[0]!, cities.named(b)[0]!)
  expect(between('Berlin', 'Potsdam')).toBeGreaterThan(20)
  expect(between('Berlin', 'Potsdam')).toBeLessThan(35)
  expect(between('London', 'New York')).toBeCloseTo(5570, -2)
  // Over the line where dates change.
  expect(between('Suva', 'Apia')).toBeLessThan(1300)
  expect(between('Lisbon', 'Lisbon')).toBe(0)
})

test('every city has a place, a country and a zone that this computer knows', () => {
  const lines = brotliDecompressSync(readFileSync(join(import.meta.dirname, '../../../assets/cities/cities.br')))
    .toString()
    .split('\n')
  const header = JSON.parse(lines[0]!) as { cities: number; zones: string[] }
  for (const zone of header.zones) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow()
  const odd = lines
    .slice(1, 1 + header.cities)
    .filter((line) => !/^[^\t]+\t[A-Z]{2}\t[0-9a-z]*\t-?\d+\t-?\d+\t[0-9a-z]+\t[0-9a-z]+$/.test(line))
  expect(odd).toEqual([])
})

test('names are folded as they were when the data was made', () => {
  expect(folded('Saint-Étienne')).toBe('saint etienne')
  expect(folded("'s-Hertogenbosch")).toBe('s hertogenbosch')
  expect(folded('Łódź')).toBe('lodz')
  expect(expanded('Düsseldorf')).toBe('duesseldorf')
  expect(expanded('Paris')).toBeNull()
})

test('no text makes the search fail', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ unit: 'binary' })), (text) => {
      placeIn(text, cities)
    }),
  )
  expect(placeIn(`${'Berlin, '.repeat(100_000)}`, cities)?.name).toBe('Berlin')
})

test.each([
  ['a long name', 'B'.repeat(100_000)],
  ['combining marks', `B\u0301${'\u0301'.repeat(100_000)}erlin`],
  ['right to left', '\u202Enilreb\u202C'],
  ['NULs', 'Ber\0lin'],
  ['half characters', '\ud83d, \udc00'],
  ['tabs and lines, which the data is made of', 'Berlin\tDE\nParis\t'],
  ['only marks', '\u0301\u0301'],
  ['brackets', '('.repeat(500)],
])('%s: looked up at once, and without a failure', (_what, text) => {
  for (const look of [placeIn, cityIn, onlyCityIn, stationsOf]) look(text, cities)
  routeOf(text, text, cities)
  expect(cities.named(text).length).toBeLessThan(2)
  expect(cities.airport(text)).toBeNull()
})

test('every other name means a city that is in the data, under the name it has there', () => {
  const lost = [...otherNames].filter(([name, { country, name: own }]) => {
    const [found] = cities.named(name)
    return found?.country !== country || !cities.named(own).includes(found)
  })
  expect(lost).toEqual([])
  expect(
    ['NYC', 'LA', 'SF', 'Bombay', 'Washington DC', "'s-Gravenhage"].map((name) => cities.named(name)[0]?.name),
  ).toEqual(['New York', 'Los Angeles', 'San Francisco', 'Mumbai', 'Washington D.C.', 'The Hague'])
})

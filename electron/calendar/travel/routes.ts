import { hasWord, plain, words } from '../activity-words.ts'
import type { Cities, City } from './cities.ts'
import { isAmbiguous, isDominant } from './city-words.ts'
import { kilometres } from './distance.ts'
import { folded } from './folding.ts'
import { airportIn, placeIn } from './places.ts'
import { arrow, between, rideTowards, towards } from './travel-words.ts'

export type Route = { readonly from: City | null; readonly to: City | null }

/** A word that is no part of a city's name; what follows it is none either. */
const stop = /\s*(?:[([{:;|,]|\s[-–—]\s).*$/u
const mostWords = 5
const longestTitle = 300
/** A city inside a sentence is one that people know: "Data" and "Same" are towns too. */
const leastKnown = 50

/** Where a ride begins and ends: "Flight to Berlin (LH123)", "LH 400 FRA to JFK", "ICE 543 Köln - Wien", "AMS-FRA". */
export function routeOf(long: string, location: string | null, cities: Cities): Route {
  const title = long.slice(0, longestTitle)
  const place = location?.slice(0, longestTitle) ?? null
  const there = place === null ? null : (placeIn(place, cities) ?? startOf(place, cities))
  const pair = /(?<!\p{L})([A-Z]{3}) ?(?:-|–|—|→|->|>|to|nach|\/) ?([A-Z]{3})(?!\p{L})/u.exec(title)
  if (pair !== null) {
    const [from, to] = [cities.airport(pair[1]!), cities.airport(pair[2]!)]
    if (from !== null && to !== null) return { from, to }
  }
  const [left, ...rest] = title.split(between)
  const last = rest.at(-1)
  if (left !== undefined && last !== undefined) {
    const to = startOf(last, cities)
    if (to !== null) return { from: endOf(left, cities) ?? there, to }
  }
  const hyphened = hyphenedPair(title, cities)
  if (hyphened !== null) return hyphened
  const to = afterPreposition(title, rideTowards, cities)
  // Google writes where a flight begins as its place.
  return { from: there, to }
}

/**
 * The same of a title with no word or number of a ride in it, as railways write them: "Kiel Hbf -> Bremen Hbf". Each side of the
 * arrow is a city with no more than its station, else it may be anything that is moved.
 */
export function stationsOf(title: string, cities: Cities): Route {
  const sides = title
    .slice(0, longestTitle)
    .replace(/^[^\p{L}]+/u, '')
    .split(arrow)
    .map((side) => stationIn(side, cities))
  const [from, to] = [sides[0] ?? null, sides.at(-1) ?? null]
  return sides.length < 2 || from === null || to === null ? { from: null, to: null } : { from, to }
}

const stationWords =
  'hbf|hauptbahnhof|bf|bhf|bahnhof|airport|flughafen|station|gare|termini|centrale?|centraal|centralna|central|c|h|gl|glowny|glowna|hl n|hlavni nadrazi|nord|sud|est|ost|west|midi|part dieu|st pancras|kings cross'
const station = new RegExp(`^(?:(?:${stationWords})(?:\\s+|$))*$`)
const stationAtEnd = new RegExp(`\\s+(?:${stationWords})\\.?$`, 'iu')

function stationIn(text: string, cities: Cities): City | null {
  const side = text.replace(/\(?\b(?:Main|Oder|Saale)\b\)?/u, ' ').trim()
  const whole = placeIn(side, cities) ?? airportIn(side, cities)
  if (whole !== null) return whole
  const list = side.split(/\s+/).slice(0, mostWords)
  for (let count = list.length - 1; count > 0; count--) {
    const city = capitalised(list.slice(0, count), cities)
    if (city !== null) return station.test(folded(list.slice(count).join(' '))) ? city : null
  }
  return null
}

/** "Paris-Lyon", "Milano–Roma": two cities in one word, and no city by itself as "Baden-Baden" is. */
function hyphenedPair(title: string, cities: Cities): Route | null {
  for (const word of title.split(/\s+/)) {
    if (!/\p{L}{3,}[-–—]\p{Lu}/u.test(word) || cities.named(word).length > 0) continue
    for (const hyphen of word.matchAll(/[-–—]/gu)) {
      const from = capitalised([word.slice(0, hyphen.index)], cities)
      const to = capitalised([word.slice(hyphen.index + 1)], cities)
      if (from !== null && to !== null) return { from, to }
    }
  }
  return null
}

/** Words of scripts that put none apart: what is left of "東京出張" is the city. */
const unspaced = /出差|出張|旅行|旅遊|休假|休暇|航班|高铁|高鐵|新幹線|火车|フライト|から|まで|[のへにで]/gu

/** A city that a title names: after a preposition, as the whole of it, or as a word in it with a capital. */
export function cityIn(long: string, cities: Cities): City | null {
  const title = long.slice(0, longestTitle)
  const bare = title.replace(unspaced, ' ').trim()
  if (bare !== title.trim()) {
    const city = placeIn(bare, cities)
    if (city !== null) return city
  }
  return afterPreposition(title, towards, cities) ?? certain(placeIn(title, cities), title) ?? inside(title, cities)
}

/** A title that is one city's name, or has parts that say the same. */
const certain = (city: City | null, title: string): City | null => (isAmbiguous(title) ? null : city)

function afterPreposition(title: string, before: RegExp, cities: Cities): City | null {
  for (const match of title.matchAll(before)) {
    const city = startOf(title.slice(match.index + match[0].length), cities)
    if (city !== null) return city
  }
  return null
}

/** The city that a text begins with, as many of its words as make one: "San Francisco SFO (UA 901)". */
function startOf(text: string, cities: Cities): City | null {
  const whole = placeIn(text.replace(/[([{].*$/u, ''), cities)
  return withAirport(whole ?? firstOf(text, cities), airportIn(text, cities))
}

/** Stations have codes that airports have elsewhere: "London Kings Cross (KGX)" is not in Alaska. */
function withAirport(named: City | null, airport: City | null): City | null {
  if (named === null || airport === null) return airport ?? named
  return named.name === airport.name || kilometres(named, airport) <= farAirport ? airport : named
}
const farAirport = 150

/** The same word in other words: "Hamburg-Harburg". */
function firstOf(text: string, cities: Cities): City | null {
  const own = text.replace(stop, '')
  const lists = [own.split(/\s+/), ...(own.includes('-') ? [own.split(/[\s-]+/)] : [])]
  for (const list of lists) {
    for (let count = Math.min(mostWords, list.length); count > 0; count--) {
      const city = capitalised(list.slice(0, count), cities)
      if (city !== null) return city
    }
  }
  return null
}

/** The city that a text ends with: "LH 123 Frankfurt", "Train from New York". */
function endOf(text: string, cities: Cities): City | null {
  return withAirport(lastOf(text, cities), airportIn(text, cities))
}

function lastOf(text: string, cities: Cities): City | null {
  const list = text
    .replace(/[([{].*$/u, '')
    .trim()
    .replace(stationAtEnd, '')
    .split(/\s+/)
    .slice(-mostWords)
  for (let at = 0; at < list.length; at++) {
    const city = capitalised(list.slice(at), cities)
    if (city !== null) return city
  }
  return null
}

function inside(title: string, cities: Cities): City | null {
  // On holiday are people; a trip goes to a place.
  const isHoliday = hasWord(plain(title), words.vacation)
  const isOther = (name: string): boolean => isAmbiguous(name) && (isHoliday || !isDominant(name))
  const list = title
    .split(/[\s,;:()[\]|/]+|[-–—](?=\s)/u)
    .filter((word) => word !== '')
    .slice(0, 20)
  for (let count = Math.min(3, list.length); count > 0; count--) {
    for (let at = 0; at + count <= list.length; at++) {
      const city = capitalised(list.slice(at, at + count), cities)
      if (city !== null && city.population >= leastKnown && !isOther(list.slice(at, at + count).join(' '))) return city
    }
  }
  return null
}

/** Some words as a city's name; in scripts that have capitals it begins with one. */
function capitalised(list: readonly string[], cities: Cities): City | null {
  const text = list.join(' ')
  const first = list[0]?.charAt(0) ?? ''
  if (first.toLowerCase() !== first.toUpperCase() && first !== first.toUpperCase()) return null
  return text.length < 3 && /^[\x20-\x7e]*$/.test(text) ? null : (cities.named(text)[0] ?? null)
}

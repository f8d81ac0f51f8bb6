import type { Cities, City } from './cities.ts'
import { airportIn, placeIn } from './places.ts'
import { between, towards } from './travel-words.ts'

export type Route = { readonly from: City | null; readonly to: City | null }

/** A word that is no part of a city's name; what follows it is none either. */
const stop = /\s*(?:[([{:;|,]|\s[-–—]\s).*$/u
const mostWords = 5
/** A city inside a sentence is one that people know: "Data" and "Same" are towns too. */
const leastKnown = 50

/** Where a ride begins and ends: "Flight to Berlin (LH123)", "LH 400 FRA to JFK", "ICE 543 Köln - Wien", "AMS-FRA". */
export function routeOf(title: string, location: string | null, cities: Cities): Route {
  const there = location === null ? null : (placeIn(location, cities) ?? startOf(location, cities))
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
  const to = afterPreposition(title, cities)
  // Google writes where a flight begins as its place.
  return { from: there, to }
}

/** A city that a title names: after a preposition, as the whole of it, or as a word in it with a capital. */
export function cityIn(title: string, cities: Cities): City | null {
  return placeIn(title, cities) ?? afterPreposition(title, cities) ?? inside(title, cities)
}

function afterPreposition(title: string, cities: Cities): City | null {
  for (const match of title.matchAll(towards)) {
    const city = startOf(title.slice(match.index + match[0].length), cities)
    if (city !== null) return city
  }
  return null
}

/** The city that a text begins with, as many of its words as make one: "San Francisco SFO (UA 901)". */
function startOf(text: string, cities: Cities): City | null {
  const airport = airportIn(text, cities)
  if (airport !== null) return airport
  const whole = placeIn(text.replace(/[([{].*$/u, ''), cities)
  if (whole !== null) return whole
  const list = text.replace(stop, '').split(/\s+/).slice(0, mostWords)
  for (let count = list.length; count > 0; count--) {
    const city = capitalised(list.slice(0, count), cities)
    if (city !== null) return city
  }
  return null
}

/** The city that a text ends with: "LH 123 Frankfurt", "Train from New York". */
function endOf(text: string, cities: Cities): City | null {
  const airport = airportIn(text, cities)
  if (airport !== null) return airport
  const list = text
    .replace(/[([{].*$/u, '')
    .trim()
    .split(/\s+/)
    .slice(-mostWords)
  for (let at = 0; at < list.length; at++) {
    const city = capitalised(list.slice(at), cities)
    if (city !== null) return city
  }
  return null
}

function inside(title: string, cities: Cities): City | null {
  const list = title
    .split(/[\s,;:()[\]|/]+|[-–—](?=\s)/u)
    .filter((word) => word !== '')
    .slice(0, 20)
  for (let count = Math.min(3, list.length); count > 0; count--) {
    for (let at = 0; at + count <= list.length; at++) {
      const city = capitalised(list.slice(at, at + count), cities)
      if (city !== null && city.population >= leastKnown) return city
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

import type { Place } from '#contract/travel'
import { plain } from '../activity-words.ts'
import type { Cities, City } from './cities.ts'
import { isAmbiguous, isNowhere } from './city-words.ts'
import { folded } from './folding.ts'
import { isRoom } from './travel-words.ts'

/** Longer texts are no place. */
const longestText = 500
const mostParts = 20

/** "1016 GV Amsterdam", "SW1A 1AA London", "D-10117 Berlin", "CA 95014", "M5V 3L9": what is for the post alone. */
const postCode =
  /\b\d{4} ?[A-Z]{2}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|(?<![\p{L}\p{N}])(?:[A-Z]{1,2}-)?\d[\d -]{2,8}\d(?![\p{L}\p{N}])/gu
/** "Milano MI", "Paris TX", "Mexico City MX": the city, and its province, state or country. */
const withLetters = /^(.*\p{Ll}.*?)\s+([A-Z]{2})$/u

/** 東京都千代田区, 北京市朝阳区: an address without spaces, the city first. */
const unspacedAddress = /^(\p{Script=Han}{2,4}?)[都市府]|^(\p{Script=Hangul}{2,4}?)(?:특별시|광역시|시)/u

/** A city, and how much of what stands beside it says so too. */
type Found = { readonly city: City; readonly explained: number }

/** The city as it is told: what is finer is never told. */
export const placeOf = ({ name, region, country }: City): Place => ({ city: name, region, country })

/**
 * The city that an address, or a place as people write it, is in: "Hotel Adlon, Unter den Linden 77, 10117 Berlin, Germany",
 * "San Francisco (SFO)", "Cambridge, MA", "München". Only a part that is nothing but a city counts: a room called "Berlin 2"
 * is no journey. Of several of one name it is the one whose country or region is said beside it, else the largest.
 */
export const placeIn = (text: string, cities: Cities): City | null => namedIn(text, cities) ?? airportIn(text, cities)

/** The same without codes of airports, which words in capitals look like. */
function namedIn(text: string, cities: Cities): City | null {
  const short = text.slice(0, longestText).replace(postCode, ' ').trim()
  const whole = candidates(short, cities)[0]
  if (whole !== undefined && isWordy(short)) return isNowhere(short) ? null : whole
  const parts = partsOf(short)
  // A room that is called after a city is in some building; an address says its number, its code or its country.
  const isAddress = short.length < text.trim().length || !isRoom(plain(short))
  let best: Found | null = null
  for (let index = parts.length - 1; index >= 0; index--) {
    const found = cityAt(parts, index, cities)
    if (found === null || (best !== null && found.explained <= best.explained)) continue
    // "Bath, Sink and Kitchen": a word like others, with nothing beside it that says more.
    const isSaid =
      found.explained > 0 || (isAddress && !isAmbiguous(parts[index]!)) || short.length < text.trim().length
    if (isSaid) best = found
  }
  return best?.city ?? null
}

/** The city that a title names and nothing else: "Berlin", "Berlin (Germany)", "✈️ in Lisbon"; every part of it says the same. */
export function onlyCityIn(title: string, cities: Cities): { readonly city: City; readonly name: string } | null {
  const text = title
    .slice(0, longestText)
    .replace(/\p{Extended_Pictographic}|\p{Regional_Indicator}|\uFE0F|\u200D/gu, '')
    .replace(/\((?:all day|ganztägig|ganztags)\)/iu, '')
    .replace(/^\s*(?:in|à|en|em|a)\s+(?=\p{Lu})/iu, '')
    .trim()
  const whole = candidates(text, cities)[0]
  if (whole !== undefined && isWordy(text)) return { city: whole, name: text }
  const parts = partsOf(text)
  for (let index = 0; index < parts.length; index++) {
    const found = cityAt(parts, index, cities)
    if (found !== null && found.explained === parts.length - 1) return { city: found.city, name: text }
  }
  return null
}

/** Of several of one name the one in this country and region; a region that is written otherwise here does not stand in the way. */
export function pick(
  cities: readonly City[],
  { country, region }: { readonly country: string | null; readonly region: string | null },
): City | null {
  const inCountry = country === null ? cities : cities.filter((city) => city.country === country)
  const said = region === null ? null : folded(region)
  return inCountry.find((city) => city.region !== null && folded(city.region) === said) ?? inCountry[0] ?? null
}

/** The airport that is named by its code: alone, in brackets, or as the one word in capitals. */
export function airportIn(text: string, cities: Cities): City | null {
  if (!/\p{Ll}|\d|[()]/u.test(text) && !/^\s*[A-Z]{3}\s*$/.test(text)) return null
  for (const [, code = ''] of text.slice(0, longestText).matchAll(/(?:^|[\s(,])([A-Z]{3})(?=$|[\s),])/g)) {
    const city = cities.airport(code)
    if (city !== null) return city
  }
  return null
}

/** Letters enough to be a name by themselves; "LA" is one in capitals. */
const isWordy = (text: string): boolean =>
  folded(text).length > 2 || !/^[\x20-\x7e]*$/.test(text) || /^[A-Z]{2}$/.test(text)

/** A country is a city only where the two are the same: Singapore, Luxembourg, not the Georgia of Indiana. */
function candidates(part: string, cities: Cities): readonly City[] {
  const country = cities.country(part)
  const own = cities.named(part)
  const found = own.length > 0 ? own : cities.named(unspacedAddress.exec(part)?.slice(1).find(Boolean) ?? '')
  return country === null ? found : found.filter((city) => city.country === country)
}

/** The city that one part names, in the light of those after it. */
function cityAt(parts: readonly string[], index: number, cities: Cities): Found | null {
  const after = parts
    .slice(index + 1)
    .map((text): Part => ({ text, said: folded(text), country: cities.country(text) }))
  let best: Found | null = null
  for (const city of candidates(parts[index]!, cities)) {
    let explained = 0
    let contradicted = false
    for (const part of after) {
      if (saysSo(part, city)) explained++
      else if (part.country !== null) contradicted = true
    }
    if (!contradicted && (best === null || explained > best.explained)) best = { city, explained }
  }
  return best !== null && (best.explained > 0 || isWordy(parts[index]!)) ? best : null
}

/** A part of the text, and the country that it may mean. */
type Part = { readonly text: string; readonly said: string; readonly country: string | null }

function saysSo(part: Part, { country, region, regionCode }: City): boolean {
  return (
    part.country === country ||
    (region !== null && part.said === foldedRegion(region)) ||
    part.said === regionCode?.toLowerCase() ||
    part.text === country
  )
}

const regions = new Map<string, string>()

/** There are four thousand, and they are asked for again and again. */
function foldedRegion(region: string): string {
  const known = regions.get(region)
  if (known !== undefined) return known
  const name = folded(region)
  regions.set(region, name)
  return name
}

/** Split at commas, lines, slashes, brackets and dashes between words. */
function partsOf(text: string): readonly string[] {
  return text
    .replace(/\(([^)]*)\)/g, ',$1,')
    .split(/[,;\n|/•·]+|\s[-–—]\s/)
    .flatMap((part) => withLetters.exec(part.replace(/\s+/g, ' ').trim())?.slice(1) ?? [part])
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => part !== '')
    .slice(-mostParts)
}

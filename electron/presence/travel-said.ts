import { mostTrips, type Place, type Stay } from '#contract/travel'
import { attribute, children, type Element, parseXml } from '../documents/xml.ts'
import { element } from '../documents/xml-build.ts'
import { dialectNamespace } from './dialect.ts'

/**
 * Journeys, as an element of our own beside the others of a person, in both profiles: a city and days, and room for nothing
 * finer.
 *
 *   <d:travel><d:trip city="Berlin" region="State of Berlin" country="DE" from="2026-12-03" until="2026-12-05"/></d:travel>
 */
export function buildTravelSaid(trips: readonly Stay[]): string {
  const told = trips.slice(0, mostTrips).map(({ place, from, until }) => {
    const { city, region, country } = place
    return element('d:trip', { city: short(city), region: region && short(region), country, from, until }, '')
  })
  return told.length === 0 ? '' : element('d:travel', { 'xmlns:d': dialectNamespace }, told.join(''))
}

const longestName = 100
const longestStay = 366
const day = 86_400_000
const short = (text: string): string => text.slice(0, longestName)

/** Whether an element that was kept is the one about journeys. */
export const isTravelSaid = (kept: string): boolean => travelElement([kept]) !== null

/** What somebody says of his journeys. What is not understood is left out, and no more is read than anybody has. */
export function travelSaid(kept: readonly string[]): readonly Stay[] {
  const root = travelElement(kept)
  if (root === null) return []
  const stays: Stay[] = []
  for (const child of children(root)) {
    const stay = child.localName === 'trip' ? stayOf(child) : null
    if (stay !== null) stays.push(stay)
    if (stays.length === mostTrips) break
  }
  return stays
}

/** An element that was kept may be as long as a whole document. */
const longestElement = 20_000

function travelElement(kept: readonly string[]): Element | null {
  for (const each of kept) {
    if (each.length > longestElement || !each.includes(dialectNamespace) || !each.includes('travel')) continue
    try {
      const root = parseXml('dialtone element', each)
      if (root.localName === 'travel' && root.namespaceURI === dialectNamespace) return root
    } catch {
      // Kept elements were read once already; one that cannot be read again says nothing.
    }
  }
  return null
}

function stayOf(trip: Element): Stay | null {
  const name = (key: string): string | null => attribute(trip, key)?.trim().slice(0, longestName) || null
  const city = name('city')
  const [from, until] = [dayOf(attribute(trip, 'from')), dayOf(attribute(trip, 'until'))]
  if (city === null || from === null || until === null || until < from || until - from > longestStay * day) return null
  const country = name('country')?.toUpperCase() ?? null
  const place: Place = {
    city,
    region: name('region'),
    country: country !== null && /^[A-Z]{2}$/.test(country) ? country : null,
  }
  return { place, from: textOf(from), until: textOf(until) }
}

function dayOf(text: string | null): number | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const at = Date.parse(`${text}T00:00:00Z`)
  // 31 February is read as a day of March.
  return Number.isNaN(at) || textOf(at) !== text ? null : at
}

const textOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Of all devices, each journey once, without those that are over; by their beginning. */
export function tripsNow(said: readonly (readonly Stay[])[], now: number): readonly Stay[] {
  // As nearly everybody: writing a day out costs as much as reading a note.
  if (said.every((stays) => stays.length === 0)) return []
  // Wherever the city is, its day is not before this one.
  const earliest = textOf(now - day)
  const trips = new Map<string, Stay>()
  for (const stays of said) {
    for (const stay of stays) {
      const { place, from, until } = stay
      if (until >= earliest)
        trips.set(`${place.city} ${place.region ?? ''} ${place.country ?? ''} ${from} ${until}`, stay)
    }
  }
  return [...trips.values()].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)).slice(0, mostTrips)
}

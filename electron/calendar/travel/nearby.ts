import { type Crossing, nearKilometres, type OwnTrip, type Place, type Stay } from '#contract/travel'
import type { DayNumber } from '../../documents/civil-date.ts'
import type { SeenPerson } from '../seen-travel.ts'
import type { Cities, City } from './cities.ts'
import { dayNumbered, dayText } from './days.ts'
import { kilometres } from './distance.ts'
import { pick, placeOf } from './places.ts'

export type NearbyInput = {
  readonly cities: Cities
  readonly home: City | null
  /** the user's, by their beginning */
  readonly trips: readonly OwnTrip[]
  readonly people: Iterable<SeenPerson>
  /** here */
  readonly today: DayNumber
}

const mostCrossings = 500

type Days = { readonly from: DayNumber; readonly until: DayNumber }
type Visit = Days & { readonly city: City }
/** Where the user is on some days. */
type Own = Visit & { readonly tripKey: string | null }

/** A place that somebody names, as the city it is; null: it is not known here. */
export const cityOfPlace = ({ city, region, country }: Place, cities: Cities): City | null =>
  pick(cities.named(city), { country, region })

/**
 * Who is where the user will be, on the same days: both on a journey, somebody coming to the user's city, or somebody who says to
 * be now where the user is going. Found here, from what everybody told of himself; nobody else learns of it.
 */
export function crossingsOf({ cities, home, trips, people, today }: NearbyInput): readonly Crossing[] {
  const places = new Map<string, City | null>()
  /** Thousands of people live in some hundred cities. */
  const cityOf = (place: Place): City | null => {
    const key = `${place.city} ${place.region ?? ''} ${place.country ?? ''}`
    const known = places.get(key)
    if (known !== undefined) return known
    const city = cityOfPlace(place, cities)
    places.set(key, city)
    return city
  }
  const own = trips
    .filter((trip) => !trip.leftOut)
    .flatMap((trip): Own[] => {
      const visit = visitOf(trip, cityOf)
      return visit === null ? [] : [{ ...visit, tripKey: trip.key }]
    })
  const crossings: Crossing[] = []
  const isFull = (): boolean => crossings.length >= mostCrossings
  for (const person of people) {
    if (isFull()) break
    const theirs = joined(person.trips.flatMap((stay) => visitOf(stay, cityOf) ?? []))
    for (const visit of theirs) {
      const atHome: Own[] =
        home === null || !isNear(home, visit.city)
          ? []
          : without(visit, own).map((days) => ({ ...days, city: home, tripKey: null }))
      for (const mine of [...own, ...atHome]) add(crossings, person, mine, visit, visit, today)
    }
    const lives = own.length === 0 ? null : livesIn(person, theirs, home, cityOf, today)
    if (lives === null) continue
    for (const mine of own) {
      if (!isNear(mine.city, lives)) continue
      // Where somebody is now he most likely is again, but for the days he says to be elsewhere.
      for (const days of without(mine, theirs))
        add(crossings, person, { ...mine, ...days }, { ...days, city: lives }, null, today)
    }
  }
  return crossings
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.key < b.key ? -1 : 1))
    .slice(0, mostCrossings)
}

/** Where somebody says to be now, unless that is a journey of his, or where the user lives too. */
function livesIn(
  { city }: SeenPerson,
  theirs: readonly Visit[],
  home: City | null,
  cityOf: (place: Place) => City | null,
  today: DayNumber,
): City | null {
  const now = city === null ? null : cityOf(city)
  if (now === null || (home !== null && isNear(home, now))) return null
  // A day on either side: it may be another one there.
  return theirs.some((visit) => visit.from <= today + 1 && visit.until >= today - 1 && isNear(visit.city, now))
    ? null
    : now
}

/** A degree of latitude is 111 km: most are told apart by that. */
const isNear = (a: City, b: City): boolean =>
  Math.abs(a.latitude - b.latitude) < 1 && kilometres(a, b) <= nearKilometres

function add(
  crossings: Crossing[],
  { accountId, aor }: SeenPerson,
  mine: Own,
  theirs: Visit,
  stay: Days | null,
  today: DayNumber,
): void {
  const from = Math.max(mine.from, theirs.from)
  const until = Math.min(mine.until, theirs.until)
  if (from > until || until < today || !isNear(mine.city, theirs.city)) return
  const here = placeOf(mine.city)
  const there = placeOf(theirs.city)
  const isSame = here.city === there.city && here.country === there.country && here.region === there.region
  const between = [mine.tripKey ?? 'home', accountId, aor, there.country ?? '', there.city, dayText(from)]
  crossings.push({
    key: between.join(' '),
    accountId,
    aor,
    kind: isSame ? 'same-city' : 'near',
    tripKey: mine.tripKey,
    here,
    there,
    kilometres: Math.round(kilometres(mine.city, theirs.city)),
    from: dayText(from),
    until: dayText(until),
    stay: stay && { from: dayText(stay.from), until: dayText(stay.until) },
  })
}

function visitOf({ place, from, until }: Stay, cityOf: (place: Place) => City | null): Visit | null {
  const city = cityOf(place)
  const [first, last] = [dayNumbered(from), dayNumbered(until)]
  return city === null || first === null || last === null ? null : { city, from: first, until: last }
}

/** What two devices of somebody tell of one city, and days that follow each other there, are one visit. */
function joined(visits: readonly Visit[]): readonly Visit[] {
  if (visits.length < 2) return visits
  const result: Visit[] = []
  for (const visit of [...visits].sort((a, b) => a.from - b.from)) {
    const index = result.findIndex(({ city, until }) => city === visit.city && visit.from <= until + 1)
    const before = result[index]
    if (before === undefined) result.push(visit)
    else result[index] = { ...before, until: Math.max(before.until, visit.until) }
  }
  return result
}

/** The days of one that are in none of the others. */
function without({ from, until }: Days, others: readonly Days[]): readonly Days[] {
  let rest: Days[] = [{ from, until }]
  for (const other of others) {
    rest = rest.flatMap((days) =>
      [
        { from: days.from, until: Math.min(days.until, other.from - 1) },
        { from: Math.max(days.from, other.until + 1), until: days.until },
      ].filter((each) => each.from <= each.until),
    )
  }
  return rest
}

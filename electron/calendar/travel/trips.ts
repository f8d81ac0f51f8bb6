import type { OwnTrip } from '#contract/travel'
import { mostTrips, travelDays } from '#contract/travel'
import type { DayNumber } from '../../documents/civil-date.ts'
import { plain } from '../activity-words.ts'
import type { Cities, City } from './cities.ts'
import { isAmbiguous, isDominant } from './city-words.ts'
import { dayIn, dayText } from './days.ts'
import { kilometres } from './distance.ts'
import { onlyCityIn, placeIn, placeOf } from './places.ts'
import { cityIn, type Route, routeOf, stationsOf } from './routes.ts'
import { isNumbered, type TravelEvent } from './travel-events.ts'
import { goesAway, isLodgingWord, saysArriving, saysLeaving } from './travel-words.ts'

export type TripsInput = {
  readonly events: readonly TravelEvent[]
  readonly cities: Cities
  /** null: not known, so that every city is away */
  readonly home: City | null
  /** of this computer: all-day events are on its clock */
  readonly zone: string
  readonly now: number
}

/** Being this close to home is no journey; and two hotels this close are one. */
const samePlace = 30
/** An arrival without a journey on or back within this time is told for its day alone. */
const longestStay = 60
const nextTown = 100
/** A title that is nothing but a city says to be there only where people know the city by its name alone. */
const leastFamous = 100
const hour = 3_600_000
/** Between two flights one is not in the city. */
const leastStay = 8 * hour

type Stay = {
  readonly city: City
  readonly from: DayNumber
  readonly until: DayNumber
  readonly calendars: ReadonlySet<string>
  /** 2: a ride, somewhere to sleep; 1: days said to be away; 0: days whose place alone is elsewhere */
  readonly sure: 0 | 1 | 2
  /** nothing tells when this place was left, but that somebody was elsewhere later */
  readonly isOpen?: boolean
}

/**
 * The user's journeys of the next days: what is left of his events is a city and days. Events of one journey are one: the flight
 * there and back, the hotel, the days blocked.
 */
export function tripsOf(input: TripsInput): readonly Omit<OwnTrip, 'leftOut'>[] {
  const { cities, home, zone, now } = input
  const events = [...input.events].sort((a, b) => a.start - b.start || a.end - b.end)
  const isAway = ({ city }: Stay): boolean => home === null || kilometres(home, city) > samePlace
  // There and back on one day and not far is the way to work.
  const isFar = ({ city, from, until }: Stay): boolean =>
    home === null || from < until || kilometres(home, city) > nextTown
  const blocked = blocks(events, cities, zone)
  const ridden = betweenMoves(moves(events, cities), home).filter(isFar)
  const stays = uncontradicted([...blocked, ...ridden.map((stay) => closedBy(stay, blocked))].filter(isAway))
  const today = dayIn(zone, now)
  return joined(stays)
    .filter(({ city, from, until }) => until >= Math.min(today, dayIn(city.zone, now)) && from <= today + travelDays)
    .slice(0, mostTrips)
    .map(({ city, from, until, calendars }) => ({
      key: `${city.country} ${city.regionCode ?? ''} ${city.name} ${dayText(from)}`,
      place: placeOf(city),
      zone: city.zone,
      from: dayText(from),
      until: dayText(until),
      calendarIds: [...calendars].sort((a, b) => (a < b ? -1 : 1)),
    }))
}

/** Days and more at a place: hotels, blocked days, trips as TripIt tells them. */
function blocks(events: readonly TravelEvent[], cities: Cities, zone: string): readonly Stay[] {
  return events.flatMap((event) => {
    const isLong = event.allDay || event.end - event.start >= leastStay
    if (event.kind === 'ride' || event.kind === 'route' || !isLong) return []
    const city = cityOf(event, cities)
    if (city === null) return []
    // All-day events are on the user's own clock; times are those of the place.
    const there = event.allDay ? zone : city.zone
    const from = dayIn(there, event.start)
    const until = Math.max(from, dayIn(there, event.end - 1))
    const sure = event.kind === 'lodging' ? 2 : event.kind === 'trip' || event.location === null ? 1 : 0
    return [{ city, from, until, calendars: new Set([event.calendarId]), sure }]
  })
}

/**
 * There by one city, back from another: where no ride between them is known, the first lasts until one sleeps elsewhere, or no longer there;
 * else until the ride back.
 */
function closedBy(stay: Stay, blocked: readonly Stay[]): Stay {
  if (!stay.isOpen) return stay
  const during = blocked.filter(({ from, until }) => from <= stay.until && until >= stay.from)
  const isHere = ({ city }: Stay): boolean => kilometres(city, stay.city) <= samePlace
  const elsewhere = during.filter((each) => each.sure > 0 && !isHere(each)).map(({ from }) => from)
  const here = during.filter((each) => each.sure === 2 && isHere(each)).map(({ until }) => until)
  const until = Math.min(stay.until, ...elsewhere, here.length === 0 ? stay.until : Math.max(...here))
  return { ...stay, until: Math.max(stay.from, until) }
}

/**
 * Nobody is in two places: days that only have a place elsewhere give way to what says more of where the user is, and of two like
 * them neither counts. So a list of the world's conferences is no journey around it.
 */
function uncontradicted(stays: readonly Stay[]): readonly Stay[] {
  return stays.filter(
    (stay) =>
      stay.sure > 0 ||
      !stays.some(
        (other) => other !== stay && isElsewhere(stay, other) && (other.sure > 0 || overlapsLong(stay, other)),
      ),
  )
}

const isElsewhere = (a: Stay, b: Stay): boolean =>
  a.from <= b.until && b.from <= a.until && kilometres(a.city, b.city) > longestTransfer && isInside(a, b)

/** One leaves on the day that one arrives elsewhere; what has more in common cannot both be. */
const isInside = (a: Stay, b: Stay): boolean =>
  Math.min(a.until, b.until) > Math.max(a.from, b.from) || (a.from > b.from && a.until < b.until)
const overlapsLong = (a: Stay, b: Stay): boolean => Math.min(a.until, b.until) > Math.max(a.from, b.from)

function cityOf({ kind, title, location, allDay, start, end }: TravelEvent, cities: Cities): City | null {
  const located = location === null ? null : placeIn(location, cities)
  if (located !== null) return located
  if (kind !== 'block') return cityIn(title, cities)
  const named = onlyCityIn(title, cities)
  if (named === null || named.city.population < leastFamous) return null
  if (!isAmbiguous(named.name)) return named.city
  // One day of "Sydney" is somebody's; three are there.
  return isDominant(named.name) && allDay && end - start > 30 * hour ? named.city : null
}

type Move = {
  readonly at: number
  readonly kind: 'arrive' | 'leave'
  readonly city: City | null
  readonly calendarId: string
  /** a check-in or check-out that does not say of what */
  readonly isAlone?: boolean
}

function moves(events: readonly TravelEvent[], cities: Cities): readonly Move[] {
  return events
    .flatMap((event): Move[] => {
      const { kind, title, location, start, end, calendarId, allDay } = event
      if (kind === 'ride' || kind === 'route') {
        const { from, to } = kind === 'ride' ? routeOf(title, location, cities) : certainRoute(event, cities)
        if (from === null && to === null && !goesAway(title)) return []
        const leaving: Move = { at: start, kind: 'leave', city: from, calendarId }
        return to === null ? [leaving] : [leaving, { at: end, kind: 'arrive', city: to, calendarId }]
      }
      if (kind !== 'lodging' || allDay || end - start >= leastStay) return []
      const text = plain(title)
      const city = cityOf(event, cities)
      if (city === null) return []
      const isAlone = !isLodgingWord(text)
      if (saysLeaving(text)) return [{ at: end, kind: 'leave', city, calendarId, isAlone }]
      return saysArriving(text) ? [{ at: start, kind: 'arrive', city, calendarId, isAlone }] : []
    })
    .filter((move, _index, all) => !move.isAlone || move.kind === 'leave' || all.some((other) => isItsEnd(other, move)))
    .sort((a, b) => a.at - b.at)
}

/** "Check-in: Adlon" is one where "Check-out: Adlon" follows; teams check in every day. */
const isItsEnd = (move: Move, begin: Move): boolean =>
  move.isAlone === true &&
  move.kind === 'leave' &&
  move.at > begin.at &&
  move.city !== null &&
  begin.city !== null &&
  kilometres(move.city, begin.city) <= samePlace

/** With no word of a ride: where it names both ends, by a number or codes of airports, or by their stations. */
function certainRoute({ title, location }: TravelEvent, cities: Cities): Route {
  const stations = stationsOf(title, cities)
  if (stations.to !== null) return stations
  const { from, to } = routeOf(title, location, cities)
  if (from === null || to === null) return { from: null, to: null }
  const isKnown = Math.min(from.population, to.population) >= leastFamous && !isMatch(title)
  return isNumbered(title) || isKnown ? { from, to } : { from: null, to: null }
}

/** Nations that play each other are called as airports are: "DEN - FRA" is Denmark against France. */
const isMatch = (title: string): boolean =>
  /^(?:\W*(?:DEN|FRA|MEX|CAN|PER|GER|SIN|BER|CHI|POL|MAR|SEN|CRO|BEL|SUI|AUS|USA|BRA)\b){2}/.test(title)

type Open = { readonly city: City; readonly since: number; readonly calendars: Set<string> }

/** From each arrival to the next departure. */
function betweenMoves(list: readonly Move[], home: City | null): readonly Stay[] {
  const stays: Stay[] = []
  let open: Open | null = null
  const close = (until: number | null, isOpen = false): void => {
    if (open === null) return
    const { city, since, calendars } = open
    const from = dayIn(city.zone, since)
    const last = until === null ? from : dayIn(city.zone, until)
    const isStopover = until !== null && until - since < leastStay
    const isForgotten = last - from > longestStay
    const days = { from, until: isForgotten ? from : Math.max(from, last) }
    if (!isStopover) stays.push({ city, ...days, calendars, sure: 2, isOpen })
    open = null
  }
  for (const { at, kind, city, calendarId } of list) {
    if (kind === 'leave') {
      // A ride from elsewhere says nothing of when this place was left.
      if (open !== null && (city === null || kilometres(city, open.city) <= longestTransfer)) {
        open.calendars.add(calendarId)
        close(at)
      }
    } else if (city !== null) {
      const isHome = home !== null && kilometres(home, city) <= samePlace
      if (open !== null && !isHome && kilometres(city, open.city) <= samePlace) open.calendars.add(calendarId)
      else {
        close(at, true)
        open = isHome ? null : { city, since: at, calendars: new Set([calendarId]) }
      }
    }
  }
  close(null)
  return stays
}

/** One flies from an airport some way off. */
const longestTransfer = 120

/** Stays at one place that touch or overlap are one, called after the longest; by their beginning. */
function joined(stays: readonly Stay[]): readonly Stay[] {
  const result: Stay[] = []
  for (const stay of [...stays].sort((a, b) => a.from - b.from || b.until - a.until)) {
    const index = result.findIndex(
      (each) => stay.from <= each.until + 1 && kilometres(each.city, stay.city) <= samePlace,
    )
    const before = result[index]
    if (before === undefined) result.push(stay)
    else {
      result[index] = {
        city: stay.until - stay.from > before.until - before.from ? stay.city : before.city,
        from: before.from,
        until: Math.max(before.until, stay.until),
        calendars: new Set([...before.calendars, ...stay.calendars]),
        sure: before.sure > stay.sure ? before.sure : stay.sure,
      }
    }
  }
  return result
}

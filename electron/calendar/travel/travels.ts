import { isDeepStrictEqual } from 'node:util'
import { failed, type Result, success } from '#contract/failure'
import type { Settings } from '#contract/settings'
import { type Crossing, type Home, noTravel, type OwnTrip, type Place, type Stay, type Travel } from '#contract/travel'
import type { Log, Notifier } from '../../ports.ts'
import type { State } from '../../state.ts'
import type { TravelStore } from '../../storage/travel-store.ts'
import { localZone } from '../../time-zone.ts'
import { nothingTold, type OwnTravel } from '../own-travel.ts'
import type { SeenPerson, SeenTravel } from '../seen-travel.ts'
import type { Cities, City } from './cities.ts'
import { dayIn, dayText } from './days.ts'
import { cityOfPlace, crossingsOf } from './nearby.ts'
import { placeIn, placeOf } from './places.ts'
import type { TravelEvent } from './travel-events.ts'
import { tripsOf } from './trips.ts'

export type TravelOptions = {
  readonly state: State
  readonly store: TravelStore
  readonly settings: () => Settings['travel']
  /** what others say */
  readonly seen: SeenTravel
  /** what others are told */
  readonly own: OwnTravel
  readonly loadCities: () => Promise<Cities>
  readonly notifier: Notifier
  readonly nameOf: (accountId: string, aor: string) => string
  readonly log: Log
  readonly now?: () => number
  readonly zone?: () => string
}

/** A whole list of people tells within moments: compared once. */
const gathering = 300
/** Days go by while nothing changes. */
const longestWait = 15 * 60_000
const hour = 3_600_000

/**
 * The user's journeys, where he is at home, and whom he meets: gathers what his calendars and other people say, decides by tripsOf()
 * and crossingsOf(), and tells him once of each crossing.
 */
export class Travels {
  readonly #options: TravelOptions
  readonly #now: () => number
  readonly #zone: () => string
  #cities: Cities | null = null
  #events: readonly TravelEvent[] | null = null
  #found: { readonly of: readonly unknown[]; readonly trips: readonly Omit<OwnTrip, 'leftOut'>[] } = {
    of: ['nothing'],
    trips: [],
  }
  #shown: Travel = noTravel
  #timer: ReturnType<typeof setTimeout> | undefined
  #ends: (() => void)[] = []
  #started = false

  constructor(options: TravelOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#zone = options.zone ?? localZone
  }

  /** Resolves when the cities are here and everything was looked at once. */
  async start(): Promise<void> {
    this.#started = true
    this.#cities = await this.#options.loadCities()
    if (!this.#started) return
    this.#ends = [this.#options.seen.onChange(() => this.#soon())]
    this.#look()
  }

  stop(): void {
    this.#started = false
    clearTimeout(this.#timer)
    for (const end of this.#ends.splice(0)) end()
  }

  /** What the calendars tell of journeys, all of it. */
  readonly setEvents = (events: readonly TravelEvent[]): void => {
    this.#events = events
    this.#look()
  }

  settingsChanged(): void {
    this.#look()
  }

  /** The city that a text means, as it would be kept. */
  find(text: string): Result<Place> {
    const city = this.#cities === null ? null : placeIn(text, this.#cities)
    return city === null ? failed({ kind: 'invalid', field: 'city' }) : success(placeOf(city))
  }

  /** "Not this trip", and taken back. It stays left out when it is moved by some days. */
  leaveOut(key: string, leftOut: boolean): Result<null> {
    const { store } = this.#options
    const trip = this.#shown.trips.find((each) => each.key === key)
    if (trip === undefined) return failed({ kind: 'invalid', field: 'trip' })
    const mark = { place: textOf(trip.place), from: trip.from, until: trip.until }
    if (leftOut) store.leaveOut(mark)
    else store.takeBack(mark)
    this.#look()
    return success(null)
  }

  #soon(): void {
    if (!this.#started) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#look(), gathering)
  }

  #look(): void {
    const cities = this.#cities
    if (!this.#started || cities === null) return
    const { store, state, seen } = this.#options
    const now = this.#now()
    const zone = this.#zone()
    const today = dayIn(zone, now)
    // A day is over last where it is latest.
    store.forgetBefore(dayText(today - 1))
    seen.forgetBefore(dayText(today - 1))
    const home = this.#home(cities, zone)
    const homeCity = home === null ? null : cityOfPlace(home.place, cities)
    // Where the user is, nobody knows before his calendars were looked at.
    if (this.#events === null && state.current.calendars.length > 0) {
      this.#show({ ...this.#shown, home })
      return
    }
    const trips = this.#trips(cities, homeCity, zone, now)
    const crossings = crossingsOf({ cities, home: homeCity, trips, people: this.#people(), today })
    const travel: Travel = { home, trips, crossings }
    this.#show(travel)
    this.#tellOthers(travel, now)
    this.#tellUser(crossings)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#look(), longestWait)
  }

  /** Each once, whatever accounts see him, and not the user himself. */
  #people(): Iterable<SeenPerson> {
    const { seen, state } = this.#options
    const own = new Set(Object.values(state.current.accounts).map(({ aor }) => aor))
    const people = new Map<string, SeenPerson>()
    for (const person of seen.people) {
      if (!own.has(person.aor) && !people.has(person.aor)) people.set(person.aor, person)
    }
    return people.values()
  }

  #show(travel: Travel): void {
    if (isDeepStrictEqual(travel, this.#shown)) return
    this.#shown = travel
    this.#options.state.apply({ kind: 'travel', travel })
  }

  #home(cities: Cities, zone: string): Home | null {
    const { home } = this.#options.settings()
    const byHand = home === null ? null : cityOfPlace(home, cities)
    if (byHand !== null) return { place: placeOf(byHand), zone: byHand.zone, source: 'hand' }
    const city = cities.ofZone(zone)
    return city === null ? null : { place: placeOf(city), zone: city.zone, source: 'zone' }
  }

  #trips(cities: Cities, home: City | null, zone: string, now: number): readonly OwnTrip[] {
    const leftOut = this.#options.store.leftOut()
    // A thousand events take a while; they are as they were until another calendar, home, zone or hour.
    const of = [this.#events, home?.name, home?.country, home?.region, zone, Math.floor(now / hour)]
    if (!of.every((each, index) => each === this.#found.of[index])) {
      this.#found = { of, trips: tripsOf({ events: this.#events ?? [], cities, home, zone, now }) }
    }
    return this.#found.trips.map((trip) => {
      const place = textOf(trip.place)
      const isLeftOut = leftOut.some(
        (mark) => mark.place === place && mark.from <= trip.until && mark.until >= trip.from,
      )
      return { ...trip, leftOut: isLeftOut }
    })
  }

  /** Nothing at all unless the user shares it. */
  #tellOthers({ home, trips }: Travel, now: number): void {
    const { share, shareCity } = this.#options.settings()
    const told = trips.filter((trip) => !trip.leftOut)
    const stays: readonly Stay[] = share ? told.map(({ place, from, until }) => ({ place, from, until })) : []
    this.#options.own.set(
      share || shareCity ? { trips: stays, city: shareCity ? cityNow(home, trips, now) : null } : nothingTold,
    )
  }

  /** Once for each crossing, whatever days it is moved by; stored before it is said. */
  #tellUser(crossings: readonly Crossing[]): void {
    const { store, settings, notifier, nameOf, log } = this.#options
    if (!settings().tell) return
    const known = store.told()
    // Who only says where he is now is in the list; he does not cross anybody's path.
    const fresh = crossings.filter((crossing) => {
      const place = placesOf(crossing)
      return (
        crossing.stay !== null &&
        !known.some(
          (each) =>
            each.aor === crossing.aor &&
            each.place === place &&
            each.from <= crossing.until &&
            each.until >= crossing.from,
        )
      )
    })
    if (fresh.length === 0) return
    store.tell(fresh.map((crossing) => ({ aor: crossing.aor, place: placesOf(crossing), ...daysOf(crossing) })))
    log.info('%d paths cross', fresh.length)
    // Ten people at one conference are one thing to say.
    const groups = new Map<string, Crossing[]>()
    for (const crossing of fresh) {
      const of = crossing.tripKey ?? `home ${crossing.aor}`
      groups.set(of, [...(groups.get(of) ?? []), crossing])
    }
    for (const group of groups.values()) {
      const [first] = group
      if (first === undefined) continue
      const { accountId, aor, here, there, kind, tripKey, from, until } = first
      const people = new Set(group.map((each) => each.aor))
      notifier.notify({
        kind: 'nearby',
        accountId,
        aor,
        name: nameOf(accountId, aor),
        others: people.size - 1,
        here: here.city,
        there: kind === 'near' ? there.city : null,
        isHome: tripKey === null,
        from,
        until,
      })
    }
  }
}

const daysOf = ({ from, until }: Crossing) => ({ from, until })

const textOf = ({ city, region, country }: Place): string => `${country ?? ''} ${region ?? ''} ${city}`

/** The user's own place and the other's. */
const placesOf = ({ here, there }: Crossing): string => `${textOf(here)} | ${textOf(there)}`

/** On a journey that is not left out its city; else home. On the day of a change the one that begins. */
function cityNow(home: Home | null, trips: readonly OwnTrip[], now: number): Place | null {
  const current = trips.filter(({ zone, from, until }) => {
    const today = dayText(dayIn(zone, now))
    return from <= today && until >= today
  })
  // Where a journey is left out, nothing is said of where the user is.
  if (current.some((trip) => trip.leftOut)) return null
  return current.at(-1)?.place ?? home?.place ?? null
}

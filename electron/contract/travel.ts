import type { AccountId } from './account.ts'

/** A place as far as it is ever told: a city, never finer. */
export type Place = {
  readonly city: string
  readonly region: string | null
  /** ISO 3166-1 alpha-2 */
  readonly country: string | null
}

/** Whole days as they are counted there, both included: "2026-12-03". */
export type Day = string
export type Stay = { readonly place: Place; readonly from: Day; readonly until: Day }

/** A journey of the user's, as his calendars tell it. */
export type OwnTrip = Stay & {
  readonly key: string
  /** IANA name of the zone there */
  readonly zone: string
  /** what tells of it */
  readonly calendarIds: readonly string[]
  /** "Not this trip": neither told nor compared */
  readonly leftOut: boolean
}

/** Somebody and the user are in the same city, or in cities near each other, on the same days. */
export type Crossing = {
  readonly key: string
  readonly accountId: AccountId
  readonly aor: string
  readonly kind: 'same-city' | 'near'
  /** the user's trip; null: he is at home */
  readonly tripKey: string | null
  /** the user's city, and the other's */
  readonly here: Place
  readonly there: Place
  readonly kilometres: number
  /** the days that both are there */
  readonly from: Day
  readonly until: Day
  /** how long the other is there; null: says to be there now, and has no trip elsewhere on those days */
  readonly stay: { readonly from: Day; readonly until: Day } | null
}

export type Home = {
  readonly place: Place
  readonly zone: string
  readonly source: 'hand' | 'zone'
}

export type Travel = {
  /** null: not looked up yet, or nowhere that is known */
  readonly home: Home | null
  /** of the next days, by their beginning */
  readonly trips: readonly OwnTrip[]
  readonly crossings: readonly Crossing[]
}

export const noTravel: Travel = { home: null, trips: [], crossings: [] }

/** How far ahead trips are told and compared, and how many at most. */
export const travelDays = 90
export const mostTrips = 20
/** Cities closer than this are near each other. */
export const nearKilometres = 60

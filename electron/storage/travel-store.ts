import type { Stay } from '#contract/travel'
import type { Database } from './database.ts'

/** A place on some days, as a text that is the same for the same place. */
export type TravelMark = {
  readonly place: string
  /** "2026-12-03" */
  readonly from: string
  readonly until: string
}

/** A crossing that was told: with whom. */
export type ToldCrossing = TravelMark & { readonly aor: string }

/** A journey that somebody told the user of. */
export type SeenStay = Stay & { readonly accountId: string; readonly aor: string }

export type SeenTrips = { readonly accountId: string; readonly aor: string; readonly trips: readonly Stay[] }

type SeenRow = {
  readonly accountId: string
  readonly aor: string
  readonly city: string
  readonly region: string | null
  readonly country: string | null
  readonly from: string
  readonly until: string
}

/** Journeys that the user left out, crossings that he was told of, and journeys of others; all until they are over. */
export class TravelStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  leftOut(): readonly TravelMark[] {
    return this.#database.all<TravelMark>(
      `SELECT place, from_day AS "from", until_day AS "until" FROM travel_marks WHERE kind = 'left-out'`,
    )
  }

  told(): readonly ToldCrossing[] {
    return this.#database.all<ToldCrossing>(
      `SELECT aor, place, from_day AS "from", until_day AS "until" FROM travel_marks WHERE kind = 'told'`,
    )
  }

  leaveOut(mark: TravelMark): void {
    this.#add('left-out', '', mark)
  }

  /** Every mark at this place that has a day in common is taken back. */
  takeBack({ place, from, until }: TravelMark): void {
    this.#database.run(
      `DELETE FROM travel_marks WHERE kind = 'left-out' AND place = ? AND from_day <= ? AND until_day >= ?`,
      place,
      until,
      from,
    )
  }

  tell(crossings: readonly ToldCrossing[]): void {
    this.#database.transaction(() => {
      for (const crossing of crossings) this.#add('told', crossing.aor, crossing)
    })
  }

  /** By person, each by their beginning. */
  seen(): readonly SeenStay[] {
    const rows = this.#database.all<SeenRow>(
      `SELECT account_id AS accountId, aor, city, region, country, from_day AS "from", until_day AS "until"
         FROM seen_trips ORDER BY account_id, aor, from_day`,
    )
    return rows.map(({ accountId, aor, city, region, country, from, until }) => {
      return { accountId, aor, place: { city, region, country }, from, until }
    })
  }

  /** Of each person, in the place of what was kept. */
  keepSeen(people: readonly SeenTrips[]): void {
    this.#database.transaction(() => {
      for (const { accountId, aor, trips } of people) {
        this.#database.run('DELETE FROM seen_trips WHERE account_id = ? AND aor = ?', accountId, aor)
        for (const { place, from, until } of trips) {
          this.#database.run(
            `INSERT INTO seen_trips (account_id, aor, city, region, country, from_day, until_day)
               VALUES (?, ?, ?, ?, ?, ?, ?)`,
            accountId,
            aor,
            place.city,
            place.region,
            place.country,
            from,
            until,
          )
        }
      }
    })
  }

  /** Journeys of its people, and crossings with those who are no other account's as well; after its people are gone. */
  removeAccount(accountId: string): void {
    this.#database.run('DELETE FROM seen_trips WHERE account_id = ?', accountId)
    this.#database.run(
      `DELETE FROM travel_marks WHERE kind = 'told' AND aor NOT IN (SELECT aor FROM contacts WHERE account_id <> ?)`,
      accountId,
    )
  }

  /** Marks of what ended before that day are of no use. */
  forgetBefore(day: string): void {
    this.#database.run('DELETE FROM travel_marks WHERE until_day < ?', day)
  }

  #add(kind: 'left-out' | 'told', aor: string, { place, from, until }: TravelMark): void {
    this.#database.run(
      'INSERT OR IGNORE INTO travel_marks (kind, aor, place, from_day, until_day) VALUES (?, ?, ?, ?, ?)',
      kind,
      aor,
      place,
      from,
      until,
    )
  }
}

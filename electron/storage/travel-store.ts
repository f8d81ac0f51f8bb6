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

/** Journeys that the user left out, and crossings that he was told of; both until they are over. */
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

  /** Crossings with people of this account, who are no other account's as well; after its people are gone. */
  removeAccount(accountId: string): void {
    this.#database.run(
      `DELETE FROM travel_marks WHERE kind = 'told' AND aor NOT IN (SELECT aor FROM contacts WHERE account_id <> ?)`,
      accountId,
    )
  }

  /** What ended before that day is of no use. */
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

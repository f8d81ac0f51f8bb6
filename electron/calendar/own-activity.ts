import type { Activity, BusyPeriod } from '#contract/presence'

/** What the calendars say of the user. */
export type OwnDay = {
  readonly activity: Activity | null
  /** of what is on, where the user lets it be told */
  readonly title: string | null
  /** today and tomorrow without gaps; null: no calendar is read */
  readonly day: readonly BusyPeriod[] | null
}

export const nothingPlanned: OwnDay = { activity: null, title: null, day: null }

/** What they say now: here before the calendars are loaded, and where there are none. */
export class OwnActivity {
  #current: OwnDay = nothingPlanned
  /** when what they say was looked at for the first time; at once where there are none */
  readonly known: Promise<void>
  readonly #listeners = new Set<(own: OwnDay) => void>()

  constructor(known: Promise<void> = Promise.resolve()) {
    this.known = known
  }

  readonly set = (own: OwnDay): void => {
    this.#current = own
    for (const listener of this.#listeners) listener(own)
  }

  onChange(listener: (own: OwnDay) => void): () => void {
    this.#listeners.add(listener)
    if (this.#current !== nothingPlanned) listener(this.#current)
    return () => this.#listeners.delete(listener)
  }
}

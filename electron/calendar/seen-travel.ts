import { isDeepStrictEqual } from 'node:util'
import type { Presentity } from '#contract/presence'
import type { Place, Stay } from '#contract/travel'

/** What somebody says of where he is and will be. */
export type SeenPerson = {
  readonly accountId: string
  readonly aor: string
  readonly trips: readonly Stay[]
  /** where he is now */
  readonly city: Place | null
}

/** What people say of their journeys: gathered before anything of travel is loaded, most of them say nothing. */
export class SeenTravel {
  readonly #people = new Map<string, SeenPerson>()
  readonly #listeners = new Set<() => void>()

  get people(): Iterable<SeenPerson> {
    return this.#people.values()
  }

  look(presentity: Pick<Presentity, 'accountId' | 'aor' | 'trips' | 'city'>): void {
    const { accountId, aor, trips } = presentity
    const key = `${accountId} ${aor}`
    const known = this.#people.get(key)
    const said = presentity.city
    const city = said?.city ? { city: said.city, region: said.region, country: said.country } : null
    if (trips.length === 0 && city === null) {
      if (this.#people.delete(key)) this.#tell()
      return
    }
    const person = { accountId, aor, trips, city }
    if (known !== undefined && isDeepStrictEqual(known, person)) return
    this.#people.set(key, person)
    this.#tell()
  }

  /** Who is no longer watched by an account says nothing any more. */
  setPeople(accountId: string, aors: readonly string[]): void {
    if (this.#people.size === 0) return
    const wanted = new Set(aors)
    let gone = false
    for (const [key, person] of this.#people) {
      if (person.accountId === accountId && !wanted.has(person.aor)) gone = this.#people.delete(key) || gone
    }
    if (gone) this.#tell()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    if (this.#people.size > 0) listener()
    return () => this.#listeners.delete(listener)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

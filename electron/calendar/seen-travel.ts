import { isDeepStrictEqual } from 'node:util'
import type { Presentity } from '#contract/presence'
import type { Place, Stay } from '#contract/travel'
import type { Log } from '../ports.ts'
import type { TravelStore } from '../storage/travel-store.ts'

/** What somebody says of where he is and will be. */
export type SeenPerson = {
  readonly accountId: string
  readonly aor: string
  readonly trips: readonly Stay[]
  /** where he is now */
  readonly city: Place | null
}

type Seen = Pick<Presentity, 'accountId' | 'aor' | 'trips' | 'city' | 'knowledge' | 'services' | 'activities'>

/**
 * What people say of their journeys: gathered before anything of travel is loaded, most of them say nothing. What somebody told of a journey
 * holds until it is over, also while he is off; he takes it back by being there without it, or by being seen no longer.
 */
export class SeenTravel {
  readonly #people = new Map<string, SeenPerson>()
  readonly #listeners = new Set<() => void>()
  readonly #watched = new Map<string, ReadonlySet<string>>()
  #kept: { readonly store: TravelStore; readonly log: Log } | null = null
  /** a whole list of people tells at once, and is written once */
  readonly #unwritten = new Map<string, Pick<SeenPerson, 'accountId' | 'aor' | 'trips'>>()
  #writing: ReturnType<typeof setImmediate> | null = null

  get people(): Iterable<SeenPerson> {
    return this.#people.values()
  }

  /** What was told before Dialtone started is here again, and what is told from now on is kept. */
  keepIn(store: TravelStore, log: Log): void {
    if (this.#kept !== null) return
    this.#kept = { store, log }
    for (const { accountId, aor, ...stay } of store.seen()) {
      const isWatched = this.#watched.get(accountId)?.has(aor) ?? true
      const key = keyOf(accountId, aor)
      const known = this.#people.get(key)
      if (!isWatched) this.#keep({ accountId, aor, trips: [] })
      else this.#people.set(key, { accountId, aor, trips: [...(known?.trips ?? []), stay], city: null })
    }
    if (this.#people.size > 0) this.#tell()
  }

  look(presentity: Seen): void {
    const { accountId, aor } = presentity
    const key = keyOf(accountId, aor)
    const known = this.#people.get(key)
    const said = presentity.city
    const city = said?.city ? { city: said.city, region: said.region, country: said.country } : null
    const trips = tripsTold(presentity) ?? known?.trips ?? []
    if (trips.length === 0 && city === null) {
      if (known !== undefined) this.#forget(known)
      if (known !== undefined) this.#tell()
      return
    }
    const person = { accountId, aor, trips, city }
    if (known !== undefined && isDeepStrictEqual(known, person)) return
    this.#people.set(key, person)
    if (!isDeepStrictEqual(known?.trips ?? [], trips)) this.#keep(person)
    this.#tell()
  }

  /** Who is no longer watched by an account says nothing any more. */
  setPeople(accountId: string, aors: readonly string[]): void {
    const wanted = new Set(aors)
    this.#watched.set(accountId, wanted)
    const gone = [...this.#people.values()].filter((each) => each.accountId === accountId && !wanted.has(each.aor))
    for (const person of gone) this.#forget(person)
    if (gone.length > 0) this.#tell()
  }

  /** What ended before that day is over. */
  forgetBefore(day: string): void {
    const over = [...this.#people.values()].filter(({ trips }) => trips.some(({ until }) => until < day))
    for (const person of over) {
      const trips = person.trips.filter(({ until }) => until >= day)
      if (trips.length === 0 && person.city === null) this.#forget(person)
      else {
        this.#people.set(keyOf(person.accountId, person.aor), { ...person, trips })
        this.#keep({ ...person, trips })
      }
    }
    if (over.length > 0) this.#tell()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    if (this.#people.size > 0) listener()
    return () => this.#listeners.delete(listener)
  }

  /** What is not written yet. */
  stop(): void {
    if (this.#writing !== null) clearImmediate(this.#writing)
    this.#write()
  }

  #forget({ accountId, aor, trips }: SeenPerson): void {
    this.#people.delete(keyOf(accountId, aor))
    if (trips.length > 0) this.#keep({ accountId, aor, trips: [] })
  }

  #keep(person: Pick<SeenPerson, 'accountId' | 'aor' | 'trips'>): void {
    if (this.#kept === null) return
    this.#unwritten.set(keyOf(person.accountId, person.aor), person)
    this.#writing ??= setImmediate(() => this.#write())
  }

  #write(): void {
    this.#writing = null
    const people = [...this.#unwritten.values()]
    this.#unwritten.clear()
    if (this.#kept === null || people.length === 0) return
    const { store, log } = this.#kept
    try {
      store.keepSeen(people)
    } catch (error) {
      log.error(
        'journeys of %d people are not kept: %s',
        people.length,
        error instanceof Error ? error.message : 'unknown',
      )
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

const keyOf = (accountId: string, aor: string): string => `${accountId} ${aor}`

/** Null: no word of them. Off, hidden, or not heard of yet, somebody takes nothing back. */
function tripsTold({ knowledge, trips, services, activities }: Seen): readonly Stay[] | null {
  switch (knowledge.kind) {
    case 'refused':
    case 'not-found':
    case 'waiting-for-permission':
      return []
    case 'current': {
      // Who is gone for good tells, with every service closed.
      const isThere =
        services.some(({ open, relationship }) => open && relationship === null) ||
        activities.some(({ name }) => name === 'permanent-absence')
      return trips.length > 0 || isThere ? trips : null
    }
    default:
      return null
  }
}

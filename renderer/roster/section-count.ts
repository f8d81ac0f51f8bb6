import type { Contact } from '#contract/people'
import type { Presentity } from '#contract/presence'
import { type AppState, type PersonKey, personKey } from '#contract/state'
import { changedPeople } from '../store/latest-people.ts'

/** `free of total`, or since when a group is only last known. */
export type SectionCount = { readonly free: number; readonly total: number; readonly asOf: number | null }

const keys = new WeakMap<Contact, PersonKey>()

/** Made once for each contact: ten thousand of them are looked up at once. */
function keyOf(contact: Contact): PersonKey {
  const known = keys.get(contact)
  if (known !== undefined) return known
  const key = personKey(contact.accountId, contact.aor)
  keys.set(contact, key)
  return key
}

export function countOf(
  ids: readonly string[],
  contacts: Readonly<Record<string, Contact>>,
  presentities: Readonly<Record<string, Presentity>>,
): SectionCount {
  let free = 0
  let lastKnown = 0
  let asOf = 0
  for (const id of ids) {
    const contact = contacts[id]
    const person = contact && presentities[keyOf(contact)]
    if (person?.knowledge.kind === 'last-known') {
      lastKnown += 1
      asOf = Math.max(asOf, person.knowledge.at)
    } else if (standingOf(person) === 'free') free += 1
  }
  const stale = lastKnown > 0 && free === 0 && lastKnown * 2 >= ids.length
  return { free, total: ids.length, asOf: stale ? asOf : null }
}

const same = (a: SectionCount, b: SectionCount): boolean =>
  a.free === b.free && a.total === b.total && a.asOf === b.asOf

type Standing = 'free' | 'last-known' | null

function standingOf(person: Presentity | undefined): Standing {
  if (person?.knowledge.kind === 'last-known') return 'last-known'
  return person?.knowledge.kind === 'current' && person.availability === 'available' ? 'free' : null
}

/** How each of a section stands, and how many stand so. */
class Tally {
  readonly #standings = new Map<PersonKey, Standing>()
  readonly #numbers = { free: 0, 'last-known': 0 }

  constructor(ids: readonly string[], { contacts, presentities }: AppState) {
    for (const id of ids) {
      const contact = contacts[id]
      if (contact === undefined) continue
      const key = keyOf(contact)
      this.#standings.set(key, null)
      this.look(key, presentities[key])
    }
  }

  look(key: PersonKey, person: Presentity | undefined): void {
    const before = this.#standings.get(key)
    if (before === undefined) return
    const now = standingOf(person)
    if (now === before) return
    this.#standings.set(key, now)
    if (before !== null) this.#numbers[before] -= 1
    if (now !== null) this.#numbers[now] += 1
  }

  get free(): number {
    return this.#numbers.free
  }

  /** With somebody free nothing is old. */
  get mayBeStale(): boolean {
    return this.#numbers['last-known'] > 0 && this.#numbers.free === 0
  }
}

/**
 * Counts all anew only when the people changed; else it looks at those whose presence changed. Stays the same object while it
 * says the same.
 */
export function sectionCountSelector(ids: readonly string[]): (state: AppState) => SectionCount {
  let seen: AppState | null = null
  let tally: Tally | null = null
  let last: SectionCount = { free: 0, total: ids.length, asOf: null }
  return (state) => {
    if (state === seen) return last
    const changed = seen?.contacts === state.contacts ? changedPeople(state, seen.revision) : null
    if (tally === null || changed === null) tally = new Tally(ids, state)
    else for (const key of changed) tally.look(key, state.presentities[key])
    seen = state
    const next = tally.mayBeStale
      ? countOf(ids, state.contacts, state.presentities)
      : { free: tally.free, total: ids.length, asOf: null }
    if (!same(next, last)) last = next
    return last
  }
}

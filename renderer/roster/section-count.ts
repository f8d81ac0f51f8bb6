import type { Contact } from '#contract/people'
import type { Presentity } from '#contract/presence'
import { type AppState, type PersonKey, personKey } from '#contract/state'

/** `free of total`, or since when a group is only last known. */
export type SectionCount = { readonly free: number; readonly total: number; readonly asOf: number | null }

const keys = new WeakMap<Contact, PersonKey>()

/** Made once for each contact: ten thousand of them are looked up in every frame in which somebody's presence changes. */
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
    if (!person) continue
    if (person.knowledge.kind === 'last-known') {
      lastKnown += 1
      asOf = Math.max(asOf, person.knowledge.at)
    } else if (person.knowledge.kind === 'current' && person.availability === 'available') free += 1
  }
  const stale = lastKnown > 0 && free === 0 && lastKnown * 2 >= ids.length
  return { free, total: ids.length, asOf: stale ? asOf : null }
}

const same = (a: SectionCount, b: SectionCount): boolean =>
  a.free === b.free && a.total === b.total && a.asOf === b.asOf

/** Counts again only when presence or people changed, and stays the same object while it says the same. */
export function sectionCountSelector(ids: readonly string[]): (state: AppState) => SectionCount {
  let contacts: AppState['contacts'] | null = null
  let presentities: AppState['presentities'] | null = null
  let last: SectionCount = { free: 0, total: ids.length, asOf: null }
  return (state) => {
    if (state.contacts === contacts && state.presentities === presentities) return last
    contacts = state.contacts
    presentities = state.presentities
    const next = countOf(ids, contacts, presentities)
    if (!same(next, last)) last = next
    return last
  }
}

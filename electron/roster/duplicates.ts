import type { Duplicates } from '#contract/people'
import type { AddressBook, Person } from './book.ts'
import { groupRef, personRef } from './book.ts'
import { uriKey } from './contact-uri.ts'
import type { PlacedPerson, RosterEdit } from './edits.ts'
import { joinedPerson } from './edits.ts'
import { tidyNotes } from './names.ts'
import { placedPerson } from './undo.ts'

/** Who may be the same person twice: an address in two spellings, or the same name. */
export function duplicatesIn(book: AddressBook, ownDomain: string | undefined): readonly Duplicates[] {
  const people = [...book.people.values()]
  const byAddress = together(people, (person) => person.addresses.map(({ uri }) => looseKey(uri, ownDomain)))
  const told = new Map(byAddress.flatMap((ids, index) => ids.map((id) => [id, index] as const)))
  const byName = together(people, ({ name }) => (looseName(name) === '' ? [] : [looseName(name)])).filter((ids) => {
    const groups = new Set(ids.map((id) => told.get(id)))
    return groups.size > 1 || groups.has(undefined)
  })
  return [
    ...byAddress.map((ids): Duplicates => ({ reason: 'address', ids })),
    ...byName.map((ids): Duplicates => ({ reason: 'name', ids })),
  ]
}

/** Those that share a key, also by way of a third. */
function together(
  people: readonly Person[],
  keys: (person: Person) => readonly string[],
): readonly (readonly string[])[] {
  const leader = new Map<string, string>()
  const leaderOf = (id: string): string => {
    let found = id
    while (leader.get(found) !== undefined && leader.get(found) !== found) found = leader.get(found)!
    return found
  }
  const holder = new Map<string, string>()
  for (const person of people) {
    for (const key of keys(person)) {
      const other = holder.get(key)
      if (other === undefined) holder.set(key, person.id)
      else if (leaderOf(other) !== leaderOf(person.id)) leader.set(leaderOf(person.id), leaderOf(other))
    }
  }
  const sets = new Map<string, string[]>()
  for (const { id } of people) sets.set(leaderOf(id), [...(sets.get(leaderOf(id)) ?? []), id])
  return [...sets.values()].filter((ids) => ids.length > 1)
}

/** RFC 3261 tells user names apart by their case; people do not. A number is one however it is written. */
function looseKey(uri: string, ownDomain: string | undefined): string {
  const key = uriKey(uri).toLowerCase()
  const number = /^tel:(\+?\d+)/.exec(key)?.[1] ?? (/^(\+\d{5,})@/.exec(key)?.[1] || numberAt(key, ownDomain))
  return number === undefined ? key : `tel:${number.replace(/^00/, '+')}`
}

const numberAt = (key: string, ownDomain: string | undefined): string | undefined =>
  ownDomain !== undefined && key.endsWith(`@${ownDomain}`) ? /^(\d{5,})@/.exec(key)?.[1] : undefined

const looseName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** One person with everything that was said of all; the others go. */
export function mergeEdits(
  book: AddressBook,
  kept: Person,
  others: readonly Person[],
): { readonly edits: readonly RosterEdit[]; readonly undo: readonly RosterEdit[] } {
  const all = [kept, ...others]
  const person = others.reduce(joinedPerson, kept)
  const notes = [...new Set(all.map((each) => each.notes).filter((text) => text !== ''))].join('\n\n')
  const groups = book.groups
    .filter(({ members }) => others.some(({ id }) => members.includes(id)))
    .map((group) => ({ group: groupRef(book.groups, group) }))
  const placed: PlacedPerson = { person, groups }
  return {
    edits: [
      { do: 'put-people', people: [placed] },
      { do: 'set-person', who: personRef(kept), set: { notes: tidyNotes(notes) } },
      { do: 'remove-people', ids: others.map(({ id }) => id) },
    ],
    undo: [{ do: 'restore-people', people: all.map((each) => placedPerson(book, each)).reverse() }],
  }
}

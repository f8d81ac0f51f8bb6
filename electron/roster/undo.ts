import { randomUUID } from 'node:crypto'
import { type AddressBook, type BookGroup, groupRef, type Person, type PersonRef, personRef } from './book.ts'
import type { PlacedPerson, RosterEdit } from './edits.ts'

const most = 100

/** What would take back each of the last removals. */
export class Undos {
  readonly #kept = new Map<string, readonly RosterEdit[]>()

  keep(edits: readonly RosterEdit[]): string {
    const id = randomUUID()
    this.#kept.set(id, edits)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > most && oldest !== undefined) this.#kept.delete(oldest)
    return id
  }

  /** Once: then it is done. */
  take(id: string): readonly RosterEdit[] | null {
    const edits = this.#kept.get(id) ?? null
    this.#kept.delete(id)
    return edits
  }
}

/** The person as they are and where they stand now. */
export function placedPerson(book: AddressBook, person: Person): PlacedPerson {
  const groups = book.groups
    .filter((group) => group.members.includes(person.id))
    .map((group) => ({
      group: groupRef(book.groups, group),
      ...(group.byHand && { before: nextAfter(book, group, person) }),
    }))
  return { person, groups }
}

function nextAfter(book: AddressBook, group: BookGroup, person: Person): PersonRef | null {
  const next = book.people.get(group.members[group.members.indexOf(person.id) + 1] ?? '')
  return next === undefined ? null : personRef(next)
}

export function undoOfRemovedPeople(book: AddressBook, people: readonly Person[]): readonly RosterEdit[] {
  // The last first, so that whom another stood before is there again.
  return [{ do: 'restore-people', people: people.map((person) => placedPerson(book, person)).reverse() }]
}

export function undoOfRemovedGroup(book: AddressBook, group: BookGroup): readonly RosterEdit[] {
  const ref = groupRef(book.groups, group)
  const parent = book.groups.find(({ id }) => id === group.parentId)
  const next = (after: BookGroup) => {
    const found = book.groups[book.groups.indexOf(after) + 1]
    return found === undefined ? null : groupRef(book.groups, found)
  }
  const members = group.members.flatMap((id) => book.people.get(id) ?? []).map(personRef)
  const inside = book.groups.filter(({ parentId }) => parentId === group.id)
  return [
    {
      do: 'put-group',
      group: ref,
      parent: parent === undefined ? null : groupRef(book.groups, parent),
      before: next(group),
    },
    { do: 'join-many', who: members, group: ref, byHand: group.byHand },
    ...inside.map(
      (each): RosterEdit => ({ do: 'move-group', group: groupRef(book.groups, each), parent: ref, before: next(each) }),
    ),
  ]
}

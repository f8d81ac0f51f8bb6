import { randomUUID } from 'node:crypto'
import type { ImportedPerson, ImportPreview, PeopleFormat } from '#contract/people'
import { DocumentError } from '../documents/xml.ts'
import { type AddressBook, type GroupRef, groupAt, groupRef, type Person } from './book.ts'
import { type Card, cardsIn, groupName } from './cards.ts'
import { aorOfUri, contactUri, uriKey } from './contact-uri.ts'
import { cardsFromCsv, csvFrom } from './csv-cards.ts'
import { joinedPerson, type PlacedPerson, type RosterEdit } from './edits.ts'
import { newId } from './ids.ts'
import { cardsFromLists, listsFrom } from './list-cards.ts'
import { tidyName, tidyNotes } from './names.ts'
import { mainAddress } from './own-elements.ts'
import { placedPerson } from './undo.ts'
import { cardsFromVCard, vCardFrom } from './vcard-cards.ts'

/** Reading people from files and writing them into files; loaded when somebody does. */

const mostAddresses = 50
const mostGroups = 20
/** Deeper than anybody sorts people, and far from where a document could not be read again. */
const deepestGroup = 10

export function formatOf(text: string): PeopleFormat {
  const start = text
    .slice(0, 1000)
    .replace(/^\ufeff/, '')
    .trimStart()
  if (/^BEGIN:VCARD/i.test(start)) return 'vcard'
  return start.startsWith('<') ? 'resource-lists' : 'csv'
}

/** Null: it is no such file. */
export async function readCards(text: string, format: PeopleFormat): Promise<readonly Card[] | null> {
  switch (format) {
    case 'vcard':
      return cardsFromVCard(text)
    case 'csv':
      return cardsFromCsv(text)
    case 'resource-lists':
      try {
        return cardsFromLists(text)
      } catch (error) {
        if (error instanceof DocumentError) return null
        throw error
      }
  }
}

/** Everybody, or those in these groups. */
export function writePeople(book: AddressBook, groupIds: ReadonlySet<string> | null, format: PeopleFormat): string {
  switch (format) {
    case 'vcard':
      return vCardFrom(cardsIn(book, groupIds))
    case 'csv':
      return csvFrom(cardsIn(book, groupIds))
    case 'resource-lists':
      return listsFrom(book, groupIds)
  }
}

export const extensions: Readonly<Record<PeopleFormat, string>> = { vcard: 'vcf', csv: 'csv', 'resource-lists': 'xml' }

type Candidate = {
  readonly person: Person
  readonly groups: readonly (readonly string[])[]
  readonly into: Person | null
  readonly effect: ImportedPerson['effect']
}

/** What an import would do, kept until it is done or another is read. */
export class PreparedImport {
  readonly id = randomUUID()
  readonly #candidates: readonly Candidate[]
  readonly #format: PeopleFormat
  readonly #skipped: number

  constructor(book: AddressBook, cards: readonly Card[], format: PeopleFormat, domain: string | undefined) {
    this.#format = format
    const byKey = new Map<string, string>()
    for (const person of book.people.values()) for (const { uri } of person.addresses) byKey.set(uriKey(uri), person.id)
    const found = new Map<string, Candidate>()
    let skipped = 0
    for (const card of cards) {
      const person = personFrom(card, domain)
      if (person === null) {
        skipped++
        continue
      }
      const id = person.addresses.map(({ uri }) => byKey.get(uriKey(uri))).find((each) => each !== undefined)
      const before = id === undefined ? undefined : found.get(id)
      const into = id === undefined ? null : (book.people.get(id) ?? null)
      const groups = card.groups.slice(0, mostGroups).map((path) => path.slice(0, deepestGroup).map(tidyName))
      const said = before === undefined ? person : joinedPerson(before.person, person)
      const all = before === undefined ? groups : [...before.groups, ...groups]
      const candidate = { person: said, groups: all, into, effect: effectOf(book, into, said, all) }
      found.set(id ?? person.id, candidate)
      for (const { uri } of person.addresses) byKey.set(uriKey(uri), id ?? person.id)
    }
    this.#candidates = [...found.values()]
    this.#skipped = skipped
  }

  /** `outward`: ids as the contract has them */
  preview(outward: (id: string) => string): ImportPreview {
    return {
      id: this.id,
      format: this.#format,
      skipped: this.#skipped,
      people: this.#candidates.map(({ person, groups, into, effect }) => ({
        key: person.id,
        name: person.name,
        addresses: person.addresses.map(({ uri, label }) => ({ uri, label })),
        groups: groups.map(groupName),
        effect,
        into: into === null ? null : outward(into.id),
      })),
    }
  }

  /** What does it, and what takes it back. `book` as it is now, which may be other than when the preview was made. */
  edits(book: AddressBook, skip: ReadonlySet<string>, newId: () => string): ImportEdits {
    const taken = this.#candidates.filter(({ person, effect }) => effect !== 'same' && !skip.has(person.id))
    const made = new Map<string, GroupRef>()
    const puts: RosterEdit[] = []
    const refOf = (path: readonly string[]): GroupRef => {
      const known = groupAt(book.groups, path)
      const name = groupName(path).toLowerCase()
      const ref = (known && groupRef(book.groups, known)) ?? made.get(name)
      if (ref !== undefined) return ref
      const parent = path.length > 1 ? refOf(path.slice(0, -1)) : null
      const group = { id: newId(), path }
      made.set(name, group)
      puts.push({ do: 'put-group', group, parent })
      return group
    }
    const people = taken.map(({ person, groups, into }): PlacedPerson => {
      const id = into !== null && book.people.has(into.id) ? into.id : person.id
      return { person: { ...person, id }, groups: groups.map((path) => ({ group: refOf(path) })) }
    })
    const merged = people.flatMap(({ person }) => book.people.get(person.id) ?? [])
    const added = people.filter(({ person }) => !book.people.has(person.id)).map(({ person }) => person.id)
    return {
      edits: people.length === 0 ? [] : [...puts, { do: 'put-people', people }],
      undo: [
        { do: 'remove-people', ids: added },
        { do: 'restore-people', people: merged.map((person) => placedPerson(book, person)) },
        ...[...made.values()].reverse().map(({ id }): RosterEdit => ({ do: 'remove-group', id })),
      ],
      added: added.length,
      merged: merged.length,
    }
  }
}

export type ImportEdits = {
  readonly edits: readonly RosterEdit[]
  readonly undo: readonly RosterEdit[]
  readonly added: number
  readonly merged: number
}

function personFrom(card: Card, domain: string | undefined): Person | null {
  const seen = new Set<string>()
  const addresses: Person['addresses'][number][] = []
  for (const { uri: written, label } of card.addresses) {
    const uri = contactUri(written, domain)
    if (uri === null || seen.has(uriKey(uri)) || addresses.length >= mostAddresses) continue
    seen.add(uriKey(uri))
    const id = addresses.length === 0 ? mainAddress : newId('a')
    addresses.push({ id, uri, label: tidyName(label ?? '').slice(0, 80) || null })
  }
  if (!addresses.some(({ uri }) => aorOfUri(uri, domain) !== null)) return null
  const { favourite } = card
  return { id: newId('p'), name: tidyName(card.name), addresses, favourite, notes: tidyNotes(card.notes) }
}

function effectOf(
  book: AddressBook,
  into: Person | null,
  person: Person,
  groups: readonly (readonly string[])[],
): ImportedPerson['effect'] {
  if (into === null) return 'add'
  const isInAll = groups.every((path) => groupAt(book.groups, path)?.members.includes(into.id) === true)
  return isInAll && joinedPerson(into, person) === into ? 'same' : 'merge'
}

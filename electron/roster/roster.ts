import type { AccountId } from '#contract/account'
import { detailOf, failed, type Result, success } from '#contract/failure'
import type { Contact, Duplicates, Group, ImportPreview, PeopleFormat, Undo } from '#contract/people'
import { background, type Log } from '../ports.ts'
import { displayAor, domainOf } from '../sip/address.ts'
import type { State } from '../state.ts'
import type { RosterStore } from '../storage/roster-store.ts'
import { type AddressBook, type BookGroup, groupAt, groupRef, type Person, personRef, withDescendants } from './book.ts'
import { bookFrom, type Difference, Scope, shownBook } from './book-contacts.ts'
import { aorOfUri, contactUri } from './contact-uri.ts'
import { duplicatesIn, mergeEdits } from './duplicates.ts'
import { applyEdits, type RosterEdit } from './edits.ts'
import type { PreparedImport } from './exchange.ts'
import { isInside, moved, pathIn, renamed } from './group-edits.ts'
import { newId } from './ids.ts'
import { tidyName } from './names.ts'
import { mainAddress } from './own-elements.ts'
import { type ContactPatch, changeEdits } from './patch.ts'
import type { Photos } from './photos.ts'
import { ShownPeople } from './shown-people.ts'
import { Undos, undoOfRemovedGroup, undoOfRemovedPeople } from './undo.ts'

export type RosterOptions = {
  readonly accountId: AccountId
  readonly state: State
  readonly store: RosterStore
  readonly photos: Photos
  readonly log: Log
}

export type Keeper = {
  readonly keep: (edits: readonly RosterEdit[]) => AddressBook
  /** nothing of the last edits stayed */
  readonly takenBack: () => void
  /** what other programs said of a person there */
  readonly kept: (id: string) => string | undefined
}

type Listener = (contacts: readonly Contact[]) => void

const unknownPerson = failed({ kind: 'invalid', field: 'person' })
const unknownGroup = failed({ kind: 'invalid', field: 'group' })

/** The people of one account, kept on this computer. Written first, then told. */
export class Roster {
  readonly #options: RosterOptions
  readonly #state: State
  readonly #store: RosterStore
  readonly #scope: Scope
  readonly #shown: ShownPeople
  readonly #undos = new Undos()
  readonly #listeners = new Set<Listener>()
  #book: AddressBook | null = null
  #import: PreparedImport | null = null
  #keeper: Keeper | null = null
  #started = false

  constructor(options: RosterOptions) {
    this.#options = options
    this.#state = options.state
    this.#store = options.store
    this.#scope = new Scope(options.accountId)
    this.#shown = new ShownPeople(options.state, () => this.#domain())
  }

  /** Shows everybody kept here; once, and tells whoever listens by now. */
  start(): void {
    if (this.#started) {
      this.#tell()
      return
    }
    this.#started = true
    const { accountId } = this.#options
    for (const group of this.#store.groups(accountId)) this.#shown.keepGroup(group)
    for (const contact of this.#store.contacts(accountId)) this.#shown.keep(contact)
    this.#tell()
  }

  /** What is only needed when everything is on the screen. */
  tidy(): void {
    const { photos, log } = this.#options
    background(log, photos.forgetAllBut(new Set(this.#shown.photos.values())), 'tidying the photos')
  }

  stop(): void {
    this.#listeners.clear()
  }

  /** In no order; the same list until somebody changes. */
  get everybody(): readonly Contact[] {
    return this.#shown.everybody
  }

  /** In the order of their names. */
  get contacts(): readonly Contact[] {
    return this.#shown.contactsByName
  }

  get groups(): readonly Group[] {
    return this.#shown.groupsInOrder
  }

  /** Ids in it are those of the document. */
  get book(): AddressBook {
    this.#book ??= bookFrom(this.#scope, [...this.#shown.contacts.values()], this.groups)
    return this.#book
  }

  /** Edits are kept there first, which says what the address book is then. */
  keepIn(keeper: Keeper): () => void {
    this.#keeper = keeper
    return () => {
      this.#keeper = null
    }
  }

  /** What another device did. */
  show(book: AddressBook): void {
    this.#write('showing what another device did', () => {
      this.#store.together(() => this.#keepBook(book))()
      return null
    })
  }

  /** What the user calls this person, else the address. */
  nameOf(aor: string): string {
    return this.#shown.find(aor)?.name || displayAor(aor)
  }

  isFavourite(aor: string): boolean {
    return this.#shown.find(aor)?.favourite ?? false
  }

  /** The whole list in no order, at every change of who is in it or how. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Somebody who is here already stays as they are: the result is their id. */
  add(address: string, name: string, groupIds: readonly string[] = []): Result<{ id: string }> {
    const uri = contactUri(address, this.#domain())
    const aor = uri === null ? null : aorOfUri(uri, this.#domain())
    if (uri === null || aor === null) return failed({ kind: 'invalid', field: 'address' })
    const known = this.#shown.find(aor)
    if (known !== undefined) return success({ id: known.id })
    const person: Person = {
      id: newId('p'),
      name: tidyName(name),
      addresses: [{ id: mainAddress, uri, label: null }],
      favourite: false,
      notes: '',
    }
    const groups = this.#knownGroups(groupIds).map((group) => ({ group: groupRef(this.book.groups, group) }))
    const edit: RosterEdit = { do: 'put-people', people: [{ person, groups }] }
    return this.#perform('adding a person', [edit], { id: this.#scope.out(person.id) })
  }

  change(id: string, patch: ContactPatch): Result<null> {
    const person = this.#person(id)
    if (person === undefined) return unknownPerson
    const groups = patch.groupIds && this.#knownGroups(patch.groupIds)
    const edits = changeEdits({ book: this.book, person, patch, groups, domain: this.#domain() })
    if (edits === null) return failed({ kind: 'invalid', field: 'address' })
    return this.#perform('changing a person', edits, null)
  }

  async setPhoto(id: string, picture: Uint8Array | null): Promise<Result<null>> {
    if (!this.#shown.contacts.has(id)) return unknownPerson
    const path = picture === null ? success(null) : await this.#options.photos.put(picture)
    if (!path.ok) return path
    const contact = this.#shown.contacts.get(id)
    if (contact === undefined) return unknownPerson
    return this.#write('changing a photo', () => {
      const changed = { ...contact, photo: path.value }
      this.#store.saveContact(changed)
      if (path.value === null) this.#shown.photos.delete(id)
      this.#shown.keep(changed)
      this.#tell()
      return null
    })
  }

  move(id: string, from: string | null, to: string | null, before?: string | null): Result<null> {
    const person = this.#person(id)
    if (person === undefined) return unknownPerson
    const { groups } = this.book
    const [left, joined] = [from, to].map((each) => (each === null ? null : this.#group(each)))
    if (left === undefined || joined === undefined) return unknownGroup
    const next = typeof before === 'string' ? this.#person(before) : undefined
    if (typeof before === 'string' && next === undefined) return unknownPerson
    const who = personRef(person)
    const edits: RosterEdit[] = []
    if (left !== null && left !== joined) edits.push({ do: 'leave', who, group: groupRef(groups, left) })
    if (joined !== null) {
      const place = before === undefined ? {} : { before: next === undefined ? null : personRef(next) }
      edits.push({ do: 'join', who, group: groupRef(groups, joined), ...place })
    }
    return this.#perform('moving a person', edits, null)
  }

  /** Their messages and calls stay. Somebody who is gone already leaves nothing to undo. */
  remove(id: string): Result<Undo> {
    const person = this.#person(id)
    const undo = person === undefined ? [] : undoOfRemovedPeople(this.book, [this.#withKept(person)])
    const edits: RosterEdit[] = person === undefined ? [] : [{ do: 'remove-people', ids: [person.id] }]
    return this.#perform('removing a person', edits, { undo: this.#undos.keep(undo) })
  }

  /** A group of that name that is there already is taken. */
  addGroup(name: string, parentId: string | null = null): Result<{ id: string }> {
    const tidy = tidyName(name)
    if (tidy === '') return failed({ kind: 'invalid', field: 'name' })
    const { groups } = this.book
    const parent = parentId === null ? null : this.#group(parentId)
    if (parent === undefined) return unknownGroup
    const path = pathIn(groups, parent, tidy)
    const known = groupAt(groups, path)
    if (known !== undefined) return success({ id: this.#scope.out(known.id) })
    const id = newId('g')
    const edit: RosterEdit = {
      do: 'put-group',
      group: { id, path },
      parent: parent === null ? null : groupRef(groups, parent),
    }
    return this.#perform('adding a group', [edit], { id: this.#scope.out(id) })
  }

  renameGroup(id: string, name: string): Result<null> {
    const tidy = tidyName(name)
    const group = this.#group(id)
    if (group === undefined || tidy === '') return failed({ kind: 'invalid', field: 'name' })
    const edit = renamed(this.book.groups, group, tidy)
    return edit === null ? failed({ kind: 'invalid', field: 'name' }) : this.#perform('renaming a group', [edit], null)
  }

  /** A group cannot be put into itself, nor beside one of its name. */
  moveGroup(id: string, parentId: string | null, before: string | null): Result<null> {
    const { groups } = this.book
    const group = this.#group(id)
    const parent = parentId === null ? null : this.#group(parentId)
    const next = before === null ? null : this.#group(before)
    if (group === undefined || parent === undefined || next === undefined) return unknownGroup
    if (parent !== null && isInside(groups, group, parent)) return unknownGroup
    const edit = moved(groups, group, parent, next)
    if (edit === null) return failed({ kind: 'invalid', field: 'name' })
    return next === group ? success(null) : this.#perform('moving a group', [edit], null)
  }

  orderByName(id: string): Result<null> {
    const group = this.#group(id)
    if (group === undefined) return unknownGroup
    const edit: RosterEdit = { do: 'order-by-name', group: groupRef(this.book.groups, group) }
    return this.#perform('ordering a group', [edit], null)
  }

  /** Its people stay in the roster. */
  removeGroup(id: string): Result<Undo> {
    const group = this.#group(id)
    const undo = group === undefined ? [] : undoOfRemovedGroup(this.book, group)
    const edits: RosterEdit[] = group === undefined ? [] : [{ do: 'remove-group', id: group.id }]
    return this.#perform('removing a group', edits, { undo: this.#undos.keep(undo) })
  }

  /** Null: it is not one of ours, or was undone. */
  restore(undo: string): Result<null> | null {
    const edits = this.#undos.take(undo)
    return edits === null ? null : this.#perform('undoing', edits, null)
  }

  async prepareImport(text: string, format: PeopleFormat | null): Promise<Result<ImportPreview>> {
    const { formatOf, PreparedImport, readCards } = await import('./exchange.ts')
    const known = format ?? formatOf(text)
    const cards = await readCards(text, known)
    if (cards === null) return failed({ kind: 'invalid', field: 'file' })
    this.#import = new PreparedImport(this.book, cards, known, this.#domain())
    return success(this.#import.preview(this.#scope.out))
  }

  /** Null: it is not one of ours. */
  commitImport(id: string, skip: readonly string[]): Result<Undo & { added: number; merged: number }> | null {
    const prepared = this.#import
    if (prepared?.id !== id) return null
    this.#import = null
    const { edits, undo, added, merged } = prepared.edits(this.book, new Set(skip), () => newId('g'))
    return this.#perform('importing people', edits, { undo: this.#undos.keep(undo), added, merged })
  }

  async export(format: PeopleFormat, groupId: string | null): Promise<Result<{ name: string; text: string }>> {
    const { extensions, writePeople } = await import('./exchange.ts')
    const group = groupId === null ? null : this.#group(groupId)
    if (group === undefined) return unknownGroup
    const groups = group === null ? null : withDescendants(this.book.groups, group.id)
    const text = writePeople(this.book, groups, format)
    const name = (group?.name ?? 'Dialtone').replace(/[^\p{L}\p{N} _-]/gu, '').trim() || 'Dialtone'
    return success({ name: `${name}.${extensions[format]}`, text })
  }

  duplicates(): Result<readonly Duplicates[]> {
    const found = duplicatesIn(this.book, this.#domain())
    return success(found.map(({ reason, ids }) => ({ reason, ids: ids.map(this.#scope.out) })))
  }

  /** One stays, with all that was said of the others. */
  merge(id: string, others: readonly string[]): Result<Undo> {
    const kept = this.#person(id)
    const merged = [...new Set(others)].flatMap((each) => this.#person(each) ?? []).filter((each) => each !== kept)
    if (kept === undefined || merged.length === 0) return unknownPerson
    const photo = [id, ...others].map((each) => this.#shown.contacts.get(each)?.photo).find((each) => each)
    const { edits, undo } = mergeEdits(this.book, kept, merged.map(this.#withKept))
    if (photo) this.#shown.photos.set(id, photo)
    return this.#perform('merging people', edits, { undo: this.#undos.keep(undo) })
  }

  #domain(): string | undefined {
    const aor = this.#state.current.accounts[this.#options.accountId]?.aor
    return aor === undefined ? undefined : domainOf(aor)
  }

  #person(id: string): Person | undefined {
    return this.book.people.get(this.#scope.in(id))
  }

  readonly #withKept = (person: Person): Person => {
    const kept = this.#keeper?.kept(person.id)
    return kept === undefined ? person : { ...person, kept }
  }

  #group(id: string): BookGroup | undefined {
    const own = this.#scope.in(id)
    return this.book.groups.find((group) => group.id === own)
  }

  #knownGroups(ids: readonly string[]): readonly BookGroup[] {
    return [...new Set(ids)].flatMap((id) => this.#group(id) ?? [])
  }

  #perform<T>(what: string, edits: readonly RosterEdit[], value: T): Result<T> {
    return this.#write(what, () => {
      if (edits.length > 0) this.#keepEdits(edits)()
      return value
    })
  }

  #keepEdits(edits: readonly RosterEdit[]): () => void {
    try {
      return this.#store.together(() => this.#keepBook(this.#keeper?.keep(edits) ?? applyEdits(this.book, edits)))
    } catch (error) {
      this.#keeper?.takenBack()
      throw error
    }
  }

  /** Writes what is different, and gives what tells it. */
  #keepBook(book: AddressBook): () => void {
    const { accountId } = this.#options
    const next = shownBook({ scope: this.#scope, accountId, book, domain: this.#domain(), photos: this.#shown.photos })
    const difference = next.differenceFrom(this.#shown.contacts, this.#shown.groups)
    this.#store.together(() => {
      for (const group of difference.groups) this.#store.saveGroup(group)
      for (const contact of difference.contacts) this.#store.saveContact(contact)
      for (const id of difference.contactsGone) this.#store.removeContact(id)
      for (const id of difference.groupsGone) this.#store.removeGroup(id)
    })
    return () => this.#tellDifference(book, difference)
  }

  #tellDifference(book: AddressBook, difference: Difference): void {
    this.#book = book
    for (const group of difference.groups) this.#shown.keepGroup(group)
    for (const id of difference.contactsGone) this.#shown.drop(id)
    for (const contact of difference.contacts) this.#shown.keep(contact)
    for (const id of difference.groupsGone) this.#shown.dropGroup(id)
    if (difference.contacts.length > 0 || difference.contactsGone.length > 0) this.#tell()
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener(this.everybody)
  }

  #write<T>(what: string, work: () => T): Result<T> {
    try {
      return success(work())
    } catch (error) {
      const detail = detailOf(error)
      this.#options.log.error('%s failed: %s', what, detail)
      return failed({ kind: 'storage', detail })
    }
  }
}

import { randomUUID } from 'node:crypto'
import type { AccountId } from '#contract/account'
import { failed, type Result, success } from '#contract/failure'
import type { Contact, Group } from '#contract/people'
import type { Log } from '../ports.ts'
import { displayAor, domainOf, parseAor } from '../sip/address.ts'
import type { State } from '../state.ts'
import type { RosterStore } from '../storage/roster-store.ts'
import { byName, tidyName } from './names.ts'

export type RosterOptions = {
  readonly accountId: AccountId
  readonly state: State
  readonly store: RosterStore
  readonly log: Log
}

export type ContactPatch = {
  readonly name?: string
  readonly groupIds?: readonly string[]
  readonly favourite?: boolean
}

type Listener = (contacts: readonly Contact[]) => void

/** The people of one account, kept on this computer. Written first, then told. */
export class Roster {
  readonly #accountId: AccountId
  readonly #state: State
  readonly #store: RosterStore
  readonly #log: Log
  readonly #contacts = new Map<string, Contact>()
  readonly #byAor = new Map<string, Contact>()
  readonly #groups = new Map<string, Group>()
  readonly #listeners = new Set<Listener>()
  #sorted: readonly Contact[] | null = null
  #started = false

  constructor(options: RosterOptions) {
    this.#accountId = options.accountId
    this.#state = options.state
    this.#store = options.store
    this.#log = options.log
  }

  /** Shows everybody kept here; once, and tells whoever listens by now. */
  start(): void {
    if (this.#started) {
      this.#tell()
      return
    }
    this.#started = true
    for (const group of this.#store.groups(this.#accountId)) {
      this.#groups.set(group.id, group)
      this.#state.apply({ kind: 'group', group })
    }
    for (const contact of this.#store.contacts(this.#accountId)) this.#keep(contact)
    this.#tell()
  }

  stop(): void {
    this.#listeners.clear()
  }

  /** In the order of their names. */
  get contacts(): readonly Contact[] {
    this.#sorted ??= [...this.#contacts.values()].sort(byName)
    return this.#sorted
  }

  get groups(): readonly Group[] {
    return [...this.#groups.values()].sort((a, b) => a.order - b.order)
  }

  /** What the user calls this person, else the address. */
  nameOf(aor: string): string {
    return this.#byAor.get(aor)?.name || displayAor(aor)
  }

  isFavourite(aor: string): boolean {
    return this.#byAor.get(aor)?.favourite ?? false
  }

  /** The whole list, at every change of who is in it or how. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Somebody who is here already stays as they are: the result is their id. */
  add(address: string, name: string, groupIds: readonly string[] = []): Result<{ id: string }> {
    const aor = parseAor(address, this.#domain())
    if (aor === null) return failed({ kind: 'invalid', field: 'address' })
    const known = this.#byAor.get(aor)
    if (known !== undefined) return success({ id: known.id })
    const contact: Contact = {
      id: randomUUID(),
      accountId: this.#accountId,
      aor,
      name: tidyName(name),
      groupIds: this.#known(groupIds),
      favourite: false,
    }
    return this.#write('adding a person', () => {
      this.#store.saveContact(contact)
      this.#keep(contact)
      this.#tell()
      return { id: contact.id }
    })
  }

  change(id: string, patch: ContactPatch): Result<null> {
    const before = this.#contacts.get(id)
    if (before === undefined) return failed({ kind: 'invalid', field: 'person' })
    const contact: Contact = {
      ...before,
      ...(patch.name !== undefined && { name: tidyName(patch.name) }),
      ...(patch.groupIds !== undefined && { groupIds: this.#known(patch.groupIds) }),
      ...(patch.favourite !== undefined && { favourite: patch.favourite }),
    }
    return this.#write('changing a person', () => {
      this.#store.saveContact(contact)
      this.#keep(contact)
      this.#tell()
      return null
    })
  }

  /** Their messages and calls stay. */
  remove(id: string): Result<null> {
    const contact = this.#contacts.get(id)
    if (contact === undefined) return success(null)
    return this.#write('removing a person', () => {
      this.#store.removeContact(id)
      this.#contacts.delete(id)
      this.#byAor.delete(contact.aor)
      this.#sorted = null
      this.#state.apply({ kind: 'contact-removed', id })
      this.#tell()
      return null
    })
  }

  /** A group of that name that is here already is taken. */
  addGroup(name: string): Result<{ id: string }> {
    const tidy = tidyName(name)
    if (tidy === '') return failed({ kind: 'invalid', field: 'name' })
    const known = this.#groupNamed(tidy)
    if (known !== undefined) return success({ id: known.id })
    const order = Math.max(-1, ...[...this.#groups.values()].map((group) => group.order)) + 1
    const group: Group = { id: randomUUID(), accountId: this.#accountId, name: tidy, order }
    return this.#write('adding a group', () => {
      this.#saveGroup(group)
      return { id: group.id }
    })
  }

  renameGroup(id: string, name: string): Result<null> {
    const tidy = tidyName(name)
    const group = this.#groups.get(id)
    if (group === undefined || tidy === '') return failed({ kind: 'invalid', field: 'name' })
    const other = this.#groupNamed(tidy)
    if (other !== undefined && other.id !== id) return failed({ kind: 'invalid', field: 'name' })
    return this.#write('renaming a group', () => {
      this.#saveGroup({ ...group, name: tidy })
      return null
    })
  }

  /** Its people stay in the roster. */
  removeGroup(id: string): Result<null> {
    if (!this.#groups.has(id)) return success(null)
    return this.#write('removing a group', () => {
      this.#store.removeGroup(id)
      this.#groups.delete(id)
      const members = [...this.#contacts.values()].filter((contact) => contact.groupIds.includes(id))
      for (const contact of members) {
        this.#keep({ ...contact, groupIds: contact.groupIds.filter((groupId) => groupId !== id) })
      }
      this.#state.apply({ kind: 'group-removed', id })
      if (members.length > 0) this.#tell()
      return null
    })
  }

  #domain(): string | undefined {
    const aor = this.#state.current.accounts[this.#accountId]?.aor
    return aor === undefined ? undefined : domainOf(aor)
  }

  #known(groupIds: readonly string[]): readonly string[] {
    return [...new Set(groupIds)].filter((id) => this.#groups.has(id))
  }

  #groupNamed(name: string): Group | undefined {
    const wanted = name.toLocaleLowerCase()
    return [...this.#groups.values()].find((group) => group.name.toLocaleLowerCase() === wanted)
  }

  #saveGroup(group: Group): void {
    this.#store.saveGroup(group)
    this.#groups.set(group.id, group)
    this.#state.apply({ kind: 'group', group })
  }

  #keep(contact: Contact): void {
    this.#contacts.set(contact.id, contact)
    this.#byAor.set(contact.aor, contact)
    this.#sorted = null
    this.#state.apply({ kind: 'contact', contact })
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener(this.contacts)
  }

  #write<T>(what: string, work: () => T): Result<T> {
    try {
      return success(work())
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      this.#log.error('%s failed: %s', what, detail)
      return failed({ kind: 'storage', detail })
    }
  }
}

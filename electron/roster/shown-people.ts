import type { Contact, Group } from '#contract/people'
import type { State } from '../state.ts'
import { aorOfUri } from './contact-uri.ts'
import { byName } from './names.ts'

/** What is on the screen of one account's people, by the ids of the contract; and where to find it. */
export class ShownPeople {
  readonly contacts = new Map<string, Contact>()
  readonly groups = new Map<string, Group>()
  /** also of people removed in this run, who may come back */
  readonly photos = new Map<string, string>()
  /** by each of their addresses */
  readonly #byAor = new Map<string, Contact>()
  readonly #state: State
  readonly #domain: () => string | undefined
  #all: readonly Contact[] | null = null
  #sorted: readonly Contact[] | null = null

  constructor(state: State, domain: () => string | undefined) {
    this.#state = state
    this.#domain = domain
  }

  get everybody(): readonly Contact[] {
    this.#all ??= [...this.contacts.values()]
    return this.#all
  }

  get contactsByName(): readonly Contact[] {
    this.#sorted ??= this.everybody.toSorted(byName)
    return this.#sorted
  }

  get groupsInOrder(): readonly Group[] {
    return [...this.groups.values()].sort((a, b) => a.order - b.order)
  }

  find(aor: string): Contact | undefined {
    return this.#byAor.get(aor)
  }

  keep(contact: Contact): void {
    const before = this.contacts.get(contact.id)
    if (before !== undefined && before.addresses !== contact.addresses) this.#unindex(before)
    this.contacts.set(contact.id, contact)
    for (const aor of this.#aorsOf(contact)) {
      const other = this.#byAor.get(aor)
      if (other === undefined || other.id === contact.id) this.#byAor.set(aor, contact)
    }
    if (contact.photo !== null) this.photos.set(contact.id, contact.photo)
    this.#all = null
    this.#sorted = null
    this.#state.apply({ kind: 'contact', contact })
  }

  drop(id: string): void {
    const contact = this.contacts.get(id)
    if (contact === undefined) return
    this.contacts.delete(id)
    this.#unindex(contact)
    this.#all = null
    this.#sorted = null
    this.#state.apply({ kind: 'contact-removed', id })
  }

  keepGroup(group: Group): void {
    this.groups.set(group.id, group)
    this.#state.apply({ kind: 'group', group })
  }

  dropGroup(id: string): void {
    this.groups.delete(id)
    this.#state.apply({ kind: 'group-removed', id })
  }

  #unindex(contact: Contact): void {
    for (const aor of this.#aorsOf(contact)) {
      if (this.#byAor.get(aor)?.id === contact.id) this.#byAor.delete(aor)
    }
  }

  #aorsOf({ aor, addresses }: Contact): readonly string[] {
    if (addresses.length === 1) return [aor]
    const domain = this.#domain()
    return [...new Set([aor, ...addresses.flatMap(({ uri }) => aorOfUri(uri, domain) ?? [])])]
  }
}

import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { AccountId } from '#contract/account'
import { failed, type Result, success } from '#contract/failure'
import type { Contact, Group } from '#contract/people'
import { parseResourceLists, type ResourceLists } from '../documents/resource-lists.ts'
import { background, type Log } from '../ports.ts'
import { domainOf } from '../sip/address.ts'
import type { State } from '../state.ts'
import type { DocumentCache } from '../storage/document-cache.ts'
import { OtherDocuments } from '../xcap/other-documents.ts'
import type { Editor, SyncedDocument } from '../xcap/synced-document.ts'
import type { XcapDocuments } from '../xcap/xcap-documents.ts'
import { Scope } from './book-contacts.ts'
import { aorOfUri } from './contact-uri.ts'
import {
  type FollowEdit,
  type Followed,
  followRules,
  mostLists,
  type Reference,
  referencesIn,
  resolved,
} from './followed.ts'
import { gathered } from './gathered.ts'
import { addressKey, listAddress } from './list-address.ts'
import { tidyName } from './names.ts'
import { mainAddress } from './own-elements.ts'
import { ReadDocument } from './read-document.ts'

export type FollowedListsOptions = {
  readonly accountId: AccountId
  readonly aor: string
  readonly state: State
  readonly contacts: () => readonly Contact[]
  readonly lists: SyncedDocument<ResourceLists>
  readonly documents: XcapDocuments
  readonly cache: DocumentCache
  readonly log: Log
  readonly now: () => number
}

/** How they are kept, beside the documents of the server. */
const kind = 'followed-list'
const mostPeople = 2_000
const mostRounds = 8
/** Lists come after the user's own groups. */
const firstPlace = 1_000_000

/**
 * The lists of somebody else that the user's document refers to, each as a group whose people are read only here. Read again politely,
 * and kept for when they cannot be.
 */
export class FollowedLists {
  readonly #options: FollowedListsOptions
  readonly #editor: Editor<FollowEdit>
  readonly #others: OtherDocuments
  readonly #scope: Scope
  readonly #documents = new Map<string, ReadDocument>()
  readonly #listeners = new Set<(aors: readonly string[]) => void>()
  readonly #endings: (() => void)[] = []
  #references: readonly Reference[] = []
  #from: { readonly doc: ResourceLists; readonly root: string | null } | null = null
  #tidied: string | null = null
  readonly #groups = new Map<string, Group>()
  readonly #contacts = new Map<string, Contact>()
  #names: ReadonlyMap<string, string> = new Map()
  #running = false
  #online = false
  #reading = false
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(options: FollowedListsOptions) {
    this.#options = options
    this.#scope = new Scope(options.accountId)
    this.#editor = options.lists.editor('followed', followRules)
    this.#others = new OtherDocuments({
      domain: domainOf(options.aor),
      client: () => options.documents.server?.client ?? null,
    })
  }

  start(): void {
    this.#running = true
    const { lists, documents } = this.#options
    this.#endings.push(
      lists.onChange(() => this.changed()),
      documents.onChange(() => this.changed()),
    )
  }

  stop(): void {
    this.#running = false
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const end of this.#endings.splice(0)) end()
    this.#others.close()
  }

  /** The addresses of these people, and of those who are in a followed list and no contact. */
  withFollowed(contacts: readonly Contact[]): readonly string[] {
    const own = contacts.map(({ aor }) => aor)
    return this.#names.size === 0 ? own : [...own, ...this.#names.keys()]
  }

  nameOf(aor: string): string | null {
    return this.#names.get(aor) || null
  }

  /** Tells all addresses to be watched, as `withFollowed` gives them, whenever the people of followed lists are others. */
  onChange(listener: (aors: readonly string[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  setOnline(online: boolean): void {
    this.#online = online
    if (!online) return
    for (const document of this.#documents.values()) document.linked(this.#options.now())
    this.#readDue()
  }

  /** To be called after changes of people or references; they are looked at once, at the end of the turn. */
  readonly changed = gathered(() => {
    if (this.#running) this.#look()
  })

  // --- What the user does -------------------------------------------------------------------------------------------

  follow(text: string, name: string): Result<{ id: string }> {
    const address = listAddress(text.trim())
    if (address === null) return failed({ kind: 'invalid', field: 'list' })
    const root = this.#root()
    const { document } = address
    if (document.protocol !== 'https:' && (root === null || !document.href.startsWith(`${root.replace(/\/+$/, '')}/`)))
      return failed({ kind: 'documents', problem: 'unencrypted', where: document.host, detail: '' })
    const key = addressKey(address)
    const known = this.#references.find((each) => each.kind === 'list' && addressKey(each.address) === key)
    if (known !== undefined) return success({ id: this.#idOf(known) })
    if (this.#references.length >= mostLists) return failed({ kind: 'invalid', field: 'lists' })
    this.#editor.edit({ do: 'follow', address: text.trim(), name: tidyName(name) })
    this.#look()
    const made = this.#references.find((each) => each.kind === 'list' && addressKey(each.address) === key)
    return made === undefined ? failed({ kind: 'invalid', field: 'list' }) : success({ id: this.#idOf(made) })
  }

  leave(id: string): Result<null> {
    const reference = this.#references.find((each) => this.#idOf(each) === id)
    if (reference?.own !== true) return failed({ kind: 'invalid', field: 'group' })
    this.#editor.edit({ do: 'leave', address: reference.written })
    this.#look()
    return success(null)
  }

  readAgain(id: string): Result<null> {
    const reference = this.#references.find((each) => this.#idOf(each) === id)
    if (reference === undefined) return failed({ kind: 'invalid', field: 'group' })
    for (const address of this.#resolved([reference]).needed.keys()) this.#documents.get(address)?.now()
    this.#readDue()
    return success(null)
  }

  #root(): string | null {
    return this.#options.documents.server?.root ?? null
  }

  // --- Reading ------------------------------------------------------------------------------------------------------

  #look(): void {
    const [doc, at] = [this.#options.lists.current, this.#root()]
    if (this.#from?.doc !== doc || this.#from.root !== at) {
      this.#from = { doc, root: at }
      this.#references = referencesIn(doc, at)
    }
    if (this.#references.length === 0 && this.#groups.size + this.#contacts.size + this.#documents.size === 0) {
      this.#forgetOthers(new Set())
      return
    }
    const { followed, needed } = this.#resolved(this.#references)
    this.#forgetOthers(new Set(needed.keys()))
    this.#show(followed)
    this.#readDue()
  }

  /** Every document that is kept here is taken in, and what it refers to. */
  #resolved(references: readonly Reference[]) {
    const known = (url: URL) => this.#documents.get(url.href)
    let resolution = resolved(references, known)
    for (let round = 0; round < mostRounds; round++) {
      const missing = [...resolution.needed].filter(([address]) => !this.#documents.has(address))
      if (missing.length === 0) break
      for (const [address, url] of missing) this.#documents.set(address, this.#kept(url))
      resolution = resolved(references, known)
    }
    return resolution
  }

  #kept(url: URL): ReadDocument {
    const { accountId, cache } = this.#options
    const cached = cache.document(accountId, { auid: kind, path: url.href })
    return new ReadDocument(url, cached, parseResourceLists)
  }

  /** Only once it is known what there is to keep. */
  #forgetOthers(needed: ReadonlySet<string>): void {
    const { accountId, cache, lists } = this.#options
    for (const address of [...this.#documents.keys()]) if (!needed.has(address)) this.#documents.delete(address)
    const key = [...needed].sort().join('\n')
    if (lists.state.kind !== 'saved' || this.#tidied === key) return
    this.#tidied = key
    for (const path of cache.paths(accountId, kind))
      if (!needed.has(path)) cache.removeDocument(accountId, { auid: kind, path })
  }

  #readDue(): void {
    const { log, documents } = this.#options
    // Before that it is not known which of them gets the password.
    if (!this.#running || !this.#online || this.#reading || documents.overview.server.kind === 'looking') return
    this.#reading = true
    background(log, this.#readAll(), 'reading followed lists')
  }

  /** One after the other. */
  async #readAll(): Promise<void> {
    const { now } = this.#options
    try {
      for (;;) {
        const next = [...this.#documents.values()].find((document) => document.dueAt <= now())
        if (next === undefined || !this.#running || !this.#online) break
        await this.#read(next)
      }
    } finally {
      this.#reading = false
    }
    if (!this.#running) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    const due = Math.min(...[...this.#documents.values()].map(({ dueAt }) => dueAt))
    this.#timer = Number.isFinite(due) ? setTimeout(() => this.#readDue(), Math.max(1_000, due - now())) : null
  }

  async #read(document: ReadDocument): Promise<void> {
    const { accountId, cache, log, now } = this.#options
    document.begin()
    const outcome = await this.#others.read(document.url, document.entityTag)
    if (!this.#running) return
    const text = document.take(outcome, now())
    if (document.failure !== null)
      log.warn('the list at %s stays as it was: %s', document.url.host, document.failure.kind)
    const { entityTag, readAt, url } = document
    if (readAt !== null && document.failure === null && this.#documents.get(url.href) === document) {
      const name = { auid: kind, path: url.href }
      if (text === null) cache.documentRead(accountId, name, readAt)
      else cache.saveDocument(accountId, name, { root: url.origin, entityTag, text, readAt })
    }
    this.#look()
  }

  // --- Showing ------------------------------------------------------------------------------------------------------

  #show(followed: readonly Followed[]): void {
    const { accountId, aor: own, contacts, state } = this.#options
    const domain = domainOf(own)
    const mine = new Map<string, string>()
    for (const contact of contacts()) {
      for (const { uri } of contact.addresses) {
        const aor = aorOfUri(uri, domain)
        if (aor !== null && !mine.has(aor)) mine.set(aor, contact.id)
      }
    }
    const people = new Map<string, Contact>()
    const groups = new Map<string, Group>()
    for (const [index, { reference, name, people: there, left, readAt, failure }] of followed.entries()) {
      const ids: string[] = []
      let more = left
      const parentId = reference.groupId === null ? null : this.#scope.out(reference.groupId)
      for (const { uri, name: said } of there) {
        const aor = aorOfUri(uri, domain)
        if (aor === null || aor === own) continue
        const known = mine.get(aor)
        const id = known ?? this.#scope.out(`f-${aor}`)
        const before = people.get(id)
        if (known === undefined && before === undefined && people.size >= mostPeople) {
          more += 1
          continue
        }
        ids.push(id)
        if (known !== undefined) continue
        const groupIds = reference.kind === 'entry' && parentId !== null ? [parentId] : []
        people.set(
          id,
          followedContact({
            id,
            accountId,
            aor,
            uri,
            name: reference.kind === 'entry' && reference.name !== '' ? reference.name : said,
            groupIds,
            before,
          }),
        )
      }
      if (reference.kind === 'entry') continue
      const id = this.#idOf(reference)
      groups.set(id, {
        id,
        accountId,
        name: reference.name || name || reference.address.document.host,
        order: firstPlace + index,
        parentId,
        handOrder: null,
        list: { address: reference.written, contactIds: ids, left: more, readAt, failure, own: reference.own },
      })
    }
    for (const [id, contact] of people) {
      if (isDeepStrictEqual(this.#contacts.get(id), contact)) continue
      this.#contacts.set(id, contact)
      state.apply({ kind: 'contact', contact })
    }
    for (const [id, group] of groups) {
      if (isDeepStrictEqual(this.#groups.get(id), group)) continue
      this.#groups.set(id, group)
      state.apply({ kind: 'group', group })
    }
    for (const id of [...this.#groups.keys()].filter((each) => !groups.has(each))) {
      this.#groups.delete(id)
      state.apply({ kind: 'group-removed', id })
    }
    for (const id of [...this.#contacts.keys()].filter((each) => !people.has(each))) {
      this.#contacts.delete(id)
      state.apply({ kind: 'contact-removed', id })
    }
    const before = this.#names
    this.#names = new Map([...people.values()].map(({ aor, name }) => [aor, name]))
    if (before.size === this.#names.size && [...before.keys()].every((aor) => this.#names.has(aor))) return
    for (const listener of [...this.#listeners]) listener(this.withFollowed(this.#options.contacts()))
  }

  #idOf({ address }: Reference): string {
    return this.#scope.out(`l-${createHash('sha256').update(addressKey(address)).digest('hex').slice(0, 20)}`)
  }
}

function followedContact({
  uri,
  name,
  groupIds,
  before,
  ...rest
}: Pick<Contact, 'id' | 'accountId' | 'aor' | 'name' | 'groupIds'> & {
  readonly uri: string
  readonly before: Contact | undefined
}): Contact {
  return {
    ...rest,
    name: before?.name || name,
    addresses: [{ id: mainAddress, uri, label: null }],
    groupIds: [...new Set([...(before?.groupIds ?? []), ...groupIds])],
    favourite: false,
    notes: '',
    photo: null,
    followed: true,
  }
}

import { onTestFinished } from 'vitest'
import type { Account } from '#contract/account'
import { policyDocument } from '../../electron/presence/policy-document.ts'
import { Scope } from '../../electron/roster/book-contacts.ts'
import { ListUpkeep } from '../../electron/roster/list-upkeep.ts'
import { Photos } from '../../electron/roster/photos.ts'
import { Roster } from '../../electron/roster/roster.ts'
import { bookOf } from '../../electron/roster/roster-document.ts'
import { RosterSync } from '../../electron/roster/roster-sync.ts'
import { domainOf } from '../../electron/sip/address.ts'
import { State } from '../../electron/state.ts'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { resourceListsKind, rlsServicesKind } from '../../electron/xcap/document-kind.ts'
import { XcapDocuments } from '../../electron/xcap/xcap-documents.ts'
import { listeningLog } from '../storage/fixture.ts'
import { anna } from './fixture.ts'

export type Device = Awaited<ReturnType<typeof startDevice>>

/** The people of one account on one device: roster, document and list, as softphone.ts has them; without SIP. */
export async function startDevice(
  options: {
    readonly root?: string | null
    readonly aor?: string
    readonly password?: string
    /** of an earlier run */
    readonly database?: Database
  } = {},
) {
  const { root = null, aor = anna.aor, password = 'secret' } = options
  const log = listeningLog()
  const database = options.database ?? (await openDatabase({ file: null, key: null, log }))
  const account: Account = { ...anna, aor, xcapRoot: root }
  const state = new State()
  state.apply({ kind: 'account', account })
  const store = new RosterStore(database)
  const photos = new Photos({ accountId: account.id, profile: null, pictures: null, log })
  const roster = new Roster({ accountId: account.id, state, store, photos, log })
  roster.start()
  const documents = new XcapDocuments({
    account,
    password,
    cache: new DocumentCache(database),
    log,
    subscribe: null,
    retries: [50, 200],
    resolveTexts: async () => [],
  })
  const listAddress = (name: string) => documents.listAddress(name)
  const shape = { domain: domainOf(aor), listAddress }
  const lists = documents.open(resourceListsKind)
  const sync = new RosterSync({ accountId: account.id, roster, document: lists, store, shape, log })
  const services = documents.open(rlsServicesKind)
  const upkeep = new ListUpkeep({ aor, lists, services, listAddress })
  // Who may see what stands in the same document.
  const policy = policyDocument(documents, new Scope(account.id))
  const listUris: (string | null)[] = []
  upkeep.onChange((uri) => listUris.push(uri))
  sync.start()
  upkeep.start()
  documents.start()
  sync.meet()
  let links = 0
  const device = {
    database,
    log,
    state,
    roster,
    store,
    documents,
    lists,
    services,
    listUris,
    policy,
    /** looks at the server now */
    link: () => documents.setLink(++links),
    /** everything is on the server */
    isSaved: () => [lists, services].every((each) => each.state.kind === 'saved' && each.edits.length === 0),
    book: () => bookOf(lists.current, shape),
    stop: async () => {
      sync.stop()
      upkeep.stop()
      await documents.stop()
    },
  }
  onTestFinished(device.stop)
  device.link()
  return device
}

/** What the screen shows, as far as two devices have it alike. */
export function shownPeople({ state }: Device) {
  const { contacts, groups } = state.current
  const nameOf = (id: string) => groups[id]?.name ?? '?'
  return {
    people: Object.values(contacts)
      .map(({ id, aor, name, addresses, favourite, notes, groupIds }) => ({
        id,
        aor,
        name,
        addresses: addresses.map(({ uri, label }) => `${uri} ${label}`),
        favourite,
        notes,
        groups: groupIds.map(nameOf),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    groups: Object.values(groups)
      .sort((a, b) => a.order - b.order)
      .map(({ id, name, parentId, handOrder }) => ({ id, name, parentId, handOrder })),
  }
}

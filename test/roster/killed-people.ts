/** People, groups and policy of one account, kept on a server elsewhere, in a process of its own: it writes n when turn n is taken. */
import type { Account } from '#contract/account'
import { policyDocument } from '../../electron/presence/policy-document.ts'
import { Scope } from '../../electron/roster/book-contacts.ts'
import { ListUpkeep } from '../../electron/roster/list-upkeep.ts'
import { Photos } from '../../electron/roster/photos.ts'
import { Roster } from '../../electron/roster/roster.ts'
import { RosterSync } from '../../electron/roster/roster-sync.ts'
import { State } from '../../electron/state.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { resourceListsKind, rlsServicesKind } from '../../electron/xcap/document-kind.ts'
import { XcapDocuments } from '../../electron/xcap/xcap-documents.ts'
import { anna } from './anna.ts'
import { takeTurn } from './people-turns.ts'

const [file = '', xcapRoot = '', pause, first] = process.argv.slice(2)
const aor = 'anna@example.org'
const account: Account = { ...anna, aor, xcapRoot }
const log = { debug() {}, info() {}, warn() {}, error: console.error }
const database = await openDatabase({ file, key: new Uint8Array(32).fill(7), log })
const store = new RosterStore(database)
const photos = new Photos({ accountId: anna.id, profile: null, pictures: null, log })
const roster = new Roster({ accountId: anna.id, state: new State(), store, photos, log })
roster.start()
const cache = new DocumentCache(database)
const documents = new XcapDocuments({ account, password: 'secret', cache, log, subscribe: null, retries: [20, 50] })
const listAddress = (name: string) => documents.listAddress(name)
const lists = documents.open(resourceListsKind)
const shape = { domain: 'example.org', listAddress }
const sync = new RosterSync({ accountId: anna.id, roster, document: lists, store, shape, log })
const upkeep = new ListUpkeep({ aor, lists, services: documents.open(rlsServicesKind), listAddress })
const policy = policyDocument(documents, new Scope(anna.id))
sync.start()
upkeep.start()
documents.start()
sync.meet()
documents.setLink(1)
for (let n = Number(first); ; n++) {
  takeTurn(n, roster, policy)
  process.stdout.write(`${n}\n`)
  await new Promise((done) => setTimeout(done, Number(pause)))
}

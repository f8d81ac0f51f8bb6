/** A device without a server, in a process of its own, that edits as fast as it can; it writes n when edit n was acknowledged. */
import { Photos } from '../../electron/roster/photos.ts'
import { Roster } from '../../electron/roster/roster.ts'
import { RosterSync } from '../../electron/roster/roster-sync.ts'
import { State } from '../../electron/state.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { resourceListsKind } from '../../electron/xcap/document-kind.ts'
import { SyncedDocument } from '../../electron/xcap/synced-document.ts'

const [file = '', first] = process.argv.slice(2)
const log = { debug() {}, info() {}, warn: console.error, error: console.error }
const database = await openDatabase({ file, key: new Uint8Array(32).fill(7), log })
const accountId = 'anna'
const store = new RosterStore(database)
const photos = new Photos({ accountId, profile: null, pictures: null, log })
const roster = new Roster({ accountId, state: new State(), store, photos, log })
roster.start()
const cache = new DocumentCache(database)
const document = new SyncedDocument({ accountId, kind: resourceListsKind, cache, log, onEdit() {} })
const shape = { domain: 'example.org', listAddress: () => null }
const sync = new RosterSync({ accountId, roster, document, store, shape, log })
sync.start()
sync.meet()
document.keepLocal()
for (let n = Number(first); ; n++) {
  const { contacts, groups } = roster
  const one = contacts[n % Math.max(1, contacts.length)]
  const group = groups[n % Math.max(1, groups.length)]
  if (n % 5 === 1 && one) roster.change(one.id, { notes: `note ${n}`, favourite: n % 2 === 0 })
  else if (n % 7 === 3 && one && contacts.length > 30) roster.remove(one.id)
  else if (n % 11 === 4) roster.addGroup(`Group ${n % 6}`)
  else if (n % 3 === 2 && one && group) roster.move(one.id, null, group.id, n % 2 ? null : undefined)
  else roster.add(`person${n}@example.org`, `Person ${n}`)
  process.stdout.write(`${n}\n`)
  if (n % 20 === 0) await new Promise((done) => setImmediate(done))
}

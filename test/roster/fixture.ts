import type { Account } from '#contract/account'
import { Photos } from '../../electron/roster/photos.ts'
import { Roster } from '../../electron/roster/roster.ts'
import { State } from '../../electron/state.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { listeningLog } from '../storage/fixture.ts'

export const anna: Account = {
  id: 'anna',
  aor: 'anna@dialtone.test',
  displayName: 'Anna',
  authUser: null,
  server: null,
  outboundProxy: null,
  xcapRoot: null,
  stun: null,
  turn: null,
  trustedCertificate: null,
  allowUnencrypted: false,
  passwordStorage: 'key-store',
}

/** Anna's, with a database of its own in memory. */
export async function openRoster() {
  const log = listeningLog()
  const database = await openDatabase({ file: null, key: null, log })
  const state = new State()
  state.apply({ kind: 'account', account: anna })
  const photos = new Photos({ accountId: anna.id, profile: null, pictures: null, log })
  const roster = new Roster({ accountId: anna.id, state, store: new RosterStore(database), photos, log })
  roster.start()
  return { database, state, roster, close: () => database.close() }
}

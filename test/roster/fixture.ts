import { Photos } from '../../electron/roster/photos.ts'
import { Roster } from '../../electron/roster/roster.ts'
import { State } from '../../electron/state.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { listeningLog } from '../storage/fixture.ts'
import { anna } from './anna.ts'

export { anna } from './anna.ts'

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

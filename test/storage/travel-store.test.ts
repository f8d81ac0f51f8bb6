import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../electron/storage/database.ts'
import { RosterStore } from '../../electron/storage/roster-store.ts'
import { TravelStore } from '../../electron/storage/travel-store.ts'
import { anna, openRoster } from '../roster/fixture.ts'
import { listeningLog } from './fixture.ts'

const berlin = { place: 'Berlin', from: '2026-12-03', until: '2026-12-05' }

test('a crossing that was told is forgotten with the account of whom it was told', async () => {
  const { database, roster } = await openRoster()
  onTestFinished(() => database.close())
  const travel = new TravelStore(database)
  roster.add('maya@example.org', 'Maya')
  roster.add('luis@example.org', 'Luis')
  travel.tell(['maya@example.org', 'luis@example.org'].map((aor) => ({ aor, ...berlin })))
  travel.leaveOut({ ...berlin, place: 'Rome' })
  // Luis is one of the people of another account, too.
  const luis = new RosterStore(database).contacts(anna.id).find(({ aor }) => aor.startsWith('luis'))
  new RosterStore(database).saveContact({ ...luis!, id: 'other.luis', accountId: 'other', groupIds: [] })
  new RosterStore(database).removeAccount(anna.id)
  travel.removeAccount(anna.id)
  expect(travel.told().map(({ aor }) => aor)).toEqual(['luis@example.org'])
  expect(travel.leftOut()).toHaveLength(1)
})

test('without any people nothing that was told is left', async () => {
  const database = await openDatabase({ file: null, key: null, log: listeningLog() })
  onTestFinished(() => database.close())
  const travel = new TravelStore(database)
  travel.tell([{ aor: 'maya@example.org', ...berlin }])
  travel.removeAccount('gone')
  expect(travel.told()).toEqual([])
})

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../electron/storage/database.ts'
import { killedProgram } from '../fakes/killed-program.ts'
import { folder, key, listeningLog } from '../storage/fixture.ts'
import { startDevice } from './device.ts'

const rounds = process.env['DIALTONE_PROVE'] === '1' ? 100 : 3

const writer = killedProgram('test/roster/killed-roster.ts')

test('a process killed while it edits leaves tables and document the same, with whatever it acknowledged', async () => {
  const file = join(folder(), 'dialtone.db')
  let next = 1
  for (let round = 0; round < rounds; round++) {
    const last = await writer.runUntilKilled(next, { words: 5 + ((round * 37) % 60) }, file)
    const database = await openDatabase({ file, key: key(), log: listeningLog() })
    const device = await startDevice({ database, aor: 'anna@example.org' })
    const tables = { contacts: device.store.contacts('anna'), groups: device.store.groups('anna') }
    // What the document says changes nothing more.
    let told = 0
    const end = device.state.onEach(() => told++)
    device.roster.show(device.book())
    expect(told).toBe(0)
    end()
    expect({ contacts: device.store.contacts('anna'), groups: device.store.groups('anna') }).toEqual(tables)
    const added = tables.contacts.map(({ aor }) => Number(/\d+/.exec(aor)?.[0]))
    const isAdd = last % 5 !== 1 && last % 7 !== 3 && last % 11 !== 4 && last % 3 !== 2
    const mayBeGone = (last + 1) % 7 === 3
    if (isAdd && !mayBeGone) expect(added).toContain(last)
    await device.stop()
    database.close()
    next = last + 2
  }
}, 600_000)

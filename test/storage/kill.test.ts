import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../electron/storage/database.ts'
import { MessageStore } from '../../electron/storage/message-store.ts'
import { killedProgram } from '../fakes/killed-program.ts'
import { folder, key, listeningLog } from './fixture.ts'

const prove = process.env['DIALTONE_PROVE'] === '1'
const rounds = prove ? 60 : 3

const writer = killedProgram('test/storage/killed-store.ts')

test('a process killed while it writes has stored whatever it acknowledged, and nothing by half', {
  timeout: prove ? 300_000 : 30_000,
}, async () => {
  const file = join(folder(), 'dialtone.db')
  let next = 0
  for (let round = 0; round < rounds; round++) {
    const acknowledged = await writer.runUntilKilled(next, { words: 6 + ((round * 37) % 200) }, file)
    const log = listeningLog()
    const database = await openDatabase({ file, key: key(7), log })
    const store = new MessageStore(database)
    expect(database.setAside).toBeNull()
    expect(log.lines).toEqual([])
    expect(database.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' })
    const stored = new Set(database.all<{ id: string }>('SELECT id FROM messages').map((row) => row.id))
    for (let n = 0; n <= acknowledged; n++) expect(stored).toContain(`m${n}`)
    // One more may have been stored whose acknowledgement was not read any more.
    next = stored.size
    for (const conversation of store.conversations('anna')) {
      const messages = store.range('anna', conversation.aor, 0, conversation.total + 10)
      expect(messages.map((message) => message.index)).toEqual(messages.map((_, index) => index))
      expect(conversation.total).toBe(messages.length)
      expect(conversation.unread).toBe(messages.filter((message) => message.direction === 'in').length)
    }
    database.close()
  }
  expect(next).toBeGreaterThan(rounds * 5)
})

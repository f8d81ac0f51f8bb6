import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { createSchema } from '../../electron/storage/migrations.ts'
import { folder, listeningLog } from './fixture.ts'

const name = { auid: 'resource-lists', path: 'index' }

async function openCache(file: string | null = null): Promise<DocumentCache> {
  const database = await openDatabase({ file, key: null, log: listeningLog() })
  onTestFinished(() => database.close())
  return new DocumentCache(database)
}

const edits = (cache: DocumentCache) => cache.edits('anna', name).map(({ edit }) => edit)

test('an edit stands where it was put, also between two others, and the newest always last', async () => {
  const cache = await openCache()
  const [first, second] = cache.addEdits('anna', name, [
    { editor: 'roster', edit: 'first' },
    { editor: 'roster', edit: 'second' },
  ])
  cache.addEdits('anna', name, [{ editor: 'roster', edit: 'between', place: (first!.place + second!.place) / 2 }])
  expect(edits(cache)).toEqual(['first', 'between', 'second'])
  // A place that was left is not given again: what was there may come back to it.
  cache.arrange([second!], [])
  cache.addEdits('anna', name, [{ editor: 'roster', edit: 'third' }])
  cache.addEdits('anna', name, [second!])
  expect(edits(cache)).toEqual(['first', 'between', 'second', 'third'])
})

test('edits kept by an older Dialtone stay in their order, refused ones among them', async () => {
  const file = join(folder(), 'old.db')
  const { default: Libsql } = await import('libsql')
  const old = new Libsql(file)
  createSchema((sql) => void old.exec(sql), 9)
  old.exec(`PRAGMA user_version = 9;
    INSERT INTO document_edits VALUES (4, 'anna', 'resource-lists', 'index', 'roster', '"first"', 'digest');
    INSERT INTO document_edits VALUES (7, 'anna', 'resource-lists', 'index', 'roster', '"second"', 'digest');
    INSERT INTO refused_edits VALUES (4, 4, 'http://x/', '{"kind":"unexpected"}', '{"kind":"privacy"}', 5)`)
  old.close()
  const cache = await openCache(file)
  cache.addEdits('anna', name, [{ editor: 'roster', edit: 'third' }])
  expect(edits(cache)).toEqual(['first', 'second', 'third'])
  expect(cache.edits('anna', name)).toMatchObject([
    { sent: null, isThere: false, refusal: { cause: 4, root: 'http://x/', isTriedAgain: false, at: 5 } },
    { sent: 'digest', isThere: false, refusal: null },
    { sent: null, refusal: null },
  ])
})

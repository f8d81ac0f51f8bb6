import { expect, onTestFinished, test } from 'vitest'
import { buildResourceLists, listOf, noResourceLists } from '../../electron/documents/resource-lists.ts'
import { serviceFor } from '../../electron/documents/rls-services.ts'
import { ListUpkeep } from '../../electron/roster/list-upkeep.ts'
import { ownList } from '../../electron/roster/plain-lists.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { type DocumentKind, resourceListsKind, rlsServicesKind } from '../../electron/xcap/document-kind.ts'
import { SyncedDocument } from '../../electron/xcap/synced-document.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

test('two devices that know the server by two names do not correct each other for ever', async () => {
  const database = await openDatabase({ file: null, key: null, log })
  onTestFinished(() => database.close())
  const cache = new DocumentCache(database)
  const open = <Doc>(kind: DocumentKind<Doc>) =>
    new SyncedDocument({ accountId: 'a', kind, cache, log, onEdit: () => {} })
  const [lists, services] = [open(resourceListsKind), open(rlsServicesKind)]
  const upkeep = new ListUpkeep({
    aor: 'anna@example.org',
    lists,
    services,
    listAddress: (name) => `https://one.example.org/${name}`,
  })
  upkeep.start()
  onTestFinished(() => upkeep.stop())
  /** as the server has it, with all that was sent */
  const server = <Doc>(document: SyncedDocument<Doc>, doc: Doc) => {
    const done = document.edits.map(({ sequence }) => sequence)
    document.serverHas({ root: 'https://x', entityTag: null, text: document.kind.build(doc), doc }, done)
    document.setState({ kind: 'saved' })
  }
  const doc = { ...noResourceLists, lists: [listOf(ownList)] }
  expect(buildResourceLists(doc)).toContain(ownList)
  server(lists, doc)
  server(services, services.current)
  let written = services.edits.length
  expect(written).toBe(1)
  for (let round = 0; round < 5; round++) {
    const other = serviceFor('sip:anna+presence@example.org', 'https://two.example.org/dialtone', ['presence'])
    server(services, { ...services.current, services: [other] })
    written += services.edits.length
  }
  expect(written).toBe(1)
})

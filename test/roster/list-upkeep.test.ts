import { expect, onTestFinished, test } from 'vitest'
import { listOf, noResourceLists } from '../../electron/documents/resource-lists.ts'
import { noRlsServices, type RlsServices, serviceFor } from '../../electron/documents/rls-services.ts'
import { ListUpkeep } from '../../electron/roster/list-upkeep.ts'
import { ownList } from '../../electron/roster/plain-lists.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { type DocumentKind, resourceListsKind, rlsServicesKind } from '../../electron/xcap/document-kind.ts'
import { SyncedDocument } from '../../electron/xcap/synced-document.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

const addressOn = (host: string, list: string) =>
  `https://${host}.example.org/resource-lists/users/sip:anna@example.org/index/~~/resource-lists/list%5b@name=%22${list}%22%5d`

async function upkeepOf(start: RlsServices) {
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
    listAddress: (name) => addressOn('one', name),
  })
  const told: (string | null)[] = []
  upkeep.onChange((uri) => told.push(uri))
  upkeep.start()
  onTestFinished(() => upkeep.stop())
  /** as the server has it, with all that was sent */
  const server = <Doc>(document: SyncedDocument<Doc>, doc: Doc) => {
    const done = document.edits.map(({ sequence }) => sequence)
    document.serverHas({ root: 'https://x', entityTag: null, text: document.kind.build(doc), doc }, done)
    document.setState({ kind: 'saved' })
  }
  server(lists, { ...noResourceLists, lists: [listOf(ownList)] })
  server(services, start)
  return { services, server, told }
}

test('two devices that know the server by two names do not correct each other for ever', async () => {
  const { services, server } = await upkeepOf(noRlsServices)
  let written = services.edits.length
  expect(written).toBe(1)
  for (let round = 0; round < 5; round++) {
    const other = serviceFor('sip:anna+presence@example.org', addressOn('two', ownList), ['presence'])
    server(services, { ...services.current, services: [other] })
    written += services.edits.length
  }
  expect(written).toBe(1)
})

test.each([
  ['a list of its own', (uri: string) => ({ ...serviceFor(uri, '', ['presence']), source: listOf('mine') })],
  ['another list', (uri: string) => serviceFor(uri, addressOn('one', 'friends'), ['presence'])],
])('where another program has %s at our address, it stays and ours stands beside it', async (_what, service) => {
  const theirs = service('sip:anna+presence@example.org')
  const { services, server, told } = await upkeepOf({ ...noRlsServices, services: [theirs] })
  expect(told).toEqual([])
  server(services, services.current)
  expect(services.current.services.map(({ uri }) => uri)).toEqual([
    'sip:anna+presence@example.org',
    'sip:anna+presence-dialtone@example.org',
  ])
  expect(services.current.services[0]).toBe(theirs)
  expect(told).toEqual(['sip:anna+presence-dialtone@example.org'])
  expect(services.edits).toEqual([])
})

test('another program that takes our address over is left there, and ours moves beside it', async () => {
  const { services, server, told } = await upkeepOf(noRlsServices)
  server(services, services.current)
  expect(told).toEqual(['sip:anna+presence@example.org'])
  const theirs = { ...serviceFor('sip:anna+presence@example.org', '', []), source: listOf('mine') }
  server(services, { ...services.current, services: [theirs] })
  services.setState({ kind: 'saving' })
  server(services, services.current)
  expect(services.current.services[0]).toBe(theirs)
  expect(told.at(-1)).toBe('sip:anna+presence-dialtone@example.org')
})

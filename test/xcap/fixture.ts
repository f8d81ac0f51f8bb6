import { onTestFinished, vi } from 'vitest'
import type { ResourceLists } from '../../electron/documents/resource-lists.ts'
import type { Log } from '../../electron/ports.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { resourceListsKind } from '../../electron/xcap/document-kind.ts'
import type { Editor, SyncedDocument } from '../../electron/xcap/synced-document.ts'
import { XcapDocuments, type XcapDocumentsOptions } from '../../electron/xcap/xcap-documents.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { names, type PersonEdit, people } from './people-editor.ts'

export { names, type PersonEdit, people, put } from './people-editor.ts'

/** Real sockets on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

export const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export async function memoryCache(): Promise<DocumentCache> {
  const database = await openDatabase({ file: null, key: null, log: silent })
  onTestFinished(() => database.close())
  return new DocumentCache(database)
}

export async function startServer(): Promise<FakeXcapServer> {
  const server = new FakeXcapServer()
  await server.start()
  onTestFinished(() => server.stop())
  return server
}

export const listsPath = 'resource-lists/users/sip:anna@example.org/index'

export type Device = {
  readonly documents: XcapDocuments
  readonly lists: SyncedDocument<ResourceLists>
  readonly people: Editor<PersonEdit>
  readonly cache: DocumentCache
  readonly names: () => Readonly<Record<string, string>>
  readonly settled: () => Promise<void>
}

/** One device of Anna's. */
export async function startDevice(
  root: string | null,
  options: Partial<Omit<XcapDocumentsOptions, 'account'>> & {
    readonly account?: Partial<XcapDocumentsOptions['account']>
  } = {},
): Promise<Device> {
  const cache = options.cache ?? (await memoryCache())
  const documents = new XcapDocuments({
    password: 'secret',
    log: silent,
    subscribe: null,
    ...options,
    cache,
    account: {
      id: 'a',
      aor: 'anna@example.org',
      authUser: null,
      xcapRoot: root,
      server: null,
      trustedCertificate: null,
      ...options.account,
    },
  })
  onTestFinished(() => documents.stop())
  const lists = documents.open(resourceListsKind)
  const editor = lists.editor('people', people)
  documents.start()
  documents.setLink(1)
  return {
    documents,
    lists,
    people: editor,
    cache,
    names: () => names(lists.current),
    settled: () => documents.settled(),
  }
}

/** Until the state is one of these: a condition of the real clock, for real sockets. */
export const until = (what: () => boolean): Promise<void> =>
  vi.waitFor(
    () => {
      if (!what()) throw new Error('not yet')
    },
    { timeout: 25_000, interval: 10 },
  )

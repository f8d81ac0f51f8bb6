import { onTestFinished, vi } from 'vitest'
import { entryOf, listOf, type ResourceLists } from '../../electron/documents/resource-lists.ts'
import type { Log } from '../../electron/ports.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { type EditorRules, resourceListsKind } from '../../electron/xcap/document-kind.ts'
import type { Editor, SyncedDocument } from '../../electron/xcap/synced-document.ts'
import { XcapDocuments, type XcapDocumentsOptions } from '../../electron/xcap/xcap-documents.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'

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
    { timeout: 8_000, interval: 10 },
  )

/** A small editor: people by address, in one list called people. */
export type PersonEdit =
  | { readonly do: 'put'; readonly uri: string; readonly name: string }
  | { readonly do: 'rename'; readonly uri: string; readonly name: string }
  | { readonly do: 'remove'; readonly uri: string }

export const put = (name: string): PersonEdit => ({ do: 'put', uri: `sip:${name.toLowerCase()}@example.org`, name })

const peopleOf = (doc: ResourceLists) =>
  doc.lists.find((list) => list.name === 'people')?.items.filter((item) => item.kind === 'entry') ?? []

export const names = (doc: ResourceLists): Readonly<Record<string, string>> =>
  Object.fromEntries(peopleOf(doc).map((entry) => [entry.uri, entry.displayName?.text ?? '']))

export const people: EditorRules<ResourceLists, PersonEdit> = {
  apply: (doc, edit) => {
    const before = peopleOf(doc)
    const known = before.find((entry) => entry.uri === edit.uri)
    if (known === undefined && edit.do !== 'put') return doc
    if (known !== undefined && edit.do !== 'remove' && known.displayName?.text === edit.name) return doc
    const items =
      edit.do === 'remove'
        ? before.filter((entry) => entry.uri !== edit.uri)
        : known === undefined
          ? [...before, entryOf(edit.uri, edit.name)]
          : before.map((entry) => (entry === known ? entryOf(edit.uri, edit.name) : entry))
    const list = doc.lists.find((each) => each.name === 'people')
    if (list === undefined) return { ...doc, lists: [...doc.lists, listOf('people', items)] }
    return { ...doc, lists: doc.lists.map((each) => (each === list ? { ...list, items } : each)) }
  },
  all: (doc) => peopleOf(doc).map((entry) => ({ do: 'put', uri: entry.uri, name: entry.displayName?.text ?? '' })),
}

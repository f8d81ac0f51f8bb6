import { expect, test } from 'vitest'
import type { DocumentCache } from '../../electron/storage/document-cache.ts'
import { type DocumentKind, resourceListsKind } from '../../electron/xcap/document-kind.ts'
import { SyncedDocument } from '../../electron/xcap/synced-document.ts'
import { memoryCache, names, people, silent } from './fixture.ts'

function openLocally<Doc>(cache: DocumentCache, kind: DocumentKind<Doc>): SyncedDocument<Doc> {
  const document = new SyncedDocument({ accountId: 'a', kind, cache, log: silent, onEdit: () => {} })
  document.keepLocal()
  return document
}

test('an edit is shown at once and there again after a restart, without any server', async () => {
  const cache = await memoryCache()
  const document = openLocally(cache, resourceListsKind)
  const seen: unknown[] = []
  document.onChange((doc, origin) => seen.push([names(doc), origin]))
  const editor = document.editor('people', people)
  editor.edit({ do: 'put', uri: 'sip:bob@example.org', name: 'Bob' })
  expect(seen).toEqual([[{ 'sip:bob@example.org': 'Bob' }, 'here']])
  const again = openLocally(cache, resourceListsKind)
  again.editor('people', people)
  expect(names(again.current)).toEqual({ 'sip:bob@example.org': 'Bob' })
})

test('an edit whose target is gone changes nothing and is not kept', async () => {
  const cache = await memoryCache()
  const document = openLocally(cache, resourceListsKind)
  document.onChange(() => expect.unreachable())
  document.editor('people', people).edit({ do: 'rename', uri: 'sip:nobody@example.org', name: 'N' })
  expect(cache.edits('a', resourceListsKind)).toEqual([])
})

test('edits without a server do not pile up', async () => {
  const cache = await memoryCache()
  const document = openLocally(cache, resourceListsKind)
  const editor = document.editor('people', people)
  for (let n = 0; n < 250; n++) editor.edit({ do: 'put', uri: 'sip:bob@example.org', name: `Bob ${n}` })
  expect(cache.edits('a', resourceListsKind).length).toBeLessThanOrEqual(100)
  const again = openLocally(cache, resourceListsKind)
  again.editor('people', people)
  expect(names(again.current)).toEqual({ 'sip:bob@example.org': 'Bob 249' })
})

test('several edits are kept all or none, and told once', async () => {
  const cache = await memoryCache()
  const document = openLocally(cache, resourceListsKind)
  let told = 0
  document.onChange(() => told++)
  const put = (n: number) => ({ do: 'put' as const, uri: `sip:p${n}@example.org`, name: `P${n}` })
  document.editor('people', people).editAll([put(1), put(2), put(3)])
  expect(told).toBe(1)
  expect(cache.edits('a', resourceListsKind)).toHaveLength(3)
})

test('a document is not read before somebody asks for it', async () => {
  const cache = await memoryCache()
  cache.saveDocument('a', resourceListsKind, { root: null, entityTag: null, text: '<x/>' })
  let parsed = 0
  const kind: DocumentKind<unknown> = {
    ...resourceListsKind,
    build: () => '',
    empty: () => null,
    parse: () => {
      parsed++
      return {}
    },
  }
  const document = openLocally(cache, kind)
  expect(parsed).toBe(0)
  expect(document.current).toEqual({})
  expect(parsed).toBe(1)
})

test('what is edited is not called saved from that moment on, however late it is sent', async () => {
  const cache = await memoryCache()
  const document = openLocally(cache, resourceListsKind)
  document.setState({ kind: 'saved' })
  document.editor('people', people).edit({ do: 'put', uri: 'sip:bob@example.org', name: 'Bob' })
  expect(document.state).toEqual({ kind: 'saving' })
})

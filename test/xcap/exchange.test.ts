import { describe, expect, test } from 'vitest'
import {
  buildResourceLists,
  entryOf,
  listOf,
  noResourceLists,
  parseResourceLists,
} from '../../electron/documents/resource-lists.ts'
import type { Oddities } from '../fakes/fake-xcap-server.ts'
import { listsPath, memoryCache, names, people, put, startDevice, startServer, until } from './fixture.ts'

const listing = (...persons: readonly string[]): string =>
  buildResourceLists({
    ...noResourceLists,
    lists: [
      listOf(
        'people',
        persons.map((name) => entryOf(`sip:${name.toLowerCase()}@example.org`, name)),
      ),
    ],
  })

const onServer = (text: string | null): Readonly<Record<string, string>> =>
  text === null ? {} : names(parseResourceLists(text))

const all = (...persons: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(persons.map((name) => [`sip:${name.toLowerCase()}@example.org`, name]))

/** Every oddity of a real server, one at a time, and some together. */
const servers: readonly { readonly name: string; readonly oddities: Oddities }[] = [
  { name: 'a server as the RFC has it', oddities: {} },
  {
    name: 'one that ignores If-None-Match: * (Kamailio)',
    oddities: { ignoresIfNoneMatchStar: true, always200: true, says500: false },
  },
  { name: 'one that ignores all conditions', oddities: { ignoresConditions: true } },
  { name: 'one that refuses all conditions', oddities: { refusesConditions: true } },
  { name: 'one without entity-tags', oddities: { noTags: true } },
  { name: 'one with weak entity-tags', oddities: { weakTags: true } },
  { name: 'one whose PUT gives no entity-tag', oddities: { noTagOnPut: true } },
  { name: 'one that writes documents its own way', oddities: { reformats: (text) => text.replaceAll('><', '>\n  <') } },
  { name: 'one whose nonces serve once', oddities: { singleUseNonces: true } },
  { name: 'one that hangs at chunked bodies', oddities: { hangsOnChunked: true } },
]

describe.each(servers)('with $name', ({ oddities }) => {
  test('a first edit, a second, one by somebody else between, and a removal are on the server and here', async () => {
    const server = await startServer()
    server.oddities = oddities
    server.login = { user: 'anna', password: 'secret', scheme: 'digest' }
    const anna = await startDevice(server.root)
    anna.people.edit(put('Bob'))
    await until(() => anna.lists.state.kind === 'saved')
    expect(onServer(server.text(listsPath))).toEqual(all('Bob'))
    anna.people.edit(put('Eve'))
    await until(() => anna.lists.state.kind === 'saved' && anna.lists.edits.length === 0)
    expect(onServer(server.text(listsPath))).toEqual(all('Bob', 'Eve'))
    // Another client, and an edit of ours that has not seen it.
    server.write(listsPath, listing('Bob', 'Eve', 'Max'))
    anna.people.edit({ do: 'remove', uri: 'sip:bob@example.org' })
    await until(() => anna.lists.state.kind === 'saved' && anna.lists.edits.length === 0)
    await until(() => 'sip:max@example.org' in anna.names())
    expect(onServer(server.text(listsPath))).toEqual(all('Eve', 'Max'))
    expect(anna.names()).toEqual(all('Eve', 'Max'))
  })
})

test('two devices that create the document at once both have everybody, though the server overwrites', async () => {
  const server = await startServer()
  server.oddities = { ignoresIfNoneMatchStar: true, always200: true }
  const anna = await startDevice(server.root)
  const phone = await startDevice(server.root)
  await until(() => anna.lists.state.kind === 'saved' && phone.lists.state.kind === 'saved')
  anna.people.edit(put('Bob'))
  phone.people.edit(put('Eve'))
  await until(() => Object.keys(onServer(server.text(listsPath))).length === 2)
  anna.documents.setLink(2)
  phone.documents.setLink(2)
  await until(() => Object.keys(anna.names()).length === 2 && Object.keys(phone.names()).length === 2)
})

test('a look again that finds nothing new changes nothing and asks with the tag', async () => {
  const server = await startServer()
  server.write(listsPath, listing('Bob'))
  const anna = await startDevice(server.root)
  await until(() => anna.lists.state.kind === 'saved')
  let told = 0
  anna.lists.onChange(() => told++)
  anna.documents.setLink(2)
  await until(() => server.requests.filter((each) => each.path === listsPath).length === 2)
  await anna.settled()
  expect(server.requests.at(-1)?.headers['if-none-match']).toBe(server.documents.get(listsPath)?.tag)
  expect(told).toBe(0)
})

test('what was kept here alone moves up when a server appears, into what is there', async () => {
  const alone = await startDevice(null, {
    resolveTexts: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    account: { aor: 'anna@nowhere.invalid' },
  })
  alone.people.edit(put('Bob'))
  await until(() => alone.documents.overview.server.kind === 'none')
  alone.people.edit(put('Eve'))
  expect(alone.lists.state).toEqual({ kind: 'local' })
  await alone.documents.stop()

  const server = await startServer()
  server.write(listsPath, listing('Max'))
  const anna = await startDevice(server.root, { cache: alone.cache })
  await until(() => anna.lists.state.kind === 'saved' && anna.lists.edits.length === 0)
  expect(onServer(server.text(listsPath))).toEqual(all('Max', 'Bob', 'Eve'))
})

test('a document that vanished from the server is brought there again, all of it', async () => {
  const server = await startServer()
  const foreign = listOf('of another client', [entryOf('sip:x@example.org')])
  server.write(
    listsPath,
    buildResourceLists({
      ...noResourceLists,
      lists: [foreign, listOf('people', [entryOf('sip:bob@example.org', 'Bob')])],
    }),
  )
  const anna = await startDevice(server.root)
  await until(() => anna.lists.state.kind === 'saved')
  server.documents.clear()
  anna.documents.setLink(2)
  await until(() => server.text(listsPath) !== null)
  expect(parseResourceLists(server.text(listsPath) ?? '').lists[0]).toEqual(foreign)
  expect(onServer(server.text(listsPath))).toEqual(all('Bob'))
})

test('an edit that whoever hears that all is saved makes at once is sent, too', async () => {
  const server = await startServer()
  const anna = await startDevice(server.root)
  let heard = false
  anna.lists.onState(({ kind }) => {
    if (kind !== 'saved' || heard) return
    heard = true
    queueMicrotask(() => anna.people.edit(put('Eve')))
  })
  anna.people.edit(put('Bob'))
  await until(() => anna.lists.state.kind === 'saved' && anna.lists.edits.length === 0)
  expect(onServer(server.text(listsPath))).toEqual(all('Bob', 'Eve'))
})

test('edits made while the server is away are sent when it is back', async () => {
  const server = await startServer()
  server.twist = () => ({ status: 503, headers: { 'retry-after': '0' } })
  const anna = await startDevice(server.root)
  anna.people.edit(put('Bob'))
  await until(() => anna.documents.overview.server.kind === 'failed')
  expect(anna.lists.state).toMatchObject({ kind: 'waiting', failure: { kind: 'server-error', status: 503 } })
  server.twist = () => null
  anna.documents.setLink(2)
  await until(() => anna.lists.state.kind === 'saved')
  expect(onServer(server.text(listsPath))).toEqual(all('Bob'))
})

test('an answer that never came is judged by what is there: nothing is doubled, nothing lost', async () => {
  const server = await startServer()
  server.write(listsPath, listing('Bob'))
  const anna = await startDevice(server.root)
  await until(() => anna.lists.state.kind === 'saved')
  anna.people.edit(put('Eve'))
  await until(() => anna.lists.edits.length === 0)
  server.twist = ({ method }) => (method === 'PUT' ? 'cut-after' : null)
  anna.people.edit(put('Max'))
  await until(() => anna.lists.state.kind === 'waiting')
  server.twist = () => null
  // Meanwhile another device removed Max, having seen him.
  const puts = () => server.requests.filter((each) => each.method === 'PUT').length
  const before = puts()
  anna.documents.setLink(2)
  await until(() => anna.lists.state.kind === 'saved')
  expect(puts()).toBe(before)
  expect(onServer(server.text(listsPath))).toEqual(all('Bob', 'Eve', 'Max'))
})

test('two writes that somebody overwrites, having seen neither, are both made again', async () => {
  const server = await startServer()
  server.write(listsPath, listing('Bob'))
  const cache = await memoryCache()
  // It looks at the condition first and writes later, so whoever looked before us may write after us.
  cache.saveFacts('a', server.root, { overwrites: true, heedsIfMatch: true })
  const anna = await startDevice(server.root, { cache })
  await until(() => anna.lists.state.kind === 'saved')
  let writes = 0
  server.onWrite = () => {
    if (++writes !== 2) return
    server.onWrite = () => {}
    server.write(listsPath, listing('Bob', 'Max'))
  }
  anna.people.edit(put('Ann'))
  await until(() => anna.lists.edits.length === 0)
  anna.people.edit(put('Ben'))
  await until(() => anna.lists.edits.length === 0 && anna.lists.state.kind === 'saved')
  expect(onServer(server.text(listsPath))).toEqual(all('Bob', 'Max', 'Ann', 'Ben'))
  expect(anna.names()).toEqual(all('Bob', 'Max', 'Ann', 'Ben'))
})

test('a document that cannot be read is left alone, and the edits are kept', async () => {
  const server = await startServer()
  server.write(listsPath, '<html>maintenance</html>')
  const anna = await startDevice(server.root)
  anna.people.edit(put('Bob'))
  await until(() => anna.lists.state.kind === 'refused')
  expect(anna.lists.state).toMatchObject({ failure: { kind: 'documents', problem: 'unreadable' } })
  expect(server.text(listsPath)).toBe('<html>maintenance</html>')
  expect(anna.names()).toEqual(all('Bob'))
})

const conditions = [
  'not-well-formed',
  'not-xml-frag',
  'no-parent',
  'schema-validation-error',
  'not-xml-att-value',
  'cannot-insert',
  'cannot-delete',
  'uniqueness-failure',
  'constraint-failure',
  'not-utf-8',
  'extension',
]
test.each(conditions)('a 409 of %s is said, and the edit is kept until the server takes it', async (condition) => {
  const server = await startServer()
  const body = `<xcap-error xmlns="urn:ietf:params:xml:ns:xcap-error"><${condition} phrase="because"/></xcap-error>`
  server.twist = ({ method }) => (method === 'PUT' ? { status: 409, body } : null)
  const anna = await startDevice(server.root)
  anna.people.edit(put('Bob'))
  await until(() => anna.lists.state.kind === 'refused')
  expect(anna.lists.state).toMatchObject({ failure: { kind: 'documents', problem: condition, detail: 'because' } })
  expect(anna.lists.edits).toHaveLength(1)
  server.twist = () => null
  anna.people.edit(put('Eve'))
  await until(() => anna.lists.state.kind === 'saved')
  expect(onServer(server.text(listsPath))).toEqual(all('Bob', 'Eve'))
})

test.each([400, 403, 404, 405, 411, 413, 415, 500, 501, 503])(
  'a PUT answered %d is no success, and its edit is not forgotten',
  async (status) => {
    const server = await startServer()
    server.twist = ({ method }) => (method === 'PUT' ? { status } : null)
    const anna = await startDevice(server.root)
    anna.people.edit(put('Bob'))
    await until(
      () =>
        anna.lists.state.kind === (status < 500 ? 'refused' : 'waiting') &&
        'failure' in anna.lists.state &&
        anna.lists.state.failure !== null,
    )
    expect(anna.lists.edits).toHaveLength(1)
    expect(server.text(listsPath)).toBeNull()
  },
)

test('a PUT that is called an error and was done is taken as done', async () => {
  const server = await startServer()
  server.twist = ({ method, path, body }) => {
    if (method !== 'PUT') return null
    server.write(path, body)
    return { status: 500 }
  }
  const anna = await startDevice(server.root)
  anna.people.edit(put('Bob'))
  await until(() => anna.lists.state.kind === 'saved')
  expect(anna.lists.edits).toEqual([])
})

test('a wrong password is said, and not tried again and again', async () => {
  const server = await startServer()
  server.login = { user: 'anna', password: 'other', scheme: 'digest' }
  server.oddities = { singleUseNonces: true }
  const anna = await startDevice(server.root)
  anna.people.edit(put('Bob'))
  await until(() => anna.lists.state.kind === 'waiting' && anna.lists.state.failure?.kind === 'wrong-password')
  const count = server.requests.length
  expect(count).toBeLessThanOrEqual(3)
  anna.people.edit(put('Eve'))
  await anna.settled()
  expect(server.requests.length).toBe(count)
})

test('a redirect to another host does not get the password, nor the edit', async () => {
  const other = await startServer()
  const server = await startServer()
  server.twist = ({ path }) =>
    path === listsPath ? { status: 307, headers: { location: `${other.root}/${listsPath}` } } : null
  const anna = await startDevice(server.root)
  anna.people.edit(put('Bob'))
  await until(() => anna.lists.state.kind === 'waiting' && anna.lists.state.failure !== null)
  expect(anna.lists.state).toMatchObject({ failure: { kind: 'documents', problem: 'elsewhere' } })
  expect(other.requests).toEqual([])
})

test('basic authentication is not answered without encryption', async () => {
  const server = await startServer()
  server.login = { user: 'anna', password: 'secret', scheme: 'basic' }
  const anna = await startDevice(server.root)
  await until(() => anna.documents.overview.server.kind === 'failed')
  expect(anna.documents.overview.server).toMatchObject({ failure: { problem: 'unencrypted' } })
  expect(server.requests.some((each) => each.headers.authorization !== undefined)).toBe(false)
})

test('SHA-256 digest is answered', async () => {
  const server = await startServer()
  server.login = { user: 'anna', password: 'secret', scheme: 'digest', algorithm: 'SHA-256' }
  const anna = await startDevice(server.root)
  anna.people.edit(put('Bob'))
  await until(() => anna.lists.state.kind === 'saved')
  expect(onServer(server.text(listsPath))).toEqual(all('Bob'))
})

test('a server that does not keep this kind of document leaves it here', async () => {
  const server = await startServer()
  server.auids = ['xcap-caps', 'pres-rules']
  const anna = await startDevice(server.root)
  anna.people.edit(put('Bob'))
  await until(() => anna.lists.state.kind === 'local')
  expect(server.requests.map((each) => each.path)).toEqual(['xcap-caps/global/index'])
})

test('every body has its length said, and none is chunked', async () => {
  const server = await startServer()
  const anna = await startDevice(server.root)
  anna.people.edit(put('Zoë'))
  await until(() => anna.lists.state.kind === 'saved')
  for (const { method, headers, body } of server.requests.filter((each) => each.method === 'PUT')) {
    expect([method, headers['content-length']]).toEqual(['PUT', String(Buffer.byteLength(body))])
    expect(headers['transfer-encoding']).toBeUndefined()
  }
})

test('what one editor waits with is kept while only another one is here', async () => {
  const server = await startServer()
  const anna = await startDevice(server.root)
  await until(() => anna.lists.state.kind === 'saved')
  anna.cache.addEdits('a', { auid: 'resource-lists', path: 'index' }, [{ editor: 'policy', edit: put('Later') }])
  const again = await startDevice(server.root, { cache: anna.cache })
  await until(() => again.lists.state.kind === 'saved')
  expect(again.lists.edits).toHaveLength(1)
  again.lists.editor('policy', people)
  await until(() => server.text(listsPath) !== null)
  expect(onServer(server.text(listsPath))).toEqual({ 'sip:later@example.org': 'Later' })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keptXml } from '../../electron/documents/kept-element.ts'
import {
  buildResourceLists,
  entryOf,
  listOf,
  noResourceLists,
  parseResourceLists,
  type ResourceLists,
} from '../../electron/documents/resource-lists.ts'
import { nodeEditOf, selectorOf } from '../../electron/xcap/node-edit.ts'
import { documentSelector, namesDocument, nodeSelector } from '../../electron/xcap/selectors.ts'
import { editNode } from '../fakes/fake-xcap-nodes.ts'
import { listsPath, startDevice, startServer, until } from './fixture.ts'

describe('selectors (RFC 4825 6)', () => {
  test('a document is named by usage, user and path, with only what needs it percent-encoded', () => {
    expect(documentSelector('resource-lists', 'sip:anna@example.org', 'index')).toBe(
      'resource-lists/users/sip:anna@example.org/index',
    )
    expect(documentSelector('resource-lists', 'sip:a/b%ü@example.org', 'oma_status-icon/index')).toBe(
      'resource-lists/users/sip:a%2Fb%25%C3%BC@example.org/oma_status-icon/index',
    )
  })

  test('a node is named by steps; what stands in quotation marks is escaped as XML, then for the path', () => {
    const steps = [
      { name: 'resource-lists' },
      { name: 'list', attribute: { name: 'name', value: 'a/"b" & ü?' } },
      { name: 'entry', position: 2 },
    ]
    expect(nodeSelector('doc', steps)).toBe(
      'doc/~~/resource-lists/list%5B@name=%22a%2F%26quot;b%26quot;%20%26amp;%20%C3%BC%3F%22%5D/entry%5B2%5D',
    )
  })

  test('prefixes are bound in the query, their own brackets escaped', () => {
    const steps = [{ name: 'p:a' }, { name: 'b' }]
    expect(nodeSelector('doc', steps, { p: 'urn:x(1)', q: 'urn:unused' })).toBe('doc/~~/p:a/b?xmlns(p=urn:x%5E(1%5E))')
  })

  test.each([
    ['resource-lists/users/sip:anna@example.org/index', true],
    ['resource-lists/users/sip%3Aanna%40example.org/index', true],
    ['https://xcap.example.org/root/resource-lists/users/sip:anna@example.org/index', true],
    ['/root/resource-lists/users/sip:anna@example.org/index', true],
    ['resource-lists/users/sip:susanna@example.org/index', false],
    ['rls-services/users/sip:anna@example.org/index', false],
  ])('a notification about %s is about our document: %s', (said, ours) => {
    const root = 'https://xcap.example.org/root'
    expect(namesDocument(said, root, root, 'resource-lists/users/sip:anna@example.org/index')).toBe(ours)
  })
})

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((each) => /\S/.test(each) && !/[\ufffe\uffff]/.test(each))
const contact = fc
  .record({ id: fc.integer({ min: 0, max: 9 }), name: text })
  .map(({ id, name }) =>
    keptXml(`<ab:contact xmlns:ab="urn:ab" id="c${id}"><ab:name>${name.replace(/[&<>]/g, '+')}</ab:name></ab:contact>`),
  )
const item = fc.oneof(
  fc
    .record({ user: fc.integer({ min: 0, max: 9 }), name: text })
    .map(({ user, name }) => entryOf(`sip:u${user}@example.org`, name)),
  contact.map((xml) => ({ kind: 'foreign' as const, xml })),
)
const document: fc.Arbitrary<ResourceLists> = fc
  .array(fc.record({ name: text, items: fc.array(item, { maxLength: 4 }) }), { minLength: 1, maxLength: 3 })
  .map((lists) => ({
    ...noResourceLists,
    prefixes: { ab: 'urn:ab' },
    lists: lists.map(({ name, items }) =>
      listOf(name, [
        ...items.filter((each) => each.kind === 'entry'),
        ...items.filter((each) => each.kind !== 'entry'),
      ]),
    ),
  }))

test('whatever differs between two documents, putting the one element makes the one the other', () => {
  const parsed = (xml: string) => parseResourceLists(xml)
  let edits = 0
  fc.assert(
    fc.property(document, document, fc.boolean(), (one, other, near) => {
      // Mostly documents that differ in one list.
      const after = near ? { ...one, lists: [...one.lists.slice(0, -1), other.lists[0]!] } : other
      const [before, wanted] = [buildResourceLists(one), buildResourceLists(after)]
      const edit = nodeEditOf(before, wanted)
      if (edit === null) return
      const done = editNode(before, selectorOf('doc', edit).replace(/^.*?\/~~\//, ''), edit.xml)
      if (done.kind !== 'edited') return
      edits++
      expect(parsed(done.text).lists).toEqual(parsed(wanted).lists)
    }),
    { numRuns: 1_000 },
  )
  expect(edits).toBeGreaterThan(300)
})

const crowd = (count: number): ResourceLists => ({
  ...noResourceLists,
  lists: [
    listOf(
      'people',
      Array.from({ length: count }, (_, n) => entryOf(`sip:person${n}@example.org`, `Person ${n}`)),
    ),
  ],
})

test('one new name among 10,000 people is one request below 5 KB, once the server was seen to do it right', async () => {
  const server = await startServer()
  server.write(listsPath, buildResourceLists(crowd(10_000)))
  const anna = await startDevice(server.root)
  await until(() => anna.lists.state.kind === 'saved')
  const rename = (n: number, name: string) =>
    anna.people.edit({ do: 'rename', uri: `sip:person${n}@example.org`, name })
  rename(1, 'the first edit tries the server')
  await until(() => anna.lists.state.kind === 'saved' && anna.lists.edits.length === 0)
  expect(anna.documents.server?.nodeEdits).toBe('work')
  expect([...server.documents.keys()]).toEqual([listsPath])
  const before = server.requests.length
  rename(7_000, 'Zoë & <Łukasz>')
  await until(() => anna.lists.state.kind === 'saved' && anna.lists.edits.length === 0)
  const writes = server.requests.slice(before).filter((each) => each.method === 'PUT')
  expect(writes).toHaveLength(1)
  expect(writes[0]?.bytes).toBeLessThan(5_000)
  expect(parseResourceLists(server.text(listsPath) ?? '')).toEqual(anna.lists.current)
})

test.each([{ breaksNodesBeyondAscii: true }, { noNodes: true }])(
  'a server that does it wrong gets whole documents: %o',
  async (oddities) => {
    const server = await startServer()
    server.oddities = oddities
    server.write(listsPath, buildResourceLists(crowd(200)))
    const anna = await startDevice(server.root)
    await until(() => anna.lists.state.kind === 'saved')
    anna.people.edit({ do: 'rename', uri: 'sip:person5@example.org', name: 'Zoë' })
    await until(() => anna.lists.state.kind === 'saved' && anna.lists.edits.length === 0)
    expect(anna.documents.server?.nodeEdits).toBe('broken')
    expect(parseResourceLists(server.text(listsPath) ?? '')).toEqual(anna.lists.current)
    expect([...server.documents.keys()]).toEqual([listsPath])
  },
)

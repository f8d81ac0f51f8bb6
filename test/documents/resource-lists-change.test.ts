import { expect, test } from 'vitest'
import {
  type Entry,
  entryOf,
  type List,
  listOf,
  noResourceLists,
  type ResourceLists,
} from '../../electron/documents/resource-lists.ts'
import { elementChange } from '../../electron/documents/resource-lists-change.ts'

const [bob, eve, max] = ['bob', 'eve', 'max'].map((name) => entryOf(`sip:${name}@example.org`, name)) as [
  Entry,
  Entry,
  Entry,
]
const lists = (...all: readonly List[]): ResourceLists => ({ ...noResourceLists, lists: all })
const inner = listOf('a "b" & c', [bob, eve])
const before = lists(listOf('theirs', [bob]), listOf('dialtone', [max, inner]))
const withInner = (list: List) => lists(before.lists[0]!, { ...before.lists[1]!, items: [max, list] })

const path = [
  { name: 'resource-lists' },
  { name: 'list', attribute: { name: 'name', value: 'dialtone' } },
  { name: 'list', attribute: { name: 'name', value: 'a "b" & c' } },
]
const step = (uri: string) => ({ name: 'entry', attribute: { name: 'uri', value: uri } })
const xml = (content: string): string => `<entry xmlns="urn:ietf:params:xml:ns:resource-lists" ${content}</entry>`

test('a person renamed is one entry replaced', () => {
  const after = withInner({ ...inner, items: [entryOf(bob.uri, 'Robert <3'), eve] })
  expect(elementChange(before, after)).toEqual({
    steps: [...path, step('sip:bob@example.org')],
    xml: xml('uri="sip:bob@example.org"><display-name>Robert &lt;3</display-name>'),
  })
})

test('a person added is one entry more, the last of its list', () => {
  const after = withInner({ ...inner, items: [bob, eve, max] })
  expect(elementChange(before, after)).toEqual({
    steps: [...path, step('sip:max@example.org')],
    xml: xml('uri="sip:max@example.org"><display-name>max</display-name>'),
  })
  expect(elementChange(before, withInner({ ...inner, items: [max, bob, eve] }))).toBeNull()
})

test('a person removed is one entry less', () => {
  expect(elementChange(before, withInner({ ...inner, items: [eve] }))).toEqual({
    steps: [...path, step('sip:bob@example.org')],
    xml: null,
  })
})

test('an entry is named as another program wrote it', () => {
  const encoded: Entry = { ...bob, written: 'sip%3Abob%40example.org' }
  const from = lists(listOf('l', [encoded]))
  const change = elementChange(from, lists(listOf('l', [{ ...encoded, displayName: { text: 'B', lang: null } }])))
  expect(change?.steps.at(-1)).toEqual(step('sip%3Abob%40example.org'))
  expect(change?.xml).toContain('uri="sip%3Abob%40example.org"')
})

test.each<[string, ResourceLists, ResourceLists]>([
  ['nothing', before, before],
  ['two entries', before, withInner({ ...inner, items: [entryOf(bob.uri, 'B'), entryOf(eve.uri, 'E')] })],
  ['another address', before, withInner({ ...inner, items: [entryOf('sip:b@example.org'), eve] })],
  ['the order', before, withInner({ ...inner, items: [eve, bob] })],
  ['the name of a list', before, withInner({ ...inner, displayName: { text: 'x', lang: null } })],
  ['a list more', before, lists(...before.lists, listOf('new', []))],
  ['a prefix', before, { ...withInner({ ...inner, items: [eve] }), prefixes: { x: 'urn:x' } }],
  ['one of two lists of one name', lists(listOf('l', [bob]), listOf('l', [])), lists(listOf('l', []), listOf('l', []))],
  ['a list without a name', lists({ ...listOf('l', [bob]), name: null }), lists({ ...listOf('l', []), name: null })],
  ['one of two entries of one address', lists(listOf('l', [bob, { ...bob }])), lists(listOf('l', [bob]))],
])('%s is written with the whole document', (_what, from, to) => {
  expect(elementChange(from, to)).toBeNull()
})

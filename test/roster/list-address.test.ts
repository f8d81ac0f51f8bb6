import { describe, expect, test } from 'vitest'
import { parseResourceLists } from '../../electron/documents/resource-lists.ts'
import {
  type KnownDocument,
  mostLists,
  type Reference,
  referencesIn,
  resolved,
} from '../../electron/roster/followed.ts'
import { found, listAddress, rootOf } from '../../electron/roster/list-address.ts'

const root = 'https://xcap.example.org/root'
const at = `${root}/resource-lists/users/sip:team@example.org/index`
const doc = (inside: string) =>
  parseResourceLists(`<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists">${inside}</resource-lists>`)
const lists =
  doc(`<list name="a/b"><entry uri="sip:maya@example.org"/><list name="inside"><entry uri="sip:ken@example.org"/></list>
  </list><list name="c"><entry uri="sip:ruth@example.org"/></list>`)

describe('the address of a list', () => {
  test.each([
    [`${at}/~~/resource-lists/list%5b@name=%22a/b%22%5d`, ['a/b']],
    [`${at}/~~/resource-lists/list[1]`, ['a/b']],
    [
      `${at}/~~/rl:resource-lists/rl:list%5B@name='a%2Fb'%5D/rl:list%5B1%5D?xmlns(rl=urn:ietf:params:xml:ns:resource-lists)`,
      ['inside'],
    ],
    [encodeURIComponent(`${at}/~~/resource-lists/*[2]`), ['c']],
    [at, ['a/b', 'c']],
  ])('%s leads there', (text, names) => {
    const address = listAddress(text)!
    expect(address.document.href).toBe(at)
    expect(found(lists, address.steps)?.map((each) => (each.kind === 'list' ? each.name : each.uri))).toEqual(names)
  })

  test('an entry-ref is relative to the root of the server', () => {
    const ref =
      'resource-lists/users/sip:team@example.org/index/~~/resource-lists/list[2]/entry[@uri="sip:ruth@example.org"]'
    const address = listAddress(ref, rootOf(new URL(at))!)!
    expect(address.document.href).toBe(at)
    expect(found(lists, address.steps)).toMatchObject([{ kind: 'entry', uri: 'sip:ruth@example.org' }])
    expect(rootOf(new URL('https://example.org/list.xml'))).toBeNull()
  })

  test.each([
    '',
    'team',
    'javascript:1',
    'file:///etc/passwd',
    'https://a:b@example.org/x',
    `${at}/~~/foo/list`,
    `${at}/~~/resource-lists/list[evil()]`,
  ])('%s is none', (text) => expect(listAddress(text)).toBeNull())

  test('a place where nothing is, is said', () => {
    for (const way of ['list[9]', 'list[@name="gone"]', 'list[1]/entry[2]'])
      expect(found(lists, listAddress(`${at}/~~/resource-lists/${way}`)!.steps)).toBeNull()
  })
})

describe('lists that lead to lists', () => {
  const reference = (text: string): Reference => ({
    kind: 'list',
    written: text,
    address: listAddress(text)!,
    name: '',
    groupId: null,
    own: true,
  })
  const known =
    (text: (path: string) => string) =>
    (url: URL): KnownDocument => ({
      doc: doc(text(url.pathname)),
      failure: null,
      readAt: 1,
    })

  test('lead no deeper and to no more documents than a bound, whatever they say', () => {
    // Each document leads to a hundred others.
    const endless = known(
      (path) =>
        `<list><entry uri="sip:p${path.length}@example.org"/>${Array.from({ length: 100 }, (_each, index) => `<external anchor="https://lists.example.org${path}${index}"/>`).join('')}</list>`,
    )
    const { needed, followed } = resolved([reference('https://lists.example.org/x')], endless)
    expect(needed.size).toBe(mostLists)
    expect(
      Math.max(...[...needed.keys()].map((each) => each.length)) - 'https://lists.example.org/x'.length,
    ).toBeLessThanOrEqual(8)
    expect(followed[0]?.people.length).toBeGreaterThan(1)
  })

  test('lead nobody to another server, and a crowd is cut', () => {
    const crowd = Array.from({ length: 700 }, (_each, index) => `<entry uri="sip:p${index}@example.org"/>`).join('')
    const text = `<list>${crowd}<external anchor="https://192.0.2.1/inside"/></list>`
    const { needed, followed } = resolved(
      [reference('https://lists.example.org/x')],
      known(() => text),
    )
    expect([...needed.keys()]).toEqual(['https://lists.example.org/x'])
    expect(followed[0]).toMatchObject({ left: 200, failure: { problem: 'elsewhere', where: '192.0.2.1' } })
    expect(followed[0]?.people).toHaveLength(500)
  })

  test('of a document that refers to thousands, the first are followed', () => {
    const many = Array.from(
      { length: 3_000 },
      (_each, index) => `<external anchor="https://x.example/${index}"/>`,
    ).join('')
    expect(referencesIn(doc(`<list name="l">${many}</list>`), null)).toHaveLength(mostLists)
  })
})

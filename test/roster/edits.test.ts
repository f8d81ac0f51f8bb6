import { describe, expect, test, vi } from 'vitest'
import { type AddressBook, emptyBook, type Person, personRef } from '../../electron/roster/book.ts'
import { contactUri, uriKey } from '../../electron/roster/contact-uri.ts'
import { applyEdits, type RosterEdit } from '../../electron/roster/edits.ts'

// Other tests share the processors.
vi.setConfig({ testTimeout: 60_000 })

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: '',
  addresses: [{ id: `a-${id}`, uri: `sip:${id}@example.org`, label: null }],
  favourite: false,
  notes: '',
  ...more,
})
const team = { id: 'g1', path: ['Team'] }
const put = (...people: readonly Person[]): RosterEdit => ({
  do: 'put-people',
  people: people.map((each) => ({ person: each, groups: [{ group: team }] })),
})
const withTeam = applyEdits(emptyBook, [{ do: 'put-group', group: team, parent: null }])
const plain = (book: AddressBook) => ({ people: [...book.people.values()], groups: book.groups })

describe('two devices at once', () => {
  test('who both added is there once, with what either said', () => {
    const here = person('p1', { name: 'Maya', addresses: [{ id: 'a1', uri: 'sip:maya@example.org', label: null }] })
    const there = person('p2', {
      notes: 'tea',
      favourite: true,
      addresses: [
        { id: 'a2', uri: 'sips:maya@EXAMPLE.org;transport=tcp', label: null },
        { id: 'a3', uri: 'tel:+49 30', label: 'Home' },
      ],
    })
    const book = applyEdits(withTeam, [put(there), put(here)])
    expect(plain(book).people).toEqual([{ ...there, name: 'Maya' }])
    expect(book.groups[0]?.members).toEqual(['p2'])
    // What the first device does to its own id reaches the one who stayed.
    const renamed = applyEdits(book, [{ do: 'set-person', who: personRef(here), set: { name: 'Maya O' } }])
    expect(renamed.people.get('p2')?.name).toBe('Maya O')
  })

  test('a group both made is there once, also inside another', () => {
    const inner = (id: string): RosterEdit => ({
      do: 'put-group',
      group: { id, path: ['team', 'Night'] },
      parent: { id: 'unknown', path: ['TEAM'] },
    })
    const book = applyEdits(withTeam, [{ do: 'put-group', group: { id: 'g9', path: ['TEAM'] }, parent: null }])
    expect(book.groups).toEqual(withTeam.groups)
    const both = applyEdits(book, [inner('g2'), inner('g3')])
    expect(both.groups.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['g1', null],
      ['g2', 'g1'],
    ])
  })

  test('two groups that are each put into the other: the first wins', () => {
    const other = { id: 'g2', path: ['Other'] }
    const book = applyEdits(withTeam, [
      { do: 'put-group', group: other, parent: null },
      { do: 'move-group', group: team, parent: other, before: null },
      { do: 'move-group', group: other, parent: team, before: null },
    ])
    expect(book.groups.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['g2', null],
      ['g1', 'g2'],
    ])
  })

  test('an edit of who or what is gone changes nothing', () => {
    const maya = person('p1')
    const book = applyEdits(withTeam, [put(maya), { do: 'remove-people', ids: ['p1'] }])
    expect(plain(book)).toEqual(plain(withTeam))
    const who = personRef(maya)
    const edits: readonly RosterEdit[] = [
      { do: 'set-person', who, set: { name: 'X' } },
      { do: 'put-address', who, address: { id: 'x', uri: 'sip:x@example.org', label: null } },
      { do: 'drop-address', who, id: 'a-p1' },
      { do: 'order-addresses', who, ids: ['a-p1'] },
      { do: 'join', who, group: team },
      { do: 'join', who, group: { id: 'gone', path: ['Gone'] }, before: null },
      { do: 'leave', who, group: team },
      { do: 'remove-people', ids: ['p1'] },
      { do: 'rename-group', group: { id: 'gone', path: ['Gone'] }, name: 'X' },
      { do: 'move-group', group: team, parent: { id: 'gone', path: ['Gone'] }, before: null },
      { do: 'order-by-name', group: team },
      { do: 'remove-group', id: 'gone' },
    ]
    expect(plain(applyEdits(book, edits))).toEqual(plain(withTeam))
  })

  test('every edit twice is as once', () => {
    const edits: readonly RosterEdit[] = [
      put(person('p1'), person('p2')),
      { do: 'join', who: personRef(person('p2')), group: team, before: personRef(person('p1')) },
      { do: 'put-address', who: personRef(person('p1')), address: { id: 'x', uri: 'tel:+1', label: 'Home' } },
      { do: 'order-addresses', who: personRef(person('p1')), ids: ['x'] },
      { do: 'put-group', group: { id: 'g2', path: ['Other'] }, parent: null, before: team },
      { do: 'move-group', group: { id: 'g2', path: ['Other'] }, parent: team, before: null },
      { do: 'rename-group', group: team, name: 'Crew' },
    ]
    let book = withTeam
    for (const edit of edits) {
      book = applyEdits(book, [edit])
      expect(plain(applyEdits(book, [edit]))).toEqual(plain(book))
    }
  })

  test('the last address stays, whoever drops it', () => {
    const book = applyEdits(withTeam, [
      put(person('p1')),
      { do: 'drop-address', who: personRef(person('p1')), id: 'a-p1' },
    ])
    expect(book.people.get('p1')?.addresses).toHaveLength(1)
  })
})

test('ten thousand people are put into a group in one go', () => {
  const many = Array.from({ length: 10_000 }, (_each, index) => person(`p${index}`))
  const book = applyEdits(withTeam, [put(...many)])
  expect(book.people.size).toBe(10_000)
  expect(book.groups[0]?.members).toHaveLength(10_000)
})

test.each([
  ['sip:maya@Example.org:5080;transport=tcp', 'sip:maya@example.org'],
  ['sips:maya@example.org', 'sips:maya@example.org'],
  ['"Maya" <sip:maya@example.org>', 'sip:maya@example.org'],
  ['maya', 'sip:maya@dialtone.test'],
  ['+49 30 12', 'sip:+493012@dialtone.test'],
  ['tel:+49-30-(12)', 'tel:+493012'],
  ['tel:12;ext=3;phone-context=Example.org', 'tel:12;phone-context=example.org'],
  ['mailto:Maya@Example.ORG?subject=x', 'mailto:Maya@example.org'],
  ['tel:abc', null],
  ['mailto:nobody', null],
  ['https://example.org', null],
  ['sip:example.org', null],
  ['', null],
])('%s is kept as %s', (typed, uri) => {
  expect(contactUri(typed, 'dialtone.test')).toBe(uri)
})

test('spellings of one address are told to be one', () => {
  expect(uriKey('sips:maya@EXAMPLE.org;x=y')).toBe(uriKey('sip:maya@example.org'))
  expect(uriKey('tel:+49-30')).toBe(uriKey('TEL:+4930'))
  expect(uriKey('mailto:Maya@Example.org')).toBe(uriKey('mailto:maya@example.org'))
  expect(uriKey('mailto:maya@example.org')).not.toBe(uriKey('sip:maya@example.org'))
})

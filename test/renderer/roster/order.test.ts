import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Contact, Group } from '#contract/people'
import { itemsOf, RosterOrder } from '../../../renderer/roster/order.ts'
import { contact } from '../window/people.ts'

const record = (contacts: readonly Contact[]): Record<string, Contact> =>
  Object.fromEntries(contacts.map((one) => [one.id, one]))
const groups: Record<string, Group> = {
  b: { id: 'b', accountId: 'a1', name: 'Second', order: 2, parentId: null, handOrder: null },
  a: { id: 'a', accountId: 'a1', name: 'First', order: 1, parentId: null, handOrder: null },
}
const people = [
  contact('zoe', 'Zoë Adler', ['a']),
  contact('adam', 'adam West', ['a']),
  contact('eve', 'Éva Nagy', ['a', 'b']),
  contact('fay', 'Fay', ['a'], true),
  contact('lone', 'Lone'),
  contact('ghost', 'Ghost', ['gone']),
]

test('favourites first, groups in their own order, everybody else last; by name inside', () => {
  const sections = new RosterOrder().update(record(people), groups)
  expect(sections.map((section) => [section.id, section.contactIds])).toEqual([
    ['favourites', ['c-fay']],
    ['a', ['c-adam', 'c-eve', 'c-zoe']],
    ['b', ['c-eve']],
    ['others', ['c-ghost', 'c-lone']],
  ])
})

test('a group without people keeps its header, so that it can be renamed and removed', () => {
  const sections = new RosterOrder().update({}, groups)
  expect(sections.map((section) => section.id)).toEqual(['a', 'b'])
})

test('a list of somebody else has its own people and those of the user, who stand in their groups as well', () => {
  const list = { address: 'https://x', left: 0, readAt: null, failure: null, own: true }
  const known = { ...contact('luis', 'Luis'), followed: true as const }
  const withList = (contactIds: readonly string[]): Record<string, Group> => ({
    ...groups,
    l: {
      id: 'l',
      accountId: 'a1',
      name: 'Night',
      order: 9,
      parentId: null,
      handOrder: null,
      list: { ...list, contactIds },
    },
  })
  const order = new RosterOrder()
  const contacts = record([...people, known])
  const shown = (contactIds: readonly string[]) =>
    order.update(contacts, withList(contactIds)).map(({ id, kind, contactIds: ids }) => [id, kind, ids])
  expect(shown(['c-luis', 'c-eve', 'c-fay']).slice(1)).toEqual([
    ['a', 'group', ['c-adam', 'c-eve', 'c-zoe']],
    ['b', 'group', ['c-eve']],
    ['l', 'list', ['c-eve', 'c-fay', 'c-luis']],
    ['others', 'others', ['c-ghost', 'c-lone']],
  ])
  expect(shown(['c-luis'])[3]).toEqual(['l', 'list', ['c-luis']])
})

test('a section that says the same stays the same object', () => {
  const order = new RosterOrder()
  const before = order.update(record(people), groups)
  const after = order.update(record([...people, contact('new', 'New', ['b'])]), groups)
  expect(after.find((section) => section.id === 'a')).toBe(before.find((section) => section.id === 'a'))
  expect(after.find((section) => section.id === 'b')?.contactIds).toEqual(['c-eve', 'c-new'])
})

test('the same records give the same list without work', () => {
  const order = new RosterOrder()
  const contacts = record(people)
  expect(order.update(contacts, groups)).toBe(order.update(contacts, groups))
})

test('changes one by one end where sorting afresh ends', () => {
  const name = fc.string({ maxLength: 4 })
  const step = fc.record({ id: fc.integer({ min: 0, max: 12 }), name, remove: fc.boolean(), favourite: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const order = new RosterOrder()
      let contacts: Record<string, Contact> = {}
      for (const { id, name, remove, favourite } of steps) {
        const one = contact(String(id), name, id % 2 ? ['a'] : [], favourite)
        if (remove) {
          const { [one.id]: _gone, ...rest } = contacts
          contacts = rest
        } else contacts = { ...contacts, [one.id]: one }
        order.update(contacts, groups)
      }
      expect(order.update(contacts, groups)).toEqual(new RosterOrder().update(contacts, groups))
    }),
    { numRuns: 60 },
  )
})

test('a closed group hides its people and keeps its place among the groups', () => {
  const sections = new RosterOrder().update(record(people), groups)
  const items = itemsOf(sections, new Set(['a']))
  expect(items.map((item) => item.key)).toEqual([
    'g:favourites',
    'c:favourites/c-fay',
    'g:a',
    'g:b',
    'c:b/c-eve',
    'g:others',
    'c:others/c-ghost',
    'c:others/c-lone',
  ])
  expect(items[2]).toMatchObject({ section: { place: 2, of: 4 }, open: false })
})

const nested: Record<string, Group> = {
  outer: { id: 'outer', accountId: 'a1', name: 'Outer', order: 1, parentId: null, handOrder: null },
  inner: { id: 'inner', accountId: 'a1', name: 'Inner', order: 1, parentId: 'outer', handOrder: null },
  core: { id: 'core', accountId: 'a1', name: 'Core', order: 1, parentId: 'inner', handOrder: null },
  next: { id: 'next', accountId: 'a1', name: 'Next', order: 2, parentId: null, handOrder: null },
}

test('a group stands under the one it is in, after its people, and counts among them', () => {
  const sections = new RosterOrder().update(
    record([contact('a', 'A', ['outer']), contact('b', 'B', ['core']), contact('c', 'C', ['core', 'outer'])]),
    nested,
  )
  expect(sections.map(({ id, level, place, of }) => [id, level, place, of])).toEqual([
    ['outer', 1, 1, 2],
    ['inner', 2, 3, 3],
    ['core', 3, 1, 1],
    ['next', 1, 2, 2],
  ])
  expect(sections[0]?.everyone).toEqual(['c-a', 'c-c', 'c-b'])
  expect(sections[1]?.everyone).toEqual(['c-b', 'c-c'])
})

test('with a group closed all in it is hidden', () => {
  const sections = new RosterOrder().update(record([contact('b', 'B', ['core'])]), nested)
  expect(itemsOf(sections, new Set(['outer'])).map(({ key }) => key)).toEqual(['g:outer', 'g:next'])
  expect(itemsOf(sections, new Set(['inner'])).map(({ key }) => key)).toEqual(['g:outer', 'g:inner', 'g:next'])
})

test('groups that say they are in each other are shown, and nobody is lost', () => {
  const round: Record<string, Group> = {
    one: { ...nested['outer']!, id: 'one', parentId: 'two' },
    two: { ...nested['outer']!, id: 'two', parentId: 'one' },
  }
  const sections = new RosterOrder().update(record([contact('a', 'A', ['one']), contact('b', 'B', ['two'])]), round)
  expect(sections.map(({ id }) => id).toSorted()).toEqual(['one', 'two'])
})

test('the order of the hand goes before that of the names; who has no place comes after', () => {
  const byHand = { a: { ...groups['a']!, handOrder: ['c-zoe', 'c-gone', 'c-eve'] } }
  const [section] = new RosterOrder().update(record(people.filter(({ favourite }) => !favourite)), byHand)
  expect(section?.contactIds).toEqual(['c-zoe', 'c-eve', 'c-adam'])
  expect(section?.byHand).toBe(true)
})

test('what is done to groups alone ends where doing it afresh ends', () => {
  const order = new RosterOrder()
  const contacts = record([
    contact('a', 'A', ['outer']),
    contact('b', 'B', ['outer', 'core']),
    contact('c', 'C', ['gone']),
  ])
  const outer = nested['outer']!
  const { core: _core, ...without } = nested
  const steps: readonly Record<string, Group>[] = [
    nested,
    { ...nested, outer: { ...outer, handOrder: ['c-b', 'c-a'] } },
    { ...nested, outer: { ...outer, name: 'Renamed', order: 9 } },
    without,
    { ...without, gone: { ...outer, id: 'gone' } },
  ]
  for (const groups of steps) expect(order.update(contacts, groups)).toEqual(new RosterOrder().update(contacts, groups))
})

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
  expect(items[2]).toMatchObject({ place: 2, of: 4, open: false })
})

import { describe, expect, test } from 'vitest'
import type { Contact, Group } from '#contract/people'
import { type Drop, dropOn, placeAfterStep, stepOf } from '../../../renderer/roster/drop.ts'
import { itemsOf, type RosterItem, RosterOrder } from '../../../renderer/roster/order.ts'
import { contact } from '../window/people.ts'

const group = (id: string, part: Partial<Group> = {}): Group => ({
  id,
  accountId: 'a1',
  name: id,
  order: 1,
  parentId: null,
  handOrder: null,
  ...part,
})

/**
 * favourites: fay · sales: abe, ben, cat (by hand) · sales/north: dan · team: eve, flo · others: lone
 */
const people: readonly Contact[] = [
  contact('fay', 'Fay', ['team'], true),
  contact('abe', 'Abe', ['sales']),
  contact('ben', 'Ben', ['sales']),
  contact('cat', 'Cat', ['sales']),
  contact('dan', 'Dan', ['north']),
  contact('eve', 'Eve', ['team']),
  contact('flo', 'Flo', ['team']),
  contact('lone', 'Lone'),
]
const groups = [
  group('sales', { order: 1, handOrder: ['c-abe', 'c-ben', 'c-cat'] }),
  group('north', { parentId: 'sales' }),
  group('team', { order: 2 }),
]
const byId = <T extends { readonly id: string }>(all: readonly T[]): Record<string, T> =>
  Object.fromEntries(all.map((one) => [one.id, one]))
const items = (collapsed: readonly string[] = []): readonly RosterItem[] =>
  itemsOf(new RosterOrder().update(byId(people), byId(groups)), new Set(collapsed))

const at = (list: readonly RosterItem[], key: string): number => list.findIndex((item) => item.key === key)
const drop = (dragged: string, target: string, fraction: number, list = items()): Drop | null =>
  dropOn(list, list[at(list, dragged)]!, at(list, target), fraction)
const said = (found: Drop | null) => {
  if (!found) return null
  const { placing, edge } = found
  return placing.kind === 'person'
    ? [edge, placing.from.id, placing.to.id, placing.before]
    : [edge, placing.parentId, placing.before]
}

test('the list under test', () => {
  expect(items().map(({ key }) => key)).toEqual([
    'g:favourites',
    'c:favourites/c-fay',
    'g:sales',
    'c:sales/c-abe',
    'c:sales/c-ben',
    'c:sales/c-cat',
    'g:north',
    'c:north/c-dan',
    'g:team',
    'c:team/c-eve',
    'c:team/c-flo',
    'g:others',
    'c:others/c-lone',
  ])
})

describe('a person', () => {
  test('goes before or after another of the own group', () => {
    expect(said(drop('c:sales/c-cat', 'c:sales/c-abe', 0.2))).toEqual(['top', 'sales', 'sales', 'c-abe'])
    expect(said(drop('c:sales/c-cat', 'c:sales/c-abe', 0.8))).toEqual(['bottom', 'sales', 'sales', 'c-ben'])
    expect(said(drop('c:sales/c-abe', 'c:sales/c-cat', 0.8))).toEqual(['bottom', 'sales', 'sales', null])
  })

  test('stays where it is without an edit', () => {
    expect(drop('c:sales/c-ben', 'c:sales/c-ben', 0.2)).toBeNull()
    expect(drop('c:sales/c-ben', 'c:sales/c-abe', 0.8)).toBeNull()
    expect(drop('c:sales/c-ben', 'c:sales/c-cat', 0.2)).toBeNull()
    expect(drop('c:sales/c-ben', 'g:sales', 0.5)).toBeNull()
  })

  test('goes into another group by its header, where the order of that group puts them', () => {
    expect(said(drop('c:sales/c-ben', 'g:team', 0.9))).toEqual(['into', 'sales', 'team', undefined])
  })

  test('coming from elsewhere leaves a group in the order of its names', () => {
    expect(said(drop('c:sales/c-ben', 'c:team/c-flo', 0.1))).toEqual(['into', 'sales', 'team', undefined])
    expect(drop('c:sales/c-ben', 'c:team/c-flo', 0.1)?.index).toBe(at(items(), 'g:team'))
  })

  test('coming into a group ordered by hand stands where they are put', () => {
    expect(said(drop('c:others/c-lone', 'c:sales/c-ben', 0.1))).toEqual(['top', 'others', 'sales', 'c-ben'])
  })

  test('becomes a favourite, and leaves the groups', () => {
    expect(said(drop('c:team/c-eve', 'c:favourites/c-fay', 0.9))).toEqual(['into', 'team', 'favourites', undefined])
    expect(said(drop('c:team/c-eve', 'g:others', 0.5))).toEqual(['into', 'team', 'others', undefined])
    expect(drop('c:favourites/c-fay', 'g:favourites', 0.5)).toBeNull()
  })
})

describe('a group', () => {
  test('goes before another, into it, and after it where it is closed', () => {
    expect(said(drop('g:team', 'g:sales', 0.1))).toEqual(['top', null, 'sales'])
    expect(said(drop('g:team', 'g:sales', 0.5))).toEqual(['into', 'sales', null])
    expect(said(drop('g:sales', 'g:team', 0.9, items(['team'])))).toEqual(['bottom', null, null])
    expect(drop('g:north', 'g:sales', 0.9)).toBeNull()
  })

  test('goes to the end of the groups, and out of the one it is in', () => {
    expect(said(drop('g:sales', 'g:others', 0.5))).toEqual(['top', null, null])
    expect(said(drop('g:sales', 'c:team/c-flo', 0.9))).toEqual(['bottom', null, null])
    expect(said(drop('g:north', 'g:team', 0.1))).toEqual(['top', null, 'team'])
  })

  test('never into itself or what is in it', () => {
    expect(drop('g:sales', 'g:north', 0.5)).toBeNull()
    expect(drop('g:sales', 'g:sales', 0.5)).toBeNull()
    expect(drop('g:sales', 'c:north/c-dan', 0.9)).toBeNull()
  })

  test('where it is already, nothing would change', () => {
    expect(drop('g:north', 'g:sales', 0.5)).toBeNull()
    expect(drop('g:sales', 'g:team', 0.1)).toBeNull()
  })
})

test('nothing goes to another account', () => {
  const list = items()
  expect(dropOn(list, list[at(list, 'c:sales/c-ben')]!, at(list, 'g:team'), 0.5, () => false)).toBeNull()
})

describe('by key', () => {
  const step = (key: string, way: -1 | 1) => stepOf(items(), at(items(), key), way)

  test('a person goes one up or down in the group, and no further', () => {
    expect(step('c:sales/c-ben', -1)).toMatchObject({ before: 'c-abe' })
    expect(step('c:sales/c-ben', 1)).toMatchObject({ before: null })
    expect(step('c:sales/c-abe', 1)).toMatchObject({ before: 'c-cat' })
    expect(step('c:sales/c-abe', -1)).toBeNull()
    expect(step('c:sales/c-cat', 1)).toBeNull()
    expect(placeAfterStep(items(), at(items(), 'c:sales/c-ben'), 1)).toEqual({ place: 3, of: 3 })
  })

  test('a group goes up or down among those beside it', () => {
    expect(step('g:team', -1)).toEqual({ kind: 'group', groupId: 'team', parentId: null, before: 'sales' })
    expect(step('g:sales', 1)).toEqual({ kind: 'group', groupId: 'sales', parentId: null, before: null })
    expect(step('g:north', -1)).toBeNull()
  })

  test('favourites and others have no order of the hand', () => {
    expect(step('c:favourites/c-fay', 1)).toBeNull()
    expect(step('g:favourites', 1)).toBeNull()
    expect(step('c:others/c-lone', -1)).toBeNull()
  })
})

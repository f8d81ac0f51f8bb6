import { expect, test } from 'vitest'
import { personKey } from '#contract/state'
import { countOf, sectionCountSelector } from '../../../renderer/roster/section-count.ts'
import { accountId, offline, pictured } from '../window/people.ts'

const team = ['c-sofia', 'c-ken', 'c-amara', 'c-ruth', 'c-owen']

test('free are those whose confirmed presence is available', () => {
  expect(countOf(team, pictured.contacts, pictured.presentities)).toEqual({ free: 1, total: 5, asOf: null })
})

test('without a link the group says as of when, and nobody counts as free', () => {
  const count = countOf(team, offline.contacts, offline.presentities)
  expect(count.free).toBe(0)
  expect(count.asOf).toBe(new Date(2026, 10, 23, 13, 51).getTime())
})

test('a change elsewhere leaves the count the same object', () => {
  const select = sectionCountSelector(team)
  const before = select(pictured)
  const key = personKey(accountId, 'maya@lindqvist.example')
  const maya = pictured.presentities[key]!
  const after = select({ ...pictured, presentities: { ...pictured.presentities, [key]: { ...maya, mood: [] } } })
  expect(after).toBe(before)
})

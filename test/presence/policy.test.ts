import { expect, test } from 'vitest'
import { details, favouritesColumn, favouritesView, groupView, othersColumn } from '#contract/privacy'
import { columnsOf } from '../../electron/presence/placed.ts'
import {
  editPolicy,
  emptyPolicy,
  noLevels,
  type Policy,
  type PolicyEdit,
  policyEdits,
  standingOf,
} from '../../electron/presence/policy.ts'

const policyOf = (...edits: readonly PolicyEdit[]): Policy => edits.reduce(editPolicy, emptyPolicy)
const bob = 'bob@example.org'

test('until the user says otherwise, whom he put into a group sees him, and everyone else has to ask', () => {
  expect(standingOf(emptyPolicy, { aor: bob, columns: ['team'] }, null).handling).toBe('allow')
  expect(standingOf(emptyPolicy, { aor: bob, columns: [othersColumn] }, null)).toEqual({
    handling: 'ask',
    levels: noLevels,
    exception: null,
  })
})

test('who stands in two columns gets the more open of each detail', () => {
  const policy = policyOf(
    { kind: 'grant', column: 'team', detail: 'place', grant: { level: 'part', when: 'always' } },
    { kind: 'grant', column: 'team', detail: 'mood', grant: { level: 'no', when: 'always' } },
    { kind: 'grant', column: 'customers', detail: 'place', grant: { level: 'no', when: 'always' } },
    { kind: 'grant', column: 'customers', detail: 'mood', grant: { level: 'no', when: 'always' } },
  )
  const { levels } = standingOf(policy, { aor: bob, columns: ['team', 'customers'] }, null)
  expect(levels).toMatchObject({ place: 'part', mood: 'no', note: 'yes' })
})

test('what holds at work is not seen at home, nor where the sphere is not known', () => {
  const policy = policyOf({
    kind: 'grant',
    column: 'team',
    detail: 'surroundings',
    grant: { level: 'yes', when: 'work' },
  })
  const at = (sphere: 'work' | 'home' | null) =>
    standingOf(policy, { aor: bob, columns: ['team'] }, sphere).levels.surroundings
  expect([at('work'), at('home'), at(null)]).toEqual(['yes', 'no', 'no'])
})

test('a column let in at work alone sees somebody offline at home, and none of its details', () => {
  const policy = policyOf({ kind: 'handling', column: 'team', handling: 'allow', when: 'work' })
  expect(standingOf(policy, { aor: bob, columns: ['team'] }, 'home')).toMatchObject({
    handling: 'polite-block',
    levels: noLevels,
  })
  expect(standingOf(policy, { aor: bob, columns: ['team'] }, 'work').handling).toBe('allow')
})

test('details of a column that does not let anybody in are not given through another that does', () => {
  const policy = policyOf(
    { kind: 'handling', column: 'team', handling: 'polite-block', when: 'always' },
    ...details.map(
      (detail): PolicyEdit => ({
        kind: 'grant',
        column: 'customers',
        detail,
        grant: { level: 'no', when: 'always' },
      }),
    ),
  )
  const standing = standingOf(policy, { aor: bob, columns: ['team', 'customers'] }, null)
  expect(standing).toMatchObject({ handling: 'allow', levels: noLevels })
})

test('an exception comes before the columns', () => {
  const person = (access: 'basic' | 'block' | 'allow' | 'columns', extra = {}): Policy =>
    policyOf({ kind: 'person', rule: { aor: bob, access, extra } })
  const team = { aor: bob, columns: [favouritesColumn] }
  expect(standingOf(person('block'), team, null)).toMatchObject({ handling: 'block', levels: noLevels })
  expect(standingOf(person('basic', { place: { level: 'yes', when: 'always' } }), team, null)).toMatchObject({
    handling: 'allow',
    levels: { ...noLevels, place: 'yes' },
  })
  expect(standingOf(person('allow'), { aor: bob, columns: [othersColumn] }, null)).toMatchObject({
    handling: 'allow',
    levels: noLevels,
  })
})

test('the edits of a policy make the same policy elsewhere, and making them twice changes nothing', () => {
  const policy = policyOf(
    { kind: 'handling', column: 'team', handling: 'allow', when: 'work' },
    { kind: 'reach', column: 'team', reach: { ...groupView.reach, ring: 'work', otherwise: 'decline' } },
    { kind: 'person', rule: { aor: bob, access: 'basic', extra: { mood: { level: 'yes', when: 'home' } } } },
    { kind: 'decision', record: { aor: bob, decision: { kind: 'basic' }, at: 7 } },
  )
  const edits = policyEdits(policy)
  expect(policyOf(...edits)).toEqual(policy)
  expect(policyOf(...edits, ...edits)).toEqual(policy)
})

test('a favourite stands in the column of favourites and in those of his groups', () => {
  expect(columnsOf({ favourite: true, groupIds: ['team'] }, [])).toEqual([favouritesColumn, 'team'])
  expect(columnsOf({ favourite: false, groupIds: [] }, [])).toEqual([othersColumn])
  expect(columnsOf(undefined, [])).toEqual([othersColumn])
  expect(favouritesView.reach.quietMessages).toBe(false)
})

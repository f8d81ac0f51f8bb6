import { expect, test } from 'vitest'
import { applyChanges, applyInPlace, type Change } from '#contract/change'
import type { Contact } from '#contract/people'
import { emptyState } from '#contract/state'
import { State } from '../../electron/state.ts'

const contact = (id: string, accountId = 'a'): Contact => ({
  id,
  accountId,
  aor: `${id}@example.org`,
  name: id,
  addresses: [{ id: 'a', uri: `sip:${id}@example.org`, label: null }],
  groupIds: [],
  favourite: false,
  notes: '',
  photo: null,
})
const added = (id: string, accountId?: string): Change => ({ kind: 'contact', contact: contact(id, accountId) })

test('applying a change twice does no harm', () => {
  const batch = { revision: 1, changes: [added('maya'), added('luis')] }
  const once = applyChanges(emptyState, batch)
  expect(applyChanges(once, batch)).toEqual(once)
})

test('what a batch does not touch stays the same object, so that nothing else is drawn again', () => {
  const before = applyChanges(emptyState, { revision: 1, changes: [added('maya')] })
  const after = applyChanges(before, { revision: 2, changes: [{ kind: 'ready' }] })
  expect(after.contacts).toBe(before.contacts)
  expect(after.presentities).toBe(before.presentities)
})

test('a copy is never changed by a later batch', () => {
  const before = applyChanges(emptyState, { revision: 1, changes: [added('maya')] })
  applyChanges(before, { revision: 2, changes: [{ kind: 'contact-removed', id: 'maya' }] })
  expect(Object.keys(before.contacts)).toEqual(['maya'])
})

test('written in place, a batch says the same as in a copy', () => {
  const batches: readonly (readonly Change[])[] = [
    [added('maya', 'a'), added('luis', 'b'), { kind: 'ready' }],
    [{ kind: 'contact-removed', id: 'maya' }, added('ken', 'a')],
    [{ kind: 'account-removed', id: 'b' }],
  ]
  let copied = emptyState
  let own = structuredClone(emptyState)
  for (const [index, changes] of batches.entries()) {
    copied = applyChanges(copied, { revision: index + 1, changes })
    own = applyInPlace(own, { revision: index + 1, changes })
    expect(own).toEqual(copied)
  }
  expect(Object.keys(own.contacts)).toEqual(['ken'])
  expect(Object.keys(emptyState.contacts)).toEqual([])
})

test('removing an account takes everything with it that was its own, and nothing else', () => {
  const before = applyChanges(emptyState, { revision: 1, changes: [added('maya', 'a'), added('luis', 'b')] })
  const after = applyChanges(before, { revision: 2, changes: [{ kind: 'account-removed', id: 'a' }] })
  expect(Object.keys(after.contacts)).toEqual(['luis'])
})

test('thousands of changes in one turn cross in batches of at most 500, in order and without a gap', async () => {
  const state = new State()
  const sizes: number[] = []
  let copy = state.current
  const revisions: number[] = []
  state.onBatch((batch) => {
    sizes.push(batch.changes.length)
    revisions.push(batch.revision)
    copy = applyChanges(copy, batch)
  })
  for (let index = 0; index < 1_234; index++) state.apply(added(`p${index}`))
  await new Promise((done) => setImmediate(() => setImmediate(done)))
  expect(sizes).toEqual([500, 500, 234])
  expect(revisions).toEqual([1, 2, 3])
  expect(copy).toEqual(state.current)
})

test('who asks for the state between two turns gets what was just applied', () => {
  const state = new State()
  state.apply(added('maya'))
  expect(state.current.contacts['maya']?.name).toBe('maya')
})

import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { type AppState, emptyState, personKey } from '#contract/state'
import { countOf, sectionCountSelector } from '../../../renderer/roster/section-count.ts'
import { changedPeople } from '../../../renderer/store/latest-people.ts'
import { follow } from '../../../renderer/store/store.ts'
import { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, pictured } from '../window/people.ts'

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

const everybody = Object.keys(pictured.contacts)
const people = Object.values(pictured.presentities)

const page = async () => {
  const bridge = new FakeBridge(structuredClone(pictured))
  const store = createStore<AppState>(() => emptyState)
  follow(bridge, store, (run) => run())
  await settled()
  return { bridge, store }
}

test('a state names those whose presence differs from the state before', async () => {
  const { bridge, store } = await page()
  const { revision } = store.getState()
  const [first, second] = people
  bridge.tell({ kind: 'presentity', presentity: { ...first!, mood: ['happy'] } })
  expect(changedPeople(store.getState(), revision)).toEqual([personKey(accountId, first!.aor)])
  bridge.tell({ kind: 'presentity-removed', accountId, aor: second!.aor })
  expect(changedPeople(store.getState(), revision + 1)).toEqual([personKey(accountId, second!.aor)])
  expect(changedPeople(store.getState(), revision)).toBeNull()
})

test('the count of a section follows one person at a time and says what counting everybody says', async () => {
  const { bridge, store } = await page()
  const select = sectionCountSelector(everybody)
  const counted = () => {
    const { contacts, presentities } = store.getState()
    return countOf(everybody, contacts, presentities)
  }
  expect(select(store.getState())).toEqual(counted())
  for (const presentity of people) {
    bridge.tell({ kind: 'presentity', presentity: { ...presentity, availability: 'available' } })
    expect(select(store.getState())).toEqual(counted())
    bridge.tell({
      kind: 'presentity',
      presentity: { ...presentity, knowledge: { kind: 'last-known', at: 1_700_000_000_000, cause: 'link' } },
    })
    expect(select(store.getState())).toEqual(counted())
  }
  expect(select(store.getState()).asOf).toBe(1_700_000_000_000)
  for (const { aor } of people) bridge.tell({ kind: 'presentity-removed', accountId, aor })
  expect(select(store.getState())).toEqual({ free: 0, total: everybody.length, asOf: null })
})

test('what the window writes into is its own, not what main gave it', async () => {
  const given = structuredClone(pictured)
  const bridge = new FakeBridge(given)
  const store = createStore<AppState>(() => emptyState)
  follow(bridge, store, (run) => run())
  await settled()
  const before = structuredClone(given.presentities)
  bridge.tell({ kind: 'presentity', presentity: { ...people[0]!, availability: 'dnd' } })
  expect(given.presentities).toEqual(before)
  expect(emptyState.presentities).toEqual({})
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Availability, Presentity } from '#contract/presence'
import type { Notice } from '../../electron/ports.ts'
import { compose } from '../../electron/presence/composition.ts'
import { settlingTime } from '../../electron/presence/follow.ts'
import { FollowedPeople } from '../../electron/presence/followed-people.ts'
import { presentityFrom } from '../../electron/presence/presentity.ts'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import { FollowStore } from '../../electron/storage/follow-store.ts'
import { fakeLog, recordedState } from './fakes.ts'

const start = Date.parse('2026-11-20T14:02:00Z')
const maya = 'maya@dialtone.test'
let database: Database
let store: FollowStore

beforeEach(async () => {
  database = await openDatabase({ file: null, key: null, log: fakeLog() })
  store = new FollowStore(database)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
  database.close()
})

const of = (availability: Availability): Presentity => ({
  ...presentityFrom({ accountId: 'a1', aor: maya }, { kind: 'current', confirmedAt: start }, compose([], start), start),
  availability,
})

function following() {
  const { state } = recordedState()
  const notices: Notice[] = []
  const follows = new FollowedPeople({
    accountId: 'a1',
    state,
    store,
    notifier: { notify: (notice) => notices.push(notice) },
    nameOf: () => 'Maya',
    log: fakeLog(),
  })
  follows.start()
  follows.setPeople([maya])
  const look = (availability: Availability) => {
    state.apply({ kind: 'presentity', presentity: of(availability) })
    follows.look(of(availability))
  }
  return {
    follows,
    notices,
    look,
    settle: () => vi.advanceTimersByTime(settlingTime),
    mode: () => state.current.follows[`a1 ${maya}`]?.mode,
  }
}

test('once: told when the person is free and stays so, and not a second time', () => {
  const world = following()
  world.look('busy')
  world.follows.follow(maya, 'once')
  expect(world.mode()).toBe('once')
  world.look('available')
  expect(world.notices).toEqual([])
  world.settle()
  expect(world.notices).toEqual([{ kind: 'free', accountId: 'a1', aor: maya, name: 'Maya' }])
  expect(world.mode()).toBeUndefined()
  world.look('busy')
  world.settle()
  world.look('available')
  world.settle()
  expect(world.notices).toHaveLength(1)
})

test('always: told every time', () => {
  const world = following()
  world.follows.follow(maya, 'always')
  for (let i = 0; i < 3; i++) {
    world.look('busy')
    world.settle()
    world.look('available')
    world.settle()
  }
  expect(world.notices).toHaveLength(3)
  expect(world.mode()).toBe('always')
})

test('taken back, nothing rings', () => {
  const world = following()
  world.look('busy')
  world.follows.follow(maya, 'once')
  world.look('available')
  world.follows.follow(maya, null)
  world.settle()
  expect(world.notices).toEqual([])
  expect(store.list('a1')).toEqual([])
})

test('it survives a restart, and who became free meanwhile is told of', () => {
  const before = following()
  before.look('busy')
  before.follows.follow(maya, 'once')
  before.follows.stop()
  const after = following()
  expect(after.mode()).toBe('once')
  after.look('available')
  after.settle()
  expect(after.notices).toHaveLength(1)
  expect(store.list('a1')).toEqual([])
})

test('who was free before a restart and is free after it is no news', () => {
  const before = following()
  before.look('available')
  before.follows.follow(maya, 'always')
  before.follows.stop()
  const after = following()
  after.look('available')
  after.settle()
  expect(after.notices).toEqual([])
})

test('who leaves the roster is not followed any more; a roster that is still empty takes nobody away', () => {
  const world = following()
  world.follows.follow(maya, 'always')
  world.follows.setPeople(['luis@dialtone.test'])
  expect(world.mode()).toBeUndefined()
  expect(store.list('a1')).toEqual([])
  world.follows.follow(maya, 'always')
  world.follows.setPeople([])
  world.follows.setPeople([maya])
  expect(world.mode()).toBe('always')
})

test('stopped, no timer is left', () => {
  const world = following()
  world.look('busy')
  world.follows.follow(maya, 'always')
  world.look('available')
  world.follows.stop()
  expect(vi.getTimerCount()).toBe(0)
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Activity, Availability, Presentity } from '#contract/presence'
import { activity } from '../../electron/presence/activities.ts'
import { ChangeLog } from '../../electron/presence/change-log.ts'
import { compose } from '../../electron/presence/composition.ts'
import { presentityFrom } from '../../electron/presence/presentity.ts'
import { ChangeStore } from '../../electron/storage/change-store.ts'
import { type Database, openDatabase } from '../../electron/storage/database.ts'
import { fakeLog } from './fakes.ts'

const start = Date.parse('2026-11-20T14:02:00Z')
const day = 24 * 3_600_000
const maya = 'maya@dialtone.test'
let database: Database
let store: ChangeStore

beforeEach(async () => {
  database = await openDatabase({ file: null, key: null, log: fakeLog() })
  store = new ChangeStore(database)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
  database.close()
})

const of = (availability: Availability, activities: readonly Activity[] = [], aor = maya): Presentity => ({
  ...presentityFrom({ accountId: 'a1', aor }, { kind: 'current', confirmedAt: start }, compose([], start), start),
  availability,
  activities,
})

function logging(isOn = true) {
  const setting = { isOn }
  const log = new ChangeLog({ accountId: 'a1', store, isOn: () => setting.isOn, log: fakeLog() })
  log.start()
  return { log, setting, words: () => log.list(maya).map((each) => [each.availability, each.activity?.name ?? null]) }
}

test('off, nothing is kept', () => {
  const { log, words } = logging(false)
  log.look(of('busy'))
  vi.advanceTimersByTime(10_000)
  expect(words()).toEqual([])
  expect(store.list('a1', maya)).toEqual([])
})

test('each change is kept once, the newest first', () => {
  const { log, words } = logging()
  const meeting = activity('meeting', { until: start + 3_600_000 })
  log.look(of('available'))
  log.look(of('busy', [meeting]))
  log.look(of('busy', [meeting]))
  log.look({ ...of('offline'), knowledge: { kind: 'last-known', at: start, cause: 'link' } })
  vi.advanceTimersByTime(60_000)
  log.look(of('available'))
  expect(words()).toEqual([
    ['available', null],
    ['busy', 'meeting'],
    ['available', null],
  ])
  expect(log.list(maya).map((each) => each.at)).toEqual([start + 60_000, start, start])
  expect(log.list(maya)[1]?.activity).toEqual(meeting)
})

test('what is the same after a restart is not kept again', () => {
  const first = logging()
  first.log.look(of('busy'))
  first.log.stop()
  const second = logging()
  second.log.look(of('busy'))
  second.log.look(of('away'))
  expect(second.words()).toEqual([
    ['away', null],
    ['busy', null],
  ])
})

test('a week is kept', () => {
  const { log, words } = logging()
  log.look(of('busy'))
  vi.advanceTimersByTime(6 * day)
  log.look(of('away'))
  vi.advanceTimersByTime(2 * day)
  log.look(of('available'))
  expect(words()).toEqual([
    ['available', null],
    ['away', null],
  ])
})

test('switched off, what was kept goes', () => {
  const { log, setting, words } = logging()
  log.look(of('busy'))
  log.stop()
  expect(store.list('a1', maya)).toHaveLength(1)
  setting.isOn = false
  log.settingsChanged()
  expect(store.list('a1', maya)).toEqual([])
  setting.isOn = true
  log.settingsChanged()
  expect(words()).toEqual([])
})

test('thousands at once are one write', () => {
  const { log } = logging()
  let writes = 0
  const add = store.add.bind(store)
  store.add = (...args) => {
    writes++
    add(...args)
  }
  for (let i = 0; i < 3000; i++) log.look(of('busy', [], `user${i}@dialtone.test`))
  vi.advanceTimersByTime(2_000)
  expect(writes).toBe(1)
  expect(store.latest('a1')).toHaveLength(3000)
})

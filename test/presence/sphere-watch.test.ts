import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SphereWatch } from '../../electron/presence/sphere-watch.ts'
import { fakeLog } from './fakes.ts'

const before = process.env['TZ']
const minute = 60_000
beforeEach(() => {
  process.env['TZ'] = 'Europe/Berlin'
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.parse('2026-11-23T15:30:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

const rules = { workHours: { days: [1, 2, 3, 4, 5], from: 9 * 60, until: 17 * 60 }, otherwise: 'home', networks: [] }

function watching() {
  const watch = new SphereWatch({
    byHand: () => null,
    networkPlace: async () => null,
    store: { load: () => rules, save: () => {} },
    onLook: () => {},
    onShown: () => {},
    log: fakeLog(),
    now: Date.now,
  })
  watch.start()
  watch.look()
  return watch
}

test('work ends on time, and within a minute where the clock was set', async () => {
  const watch = watching()
  expect(watch.current.now).toBe('work')
  await vi.advanceTimersByTimeAsync(30 * minute + 100)
  expect(watch.current.now).toBe('home')
  vi.setSystemTime(Date.parse('2026-11-24T09:00:00Z'))
  await vi.advanceTimersByTimeAsync(minute)
  expect(watch.current.now).toBe('work')
  watch.stop()
})

test('in another zone its clock decides, within a minute', async () => {
  const watch = watching()
  process.env['TZ'] = 'Asia/Tokyo'
  await vi.advanceTimersByTimeAsync(minute)
  expect(watch.current.now).toBe('home')
  watch.stop()
})

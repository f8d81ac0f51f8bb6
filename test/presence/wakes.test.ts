import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Wakes } from '../../electron/presence/wakes.ts'

const start = Date.UTC(2026, 2, 2, 9)
const hour = 3_600_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

const sleeper = (woken: string[], name: string) => () => void woken.push(name)

test('each is woken at its own time, once, by one timer', () => {
  const wakes = new Wakes(Date.now)
  const woken: string[] = []
  wakes.set(sleeper(woken, 'late'), start + 3_000)
  wakes.set(sleeper(woken, 'early'), start + 1_000)
  wakes.set(sleeper(woken, 'between'), start + 2_000)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(999)
  expect(woken).toEqual([])
  vi.advanceTimersByTime(1)
  expect(woken).toEqual(['early'])
  vi.advanceTimersByTime(hour)
  expect(woken).toEqual(['early', 'between', 'late'])
  expect(vi.getTimerCount()).toBe(0)
})

test('of one who says another time, the last one counts', () => {
  const wakes = new Wakes(Date.now)
  const woken: string[] = []
  const one = sleeper(woken, 'one')
  wakes.set(one, start + 1_000)
  wakes.set(one, start + 5_000)
  vi.advanceTimersByTime(4_999)
  expect(woken).toEqual([])
  vi.advanceTimersByTime(1)
  expect(woken).toEqual(['one'])
})

test('one who waits no more is not woken, and who is woken may ask again', () => {
  const wakes = new Wakes(Date.now)
  const woken: string[] = []
  const gone = sleeper(woken, 'gone')
  const again = (): void => {
    woken.push('again')
    if (woken.length < 3) wakes.set(again, Date.now() + 1_000)
  }
  wakes.set(gone, start + 1_000)
  wakes.set(again, start + 1_000)
  wakes.set(gone, null)
  vi.advanceTimersByTime(hour)
  expect(woken).toEqual(['again', 'again', 'again'])
})

test('a time that is days away is waited for in parts', () => {
  const wakes = new Wakes(Date.now)
  const woken: string[] = []
  wakes.set(sleeper(woken, 'far'), start + 40 * 24 * hour)
  vi.advanceTimersByTime(40 * 24 * hour - 1)
  expect(woken).toEqual([])
  vi.advanceTimersByTime(1)
  expect(woken).toEqual(['far'])
})

test('thousands whose time is the same are woken in slices, and all of them', () => {
  const wakes = new Wakes(Date.now)
  const woken: string[] = []
  for (let index = 0; index < 1_000; index++) wakes.set(sleeper(woken, String(index)), start + 1_000)
  vi.advanceTimersToNextTimer()
  expect(woken.length).toBe(200)
  vi.advanceTimersByTime(100)
  expect(new Set(woken).size).toBe(1_000)
})

test('what is stopped wakes nobody', () => {
  const wakes = new Wakes(Date.now)
  const woken: string[] = []
  wakes.set(sleeper(woken, 'one'), start + 1_000)
  wakes.stop()
  vi.advanceTimersByTime(hour)
  expect(woken).toEqual([])
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Patience } from '../../../electron/calendar/sources/patience.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what is heard of is waited for, silence is not, nor what never ends', () => {
  const lost = vi.fn()
  const patience = new Patience(1000, lost)
  for (let index = 0; index < 9; index++) {
    vi.advanceTimersByTime(900)
    patience.renew()
  }
  expect(lost).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1000)
  expect(lost).toHaveBeenCalledTimes(1)

  const slow = new Patience(1000, lost)
  lost.mockClear()
  for (let index = 0; index < 12; index++) {
    vi.advanceTimersByTime(900)
    slow.renew()
  }
  expect(lost).toHaveBeenCalled()
  slow.end()
})

test('what came in time is no longer waited for', () => {
  const lost = vi.fn()
  new Patience(1000, lost).end()
  vi.advanceTimersByTime(60_000)
  expect(lost).not.toHaveBeenCalled()
})

import { expect, test } from 'vitest'
import { backOffSeconds, parseSeconds, refreshSeconds } from '../../electron/sip/retry.ts'

const limits = { minSeconds: 1, maxSeconds: 60 }

test('the wait doubles with each failure up to the limit, and half of it is chance', () => {
  const most = (failures: number) => backOffSeconds(failures, limits, () => 1)
  expect([1, 2, 3, 4].map(most)).toEqual([1, 2, 4, 8])
  expect(most(1000)).toBe(60)
  expect(backOffSeconds(4, limits, () => 0)).toBe(4)
})

test('a lifetime is refreshed well before it ends', () => {
  expect(refreshSeconds(600, () => 0)).toBe(300)
  expect(refreshSeconds(600, () => 1)).toBe(480)
  expect(refreshSeconds(5)).toBe(2.5)
  expect(refreshSeconds(0)).toBe(1)
})

test.each([
  ['120', 120],
  [' 120 (I am in a meeting)', 120],
  ['18000;duration=3600', 18000],
  ['999999999', 86400],
  ['soon', null],
  ['-5', null],
  ['', null],
  [null, null],
])('%j means %j seconds', (value, expected) => {
  expect(parseSeconds(value)).toBe(expected)
})

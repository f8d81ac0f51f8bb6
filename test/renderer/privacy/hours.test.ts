import { describe, expect, test } from 'vitest'
import { clockField, dateField, minutesOf, momentOf, nextMoment } from '../../../renderer/privacy/hours.ts'

describe('a time of day in a field', () => {
  test.each([
    ['00:00', 0],
    ['09:05', 545],
    ['23:59', 1439],
  ])('%s is %i minutes, and back', (field, minutes) => {
    expect(minutesOf(field)).toBe(minutes)
    expect(clockField(minutes)).toBe(field)
  })

  test.each(['', '9', '24:00', '10:60', 'ten'])('%j is no time yet', (field) => {
    expect(minutesOf(field)).toBeNull()
  })

  test('the end of the day is its beginning there', () => {
    expect(clockField(24 * 60)).toBe('00:00')
  })
})

test('a day and a time are one moment, and back', () => {
  const moment = momentOf('2031-05-09', 9 * 60 + 30)!
  expect(new Date(moment).toString()).toContain('May 09 2031 09:30:00')
  expect(dateField(moment)).toBe('2031-05-09')
  expect(momentOf('2031', 0)).toBeNull()
})

describe('the next of some days', () => {
  const friday = new Date(2031, 4, 9, 10).getTime()
  const at = (day: number, hour: number): number => new Date(2031, 4, day, hour).getTime()

  test('later today', () => {
    expect(nextMoment([5], 18 * 60, friday)).toBe(at(9, 18))
  })
  test('over for today: in a week', () => {
    expect(nextMoment([5], 9 * 60, friday)).toBe(at(16, 9))
  })
  test('past the weekend', () => {
    expect(nextMoment([1, 2, 3, 4, 5], 9 * 60, friday)).toBe(at(12, 9))
  })
  test('no day chosen is any day', () => {
    expect(nextMoment([], 9 * 60, friday)).toBe(at(10, 9))
  })
})

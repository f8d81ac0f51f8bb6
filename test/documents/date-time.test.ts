import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOf } from '../../electron/documents/date-time.ts'

test.each([
  ['2026-11-23T14:05:00Z', Date.UTC(2026, 10, 23, 14, 5)],
  ['2026-11-23T14:05:00.250Z', Date.UTC(2026, 10, 23, 14, 5, 0, 250)],
  ['2026-11-23T14:05:00,250Z', Date.UTC(2026, 10, 23, 14, 5, 0, 250)],
  ['2026-11-23 14:05:00Z', Date.UTC(2026, 10, 23, 14, 5)],
  ['2026-11-23T14:05:00+01:00', Date.UTC(2026, 10, 23, 13, 5)],
  ['2026-11-23T14:05:00', Date.UTC(2026, 10, 23, 14, 5)],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2026-02-29T00:00:00Z', null],
  ['2026-11-31T00:00:00Z', null],
  ['2026-12-31T23:59:60Z', Date.UTC(2026, 11, 31, 23, 59, 59)],
  ['2026-11-23T24:00:00Z', null],
  ['2026-13-01T00:00:00Z', null],
  ['2026-00-01T00:00:00Z', null],
  ['0050-01-01T00:00:00Z', null],
  ['2026-11-2xT14:05:00Z', null],
  ['2026-11-23T14:05:00.25xZ', null],
  ['2026-11-23T14:05:00-250Z', null],
  ['2026-11-23T14.05:00Z', null],
])('%s', (text, at) => {
  expect(instantOf(text)).toBe(at)
})

test('the common way to write a time reads as every other way to write the same', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(-6e13), max: new Date(2e14), noInvalidDate: true }), (date) => {
      const written = date.toISOString()
      expect(instantOf(written)).toBe(instantOf(written.replace('Z', '+00:00')))
      expect(instantOf(written.replace(/\.\d+Z/, 'Z'))).toBe(instantOf(written.replace(/\.\d+Z/, '+00:00')))
    }),
  )
})

test('one wrong character is no time, or the time that another way of writing has', () => {
  const wrong = fc.tuple(fc.nat(23), fc.constantFrom(...'0123456789-:.TZ x+'))
  fc.assert(
    fc.property(wrong, ([at, character]) => {
      const text = '2026-11-23T14:05:31.250Z'
      const changed = text.slice(0, at) + character + text.slice(at + 1)
      // With blanks around, only the lenient way is left.
      expect(instantOf(changed)).toBe(instantOf(` ${changed} `))
    }),
  )
})

import { expect, test } from 'vitest'
import { clockOf, localeOfTimes } from '../../electron/desktop/system-clock.ts'

test.each([
  ['en_US.UTF-8', '12'],
  ['en-US', '12'],
  ['en_AU', '12'],
  ['hi_IN', '12'],
  ['en_GB.UTF-8', '24'],
  ['de_DE@euro', '24'],
  ['de-AT', '24'],
  ['fr_CA.UTF-8', '24'],
  ['C.UTF-8', '24'],
  ['POSIX', '24'],
  ['', '24'],
  ['not a locale', '24'],
  ['en_', '24'],
] as const)('a system in %j has a clock of %s hours', (locale, clock) => {
  expect(clockOf(locale)).toBe(clock)
})

test('what is said of times goes before what is said of all else, and an empty word says nothing', () => {
  expect(localeOfTimes({ LANG: 'en_US.UTF-8', LC_TIME: 'de_DE.UTF-8', LC_ALL: '' })).toBe('de_DE.UTF-8')
  expect(localeOfTimes({ LANG: 'en_US.UTF-8', LC_TIME: 'de_DE.UTF-8', LC_ALL: 'C' })).toBe('C')
  expect(localeOfTimes({})).toBe('')
})

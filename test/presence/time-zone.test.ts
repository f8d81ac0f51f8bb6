import { afterEach, expect, test } from 'vitest'
import { localTimeOffset } from '../../electron/presence/time-zone.ts'

const before = process.env['TZ']
afterEach(() => {
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

test.each([
  ['Europe/Berlin', '2026-01-15T12:00:00Z', 60],
  ['Europe/Berlin', '2026-07-15T12:00:00Z', 120],
  ['America/Chicago', '2026-01-15T12:00:00Z', -360],
  ['Asia/Kathmandu', '2026-01-15T12:00:00Z', 345],
  ['UTC', '2026-01-15T12:00:00Z', 0],
])('in %s at %s it is %d minutes east of UTC', (zone, at, minutes) => {
  process.env['TZ'] = zone
  expect(localTimeOffset(Date.parse(at))).toBe(minutes)
})

import { expect, test } from 'vitest'
import { midnightAfter, midnightBefore } from '../../electron/calendar/midnight.ts'

const at = (text: string): number => Date.parse(text)

test.each([
  ['an ordinary day', 'Europe/Berlin', '2026-11-23T09:30:15.250Z', '2026-11-22T23:00Z', '2026-11-23T23:00Z'],
  ['at midnight itself', 'Europe/Berlin', '2026-11-22T23:00Z', '2026-11-22T23:00Z', '2026-11-23T23:00Z'],
  ['a moment before', 'Europe/Berlin', '2026-11-22T22:59:59.999Z', '2026-11-21T23:00Z', '2026-11-22T23:00Z'],
  ['a day of 25 hours, at its end', 'Europe/Berlin', '2026-10-25T22:00Z', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
  [
    'a day of 25 hours, at its beginning',
    'Europe/Berlin',
    '2026-10-24T22:30Z',
    '2026-10-24T22:00Z',
    '2026-10-25T23:00Z',
  ],
  ['a day of 23 hours', 'America/New_York', '2027-03-14T20:00Z', '2027-03-14T05:00Z', '2027-03-15T04:00Z'],
  ['a day that begins at one', 'Africa/Cairo', '2026-04-24T12:00Z', '2026-04-23T22:00Z', '2026-04-24T21:00Z'],
  ['east of everybody', 'Pacific/Kiritimati', '2026-11-23T09:30Z', '2026-11-22T10:00Z', '2026-11-23T10:00Z'],
  ['half hours', 'Asia/Kolkata', '2026-11-23T18:29Z', '2026-11-22T18:30Z', '2026-11-23T18:30Z'],
  ['before 1970', 'UTC', '1969-12-31T23:59:59.500Z', '1969-12-31T00:00Z', '1970-01-01T00:00Z'],
])('%s', (_what, zone, now, before, after) => {
  expect(new Date(midnightBefore(zone, at(now))).toISOString()).toBe(new Date(at(before)).toISOString())
  expect(new Date(midnightAfter(zone, midnightBefore(zone, at(now)))).toISOString()).toBe(
    new Date(at(after)).toISOString(),
  )
})

import { afterEach, expect, test } from 'vitest'
import { longWhen } from '../../../renderer/dates.ts'
import { i18n } from '../../../renderer/i18n.ts'
import { clockTime, dayBounds, offsetAt, shortDate, whenText } from '../../../renderer/presence/times.ts'

const before = process.env['TZ']
afterEach(() => {
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

test('after a flight every time is on the clock of where the computer is now', () => {
  const at = Date.parse('2026-11-23T20:30:00Z')
  const w = { t: i18n.t, now: at - 3_600_000 }
  const seen = () => [clockTime(w, at), shortDate(w, at), whenText(w, at), longWhen(w, at), offsetAt(w, at)]
  process.env['TZ'] = 'Europe/Berlin'
  expect(seen()).toEqual(['21:30', '23 Nov', '21:30', 'Today, 21:30', 60])
  process.env['TZ'] = 'Asia/Tokyo'
  expect(seen()).toEqual(['05:30', '24 Nov', '05:30', 'Today, 05:30', 540])
})

test.each([
  ['UTC', '2026-11-23T14:02:00Z', '2026-11-23T00:00Z', '2026-11-24T00:00Z'],
  ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
  ['Europe/Berlin', '2026-10-24T23:00:00Z', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
  ['America/New_York', '2027-03-14T20:00:00Z', '2027-03-14T05:00Z', '2027-03-15T04:00Z'],
  ['Asia/Kolkata', '2026-11-23T18:29:00Z', '2026-11-22T18:30Z', '2026-11-23T18:30Z'],
])('in %s the day of %s is from %s to %s', (timeZone, at, midnight, end) => {
  const bounds = dayBounds({ t: i18n.t, now: 0, timeZone }, Date.parse(at))
  expect([bounds.midnight, bounds.end]).toEqual([Date.parse(midnight), Date.parse(end)])
})

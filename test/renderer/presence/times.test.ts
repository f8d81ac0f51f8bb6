import { afterEach, expect, test } from 'vitest'
import { longWhen } from '../../../renderer/dates.ts'
import { i18n } from '../../../renderer/i18n.ts'
import { dayStrip } from '../../../renderer/presence/day.ts'
import {
  clockThere,
  clockTime,
  dayBounds,
  hourMark,
  offsetAt,
  setClock,
  shortDate,
  shortWallTime,
  wallTime,
  whenText,
} from '../../../renderer/presence/times.ts'

const before = process.env['TZ']
afterEach(() => {
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
  setClock('24')
})

/** am and pm are not parted from their time at the end of a line. */
const spaced = (text: string): string => text.replaceAll('\u00a0', ' ')

test('where the system has a clock of twelve hours, every time is on it', () => {
  const at = Date.parse('2026-11-23T20:30:00Z')
  const w = { t: i18n.t, now: at - 3_600_000, timeZone: 'UTC' }
  const seen = () =>
    [clockTime(w, at), whenText(w, at), clockThere(w, -330), wallTime('09:00'), shortWallTime('09:00')].map(spaced)
  expect(seen()).toEqual(['20:30', '20:30', '14:00', '09:00', '09'])
  setClock('12')
  expect(seen()).toEqual(['8:30 pm', '8:30 pm', '2:00 pm', '9:00 am', '9'])
  expect(clockTime(w, at)).toBe('8:30\u00a0pm')
  expect(['00:00', '12:30', '24:00'].map(wallTime).map(spaced)).toEqual(['12:00 am', '12:30 pm', '12:00 am'])
  // What is counted by a clock is not shown on one.
  expect([offsetAt({ ...w, timeZone: 'Asia/Tokyo' }, at), offsetAt({ ...w, timeZone: 'UTC' }, at)]).toEqual([540, 0])
})

test('the strip of a day has fewer marks then, which are longer', () => {
  const now = Date.parse('2026-11-23T10:30:00Z')
  const busy = { kind: 'busy', from: now + 1_800_000, until: now + 5_400_000 } as const
  const seen = () => {
    const strip = dayStrip({ t: i18n.t, now, timeZone: 'UTC' }, [busy], 0)
    return [strip?.words, strip?.now.label, strip?.hours.map(({ label }) => label)]
      .flat()
      .map((text) => spaced(text ?? ''))
  }
  expect(seen()).toEqual(['Busy 11:00 to 12:00', '10:30', '8', '12', '14', '16', '18'])
  setClock('12')
  expect(seen()).toEqual(['Busy 11:00 am to 12:00 pm', '10:30 am', '9 am', '12 pm', '3 pm', '6 pm'])
  expect([0, 12, 24].map(hourMark).map(spaced)).toEqual(['12 am', '12 pm', '12 am'])
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

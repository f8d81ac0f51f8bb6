import { describe, expect, test } from 'vitest'
import type { BusyPeriod } from '#contract/presence'
import { openDays, openHours } from '../../../renderer/travel/open-hours.ts'
import { offsetIn, openBars, sheetOf } from '../../../renderer/travel/trip-sheet.ts'
import { presentity } from '../window/people.ts'
import { crossing, toLisbon } from '../window/travelling.ts'

test('a sheet has the days of the trip, one before and two after', () => {
  const { days, mine } = sheetOf(toLisbon, [])
  expect(days.map(({ label }) => label)).toEqual(['Sun 29', 'Mon 30', 'Tue 1', 'Wed 2', 'Thu 3', 'Fri 4', 'Sat 5'])
  expect(days.filter(({ isMine }) => isMine)).toHaveLength(4)
  expect(mine).toEqual({ start: 1 / 7, end: 5 / 7 })
})

test('a long trip has a label for some of its days', () => {
  const { days } = sheetOf({ ...toLisbon, until: '2027-02-20' }, [])
  expect(days.filter(({ label }) => label !== '').length).toBeLessThan(10)
})

test('a bar for the days of both, and one for those of the other alone', () => {
  const { rows } = sheetOf(toLisbon, [
    crossing({
      aor: 'a@b',
      from: '2026-12-01',
      until: '2026-12-02',
      stay: { from: '2026-12-01', until: '2026-12-24' },
    }),
    crossing({ aor: 'c@d', from: '2026-11-30', until: '2026-12-03', stay: null }),
  ])
  const bars = Object.fromEntries(
    rows.map((row) => [
      row.aor,
      row.bars.map(({ kind, start, end }) => `${kind} ${Math.round(start * 7)} ${Math.round(end * 7)}`),
    ]),
  )
  expect(bars).toEqual({ 'c@d': ['other 0 1', 'same 1 5', 'other 5 7'], 'a@b': ['same 2 4', 'other 4 7'] })
})

test('people of other trips are not on it', () => {
  expect(
    sheetOf(toLisbon, [crossing({ aor: 'a@b', from: '2026-12-01', until: '2026-12-02', tripKey: 'another' })]).rows,
  ).toEqual([])
})

test('a zone is as far from another as it will be then', () => {
  const winter = Date.parse('2026-12-01T12:00:00Z')
  expect(offsetIn('Europe/Lisbon', winter) - offsetIn('America/Los_Angeles', winter)).toBe(480)
  expect(offsetIn('Asia/Kolkata', winter)).toBe(330)
})

describe('opening hours', () => {
  const now = Date.UTC(2026, 10, 23, 14)
  const at = (hours: number): number => Date.UTC(2026, 10, 23, hours)
  const hours = (day: readonly BusyPeriod[], timeOffset: number | null = 60) =>
    openHours(presentity({ aor: 'a@b', day, timeOffset }), now)

  test('are the day there, on their clock', () => {
    expect(
      hours([
        { kind: 'free', from: at(7), until: at(11) },
        { kind: 'busy', from: at(11), until: at(16) },
      ]),
    ).toEqual({
      from: '08:00',
      until: '17:00',
    })
  })

  test('are not known of who tells no zone, or all day and night', () => {
    expect(hours([{ kind: 'free', from: at(7), until: at(16) }], null)).toBe(null)
    expect(hours([{ kind: 'free', from: at(-24), until: at(48) }])).toBe(null)
    expect(hours([{ kind: 'busy', from: at(7), until: at(8) }])).toBe(null)
    expect(hours([])).toBe(null)
  })
})

test('opening hours stand in the columns of their days, the same on days in a row as one', () => {
  const at = (day: number, hour: number): number => Date.UTC(2026, 11, day, hour)
  const free = (day: number, from: number, until: number): BusyPeriod => ({
    kind: 'free',
    from: at(day, from),
    until: at(day, until),
  })
  const bars = (now: number, ...day: readonly BusyPeriod[]) =>
    openBars(sheetOf(toLisbon, []), openDays(presentity({ aor: 'a@b', timeOffset: 0, day }), now))
  expect(bars(at(1, 7), free(1, 8, 17), free(2, 8, 17))).toEqual([
    { start: 2 / 7, end: 4 / 7, from: '08:00', until: '17:00', days: 2 },
  ])
  expect(bars(at(1, 7), free(1, 8, 17), free(2, 9, 17))).toHaveLength(2)
  expect(bars(at(1, 7), free(1, 0, 24))).toEqual([])
  expect(bars(at(20, 7), free(20, 8, 17))).toEqual([])
})

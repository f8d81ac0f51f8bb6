import { describe, expect, test } from 'vitest'
import type { BusyPeriod } from '#contract/presence'
import { i18n } from '../../../renderer/i18n.ts'
import { dayStrip, freeAgainAt } from '../../../renderer/presence/day.ts'

const at = (hours: number, minutes = 0): number => Date.UTC(2026, 10, 23, hours, minutes)
const w = { t: i18n.t, now: at(14, 2), timeZone: 'UTC' }
const period = (kind: BusyPeriod['kind'], from: number, until: number): BusyPeriod => ({ kind, from, until })
/** All that is not taken is told to be free. */
function shared(...taken: readonly BusyPeriod[]): readonly BusyPeriod[] {
  const day: BusyPeriod[] = []
  let from = at(0)
  for (const each of taken) {
    if (each.from > from) day.push(period('free', from, each.from))
    day.push(each)
    from = each.until
  }
  return [...day, period('free', from, at(48))]
}
const strip = (day: readonly BusyPeriod[], now = w.now, offset = 0) => dayStrip({ ...w, now }, day, offset)
const words = (...taken: readonly BusyPeriod[]) => {
  const seen = strip(shared(...taken))
  return [seen?.words, seen?.after]
}

describe('what is not told is not drawn', () => {
  test('nothing shared', () => {
    expect(strip([])).toBeNull()
    expect(strip([period('busy', at(30), at(31))])).toBeNull()
  })

  test('what is on now alone: the headline says it', () => {
    expect(strip([period('busy', at(14), at(15, 30))])).toBeNull()
  })

  test('busy times alone are drawn, and the rest is not said to be free', () => {
    const seen = strip([period('busy', at(16), at(17))])
    expect(seen).toMatchObject({ tellsFree: false, words: 'Busy 16:00 to 17:00' })
    expect(
      strip([period('busy', at(9), at(10)), period('busy', at(11), at(12)), period('busy', at(15), at(16))])?.words,
    ).toBe('Busy 15:00 to 16:00')
  })
})

describe('the words', () => {
  test('say when it is free next and what comes then', () => {
    expect(words(period('busy', at(14), at(15, 30)), period('maybe', at(16), at(16, 30)))).toEqual([
      'Free 15:30 to 16:00',
      'then maybe busy',
    ])
  })

  test('say until when it is free now', () => {
    expect(words(period('busy', at(15), at(16)))).toEqual(['Free until 15:00', 'then busy'])
    expect(words()).toEqual(['Free from now on', null])
    expect(words(period('busy', at(9), at(10)))).toEqual(['Free from now on', null])
  })

  test('do not offer five minutes between two meetings', () => {
    expect(words(period('busy', at(14), at(15)), period('busy', at(15, 5), at(16)))).toEqual(['Free from 16:00', null])
  })

  test('of a day that is full', () => {
    expect(words(period('out', at(0), at(48)))).toEqual(['Not free today', null])
  })
})

test('what is over is past, what is free has no block within the hours of work', () => {
  const blocks = strip(shared(period('busy', at(9), at(10)), period('busy', at(15), at(16))))?.blocks ?? []
  expect(blocks.map((block) => block.kind)).toEqual(['out', 'out', 'past', 'busy'])
})

test('the strip spans 8 to 18, wider when something lies outside', () => {
  const hours = (seen: ReturnType<typeof dayStrip>): readonly string[] => seen?.hours.map((one) => one.label) ?? []
  expect(hours(strip(shared(period('busy', at(9), at(10)))))).toEqual(['8', '10', '12', '16', '18'])
  expect(hours(strip(shared(period('busy', at(20), at(22)))))).toContain('21')
})

test('off hours are those of the clock there', () => {
  const out = (offset: number) => {
    const seen = strip(shared(period('busy', at(9), at(10))), w.now, offset)
    return seen?.blocks
      .filter((block) => block.kind === 'out')
      .map((block) => Math.round((block.end - block.start) * 22))
  }
  // In half hours, from half past seven to half past six by our clock; six hours behind us their day begins at 14:00.
  expect(out(0)).toEqual([1, 1])
  expect(out(-360)).toEqual([3, 8])
})

test('every block lies inside, and the list has words for all that takes time', () => {
  const seen = strip(shared(period('out', at(0), at(8)), period('busy', at(16), at(30))))
  for (const block of seen?.blocks ?? []) {
    expect(block.start).toBeGreaterThanOrEqual(0)
    expect(block.end).toBeLessThanOrEqual(1)
  }
  expect(seen?.list).toEqual(['Off hours 00:00 to 08:00', 'Busy 16:00 to midnight'])
})

test('on the day the clocks change every hour is where it belongs', () => {
  const clock = { t: i18n.t, timeZone: 'Europe/Berlin', now: Date.parse('2026-10-25T12:00:00Z') }
  const day = [
    period('free', Date.parse('2026-10-24T22:00:00Z'), Date.parse('2026-10-25T14:00:00Z')),
    period('busy', Date.parse('2026-10-25T14:00:00Z'), Date.parse('2026-10-25T15:00:00Z')),
    period('free', Date.parse('2026-10-25T15:00:00Z'), Date.parse('2026-10-26T22:00:00Z')),
  ]
  const seen = dayStrip(clock, day, 60)
  expect(seen?.words).toBe('Free until 15:00')
  // From half past seven to half past six: now is 13:00, and three o'clock stands at its label.
  const place = (hours: number): number => (hours - 7.5) / 11
  expect(seen?.now.at).toBeCloseTo(place(13))
  expect(seen?.blocks.find((block) => block.kind === 'busy')?.start).toBeCloseTo(place(15))
  expect(seen?.hours.find((each) => each.label === '16')?.at).toBeCloseTo(place(16))
})

test('in the night the clocks change the day is as long as it is', () => {
  const clock = { t: i18n.t, timeZone: 'Europe/Berlin', now: Date.parse('2026-10-25T00:30:00Z') }
  const end = Date.parse('2026-10-25T23:00:00Z')
  const day = [
    period('free', Date.parse('2026-10-24T22:00:00Z'), Date.parse('2026-10-25T21:30:00Z')),
    period('busy', Date.parse('2026-10-25T21:30:00Z'), end),
  ]
  const seen = dayStrip(clock, day, 120)
  expect(seen?.list).toEqual(['Busy 22:30 to midnight'])
  expect(seen?.blocks.at(-1)?.end).toBeCloseTo(1)
  expect(dayStrip({ ...clock, now: end - 1 }, [...day, period('free', end, end + 24 * 3_600_000)])?.list).toEqual([
    'Busy 22:30 to midnight',
  ])
})

test('free again is told only of somebody who is not free, and only where it is told', () => {
  const day = shared(period('busy', at(14), at(15)), period('maybe', at(15), at(15, 30)))
  expect(freeAgainAt(day, at(14, 2))).toBe(at(15, 30))
  expect(freeAgainAt(day, at(13))).toBeNull()
  expect(freeAgainAt([period('busy', at(14), at(15))], at(14, 2))).toBeNull()
})

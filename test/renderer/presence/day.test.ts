import { expect, test } from 'vitest'
import type { BusyPeriod } from '#contract/presence'
import { i18n } from '../../../renderer/i18n.ts'
import { dayStrip } from '../../../renderer/presence/day.ts'

const at = (hours: number, minutes = 0): number => Date.UTC(2026, 10, 23, hours, minutes)
const w = { t: i18n.t, now: at(14, 2), timeZone: 'UTC' }
const period = (kind: BusyPeriod['kind'], from: number, until: number): BusyPeriod => ({ kind, from, until })

test('nothing shared draws nothing', () => {
  expect(dayStrip(w, [])).toBeNull()
  expect(dayStrip(w, [period('busy', at(30), at(31))])).toBeNull()
})

test('the words say when it is free next and what comes then', () => {
  const strip = dayStrip(w, [period('busy', at(14), at(15, 30)), period('maybe', at(16), at(16, 30))])
  expect(strip?.free).toBe('Free 15:30 to 16:00')
  expect(strip?.after).toBe('then maybe busy')
})

test('busy periods that touch are one busy time in the words', () => {
  const strip = dayStrip(w, [period('busy', at(14), at(15)), period('busy', at(15), at(16))])
  expect(strip?.free).toBe('Free 16:00 to 23:59')
})

test('what is over is past, what is free is not drawn', () => {
  const strip = dayStrip(w, [
    period('busy', at(9), at(10)),
    period('free', at(10), at(12)),
    period('busy', at(15), at(16)),
  ])
  expect(strip?.blocks.map((block) => block.kind)).toEqual(['past', 'busy'])
})

test('the strip spans 8 to 18, wider when something lies outside', () => {
  const usual = dayStrip(w, [period('busy', at(9), at(10))])
  const late = dayStrip(w, [period('busy', at(20), at(22))])
  const hours = (strip: ReturnType<typeof dayStrip>): readonly string[] => strip?.hours.map((one) => one.label) ?? []
  expect(hours(usual)).toEqual(['8', '10', '12', '16', '18'])
  expect(hours(late)).toContain('21')
})

test('every block lies inside, and has words', () => {
  const strip = dayStrip(w, [period('out', at(0), at(8)), period('busy', at(16), at(30))])
  for (const block of strip?.blocks ?? []) {
    expect(block.start).toBeGreaterThanOrEqual(0)
    expect(block.end).toBeLessThanOrEqual(1)
    expect(block.words).toMatch(/\d\d:\d\d to \d\d:\d\d/)
  }
})

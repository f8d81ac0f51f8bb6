import { expect, test } from 'vitest'
import type { OwnEvent } from '#contract/calendars'
import { commonSlots, freeOf, ownFree, type Partaker } from '../../../renderer/presence/free-slots.ts'

const at = (hours: number, minutes = 0): number => Date.UTC(2026, 10, 23, hours, minutes)
const half = 30 * 60_000
const free = (...times: readonly (readonly [number, number])[]): Partaker => ({
  free: times.map(([from, until]) => ({ from, until })),
  offset: () => 0,
})
const all: Partaker = free([at(0), at(48)])
const found = (partakers: readonly Partaker[], now = at(9), length = half) =>
  commonSlots(partakers, now, length, 3).map(({ from, until }) =>
    [from, until].map((each) => new Date(each).toISOString().slice(8, 16).replace('T', ' ')).join(' - '),
  )

test('two who are both free are offered the first of each time they have in common', () => {
  const wei = free([at(10), at(11)], [at(14), at(16)])
  const maya = free([at(10, 30), at(12)], [at(15), at(15, 20)], [at(15, 30), at(17)])
  expect(found([wei, maya])).toEqual(['23 10:30 - 23 11:00', '23 15:30 - 23 16:00'])
})

test('a time begins at a quarter, not in the past, and is long enough', () => {
  expect(found([all], at(9, 2))[0]).toBe('23 09:15 - 23 09:45')
  expect(found([free([at(10, 5), at(10, 44)])])).toEqual([])
  expect(found([free([at(10), at(11)])], at(9), 2 * half)).toEqual(['23 10:00 - 23 11:00'])
})

test('nobody is asked at night: eight to six on everybody’s own clock', () => {
  expect(found([all], at(17, 45))).toEqual(['24 08:00 - 24 08:30', '25 08:00 - 25 08:30'].slice(0, 1))
  const chicago: Partaker = { ...all, offset: () => -360 }
  expect(found([all, chicago])).toEqual(['23 14:00 - 23 14:30', '24 14:00 - 24 14:30'])
  const auckland: Partaker = { ...all, offset: () => 780 }
  expect(found([all, auckland])).toEqual([])
})

test('the day after a night on which the clocks change begins at eight by the new ones', () => {
  const sunday = Date.parse('2026-10-25T01:00:00Z')
  const berlin: Partaker = {
    free: [{ from: at(0) - 60 * 24 * half * 2, until: at(48) }],
    offset: (moment) => (moment < sunday ? 120 : 60),
  }
  const found = commonSlots([berlin], Date.parse('2026-10-24T20:00:00Z'), half, 1)
  expect(new Date(found[0]?.from ?? 0).toISOString()).toBe('2026-10-25T07:00:00.000Z')
})

test('of nobody nothing is offered, and of what was not told neither', () => {
  expect(found([])).toEqual([])
  expect(freeOf([{ kind: 'busy', from: at(9), until: at(10) }])).toEqual([])
})

test('my own time is what my events leave, without those that do not count', () => {
  const event = (from: number, until: number, more: Partial<OwnEvent> = {}): OwnEvent => ({
    key: String(from),
    calendarId: 'work',
    title: '',
    activity: 'meeting',
    busyness: 'busy',
    allDay: false,
    from,
    until,
    undone: false,
    ...more,
  })
  const events = [
    event(at(9), at(10)),
    event(at(9, 30), at(9, 45)),
    event(at(11), at(12), { undone: true }),
    event(at(13), at(14), { busyness: 'maybe' }),
    event(at(15), at(16), { busyness: 'elsewhere' }),
    event(at(17), at(30)),
  ]
  expect(ownFree(events, at(8), at(20))).toEqual([
    { from: at(8), until: at(9) },
    { from: at(10), until: at(13) },
    { from: at(14), until: at(17) },
  ])
})

import { expect, test } from 'vitest'
import type { OwnEvent } from '#contract/calendars'
import type { Slot } from '../../../renderer/presence/free-slots.ts'
import { meetingTime } from '../../../renderer/travel/meeting-time.ts'
import { crossing, toLisbon } from '../window/travelling.ts'

/** In Lisbon clocks show UTC in winter. */
const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 11, day, hour, minute)
const free = (day: number, from: number, until: number): Slot => ({ from: at(day, from), until: at(day, until) })
const times: Readonly<Record<string, readonly Slot[]>> = {
  ines: [free(1, 8, 24), free(2, 8, 16)],
  maya: [free(2, 9, 22)],
  wei: [],
}
const here = (aor: string, from = '2026-11-30', until = '2026-12-03') => crossing({ aor, from, until })
const event = (from: number, until: number, allDay = false): OwnEvent => ({
  key: `${from}`,
  calendarId: 'work',
  title: 'x',
  activity: 'meeting',
  busyness: 'busy',
  allDay,
  from,
  until,
  undone: false,
})

function suits(now: number, people = ['ines', 'maya', 'wei'], own: readonly OwnEvent[] = []): string | null {
  const crossings = people.map((each) => here(each))
  const found = meetingTime(toLisbon, crossings, ({ aor }) => times[aor] ?? [], own, now)
  return found && `${found.day} ${found.people.join(' ')}: ${found.proposals.map(({ name }) => name).join(' ')}`
}

test('the day on which most have time, of those who tell it', () => {
  expect(suits(at(1, 9))).toBe('2026-12-02 ines maya: lunch coffee')
  expect(suits(at(1, 9), ['ines', 'wei'])).toBe('2026-12-01 ines: lunch coffee dinner')
  expect(suits(at(1, 9), ['wei'])).toBeNull()
})

test('what is over is not offered, nor a day that is not of the journey, nor one nobody tells of', () => {
  expect(suits(at(1, 14), ['ines'])).toBe('2026-12-01 ines: coffee dinner')
  expect(suits(at(2, 15), ['ines', 'maya'])).toBe('2026-12-02 maya: dinner')
  expect(suits(at(2, 20), ['ines', 'maya'])).toBeNull()
  expect(suits(at(20, 9))).toBeNull()
})

test('my own meetings count, the journey itself and whole days do not', () => {
  const lunch = event(at(2, 12), at(2, 14))
  expect(suits(at(1, 20), ['ines', 'maya'], [lunch])).toBe('2026-12-02 ines maya: coffee')
  expect(suits(at(1, 20), ['ines', 'maya'], [{ ...lunch, undone: true }])).toContain('lunch')
  const whole = [event(at(1, 0), at(4, 0), true), event(at(1, 15), at(3, 11))]
  expect(suits(at(1, 20), ['ines', 'maya'], whole)).toBe('2026-12-02 ines maya: lunch coffee')
})

test('only who is in the same city on that day', () => {
  const near = { ...here('maya'), kind: 'near' as const }
  const gone = here('ines', '2026-11-30', '2026-12-01')
  const freeTime = ({ aor }: { readonly aor: string }) => times[aor] ?? []
  expect(meetingTime(toLisbon, [near, gone], freeTime, [], at(1, 20))).toBeNull()
  expect(meetingTime(toLisbon, [near, gone], freeTime, [], at(1, 9))?.people).toEqual(['ines'])
})

test('times are those of the clock there', () => {
  const tokyo = { ...toLisbon, zone: 'Asia/Tokyo' }
  const all = [{ from: at(1, 0), until: at(3, 0) }]
  const found = meetingTime(tokyo, [here('ines')], () => all, [], at(1, 16))
  // In Tokyo it is the second already.
  expect(found?.day).toBe('2026-12-02')
  expect(found?.proposals[0]).toMatchObject({ name: 'lunch', from: at(2, 3, 30), until: at(2, 4, 30) })
})

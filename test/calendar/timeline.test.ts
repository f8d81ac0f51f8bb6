import { expect, test } from 'vitest'
import {
  activityAt,
  busyPeriods,
  nextChange,
  type PlannedEvent,
  timelineOf,
  titleAt,
} from '../../electron/calendar/timeline.ts'

const at = (hour: number, minute = 0): number => Date.UTC(2026, 10, 23, hour, minute)
const event = (from: number, until: number, more: Partial<PlannedEvent> = {}): PlannedEvent => ({
  key: `${from} ${until}`,
  calendarId: 'work',
  title: 'Plan',
  activity: 'meeting',
  busyness: 'busy',
  allDay: false,
  from,
  until,
  tellsTitle: false,
  ...more,
})
const nameAt = (events: readonly PlannedEvent[], now: number) => activityAt(timelineOf(events), now)?.name

test('from one meeting into the next nothing changes, and the end is that of the last', () => {
  const timeline = timelineOf([event(at(10), at(11)), event(at(11), at(12, 30)), event(at(14), at(14, 30))])
  expect(activityAt(timeline, at(9, 59))).toBeNull()
  expect(nextChange(timeline, at(9, 59))).toBe(at(10))
  expect(activityAt(timeline, at(10))).toMatchObject({ name: 'meeting', from: at(10) })
  expect(activityAt(timeline, at(10))?.until).toBe(at(12, 30))
  expect(nextChange(timeline, at(10))).toBe(at(12, 30))
  expect(activityAt(timeline, at(12, 30))).toBeNull()
  expect(nextChange(timeline, at(14, 30))).toBeNull()
})

test('of two at once the shorter is said, then the longer again', () => {
  const lunch = event(at(10, 30), at(11, 30), { activity: 'meal' })
  const week = event(at(0), at(24), { activity: 'vacation', allDay: true, busyness: 'out' })
  const events = [week, event(at(10), at(12)), lunch]
  expect([at(9), at(10), at(10, 45), at(11, 45), at(12)].map((now) => nameAt(events, now))).toEqual([
    'vacation',
    'meeting',
    'meal',
    'meeting',
    'vacation',
  ])
})

test('what may be is in the plan of the day and is not said to be', () => {
  const events = [event(at(10), at(11), { busyness: 'maybe' }), event(at(10, 30), at(12)), event(at(12), at(13))]
  expect(nameAt(events, at(10, 15))).toBeUndefined()
  expect(busyPeriods(events, at(8), at(24))).toEqual([
    { kind: 'free', from: at(8), until: at(10) },
    { kind: 'maybe', from: at(10), until: at(10, 30) },
    { kind: 'busy', from: at(10, 30), until: at(13) },
    { kind: 'free', from: at(13), until: at(24) },
  ])
})

test('what goes over the ends of the day is cut there, and an empty day is free', () => {
  expect(busyPeriods([event(at(-5), at(2)), event(at(23), at(30))], at(0), at(24))).toEqual([
    { kind: 'busy', from: at(0), until: at(2) },
    { kind: 'free', from: at(2), until: at(23) },
    { kind: 'busy', from: at(23), until: at(24) },
  ])
  expect(busyPeriods([], at(0), at(24))).toEqual([{ kind: 'free', from: at(0), until: at(24) }])
})

test('a day of very many events is told as far as a document reaches', () => {
  const many = Array.from({ length: 500 }, (_, index) => event(at(0, 2 * index), at(0, 2 * index + 1)))
  expect(busyPeriods(many, at(0), at(24)).length).toBeLessThanOrEqual(60)
})

test('titles follow one another though the meeting goes on', () => {
  const events = [
    event(at(10), at(11), { tellsTitle: true, title: 'One' }),
    event(at(11), at(12), { tellsTitle: true, title: 'Two' }),
    event(at(12), at(13), { title: 'Three' }),
  ]
  const timeline = timelineOf(events)
  expect([at(10), at(11), at(12)].map((now) => titleAt(timeline, now))).toEqual(['One', 'Two', null])
  expect(nextChange(timeline, at(10))).toBe(at(11))
  expect(activityAt(timeline, at(10))?.until).toBeGreaterThanOrEqual(at(13))
})

test('a title stands beside its own activity alone, and ends where an event without one begins', () => {
  const events = [
    event(at(9), at(10), { tellsTitle: true, title: 'One' }),
    event(at(9, 30), at(10, 30), { activity: 'appointment' }),
    event(at(10), at(11, 30), { tellsTitle: true, title: 'Two' }),
    event(at(11), at(12)),
  ]
  const timeline = timelineOf(events)
  const seen = (now: number) => [activityAt(timeline, now)?.name, titleAt(timeline, now)]
  expect(seen(at(9, 15))).toEqual(['meeting', 'One'])
  expect(seen(at(10, 15))).toEqual(['appointment', null])
  expect(seen(at(10, 45))).toEqual(['meeting', 'Two'])
  expect(nextChange(timeline, at(10, 45))).toBe(at(11))
  expect(seen(at(11))).toEqual(['meeting', null])
})

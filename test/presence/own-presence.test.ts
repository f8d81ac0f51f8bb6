import { expect, test } from 'vitest'
import {
  type Activity,
  type AutomaticSource,
  type Availability,
  automaticChoice,
  type OwnChoice,
  type OwnPresence,
} from '#contract/presence'
import { defaultSettings } from '#contract/settings'
import { type OwnInputs, ownPresence } from '../../electron/presence/own-presence.ts'

const now = Date.parse('2026-11-20T14:02:00Z')
const minute = 60_000
const meeting: Activity = { name: 'meeting', text: null, from: now - minute, until: now + 30 * minute }
const visitor: Activity = { name: 'appointment', text: null, from: now - minute, until: null }

const nothing: OwnInputs = {
  choice: automaticChoice,
  onThePhoneSince: null,
  idle: { kind: 'active' },
  calendar: null,
  outside: null,
  undone: new Map(),
  automatic: defaultSettings.automatic,
  now,
}
const byHand = (choice: Partial<OwnChoice>): Pick<OwnInputs, 'choice'> => ({
  choice: { ...automaticChoice, setAt: now - 10 * minute, ...choice },
})
const phone = { onThePhoneSince: now - 2 * minute }
const calendar = { calendar: meeting }
const outside = { outside: visitor }
const idle = { idle: { kind: 'idle', since: now - 12 * minute } as const }
const locked = { idle: { kind: 'locked', since: now - 5 * minute } as const }
const until = now + 60 * minute
const named = (name: Activity['name'], more: Partial<Activity> = {}): Activity => ({
  name,
  text: null,
  from: null,
  until: null,
  ...more,
})

type Row = readonly [
  sentence: string,
  inputs: Partial<OwnInputs>,
  availability: Availability,
  activities: string,
  decidedBy: OwnPresence['decidedBy'],
]

/** docs/presence.md, "The one precedence": each row beats all below it. */
const precedence: readonly Row[] = [
  ['nothing set is available', {}, 'available', '', 'none'],
  ['idle makes away', { ...idle }, 'away', 'away', 'idle'],
  ['the lock makes away', { ...locked }, 'away', 'away', 'lock'],
  ['going to sleep makes away', { idle: { kind: 'asleep', since: now } }, 'away', 'away', 'lock'],
  ['the calendar beats idle', { ...calendar, ...idle }, 'busy', 'meeting', 'calendar'],
  [
    'what other programs say does not count where it is switched off',
    { ...calendar, ...outside, automatic: { ...defaultSettings.automatic, outside: false } },
    'busy',
    'meeting',
    'calendar',
  ],
  [
    'something outside stands beside the calendar',
    { ...calendar, ...outside },
    'busy',
    'appointment meeting',
    'outside',
  ],
  ['set by hand beats the calendar', { ...byHand({ status: 'away' }), ...calendar }, 'away', 'away', 'hand'],
  [
    'available by hand beats the calendar',
    { ...byHand({ status: 'available' }), ...calendar },
    'available',
    '',
    'hand',
  ],
  ['busy by hand beats idle', { ...byHand({ status: 'busy' }), ...idle }, 'busy', 'busy', 'hand'],
  [
    'an activity by hand beats the calendar',
    { ...byHand({ activities: [named('meal')] }), ...calendar },
    'away',
    'meal',
    'hand',
  ],
  [
    'available by hand without an end yields to idle',
    { ...byHand({ status: 'available' }), ...idle },
    'away',
    'away',
    'idle',
  ],
  ['so does working', { ...byHand({ activities: [named('working')] }), ...locked }, 'away', 'away working', 'lock'],
  [
    'available by hand until four does not',
    { ...byHand({ status: 'available', until }), ...idle },
    'available',
    'available',
    'hand',
  ],
  [
    'a call beats what was set by hand',
    { ...byHand({ status: 'away' }), ...phone },
    'phone',
    'on-the-phone away',
    'phone',
  ],
  ['a call stands beside the meeting it is in', { ...phone, ...calendar }, 'phone', 'on-the-phone meeting', 'phone'],
  ['a call keeps idle hands from being away', { ...phone, ...idle }, 'phone', 'on-the-phone', 'phone'],
  ['do not disturb beats a call', { ...byHand({ status: 'dnd' }), ...phone }, 'dnd', 'dnd on-the-phone', 'hand'],
  [
    'do not disturb beats calendar, idle and lock',
    { ...byHand({ status: 'dnd' }), ...calendar, ...locked },
    'dnd',
    'dnd',
    'hand',
  ],
  [
    'appear offline beats everything',
    { ...byHand({ status: 'offline', activities: [named('meal')] }), ...phone, ...calendar, ...outside, ...locked },
    'offline',
    '',
    'hand',
  ],
  [
    'a holiday may be said while offline',
    { ...byHand({ status: 'offline', activities: [named('holiday')] }), ...phone },
    'offline',
    'holiday',
    'hand',
  ],
]

const words = (activities: readonly Activity[]) => activities.map((each) => each.text ?? each.name).join(' ')

test.each(precedence)('%s', (_sentence, inputs, availability, activities, decidedBy) => {
  const own = ownPresence({ ...nothing, ...inputs })
  expect([own.availability, words(own.activities), own.decidedBy]).toEqual([availability, activities, decidedBy])
})

test('while appearing offline nothing automatic is told, not even that hands are idle', () => {
  const own = ownPresence({ ...nothing, ...byHand({ status: 'offline', until }), ...idle, ...phone })
  expect(own).toMatchObject({ input: null, note: null, until })
})

test('what was set by hand with an end returns to automatic when it ends', () => {
  const choice = {
    ...automaticChoice,
    status: 'busy' as const,
    note: { text: 'Deep work', language: null },
    until,
    setAt: now,
  }
  expect(ownPresence({ ...nothing, choice })).toMatchObject({ availability: 'busy', until, nextChange: until })
  const after = ownPresence({ ...nothing, choice, ...calendar, calendar: { ...meeting, until: until + 1 }, now: until })
  expect(after).toMatchObject({ availability: 'busy', decidedBy: 'calendar', note: null })
  expect(after.choice).toEqual({ ...automaticChoice, setAt: until })
})

test('several activities stand together, the one that limits most first', () => {
  const own = ownPresence({
    ...nothing,
    ...byHand({ status: 'away', activities: [named('meal'), named('travel'), named('meeting')], until }),
  })
  expect(words(own.activities)).toBe('meeting travel meal away')
  expect(own.activities.map((each) => each.until)).toEqual([until, until, until, until])
  expect(own.availability).toBe('busy')
})

test('an activity of its own end is over before the rest of what was set', () => {
  const choice = {
    ...automaticChoice,
    activities: [named('meeting', { until: now + minute }), named('working')],
    setAt: now,
  }
  expect(ownPresence({ ...nothing, choice })).toMatchObject({ availability: 'busy', nextChange: now + minute })
  expect(ownPresence({ ...nothing, choice, now: now + minute })).toMatchObject({
    availability: 'available',
    nextChange: null,
  })
})

test('every automatic state names its source and since when', () => {
  const own = ownPresence({ ...nothing, ...phone, ...calendar, ...outside, ...locked })
  expect(own.automatic.map((each) => [each.source, each.since])).toEqual([
    ['phone', now - 2 * minute],
    ['outside', now - minute],
    ['calendar', now - minute],
    ['lock', now - 5 * minute],
  ])
})

test.each<[AutomaticSource, Partial<OwnInputs>, number]>([
  ['phone', phone, now - 2 * minute],
  ['calendar', calendar, now - minute],
  ['idle', idle, now - 12 * minute],
  ['lock', locked, now - 5 * minute],
])('%s undone for this time does not count, and is still named', (source, inputs, since) => {
  const own = ownPresence({ ...nothing, ...inputs, undone: new Map([[source, since]]) })
  expect(own).toMatchObject({ availability: 'available', decidedBy: 'none', automatic: [{ source, undone: true }] })
  expect(own.input?.idle).toBe(false)
  const next = ownPresence({ ...nothing, ...inputs, undone: new Map([[source, since - 1]]) })
  expect(next.availability).not.toBe('available')
})

test.each([
  ['phone', phone, 'phone'],
  ['idle', idle, 'idle'],
  ['lock', locked, 'lock'],
] as const)('%s switched off is not told', (_name, inputs, key) => {
  const automatic = { ...defaultSettings.automatic, [key]: false }
  expect(ownPresence({ ...nothing, ...inputs, automatic })).toMatchObject({ availability: 'available', automatic: [] })
})

test('the exact time of the last input is told only where it is switched on', () => {
  const quiet = ownPresence({ ...nothing, ...idle })
  expect(quiet.input).toEqual({ idle: true, lastInput: null, threshold: 600 })
  expect(quiet.activities).toEqual([named('away')])
  const automatic = { ...defaultSettings.automatic, lastInput: true }
  expect(ownPresence({ ...nothing, ...idle, automatic }).input?.lastInput).toBe(now - 12 * minute)
})

test('where no source of idle time works, nothing is told of input', () => {
  expect(ownPresence({ ...nothing, idle: { kind: 'unknown' } }).input).toBeNull()
})

test('a meeting that has not begun says when to look again', () => {
  const later = { ...meeting, from: now + minute }
  expect(ownPresence({ ...nothing, calendar: later })).toMatchObject({
    availability: 'available',
    nextChange: now + minute,
  })
})

import { expect, test } from 'vitest'
import type { ActivityName, Availability } from '#contract/presence'
import { activity, orderActivities } from '../../electron/presence/activities.ts'
import { availabilityOf } from '../../electron/presence/availability.ts'

type Facts = Parameters<typeof availabilityOf>[0]
const open: Facts = { basic: 'open', activities: [], extended: null, idle: false }
const doing = (...names: readonly (ActivityName | `other ${string}`)[]): Pick<Facts, 'activities'> => ({
  activities: orderActivities(
    names.map((name) =>
      name.startsWith('other ') ? activity('other', { text: name.slice(6) }) : activity(name as ActivityName),
    ),
  ),
})

/** The table of docs/presence.md, "From RPID to the glyph", row by row. */
const rows: readonly (readonly [string, Partial<Facts>, Availability])[] = [
  ['open with no activity', {}, 'available'],
  ['open and working', doing('working'), 'available'],
  ['open and looking for work', doing('looking-for-work'), 'available'],
  ['open, activity unknown', doing('unknown'), 'available'],
  ['closed', { basic: 'closed' }, 'offline'],
  ['nothing known', { basic: null }, 'unknown'],
  ['other "available"', doing('other available'), 'available'],
  ['other "available" of a closed service', { ...doing('other Available'), basic: 'closed' }, 'available'],
  ['other "offline" of an open service', doing('other offline'), 'offline'],
  ['other "dnd"', doing('other dnd'), 'dnd'],
  ['other "Do not disturb"', doing('other Do not disturb'), 'dnd'],
  ['other anything, open', doing('other gardening'), 'available'],
  ['other anything, closed', { ...doing('other gardening'), basic: 'closed' }, 'offline'],
  ...(
    ['meeting', 'appointment', 'presentation', 'performance', 'busy', 'steering', 'in-transit', 'travel'] as const
  ).map((name) => [name, doing(name), 'busy'] as const),
  ['on the phone', doing('on-the-phone'), 'phone'],
  ...(
    ['away', 'meal', 'breakfast', 'dinner', 'shopping', 'sleeping', 'tv', 'playing', 'spectator', 'worship'] as const
  ).map((name) => [name, doing(name), 'away'] as const),
  ['idle', { idle: true }, 'away'],
  ['working, but idle', { ...doing('working'), idle: true }, 'away'],
  ['in a meeting, and idle', { ...doing('meeting'), idle: true }, 'busy'],
  ...(['holiday', 'vacation', 'permanent-absence'] as const).map((name) => [name, doing(name), 'offline'] as const),
  ['away and closed, as telephones that are not there', { ...doing('away'), basic: 'closed' }, 'offline'],
  ['busy and closed', { ...doing('busy'), basic: 'closed' }, 'busy'],
  ['only the word of Blink: available', { basic: null, extended: 'available' }, 'available'],
  ['only the word of Blink: busy', { basic: 'open', extended: 'busy' }, 'busy'],
  ['only the word of Blink: away', { basic: 'open', extended: 'away' }, 'away'],
  ['only the word of Blink: offline', { basic: 'closed', extended: 'offline' }, 'offline'],
  ['a tuple stripped to closed, with the last word it had', { basic: 'closed', extended: 'away' }, 'offline'],
  ['a word of Blink we do not know', { basic: 'open', extended: 'extended-away' }, 'available'],
  ['an activity beats the word of Blink', { ...doing('on-the-phone'), extended: 'busy' }, 'phone'],
]

test.each(rows)('%s', (_name, facts, availability) => {
  expect(availabilityOf({ ...open, ...facts })).toBe(availability)
})

test('of several activities the one that limits most comes first', () => {
  const { activities } = doing(
    'away',
    'meal',
    'vacation',
    'busy',
    'steering',
    'meeting',
    'on-the-phone',
    'other dnd',
    'working',
  )
  expect(activities.map((each) => each.text ?? each.name)).toEqual([
    'dnd',
    'on-the-phone',
    'meeting',
    'steering',
    'vacation',
    'meal',
    'away',
    'working',
  ])
})

test('busy beside do not disturb, and unknown beside anything, are not told', () => {
  expect(doing('busy', 'other dnd', 'unknown').activities.map((each) => each.text)).toEqual(['dnd'])
})

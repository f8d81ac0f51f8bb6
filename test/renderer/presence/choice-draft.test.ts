import { expect, test } from 'vitest'
import { automaticChoice, type OwnChoice } from '#contract/presence'
import { automaticOf, choiceOf, draftOf, untilOf } from '../../../renderer/presence/choice-draft.ts'
import { activity } from '../window/people.ts'

const now = new Date(2026, 10, 23, 14, 2).getTime()
const local = (day: number, hours: number, minutes = 0): number => new Date(2026, 10, day, hours, minutes).getTime()

test.each([
  ['changed', '00:00', null],
  ['30', '00:00', local(23, 14, 32)],
  ['60', '00:00', local(23, 15, 2)],
  ['tonight', '00:00', local(24, 0)],
  ['pick', '16:30', local(23, 16, 30)],
  ['pick', '09:00', local(24, 9)],
  ['pick', '', null],
] as const)('until %s %s', (until, time, end) => {
  expect(untilOf({ until, time }, now)).toBe(end)
})

test('what is not touched goes back as it came', () => {
  const choice: OwnChoice = {
    status: 'busy',
    activities: [activity('meeting', { from: now - 60_000, until: local(23, 16) })],
    note: { text: 'Review', language: 'en' },
    mood: 'calm',
    placeIs: { audio: 'noisy', video: null, text: 'ok' },
    placeType: 'office',
    privacy: ['text'],
    sphere: 'work',
    until: local(23, 16),
    setAt: now - 60_000,
  }
  const { setAt: _setAt, ...same } = choice
  expect(choiceOf(draftOf(choice, now, 'sv'), now, choice)).toEqual(same)
})

test('a note that was changed loses the language of the old one', () => {
  const choice: OwnChoice = { ...automaticChoice, note: { text: 'Bonjour', language: 'fr' } }
  const draft = { ...draftOf(choice, now, 'sv'), note: ' Hello ' }
  expect(choiceOf(draft, now, choice).note).toEqual({ text: 'Hello', language: draft.language })
  expect(choiceOf({ ...draft, note: '  ' }, now, choice).note).toBeNull()
})

test('what limits most goes first', () => {
  const draft = { ...draftOf(automaticChoice, now, 'sv'), doing: ['working', 'meal', 'travel', 'meeting'] as const }
  expect(choiceOf(draft, now, automaticChoice).activities.map((one) => one.name)).toEqual([
    'meeting',
    'travel',
    'meal',
    'working',
  ])
})

test('an end that has passed is no end', () => {
  expect(draftOf({ ...automaticChoice, until: now - 1 }, now, 'sv').until).toBe('changed')
})

test('back to automatic keeps the note and the place', () => {
  const choice: OwnChoice = {
    ...automaticChoice,
    status: 'dnd',
    activities: [activity('meeting')],
    note: { text: 'Note', language: null },
    sphere: 'work',
    until: now + 1,
  }
  expect(automaticOf(choice)).toMatchObject({
    status: null,
    activities: [],
    until: null,
    note: { text: 'Note', language: null },
    sphere: 'work',
  })
})

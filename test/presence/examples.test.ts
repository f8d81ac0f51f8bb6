import { expect, test } from 'vitest'
import { renderPresentity } from '../../electron/presence/render.ts'
import { callimachus, rfc4480 } from './fixtures.ts'

const today = Date.parse('2026-11-20T14:02:00Z')
const time = Date.parse

test('the example of RFC 4480 section 4 is read completely', () => {
  const person = renderPresentity(rfc4480, today)
  expect(person).toMatchObject({
    aor: 'someone@example.com',
    knowledge: { kind: 'current', confirmedAt: time('2005-05-30T16:09:44+05:00') },
    availability: 'away',
    activities: [{ name: 'away', from: time('2005-05-30T12:00:00+05:00'), until: time('2005-05-30T17:00:00+05:00') }],
    note: { text: 'Scoring 120', language: null },
    otherNotes: [{ text: "I'll be in Tokyo next week" }, { text: 'Far away' }],
    mood: ['angry', 'brooding'],
    placeIs: { audio: 'noisy', video: null, text: null },
    placeType: ['residence'],
    privacy: null,
    sphere: 'bowling league',
    statusIcon: 'http://example.com/play.gif',
    timeOffset: -240,
    idleSince: time('2004-10-21T13:20:00-05:00'),
    changedAt: time('2005-05-30T16:09:44+05:00'),
    devices: [{ note: 'PC', idle: true, lastInput: time('2004-10-21T13:20:00-05:00') }],
  })
  expect(person.services.map((each) => [each.kind, each.uri, each.priority, each.relationship, each.note])).toEqual([
    ['mail', 'mailto:someone@example.com', 1, null, null],
    ['chat', 'im:someone@mobile.example.net', 0.8, null, "Don't Disturb Please!"],
    ['mail', 'mailto:secretary@example.com', 1, 'assistant', null],
  ])
  expect(person.best).toMatchObject({ kind: 'chat', reason: 'noisy' })
})

test('a person with an appointment over a meal is read completely', () => {
  const person = renderPresentity(callimachus, today)
  const until = time('2006-05-30T17:00:00+01:00')
  expect(person).toMatchObject({
    aor: 'callimachus@example.com',
    availability: 'busy',
    activities: [
      { name: 'appointment', until },
      { name: 'meal', until },
    ],
    note: { text: 'Big book, big bore. -- Callimachus' },
    otherNotes: [],
    mood: ['unknown'],
    placeIs: { audio: 'unknown', video: 'toobright', text: 'uncomfortable' },
    privacy: ['audio', 'text'],
    sphere: 'home',
    statusIcon: 'http://example.com/scroll.png',
    timeOffset: 60,
    idleSince: time('2006-05-30T15:20:00+01:00'),
    services: [{ kind: 'mail', uri: 'mailto:callimachus@example.com', open: true, priority: 0.5, relationship: null }],
    devices: [{ idle: true, lastInput: time('2006-05-30T15:20:00+01:00'), note: 'On the desk in the library' }],
  })
})

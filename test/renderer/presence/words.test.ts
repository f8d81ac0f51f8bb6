import { describe, expect, test } from 'vitest'
import type { Presentity } from '#contract/presence'
import { i18n } from '../../../renderer/i18n.ts'
import type { Wording } from '../../../renderer/presence/times.ts'
import {
  bestLabel,
  bestSentence,
  farTime,
  headline,
  ownLine,
  ownSaid,
  reachLine,
  shortSource,
  shownAvailability,
  shownOwn,
  sourceLine,
  titleLine,
} from '../../../renderer/presence/words.ts'
import { activity, best, own, presentity, service } from '../window/people.ts'

const moment = Date.UTC(2026, 10, 23, 14, 2)
const at = (hours: number, minutes = 0): number => Date.UTC(2026, 10, 23, hours, minutes)
const minute = 60_000
const w: Wording = { t: i18n.t, now: moment, timeZone: 'UTC' }
const current = { kind: 'current', confirmedAt: moment - minute } as const
const person = (part: Partial<Presentity>): Presentity =>
  presentity({ aor: 'maya@example.org', knowledge: current, ...part })

/** DESIGN section 4, "From RPID to glyph and words", a line each. */
const table: readonly { readonly name: string; readonly part: Partial<Presentity>; readonly line: string }[] = [
  { name: 'open without activity', part: {}, line: 'Available' },
  { name: 'open and working', part: { activities: [activity('working')] }, line: 'Available' },
  {
    name: 'open with a note',
    part: { note: { text: 'At her desk\nand more', language: null } },
    line: 'Available · At her desk',
  },
  {
    name: 'open with video',
    part: { services: [service({ id: 's', kind: 'call', video: true })] },
    line: 'Available · Call or video',
  },
  {
    name: 'other, said as a status',
    part: { activities: [activity('other', { text: 'available', until: at(16) })] },
    line: 'Available until 16:00',
  },
  {
    name: 'other, said in words of its own',
    part: { activities: [activity('other', { text: 'gardening' })] },
    line: 'Gardening',
  },
  {
    name: 'meeting with an end',
    part: { availability: 'busy', activities: [activity('meeting', { until: at(15, 30) })] },
    line: 'In a meeting until 15:30',
  },
  {
    name: 'meeting without an end',
    part: { availability: 'busy', activities: [activity('meeting')] },
    line: 'In a meeting',
  },
  {
    name: 'an end that is past says nothing',
    part: { availability: 'busy', activities: [activity('meeting', { until: at(14) })] },
    line: 'In a meeting',
  },
  {
    name: 'appointment',
    part: { availability: 'busy', activities: [activity('appointment')] },
    line: 'At an appointment',
  },
  {
    name: 'presentation',
    part: { availability: 'busy', activities: [activity('presentation')] },
    line: 'Giving a presentation',
  },
  {
    name: 'busy',
    part: { availability: 'busy', activities: [activity('busy', { until: at(16) })] },
    line: 'Busy until 16:00',
  },
  {
    name: 'driving, when a voice is still welcome',
    part: {
      availability: 'busy',
      activities: [activity('steering', { until: at(14, 40) })],
      best: best('call', 'driving'),
    },
    line: 'Driving until 14:40 · Voice only',
  },
  { name: 'in transit', part: { availability: 'busy', activities: [activity('in-transit')] }, line: 'In transit' },
  { name: 'travel', part: { availability: 'busy', activities: [activity('travel')] }, line: 'Travelling' },
  {
    name: 'on the phone since 12 minutes',
    part: { availability: 'phone', activities: [activity('on-the-phone', { from: moment - 12 * minute })] },
    line: 'On the phone · 12 min',
  },
  {
    name: 'on the phone since now',
    part: { availability: 'phone', activities: [activity('on-the-phone')] },
    line: 'On the phone',
  },
  {
    name: 'a meal at noon is lunch',
    part: { availability: 'away', activities: [activity('meal', { until: at(14, 30) })] },
    line: 'At lunch, back 14:30',
  },
  {
    name: 'a meal at another hour there is a meal',
    part: { availability: 'away', timeOffset: 480, activities: [activity('meal')] },
    line: 'Having a meal',
  },
  { name: 'away', part: { availability: 'away', activities: [activity('away')] }, line: 'Away' },
  { name: 'idle', part: { availability: 'away', idleSince: moment - 32 * minute }, line: 'Away · idle 32 min' },
  {
    name: 'at home, text only',
    part: { availability: 'away', sphere: 'home', best: best('chat', 'text-only') },
    line: 'At home · Text only',
  },
  { name: 'sleeping', part: { availability: 'away', activities: [activity('sleeping')] }, line: 'Asleep' },
  { name: 'watching TV', part: { availability: 'away', activities: [activity('tv')] }, line: 'Watching TV' },
  {
    name: 'holiday',
    part: { availability: 'offline', activities: [activity('holiday', { until: Date.UTC(2026, 10, 30) })] },
    line: 'On holiday, back 30 Nov',
  },
  {
    name: 'left the company',
    part: { availability: 'offline', activities: [activity('permanent-absence')] },
    line: 'Left the company',
  },
  {
    name: 'permanent absence that is open is not a farewell',
    part: { availability: 'available', activities: [activity('permanent-absence')] },
    line: 'Available',
  },
  {
    name: 'do not disturb',
    part: { availability: 'dnd', activities: [activity('other', { text: 'dnd', until: at(16) })] },
    line: 'Do not disturb until 16:00',
  },
  { name: 'offline', part: { availability: 'offline' }, line: 'Offline' },
  {
    name: 'closed with an opening time',
    part: { availability: 'offline', services: [service({ id: 's', kind: 'call', open: false, opensAt: at(32) })] },
    line: 'Closed, opens 08:00',
  },
  { name: 'a document that says nothing', part: { availability: 'unknown' }, line: 'No presence shared' },
  {
    name: 'no document',
    part: { knowledge: { kind: 'nothing-shared', confirmedAt: moment }, availability: 'unknown' },
    line: 'No presence shared',
  },
  {
    name: 'not allowed yet',
    part: { knowledge: { kind: 'waiting-for-permission', since: at(13) }, availability: 'unknown' },
    line: 'Waiting for permission',
  },
  { name: 'refused', part: { knowledge: { kind: 'refused' } }, line: 'No presence shared' },
  { name: 'no such address', part: { knowledge: { kind: 'not-found' } }, line: 'There is no such address' },
]

describe('the reach line', () => {
  test.each(table)('$name: $line', ({ part, line }) => {
    expect(reachLine(w, person(part))).toBe(line)
  })

  test('mood never stands in the roster', () => {
    expect(reachLine(w, person({ mood: ['serious'], availability: 'busy' }))).toBe('Busy')
  })

  test('more than one activity: the first, which limits most, is said', () => {
    const two = person({ availability: 'busy', activities: [activity('meeting'), activity('travel')] })
    expect(reachLine(w, two)).toBe('In a meeting')
  })
})

describe('what is only last known', () => {
  const known = { kind: 'last-known', at: at(13, 47), cause: 'link' } as const
  const past: readonly [Partial<Presentity>, string][] = [
    [{}, 'Was available, 13:47'],
    [{ availability: 'busy', activities: [activity('meeting', { until: at(15, 30) })] }, 'Was in a meeting, 13:47'],
    [{ availability: 'phone', activities: [activity('on-the-phone')] }, 'Was on the phone, 13:47'],
    [{ availability: 'away', sphere: 'home' }, 'Was at home, 13:47'],
    [{ availability: 'busy', activities: [activity('steering')] }, 'Was driving, 13:47'],
    [{ availability: 'away', activities: [activity('meal')] }, 'Was at lunch, 13:47'],
    [{ availability: 'dnd' }, 'Was on do not disturb, 13:47'],
    [{ availability: 'offline' }, 'Was offline, 13:47'],
  ]
  test.each(past)('%j', (part, line) => {
    const somebody = person({ ...part, knowledge: known })
    expect(reachLine(w, somebody)).toBe(line)
    expect(shownAvailability(somebody)).toBe('unknown')
  })

  test('a holiday with a date stays true', () => {
    const away = person({
      availability: 'offline',
      activities: [activity('holiday', { until: Date.UTC(2026, 10, 30) })],
      knowledge: known,
    })
    expect(reachLine(w, away)).toBe('On holiday, back 30 Nov')
    expect(shownAvailability(away)).toBe('unknown')
  })

  test('the headline and the title say it in the past as well', () => {
    const meeting = person({ availability: 'busy', activities: [activity('meeting')], knowledge: known })
    expect(headline(w, meeting)).toBe('Was in a meeting')
    expect(titleLine(w, meeting)).toBe('Was in a meeting at 13:47')
  })

  test('of whom nothing came yet, those in a list are told apart from those who are not', () => {
    expect([headline(w, undefined), titleLine(w, undefined)]).toEqual([
      'Not among your people',
      'Not among your people',
    ])
    expect([headline(w, undefined, true), titleLine(w, undefined, true)]).toEqual(['Not known yet', 'Not known yet'])
  })

  test('no best way is advised', () => {
    expect(bestLabel(i18n.t, person({ knowledge: known }))).toBe('No way to reach now')
  })
})

describe('source and age', () => {
  test('every fact names its source and counts from the last confirmation', () => {
    expect(sourceLine(w, person({ source: 'calendar' }), 'Maya Okonkwo')).toBe('From Maya’s calendar · 1 min ago')
    expect(sourceLine(w, person({ source: 'hand' }), 'Maya')).toBe('Set by hand · 1 min ago')
    expect(shortSource(w, person({ source: 'calendar' }))).toBe('Calendar, 1 min ago')
  })
  test('no source known: no claim, only when it was confirmed', () => {
    expect(sourceLine(w, person({ source: null }), 'Maya')).toBe('Confirmed · 1 min ago')
  })
  test.each([
    [30_000, 'just now'],
    [59 * minute, '59 min ago'],
    [3 * 60 * minute, '3 h ago'],
    [50 * 60 * minute, 'on 21 Nov'],
  ])('%d ms old reads %s', (age, words) => {
    const old = person({ source: 'hand', knowledge: { kind: 'current', confirmedAt: moment - age } })
    expect(sourceLine(w, old, 'Maya')).toBe(`Set by hand · ${words}`)
  })
  test('nothing is claimed of who has not allowed us', () => {
    const waiting = person({ knowledge: { kind: 'waiting-for-permission', since: moment } })
    expect(sourceLine(w, waiting, 'Maya')).toBeNull()
  })
})

describe('the best way in words', () => {
  test.each([
    [best('chat', 'first-choice', at(15, 30)), 'Chat now, or call after 15:30'],
    [best('chat', 'text-only'), 'Chat now'],
    [best('call', 'available'), 'Call now'],
    [best('call-when-free', 'busy', at(15, 30)), 'Better to call after 15:30'],
    [best('leave-message', 'offline'), 'Leave a message'],
  ])('%j', (way, sentence) => {
    expect(bestSentence(w, person({ best: way }), 'Maya', true)).toBe(sentence)
  })
  test('without our own link calls wait', () => {
    expect(bestSentence(w, person({}), 'Maya', false)).toBe('Calls wait. Chat is sent later')
  })
})

describe('the time there', () => {
  test('stands in the roster from 3 hours apart', () => {
    expect(farTime(w, person({ timeOffset: 120 }))).toBeNull()
    expect(farTime(w, person({ timeOffset: 540 }))).toBe('23:02')
    expect(farTime(w, person({ timeOffset: -360 }))).toBe('08:02')
  })
})

describe('my own line', () => {
  test('what others see, with the note', () => {
    expect(ownLine(w, own, true)).toBe('Available · Calls welcome')
  })
  test('until when', () => {
    expect(ownLine(w, { ...own, note: null, until: at(16) }, true)).toBe('Available until 16:00')
  })
  test('set by Dialtone while I am in a call', () => {
    const talking = {
      ...own,
      note: null,
      availability: 'phone',
      activities: [activity('on-the-phone')],
      decidedBy: 'phone',
    } as const
    expect(ownLine(w, talking, true)).toBe('On the phone · set by Dialtone')
    // Shown with the picture of what set it: in a row there is no room for the words.
    expect(ownSaid(w, talking, true)).toEqual({ line: 'On the phone', by: 'phone' })
    expect(ownSaid(w, talking, false).by).toBe(null)
  })
  test('without a link it is not sent, and the glyph does not say it is', () => {
    expect(ownLine(w, own, false)).toBe('Not sent yet · Available')
    expect(shownOwn(own, false)).toBe('unknown')
    expect(shownOwn(own, true)).toBe('available')
  })
  test('refused by the server', () => {
    const failed = { ...own, publication: { kind: 'failed', failure: { kind: 'network-down' } } } as const
    expect(ownLine(w, failed, true)).toBe('Not sent · Available')
    expect(shownOwn(failed, true)).toBe('unknown')
  })
  test('appearing offline is told to me as such', () => {
    const hidden = {
      ...own,
      note: null,
      availability: 'offline',
      choice: { ...own.choice, status: 'offline' },
    } as const
    expect(ownLine(w, hidden, true)).toBe('Appearing offline')
  })
})

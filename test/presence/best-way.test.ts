import { expect, test } from 'vitest'
import type { Availability, BestWay, Knowledge, Service } from '#contract/presence'
import { activity } from '../../electron/presence/activities.ts'
import { type BestWayFacts, bestWay, nextNightChange, nightThere } from '../../electron/presence/best-way.ts'

const now = Date.parse('2026-11-20T14:02:00Z')
const end = now + 90 * 60_000
const service: Service = {
  id: 'a',
  kind: 'call',
  uri: 'sip:maya@dialtone.test',
  open: true,
  priority: null,
  audio: null,
  video: null,
  message: null,
  relationship: null,
  serviceClass: null,
  deviceId: null,
  note: null,
  idleSince: null,
  opensAt: null,
}
const call = (more: Partial<Service> = {}): Service => ({ ...service, audio: true, ...more })
const chat = (more: Partial<Service> = {}): Service => ({ ...service, id: 'c', kind: 'chat', message: true, ...more })
const video = (more: Partial<Service> = {}): Service => ({ ...service, id: 'v', kind: 'video', video: true, ...more })
const mail = (more: Partial<Service> = {}): Service => ({
  ...service,
  id: 'm',
  kind: 'mail',
  uri: 'mailto:m@x.test',
  ...more,
})
const facts = (availability: Availability, more: Partial<BestWayFacts> = {}): BestWayFacts => ({
  knowledge: { kind: 'current', confirmedAt: now },
  availability,
  activities: [],
  services: [call(), chat()],
  placeIs: { audio: null, video: null, text: null },
  privacy: null,
  timeOffset: null,
  ...more,
})
const place = (audio: string | null, text: string | null = null) => ({ placeIs: { audio, video: null, text } })
const inMeeting = { activities: [activity('meeting', { until: end })] }
const driving = { activities: [activity('steering', { until: end })] }
/** 23:02 there */
const night = { timeOffset: 9 * 60 }
const dawn = Date.parse('2026-11-20T22:00:00Z')

type Row = readonly [string, BestWayFacts, BestWay['kind'], BestWay['reason'], number | null]
const rows: readonly Row[] = [
  ['available: call', facts('available'), 'call', 'available', null],
  [
    'available, chat is asked for first',
    facts('available', { services: [call({ priority: 0.5 }), chat({ priority: 0.8 })] }),
    'chat',
    'first-choice',
    null,
  ],
  [
    'available, video is asked for first',
    facts('available', { services: [call({ priority: 0.2 }), video({ priority: 0.9 })] }),
    'video',
    'first-choice',
    null,
  ],
  ['available, only a telephone', facts('available', { services: [call()] }), 'call', 'only-service', null],
  [
    'available, calls closed',
    facts('available', { services: [call({ open: false }), chat()] }),
    'chat',
    'only-service',
    null,
  ],
  [
    'available, only mail',
    facts('available', { services: [mail({ priority: 0.5 })] }),
    'leave-message',
    'only-service',
    null,
  ],
  ['available, a server that hides services', facts('available', { services: [] }), 'call', 'available', null],
  [
    'the assistant is no way to the person',
    facts('available', { services: [call({ relationship: 'assistant' })] }),
    'leave-message',
    'offline',
    null,
  ],
  ['a noisy place', facts('available', place('noisy')), 'chat', 'noisy', null],
  ['a quiet place, like a library', facts('available', place('quiet')), 'chat', 'text-only', null],
  [
    'a noisy place where one cannot write',
    facts('available', place('noisy', 'uncomfortable')),
    'call-when-free',
    'noisy',
    null,
  ],
  ['private by text only', facts('available', { privacy: ['text'] }), 'chat', 'not-private', null],
  ['nobody can overhear', facts('available', { privacy: ['audio', 'text'] }), 'call', 'available', null],
  ['nothing is private: none is better', facts('available', { privacy: [] }), 'call', 'available', null],
  ['night there', facts('available', night), 'chat', 'night-there', dawn],
  ['night there, only a telephone', facts('available', { ...night, services: [call()] }), 'call', 'only-service', null],
  ['in a meeting until half past three', facts('busy', inMeeting), 'chat', 'busy', end],
  [
    'in a meeting, only a telephone',
    facts('busy', { ...inMeeting, services: [call()] }),
    'call-when-free',
    'busy',
    end,
  ],
  ['driving: voice only', facts('busy', driving), 'call', 'driving', null],
  ['driving without a telephone', facts('busy', { ...driving, services: [chat()] }), 'call-when-free', 'driving', end],
  ['on the phone', facts('phone'), 'call-when-free', 'on-the-phone', null],
  [
    'on the phone, chat is asked for first',
    facts('phone', { services: [call({ priority: 0.5 }), chat({ priority: 0.8 })] }),
    'chat',
    'on-the-phone',
    null,
  ],
  [
    'at lunch, back half past three',
    facts('away', { activities: [activity('meal', { until: end })] }),
    'call-when-free',
    'away',
    end,
  ],
  ['away, at home, text only', facts('away', { privacy: ['text'] }), 'chat', 'not-private', null],
  ['away at night', facts('away', night), 'chat', 'night-there', dawn],
  [
    'do not disturb until half past three',
    facts('dnd', { activities: [activity('other', { text: 'dnd', until: end })] }),
    'leave-message',
    'do-not-disturb',
    end,
  ],
  [
    'on holiday',
    facts('offline', { activities: [activity('holiday', { until: end })] }),
    'leave-message',
    'offline',
    end,
  ],
  ['nothing known of the status', facts('unknown'), 'none', 'not-known', null],
]

test.each(rows)('%s', (_name, said, kind, reason, until) => {
  expect(bestWay(said, now)).toEqual({ kind, reason, until })
})

const noPresence: readonly (readonly [Knowledge, BestWay['reason']])[] = [
  [{ kind: 'asking' }, 'not-known'],
  [{ kind: 'last-known', at: now, cause: 'link' }, 'not-known'],
  [{ kind: 'not-found' }, 'not-known'],
  [{ kind: 'nothing-shared', confirmedAt: now }, 'not-known'],
  [{ kind: 'waiting-for-permission', since: now }, 'no-permission'],
  [{ kind: 'refused' }, 'no-permission'],
]

test.each(noPresence)('without presence there is no best way: %o', (knowledge, reason) => {
  expect(bestWay(facts('available', { knowledge }), now)).toEqual({ kind: 'none', reason, until: null })
})

test.each([
  ['2026-11-20T21:59:59Z', 0, null],
  ['2026-11-20T22:00:00Z', 0, '2026-11-21T07:00:00Z'],
  ['2026-11-21T06:59:59Z', 0, '2026-11-21T07:00:00Z'],
  ['2026-11-21T07:00:00Z', 0, null],
  ['2026-11-20T14:02:00Z', -480, '2026-11-20T15:00:00Z'],
])('night at %s with offset %d ends at %s', (at, offset, expected) => {
  expect(nightThere(offset, Date.parse(at))).toBe(expected === null ? null : Date.parse(expected))
})

test('the best way is looked at again when night begins and ends there', () => {
  expect(nextNightChange(0, Date.parse('2026-11-20T14:00:00Z'))).toBe(Date.parse('2026-11-20T22:00:00Z'))
  expect(nextNightChange(0, Date.parse('2026-11-20T23:00:00Z'))).toBe(Date.parse('2026-11-21T07:00:00Z'))
  expect(nextNightChange(null, now)).toBeNull()
})

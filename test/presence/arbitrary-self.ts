import fc from 'fast-check'
import { activityNames, type OwnChoice } from '#contract/presence'
import { defaultSettings } from '#contract/settings'
import type { PresenceDocument } from '../../electron/documents/pidf.ts'
import { moodNames, placeTypeNames } from '../../electron/documents/rpid-values.ts'
import { headlineOf } from '../../electron/presence/headline.ts'
import { ownDocument } from '../../electron/presence/own-document.ts'
import { ownPresence } from '../../electron/presence/own-presence.ts'
import { laptop } from './fixtures.ts'

const now = Date.parse('2026-11-20T14:02:00Z')
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

const graz = {
  country: 'AT',
  region: null,
  city: 'Graz',
  lang: null,
  retransmissionAllowed: false,
  retentionExpiry: null,
}

const choice: fc.Arbitrary<OwnChoice> = fc.record({
  status: nullable(fc.constantFrom('available', 'busy', 'away', 'dnd')),
  activities: fc.array(
    fc.record({
      name: fc.constantFrom(...activityNames),
      text: fc.constant(null),
      from: fc.constant(null),
      until: nullable(fc.constant(now + 3_600_000)),
    }),
    { maxLength: 3 },
  ),
  note: nullable(fc.record({ text: fc.string({ maxLength: 30 }), language: fc.constant(null) })),
  mood: nullable(fc.constantFrom(...moodNames)),
  placeIs: fc.record({
    audio: nullable(fc.constantFrom('noisy', 'ok')),
    video: nullable(fc.constantFrom('dark', 'ok')),
    text: nullable(fc.constantFrom('inappropriate', 'ok')),
  }),
  placeType: nullable(fc.constantFrom(...placeTypeNames, 'my boat')),
  privacy: nullable(fc.subarray(['audio', 'text', 'video'] as const)),
  sphere: nullable(fc.constantFrom('work', 'home')),
  until: nullable(fc.constant(now + 7_200_000)),
  setAt: fc.constant(now),
})

/** Whatever a user may say of himself, as a document. */
export const selves: fc.Arbitrary<PresenceDocument> = fc
  .record({
    choice,
    idle: fc.boolean(),
    profile: fc.constantFrom('full' as const, 'blink-safe' as const),
    hostname: nullable(fc.constant('anna-laptop')),
    timeOffset: nullable(fc.constant(60)),
    icon: nullable(fc.constant('https://example.org/anna.png')),
    day: fc.boolean(),
    city: fc.boolean(),
  })
  .map(({ choice: chosen, idle, profile, hostname, timeOffset, icon, day, city }) => {
    const view = ownPresence({
      choice: chosen,
      onThePhoneSince: null,
      idle: idle ? { kind: 'idle', since: now - 1_000_000 } : { kind: 'active' },
      calendar: null,
      outside: null,
      undone: new Map(),
      automatic: { ...defaultSettings.automatic, lastInput: true },
      now,
    })
    const device = {
      aor: 'anna@example.org',
      instanceId: laptop,
      gruu: null,
      displayName: 'Anna',
      userAgent: 'Dialtone 1.0 (Linux)',
      note: 'Dialtone on Linux',
      hostname,
      timeOffset,
      capabilities: { audio: true, video: false, message: true },
      statusIcon: icon,
      icon: null,
      tellsCapabilities: true,
      related: [{ relationship: 'assistant', uri: 'sip:luis@example.org', priority: 0.4, note: null }],
    }
    const document = ownDocument({ view, device, profile, at: now, headline: headlineOf(view) })
    const free = { basic: 'open' as const, from: '2026-11-20T15:00:00Z', until: '2026-11-20T16:00:00Z' }
    return {
      ...document,
      notes: [{ text: 'of the document', lang: null }],
      tuples: document.tuples.map((tuple) => ({ ...tuple, timedStatuses: day ? [timed(free)] : [] })),
      persons: document.persons.map((person) => ({
        ...person,
        location: city ? graz : null,
      })),
    }
  })

const timed = (span: { basic: 'open'; from: string; until: string }) => ({
  ...span,
  note: null,
  activities: null,
  other: [],
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { activityNames, automaticChoice, type OwnChoice } from '#contract/presence'
import { defaultSettings } from '#contract/settings'
import { buildPresence, parsePresence } from '../../electron/documents/pidf.ts'
import { moodNames, placeTypeNames } from '../../electron/documents/rpid-values.ts'
import type { IdleState } from '../../electron/ports.ts'
import { compose } from '../../electron/presence/composition.ts'
import { headlineOf } from '../../electron/presence/headline.ts'
import { ownDocument } from '../../electron/presence/own-document.ts'
import { ownPresence } from '../../electron/presence/own-presence.ts'
import { laptop } from './fixtures.ts'

const runs = process.env['DIALTONE_PROVE'] === '1' ? 10_000 : 500
const now = Date.parse('2026-11-20T14:02:00Z')

const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const time = nullable(fc.integer({ min: now - 10_000_000, max: now + 10_000_000 }))
const line = fc.string({ unit: 'grapheme', maxLength: 30 })
const choice: fc.Arbitrary<OwnChoice> = fc.record({
  status: nullable(fc.constantFrom('available', 'busy', 'away', 'dnd', 'offline')),
  activities: fc.array(
    fc
      .record({ name: fc.constantFrom(...activityNames), words: line, from: time, until: time })
      .map(({ words, ...each }) => ({ ...each, text: each.name === 'other' ? words : null })),
    { maxLength: 4 },
  ),
  note: nullable(fc.record({ text: line, language: nullable(fc.constantFrom('en', 'de-AT', 'zh')) })),
  mood: nullable(fc.constantFrom(...moodNames)),
  placeIs: fc.record({
    audio: nullable(fc.constantFrom('noisy', 'ok', 'quiet', 'unknown')),
    video: nullable(fc.constantFrom('toobright', 'ok', 'dark', 'unknown')),
    text: nullable(fc.constantFrom('uncomfortable', 'inappropriate', 'ok', 'unknown')),
  }),
  placeType: nullable(fc.constantFrom(...placeTypeNames, 'meeting room', 'my boat')),
  privacy: nullable(fc.subarray(['audio', 'text', 'video'] as const)),
  sphere: nullable(fc.constantFrom('work', 'home')),
  until: time,
  setAt: fc.integer({ min: 1, max: now }),
})
const idle: fc.Arbitrary<IdleState> = fc.oneof(
  fc.constant({ kind: 'active' } as const),
  fc.constant({ kind: 'unknown' } as const),
  fc.record({
    kind: fc.constantFrom('idle', 'locked', 'asleep'),
    since: fc.integer({ min: now - 10_000_000, max: now }),
  }),
)
const state = fc.record({
  choice,
  idle,
  onThePhoneSince: nullable(fc.integer({ min: now - 1_000_000, max: now })),
  lastInput: fc.boolean(),
  profile: fc.constantFrom('full', 'blink-safe'),
})

test('whatever is set, built and read again says the same', () => {
  fc.assert(
    fc.property(state, ({ choice: chosen, idle: hands, onThePhoneSince, lastInput, profile }) => {
      const view = ownPresence({
        choice: chosen,
        onThePhoneSince,
        idle: hands,
        calendar: null,
        outside: null,
        undone: new Map(),
        automatic: { ...defaultSettings.automatic, lastInput },
        now,
      })
      const device = {
        aor: 'maya@dialtone.test',
        instanceId: laptop,
        gruu: null,
        displayName: 'Maya',
        userAgent: 'Dialtone 1.0 (Linux)',
        note: 'Dialtone on Linux',
        hostname: null,
        timeOffset: 60,
        capabilities: { audio: true, video: true, message: true },
        statusIcon: null,
        icon: null,
        tellsCapabilities: true,
        related: [],
      }
      const document = ownDocument({ view, device, profile, at: now, headline: headlineOf(view) })
      const seen = compose([parsePresence(buildPresence(document))], now)
      const hidden = view.choice.status === 'offline'
      const said = hidden ? automaticChoice : view.choice
      expect(seen).toMatchObject({
        availability: view.availability,
        activities: view.activities,
        note: view.note,
        mood: said.mood === null ? [] : [said.mood],
        placeIs: said.placeIs,
        placeType: said.placeType === null || said.placeType === 'unknown' ? [] : [said.placeType],
        privacy: said.privacy,
        sphere: said.sphere,
        timeOffset: hidden ? null : 60,
        source: hidden || view.decidedBy === 'none' ? null : view.decidedBy,
      })
      const told = view.input?.idle === true
      expect(seen.idleSince).toBe(told ? (view.input?.lastInput ?? now) : null)
    }),
    { numRuns: runs },
  )
}, 120_000)

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { automaticChoice } from '#contract/presence'
import { type Detail, details, type Level } from '#contract/privacy'
import { defaultSettings } from '#contract/settings'
import type { Stay } from '#contract/travel'
import { buildPresence, parsePresence } from '../../electron/documents/pidf.ts'
import { compose } from '../../electron/presence/composition.ts'
import { ownDocument } from '../../electron/presence/own-document.ts'
import { ownPresence } from '../../electron/presence/own-presence.ts'
import type { Profile } from '../../electron/presence/profile.ts'
import { seenBy } from '../../electron/presence/seen-by.ts'
import { buildTravelSaid, travelSaid } from '../../electron/presence/travel-said.ts'
import { hasSchemas, schemaErrors, whereSamplesAre } from '../documents/shared.ts'

const now = Date.parse('2026-11-28T14:00:00Z')
const berlin: Stay = {
  place: { city: 'Berlin', region: 'State of Berlin', country: 'DE' },
  from: '2026-12-03',
  until: '2026-12-05',
}
const beijing: Stay = {
  place: { city: '北京 <&">', region: null, country: 'CN' },
  from: '2026-12-10',
  until: '2026-12-10',
}

type Travel = { readonly trips: readonly Stay[]; readonly city: Stay['place'] | null }

function documentOf(
  travel: Travel | null,
  { profile = 'full', status = null }: { profile?: Profile; status?: 'offline' | null } = {},
) {
  const view = ownPresence({
    choice: { ...automaticChoice, status },
    onThePhoneSince: null,
    idle: { kind: 'active' },
    calendar: null,
    outside: null,
    undone: new Map(),
    automatic: defaultSettings.automatic,
    now,
  })
  const device = {
    aor: 'anna@example.org',
    instanceId: 'urn:uuid:00000000-0000-4000-8000-000000000001',
    gruu: null,
    displayName: null,
    userAgent: 'Dialtone',
    note: null,
    hostname: null,
    timeOffset: null,
    capabilities: { audio: true, video: false, message: true },
    statusIcon: null,
    icon: null,
    tellsCapabilities: true,
    related: [],
  }
  return ownDocument({ view, device, profile, at: now, headline: null, travel })
}
const grantsOf = (level: Level) => Object.fromEntries(details.map((detail) => [detail, level])) as Record<Detail, Level>
const seen = (xml: string, at = now) => compose([parsePresence(xml)], at)

describe.each(['full', 'blink-safe'] as const)('in the profile %s', (profile) => {
  test('journeys and the city arrive as they were told', () => {
    const { trips, city } = seen(
      buildPresence(documentOf({ trips: [berlin, beijing], city: berlin.place }, { profile })),
    )
    expect(trips).toEqual([berlin, beijing])
    expect(city).toEqual(berlin.place)
  })

  test.skipIf(!hasSchemas)(`the document is valid by the schemas${whereSamplesAre}`, async () => {
    const xml = buildPresence(documentOf({ trips: [berlin, beijing], city: berlin.place }, { profile }))
    expect(await schemaErrors('_pidf-all.xsd', [xml])).toEqual([])
  })

  test('nothing is said where nothing is shared, and nothing by who appears offline', () => {
    const nothing = buildPresence(documentOf(null, { profile }))
    expect(nothing).not.toMatch(/travel|trip|Berlin|geopriv/)
    expect(nothing).toBe(buildPresence(documentOf({ trips: [], city: null }, { profile })))
    const offline = buildPresence(documentOf({ trips: [berlin], city: berlin.place }, { profile, status: 'offline' }))
    expect(offline).not.toMatch(/travel|trip|Berlin|geopriv/)
  })
})

test('journeys and the city where one is now are told apart', () => {
  const document = documentOf({ trips: [berlin], city: beijing.place })
  const none = buildPresence(seenBy(document, { ...grantsOf('yes'), place: 'no', trips: 'no' }))
  expect(none).not.toMatch(/Berlin|Beijing/)
  const trips = seen(buildPresence(seenBy(document, { ...grantsOf('no'), trips: 'yes' })))
  expect(trips).toMatchObject({ trips: [berlin], city: null })
  const city = seen(buildPresence(seenBy(document, { ...grantsOf('no'), place: 'part' })))
  expect(city).toMatchObject({ trips: [], city: beijing.place })
})

test('journeys of several devices are told once, by their beginning, and those that are over not at all', () => {
  const xml = (trips: readonly Stay[]) => parsePresence(buildPresence(documentOf({ trips, city: null })))
  expect(compose([xml([beijing, berlin]), xml([berlin])], now).trips).toEqual([berlin, beijing])
  expect(compose([xml([berlin])], Date.parse('2026-12-08T00:00:00Z')).trips).toEqual([])
})

describe('what others send', () => {
  const said = (inside: string) =>
    travelSaid([`<x:travel xmlns:x="urn:x-dialtone:xml:ns:presence">${inside}</x:travel>`])

  test('is read as far as it is understood', () => {
    expect(
      said('<x:trip city=" Berlin " country="de" from="2026-12-03" until="2026-12-05" hotel="Adlon"/><x:plane/>'),
    ).toEqual([{ place: { city: 'Berlin', region: null, country: 'DE' }, from: '2026-12-03', until: '2026-12-05' }])
  })

  test.each([
    ['no city', '<x:trip from="2026-12-03" until="2026-12-05"/>'],
    ['no days', '<x:trip city="Berlin"/>'],
    ['days that are none', '<x:trip city="Berlin" from="2026-02-31" until="2026-03-05"/>'],
    ['times', '<x:trip city="Berlin" from="2026-12-03T10:00:00Z" until="2026-12-05T10:00:00Z"/>'],
    ['an end before the beginning', '<x:trip city="Berlin" from="2026-12-05" until="2026-12-03"/>'],
    ['years', '<x:trip city="Berlin" from="2026-12-05" until="2036-12-03"/>'],
  ])('%s', (_what, inside) => expect(said(inside)).toEqual([]))

  test('is bounded, however long', () => {
    const many = '<x:trip city="Berlin" from="2026-12-03" until="2026-12-05"/>'
    expect(said(many.repeat(100))).toHaveLength(20)
    expect(said(many.repeat(100_000))).toEqual([])
    expect(
      said(`<x:trip city="${'B'.repeat(5000)}" from="2026-12-03" until="2026-12-05"/>`)[0]?.place.city,
    ).toHaveLength(100)
  })

  test('of another namespace says nothing', () => {
    const other =
      '<travel xmlns="urn:other" d="urn:x-dialtone:xml:ns:presence"><trip city="Berlin" from="2026-12-03" until="2026-12-05"/></travel>'
    expect(travelSaid([other])).toEqual([])
    expect(
      travelSaid(['<x:travel xmlns:x="urn:x-dialtone:xml:ns:presence"', 'travel urn:x-dialtone:xml:ns:presence']),
    ).toEqual([])
  })
})

test('what is built is read, whatever a city is called', () => {
  const day = fc
    .integer({ min: 0, max: 300 })
    .map((days) => new Date(Date.UTC(2026, 11, 1) + days * 86_400_000).toISOString().slice(0, 10))
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .map((text) => text.replace(/\p{C}|\s+/gu, ' ').trim())
    .filter((text) => text !== '')
  const stay = fc.record({ city: name, country: fc.constantFrom('DE', 'US', null), a: day, b: day })
  fc.assert(
    fc.property(fc.array(stay, { maxLength: 30 }), (stays) => {
      const trips = stays.map(
        ({ city, country, a, b }): Stay => ({
          place: { city, region: null, country },
          from: a < b ? a : b,
          until: a < b ? b : a,
        }),
      )
      const xml = buildTravelSaid(trips)
      expect(xml === '' ? [] : travelSaid([xml])).toEqual(trips.slice(0, 20))
    }),
  )
})

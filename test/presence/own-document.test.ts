import { describe, expect, test } from 'vitest'
import { automaticChoice, type BusyPeriod, type OwnChoice } from '#contract/presence'
import { defaultSettings } from '#contract/settings'
import { buildPresence, parsePresence } from '../../electron/documents/pidf.ts'
import { compose } from '../../electron/presence/composition.ts'
import { headlineOf } from '../../electron/presence/headline.ts'
import { type DeviceFacts, ownDocument } from '../../electron/presence/own-document.ts'
import { type OwnInputs, ownPresence } from '../../electron/presence/own-presence.ts'
import { type Profile, profileFor } from '../../electron/presence/profile.ts'
import { hasSchemas, schemaErrors, whereSamplesAre } from '../documents/shared.ts'
import { laptop, mobile } from './fixtures.ts'

const now = Date.parse('2026-11-20T14:02:00Z')
const device: DeviceFacts = {
  aor: 'maya@dialtone.test',
  instanceId: `urn:uuid:${laptop}`,
  gruu: `sip:maya@dialtone.test;gr=urn:uuid:${laptop}`,
  displayName: 'Maya Okonkwo',
  userAgent: 'Dialtone 1.0 (Linux)',
  note: 'Dialtone on Linux',
  hostname: null,
  timeOffset: -360,
  capabilities: { audio: true, video: false, message: true },
  statusIcon: null,
  icon: null,
  tellsCapabilities: true,
  related: [],
}
type Said = Partial<OwnChoice> & {
  readonly profile?: Profile
  readonly inputs?: Partial<OwnInputs>
  readonly device?: Partial<DeviceFacts>
  readonly day?: readonly BusyPeriod[]
}

function documentOf({ profile = 'full', inputs = {}, device: more = {}, day, ...choice }: Said) {
  const view = ownPresence({
    choice: { ...automaticChoice, setAt: now, ...choice },
    onThePhoneSince: null,
    idle: { kind: 'active' },
    calendar: null,
    outside: null,
    undone: new Map(),
    automatic: defaultSettings.automatic,
    now,
    ...inputs,
  })
  const headline = headlineOf(view)
  return ownDocument({ view, device: { ...device, ...more }, profile, at: now, headline, day: day ?? null })
}
const xmlOf = (said: Said) => buildPresence(documentOf(said))
const seen = (said: Said) => compose([parsePresence(xmlOf(said))], now)

describe('what everybody can read', () => {
  test.each([
    [{ status: 'available' }, 'available'],
    [{ status: 'busy' }, 'busy'],
    [{ status: 'away' }, 'away'],
    [{ status: 'dnd' }, 'busy'],
    [{ inputs: { onThePhoneSince: now } }, 'busy'],
    [{ activities: [{ name: 'holiday', text: null, from: null, until: null }] }, 'away'],
    [{ activities: [{ name: 'permanent-absence', text: null, from: null, until: null }] }, 'offline'],
    [{ status: 'offline' }, 'offline'],
  ] as const)('%o is %s to Blink, with a timestamp in every tuple', (said, extended) => {
    const { tuples } = documentOf(said as Said)
    expect(new Set(tuples.map((tuple) => tuple.extended))).toEqual(new Set([extended]))
    expect(tuples.every((tuple) => tuple.timestamp === '2026-11-20T14:02:00Z')).toBe(true)
  })

  test.each([
    [{ status: 'busy' }, 'busy'],
    [{ status: 'away' }, 'away'],
    [{ status: 'available' }, 'available'],
  ] as const)(
    '%o is %s to whom a server leaves neither what he does nor more than basic of the status',
    (said, word) => {
      const document = documentOf(said)
      const tuples = document.tuples.map((tuple) => ({ ...tuple, extended: null, notes: [] }))
      expect(compose([{ ...document, tuples, persons: [], devices: [] }], now).availability).toBe(word)
    },
  )

  test('who is available is online to Linphone, where an open service alone is busy; nobody else is', () => {
    expect(documentOf({}).tuples.map(({ online }) => online)).toEqual([true, true])
    expect(xmlOf({})).toContain('<online xmlns="http://www.linphone.org/xsds/pidfonline.xsd"/></status>')
    for (const status of ['busy', 'away', 'dnd', 'offline'] as const) expect(xmlOf({ status })).not.toContain('<online')
    expect(xmlOf({ profile: 'blink-safe' })).not.toContain('<online')
  })

  test('the tuple carries the note, for those who read no person', () => {
    const note = { text: 'Quarterly review <now> & then', language: 'en' }
    expect(documentOf({ note }).tuples.map((tuple) => tuple.notes)).toEqual([
      [{ text: note.text, lang: 'en' }],
      [{ text: note.text, lang: 'en' }],
    ])
    expect(seen({ note }).note).toEqual(note)
    expect(seen({ note }).services.map((each) => each.note)).toEqual([null, null])
  })

  test('without a note the tuple says the status in words, which we do not take for a note', () => {
    const said: Said = { inputs: { onThePhoneSince: now } }
    expect(documentOf(said).tuples[0]?.notes).toEqual([{ text: 'On the phone', lang: null }])
    expect(seen(said)).toMatchObject({ note: null, availability: 'phone', source: 'phone' })
  })

  test('ids are unique to device and element', () => {
    const ids = [laptop, mobile].flatMap((uuid) => {
      const document = documentOf({ device: { instanceId: uuid }, mood: 'calm' })
      return [...document.tuples, ...document.persons, ...document.devices].map((each) => each.id)
    })
    expect(ids).toContain(`SID-${laptop}`)
    expect(new Set(ids).size).toBe(8)
  })
})

describe('do not disturb', () => {
  test('is busy and "dnd", with calls closed and chat open', () => {
    const document = documentOf({ status: 'dnd' })
    expect(document.persons[0]?.activities.map((set) => set.values.map((value) => value.name))).toEqual([
      ['busy', 'other'],
    ])
    expect(document.tuples.map((tuple) => [tuple.class, tuple.basic])).toEqual([
      ['chat', 'open'],
      ['call', 'closed'],
    ])
    expect(seen({ status: 'dnd', until: now + 1000 })).toMatchObject({
      availability: 'dnd',
      activities: [{ text: 'dnd', until: now + 1000 }],
    })
  })
})

describe('appearing offline', () => {
  const hidden: Said = {
    status: 'offline',
    mood: 'calm',
    sphere: 'work',
    inputs: { onThePhoneSince: now, idle: { kind: 'locked', since: now } },
  }

  test('tells nothing of the device, the hands or the call', () => {
    const xml = xmlOf(hidden)
    for (const word of [
      'deviceID',
      'user-input',
      'time-offset',
      'phone',
      'mood',
      'sphere',
      'dialtone:xml',
      'Dialtone',
      'gr=',
    ]) {
      expect(xml, word).not.toContain(word)
    }
    expect(seen(hidden)).toMatchObject({ availability: 'offline', services: [{ open: false }] })
  })

  test('still tells a note and a holiday', () => {
    const until = now + 86_400_000
    const note = { text: 'Back on Monday', language: null }
    const activities = [{ name: 'holiday', text: null, from: null, until }] as const
    expect(seen({ status: 'offline', note, activities })).toMatchObject({ availability: 'offline', note, activities })
  })
})

describe('the device', () => {
  test('tells idle on device and tuple, without last input unless allowed', () => {
    const inputs = { idle: { kind: 'idle', since: now - 720_000 } as const }
    const [input] = documentOf({ inputs }).devices.map((each) => each.userInput)
    expect(input).toEqual({ state: 'idle', idleThreshold: 600, lastInput: null, id: null })
    const automatic = { ...defaultSettings.automatic, lastInput: true }
    const exact = seen({ inputs: { ...inputs, automatic } })
    expect(exact).toMatchObject({ availability: 'away', idleSince: now - 720_000, source: 'idle' })
  })

  test('tells time offset, name and what it can do', () => {
    const person = seen({})
    expect(person).toMatchObject({ timeOffset: -360, displayName: 'Maya Okonkwo', availability: 'available' })
    expect(person.devices).toMatchObject([{ note: 'Dialtone on Linux', description: null, idle: false }])
    expect(person.services.map((each) => [each.kind, each.audio, each.message, each.priority])).toEqual([
      ['call', true, null, 0.8],
      ['chat', null, true, 0.5],
    ])
  })

  test.each<[string, Said]>([
    ['busy', { status: 'busy' }],
    ['in a noisy place', { placeIs: { audio: 'noisy', video: null, text: null } }],
    ['private by text only', { privacy: ['text'] }],
  ])('puts chat first while %s', (_name, said) => {
    expect(seen(said).services.map((each) => each.kind)).toEqual(['chat', 'call'])
  })

  test('tells what is switched off nowhere', () => {
    const quiet = { note: null, timeOffset: null, hostname: null, displayName: null }
    const xml = xmlOf({ device: quiet, inputs: { automatic: { ...defaultSettings.automatic, idle: false } } })
    for (const word of ['time-offset', 'dm:note', 'user-input', 'description', 'display-name'])
      expect(xml).not.toContain(word)
  })
})

describe('profiles', () => {
  const rich: Said = {
    placeIs: { audio: 'noisy', video: 'dark', text: 'ok' },
    sphere: 'work',
    placeType: 'meeting room',
    mood: 'serious',
    privacy: ['text'],
    device: {
      related: [{ relationship: 'assistant', uri: 'sip:luis@dialtone.test', priority: 0.3, note: 'Ask Luis' }],
    },
  }

  test('blink-safe holds nothing that breaks Blink, and says the same to us', () => {
    const xml = xmlOf({ ...rich, profile: 'blink-safe' })
    for (const word of ['place-is', 'sphere>', 'rpid:relationship', 'service-class>', 'place-type']) {
      expect(xml, word).not.toContain(`rpid:${word}`)
    }
    const { nextChange: _a, ...safe } = seen({ ...rich, profile: 'blink-safe' })
    const { nextChange: _b, ...full } = seen(rich)
    expect(safe).toEqual(full)
    expect(full).toMatchObject({
      placeIs: rich.placeIs,
      sphere: 'work',
      placeType: ['meeting room'],
      services: [{}, {}, { relationship: 'assistant', note: 'Ask Luis' }],
    })
  })

  test.each([
    ['maya@dialtone.test', 'wss://sip.dialtone.test', false, 'full'],
    ['maya@dialtone.test', null, true, 'blink-safe'],
    ['maya@sip2sip.info', null, false, 'blink-safe'],
    ['maya@notsip2sip.info', null, false, 'full'],
    ['maya@example.test', 'sips:proxy.sipthor.net:5061', false, 'blink-safe'],
    ['maya@example.test', 'proxy.sipthor.net', false, 'blink-safe'],
  ])('%s by %s, Blink seen %s, publishes %s', (aor, server, blinkSeen, profile) => {
    expect(profileFor({ aor, server, blinkSeen })).toBe(profile)
  })

  test.skipIf(!hasSchemas)(`both are valid by the schemas${whereSamplesAre}`, async () => {
    const documents = (['full', 'blink-safe'] as const).flatMap((profile) => [
      xmlOf({ ...rich, profile, note: { text: '<&>"\u0007', language: 'de' }, status: 'dnd', until: now + 1 }),
      xmlOf({ profile, status: 'offline' }),
      xmlOf({ profile, privacy: [], inputs: { onThePhoneSince: now, idle: { kind: 'idle', since: now } } }),
    ])
    expect(await schemaErrors('_pidf-all.xsd', documents)).toEqual([])
  })
})

describe('the day that is shared (RFC 4481)', () => {
  const at = (hour: number): number => Date.parse('2026-11-20T00:00:00Z') + hour * 3_600_000
  const day: readonly BusyPeriod[] = [
    { kind: 'free', from: at(0), until: at(9) },
    { kind: 'busy', from: at(9), until: at(10) },
    { kind: 'maybe', from: at(10), until: at(11) },
    { kind: 'free', from: at(11), until: at(24) },
    { kind: 'out', from: at(24), until: at(48) },
  ]

  test('is read again as it was', () => {
    expect(seen({ day }).day).toEqual(day)
    expect(seen({ day, profile: 'blink-safe' }).day).toEqual(day)
  })

  test('is said once, with what would be said then and nothing more', () => {
    const statuses = documentOf({ day }).tuples.map((tuple) => tuple.timedStatuses)
    expect(statuses.map((each) => each.length)).toEqual([5, 0])
    const words = statuses[0]?.map(({ basic, activities }) => [basic, activities?.values.map(({ name }) => name)])
    expect(words).toEqual([
      ['open', undefined],
      ['open', ['busy']],
      ['open', ['other']],
      ['open', undefined],
      ['closed', ['away']],
    ])
  })

  test('does not make the person busy now, and is not there while appearing offline', () => {
    const busyNow: readonly BusyPeriod[] = [{ kind: 'busy', from: at(0), until: at(24) }]
    expect(seen({ day: busyNow }).availability).toBe('available')
    expect(xmlOf({ day, status: 'offline' })).not.toContain('timed-status')
  })

  test.skipIf(!hasSchemas)(`is valid by the schemas, however long${whereSamplesAre}`, async () => {
    const many = Array.from({ length: 500 }, (_, index): BusyPeriod => {
      const kind = (['free', 'busy', 'maybe', 'out'] as const)[index % 4] ?? 'free'
      return { kind, from: at(index / 10), until: at((index + 1) / 10) }
    })
    for (const profile of ['full', 'blink-safe'] as const) {
      const xml = xmlOf({ day: many, profile })
      expect(await schemaErrors('_pidf-all.xsd', [xml])).toEqual([])
      // Above 32 KB a server takes a PUBLISH and loses it.
      expect(xml.length).toBeLessThan(20_000)
    }
  })
})

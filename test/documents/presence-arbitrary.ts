import fc, { type Arbitrary } from 'fast-check'
import type { Capabilities, Priority, Supported } from '../../electron/documents/capabilities.ts'
import type { Device, Note, Person, PresenceDocument, Tuple } from '../../electron/documents/pidf.ts'
import type { OneOf } from '../../electron/documents/rpid.ts'
import * as names from '../../electron/documents/rpid-values.ts'

/**
 * Presence documents of every shape. `tame`: what our own code makes, so reading gives it back exactly. `wild`: the
 * types are kept, and every string and number is whatever it likes: what is written must be valid all the same.
 */
export function presenceArbitrary(kind: 'tame' | 'wild'): Arbitrary<PresenceDocument> {
  const wild = kind === 'wild'
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ maxLength: 20 }),
    fc.constantFrom(
      '',
      ' ',
      ']]>',
      '\r\n\t',
      '\ud800',
      '\u0000',
      '&amp;',
      '%',
      'http://a:b:c',
      '//[',
      'a:b',
      '#a#b',
      'é',
    ),
  )
  const mix = <T>(tame: Arbitrary<T>, other: Arbitrary<T>): Arbitrary<T> => (wild ? fc.oneof(tame, other) : tame)

  const readable = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map((text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ufeff]/g, ''))
  const text = mix(
    readable.filter((each) => each.trim() !== ''),
    anything,
  )
  const word = mix(
    readable.map((each) => each.trim()).filter((each) => each !== ''),
    anything,
  )
  const lang = mix<string | null>(fc.constantFrom(null, 'en', 'de-CH'), anything)
  const note: Arbitrary<Note> = fc.record({ text, lang })
  const notes = fc.array(note, { maxLength: 2 })
  const time = mix(
    fc
      .date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2099-01-01') })
      .chain((date) =>
        fc.constantFrom(
          date.toISOString(),
          date.toISOString().replace('.', '.123').replace('Z', '+05:30'),
          date.toISOString().replace(/\.\d+Z/, 'Z'),
        ),
      ),
    anything,
  )
  const maybe = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | null> =>
    fc.oneof(fc.constant(null), fc.constant(null), arbitrary)
  const uri = mix(
    fc
      .tuple(
        fc.constantFrom('sip:', 'sips:', 'im:', 'mailto:', 'tel:', 'urn:uuid:'),
        fc.stringMatching(/^[a-z0-9][a-z0-9.+%&'=;~-]{0,8}$/),
      )
      .map(([scheme, user]) => `${scheme}${user.replaceAll('%', '%25')}@example.com`),
    anything,
  )
  const url = mix(
    fc.stringMatching(/^[a-z0-9]{1,8}$/).map((path) => `https://example.com/${path}?a=b&c=d#${path}`),
    anything,
  )
  const id = mix(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,6}$/), anything)
  const spanId = mix<string | null>(fc.constant(null), anything)
  const span = { from: maybe(time), until: maybe(time), id: spanId }
  const number = (tame: Arbitrary<number>): Arbitrary<number> => mix(tame, fc.double())

  const other = word.chain((each) =>
    lang.map((language) => ({ name: 'other' as const, text: each, lang: language, xml: null })),
  )
  const foreignXml = fc.constantFrom('<x:y xmlns:x="urn:example:x" z="1">a &amp; b</x:y>', '<y xmlns="urn:example:y"/>')
  const foreign = foreignXml.map((xml) => ({
    name: 'other' as const,
    text: /^<(?:x:)?(y)/.exec(xml)?.[1] ?? '',
    lang: null,
    xml,
  }))
  const named = <Name extends string>(list: readonly Name[]): Arbitrary<{ name: Name }> =>
    fc.constantFrom(...list).map((name) => ({ name }))
  /** `unknown` stands alone, so the tame ones do not mix it. */
  const several = <Name extends string>(
    list: readonly Name[],
    minLength: number,
  ): Arbitrary<readonly OneOf<Name>[]> => {
    const known = list.filter((name) => name !== 'unknown')
    const mixed = fc.array(fc.oneof<Arbitrary<OneOf<Name>>[]>(named(known), other, foreign), {
      minLength,
      maxLength: 4,
    })
    return mix(
      fc.oneof(mixed, fc.constant([{ name: 'unknown' as Name }])),
      fc.array(fc.oneof<Arbitrary<OneOf<Name>>[]>(named(list), other, foreign), { maxLength: 4 }),
    )
  }
  const kept = mix(
    fc.subarray(['<x:y xmlns:x="urn:example:x" z="1">a &amp; b</x:y>', '<z xmlns="urn:example:z"/>']),
    fc.array(
      fc.oneof(
        anything,
        fc.constantFrom(
          '<a/>',
          '<a:b/>',
          '<basic xmlns="urn:ietf:params:xml:ns:pidf">x</basic>',
          '<x xmlns="urn:x" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="n:o" xmlns:n="urn:n"/>',
        ),
      ),
      { maxLength: 2 },
    ),
  )

  const activities = fc.record({ values: several(names.activityNames, 0), note: maybe(note), ...span })
  const mood = fc.record({ values: several(names.moodNames, 1), note: maybe(note), ...span })
  const placeIs = fc.record({
    audio: maybe(fc.constantFrom(...names.placeAudioNames)),
    video: maybe(fc.constantFrom(...names.placeVideoNames)),
    text: maybe(fc.constantFrom(...names.placeTextNames)),
    note: maybe(note),
    ...span,
  })
  const places = named(names.placeTypeNames)
  const placeType = fc.record({
    values: mix<readonly OneOf<names.PlaceTypeName>[]>(
      fc.oneof(
        fc.array(places, { minLength: 1, maxLength: 3 }),
        other.map((each) => [each]),
      ),
      fc.array(fc.oneof<Arbitrary<OneOf<names.PlaceTypeName>>[]>(places, other, foreign), { maxLength: 3 }),
    ),
    note: maybe(note),
    ...span,
  })
  const privacy = fc
    .record({
      audio: fc.boolean(),
      text: fc.boolean(),
      video: fc.boolean(),
      unknown: fc.boolean(),
      note: maybe(note),
      other: kept,
      ...span,
    })
    .map((each) =>
      wild
        ? each
        : { ...each, unknown: each.unknown && !each.audio && !each.text && !each.video && each.other.length === 0 },
    )
  const sphereText = wild ? other : other.filter((each) => names.sphereNamed(each.text) === null)
  const sphere = fc.record({
    value: fc.oneof<Arbitrary<OneOf<names.SphereName>>[]>(named(names.sphereNames), sphereText, foreign),
    ...span,
  })
  const statusIcon = fc.record({ uri: url, ...span })
  const timeOffset = fc.record({
    minutes: number(fc.integer({ min: -720, max: 840 })),
    description: maybe(text),
    ...span,
  })
  const userInput = fc.record({
    state: fc.constantFrom('active' as const, 'idle' as const),
    idleThreshold: maybe(number(fc.integer({ min: 1, max: 90_000 }))),
    lastInput: maybe(time),
    id: spanId,
  })
  const relationship = fc.record({
    value: fc.oneof<Arbitrary<OneOf<names.RelationshipName>>[]>(named(names.relationshipNames), other, foreign),
    note: maybe(note),
  })
  const serviceClass = fc.record({
    value: wild
      ? fc.oneof<Arbitrary<OneOf<names.ServiceClassName>>[]>(named(names.serviceClassNames), other, foreign)
      : named(names.serviceClassNames),
    note: maybe(note),
  })
  const cipid = fc
    .record({
      card: maybe(url),
      displayName: maybe(word),
      homepage: maybe(url),
      icon: maybe(url),
      map: maybe(url),
      sound: maybe(url),
    })
    .map((each) => (Object.values(each).every((value) => value === null) ? null : each))
  const location = fc.record({
    country: mix<string | null>(fc.constantFrom('DE', 'JP'), anything),
    region: maybe(word),
    city: maybe(word),
    lang,
    retransmissionAllowed: fc.boolean(),
    retentionExpiry: maybe(time),
  })

  const listed = (values: readonly string[]): Arbitrary<Supported | null> =>
    maybe(
      fc.record({
        supported: mix<string[]>(fc.subarray([...values]), fc.array(anything)),
        notSupported: fc.subarray([...values]),
      }),
    )
  const texts = maybe(
    fc.record({ supported: fc.array(word, { maxLength: 2 }), notSupported: fc.array(word, { maxLength: 2 }) }),
  )
  const ranges = fc
    .record({
      equals: fc.boolean(),
      higher: fc.boolean(),
      lower: fc.boolean(),
      range: fc.boolean(),
      value: fc.integer({ min: -5, max: 5 }),
    })
    .map(({ equals, higher, lower, range, value }): Priority['supported'] => [
      ...(equals ? [{ kind: 'equals' as const, value }] : []),
      ...(higher ? [{ kind: 'higher-than' as const, minimum: value }] : []),
      ...(lower ? [{ kind: 'lower-than' as const, maximum: value }] : []),
      ...(range ? [{ kind: 'range' as const, minimum: value, maximum: value + 1 }] : []),
    ])
  const flag = maybe(fc.boolean())
  const capabilities: Arbitrary<Capabilities> = fc.record({
    actor: listed(['attendant', 'information', 'msg-taker', 'principal']),
    application: flag,
    audio: flag,
    automata: flag,
    class: listed(['business', 'personal']),
    control: flag,
    data: flag,
    descriptions: notes,
    duplex: listed(['full', 'half', 'receive-only', 'send-only']),
    eventPackages: listed(['conference', 'dialog', 'presence', 'Siemens-RTP-Stats', 'winfo']),
    extensions: listed(['rel100', 'eventlist', 'gruu', 'timer']),
    isfocus: flag,
    message: flag,
    methods: listed(['ACK', 'INVITE', 'MESSAGE', 'UPDATE']),
    languages: texts,
    priority: maybe(fc.record({ supported: ranges, notSupported: ranges })),
    schemes: texts,
    text: flag,
    types: fc.array(word, { maxLength: 2 }),
    video: flag,
    fileTransfer: flag,
    screenSharingServer: flag,
    screenSharingClient: flag,
    other: kept,
  })
  const deviceCapabilities = fc.record({ descriptions: notes, mobility: listed(['fixed', 'mobile']), other: kept })
  const deviceInfo = fc.record({
    id: maybe(id),
    description: maybe(word),
    userAgent: maybe(word),
    timeOffset: maybe(number(fc.integer({ min: -720, max: 720 }))),
    timeOffsetDescription: fc.constant(null),
  })
  const timedStatus = fc.record({
    from: time,
    until: maybe(time),
    basic: maybe(fc.constantFrom('open' as const, 'closed' as const)),
    note: maybe(note),
    activities: maybe(activities),
    other: kept,
  })

  const person: Arbitrary<Person> = fc.record({
    id,
    activities: fc.array(activities, { maxLength: 2 }),
    class: maybe(word),
    mood: maybe(mood),
    placeIs: maybe(placeIs),
    placeType: maybe(placeType),
    privacy: maybe(privacy),
    sphere: maybe(sphere),
    statusIcon: maybe(statusIcon),
    timeOffset: maybe(timeOffset),
    userInput: maybe(userInput),
    cipid,
    location: maybe(location),
    notes,
    timestamp: maybe(time),
    other: kept,
  })
  const device: Arbitrary<Device> = fc.record({
    id,
    deviceId: uri,
    class: maybe(word),
    userInput: maybe(userInput),
    capabilities: maybe(deviceCapabilities),
    location: maybe(location),
    notes,
    timestamp: maybe(time),
    other: kept,
  })
  const tuple: Arbitrary<Tuple> = fc.record({
    id,
    basic: maybe(fc.constantFrom('open' as const, 'closed' as const)),
    extended: maybe(fc.constantFrom('available', 'away', 'busy', 'offline')),
    online: fc.boolean(),
    contact: maybe(
      fc.record({ uri, priority: maybe(number(fc.integer({ min: 0, max: 1000 }).map((each) => each / 1000))) }),
    ),
    relationship: maybe(relationship),
    serviceClass: maybe(serviceClass),
    class: maybe(word),
    privacy: maybe(privacy),
    statusIcon: maybe(statusIcon),
    userInput: maybe(userInput),
    cipid,
    capabilities: maybe(capabilities),
    deviceId: maybe(uri),
    deviceInfo: maybe(deviceInfo),
    timedStatuses: fc.array(timedStatus, { maxLength: 2 }),
    location: maybe(location),
    notes,
    timestamp: maybe(time),
    other: kept,
  })
  const presence = fc.record({
    entity: uri,
    tuples: fc.array(tuple, { maxLength: 3 }),
    persons: fc.array(person, { maxLength: 2 }),
    devices: fc.array(device, { maxLength: 2 }),
    notes,
    other: kept,
  })
  return wild ? presence : presence.map(withUniqueIds)
}

function withUniqueIds(presence: PresenceDocument): PresenceDocument {
  let count = 0
  const unique = <T extends { readonly id: string }>(each: T): T => ({ ...each, id: `${each.id}-${count++}` })
  return {
    ...presence,
    tuples: presence.tuples.map(unique),
    persons: presence.persons.map(unique),
    devices: presence.devices.map(unique),
  }
}

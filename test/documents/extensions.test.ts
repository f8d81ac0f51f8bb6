import { describe, expect, test } from 'vitest'
import { noCapabilities } from '../../electron/documents/capabilities.ts'
import { buildPresence, emptyDevice, emptyPerson, emptyTuple, parsePresence } from '../../electron/documents/pidf.ts'

const head = `xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" xmlns:c="urn:ietf:params:xml:ns:pidf:cipid" xmlns:caps="urn:ietf:params:xml:ns:pidf:caps" xmlns:ts="urn:ietf:params:xml:ns:pidf:timed-status" xmlns:agp-pidf="urn:ag-projects:xml:ns:pidf" xmlns:agp-caps="urn:ag-projects:xml:ns:pidf:caps" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr" xmlns:cl="urn:ietf:params:xml:ns:pidf:geopriv10:civicLoc"`
const read = (body: string) => parsePresence(`<presence ${head} entity="sip:someone@example.com">${body}</presence>`)
const person = (body: string) => read(`<dm:person id="p1">${body}</dm:person>`).persons[0]
const tuple = (body: string) => read(`<tuple id="t1"><status><basic>open</basic></status>${body}</tuple>`).tuples[0]
const span = { from: null, until: null, id: null }

test('a person at table with a book says all of it', () => {
  const presence = read(`
    <tuple id="t1"><status><basic>open</basic></status><rpid:relationship><rpid:self/></rpid:relationship><contact priority="0.5">mailto:someone@example.com</contact></tuple>
    <dm:person id="p1">
      <rpid:activities><rpid:appointment/><rpid:meal/></rpid:activities>
      <rpid:mood><rpid:unknown/></rpid:mood>
      <rpid:place-is><rpid:audio><rpid:unknown/></rpid:audio><rpid:video><rpid:toobright/></rpid:video><rpid:text><rpid:uncomfortable/></rpid:text></rpid:place-is>
      <rpid:privacy><rpid:audio/><rpid:text/></rpid:privacy>
      <rpid:sphere><rpid:home/></rpid:sphere>
      <rpid:status-icon>http://example.com/eating.png</rpid:status-icon>
      <rpid:time-offset>60</rpid:time-offset>
      <dm:note>Big book, big bore. -- Callimachus</dm:note>
    </dm:person>
    <dm:device id="d1"><rpid:user-input idle-threshold="600" last-input="2026-03-01T09:00:00Z">idle</rpid:user-input><dm:deviceID>urn:uuid:1</dm:deviceID><dm:note>Laptop</dm:note></dm:device>`)
  expect(presence.persons).toEqual([
    {
      ...emptyPerson('p1'),
      activities: [{ ...span, note: null, values: [{ name: 'appointment' }, { name: 'meal' }] }],
      mood: { ...span, note: null, values: [{ name: 'unknown' }] },
      placeIs: { ...span, note: null, audio: 'unknown', video: 'toobright', text: 'uncomfortable' },
      privacy: { ...span, note: null, audio: true, text: true, video: false, unknown: false, other: [] },
      sphere: { ...span, value: { name: 'home' } },
      statusIcon: { ...span, uri: 'http://example.com/eating.png' },
      timeOffset: { ...span, minutes: 60, description: null },
      notes: [{ text: 'Big book, big bore. -- Callimachus', lang: null }],
    },
  ])
  expect(presence.tuples[0]).toEqual({
    ...emptyTuple('t1'),
    basic: 'open',
    relationship: { value: { name: 'self' }, note: null },
    contact: { uri: 'mailto:someone@example.com', priority: 0.5 },
  })
  expect(presence.devices[0]).toEqual({
    ...emptyDevice('d1', 'urn:uuid:1'),
    userInput: { state: 'idle', idleThreshold: 600, lastInput: '2026-03-01T09:00:00Z', id: null },
    notes: [{ text: 'Laptop', lang: null }],
  })
  expect(parsePresence(buildPresence(presence))).toEqual(presence)
})

describe('RPID as it is met', () => {
  test.each([
    [
      'AG Projects writes the word itself',
      '<rpid:place-is><rpid:audio>noisy</rpid:audio><rpid:video>too bright</rpid:video></rpid:place-is>',
      { audio: 'noisy', video: 'toobright', text: null },
    ],
    [
      'a value not known is as if not said',
      '<rpid:place-is><rpid:audio><rpid:booming/></rpid:audio></rpid:place-is>',
      { audio: null },
    ],
  ])('place-is: %s', (_, xml, value) => {
    expect(person(xml)?.placeIs).toMatchObject(value)
  })

  test.each<[string, unknown]>([
    ['<rpid:place-type><rpid:office/></rpid:place-type>', [{ name: 'office' }]],
    [
      '<rpid:place-type><lt:cafe xmlns:lt="urn:ietf:params:xml:ns:location-type"/></rpid:place-type>',
      [{ name: 'cafe' }],
    ],
    [
      '<rpid:place-type><rpid:other>moon</rpid:other></rpid:place-type>',
      [{ name: 'other', text: 'moon', lang: null, xml: null }],
    ],
    ['<rpid:place-type>train station</rpid:place-type>', [{ name: 'train-station' }]],
  ])('%s', (xml, values) => {
    expect(person(xml)?.placeType?.values).toEqual(values)
  })

  test.each<[string, unknown]>([
    ['<rpid:sphere>work</rpid:sphere>', { name: 'work' }],
    ['<rpid:sphere/>', { name: 'unknown' }],
    ['<rpid:sphere>bowling league</rpid:sphere>', { name: 'other', text: 'bowling league', lang: null, xml: null }],
  ])('%s', (xml, value) => {
    expect(person(xml)?.sphere?.value).toEqual(value)
  })

  test.each<[string, number | null]>([
    ['-240', -240],
    ['60.0', 60],
    // Blink for macOS writes UTC-5 without its sign.
    ['1140', -300],
    ['840', 840],
    ['5000', null],
    ['east', null],
  ])('a time offset of %s is %s minutes', (written, minutes) => {
    expect(person(`<rpid:time-offset>${written}</rpid:time-offset>`)?.timeOffset?.minutes ?? null).toBe(minutes)
  })

  test('moods that python-sipsimple misspells are moods', () => {
    expect(person('<rpid:mood><rpid:contended/><rpid:in-awe/></rpid:mood>')?.mood?.values).toEqual([
      { name: 'contented' },
      { name: 'in_awe' },
    ])
  })

  test('activities in two spans of time stay two', () => {
    const xml =
      '<rpid:activities until="2026-03-01T09:00:00Z"><rpid:meeting/></rpid:activities><rpid:activities from="2026-03-01T09:00:00Z"><rpid:travel/></rpid:activities>'
    expect(person(xml)?.activities.map((each) => [each.from, each.until, each.values[0]?.name])).toEqual([
      [null, '2026-03-01T09:00:00Z', 'meeting'],
      ['2026-03-01T09:00:00Z', null, 'travel'],
    ])
  })

  test('an input state without a threshold that counts has none', () => {
    expect(tuple('<rpid:user-input idle-threshold="0"> Idle </rpid:user-input>')?.userInput).toEqual({
      state: 'idle',
      idleThreshold: null,
      lastInput: null,
      id: null,
    })
  })
})

/** RFC 4481 section 4. */
test('timed presence tells what will be', () => {
  const status = tuple(
    '<ts:timed-status from="2005-08-15T10:20:00.000-05:00" until="2005-08-22T19:30:00.000-05:00"><ts:basic>closed</ts:basic><ts:note>Vacation</ts:note><rpid:activities><rpid:vacation/></rpid:activities></ts:timed-status>',
  )?.timedStatuses
  expect(status).toEqual([
    {
      from: '2005-08-15T10:20:00.000-05:00',
      until: '2005-08-22T19:30:00.000-05:00',
      basic: 'closed',
      note: { text: 'Vacation', lang: null },
      activities: { ...span, note: null, values: [{ name: 'vacation' }] },
      other: [],
    },
  ])
})

/** RFC 4482 section 4. */
test('CIPID tells card, name, homepage, icon, map and sound, of a person and of a service', () => {
  const cipid =
    '<c:card>http://example.com/card.vcd</c:card><c:homepage>http://example.com/~a</c:homepage><c:icon>http://example.com/i.gif</c:icon><c:map>http://example.com/gml.xml</c:map><c:sound>http://example.com/w.wav</c:sound><c:display-name> A &amp; B </c:display-name>'
  const value = {
    card: 'http://example.com/card.vcd',
    displayName: 'A & B',
    homepage: 'http://example.com/~a',
    icon: 'http://example.com/i.gif',
    map: 'http://example.com/gml.xml',
    sound: 'http://example.com/w.wav',
  }
  expect(person(cipid)?.cipid).toEqual(value)
  expect(tuple(cipid)?.cipid).toEqual(value)
  expect(person('<c:icon/>')?.cipid).toBeNull()
})

describe('capabilities (RFC 5196)', () => {
  const caps = `<caps:servcaps><caps:actor><caps:supported><caps:principal/></caps:supported></caps:actor><caps:audio>true</caps:audio><caps:automata>False</caps:automata>
    <caps:description xml:lang="en">Example service</caps:description><caps:duplex><caps:supported><caps:full/></caps:supported><caps:notsupported><caps:receive-only/></caps:notsupported></caps:duplex>
    <caps:languages><caps:supported><caps:l>en</caps:l><caps:l>fi</caps:l></caps:supported></caps:languages><caps:methods><caps:supported><caps:MESSAGE/><caps:INVITE/></caps:supported></caps:methods>
    <caps:priority><caps:supported><caps:lowerthan maxvalue="10"/><caps:range minvalue="1" maxvalue="5"/><caps:higherthan minvalue="3"/><caps:equals value="7"/></caps:supported></caps:priority>
    <caps:schemes><caps:supported><caps:s>sip</caps:s></caps:supported></caps:schemes><caps:type>application/pidf+xml</caps:type><caps:video>1</caps:video>
    <agp-caps:file-transfer>true</agp-caps:file-transfer><agp-caps:screen-sharing-client>false</agp-caps:screen-sharing-client></caps:servcaps>`

  test('of a service tell what it can and cannot do', () => {
    expect(tuple(caps)?.capabilities).toEqual({
      ...noCapabilities(),
      actor: { supported: ['principal'], notSupported: [] },
      audio: true,
      automata: false,
      descriptions: [{ text: 'Example service', lang: 'en' }],
      duplex: { supported: ['full'], notSupported: ['receive-only'] },
      languages: { supported: ['en', 'fi'], notSupported: [] },
      methods: { supported: ['MESSAGE', 'INVITE'], notSupported: [] },
      priority: {
        supported: [
          { kind: 'lower-than', maximum: 10 },
          { kind: 'range', minimum: 1, maximum: 5 },
          { kind: 'higher-than', minimum: 3 },
          { kind: 'equals', value: 7 },
        ],
        notSupported: [],
      },
      schemes: { supported: ['sip'], notSupported: [] },
      types: ['application/pidf+xml'],
      video: true,
      fileTransfer: true,
      screenSharingClient: false,
    })
  })

  test('of a device tell whether it moves', () => {
    const device = read(
      '<dm:device id="d"><caps:devcaps><caps:mobility><caps:supported><caps:mobile/></caps:supported></caps:mobility></caps:devcaps><dm:deviceID>urn:x</dm:deviceID></dm:device>',
    ).devices[0]
    expect(device?.capabilities).toEqual({
      descriptions: [],
      mobility: { supported: ['mobile'], notSupported: [] },
      other: [],
    })
  })
})

describe('a civic address (RFC 4119, 5139)', () => {
  const geopriv = (prefix: string, more = ''): string =>
    `<gp:geopriv><gp:location-info><${prefix}:civicAddress xml:lang="de"><${prefix}:country>de</${prefix}:country><${prefix}:A1>Bavaria</${prefix}:A1><${prefix}:A3>Munich</${prefix}:A3><${prefix}:A6>Secret Street</${prefix}:A6></${prefix}:civicAddress></gp:location-info><gp:usage-rules>${more}</gp:usage-rules></gp:geopriv>`
  const munich = {
    country: 'DE',
    region: 'Bavaria',
    city: 'Munich',
    lang: 'de',
    retransmissionAllowed: false,
    retentionExpiry: null,
  }

  test('is read down to the city and no further, wherever it stands', () => {
    expect(person(geopriv('ca'))?.location).toEqual(munich)
    expect(person(geopriv('cl'))?.location).toEqual(munich)
    expect(read(`<tuple id="t"><status>${geopriv('ca')}</status></tuple>`).tuples[0]?.location).toEqual(munich)
    expect(buildPresence(read(`<dm:person id="p">${geopriv('ca')}</dm:person>`))).not.toContain('Secret')
  })

  test('brings the rules of its use', () => {
    const rules =
      '<gbp:retransmission-allowed xmlns:gbp="urn:ietf:params:xml:ns:pidf:geopriv10:basicPolicy">yes</gbp:retransmission-allowed><gp:retention-expiry>2026-03-01T09:00:00Z</gp:retention-expiry>'
    expect(person(geopriv('ca', rules))?.location).toMatchObject({
      retransmissionAllowed: true,
      retentionExpiry: '2026-03-01T09:00:00Z',
    })
  })

  test('of coordinates alone is none', () => {
    expect(
      person(
        '<gp:geopriv><gp:location-info><g:Point xmlns:g="http://www.opengis.net/gml"><g:pos>48 11</g:pos></g:Point></gp:location-info><gp:usage-rules/></gp:geopriv>',
      )?.location,
    ).toBeNull()
  })
})

test("Blink's own elements tell its one word and its device", () => {
  const found = read(
    '<tuple id="SID-1"><status><basic>open</basic><agp-pidf:extended>Busy</agp-pidf:extended></status><agp-pidf:device-info id="1"><agp-pidf:description>host</agp-pidf:description><agp-pidf:user-agent>Blink 6.0.6 (Linux)</agp-pidf:user-agent><agp-pidf:time-offset description="EST">1140.0</agp-pidf:time-offset></agp-pidf:device-info></tuple>',
  ).tuples[0]
  expect(found).toMatchObject({
    extended: 'busy',
    deviceInfo: {
      id: '1',
      description: 'host',
      userAgent: 'Blink 6.0.6 (Linux)',
      timeOffset: -300,
      timeOffsetDescription: 'EST',
    },
  })
})

test('what says nothing of a service is not kept as if it did', () => {
  expect(tuple('<contact/><note> </note><timestamp/><agp-pidf:extended/><rpid:class/><rpid:status-icon/>')).toEqual({
    ...emptyTuple('t1'),
    basic: 'open',
    other: [],
  })
})

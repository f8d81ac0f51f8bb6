import { describe, expect, test } from 'vitest'
import {
  buildPresence,
  emptyDevice,
  emptyPerson,
  emptyPresence,
  emptyTuple,
  parsePresence,
} from '../../electron/documents/pidf.ts'

/** RFC 4480 section 4, the rich presence example, in the words of the RFC. */
const rfc4480 = `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf"
     xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
     xmlns:lt="urn:ietf:params:xml:ns:location-type"
     xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid"
     xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
     entity="pres:someone@example.com">
  <tuple id="bs35r9">
    <status><basic>open</basic></status>
    <dm:deviceID>urn:device:0003ba4811e3</dm:deviceID>
    <rpid:relationship><rpid:self/></rpid:relationship>
    <rpid:service-class><rpid:electronic/></rpid:service-class>
    <contact priority="0.8">im:someone@mobile.example.net</contact>
    <note xml:lang="en">Don't Disturb Please!</note>
    <note xml:lang="fr">Ne derangez pas, s'il vous plait</note>
    <timestamp>2005-10-27T16:49:29Z</timestamp>
  </tuple>
  <tuple id="ty4658">
    <status><basic>open</basic></status>
    <rpid:relationship><rpid:assistant/></rpid:relationship>
    <contact priority="1.0">mailto:secretary@example.com</contact>
  </tuple>
  <tuple id="eg92n8">
    <status><basic>open</basic></status>
    <dm:deviceID>urn:x-mac:0003ba4811e3</dm:deviceID>
    <rpid:class>email</rpid:class>
    <rpid:service-class><rpid:electronic/></rpid:service-class>
    <rpid:status-icon>http://example.com/mail.png</rpid:status-icon>
    <contact priority="1.0">mailto:someone@example.com</contact>
  </tuple>
  <note>I'll be in Tokyo next week</note>
  <dm:device id="pc147">
    <rpid:user-input idle-threshold="600" last-input="2004-10-21T13:20:00-05:00">idle</rpid:user-input>
    <dm:deviceID>urn:device:0003ba4811e3</dm:deviceID>
    <dm:note>PC</dm:note>
  </dm:device>
  <dm:person id="p1">
    <rpid:activities from="2005-05-30T12:00:00+05:00" until="2005-05-30T17:00:00+05:00">
      <rpid:note>Far away</rpid:note><rpid:away/></rpid:activities>
    <rpid:class>calendar</rpid:class>
    <rpid:mood><rpid:angry/><rpid:other>brooding</rpid:other></rpid:mood>
    <rpid:place-is><rpid:audio><rpid:noisy/></rpid:audio></rpid:place-is>
    <rpid:place-type><lt:residence/></rpid:place-type>
    <rpid:privacy><rpid:unknown/></rpid:privacy>
    <rpid:sphere>bowling league</rpid:sphere>
    <rpid:status-icon>http://example.com/play.gif</rpid:status-icon>
    <rpid:time-offset>-240</rpid:time-offset>
    <dm:note>Scoring 120</dm:note>
    <dm:timestamp>2005-05-30T16:09:44+05:00</dm:timestamp>
  </dm:person>
</presence>`

const span = { from: null, until: null, id: null }

describe('the rich presence example of RFC 4480', () => {
  const presence = parsePresence(rfc4480)

  test('says of the person all that RPID can say', () => {
    expect(presence.entity).toBe('pres:someone@example.com')
    expect(presence.persons).toEqual([
      {
        ...emptyPerson('p1'),
        activities: [
          {
            from: '2005-05-30T12:00:00+05:00',
            until: '2005-05-30T17:00:00+05:00',
            id: null,
            note: { text: 'Far away', lang: null },
            values: [{ name: 'away' }],
          },
        ],
        class: 'calendar',
        mood: {
          ...span,
          note: null,
          values: [{ name: 'angry' }, { name: 'other', text: 'brooding', lang: null, xml: null }],
        },
        placeIs: { ...span, audio: 'noisy', video: null, text: null, note: null },
        placeType: { ...span, note: null, values: [{ name: 'residence' }] },
        privacy: { ...span, audio: false, text: false, video: false, unknown: true, note: null, other: [] },
        sphere: { ...span, value: { name: 'other', text: 'bowling league', lang: null, xml: null } },
        statusIcon: { ...span, uri: 'http://example.com/play.gif' },
        timeOffset: { ...span, minutes: -240, description: null },
        notes: [{ text: 'Scoring 120', lang: null }],
        timestamp: '2005-05-30T16:09:44+05:00',
      },
    ])
  })

  test('says of the services whose they are and how to reach them', () => {
    expect(
      presence.tuples.map(({ id, contact, relationship }) => [id, contact?.priority, relationship?.value.name]),
    ).toEqual([
      ['bs35r9', 0.8, 'self'],
      ['ty4658', 1, 'assistant'],
      ['eg92n8', 1, undefined],
    ])
    expect(presence.tuples[0]?.notes.map((note) => note.lang)).toEqual(['en', 'fr'])
    expect(presence.tuples[0]?.serviceClass).toEqual({ value: { name: 'electronic' }, note: null })
    expect(presence.tuples[2]?.statusIcon?.uri).toBe('http://example.com/mail.png')
  })

  test('says of the device since when it is idle', () => {
    expect(presence.devices).toEqual([
      {
        ...emptyDevice('pc147', 'urn:device:0003ba4811e3'),
        userInput: { state: 'idle', idleThreshold: 600, lastInput: '2004-10-21T13:20:00-05:00', id: null },
        notes: [{ text: 'PC', lang: null }],
      },
    ])
    expect(presence.notes).toEqual([{ text: "I'll be in Tokyo next week", lang: null }])
    expect(presence.other).toEqual([])
  })

  test('is the same after it was built and read again', () => {
    expect(parsePresence(buildPresence(presence))).toEqual(presence)
  })
})

const wrap = (body: string, attributes = ''): string =>
  `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" xmlns:x="urn:example:x" entity="sip:a@example.com"${attributes}>${body}</presence>`

describe('what real servers and clients send is read', () => {
  test("Asterisk's contact before status, old namespaces, activities inside status", () => {
    const presence = parsePresence(`<?xml version="1.0" encoding="ISO-8859-1"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:pp="urn:ietf:params:xml:ns:pidf:person"
  xmlns:es="urn:ietf:params:xml:ns:pidf:rpid:status:rpid-status" xmlns:ep="urn:ietf:params:xml:ns:pidf:rpid:rpid-person" entity="sip:200@example.com">
<pp:person><status><ep:activities><ep:busy/></ep:activities></status></pp:person>
<note>On the phone</note>
<tuple id="200"><contact priority="1">sip:200@example.com</contact><status><basic>open</basic></status></tuple></presence>`)
    expect(presence.tuples[0]).toMatchObject({
      id: '200',
      basic: 'open',
      contact: { uri: 'sip:200@example.com', priority: 1 },
    })
    expect(presence.persons[0]?.activities[0]?.values).toEqual([{ name: 'busy' }])
    expect(presence.notes[0]?.text).toBe('On the phone')
  })

  test('activities inside the status of a tuple are the activities of a person', () => {
    const presence = parsePresence(
      wrap(
        '<tuple id="t"><status><basic>open</basic><rpid:activities><rpid:meeting/></rpid:activities></status></tuple>',
      ),
    )
    expect(presence.persons).toEqual([
      { ...emptyPerson('person-t'), activities: [{ ...span, note: null, values: [{ name: 'meeting' }] }] },
    ])
  })

  test.each([
    ['<rpid:activities>On the phone</rpid:activities>', [{ name: 'on-the-phone' }]],
    ['<rpid:activities><rpid:activity>busy</rpid:activity></rpid:activities>', [{ name: 'busy' }]],
    [
      '<rpid:activities><rpid:other>dnd</rpid:other></rpid:activities>',
      [{ name: 'other', text: 'dnd', lang: null, xml: null }],
    ],
    ['<rpid:activities><rpid:siesta/></rpid:activities>', [{ name: 'other', text: 'siesta', lang: null, xml: null }]],
    ['<rpid:activities/>', []],
    [
      '<rpid:activities><x:available/></rpid:activities>',
      [{ name: 'other', text: 'available', lang: null, xml: '<x:available xmlns:x="urn:example:x"/>' }],
    ],
  ])('%s', (xml, values) => {
    expect(parsePresence(wrap(`<dm:person id="p">${xml}</dm:person>`)).persons[0]?.activities[0]?.values).toEqual(
      values,
    )
  })

  test('percent-encoded URIs, as Blink writes them, are decoded once', () => {
    const presence = parsePresence(
      `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:c="urn:ietf:params:xml:ns:pidf:cipid" entity="sip%3Aalice%40example.com"><tuple id="t"><status/><c:icon>https%3A//example.com/a%2520b%23blink-icon1</c:icon><contact>sip:a%20b@example.com</contact></tuple></presence>`,
    )
    expect(presence.entity).toBe('sip:alice@example.com')
    expect(presence.tuples[0]?.cipid?.icon).toBe('https://example.com/a%20b#blink-icon1')
    expect(presence.tuples[0]?.contact?.uri).toBe('sip:a%20b@example.com')
  })

  test('person before tuple, several persons, no ids, no timestamps', () => {
    const presence = parsePresence(
      wrap('<dm:person/><dm:person id="b"/><tuple><status><basic> Open </basic></status></tuple>'),
    )
    expect(presence.persons.map((person) => person.id)).toEqual(['', 'b'])
    expect(presence.tuples[0]).toEqual({ ...emptyTuple(''), basic: 'open' })
  })

  test("Asterisk's name-addr as contact, an URI with line ends in it, a namespace with a blank", () => {
    const presence = parsePresence(
      wrap(
        '<tuple id="t"><status/><contact>&quot;sipp&quot; &lt;sip:sipp@127.0.0.1&gt;</contact></tuple><d:person xmlns:d=" urn:ietf:params:xml:ns:pidf:data-model" id="p"><rpid:status-icon>http://example.com/a-\n\t\tb.png </rpid:status-icon></d:person>',
      ),
    )
    expect(presence.tuples[0]?.contact?.uri).toBe('sip:sipp@127.0.0.1')
    expect(presence.persons[0]?.statusIcon?.uri).toBe('http://example.com/a-b.png')
  })

  test('elements of others are kept, and written again', () => {
    const presence = parsePresence(wrap('<tuple id="t"><status/><x:y z="1">a &amp; b</x:y></tuple><x:root/>'))
    expect(presence.tuples[0]?.other).toEqual(['<x:y xmlns:x="urn:example:x" z="1">a &amp; b</x:y>'])
    expect(parsePresence(buildPresence(presence))).toEqual(presence)
  })

  test('UTF-16 declared and UTF-8 sent, a byte order mark, blank lines before the declaration', () => {
    const xml = `\ufeff\r\n<?xml version="1.0" encoding="UTF-16"?>${wrap('<note>Grüße</note>')}`
    expect(parsePresence(new TextEncoder().encode(xml)).notes[0]?.text).toBe('Grüße')
  })
})

describe('what is built, its schemas accept', () => {
  test('ids that are no ids or occur twice are made unique', () => {
    const presence = {
      ...emptyPresence('sip:a@example.com'),
      tuples: [emptyTuple('1'), emptyTuple('1')],
      persons: [emptyPerson('x y')],
    }
    const xml = buildPresence(presence)
    expect([...xml.matchAll(/ id="([^"]*)"/g)].map((match) => match[1])).toEqual(['tuple-1', 'tuple-1-2', 'person-x_y'])
  })

  test('a note keeps whatever a person can type, and loses only what XML cannot carry', () => {
    const typed = '<b> & "quotes" \r\n\t ]]> \u0007 \ud83d\ude00 \ud83d end'
    const xml = buildPresence({ ...emptyPresence('sip:a@example.com'), notes: [{ text: typed, lang: 'en' }] })
    expect(parsePresence(xml).notes).toEqual([{ text: '<b> & "quotes" \r\n\t ]]>  \ud83d\ude00  end', lang: 'en' }])
  })

  test('times without a zone are put right, and times that are none are left out', () => {
    const person = { ...emptyPerson('p'), timestamp: '2026-03-01 09:00:00' }
    const tuple = { ...emptyTuple('t'), timestamp: 'yesterday' }
    const xml = buildPresence({ ...emptyPresence('sip:a@example.com'), persons: [person], tuples: [tuple] })
    expect(xml).toContain('<dm:timestamp>2026-03-01T09:00:00Z</dm:timestamp>')
    expect(xml).not.toContain('<timestamp>')
  })
})

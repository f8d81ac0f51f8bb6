import { describe, expect, test } from 'vitest'
import { parsePresence } from '../../electron/documents/pidf.ts'
import { compose } from '../../electron/presence/composition.ts'
import { blink, laptop, mobile, presence } from './fixtures.ts'

const now = Date.parse('2026-11-20T14:02:00Z')
const at = (...documents: readonly string[]) => compose(documents.map(parsePresence), now)

type DeviceSaid = {
  readonly id?: string
  readonly basic?: string
  readonly doing?: string
  readonly input?: 'active' | 'idle'
  readonly note?: string
  readonly time?: string
  readonly more?: string
}

/** One device as RFC 4479 has it: tuple, person, device. */
function device({
  id = laptop,
  basic = 'open',
  doing = '',
  input,
  note = '',
  time = '13:00',
  more = '',
}: DeviceSaid): string {
  const stamp = `2026-11-20T${time}:00Z`
  const user = input ? `<rpid:user-input>${input}</rpid:user-input>` : ''
  const said = note ? `<dm:note>${note}</dm:note>` : ''
  return `<tuple id="SID-${id}"><status><basic>${basic}</basic></status>${user}<contact>sip:maya@dialtone.test</contact>
    <timestamp>${stamp}</timestamp></tuple>
    <dm:person id="PID-${id}">${doing ? `<rpid:activities>${doing}</rpid:activities>` : ''}${more}${said}
    <dm:timestamp>${stamp}</dm:timestamp></dm:person>`
}
const words = (list: readonly { name: string; text: string | null }[]) =>
  list.map((each) => each.text ?? each.name).join(' ')

describe('several devices', () => {
  type Row = readonly [string, readonly DeviceSaid[], string, string]
  /** docs/presence.md, "Composition" */
  const rows: readonly Row[] = [
    [
      'activities are merged',
      [{ doing: '<rpid:meeting/>' }, { id: mobile, doing: '<rpid:on-the-phone/>' }],
      'phone',
      'on-the-phone meeting',
    ],
    [
      'the same activity is told once',
      [{ doing: '<rpid:meal/>' }, { id: mobile, doing: '<rpid:meal/>' }],
      'away',
      'meal',
    ],
    [
      'a device in use over an idle one',
      [
        { doing: '<rpid:away/>', input: 'idle', time: '13:59' },
        { id: mobile, input: 'active', time: '13:00' },
      ],
      'available',
      '',
    ],
    [
      'what an idle device says besides still counts',
      [
        { doing: '<rpid:away/><rpid:meeting/>', input: 'idle' },
        { id: mobile, input: 'active' },
      ],
      'busy',
      'meeting',
    ],
    [
      'a device that tells no input is not idle',
      [{ doing: '<rpid:away/>', input: 'idle' }, { id: mobile }],
      'available',
      '',
    ],
    ['all devices idle', [{ input: 'idle' }, { id: mobile, input: 'idle' }], 'away', ''],
    ['one device closed, one open', [{ basic: 'closed' }, { id: mobile }], 'available', ''],
    [
      'a device that hides does not hide the other',
      [{ basic: 'closed', doing: '<rpid:other>offline</rpid:other>' }, { id: mobile }],
      'available',
      '',
    ],
    ['all devices closed', [{ basic: 'closed' }, { id: mobile, basic: 'closed' }], 'offline', ''],
    [
      'busy on one, away by hand on the other',
      [{ doing: '<rpid:busy/>' }, { id: mobile, doing: '<rpid:away/>' }],
      'busy',
      'busy away',
    ],
    ['do not disturb on one', [{ doing: '<rpid:busy/><rpid:other>dnd</rpid:other>' }, { id: mobile }], 'dnd', 'dnd'],
  ]
  test.each(rows)('%s', (_name, devices, availability, activities) => {
    const person = at(presence(...devices.map(device)))
    expect([person.availability, words(person.activities)]).toEqual([availability, activities])
    // Servers that send one document a device are the same to us.
    const apart = at(...devices.map((each) => presence(device(each))))
    expect([apart.availability, words(apart.activities)]).toEqual([availability, activities])
  })

  test('of each element the newest wins, whatever the order of the server', () => {
    const old = device({
      note: 'Old',
      time: '12:00',
      more: '<rpid:mood><rpid:happy/></rpid:mood><rpid:sphere><rpid:home/></rpid:sphere>',
    })
    const young = device({ id: mobile, note: 'Young', time: '13:30', more: '<rpid:mood><rpid:calm/></rpid:mood>' })
    for (const document of [presence(old, young), presence(young, old)]) {
      expect(at(document)).toMatchObject({ note: { text: 'Young' }, mood: ['calm'], sphere: 'home' })
    }
  })

  test('a note of a device in use beats the newer note of an idle one', () => {
    const idle = device({ note: 'Idle', time: '13:59', input: 'idle' })
    const used = device({ id: mobile, note: 'Used', time: '10:00', input: 'active' })
    expect(at(presence(idle, used)).note?.text).toBe('Used')
  })

  test('of an element sent twice the newer is taken', () => {
    const document = presence(
      device({ doing: '<rpid:busy/>', time: '12:00' }),
      device({ doing: '<rpid:meal/>', time: '13:00' }),
    )
    expect(at(document).activities.map((each) => each.name)).toEqual(['meal'])
    expect(at(document).services).toHaveLength(1)
  })
})

describe('services', () => {
  test('those of others stand apart and say nothing of the person', () => {
    const assistant = `<tuple id="a"><status><basic>open</basic></status><rpid:relationship><rpid:assistant/></rpid:relationship>
      <contact priority="0.9">sip:luis@dialtone.test</contact><note>Ask Luis</note></tuple>`
    const person = at(presence(device({ basic: 'closed' }), assistant))
    expect(person).toMatchObject({ availability: 'offline', note: null })
    expect(person.services.map((each) => [each.relationship, each.open, each.uri, each.note])).toEqual([
      [null, false, 'sip:maya@dialtone.test', null],
      ['assistant', true, 'sip:luis@dialtone.test', 'Ask Luis'],
    ])
  })

  test('a closed service says when it opens', () => {
    const tuple = `<tuple id="t"><status><basic>closed</basic></status>
      <ts:timed-status from="2026-11-20T15:30:00Z"><ts:basic>open</ts:basic></ts:timed-status></tuple>`
    expect(at(presence(tuple)).services[0]?.opensAt).toBe(Date.parse('2026-11-20T15:30:00Z'))
  })

  test.each([
    ['mailto:m@x.test', '', 'mail'],
    ['im:m@x.test', '', 'chat'],
    ['tel:+15551234', '', 'call'],
    ['sip:m@x.test', '<caps:message>true</caps:message>', 'chat'],
    ['sip:m@x.test', '<caps:audio>true</caps:audio><caps:message>true</caps:message>', 'call'],
    ['sip:m@x.test', '<caps:video>true</caps:video>', 'video'],
    ['https://x.test/me', '', 'other'],
    ['sip:m@x.test', '', 'call'],
  ])('%s with %s is %s', (uri, caps, kind) => {
    const tuple = `<tuple id="t"><status><basic>open</basic></status><caps:servcaps>${caps}</caps:servcaps><contact>${uri}</contact></tuple>`
    expect(at(presence(tuple)).services[0]?.kind).toBe(kind)
  })
})

describe('time', () => {
  const meeting = (from: string, until: string) =>
    presence(
      device({
        more: `<rpid:activities from="2026-11-20T${from}:00Z" until="2026-11-20T${until}:00Z"><rpid:meeting/></rpid:activities>`,
      }),
    )

  test('an activity that is over is not told', () => {
    expect(at(meeting('12:00', '14:00'))).toMatchObject({ availability: 'available', activities: [] })
  })

  test('an activity that has not begun is in the day, and says when to look again', () => {
    const person = at(meeting('15:00', '16:00'))
    const [from, until] = [Date.parse('2026-11-20T15:00:00Z'), Date.parse('2026-11-20T16:00:00Z')]
    expect(person).toMatchObject({ availability: 'available', day: [{ kind: 'busy', from, until }], nextChange: from })
    expect(compose([parsePresence(meeting('15:00', '16:00'))], from)).toMatchObject({
      availability: 'busy',
      nextChange: until + 1000,
    })
  })

  test('an end is believed when nothing came in its place for a second: the next word is on its way', () => {
    const until = Date.parse('2026-11-20T14:00:00Z')
    const seen = (now: number) => compose([parsePresence(meeting('12:00', '14:00'))], now).availability
    expect([until - 1, until, until + 999, until + 1000].map(seen)).toEqual(['busy', 'busy', 'busy', 'available'])
  })

  test('the city of a civic address is read, and no street', () => {
    const place = `<tuple id="t"><status><basic>open</basic><gp:geopriv><gp:location-info><ca:civicAddress><ca:country>us</ca:country>
      <ca:A1>Illinois</ca:A1><ca:A3>Chicago</ca:A3><ca:RD>Lake Street</ca:RD></ca:civicAddress></gp:location-info></gp:geopriv></status></tuple>`
    expect(at(presence(place)).city).toEqual({ country: 'US', region: 'Illinois', city: 'Chicago' })
  })
})

describe('other people’s software', () => {
  test.each([
    ['available', '<rpid:other>available</rpid:other>', 'available'],
    ['away', '<rpid:away/>', 'away'],
    ['busy', '<rpid:busy/>', 'busy'],
    ['offline', '<rpid:other>offline</rpid:other>', 'offline'],
  ])('Blink being %s', (extended, activity, availability) => {
    const person = at(blink(extended, activity, 'In the office', '2026-11-20T14:00:00Z', laptop))
    expect(person).toMatchObject({ availability, note: { text: 'In the office' }, timeOffset: -300 })
    expect(person.devices).toMatchObject([{ description: 'desk', note: 'Blink 6.0.6 (Linux) at desk', idle: false }])
  })

  test('Blink for macOS on the phone', () => {
    const person = at(blink('busy', '<rpid:busy/>', 'On the Phone', '2026-11-20T14:00:00Z', laptop))
    expect(person).toMatchObject({ availability: 'phone', note: null })
  })

  const linphone = (basic: string, activity: string) =>
    presence(`<tuple id="jjlson"><status><basic>${basic}</basic></status><contact priority="0.8">sip:a@x.test</contact>
      <timestamp>2026-11-20T14:00:00Z</timestamp></tuple><dm:person id="p"><rpid:activities>${activity}</rpid:activities></dm:person>`)

  test('Linphone offline is permanent-absence beside an open tuple', () => {
    expect(at(linphone('open', '<rpid:permanent-absence/>'))).toMatchObject({ availability: 'offline', activities: [] })
  })

  test('who left for good is closed', () => {
    const person = at(linphone('closed', '<rpid:permanent-absence/>'))
    expect([person.availability, words(person.activities)]).toEqual(['offline', 'permanent-absence'])
  })

  test('Linphone do not disturb is other "dnd"', () => {
    expect(at(linphone('open', '<rpid:other>dnd</rpid:other>')).availability).toBe('dnd')
  })

  /** res_pjsip_pidf_body_generator and chan_sip: namespaces, order and notes as they write them. */
  const asterisk = (basic: string, activity: string, note: string) => `<?xml version="1.0" encoding="ISO-8859-1"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:pp="urn:ietf:params:xml:ns:pidf:person"
 xmlns:es="urn:ietf:params:xml:ns:pidf:rpid:status:rpid-status" xmlns:ep="urn:ietf:params:xml:ns:pidf:rpid:rpid-person"
 entity="sip:300@pbx.test"><pp:person><status>${activity ? `<ep:activities><ep:${activity}/></ep:activities>` : ''}</status></pp:person>
<note>${note}</note><tuple id="300"><contact priority="1">sip:300@pbx.test</contact><status><basic>${basic}</basic></status></tuple></presence>`

  test.each([
    ['open', '', 'Ready', 'available', null],
    ['open', 'busy', 'On the phone', 'phone', null],
    ['open', 'busy', 'On hold', 'phone', null],
    ['open', 'busy', 'Ringing', 'busy', 'Ringing'],
    ['closed', 'away', 'Unavailable', 'offline', null],
    ['open', 'away', 'Not online', 'offline', null],
    ['open', 'away', 'Gone fishing', 'away', 'Gone fishing'],
  ])('Asterisk with %s, %s, "%s" is %s', (basic, activity, note, availability, shown) => {
    const person = at(asterisk(basic, activity, note))
    expect([person.availability, person.note?.text ?? null]).toEqual([availability, shown])
  })

  test('the stripped tuple Kamailio sends beside another device counts for nothing', () => {
    const stripped = `<tuple id="SID-${mobile}"><status><basic>closed</basic><agp-pidf:extended>away</agp-pidf:extended></status></tuple>`
    expect(at(presence(stripped))).toMatchObject({ availability: 'offline' })
    expect(at(presence(stripped, device({})))).toMatchObject({ availability: 'available' })
  })

  test('the stripped tuple OpenSIPS sends before it forgets somebody', () => {
    expect(at(presence('<tuple id="t"><status><basic>closed</basic></status></tuple>'))).toMatchObject({
      availability: 'offline',
    })
  })

  test('Asterisk saying the state of the telephone twice does not make it a note', () => {
    const document = presence(`<tuple id="t"><status><basic>open</basic></status></tuple><note>On the phone</note>
      <dm:person id="p"><rpid:activities><rpid:on-the-phone/></rpid:activities><dm:note>On the phone</dm:note></dm:person>`)
    expect(at(document)).toMatchObject({ availability: 'phone', note: null })
  })

  test('a note of the document is the person’s, a note of a tuple stands with that way to reach', () => {
    const person = at(
      presence(`<tuple id="im"><status><basic>open</basic></status><contact>im:a@x.test</contact><note>Ask first</note></tuple>
        <note>In Tokyo next week</note>`),
    )
    expect(person.note?.text).toBe('In Tokyo next week')
    expect(person.services).toMatchObject([{ kind: 'chat', note: 'Ask first' }])
  })

  test('a tuple with a location and nothing else is no way to reach somebody', () => {
    const person = at(
      presence(`<tuple id="point"><status><gp:geopriv xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10"><gp:location-info/>
        <gp:usage-rules/></gp:geopriv></status></tuple>`),
    )
    expect([person.services, person.availability]).toEqual([[], 'unknown'])
  })

  test('only web addresses become icons and pages', () => {
    const person = at(
      presence(`<tuple id="t"><status><basic>open</basic></status></tuple>
        <dm:person id="p"><rpid:status-icon>file:///etc/passwd</rpid:status-icon></dm:person>`),
    )
    expect(person.statusIcon).toBeNull()
  })
})

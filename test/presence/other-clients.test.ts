import { expect, test } from 'vitest'
import { DocumentError } from '../../electron/documents/xml.ts'
import { renderPresentity } from '../../electron/presence/render.ts'

const pidf = (body: string, root = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" ${root} entity="sip:maya@example.org">${body}</presence>`

const open = '<status><basic>open</basic></status>'
const oma = 'xmlns:op="urn:oma:xml:prs:pidf:oma-pres"'
const xpidf = (status: string, substatus: string): string =>
  `<presence><presentity uri="sip:maya@example.org;method=SUBSCRIBE" /><atom id="1000"><address uri="sip:maya@example.org;user=ip" priority="0.800000"><status status="${status}" /><msnsubstatus substatus="${substatus}" /></address></atom></presence>`
const doctype = '<?xml version="1.0"?>\n<!DOCTYPE presence PUBLIC "-//IETF//DTD RFCxxxx XPIDF 1.0//EN" "xpidf.dtd">\n'

test.each([
  ['a telephone that speaks XPIDF, away', doctype + xpidf('open', 'away'), 'away'],
  ['a telephone that speaks XPIDF, in a call', doctype + xpidf('inuse', 'onthephone'), 'phone'],
  ['XPIDF without its DOCTYPE', xpidf('closed', 'offline'), 'offline'],
  [
    'partial presence, whole',
    `<p:pidf-full xmlns="urn:ietf:params:xml:ns:pidf" xmlns:p="urn:ietf:params:xml:ns:pidf-diff" entity="pres:maya@example.org" version="1"><tuple id="a">${open}</tuple></p:pidf-full>`,
    'available',
  ],
  [
    'a gateway with the draft before PIDF',
    '<presence xmlns="urn:ietf:params:cpim-presence:" entity="sip:maya@example.org"><tuple name="x"><status><value>open</value></status></tuple></presence>',
    'available',
  ],
  [
    'the example of RFC 3863 4.3.2',
    pidf(
      '<tuple id="a"><status><basic>open</basic><im:im>busy</im:im></status><contact priority="0.8">im:maya@example.org</contact></tuple>',
      'xmlns:im="urn:ietf:params:xml:ns:pidf:im"',
    ),
    'busy',
  ],
  [
    'a word there that is none',
    pidf(
      '<tuple id="a"><status><basic>open</basic><im:im>online</im:im></status></tuple>',
      'xmlns:im="urn:ietf:params:xml:ns:pidf:im"',
    ),
    'available',
  ],
  [
    'RCS, reachable and not willing',
    pidf(
      `<tuple id="a">${open}<contact>tel:+441632960000</contact></tuple><dm:person id="p"><op:overriding-willingness><op:basic>closed</op:basic></op:overriding-willingness></dm:person>`,
      oma,
    ),
    'offline',
  ],
  [
    'RCS, reachable and willing',
    pidf(
      `<tuple id="a">${open}<op:willingness><op:basic>open</op:basic></op:willingness></tuple><dm:person id="p"><op:overriding-willingness><op:basic>open</op:basic></op:overriding-willingness></dm:person>`,
      oma,
    ),
    'available',
  ],
  [
    'RCS, in a session, which says nothing of being reached',
    pidf(
      `<tuple id="a">${open}<op:session-participation><op:basic>closed</op:basic></op:session-participation></tuple>`,
      oma,
    ),
    'available',
  ],
  [
    'an ampersand as people type it',
    pidf(
      `<tuple id="a">${open}<contact>sip:maya@example.org?a=1&b=2</contact></tuple><dm:person id="p"><dm:note>R & D</dm:note></dm:person>`,
    ),
    'available',
  ],
  [
    'an end tag that misses its bracket',
    pidf(`<tuple id="a">${open}<rpid:activities><rpid:busy/></rpid:activities><note>busy</note\n</tuple>`),
    'busy',
  ],
  ['a root that is never ended', pidf(`<tuple id="a">${open}</tuple>`).replace('</presence>', '\n'), 'available'],
  ['the boundary of a multipart behind it', `${pidf(`<tuple id="a">${open}</tuple>`)}\r\n--b--\r\n`, 'available'],
  ['a second document behind it', pidf(`<tuple id="a">${open}</tuple>`).repeat(2), 'available'],
  [
    'the headers of the message before it',
    `NOTIFY sip:a@b SIP/2.0\r\nContent-Type: application/pidf+xml\r\n\r\n${pidf(`<tuple id="a">${open}</tuple>`)}`,
    'available',
  ],
  ['a comment before the declaration', `<!-- hello -->\n${pidf(`<tuple id="a">${open}</tuple>`)}`, 'available'],
  ['a comment of hyphens', pidf(`<!-- ------- --><tuple id="a">${open}</tuple>`), 'available'],
  [
    'a declaration in another order',
    pidf(`<tuple id="a">${open}</tuple>`).replace(/^<\?xml.*\?>/, '<?xml standalone="yes" version="1.0"?>'),
    'available',
  ],
  [
    'an attribute twice, one without quotes, and a backslash before the bracket',
    pidf(`<tuple id="a" id="a">${open}<contact priority=0.5\\>sip:maya@example.org</contact></tuple>`),
    'available',
  ],
  ['what is less in a note', pidf(`<tuple id="a">${open}</tuple><note>I <3 you</note>`), 'available'],
  ['an entity of HTML', pidf(`<tuple id="a">${open}</tuple><note>back&nbsp;soon</note>`), 'available'],
  [
    'prefixes that a server forgot to declare',
    pidf(`<tuple id="a">${open}</tuple><pp:person id="p"><ep:activities><ep:busy/></ep:activities></pp:person>`),
    'busy',
  ],
  [
    'namespaces in capitals',
    `<presence xmlns="URN:IETF:params:xml:ns:pidf" entity="sip:maya@example.org"><tuple id="a">${open}</tuple></presence>`,
    'available',
  ],
  ['a status of one word', pidf('<tuple id="a"><status>open</status></tuple>'), 'available'],
  ['a basic status of its own', pidf('<tuple id="a"><status><basic>offline</basic></status></tuple>'), 'offline'],
  [
    'an activity by another name',
    pidf(`<tuple id="a">${open}</tuple><dm:person id="p"><rpid:activities><rpid:lunch/></rpid:activities></dm:person>`),
    'away',
  ],
  [
    'a telephone of Polycom, with a comma in its number',
    `${doctype}<presence><presentity uri="sip:maya@example.org;method=SUBSCRIBE" /><atom id="1"><address uri="sip:maya@example.org" priority="0,800000"><status status="inuse" /></address></atom></presence>`,
    'busy',
  ],
  [
    'XPIDF that names a namespace, and its state in the first word',
    `<presence xmlns="urn:x"> <!-- who --> <presentity uri="sip:maya@example.org"/><atom id="1"><address uri="sip:maya@example.org"><status status="away"/></address></atom></presence>`,
    'away',
  ],
  [
    'the body of a NOTIFY in parts',
    `--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: application/pidf+xml\r\n\r\n${pidf(`<tuple id="a">${open}</tuple>`)}\r\n--b--\r\n`,
    'available',
  ],
])('%s', (_what, xml, availability) => {
  expect(renderPresentity(xml, Date.UTC(2026, 10, 23))).toMatchObject({ aor: 'maya@example.org', availability })
})

test('of two services of RCS the one its user does not want is closed', () => {
  const xml = pidf(
    `<tuple id="a">${open}<op:willingness><op:basic>closed</op:basic></op:willingness><contact>tel:+441632960000</contact></tuple><tuple id="b">${open}<contact>im:maya@example.org</contact></tuple>`,
    oma,
  )
  const { availability, services } = renderPresentity(xml, 0)
  expect(availability).toBe('available')
  expect(services.map(({ uri, open: isOpen }) => [uri, isOpen])).toEqual([
    ['im:maya@example.org', true],
    ['tel:+441632960000', false],
  ])
})

test('the note with an ampersand is whole, and an entity of nobody stays a mistake', () => {
  expect(renderPresentity(pidf('<note>R&D, a & b &amp; c</note>'), 0).note?.text).toBe('R&D, a & b & c')
  expect(() => renderPresentity(pidf('<note>a&b;c</note>'), 0)).toThrow('a reference to nothing')
  expect(() => renderPresentity(pidf(`<note>${'& '.repeat(101)}</note>`), 0)).toThrow('a reference to nothing')
})

test.each([
  ['cut off in the middle', pidf(`<tuple id="a">${open}<note>Back at`).replace('</presence>', '')],
  ['with end tags that do not fit', pidf(`<tuple id="a">${open}</note></tuple>`)],
  ['with entities of its own', `<!DOCTYPE presence [<!ENTITY a "b">]>${pidf(`<note>a</note`)}`],
  ['XPIDF that names no address', '<presence><presentity uri="sip:maya@example.org"/></presence>'],
  ['no presence at all', '<html><body>Not found<br></body></html>'],
  ['parts without presence', '--b\nContent-Type: text/plain\n\nhello\n--b--\n'],
])('a document %s is one clear error', (_what, file) => {
  expect(() => renderPresentity(file, 0)).toThrow(DocumentError)
})

test.each([
  ['Latin-1 that says so', 'ISO-8859-1', [0xfc], 'ü'],
  ['Latin-1 that says it is UTF-8', 'UTF-8', [0xfc], 'ü'],
  ['Latin-9', 'ISO-8859-15', [0xa4], '€'],
  ['Chinese', 'gb2312', [0xc4, 0xe3], '你'],
  ['UTF-8 that was cut', 'UTF-8', [0xc3, 0xbc, 0xc3], 'ü\ufffd'],
  ['UTF-8 that says it is UTF-16', 'UTF-16', [0xc3, 0xbc], 'ü'],
  ['an encoding of nobody', 'x-none', [0xfc], 'ü'],
])('a note in %s is read', (_what, encoding, bytes, text) => {
  const [before = '', after = ''] = pidf('<note>|</note>').replace('UTF-8', encoding).split('|')
  const file = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
  expect(renderPresentity(file, 0).note?.text).toBe(text)
})

test.each([
  ['in the words of RFC 4119', 'civicLoc', 'civilAddress', '<c:country>us</c:country><c:A3>Ulm</c:A3>', 'Ulm'],
  ['in small letters', 'civicAddr', 'civicAddress', '<c:country>US</c:country><c:a3>Ulm</c:a3>', 'Ulm'],
  ['as the post has it', 'civicAddr', 'civicAddress', '<c:country>US</c:country><c:PCN>Ulm</c:PCN>', 'Ulm'],
  ['with no city', 'civicAddr', 'civicAddress', '<c:country>US</c:country><c:RD>Broadway</c:RD>', null],
])('the city of a device, %s', (_what, namespace, name, address, city) => {
  const location = `<gp:geopriv><gp:location-info><c:${name}>${address}</c:${name}></gp:location-info></gp:geopriv>`
  const spaces = `xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" xmlns:c="urn:ietf:params:xml:ns:pidf:geopriv10:${namespace}"`
  const presentity = renderPresentity(pidf(`<dm:device id="d">${location}</dm:device>`, spaces), 0)
  expect(presentity.city).toEqual({ country: 'US', region: null, city })
})

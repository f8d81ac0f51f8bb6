import { expect, test } from 'vitest'
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

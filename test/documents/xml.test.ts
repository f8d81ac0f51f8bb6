import { describe, expect, test } from 'vitest'
import { instantOf, writableDateTime } from '../../electron/documents/date-time.ts'
import { foreignXml, serialize } from '../../electron/documents/kept-xml.ts'
import { buildPresence, emptyPresence, parsePresence } from '../../electron/documents/pidf.ts'
import { parseRlmi } from '../../electron/documents/rlmi.ts'
import {
  children,
  DocumentError,
  LIST_NOTIFY_LIMIT,
  PRESENCE_DOCUMENT_LIMIT,
  parseXml,
  text,
  uriFrom,
  wholeNumber,
  XCAP_DOCUMENT_LIMIT,
} from '../../electron/documents/xml.ts'
import { DocumentIds, element, escapeAttribute, escapeText, writableUri } from '../../electron/documents/xml-build.ts'

function refusal(input: string | Uint8Array): string {
  try {
    parsePresence(input)
  } catch (error) {
    if (error instanceof DocumentError) return error.problem
    throw error
  }
  return 'read'
}

const pad = (length: number): string => ' '.repeat(length)

describe('what is wrong is told with its place, and not by the slow reader', () => {
  const tuple = '<tuple id="t"><note>some words</note></tuple>\n'
  const many = `<presence xmlns="urn:ietf:params:xml:ns:pidf">\n${tuple.repeat(5)}`
  test.each([
    ['no end', many, 'an element without an end tag', 'line 6, column 46'],
    ['another end', `${many}</presents>`, 'an end tag that does not fit', 'line 7, column 1'],
    ['an entity of HTML', `${many}<note>a&nbsp;b</note></presence>`, 'a reference to nothing', 'line 7, column 7'],
    ['no quotes', `${many}<note x=1>a</note></presence>`, 'an attribute without quotes', 'line 7, column 9'],
    ['an attribute twice', `${many}<note x="1" x="2"/></presence>`, 'an attribute twice', 'line 7, column 18'],
    ['two roots', `${many}</presence><presence/>`, 'something after the root element', 'line 7, column 12'],
    ['a comment without end', `${many}<!-- </presence>`, 'a comment that does not end', 'line 7, column 1'],
    [
      'CDATA before',
      `${many}<note><![CDATA[x]]></note></presents>`,
      'an end tag that does not fit',
      'line 7, column 27',
    ],
    ['an instruction before', `<?p i?>${many}</presents>`, 'an end tag that does not fit', 'line 7, column 1'],
    ['a name of other letters', `${many}<é></e></presence>`, 'an end tag that does not fit', 'line 7, column 4'],
    [
      'a prefix nobody declared, and another end',
      `${many}<rpid:class/></presents>`,
      'an end tag that does not fit',
      'line 7, column 14',
    ],
  ])('%s', (_what, xml, problem, where) => {
    try {
      parseXml('presence document', xml)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(DocumentError)
      expect(error).toMatchObject({ problem: `not well-formed: ${problem}`, where })
    }
  })

  test('a prefix that is declared, but not where it is used, is no prefix', () => {
    const xml = '<a><b xmlns:p="urn:x"/><p:c/></a>'
    expect(() => parseXml('presence document', xml)).toThrow('a prefix that is declared elsewhere')
  })
})

describe('hostile documents are refused, and the reason is told', () => {
  const bomb = `<!DOCTYPE presence [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, n) => `<!ENTITY a${n} "&a${n === 0 ? '' : n - 1};&a${n === 0 ? '' : n - 1};">`).join('')}]><presence>&a19;</presence>`
  test.each<[string, string | Uint8Array, string]>([
    ['an entity bomb', bomb, 'has a document type declaration'],
    [
      'an external entity',
      '<!DOCTYPE presence SYSTEM "file:///etc/passwd"><presence/>',
      'has a document type declaration',
    ],
    ['a DOCTYPE in lower case', '<!doctype presence><presence/>', 'has a document type declaration'],
    ['a DOCTYPE after a comment', '<!-- <!-- --><!DOCTYPE presence><presence/>', 'has a document type declaration'],
    ['an entity without a DOCTYPE', '<presence>&a;</presence>', 'not well-formed: a reference to nothing'],
    ['10,000 elements in each other', '<presence>'.repeat(10_000), 'nested deeper than 200'],
    [
      '10,000 elements in each other, closed',
      `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`,
      'nested deeper than 200',
    ],
    [
      '100,000 attributes',
      `<presence ${Array.from({ length: 100_000 }, (_, n) => `a${n}=""`).join(' ')}/>`.slice(
        0,
        PRESENCE_DOCUMENT_LIMIT,
      ),
      'an element with more than 100 attributes',
    ],
    [
      '100,000 namespaces',
      `<presence ${Array.from({ length: 50_000 }, (_, n) => `xmlns:a${n}='u'`).join(' ')}/>`,
      'an element with more than 100 attributes',
    ],
    ['250,000 elements', `<presence>${'<a/>'.repeat(250_000)}</presence>`, 'more than 20000 elements'],
    ['one byte too many', `<presence/>${pad(PRESENCE_DOCUMENT_LIMIT - 10)}`, 'larger than 1048576 bytes'],
    ['one byte too many, as bytes', new Uint8Array(PRESENCE_DOCUMENT_LIMIT + 1), 'larger than 1048576 bytes'],
    ['nothing', '', 'empty'],
    ['blanks', '\ufeff \r\n', 'empty'],
    ['another document', '<imdn/>', 'the root element is not presence'],
    ["another protocol's presence", '<presence xmlns="jabber:client"/>', 'the root element is not presence'],
  ])('%s', (_, input, problem) => {
    expect(refusal(input)).toBe(problem)
  })

  test('of the full size are read when they are honest', () => {
    expect(refusal(`<presence/>${pad(PRESENCE_DOCUMENT_LIMIT - 11)}`)).toBe('read')
  })

  test('tags, comments and CDATA that only look hostile are read', () => {
    expect(refusal('<presence><!-- <!DOCTYPE> <a><a><a> --><note><![CDATA[<!DOCTYPE <a> ]]></note></presence>')).toBe(
      'read',
    )
    expect(
      refusal(
        `<presence><note>${'>'.repeat(1000)}</note><x:a xmlns:x="u" b="<>".length/></presence>`.replace(
          '"<>".length',
          '">"',
        ),
      ),
    ).toBe('read')
  })

  test('an error says where, and never quotes the document', () => {
    const input = '<presence>\n<note>my secret diagnosis</noet></presence>'
    try {
      parsePresence(input)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ name: 'DocumentError', document: 'presence document', where: 'line 2, column 26' })
      expect(String(error)).not.toContain('secret')
    }
  })

  test('the limits are those of the issue', () => {
    expect([PRESENCE_DOCUMENT_LIMIT, LIST_NOTIFY_LIMIT, XCAP_DOCUMENT_LIMIT]).toEqual([2 ** 20, 2 ** 26, 2 ** 24])
    expect(() => parseRlmi('x'.repeat(XCAP_DOCUMENT_LIMIT + 1))).toThrow(DocumentError)
  })
})

describe('what means one thing is repaired', () => {
  test.each([
    ['control characters', '<presence><note>a\u0001b\u0000</note></presence>', 'ab'],
    ['references to them', '<presence><note>a&#1;&#x1F;&#00;b</note></presence>', 'ab'],
    ['lone surrogates', '<presence><note>a\ud800b</note></presence>', 'ab'],
    ['a prefix nobody declared', '<presence><note>ab</note><dm:person/><q:x/></presence>', 'ab'],
    ["Asterisk's attribute without a value", '<presence><note>ab</note><digium_presence type /></presence>', 'ab'],
    ['a prefix of an attribute nobody declared', '<presence><note>ab</note><x q:y="1"/></presence>', 'ab'],
    ['NULs after the end', '<presence><note>ab</note></presence>\u0000\u0000', 'ab'],
  ])('%s', (_, xml, note) => {
    expect(parsePresence(xml).notes[0]?.text).toBe(note)
  })

  test('a forgotten declaration of a customary prefix gives its usual meaning', () => {
    expect(
      parsePresence(
        '<presence><dm:person id="p"><rpid:activities><rpid:busy/></rpid:activities></dm:person></presence>',
      ).persons[0]?.activities[0]?.values,
    ).toEqual([{ name: 'busy' }])
  })

  const encoded = '<?xml version="1.0" encoding="ISO-8859-1"?><presence><note>Grüße</note></presence>'
  const wide = Uint8Array.from([0xff, 0xfe, ...Array.from(encoded).flatMap((each) => [each.charCodeAt(0), 0])])
  test.each([
    ['Latin-1 that says so', Uint8Array.from(encoded, (each) => each.charCodeAt(0))],
    ['UTF-8 that says Latin-1', new TextEncoder().encode(encoded)],
    ['UTF-16 with its mark', wide],
    ['UTF-16 without', wide.subarray(2)],
  ])('%s', (_, bytes) => {
    expect(parsePresence(bytes).notes[0]?.text).toBe('Grüße')
  })
})

describe('elements kept', () => {
  test('stand alone wherever their namespaces were declared', () => {
    const root = parseXml(
      'test',
      '<a xmlns="urn:a" xmlns:b="urn:b"><b:c b:d="1" e="&quot;&#10;"><f xmlns="">&lt;</f></b:c></a>',
    )
    const kept = serialize(children(root)[0] ?? root)
    expect(kept).toBe('<b:c xmlns:b="urn:b" b:d="1" e="&quot;&#10;"><f>&lt;</f></b:c>')
    expect(text(parseXml('test', kept))).toBe('<')
  })

  test('are written only where a schema would have them', () => {
    expect(
      foreignXml([
        '<x xmlns="urn:x"/>',
        '<x/>',
        'no element',
        '<basic xmlns="urn:ietf:params:xml:ns:pidf">x</basic>',
        '<x xmlns="urn:x"><p:person xmlns:p="urn:ietf:params:xml:ns:pidf:data-model"/></x>',
      ]),
    ).toBe('<x xmlns="urn:x"/>')
  })

  test('do not multiply a namespace as long as a document', () => {
    const xml = `<presence xmlns:x="urn:${'x'.repeat(400_000)}">${'<x:a/>'.repeat(1000)}</presence>`
    expect(parsePresence(xml).other).toEqual([])
    expect(parsePresence(`<presence xmlns:x="urn:x">${'<x:a/>'.repeat(1000)}</presence>`).other.length).toBe(256)
  })
})

describe('writing', () => {
  test('escapes what XML would change or refuse', () => {
    expect(escapeText('a<b>&"\r\n\t\u0000\ud800')).toBe('a&lt;b&gt;&amp;"&#13;\n\t')
    expect(escapeAttribute('a<b>&"\r\n\t')).toBe('a&lt;b&gt;&amp;&quot;&#13;&#10;&#9;')
    expect(element('a', { b: null, c: undefined, d: 1, e: true }, '')).toBe('<a d="1" e="true"/>')
  })

  test('gives each id once', () => {
    const ids = new DocumentIds()
    expect(['a', 'a', '', '1', 'ä b', 'a-2'].map((id) => ids.take(id, 'x-'))).toEqual([
      'a',
      'a-2',
      'x-',
      'x-1',
      'x-__b',
      'a-2-2',
    ])
  })

  test.each([
    ['[B]c*\\', '%5BB%5Dc*%5C'],
    ['sip:anna@example.com;transport=tcp', 'sip:anna@example.com;transport=tcp'],
    ['sip:anna@[2001:db8::1]:5060', 'sip:anna@[2001:db8::1]:5060'],
    ['https://example.com:8443/a b?c={d}#e#f', 'https://example.com:8443/a%20b?c=%7Bd%7D#e%23f'],
    ['https://a:b:c/', 'https://a%3Ab%3Ac/'],
    ['sip:50%off@example.com', 'sip:50%25off@example.com'],
    ['Berlin/Germany', 'Berlin/Germany'],
    ['a b:c', 'a%20b%3Ac'],
    ['sip:a@example.com\r\n<x>', 'sip:a@example.com%0D%0A%3Cx%3E'],
  ])('the URI %s as %s', (uri, written) => {
    expect(writableUri(uri)).toBe(written)
  })

  test('of an empty document is a document', () => {
    expect(buildPresence(emptyPresence('sip:a@example.com'))).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:a@example.com"/>',
    )
  })
})

test.each([
  ['sip%3Aalice%40example.com', 'sip:alice@example.com'],
  ['sip:a%20b@example.com', 'sip:a%20b@example.com'],
  ['sip%3Aa%2520b%40example.com', 'sip:a%20b@example.com'],
  ['%zz', '%zz'],
  ['  im:a@b ', 'im:a@b'],
])('the URI %s is read as %s', (value, uri) => {
  expect(uriFrom(value)).toBe(uri)
})

test.each([
  ['60', 60],
  ['60.0', 60],
  ['-300.0', -300],
  ['+5', 5],
  ['6e3', null],
  ['', null],
  [null, null],
])('the number %s is read as %s', (value, number) => {
  expect(wholeNumber(value)).toBe(number)
})

describe('times', () => {
  test.each<[string, string | null]>([
    ['2005-10-27T16:49:29Z', '2005-10-27T16:49:29.000Z'],
    ['2005-05-30T12:00:00+05:00', '2005-05-30T07:00:00.000Z'],
    ['2005-05-30T12:00:00.123456-00:30', '2005-05-30T12:30:00.123Z'],
    ['2005-05-30T12:00:00', '2005-05-30T12:00:00.000Z'],
    ['2005-05-30 12:00', '2005-05-30T12:00:00.000Z'],
    ['2020-07-07T14:32:00+0000', '2020-07-07T14:32:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2023-02-29T00:00:00Z', null],
    ['2023-13-01T00:00:00Z', null],
    ['2023-01-01T24:01:00Z', null],
    ['2023-01-01T00:00:00+15:00', null],
    ['0001-01-01T00:00:00Z', null],
    ['yesterday', null],
    ['', null],
  ])('%s is %s', (written, instant) => {
    expect(instantOf(written)).toBe(instant === null ? null : Date.parse(instant))
  })

  test.each([
    ['2005-05-30T12:00:00+05:00', '2005-05-30T12:00:00+05:00'],
    ['2005-05-30T12:00:00', '2005-05-30T12:00:00Z'],
    ['2020-07-07T14:32:00+0000', '2020-07-07T14:32:00Z'],
    ['soon', null],
    [null, null],
  ])('%s is written as %s', (time, written) => {
    expect(writableDateTime(time)).toBe(written)
  })
})

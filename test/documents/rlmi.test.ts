import { describe, expect, test } from 'vitest'
import {
  buildMultipart,
  contentIdFrom,
  type Part,
  parameterOf,
  parseMultipart,
} from '../../electron/documents/multipart.ts'
import { buildRlmi, parseListNotification, parseRlmi, type ResourceList } from '../../electron/documents/rlmi.ts'
import { DocumentError, LIST_NOTIFY_LIMIT } from '../../electron/documents/xml.ts'

/** RFC 4662 section 6, shortened: a list of three, with one state. */
const list = `<?xml version="1.0"?>
<list xmlns="urn:ietf:params:xml:ns:rlmi" uri="sip:adam-friends@pres.vancouver.example.com" version="1" fullState="true">
  <name xml:lang="en">Buddy List at COM</name>
  <name xml:lang="de">Liste der Freunde an COM</name>
  <resource uri="sip:bob@vancouver.example.com">
    <name>Bob Smith</name>
    <instance id="juwigmtboe" state="active" cid="bUZBsM@pres.vancouver.example.com"/>
  </resource>
  <resource uri="sip:jim@vancouver.example.com"><instance id="oflzxqzuvg" state="terminated" reason="rejected"/></resource>
  <resource uri="sip:ed@dallas.example.net"><name>Ed at NET</name></resource>
</list>`
const bob = '<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:bob@vancouver.example.com"/>'

const type =
  'multipart/related;type="application/rlmi+xml";start="<nXYxAE@pres.vancouver.example.com>";boundary="50UBfW7LSCVLtggUPe5z"'
const part = (id: string, mediaType: string, body: string, gap = '\r\n'): string =>
  `--50UBfW7LSCVLtggUPe5z\r\nContent-Transfer-Encoding: binary\r\nContent-ID: ${id}\r\nContent-Type: ${mediaType};charset="UTF-8"\r\n${gap}${body}\r\n`
const listPart = part('<nXYxAE@pres.vancouver.example.com>', 'application/rlmi+xml', list)
const bobPart = part('<bUZBsM@pres.vancouver.example.com>', 'application/pidf+xml', bob)
const end = '--50UBfW7LSCVLtggUPe5z--\r\n'

const states = (body: string, contentType = type) =>
  parseListNotification(body, contentType).states.map(({ uri, instance, part: found }) => [
    uri,
    instance?.state ?? null,
    found?.body.trim() ?? null,
  ])

const expected = [
  ['sip:bob@vancouver.example.com', 'active', bob],
  ['sip:jim@vancouver.example.com', 'terminated', null],
  ['sip:ed@dallas.example.net', null, null],
]

describe('a list NOTIFY', () => {
  test('brings each resource with its state', () => {
    const notification = parseListNotification(`${listPart}${bobPart}${end}`, type)
    expect(notification.list).toMatchObject({
      uri: 'sip:adam-friends@pres.vancouver.example.com',
      version: 1,
      fullState: true,
    })
    expect(notification.list?.names.map((name) => name.lang)).toEqual(['en', 'de'])
    expect(notification.states[1]?.instance?.reason).toBe('rejected')
    expect(states(`${listPart}${bobPart}${end}`)).toEqual(expected)
  })

  test.each<[string, string, string?]>([
    ['without its last boundary', `${listPart}${bobPart}`],
    ['cut off in its last boundary', `${listPart}${bobPart}--50UBfW7LSCVLtggUPe5z-`.slice(0, -1)],
    ['with a preamble and an epilogue', `preamble\r\n${listPart}${bobPart}${end}epilogue`],
    ['with bare line feeds', `${listPart}${bobPart}${end}`.replaceAll('\r\n', '\n')],
    ['with a boundary other than announced', `${listPart}${bobPart}${end}`, 'multipart/related;boundary=other'],
    ['with no boundary announced', `${listPart}${bobPart}${end}`, 'multipart/related'],
    [
      'with no blank line after the headers of a part',
      `${listPart}${part('<bUZBsM@pres.vancouver.example.com>', 'application/pidf+xml', bob, '')}${end}`,
    ],
    [
      'with content ids without brackets',
      `${listPart}${bobPart}${end}`.replaceAll(/<(nXYxAE|bUZBsM)(@[\w.]+)>/g, '$1$2'),
    ],
    ['with the list after the state', `${bobPart}${listPart}${end}`],
    [
      'with a folded header',
      `${listPart}${bobPart}${end}`.replaceAll('binary\r\nContent-ID: ', 'binary\r\nContent-ID:\r\n '),
    ],
  ])('%s is read all the same', (_, body, contentType) => {
    expect(states(body, contentType)).toEqual(expected)
  })

  test('whose content ids collide gives its parts in order', () => {
    const two = list.replace(
      '<instance id="oflzxqzuvg" state="terminated" reason="rejected"/>',
      '<instance id="o" state="active" cid="bUZBsM@pres.vancouver.example.com"/>',
    )
    const body = `${part('<nXYxAE@pres.vancouver.example.com>', 'application/rlmi+xml', two)}${bobPart}${part('<bUZBsM@pres.vancouver.example.com>', 'application/pidf+xml', '<jim/>')}${end}`
    expect(states(body)).toEqual([expected[0], ['sip:jim@vancouver.example.com', 'active', '<jim/>'], expected[2]])
  })

  test('whose list is missing or broken still gives its states, and says what is wrong', () => {
    for (const body of [
      `${bobPart}${end}`,
      `${part('<nXYxAE@pres.vancouver.example.com>', 'application/rlmi+xml', list.replace('">', '"">'))}${bobPart}${end}`,
    ]) {
      const notification = parseListNotification(body, type)
      expect(notification.problem).toBeInstanceOf(DocumentError)
      expect(notification.states.map(({ uri, part: found }) => [uri, found?.body.trim()])).toEqual([['', bob]])
    }
  })

  test('of lists in lists gives the members of all', () => {
    const inner: Part[] = [
      { mediaType: 'application/rlmi+xml', contentType: 'application/rlmi+xml', contentId: 'in', body: list },
      {
        mediaType: 'application/pidf+xml',
        contentType: 'application/pidf+xml',
        contentId: 'bUZBsM@pres.vancouver.example.com',
        body: bob,
      },
    ]
    const nested = buildMultipart(inner, 'inside')
    const outer = buildMultipart(
      [
        {
          mediaType: 'application/rlmi+xml',
          contentType: 'application/rlmi+xml',
          contentId: 'out',
          body: '<list uri="sip:all@x" version="0" fullState="true"><resource uri="sip:friends@x"><instance id="1" state="active" cid="deep"/></resource></list>',
        },
        { mediaType: 'multipart/related', contentType: nested.contentType, contentId: 'deep', body: nested.body },
      ],
      'outside',
    )
    expect(states(outer.body, outer.contentType)).toEqual([['sip:friends@x', 'active', null], ...expected])
  })

  test('of the list alone is read', () => {
    expect(states(list, 'application/rlmi+xml').map(([uri]) => uri)).toEqual(expected.map(([uri]) => uri))
  })

  test('of more than 64 MB is refused', () => {
    expect(() => parseListNotification('x'.repeat(LIST_NOTIFY_LIMIT + 1), type)).toThrow(DocumentError)
  })
})

describe('multipart', () => {
  test('built is read again', () => {
    const parts: Part[] = [
      { mediaType: 'text/plain', contentType: 'text/plain; charset=utf-8', contentId: 'a@b', body: 'one\r\n\r\n--two' },
      { mediaType: 'text/html', contentType: 'text/html', contentId: null, body: '' },
    ]
    const { body, contentType } = buildMultipart(parts, 'x')
    expect(parseMultipart(body, contentType)).toEqual(parts)
    expect(parseMultipart(new TextEncoder().encode(body), contentType)).toEqual(parts)
  })

  test.each([
    ['a;boundary="x y"', 'x y'],
    ['a; Boundary = x', 'x'],
    ['a;type="b;boundary=no";boundary=yes', 'yes'],
    ['a;boundary="q\\"q"', 'q"q'],
    ['a', null],
  ])('the boundary of %s is %s', (contentType, boundary) => {
    expect(parameterOf(contentType, 'boundary')).toBe(boundary)
  })

  test.each([
    ['<a@b>', 'a@b'],
    ['a@b', 'a@b'],
    ['cid:a@b', 'a@b'],
    [' < a@b > ', 'a@b'],
    ['', null],
  ])('the content id %s is %s', (value, id) => {
    expect(contentIdFrom(value)).toBe(id)
  })

  test('without parts is refused', () => {
    for (const body of ['', 'hello', '--x--\r\n', '--x\r\n--x--'])
      expect(() => parseMultipart(body, 'multipart/related;boundary=x')).toThrow(DocumentError)
  })
})

test('a resource list built says the same when it is read again', () => {
  const value: ResourceList = {
    uri: 'sip:list@example.com',
    version: 3,
    fullState: false,
    names: [{ text: 'Friends & family', lang: 'en' }],
    resources: [
      { uri: 'sip:a@example.com', names: [], instances: [{ id: '1', state: 'pending', reason: null, cid: null }] },
      {
        uri: 'sip:b@example.com',
        names: [{ text: 'B', lang: null }],
        instances: [{ id: '2', state: 'active', reason: null, cid: 'x@y' }],
      },
    ],
  }
  expect(parseRlmi(buildRlmi(value))).toEqual(value)
})

test('parameters are those of the header that is asked about, whichever was asked about before', () => {
  const one = 'multipart/related; type="application/rlmi+xml"; boundary="a;start=no"; Boundary=second'
  const other = 'multipart/related;boundary=b;start="<x@\\"y>"'
  for (let round = 0; round < 2; round++) {
    expect(parameterOf(one, 'boundary')).toBe('a;start=no')
    expect(parameterOf(one, 'start')).toBeNull()
    expect(parameterOf(other, 'boundary')).toBe('b')
    expect(parameterOf(other, 'start')).toBe('<x@"y>')
  }
  const long = `multipart/related;${' '.repeat(600)}boundary=c`
  expect(parameterOf(long, 'boundary')).toBe('c')
})

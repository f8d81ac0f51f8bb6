import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FramerEvent, SipFramer } from '../../electron/sip/sip-framer.ts'

const message = (body: string, headers = '') =>
  `MESSAGE sip:anna@example.org SIP/2.0\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
const framed = (events: readonly FramerEvent[]) =>
  events.flatMap((event) => (event.kind === 'message' ? [event.text] : []))

test('however the stream is cut, the same messages come out', () => {
  const body = fc.string({ unit: 'grapheme', maxLength: 300 })
  fc.assert(
    fc.property(
      fc.array(body, { maxLength: 6 }),
      fc.array(fc.nat(), { maxLength: 30 }),
      fc.boolean(),
      (bodies, cuts, keepAlive) => {
        const messages = bodies.map((text) => message(text))
        const stream = Buffer.from(messages.join(keepAlive ? '\r\n\r\n' : ''))
        const at = [...new Set([0, ...cuts.map((cut) => cut % (stream.length + 1)), stream.length])].sort(
          (a, b) => a - b,
        )
        const framer = new SipFramer()
        const events = at.slice(1).flatMap((end, index) => framer.push(stream.subarray(at[index], end)))
        expect(framed(events)).toEqual(messages)
      },
    ),
  )
})

test('a stream byte by byte is no different, and letters cut in two stay whole', () => {
  const framer = new SipFramer()
  const stream = Buffer.from(message('Grüße 🙂') + message(''))
  expect(framed([...stream].flatMap((byte) => framer.push(Buffer.from([byte]))))).toEqual([
    message('Grüße 🙂'),
    message(''),
  ])
})

test('nothing a peer sends makes it throw', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('\r\n', '\r\n\r\n', 'Content-Length: ', 'l:5\r\n', 'SIP/2.0 200 OK\r\n')
      .map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 40 }), (chunks) => {
      const framer = new SipFramer()
      for (const chunk of chunks) framer.push(chunk)
    }),
  )
})

test('CRLFs between messages are counted, for the keep-alive', () => {
  const framer = new SipFramer()
  expect(framer.push(Buffer.from('\r\n'))).toEqual([{ kind: 'crlf', count: 1 }])
  expect(framer.push(Buffer.from('\r\n\r\n'))).toEqual([{ kind: 'crlf', count: 2 }])
})

describe('what cannot be framed ends the connection', () => {
  test.each([
    ['no length', 'OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n', 'no Content-Length'],
    ['two lengths', 'OPTIONS sip:a SIP/2.0\r\nContent-Length: 1\r\nl: 2\r\n\r\n', 'bad Content-Length'],
    ['a negative length', 'OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n', 'bad Content-Length'],
    ['an absurd length', 'OPTIONS sip:a SIP/2.0\r\nContent-Length: 9999999999\r\n\r\n', 'body too long'],
    ['an endless header', `OPTIONS sip:a SIP/2.0\r\nX: ${'x'.repeat(70_000)}`, 'header too long'],
  ])('%s', (_name, text, reason) => {
    const framer = new SipFramer()
    expect(framer.push(Buffer.from(text)).at(-1)).toEqual({ kind: 'broken', reason })
    expect(framer.push(Buffer.from(message('after')))).toEqual([])
  })
})

test('too long a body is thrown away as it comes; what follows is read', () => {
  const framer = new SipFramer({ maxHeader: 1000, maxBody: 100, maxNotifyBody: 1000 })
  const long = message('x'.repeat(1500))
  const events = [
    ...framer.push(Buffer.from(long.slice(0, 900))),
    ...framer.push(Buffer.from(long.slice(900) + message('next'))),
  ]
  expect(events.map(({ kind }) => kind)).toEqual(['too-long', 'message'])
  expect(framed(events)).toEqual([message('next')])
})

test('a NOTIFY may be longer than anything else', () => {
  const limits = { maxHeader: 1000, maxBody: 100, maxNotifyBody: 1000 }
  const notify = message('x'.repeat(500)).replace('MESSAGE', 'NOTIFY')
  expect(framed(new SipFramer(limits).push(Buffer.from(notify)))).toEqual([notify])
})

test('ten megabytes in small segments cost no more than their length', () => {
  const framer = new SipFramer()
  const body = Buffer.alloc(10 * 1024 * 1024, 'x')
  const head = Buffer.from(`NOTIFY sip:a SIP/2.0\r\nContent-Length: ${body.length}\r\n\r\n`)
  const copied = process.memoryUsage().arrayBuffers
  framer.push(head)
  let found = 0
  for (let at = 0; at < body.length; at += 1400) found += framed(framer.push(body.subarray(at, at + 1400))).length
  expect(found).toBe(1)
  // Joined once, not at every segment: that would be gigabytes.
  expect(process.memoryUsage().arrayBuffers - copied).toBeLessThan(64 * 1024 * 1024)
})

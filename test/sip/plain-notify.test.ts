import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPlainNotify } from '../../electron/sip/plain-notify.ts'

const lines = {
  via: 'Via: SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK1',
  forwards: 'Max-Forwards: 70',
  from: 'From: <sip:friends@example.org>;tag=s1',
  to: 'To: <sip:anna@example.org>;tag=a1',
  callId: 'Call-ID: c1',
  cseq: 'CSeq: 7 NOTIFY',
  event: 'Event: presence',
  state: 'Subscription-State: active;expires=600',
  type: 'Content-Type: application/pidf+xml;charset="UTF-8"',
}
const notify = (changes: Partial<Record<keyof typeof lines | 'more' | 'length' | 'start', string | null>> = {}) => {
  const body = '<é/>'
  const { more = null, length = `Content-Length: ${Buffer.byteLength(body)}`, start, ...rest } = changes
  const head = Object.values({ ...lines, ...rest, more, length }).filter((line) => line !== null)
  return [start ?? 'NOTIFY sip:anna@example.org SIP/2.0', ...head, '', body].join('\r\n')
}

test('a plain NOTIFY is taken apart', () => {
  expect(readPlainNotify(notify({ more: 'v: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK2' }))).toMatchObject({
    startLine: 'NOTIFY sip:anna@example.org SIP/2.0',
    vias: ['SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK1', 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK2'],
    from: '<sip:friends@example.org>;tag=s1',
    to: '<sip:anna@example.org>;tag=a1',
    callId: 'c1',
    cseq: 7,
    contact: null,
    event: 'presence',
    body: '<é/>',
  })
})

test('compact names and other cases of letters are the same headers', () => {
  const compact = notify({
    from: 'f: <sip:friends@example.org>;tag=s1',
    callId: 'I: c1',
    type: 'c:application/pidf+xml',
  })
  expect(readPlainNotify(compact)).toMatchObject({ from: '<sip:friends@example.org>;tag=s1', callId: 'c1' })
})

describe('left to the grammar is', () => {
  test.each([
    ['another method', { start: 'INVITE sip:anna@example.org SIP/2.0' }],
    ['a header twice', { more: 'CSeq: 8 NOTIFY' }],
    ['a header twice in two forms', { more: 't: <sip:anna@example.org>;tag=a2' }],
    ['a folded header', { state: 'Subscription-State: active\r\n ;expires=600' }],
    ['a line that begins with a tab', { more: '\tactive' }],
    ['a line without a colon', { more: 'nonsense' }],
    ['a colon first', { more: ': nonsense' }],
    ['a blank before the colon', { callId: 'Call-ID : c1' }],
    ['an underscore in a name, which JsSIP takes for a hyphen', { more: 'Content_Type: text/plain' }],
    ['a route', { more: 'Record-Route: <sip:proxy.example.org;lr>' }],
    ['another method in CSeq', { cseq: 'CSeq: 7 NOTIFYX' }],
    ['a CSeq beyond numbers', { cseq: 'CSeq: 12345678901 NOTIFY' }],
    ['no CSeq', { cseq: null }],
    ['no Via', { via: null }],
    ['no From', { from: null }],
    ['no To', { to: null }],
    ['no Call-ID', { callId: null }],
    ['no Event', { event: null }],
    ['no Content-Length', { length: null }],
    ['one that is too short', { length: 'Content-Length: 4' }],
    ['one that is too long', { length: 'Content-Length: 6' }],
    ['one in characters where bytes are meant', { length: `Content-Length: ${'<é/>'.length}` }],
    ['a Content-Type that is none', { type: 'Content-Type: application' }],
    ['Max-Forwards that is no number', { forwards: 'Max-Forwards: x' }],
    ['a name without end', { more: `${'x'.repeat(5000)}: 1` }],
  ])('%s', (_what, changes) => {
    expect(readPlainNotify(notify(changes))).toBeNull()
  })

  test('a message without an end of its head', () => {
    expect(readPlainNotify('NOTIFY sip:anna@example.org SIP/2.0\r\nVia: x')).toBeNull()
  })
})

/** Of this process, in microseconds: other programs may take as long as they want. */
const second = 1_000_000

test('whatever comes, it answers at once and does not throw', { timeout: 30_000 }, () => {
  const piece = fc.oneof(
    fc.constantFrom(...Object.values(lines), '\r\n', ' ', ';', '=', '"', ';branch=', 'Content-Length: 3', '\t', ':'),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const from = process.cpuUsage()
      readPlainNotify(`NOTIFY sip:anna@example.org SIP/2.0\r\n${pieces.join('')}`)
      expect(process.cpuUsage(from).user).toBeLessThan(second)
    }),
    { numRuns: 300 },
  )
  const from = process.cpuUsage()
  readPlainNotify(notify({ type: `Content-Type: a/b${'; x=y'.repeat(6000)}!` }))
  readPlainNotify(notify({ type: `Content-Type: a/b;x="${'\\"'.repeat(15_000)}` }))
  expect(process.cpuUsage(from).user).toBeLessThan(second)
})

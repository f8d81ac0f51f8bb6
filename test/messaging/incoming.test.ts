import { describe, expect, test } from 'vitest'
import { buildCpim, emptyCpim } from '../../electron/documents/cpim.ts'
import { type Incoming, readIncoming } from '../../electron/messaging/incoming.ts'
import { cpimMessage, deliveredMessage } from '../../electron/messaging/outgoing.ts'
import type { IncomingPageMessage } from '../../electron/sip/page-messages.ts'
import { anna, arriving, incomingMessage, maya, noon } from './fixture.ts'

const read = (message: Partial<IncomingPageMessage> & { readonly body: string }, now = noon) =>
  readIncoming(incomingMessage(message), now)
const text = (incoming: Incoming) => (incoming.kind === 'text' ? incoming.text : incoming)
const at = (incoming: Incoming) => (incoming.kind === 'text' ? incoming.at : incoming)
const cpim = (body: string, contentType?: string, more = {}) => ({
  contentType: 'message/cpim',
  body: buildCpim({ ...emptyCpim(body, contentType), messageId: 'id-1', ...more }),
})

describe('what is said', () => {
  test('our own CPIM is read back whole', () => {
    const request = cpimMessage({ from: maya, to: anna, text: 'Grüße 👋\nline two', at: noon, messageId: 'id-1' })
    expect(read(arriving(request))).toEqual({
      kind: 'text',
      text: 'Grüße 👋\nline two',
      at: noon,
      identity: 'id-1',
      receipt: { messageId: 'id-1', dateTime: '2026-11-23T12:00:00Z' },
      cpim: true,
    })
  })

  test('a receipt is due only when it was asked for', () => {
    const asked = read(cpim('hi', undefined, { dispositionNotification: ['display', 'positive-delivery'] }))
    expect(asked).toMatchObject({ receipt: { messageId: 'id-1' } })
    expect(read(cpim('hi', undefined, { dispositionNotification: ['display'] }))).toMatchObject({ receipt: null })
    const nameless = cpim('hi', undefined, { messageId: null, dispositionNotification: ['positive-delivery'] })
    expect(read(nameless)).toMatchObject({ receipt: null })
  })

  test.each(['text/plain', 'TEXT/Plain; charset="UTF-8"', 'text/plain;charset=utf-8;format=flowed'])(
    '%s is text',
    (contentType) => {
      expect(read({ contentType, body: 'hello' })).toMatchObject({
        kind: 'text',
        text: 'hello',
        receipt: null,
        cpim: false,
      })
    },
  )

  test('line ends become one kind, controls go, direction marks stay', () => {
    expect(text(read({ body: 'a\r\nb\rc\u0000\u0007\u001b[31m\td\u200f \r\n\r\n' }))).toBe('a\nb\nc[31m\td\u200f')
    expect(text(read({ body: '\n \n  indented' }))).toBe('  indented')
  })

  test('HTML becomes its words', () => {
    expect(text(read({ contentType: 'text/html; charset=utf-8', body: '<p>Hello <b>Anna</b></p>' }))).toBe('Hello Anna')
    expect(text(read(cpim('<i>yes</i>', 'text/html')))).toBe('yes')
  })

  test('nothing said is nothing to keep', () => {
    expect(read({ body: '' })).toEqual({ kind: 'nothing' })
    expect(read({ body: ' \r\n\u0000' })).toEqual({ kind: 'nothing' })
    expect(read({ contentType: 'text/html', body: '<script>alert(1)</script>' })).toEqual({ kind: 'nothing' })
  })
})

describe('what is not understood', () => {
  test.each([
    'application/octet-stream',
    'image/png',
    'application/im-iscomposing+xml',
    'multipart/mixed;boundary=x',
    '',
  ])('%j is refused with 415', (contentType) => {
    expect(read({ contentType, body: 'x' })).toEqual({ kind: 'refused', status: 415 })
  })

  test('a picture in CPIM is refused, somebody typing in CPIM is passed over', () => {
    expect(read(cpim('x', 'image/png'))).toEqual({ kind: 'refused', status: 415 })
    expect(read(cpim('<isComposing/>', 'application/im-iscomposing+xml'))).toEqual({ kind: 'nothing' })
  })

  test('CPIM that is none is a bad request', () => {
    expect(read({ contentType: 'message/cpim', body: '' })).toEqual({ kind: 'refused', status: 400 })
    expect(read({ contentType: 'message/imdn+xml', body: '<imdn>' })).toEqual({ kind: 'refused', status: 400 })
    expect(read(cpim('hi', undefined, { messageId: 'x'.repeat(501) }))).toEqual({ kind: 'refused', status: 400 })
  })

  test('a book is too long', () => {
    expect(read({ body: 'x'.repeat(64 * 1024) })).toMatchObject({ kind: 'text' })
    expect(read({ body: 'x'.repeat(64 * 1024 + 1) })).toEqual({ kind: 'refused', status: 413 })
  })
})

describe('notifications', () => {
  test('ours is read back, bare or in CPIM', () => {
    const request = deliveredMessage({
      from: maya,
      to: anna,
      messageId: 'id-1',
      dateTime: null,
      ownMessageId: 'n',
      at: noon,
    })
    const notification = {
      kind: 'notification',
      messageId: 'id-1',
      disposition: { kind: 'delivery', status: 'delivered' },
    }
    expect(read(arriving(request))).toEqual(notification)
    const bare = request.body.slice(request.body.indexOf('<?xml'))
    expect(read({ contentType: 'message/imdn+xml', body: bare })).toEqual(notification)
  })
})

describe('what tells a repetition', () => {
  const headers = (cseq: string, from = '<sip:maya@dialtone.test>;tag=abc') =>
    new Map([
      ['cseq', [cseq]],
      ['from', [from]],
    ])
  const identity = (message: Partial<IncomingPageMessage>) => {
    const incoming = read({ body: 'ok', ...message })
    return incoming.kind === 'text' ? incoming.identity : incoming
  }

  test('the Message-ID, whatever the request', () => {
    const first = identity({ ...cpim('ok'), callId: 'a', headers: headers('1 MESSAGE') })
    expect(identity({ ...cpim('ok'), callId: 'b', headers: headers('9 MESSAGE') })).toBe(first)
  })

  test('without one, Call-ID, CSeq and From tag together', () => {
    const first = identity({ callId: 'a', headers: headers('1 MESSAGE') })
    expect(first).not.toBeNull()
    expect(identity({ callId: 'a', headers: headers('1 MESSAGE') })).toBe(first)
    expect(identity({ callId: 'a', headers: headers('2 MESSAGE') })).not.toBe(first)
    expect(identity({ callId: 'b', headers: headers('1 MESSAGE') })).not.toBe(first)
    expect(identity({ callId: 'a', headers: headers('1 MESSAGE', '<sip:maya@dialtone.test>;tag=x') })).not.toBe(first)
  })

  test('with neither, nothing: the same words may be said twice', () => {
    expect(identity({})).toBeNull()
  })
})

describe('when it was said', () => {
  const hour = 3600_000

  test('now, for what comes at once', () => {
    expect(at(read({ body: 'hi' }))).toBe(noon)
    expect(at(read(cpim('hi', undefined, { dateTime: '2026-11-23T11:59:30Z' })))).toBe(noon)
  })

  test('what a server kept has the time of its Date header', () => {
    expect(at(read({ body: 'hi', date: 'Mon, 23 Nov 2026 09:00:00 GMT' }))).toBe(noon - 3 * hour)
    expect(
      at(
        read({ ...cpim('hi', undefined, { dateTime: '2026-11-23T08:00:00Z' }), date: 'Mon, 23 Nov 2026 09:00:00 GMT' }),
      ),
    ).toBe(noon - 3 * hour)
    expect(at(read({ body: 'hi', date: 'yesterday' }))).toBe(noon)
  })

  test('else that of CPIM', () => {
    expect(at(read(cpim('hi', undefined, { dateTime: '2026-11-23T13:00:00+02:00' })))).toBe(noon - hour)
  })

  test.each(['2027-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2026-13-13T00:00:00Z'])(
    '%s is not believed',
    (dateTime) => {
      expect(at(read(cpim('hi', undefined, { dateTime })))).toBe(noon)
    },
  )
})

describe('the words a server puts before what it kept', () => {
  test('are taken away, and their time is used', () => {
    const local = new Date(2026, 10, 22, 9, 5, 7)
    const prefix = '[Offline message - Sun Nov 22 09:05:07 2026] '
    const incoming = read({ body: `${prefix}hello [Offline message - x] ` })
    expect(text(incoming)).toBe('hello [Offline message - x]')
    // Zone unknown: either reading is right, neither is in the future.
    expect([Date.UTC(2026, 10, 22, 9, 5, 7), local.getTime()]).toContain(at(incoming))
  })

  test('count less than a Date header', () => {
    const incoming = read({
      body: '[Offline message - Sun Nov  1 09:05:07 2026] hello',
      date: 'Mon, 23 Nov 2026 09:00:00 GMT',
    })
    expect(text(incoming)).toBe('hello')
    expect(at(incoming)).toBe(noon - 3 * 3600_000)
  })

  test.each([
    '[Offline message] hello',
    '[Offline message - yesterday] hello',
    'He wrote: [Offline message - Sun Nov 22 09:05:07 2026] hello',
  ])('but not when a person wrote them: %s', (body) => {
    expect(text(read({ body }))).toBe(body)
  })

  test('nor inside of CPIM, which servers do not touch', () => {
    const body = '[Offline message - Sun Nov 22 09:05:07 2026] hello'
    expect(text(read(cpim(body)))).toBe(body)
  })
})

describe('CPIM that a server kept and sends on as text/plain', () => {
  const kept = (more: Parameters<typeof cpimMessage>[0]) => cpimMessage(more).body
  const ours = kept({ from: maya, to: anna, text: 'hello', at: noon - 3600_000, messageId: 'id-1' })

  test('is read as what it is', () => {
    const text = { kind: 'text', text: 'hello', at: noon - 3600_000, identity: 'id-1', cpim: true }
    expect(read({ body: ours })).toMatchObject(text)
    expect(read({ body: `[Offline message - Sun Nov 22 09:05:07 2026] ${ours}` })).toMatchObject(text)
    const receipt = deliveredMessage({
      from: maya,
      to: anna,
      messageId: 'm',
      dateTime: null,
      ownMessageId: 'n',
      at: noon,
    })
    expect(read({ body: receipt.body })).toMatchObject({ kind: 'notification', messageId: 'm' })
  })

  test.each([
    ['with the From of somebody else', ours.replace(maya, 'luis@dialtone.test')],
    ['quoted by a person', `You wrote:\r\n${ours}`],
    ['without a content type', ours.replace(/Content-Type.*/, '')],
    ['that is no CPIM', 'From: me\n\nContent-Type: is what I forgot'],
  ])('but a text stays a text: %s', (_how, body) => {
    expect(read({ body })).toMatchObject({ kind: 'text', cpim: false })
  })
})

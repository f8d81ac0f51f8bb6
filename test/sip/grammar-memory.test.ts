import Grammar from 'jssip/lib/Grammar.js'
import Parser from 'jssip/lib/Parser.js'
import { beforeAll, expect, test } from 'vitest'
import { rememberHeaders } from '../../electron/sip/grammar-memory.ts'

type Parsed = {
  readonly method: string
  readonly cseq: number
  readonly from: { toString(): string }
  readonly from_tag: string
  readonly to_tag: string
  readonly call_id: string
  readonly ruri: { toString(): string }
  readonly body: string
  getHeader(name: string): string
}

const ua = { configuration: {} }
const untouched = Parser.parseMessage
const message = (
  method: string,
  { tag = 'a1', cseq = '7', length = '4' }: { tag?: string; cseq?: string; length?: string } = {},
) =>
  [
    `${method} sip:anna@127.0.0.1:5060;transport=tcp SIP/2.0`,
    `Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK${cseq.trim()}`,
    'Max-Forwards: 70',
    `From: "Maya" <sip:maya@dialtone.test>;tag=${tag}`,
    'To: <sip:anna@dialtone.test>;tag=b2',
    'Call-ID: c3@127.0.0.1',
    `CSeq: ${cseq} ${method}`,
    'Contact: <sip:pa@127.0.0.1;transport=tcp>',
    'Event: presence',
    'Content-Type: application/pidf+xml',
    `Content-Length: ${length}`,
    '',
    'body',
  ].join('\r\n')

const said = (value: unknown) => {
  const { method, cseq, from, from_tag, to_tag, call_id, ruri, body, getHeader } = value as Parsed
  const contact = getHeader.call(value, 'contact')
  return { method, cseq, from: from.toString(), from_tag, to_tag, call_id, ruri: ruri.toString(), body, contact }
}

beforeAll(rememberHeaders)

test('a NOTIFY read again says what it said the first time, and what JsSIP alone would say', () => {
  const expected = said(untouched(message('NOTIFY'), ua))
  expect(said(Parser.parseMessage(message('NOTIFY'), ua))).toEqual(expected)
  expect(said(Parser.parseMessage(message('NOTIFY'), ua))).toEqual(expected)
})

test('what differs between two NOTIFYs of a dialog is read anew', () => {
  Parser.parseMessage(message('NOTIFY'), ua)
  const next = said(Parser.parseMessage(message('NOTIFY', { tag: 'z9', cseq: '8' }), ua))
  expect(next).toMatchObject({ cseq: 8, from_tag: 'z9', call_id: 'c3@127.0.0.1' })
})

test('an unusual way to write a number is left to the grammar', () => {
  const odd = Parser.parseMessage(message('NOTIFY', { cseq: '8 ' }), ua)
  expect(said(odd)).toEqual(said(untouched(message('NOTIFY', { cseq: '8 ' }), ua)))
})

test('nothing of a request whose headers live on in a dialog is shared', () => {
  const [first, second] = [1, 2].map(() => Parser.parseMessage(message('INVITE'), ua) as Parsed)
  expect(first?.from).not.toBe(second?.from)
  expect(Grammar.parse('<sip:maya@dialtone.test>', 'From')).not.toBe(Grammar.parse('<sip:maya@dialtone.test>', 'From'))
})

import { expect, test } from 'vitest'
import { redact, summary } from '../../electron/sip/redact.ts'

const message = [
  'MESSAGE sip:maya:secret@example.org SIP/2.0',
  'Via: SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bK1',
  'From: <sip:anna@example.org>;tag=1',
  'To: <sip:maya@example.org>',
  'Call-ID: c1',
  'CSeq: 7 MESSAGE',
  'Proxy-Authorization: Digest username="anna",',
  '  response="0123"',
  'Authorization : Digest response="4567"',
  'Subject: the merger',
  'Content-Type: text/plain',
  'Content-Length: 12',
  '',
  'the password',
].join('\r\n')

test('a trace holds neither credentials nor words', () => {
  const trace = redact(message)
  expect(trace).not.toMatch(/0123|4567|secret|merger|the password/)
  expect(trace).toContain('Via: SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bK1')
  expect(trace).toContain('[12 characters]')
})

test('addresses with ports are left as they are', () => {
  const contact = 'Contact: <sip:a@192.0.2.1:5061>;received="sip:192.0.2.1:4000";pub-gruu="sip:anna@example.org;gr=1"'
  expect(redact(`SIP/2.0 200 OK\r\n${contact}\r\n\r\n`)).toContain(contact)
})

test('one line says what it was', () => {
  expect(summary(message)).toBe('MESSAGE sip:maya:secret@example.org')
  expect(summary('SIP/2.0 401 Unauthorized\r\nCSeq: 1 REGISTER\r\n\r\n')).toBe('401 Unauthorized (REGISTER)')
})

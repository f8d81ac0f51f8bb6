import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkFrom, segments } from '../../../renderer/messaging/links.ts'

const linksIn = (text: string) => segments(text).flatMap((part) => (part.link ? [[part.text, part.link.url]] : []))

test.each([
  ['see https://example.org/a?b=c.', [['https://example.org/a?b=c', 'https://example.org/a?b=c']]],
  ['HTTPS://EXAMPLE.ORG', [['HTTPS://EXAMPLE.ORG', 'https://example.org/']]],
  ['http://localhost:8080/x', [['http://localhost:8080/x', 'http://localhost:8080/x']]],
  ['www.example.org', [['www.example.org', 'https://www.example.org/']]],
  [
    '(https://en.wikipedia.org/wiki/A_(b))',
    [['https://en.wikipedia.org/wiki/A_(b)', 'https://en.wikipedia.org/wiki/A_(b)']],
  ],
  ['write a@example.org!', [['a@example.org', 'mailto:a@example.org']]],
  ['mailto:a@example.org', [['mailto:a@example.org', 'mailto:a@example.org']]],
  ['call sip:maya@dialtone.test.', [['sip:maya@dialtone.test', 'sip:maya@dialtone.test']]],
  [
    'sips:+1415@example.org;transport=tls, ok',
    [['sips:+1415@example.org;transport=tls', 'sips:+1415@example.org;transport=tls']],
  ],
  ['tel:+1-415-555-0142', [['tel:+1-415-555-0142', 'tel:+1-415-555-0142']]],
])('%s is a link', (text, expected) => {
  expect(linksIn(text)).toEqual(expected)
})

test.each([
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'file:///etc/passwd',
  'ftp://example.org/x',
  'vbscript:x',
  'app://main/index.html',
  'blob:https://example.org/1',
  'view-source:https://example.org',
  'smb://host/share',
  'README.md and main.ts',
  'javascript://example.org/%0aalert(1)',
  'x-https://example.org',
  '<a href="javascript:alert(1)">x</a>',
])('%s is plain text', (text) => {
  expect(linksIn(text)).toEqual([])
})

test('letters of another alphabet show as the network sees them', () => {
  const [part] = segments('https://exаmple.org/login')
  expect(part?.link).toMatchObject({ kind: 'web', host: 'xn--exmple-4nf.org', foreign: true })
})

test('what stands before @ is not the host', () => {
  expect(linkFrom('https://google.com@evil.example/')).toMatchObject({ host: 'evil.example', credentials: true })
})

test('a sip: or tel: link is for the dial field, never for another program', () => {
  expect(linkFrom('sip:a@b.example')).toMatchObject({ kind: 'dial', address: 'sip:a@b.example' })
  expect(linkFrom('tel:+4930')).toMatchObject({ kind: 'dial', address: 'tel:+4930' })
})

test('nothing of a message is lost or changed, and every link is on the list', () => {
  const pieces = fc.constantFrom(
    'https://',
    'javascript:',
    'sip:',
    'tel:+',
    'www.',
    '@',
    '.org',
    'a',
    ' ',
    '\n',
    '/',
    '#',
    'х',
    '‮',
    '"',
    '<b>',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (parts) => {
      const text = parts.join('')
      const found = segments(text)
      expect(found.map((part) => part.text).join('')).toBe(text)
      for (const { link } of found) if (link) expect(link.url).toMatch(/^(https?|mailto|sips?|tel):/)
    }),
    { numRuns: 300 },
  )
})

test('a very long message made to be slow is cut into parts at once', () => {
  const text = 'sip:a@b.c;'.repeat(6000)
  expect(
    segments(text)
      .map((part) => part.text)
      .join(''),
  ).toHaveLength(text.length)
})

import { expect, test } from 'vitest'
import { largeNotify } from '../../electron/sip/large-notify.ts'

const body = `<list>${'ü'.repeat(70_000)}</list>`
const notify = (lines: readonly string[], content = body) =>
  ['NOTIFY sip:anna@192.0.2.1 SIP/2.0', ...lines, '', content].join('\r\n')
const length = Buffer.byteLength(body)

test('a large NOTIFY comes apart into a head that says it has no body, and the body', () => {
  const parts = largeNotify(notify(['Call-ID: a', `Content-Length: ${length}`, 'CSeq: 1 NOTIFY']))
  expect(parts).toEqual({ head: notify(['Call-ID: a', 'CSeq: 1 NOTIFY', 'Content-Length: 0'], ''), body })
  expect(largeNotify(notify([`l:${length}`]))?.head).toBe(notify(['Content-Length: 0'], ''))
})

test.each([
  ['small', notify(['Content-Length: 3'], 'abc')],
  ['another request', notify([`Content-Length: ${length}`]).replace('NOTIFY', 'MESSAGE')],
  ['without a length', notify(['Call-ID: a'])],
  ['longer than it says', notify(['Content-Length: 12'])],
  ['of two lengths', notify([`Content-Length: ${length}`, `l: ${length}`])],
  ['all head', `NOTIFY sip:anna@192.0.2.1 SIP/2.0\r\nX: ${'x'.repeat(70_000)}`],
])('what is %s is left as it came', (_what, text) => {
  expect(largeNotify(text)).toBeNull()
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { htmlToText } from '../../electron/messaging/html-text.ts'

test.each([
  ['plain', 'plain'],
  ['<html><head><title>T</title><style>p{}</style></head><body>Hi</body></html>', 'Hi'],
  ['a<br>b<BR/>c', 'a\nb\nc'],
  ['<p>one</p>\n  <p>two</p>', 'one\n\ntwo'],
  ['<div>a</div><div>b</div>', 'a\n\nb'],
  ['<ul><li>one<li>two</ul>', '• one\n• two'],
  ['<table><tr><td>1</td><td>2</td></tr></table>', '1 2'],
  ['a   b\n\tc', 'a b c'],
  ['1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;&#39;&#x1F44B;&nbsp;!', '1 < 2 && 3 > 2 "\'👋\u00a0!'],
  ['&unknown; &#0; &#xD800; &#x110000;', '&unknown; \ufffd \ufffd \ufffd'],
  ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
  ['I <3 you, 1 < 2', 'I <3 you, 1 < 2'],
  ['<script>if (a < b) "</p>"</script>after', 'after'],
  ['<SCRIPT >x</script >after', 'after'],
  ['<script>never closed', ''],
  ['<!-- <b>no</b> -->yes', 'yes'],
  ['<!DOCTYPE html><?xml version="1.0"?>yes', 'yes'],
  ['<b title="a>b">x</b>', 'x'],
  ['<img src=x onerror=alert(1)>text', 'text'],
  ['before<b', 'before'],
  ['<a href="https://example.org/">https://example.org</a>', 'https://example.org'],
  ['<a href="https://evil.example/">your bank</a> now', 'your bank (https://evil.example/) now'],
  ['<a href="https://evil.example/">https://bank.example/</a>', 'https://bank.example/ (https://evil.example/)'],
  ["<a class=x href='mailto:maya@example.org'>maya@example.org</a>", 'maya@example.org'],
  ['<a href="javascript:alert(1)">click</a>', 'click'],
  ['<a href="https://example.org/?a=1&amp;b=2">it', 'it (https://example.org/?a=1&b=2)'],
])('%j reads %j', (html, text) => {
  expect(htmlToText(html)).toBe(text)
})

test('any input gives an answer, and hostile ones as fast as honest ones', () => {
  const parts = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '<a href=',
    '<!--',
    '-->',
    '<script>',
    '</script',
    '&#',
    ';',
    'x',
    '<a "',
  )
  fc.assert(fc.property(fc.array(parts, { maxLength: 50 }), (all) => typeof htmlToText(all.join('')) === 'string'))
  // Quadratic work on these would outlast the test's time limit by far.
  for (const part of ['<', '<a "', '<!--', '<script>', '<script></scrip', '<a href=', '&#', '<a href="https://x">']) {
    expect(typeof htmlToText(part.repeat(64 * 1024))).toBe('string')
  }
})

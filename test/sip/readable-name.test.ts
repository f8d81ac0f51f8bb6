import { expect, test } from 'vitest'
import { readableName } from '../../electron/sip/readable-name.ts'

test.each([
  ['Maya', 'Maya'],
  ['  Zoë  Ängström ', 'Zoë  Ängström'],
  ['', null],
  [null, null],
  [undefined, null],
  // Controls, line ends, marks of direction and isolates, all of what cannot be seen.
  ['Ma\u0000y\u001ba\r\nVia: x', 'MayaVia: x'],
  ['Ma\u2028ya\u2029', 'Maya'],
  ['\u202eayaM\u202c', 'ayaM'],
  ['\u2066Maya\u2069 \u200f\u061c\u200e', 'Maya'],
  ['\ufeffMa\u00adya\u{e0041}', 'Maya'],
  ['\u200d\u200c \u202e', null],
  // Letters of Persian and Hindi, and a family, are joined or kept apart by what stays.
  ['\u0645\u06cc\u200c\u062e', '\u0645\u06cc\u200c\u062e'],
  ['\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'],
  ['\u05d3\u05e0\u05d4', '\u05d3\u05e0\u05d4'],
])('%j is shown as %j', (name, shown) => {
  expect(readableName(name)).toBe(shown)
})

test('a novel is cut, and no character of it in two', () => {
  expect(readableName('\u{1f600}'.repeat(500))).toBe('\u{1f600}'.repeat(100))
})

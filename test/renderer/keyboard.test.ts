import { expect, test } from 'vitest'
import { shortcutOf } from '../../renderer/keyboard.ts'

const press = (key: string, more: object = {}) => ({
  key,
  code: /^\d$/.test(key) ? `Digit${key}` : '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
})
const ctrl = { ctrlKey: true }
const ctrlShift = { ctrlKey: true, shiftKey: true }

test.each([
  [press('k', ctrl), { kind: 'search' }],
  [press('1', ctrl), { kind: 'tab', tab: 'people' }],
  [press('2', ctrl), { kind: 'tab', tab: 'chats' }],
  [press('3', ctrl), { kind: 'tab', tab: 'calls' }],
  [press('5', ctrl), { kind: 'tab', tab: 'settings' }],
  [press('Enter', ctrl), { kind: 'call' }],
  [press('i', ctrl), { kind: 'card' }],
  [press('S', ctrlShift), { kind: 'status' }],
  [press('D', ctrlShift), { kind: 'do-not-disturb' }],
  [press('M', ctrlShift), { kind: 'compact' }],
  [press('j', ctrl), { kind: 'next-free' }],
  [press('/', ctrl), { kind: 'shortcuts' }],
  [press('z', ctrl), { kind: 'undo' }],
  [press('F6'), { kind: 'pane', back: false }],
  [press('F6', { shiftKey: true }), { kind: 'pane', back: true }],
  [press('Escape'), { kind: 'escape' }],
  [press('k'), null],
  [press('k', { ctrlKey: true, altKey: true }), null],
  [press('m', ctrl), null],
])('%j is %j', (key, shortcut) => {
  expect(shortcutOf(key, false)).toEqual(shortcut)
})

test('on macOS Command takes the place of Ctrl', () => {
  expect(shortcutOf(press('k', { metaKey: true }), true)).toEqual({ kind: 'search' })
  expect(shortcutOf(press('k', ctrl), true)).toBeNull()
})

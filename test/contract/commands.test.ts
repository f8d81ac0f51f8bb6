import { expect, test } from 'vitest'
import { commandSchemas } from '#contract/commands.schema'
import { maxMessageLength } from '#contract/messaging'
import { automaticChoice } from '#contract/presence'

const accepts = (name: keyof typeof commandSchemas, args: unknown) => commandSchemas[name].safeParse(args).success

test('a command takes its arguments and no others', () => {
  expect(accepts('calls.end', { id: 'x' })).toBe(true)
  for (const args of [null, undefined, 'x', [], {}, { id: '' }, { id: 1 }, { id: 'x', more: true }]) {
    expect(accepts('calls.end', args)).toBe(false)
  }
})

test('an own choice is taken whole, and its time is set by main alone', () => {
  const { setAt: _setAt, ...choice } = automaticChoice
  expect(accepts('presence.setChoice', { accountId: 'a', choice })).toBe(true)
  expect(accepts('presence.setChoice', { accountId: 'a', choice: automaticChoice })).toBe(false)
  expect(accepts('presence.setChoice', { accountId: 'a', choice: { ...choice, status: 'gone' } })).toBe(false)
})

test('a message has a length, and digits are digits', () => {
  expect(accepts('messaging.send', { accountId: 'a', aor: 'b', text: 'x'.repeat(maxMessageLength) })).toBe(true)
  expect(accepts('messaging.send', { accountId: 'a', aor: 'b', text: 'x'.repeat(maxMessageLength + 1) })).toBe(false)
  expect(accepts('calls.sendDigits', { id: 'a', digits: '12*#' })).toBe(true)
  expect(accepts('calls.sendDigits', { id: 'a', digits: '1;2' })).toBe(false)
})

test('settings are changed in part, and a value out of range is refused', () => {
  expect(accepts('app.setSettings', { patch: { automatic: { idleMinutes: 5 } } })).toBe(true)
  expect(accepts('app.setSettings', { patch: { automatic: { idleMinutes: 0 } } })).toBe(false)
  expect(accepts('app.setSettings', { patch: { audio: { ringVolume: 2 } } })).toBe(false)
  expect(accepts('app.setSettings', { patch: { unknown: true } })).toBe(false)
})

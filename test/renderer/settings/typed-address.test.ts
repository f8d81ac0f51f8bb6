import { expect, test } from 'vitest'
import { typedAddress } from '../../../renderer/settings/typed-address.ts'

test.each([
  ['https://anna:s%40cret@cal.example.org/a.ics', 'https://cal.example.org/a.ics', 'anna', 's@cret'],
  [' webcal://an%na:x@cal.example.org ', 'webcal://cal.example.org', 'an%na', 'x'],
])('%s is an address and a login', (text, address, user, password) => {
  expect(typedAddress(text)).toEqual({ address, login: { user, password } })
})

test.each([
  'https://cal.example.org/anna@example.org/a.ics',
  'anna@example.org',
  'https://anna@cal.example.org/',
  'https://a:b@',
])('%s stays as it was typed', (text) => expect(typedAddress(text)).toEqual({ address: text, login: null }))

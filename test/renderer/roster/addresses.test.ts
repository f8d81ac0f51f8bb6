import { describe, expect, test } from 'vitest'
import { i18n } from '../../../renderer/i18n.ts'
import { type AddressLine, checked, kindOf, linesOf, shownAddress } from '../../../renderer/roster/addresses.ts'

const { t } = i18n
const own = 'anna@lindqvist.example'
const line = (key: string, kind: AddressLine['kind'], text: string, label = ''): AddressLine => ({
  key,
  kind,
  text,
  label,
})

test.each([
  ['sip:maya@example.org', 'sip', 'maya@example.org'],
  ['sips:maya@example.org', 'sip', 'maya@example.org'],
  ['tel:+493012345;phone-context=example.org', 'phone', '+493012345'],
  ['mailto:maya@example.org', 'mail', 'maya@example.org'],
])('%s is a %s address and reads %s', (uri, kind, shown) => {
  expect(kindOf(uri)).toBe(kind)
  expect(shownAddress(uri)).toBe(shown)
})

describe('the lines of the form', () => {
  test('come from the addresses and go back to them', () => {
    const addresses = [
      { id: 'a', uri: 'sip:maya@example.org', label: 'work' },
      { id: 'b', uri: 'sips:maya@safe.example', label: null },
      { id: 'c', uri: 'tel:+13125550142', label: 'mobile' },
      { id: 'd', uri: 'mailto:maya@example.org', label: null },
    ]
    expect(checked(t, linesOf(t, addresses), 'a', own)).toEqual({ drafts: addresses, problems: {} })
  })

  test('labels that everybody has are kept in one word and shown in the language of the user', () => {
    expect(linesOf(t, [{ id: 'a', uri: 'sip:a@x.example', label: 'mobile' }])[0]?.label).toBe('Mobile')
    expect(checked(t, [line('1', 'sip', 'a@x.example', 'HOME')], '1', own).drafts[0]?.label).toBe('home')
    expect(checked(t, [line('1', 'sip', 'a@x.example', 'Boat')], '1', own).drafts[0]?.label).toBe('Boat')
  })

  test('a name alone is one of our own domain', () => {
    expect(checked(t, [line('1', 'sip', 'bengt')], '1', own).drafts).toEqual([
      { uri: 'sip:bengt@lindqvist.example', label: null },
    ])
  })

  test('the default comes first, the rest stays in order', () => {
    const lines = [line('1', 'sip', 'a@x.example'), line('2', 'phone', '+1 2'), line('3', 'sip', 'c@x.example')]
    expect(checked(t, lines, '3', own).drafts.map(({ uri }) => uri)).toEqual([
      'sip:c@x.example',
      'sip:a@x.example',
      'tel:+1 2',
    ])
  })

  test('each that cannot be used says what it should look like; empty ones are left out', () => {
    const lines = [
      line('1', 'sip', 'two words'),
      line('2', 'phone', 'call me'),
      line('3', 'mail', 'maya'),
      line('4', 'sip', ' '),
      line('5', 'sip', 'maya@example.org', ' Work '),
      line('6', 'sip', 'MAYA@example.org'),
    ]
    expect(checked(t, lines, '5', own)).toEqual({
      drafts: [{ uri: 'sip:maya@example.org', label: 'work' }],
      problems: { 1: 'sip', 2: 'phone', 3: 'mail', 6: 'twice' },
    })
  })
})

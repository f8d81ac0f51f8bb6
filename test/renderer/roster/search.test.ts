import { expect, test } from 'vitest'
import { searchPeople } from '../../../renderer/roster/search.ts'
import { canBeAddress, fullAddress } from '../../../renderer/store/actions.ts'
import { contact, crowd, pictured } from '../window/people.ts'

const names = (typed: string, contacts = pictured.contacts): readonly string[] =>
  searchPeople(contacts, typed).map((one) => one.name)

test.each([
  ['ma', ['Maya Okonkwo', 'Sofia Marchetti']],
  ['okon', ['Maya Okonkwo']],
  ['o m', ['Maya Okonkwo']],
  ['maya@lind', ['Maya Okonkwo']],
  ['sip:maya@lindqvist.example', ['Maya Okonkwo']],
  ['studio', ['Maya Okonkwo']],
  ['+1 312 555', ['Maya Okonkwo']],
  ['555-0142', ['Maya Okonkwo']],
  ['aya', []],
  ['', []],
  ['   ', []],
])('"%s" finds %j', (typed, found) => {
  expect(names(typed)).toEqual(found)
})

test('accents do not matter, neither in the name nor in what is typed', () => {
  const one = contact('z', 'Zoë Müller')
  expect(names('zoe mull', { z: one })).toEqual(['Zoë Müller'])
  expect(names('zöé', { z: one })).toEqual(['Zoë Müller'])
})

test('a name that begins with the text comes before one that has it inside', () => {
  const contacts = { a: contact('a', 'Anna Maria'), b: contact('b', 'Maria Anna') }
  expect(names('maria', contacts)).toEqual(['Maria Anna', 'Anna Maria'])
})

test('ten thousand people are searched by every word', () => {
  const { contacts } = crowd(10_000)
  expect(searchPeople(contacts, 'person 00042')).toHaveLength(1)
  expect(searchPeople(contacts, 'person')).toHaveLength(10_000)
})

test.each([
  ['bengt', 'bengt@lindqvist.example'],
  ['bengt@other.example', 'bengt@other.example'],
  ['sip:bengt@other.example', 'bengt@other.example'],
  ['+1 (415) 555-0142', '+14155550142@lindqvist.example'],
  ['tel:+14155550142', '+14155550142@lindqvist.example'],
])('"%s" typed means %s', (typed, address) => {
  expect(fullAddress(typed, { aor: 'anna@lindqvist.example' })).toBe(address)
})

test.each([
  ['bengt', true],
  ['+1 415 555', true],
  ['two words', false],
  ['', false],
])('"%s" can be an address: %s', (typed, can) => {
  expect(canBeAddress(typed)).toBe(can)
})

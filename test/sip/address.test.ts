import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aorOf, displayAor, domainOf, parseAor, sameAor, sipUriOf, userOf } from '../../electron/sip/address.ts'

describe('what a person or a peer writes becomes one address of record', () => {
  test.each([
    ['anna@Example.org', 'anna@example.org'],
    ['sip:anna@example.org;transport=tls?subject=x', 'anna@example.org'],
    ['SIPS:anna@example.org:5061', 'anna@example.org'],
    ['  "Anna, at work" <sip:anna@example.org;gr=1>;tag=2', 'anna@example.org'],
    ['sip:anna:secret@example.org', 'anna@example.org'],
    ['Anna@example.org.', 'Anna@example.org'],
    ['an%6ea@example.org', 'anna@example.org'],
    ['sip:a%20b@example.org', 'a%20b@example.org'],
    ['+1 (415) 555-0100@example.org', '+14155550100@example.org'],
    ['anna@bücher.example', 'anna@xn--bcher-kva.example'],
    ['anna@[::1]:5060', 'anna@[::1]'],
    ['anna@192.0.2.1', 'anna@192.0.2.1'],
    ['jörg@example.org', 'j%C3%B6rg@example.org'],
  ])('%s', (text, aor) => {
    expect(parseAor(text)).toBe(aor)
  })

  test.each([
    ['anna', 'anna@example.org'],
    ['+1 415 555 0100', '+14155550100@example.org'],
    ['(0)30-1234.567', '0301234567@example.org'],
    ['tel:+1-415-555-0100;ext=3', '+14155550100@example.org'],
    ['*98', '*98@example.org'],
    ['101', '101@example.org'],
  ])('%s takes the default domain', (text, aor) => {
    expect(parseAor(text, 'Example.org')).toBe(aor)
  })

  test.each([
    ['', undefined],
    ['anna', undefined],
    ['+1415', undefined],
    ['sip:example.org', 'example.org'],
    ['anna smith', 'example.org'],
    ['anna@', undefined],
    ['@example.org', undefined],
    ['anna@exa mple.org', undefined],
    ['anna@-example.org', undefined],
    ['anna\r\nRoute: x@example.org', undefined],
    ['a%0d%0ab@example.org', undefined],
    ['%zz@example.org', undefined],
    ['anna@[::zz]', undefined],
    ['https://example.org/anna', 'example.org'],
    [`${'a'.repeat(600)}@example.org`, undefined],
  ])('%j is no address', (text, domain) => {
    expect(parseAor(text, domain)).toBeNull()
  })
})

test('a local number names its own context when no domain is given', () => {
  expect(parseAor('tel:7042;phone-context=example.com')).toBe('7042@example.com')
  expect(parseAor('tel:7042;phone-context=+1415')).toBeNull()
})

test('the same person is recognised however the address is written', () => {
  expect(sameAor('sip:anna@EXAMPLE.org;x=y', '"A" <sip:an%6Ea@example.org>')).toBe(true)
  expect(sameAor('anna@example.org', 'Anna@example.org')).toBe(false)
  expect(sameAor('nonsense', 'nonsense')).toBe(false)
})

test('the parts of an address', () => {
  expect(aorOf('<sip:anna@example.org>')).toBe('anna@example.org')
  expect([userOf('anna@example.org'), domainOf('anna@example.org')]).toEqual(['anna', 'example.org'])
  expect(sipUriOf('anna@example.org')).toBe('sip:anna@example.org')
})

test('what is shown has its escapes undone, unless that could mislead', () => {
  expect(displayAor('j%C3%B6rg@example.org')).toBe('jörg@example.org')
  expect(displayAor('anna%40bank.example@evil.example')).toBe('anna%40bank.example@evil.example')
  expect(displayAor('a%E2%80%AEb@example.org')).toBe('a%E2%80%AEb@example.org')
  expect(displayAor('a%20b@example.org')).toBe('a%20b@example.org')
})

test('normalising twice changes nothing, and never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.tuple(fc.string(), fc.domain()).map((pair) => pair.join('@')),
      ),
      (text) => {
        const once = parseAor(text, 'example.org')
        if (once !== null) {
          expect(parseAor(once)).toBe(once)
          expect(once).toMatch(/^[\x21-\x7e]+@[\x21-\x7e]+$/)
        }
      },
    ),
  )
})

import { describe, expect, test } from 'vitest'
import { domainIdentities, serverName } from '../../electron/sip/certificate.ts'

const identities = (subjectaltname: string | undefined, commonName = 'cn.example') =>
  domainIdentities({
    ...(subjectaltname !== undefined && { subjectaltname }),
    subject: { CN: commonName, C: '', ST: '', L: '', O: '', OU: '' },
  })

describe('whom a certificate speaks for (RFC 5922 7.1)', () => {
  test.each([
    ['DNS:a.example, DNS:B.example', ['a.example', 'b.example']],
    ['URI:sip:example.org, DNS:sip1.example.org', ['example.org', 'sip1.example.org']],
    ['URI:sip:anna@example.org', []],
    ['URI:sips:example.org', []],
    ['URI:https://example.org', []],
    ['IP Address:192.0.2.1', ['192.0.2.1']],
    ['othername:<unsupported>', []],
    ['DNS:"evil.example, DNS:example.org"', []],
    ['URI:"sip:x, DNS:example.org"', []],
    [undefined, ['cn.example']],
  ])('%s', (altNames, expected) => {
    expect(identities(altNames)).toEqual(expected)
  })
})

test('a name is announced in the handshake, an address is not', () => {
  expect(['example.org', '192.0.2.1', '[::1]'].map(serverName)).toEqual(['example.org', '', ''])
})

import { describe, expect, test } from 'vitest'
import { failureOfError, failureOfStatus } from '../../electron/sip/failure.ts'

const coded = (code: string) => Object.assign(new Error(code), { code })

describe('what a socket error means', () => {
  test.each([
    ['ENOTFOUND', { kind: 'unknown-host', host: 'h' }],
    ['EAI_AGAIN', { kind: 'network-down' }],
    ['ENETUNREACH', { kind: 'network-down' }],
    ['ECONNREFUSED', { kind: 'refused', host: 'h', port: 5061 }],
    ['ETIMEDOUT', { kind: 'time-out', host: 'h' }],
    ['ECONNRESET', { kind: 'closed', host: 'h' }],
    ['CERT_HAS_EXPIRED', { kind: 'certificate', host: 'h', problem: 'expired' }],
    ['ERR_TLS_CERT_ALTNAME_INVALID', { kind: 'certificate', host: 'h', problem: 'wrong-name' }],
    ['SELF_SIGNED_CERT_IN_CHAIN', { kind: 'certificate', host: 'h', problem: 'untrusted' }],
    ['ERR_SSL_WRONG_VERSION_NUMBER', { kind: 'certificate', host: 'h', problem: 'other' }],
  ])('%s', (code, failure) => {
    expect(failureOfError(coded(code), 'h', 5061)).toEqual(failure)
  })

  test('several addresses failed: the first that says something counts', () => {
    const all = new AggregateError([new Error('?'), coded('ENETUNREACH'), coded('ECONNREFUSED')])
    expect(failureOfError(all, 'h', 1)).toEqual({ kind: 'network-down' })
  })

  test('something that is no error at all', () => {
    expect(failureOfError(undefined, 'h', 1)).toEqual({ kind: 'closed', host: 'h' })
  })
})

test('what an answer to REGISTER means', () => {
  expect([401, 407, 408, 403, 404, 500].map((status) => failureOfStatus(status, 'x', 'd').kind)).toEqual([
    'wrong-password',
    'wrong-password',
    'time-out',
    'forbidden',
    'forbidden',
    'server-error',
  ])
})

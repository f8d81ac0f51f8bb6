import { describe, expect, test } from 'vitest'
import { bestChallenge, DigestAnswer, parseChallenge } from '../../electron/sip/digest.ts'

const field = (header: string, name: string) => new RegExp(`[ ,]${name}="?([^",]+)`).exec(header)?.[1]

describe('RFC 7616 3.9.1', () => {
  const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v'
  const challenge = (algorithm: string) =>
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`

  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('%s', (algorithm, response) => {
    const parsed = parseChallenge(challenge(algorithm))
    if (parsed === null) throw new Error('not parsed')
    const answer = new DigestAnswer({ user: 'Mufasa', password: 'Circle of Life' })
    const header = answer.header(
      { method: 'GET', uri: '/dir/index.html', body: '' },
      parsed,
      'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    )
    expect(field(header, 'response')).toBe(response)
    expect(field(header, 'algorithm')).toBe(algorithm)
    expect(field(header, 'nc')).toBe('00000001')
    expect(field(header, 'opaque')).toBe('FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS')
  })
})

test('RFC 7616 3.9.2 with SHA-512-256 (as corrected by erratum 4897), the user name in clear', () => {
  const parsed = parseChallenge(
    'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS"',
  )
  if (parsed === null) throw new Error('not parsed')
  const header = new DigestAnswer({ user: 'Jäsøn Doe', password: 'Secret, or not?' }).header(
    { method: 'GET', uri: '/doe.json', body: '' },
    parsed,
    'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
  )
  expect(field(header, 'response')).toBe('3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5')
})

test('RFC 2069 style: a challenge without qop gets neither cnonce nor nc', () => {
  const parsed = parseChallenge('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"')
  if (parsed === null) throw new Error('not parsed')
  const header = new DigestAnswer({ user: 'Mufasa', password: 'CircleOfLife' }).header(
    { method: 'GET', uri: '/dir/index.html', body: '' },
    parsed,
  )
  expect(field(header, 'response')).toBe('1949323746fe6a43ef61f9606e7febea')
  expect(header).not.toMatch(/cnonce|nc=|qop/)
})

test('the strongest of several challenges is answered', () => {
  const offered = [
    'Digest realm="a", nonce="1", algorithm=MD5',
    'Digest realm="a", nonce="2", algorithm=SHA-256',
    'Basic realm="a"',
  ]
  expect(bestChallenge(offered)?.nonce).toBe('2')
  expect(bestChallenge(['Digest realm="a", nonce="3", algorithm=AKAv1-MD5'])).toBeNull()
  expect(bestChallenge(['Digest realm="a", nonce="3", qop="conf"'])).toBeNull()
  expect(bestChallenge(['Digest realm="a", nonce="4"'])?.algorithm).toBeNull()
})

test('a nonce that is used again is counted, a new one starts anew', () => {
  const answer = new DigestAnswer({ user: 'a', password: 'b' })
  const of = (nonce: string) => ({ realm: 'r', nonce, opaque: null, algorithm: null, qop: 'auth', stale: false })
  const request = { method: 'REGISTER', uri: 'sip:example.org', body: '' }
  const counts = ['n1', 'n1', 'n2'].map((nonce) => field(answer.header(request, of(nonce)), 'nc'))
  expect(counts).toEqual(['00000001', '00000002', '00000001'])
})

test('the -sess form hashes nonce and cnonce into A1', () => {
  const challenge = { realm: 'r', nonce: 'n', opaque: null, qop: 'auth', stale: false }
  const request = { method: 'REGISTER', uri: 'sip:example.org', body: '' }
  const response = (algorithm: string) =>
    field(new DigestAnswer({ user: 'a', password: 'b' }).header(request, { ...challenge, algorithm }, 'c'), 'response')
  expect(response('MD5-sess')).not.toBe(response('MD5'))
  expect(response('MD5-sess')).toMatch(/^[0-9a-f]{32}$/)
})

test('quotes in names do not end the field they stand in', () => {
  const parsed = parseChallenge('Digest realm="say \\"hi\\"", nonce="n", opaque=bare, stale=TRUE')
  expect(parsed).toMatchObject({ realm: 'say "hi"', opaque: 'bare', stale: true })
  if (parsed === null) throw new Error('not parsed')
  const header = new DigestAnswer({ user: 'a"b', password: 'p' }).header({ method: 'M', uri: 'u', body: '' }, parsed)
  expect(header).toContain('username="a\\"b"')
  expect(header).toContain('realm="say \\"hi\\""')
})

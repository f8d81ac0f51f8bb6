import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { feedAddress, feedReader } from '../../../electron/calendar/sources/feed.ts'
import { CalendarHttp } from '../../../electron/calendar/sources/http.ts'
import { SourceError } from '../../../electron/calendar/sources/source.ts'
import { CalendarServer, calendarText } from '../../fakes/calendar-server.ts'
import { hasOpenssl, TestAuthority } from '../../fakes/certificates.ts'
import { readOn } from '../../fakes/read-on.ts'

const text = calendarText('Plan', '20261123T080000Z', '20261123T090000Z')
const typed = { login: null, allowUnencrypted: true }

let server: CalendarServer
beforeEach(async () => {
  server = new CalendarServer()
  await server.start()
  server.answer = () => ({
    status: 200,
    headers: { etag: '"1"', 'last-modified': 'Mon, 23 Nov 2026 07:00:00 GMT' },
    body: text,
  })
})
afterEach(() => server.stop())

async function failureOf(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof SourceError)) throw new Error(`no failure of a source: ${String(error)}`)
  return error
}

test.each([
  ['webcal://example.org/a.ics', 'https://example.org/a.ics'],
  ['WEBCALS://example.org/a.ics', 'https://example.org/a.ics'],
  ['example.org/a.ics', 'https://example.org/a.ics'],
  [' http://example.org/a.ics ', 'http://example.org/a.ics'],
  ['file:///etc/passwd', null],
  ['ftp://example.org/a.ics', null],
])('%s is asked for as %s', (given, address) => {
  expect(feedAddress(given)).toBe(address)
})

test('a feed that has not changed is not sent again, and stays the same copy', async () => {
  const reader = feedReader({ ...typed, address: `${server.url}/a.ics` })
  const first = await readOn(reader, null, 1000)
  expect(first.texts.map((each) => each.text)).toEqual([text])
  server.answer = ({ headers }) => ({ status: headers['if-none-match'] === '"1"' ? 304 : 500 })
  const second = await readOn(reader, first, 2000)
  expect(server.requests[1]?.headers['if-modified-since']).toBe('Mon, 23 Nov 2026 07:00:00 GMT')
  expect(second.readAt).toBe(2000)
  expect(second.texts).toBe(first.texts)
  // Some servers never say 304.
  server.answer = () => ({ status: 200, body: text })
  expect((await readOn(reader, second, 3000)).texts).toBe(first.texts)
})

test('how often it wants to be read is kept within bounds', async () => {
  const reader = feedReader({ ...typed, address: server.url })
  const restAfter = async (said: string) => {
    server.answer = () => ({ status: 200, body: text.replace('VERSION:2.0', `VERSION:2.0\r\n${said}`) })
    return (await readOn(reader, null, 0)).rest
  }
  expect(await restAfter('REFRESH-INTERVAL;VALUE=DURATION:PT12H')).toBe(12 * 3600_000)
  expect(await restAfter('X-PUBLISHED-TTL:PT1M')).toBe(5 * 60_000)
  expect(await restAfter('X-PUBLISHED-TTL:P3W')).toBe(24 * 3600_000)
  expect(await restAfter('X-OTHER:1')).toBe(null)
})

describe('what is no calendar, or cannot be had', () => {
  const read = (path = '/') => feedReader({ ...typed, address: `${server.url}${path}` }).read(null, 0)

  test('a page that asks to sign in is said to be one, other things to be no calendar', async () => {
    server.answer = () => ({ status: 200, body: '\n<!doctype html><title>Sign in</title>' })
    expect((await failureOf(read())).failure).toMatchObject({ kind: 'calendar', problem: 'web-page' })
    server.answer = () => ({ status: 200, body: '{"error":"sign in"}' })
    expect((await failureOf(read())).failure).toMatchObject({ kind: 'calendar', problem: 'no-calendar' })
  })

  test('half a calendar does not replace a whole one', async () => {
    const reader = feedReader({ ...typed, address: server.url })
    const whole = await readOn(reader, null, 0)
    server.answer = () => ({ status: 200, body: text.slice(0, -40) })
    expect((await failureOf(readOn(reader, whole, 1))).failure).toMatchObject({ kind: 'calendar', problem: 'cut-off' })
    // Who never writes its end is read all the same.
    expect((await readOn(reader, null, 1)).texts).toHaveLength(1)
    server.answer = () => ({ status: 200, body: `${text}\n\n` })
    expect((await readOn(reader, whole, 2)).texts[0]?.text).toContain('SUMMARY:Plan')
  })

  test.each([
    [404, { kind: 'calendar', problem: 'gone' }],
    [403, { kind: 'calendar', problem: 'forbidden' }],
    [401, { kind: 'calendar', problem: 'sign-in' }],
    [511, { kind: 'calendar', problem: 'web-page' }],
    [503, { kind: 'server-error', reason: 'Service Unavailable' }],
    [503, { kind: 'server-error', status: 503 }],
  ])('status %d', async (status, failure) => {
    server.answer = () => ({ status })
    expect((await failureOf(read())).failure).toMatchObject(failure)
  })

  test('a server that wants rest gets it, a day at most', async () => {
    server.answer = () => ({ status: 503, headers: { 'retry-after': '120' } })
    expect((await failureOf(read())).retryAfter).toBe(120_000)
    server.answer = () => ({ status: 429, headers: { 'retry-after': '9999999' } })
    expect((await failureOf(read())).retryAfter).toBe(24 * 3600_000)
    server.answer = () => ({ status: 503, headers: { 'retry-after': 'Fri, 31 Dec 2199 23:59:59 GMT' } })
    expect((await failureOf(read())).retryAfter).toBe(24 * 3600_000)
    server.answer = () => ({ status: 503, headers: { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' } })
    expect((await failureOf(read())).retryAfter).toBe(0)
    server.answer = () => ({ status: 503, headers: { 'retry-after': 'soon' } })
    expect((await failureOf(read())).retryAfter).toBe(null)
  })

  test('nothing there', async () => {
    const { url } = server
    await server.stop()
    expect((await failureOf(feedReader({ ...typed, address: url }).read(null, 0))).failure.kind).toBe('refused')
    await server.start()
  })

  test('a server that is silent is not waited for', async () => {
    server.answer = () => ({ status: 0, silent: true })
    const late = failureOf(feedReader({ ...typed, address: server.url, timeout: 60 }).read(null, 0))
    expect((await late).failure.kind).toBe('time-out')
  })

  test('a small body that unfolds into a huge one is cut off', async () => {
    const body = gzipSync(Buffer.alloc(4 << 20, 'A'))
    server.answer = () => ({ status: 200, headers: { 'content-encoding': 'gzip' }, body })
    const failure = await failureOf(new CalendarHttp({ ...typed, limit: 1 << 20 }).get(server.url))
    expect(failure.failure).toEqual({ kind: 'calendar', problem: 'too-large', where: '1 MB' })
  })

  test.skipIf(!hasOpenssl)(
    'an unknown certificate is refused, and said to be unknown (skipped without openssl)',
    async () => {
      const secure = createServer(new TestAuthority().server('IP:127.0.0.1'), (_request, response) =>
        response.end(text),
      )
      await new Promise<void>((done) => secure.listen(0, '127.0.0.1', done))
      const address = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`
      const { failure } = await failureOf(feedReader({ ...typed, address }).read(null, 0))
      expect(failure).toMatchObject({ kind: 'calendar', problem: 'certificate-untrusted' })
      secure.closeAllConnections()
      await new Promise((done) => secure.close(done))
    },
  )

  test.each([
    ['CERT_HAS_EXPIRED', { kind: 'calendar', problem: 'certificate-expired', where: 'a.example' }],
    ['CERT_NOT_YET_VALID', { kind: 'calendar', problem: 'certificate-not-yet-valid', where: 'a.example' }],
    ['ERR_TLS_CERT_ALTNAME_INVALID', { kind: 'calendar', problem: 'certificate-wrong-name', where: 'a.example' }],
    ['ERR_SSL_WRONG_VERSION_NUMBER', { kind: 'calendar', problem: 'certificate', where: 'a.example' }],
    ['ENOTFOUND', { kind: 'unknown-host', host: 'a.example' }],
    ['EAI_AGAIN', { kind: 'network-down' }],
    ['EHOSTUNREACH', { kind: 'network-down' }],
    ['ECONNREFUSED', { kind: 'refused', host: 'a.example' }],
    ['UND_ERR_CONNECT_TIMEOUT', { kind: 'time-out', host: 'a.example' }],
    ['ECONNRESET', { kind: 'closed', host: 'a.example' }],
  ])('%s is said as what it is', async (code, failure) => {
    const fails = (async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })
    }) as unknown as typeof fetch
    const asked = new CalendarHttp({ ...typed, fetch: fails }).get('https://a.example/private-secret.ics')
    expect((await failureOf(asked)).failure).toEqual(failure)
  })
})

describe('where a request may go', () => {
  test('an address without encryption is not asked unless the user said so', async () => {
    const reader = feedReader({ login: null, allowUnencrypted: false, address: server.url })
    expect((await failureOf(readOn(reader, null, 0))).failure).toMatchObject({ problem: 'unencrypted' })
    expect(server.requests).toEqual([])
  })

  /** Answers by address, in place of the network. */
  const elsewhere = (answers: Record<string, Response>, seen: { url: string; authorization: string | null }[]) =>
    (async (input: URL, init: RequestInit) => {
      seen.push({ url: input.href, authorization: new Headers(init.headers).get('authorization') })
      return answers[input.href] ?? new Response(null, { status: 404 })
    }) as unknown as typeof fetch

  const moved = (location: string) => new Response(null, { status: 302, headers: { location } })

  test('a redirect is followed to https, not away from it, and not without end', async () => {
    const seen: { url: string; authorization: string | null }[] = []
    const fetch = elsewhere(
      {
        'https://a.example/down': moved('http://a.example/x'),
        'https://a.example/on': moved('https://b.example/x'),
        'https://b.example/x': new Response(text),
        'https://a.example/loop': moved('/loop'),
      },
      seen,
    )
    const http = new CalendarHttp({ ...typed, fetch })
    expect((await failureOf(http.get('https://a.example/down'))).failure).toMatchObject({ problem: 'unencrypted' })
    expect((await http.get('https://a.example/on')).text).toBe(text)
    expect((await failureOf(http.get('https://a.example/loop'))).failure).toMatchObject({ problem: 'redirects' })
    expect(seen.length).toBeLessThan(12)
  })

  test('the password goes to the server it was typed for and its siblings, and to nobody else', async () => {
    const seen: { url: string; authorization: string | null }[] = []
    const wants = () => new Response(null, { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } })
    const asking = (async (input: URL, init: RequestInit) => {
      const authorization = new Headers(init.headers).get('authorization')
      seen.push({ url: input.href, authorization })
      if (input.pathname === '/evil') return moved('https://evil.example/')
      if (input.pathname === '/home') return moved('https://p01-caldav.icloud.example/')
      return authorization ? new Response(text) : wants()
    }) as unknown as typeof fetch
    const login = { user: 'anna', password: 'secret' }
    const http = new CalendarHttp({ login, allowUnencrypted: false, fetch: asking })
    expect((await http.get('https://caldav.icloud.example/home')).status).toBe(200)
    expect(seen.at(-1)?.authorization).toMatch(/^Basic /)
    expect((await http.get('https://caldav.icloud.example/evil')).status).toBe(401)
    expect(seen.filter((each) => each.url.startsWith('https://evil')).map((each) => each.authorization)).toEqual([null])
  })

  test.each([
    ['https://example.org/dav', 'https://dav.example.org/x', true],
    ['https://cal.example.org/dav', 'https://p2.example.org/x', true],
    ['https://example.org/dav', 'https://notexample.org/x', false],
    ['https://anna.example.co.uk/dav', 'https://example.co.uk/x', false],
    ['https://example.co.uk/dav', 'https://other.co.uk/x', false],
    ['https://10.0.0.1/dav', 'https://11.0.0.1/x', false],
    ['https://[::1]/dav', 'https://1/x', false],
    ['https://localhost/dav', 'https://evil.localhost/x', false],
    ['https://cal.example.org/dav', 'https://cal.example.org:8443/x', true],
  ])('the password for %s at %s: %s', async (from, to, may) => {
    const seen: (string | null)[] = []
    const fetch = (async (input: URL, init: RequestInit) => {
      if (input.href === new URL(from).href) return moved(to.replace('https://', 'https://anna:x@'))
      seen.push(new Headers(init.headers).get('authorization'))
      return seen.at(-1)
        ? new Response(text)
        : new Response(null, { status: 401, headers: { 'www-authenticate': 'Basic' } })
    }) as unknown as typeof globalThis.fetch
    const login = { user: 'anna', password: 'secret' }
    const answer = await new CalendarHttp({ login, allowUnencrypted: false, fetch }).get(from)
    expect([answer.status, seen.some((each) => each !== null)]).toEqual([may ? 200 : 401, may])
    if (!may) expect(answer.unanswered).toBe('not-for-it')
  })

  test('a server that hands on to a sibling, each asking by digest, is answered at both', async () => {
    const asked = (nonce: string) =>
      new Response(null, {
        status: 401,
        headers: { 'www-authenticate': `Digest realm="x", nonce="${nonce}", qop="auth"` },
      })
    const fetch = (async (input: URL, init: RequestInit) => {
      const given = new Headers(init.headers).get('authorization') ?? ''
      const isFirst = input.host === 'a.example.org'
      if (!given.includes(isFirst ? 'nonce="1"' : 'nonce="2"')) return asked(isFirst ? '1' : '2')
      return isFirst ? moved('https://b.example.org/') : new Response(text)
    }) as unknown as typeof globalThis.fetch
    const login = { user: 'anna', password: 'secret' }
    expect(
      (await new CalendarHttp({ login, allowUnencrypted: false, fetch }).get('https://a.example.org/')).status,
    ).toBe(200)
  })
})

test('Outlook is told of the engine, nobody else is', async () => {
  const seen: (string | null)[] = []
  const fetch = (async (_input: URL, init: RequestInit) => {
    seen.push(new Headers(init.headers).get('user-agent'))
    return new Response(text)
  }) as unknown as typeof globalThis.fetch
  const http = new CalendarHttp({ login: null, allowUnencrypted: false, fetch })
  await http.get('https://outlook.office365.com/owa/calendar/a/b/calendar.ics')
  await http.get('https://example.org/outlook.office365.com/a.ics')
  expect(seen).toEqual([expect.stringMatching(/^Mozilla\/5\.0 \(X11\) Chrome\/[\d.]+ Dialtone$/), 'Dialtone'])
})

describe('passwords', () => {
  const http = () => new CalendarHttp({ login: { user: 'anna', password: 'söcret' }, allowUnencrypted: true })

  test.each(['basic', 'digest'] as const)('%s is answered when asked, and then at once', async (scheme) => {
    server.login = { scheme, user: 'anna', password: 'söcret' }
    const asker = http()
    expect((await asker.get(`${server.url}/a?b=1`)).status).toBe(200)
    expect((await asker.get(`${server.url}/b`)).status).toBe(200)
    expect(server.requests.map((each) => each.headers.authorization?.split(' ')[0]?.toLowerCase())).toEqual([
      undefined,
      scheme,
      scheme,
    ])
  })

  test.each(['basic', 'digest'] as const)('a wrong password is not tried again and again (%s)', async (scheme) => {
    server.login = { scheme, user: 'anna', password: 'other' }
    expect((await http().get(server.url)).status).toBe(401)
    expect(server.requests.length).toBeLessThanOrEqual(2)
  })

  test.each([
    [{ algorithm: 'MD5' }],
    [{ algorithm: 'SHA-256' }],
    [{ algorithm: 'SHA-256-sess' }],
    [{ algorithm: 'SHA-256', qop: 'auth-int' }],
    [{ realm: 'Küche' }],
  ] as const)('digest with %o, for a name beyond ASCII', async (how) => {
    const login = { user: 'änna 日本', password: 'söcret' }
    server.login = { scheme: 'digest', ...login, ...how }
    const asker = new CalendarHttp({ login, allowUnencrypted: true })
    const request = { method: 'REPORT', body: '<ü/>' }
    expect((await asker.get(`${server.url}/a%20b/?c=d`, request)).status).toBe(200)
    expect((await asker.get(`${server.url}/c`)).status).toBe(200)
  })

  test('a server that takes no passwords is said to be one', async () => {
    server.answer = () => ({ status: 401, headers: { 'www-authenticate': 'Bearer realm="https://accounts.example"' } })
    for (const login of [{ user: 'anna', password: 'secret' }, null]) {
      const read = feedReader({ login, allowUnencrypted: true, address: server.url }).read(null, 0)
      expect((await failureOf(read)).failure).toMatchObject({ kind: 'calendar', problem: 'other-sign-in' })
    }
    expect(server.requests.some(({ headers }) => headers.authorization !== undefined)).toBe(false)
  })

  test('who forgets to say how is given the password over TLS alone', async () => {
    const seen: (string | null)[] = []
    const fetch = (async (_input: URL, init: RequestInit) => {
      seen.push(new Headers(init.headers).get('authorization'))
      return new Response(seen.at(-1) ? text : null, { status: seen.at(-1) ? 200 : 401 })
    }) as unknown as typeof globalThis.fetch
    const asker = new CalendarHttp({ login: { user: 'anna', password: 'secret' }, allowUnencrypted: true, fetch })
    expect((await asker.get('http://a.example/')).status).toBe(401)
    expect((await asker.get('https://a.example/')).status).toBe(200)
    expect(seen).toEqual([null, null, 'Basic YW5uYTpzZWNyZXQ='])
  })

  test('a nonce that became stale is replaced without a word to the user', async () => {
    server.login = { scheme: 'digest', user: 'anna', password: 'söcret' }
    const asker = http()
    await asker.get(server.url)
    server.staleOnce = 'n2'
    expect((await asker.get(server.url)).status).toBe(200)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { calDavReader } from '../../../electron/calendar/sources/caldav.ts'
import { discover } from '../../../electron/calendar/sources/discovery.ts'
import { type Answer, CalendarServer, calendarText, type Request } from '../../fakes/calendar-server.ts'
import { readOn, type WholeCopy } from '../../fakes/read-on.ts'

/** A collection whose server can be told how to misbehave. */
class Collection {
  readonly events = new Map<string, string>()
  tokens = true
  /** how a request with a token is answered, in place of the changes */
  refuseToken: number | null = null
  /** at most so many events in an answer, the rest after a 507 */
  page = Number.POSITIVE_INFINITY
  /** events that go away between the list and the fetch */
  readonly vanishing = new Set<string>()

  /** the addresses of whoever signs in; null: the server does not know such a property */
  addresses: readonly string[] | null = null

  readonly answer = ({ body, path, method }: Request): Answer => {
    if (method === 'PROPFIND' && this.addresses !== null) return this.#owner(path, this.addresses)
    if (body.includes('sync-collection')) return this.#sync(body)
    if (body.includes('calendar-query')) return multistatus([...this.events.keys()].map(tagged))
    if (body.includes('calendar-multiget')) return this.#fetched(body)
    return { status: 405 }
  }

  #owner(path: string, addresses: readonly string[]): Answer {
    const href = (text: string): string => `<d:href>${text}</d:href>`
    const set = `<c:calendar-user-address-set>${addresses.map(href).join('')}</c:calendar-user-address-set>`
    return multistatus([
      path === '/cal/'
        ? found(path, `<d:current-user-principal>${href('/people/anna/')}</d:current-user-principal>`)
        : found(path, set),
    ])
  }

  #sync(body: string): Answer {
    const token = /sync-token>([^<]*)</.exec(body)?.[1] ?? ''
    if (!this.tokens) return { status: 400, body: 'what is a sync-collection' }
    if (token !== '' && !token.startsWith('page') && this.refuseToken) return { status: this.refuseToken, body: error }
    const from = token.startsWith('page') ? Number(token.slice(4)) : token === '' ? 0 : this.events.size
    const names = [...this.events.keys()]
    const until = Math.min(names.length, from + this.page)
    const more = until < names.length
    return multistatus(
      [...names.slice(from, until).map(tagged), ...(more ? [response('/cal/', 507)] : [])],
      more ? `page${until}` : `token${names.length}`,
    )
  }

  #fetched(body: string): Answer {
    const names = [...body.matchAll(/<d:href>([^<]+)</g)].map((match) => match[1] ?? '')
    return multistatus(
      names.map((name) => {
        const text = this.events.get(name)
        if (text === undefined || this.vanishing.has(name)) return response(name, 404)
        return found(name, `<d:getetag>"${name}"</d:getetag><c:calendar-data><![CDATA[${text}]]></c:calendar-data>`)
      }),
    )
  }
}

const error = '<?xml version="1.0"?><d:error xmlns:d="DAV:"><d:valid-sync-token/></d:error>'
const response = (href: string, status: number) =>
  `<d:response><d:href>${href}</d:href><d:status>HTTP/1.1 ${status} X</d:status></d:response>`
const found = (href: string, props: string) =>
  `<d:response><d:href>${href}</d:href><d:propstat><d:prop>${props}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`
const tagged = (name: string) => found(name, `<d:getetag>"${name}"</d:getetag>`)
const multistatus = (responses: readonly string[], token?: string): Answer => ({
  status: 207,
  headers: { 'content-type': 'application/xml; charset=utf-8' },
  body:
    '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">' +
    `${responses.join('')}${token ? `<d:sync-token>${token}</d:sync-token>` : ''}</d:multistatus>`,
})

let server: CalendarServer
let collection: Collection
beforeEach(async () => {
  server = new CalendarServer()
  await server.start()
  collection = new Collection()
  server.answer = collection.answer
  for (const name of ['a', 'b', 'c', 'd', 'e']) add(name)
})
afterEach(() => server.stop())

const add = (name: string): void => {
  collection.events.set(`/cal/${name}.ics`, calendarText(name, '20261123T080000Z', '20261123T090000Z'))
}
const read = (known: WholeCopy | null = null) =>
  readOn(calDavReader({ login: null, allowUnencrypted: true, address: `${server.url}/cal/` }), known, 1)
const names = ({ texts }: WholeCopy) => texts.map((each) => /SUMMARY:(\w+)/.exec(each.text)?.[1]).join('')

test('an answer that holds only a part (507) is followed by the next', async () => {
  collection.page = 2
  const copy = await read()
  expect(names(copy)).toBe('abcde')
  expect(copy.syncToken).toBe('token5')
})

test('a page that never ends is given up, and the events are listed instead', async () => {
  collection.page = 0
  expect(names(await read())).toBe('abcde')
})

test.each([400, 403, 409, 410, 412, 507])('a token refused with %d leads to a new list', async (status) => {
  const copy = await read()
  collection.refuseToken = status
  add('f')
  collection.events.delete('/cal/a.ics')
  expect(names(await read(copy))).toBe('bcdef')
})

test('a server without tokens is followed by the tags of its events', async () => {
  collection.tokens = false
  const copy = await read()
  expect(names(copy)).toBe('abcde')
  expect(copy.syncToken).toBe(null)
  const before = server.requests.length
  expect((await read(copy)).texts).toBe(copy.texts)
  expect(server.requests.slice(before).some((each) => each.body.includes('multiget'))).toBe(false)
  collection.events.delete('/cal/b.ics')
  add('g')
  expect(names(await read(copy))).toBe('acdeg')
})

test('an event that goes away between list and fetch does not take the others with it', async () => {
  collection.vanishing.add('/cal/c.ics')
  expect(names(await read())).toBe('abde')
})

test('the server says which addresses are the user’s, and is asked once', async () => {
  collection.addresses = ['mailto:Anna@Example.org', '/people/anna/', 'urn:uuid:1', 'mailto:a.lindqvist@example.org']
  const reader = calDavReader({ login: null, allowUnencrypted: true, address: `${server.url}/cal/` })
  const copy = await readOn(reader, null, 1)
  expect(copy.addresses).toEqual(['anna@example.org', 'a.lindqvist@example.org'])
  await readOn(reader, copy, 2)
  expect(server.requests.filter(({ method }) => method === 'PROPFIND').map(({ path }) => path)).toEqual([
    '/cal/',
    '/people/anna/',
  ])
  collection.addresses = ['mailto:anna@example.org']
  expect((await read()).addresses).toEqual(['anna@example.org'])
  // One that does not say it now has not taken it back.
  collection.addresses = null
  expect((await read(copy)).addresses).toEqual(copy.addresses)
  expect((await read()).addresses).toEqual([])
})

test('a page to sign in, in place of an answer, is said to be one', async () => {
  server.answer = () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' })
  await expect(read()).rejects.toMatchObject({ failure: { kind: 'calendar', problem: 'web-page' } })
})

test.each([500, 503, 429])('a server that fails with %d is not taken for an empty calendar', async (status) => {
  const copy = await read()
  server.answer = () => ({ status })
  await expect(read(copy)).rejects.toMatchObject({ failure: { kind: 'server-error', status } })
})

test('a half answer is no calendar without events', async () => {
  server.answer = () => ({
    status: 207,
    headers: { 'content-type': 'text/xml' },
    body: '<?xml version="1.0"?><d:multi',
  })
  await expect(read()).rejects.toMatchObject({ failure: { kind: 'server-error', status: 207 } })
})

describe('finding a server by a name', () => {
  const elsewhere = { name: 'dav.example.net', port: 8443, priority: 2 }
  const within = { name: 'dav.example.org', port: 443, priority: 1 }

  async function ask(
    login: { readonly user: string; readonly password: string } | null,
    ...services: readonly (typeof elsewhere)[]
  ) {
    const asked: string[] = []
    const failure = await discover('anna@example.org', {
      login,
      allowUnencrypted: false,
      fetch: (async (input: URL) => {
        asked.push(input.href)
        return new Response(null, { status: 404 })
      }) as unknown as typeof fetch,
      lookup: {
        srv: async (name: string) => (name === '_caldavs._tcp.example.org' ? services : []),
        txt: async () => [['path=/caldav/']],
      },
    }).catch((error: { readonly failure: unknown }) => error.failure)
    return { asked, failure }
  }
  const own = ['https://example.org/.well-known/caldav', 'https://example.org/']

  test('SRV names the servers and TXT the path, best first, and the domain itself comes last (RFC 6764)', async () => {
    const { asked, failure } = await ask(null, elsewhere, within)
    expect(asked).toEqual([
      ...['https://dav.example.org/caldav/', 'https://dav.example.org/.well-known/caldav', 'https://dav.example.org/'],
      'https://dav.example.net:8443/caldav/',
      ...['https://dav.example.net:8443/.well-known/caldav', 'https://dav.example.net:8443/'],
      ...own,
    ])
    expect(failure).toMatchObject({ kind: 'calendar', problem: 'gone' })
  })

  test('the password does not go to a server of another domain unasked; it is named instead', async () => {
    const { asked, failure } = await ask({ user: 'anna', password: 'secret' }, elsewhere)
    expect(asked).toEqual(own)
    expect(failure).toMatchObject({ kind: 'calendar', problem: 'elsewhere', where: 'dav.example.net' })
  })

  test('what a person types is understood', async () => {
    const asked = async (typed: string): Promise<readonly string[]> => {
      const seen: string[] = []
      const fetching = (async (input: URL) => {
        seen.push(input.href)
        return new Response(null, { status: 404 })
      }) as unknown as typeof fetch
      await discover(typed, { login: null, allowUnencrypted: false, fetch: fetching }).catch(() => {})
      return seen
    }
    const wellKnown = 'https://cal.example.org/.well-known/caldav'
    expect(await asked(' cal.example.org ')).toEqual(['https://cal.example.org/', wellKnown])
    expect(await asked('caldavs://cal.example.org')).toEqual(['https://cal.example.org/', wellKnown])
    expect(await asked('https://cal.example.org/nextcloud')).toEqual([
      'https://cal.example.org/nextcloud',
      'https://cal.example.org/nextcloud/',
      wellKnown,
      'https://cal.example.org/nextcloud/remote.php/dav/',
    ])
    expect(await asked('[::1]:5232')).toEqual(['https://[::1]:5232/', 'https://[::1]:5232/.well-known/caldav'])
    expect((await asked('https://anna:x@cal.example.org/Kalender München/'))[0]).toBe(
      'https://cal.example.org/Kalender%20M%C3%BCnchen/',
    )
    expect(await asked('two words')).toEqual([])
  })

  test('a domain that leads to another provider is named, and not given the password', async () => {
    const seen: (string | null)[] = []
    const fetching = (async (input: URL, init: RequestInit) => {
      seen.push(new Headers(init.headers).get('authorization'))
      if (input.host === 'example.org') {
        return new Response(null, { status: 301, headers: { location: 'https://dav.example.net/' } })
      }
      return new Response(null, { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } })
    }) as unknown as typeof fetch
    const login = { user: 'anna', password: 'secret' }
    await expect(discover('example.org', { login, allowUnencrypted: false, fetch: fetching })).rejects.toMatchObject({
      failure: { kind: 'calendar', problem: 'elsewhere', where: 'dav.example.net' },
    })
    expect(seen.every((each) => each === null)).toBe(true)
  })
})

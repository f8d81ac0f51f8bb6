import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { calDavReader } from '../../../electron/calendar/sources/caldav.ts'
import { discover } from '../../../electron/calendar/sources/discovery.ts'
import { type Answer, CalendarServer, calendarText, type Request } from '../../fakes/calendar-server.ts'
import { readOn, type WholeCopy } from '../../fakes/read-on.ts'

/** How servers have been seen to answer: each is another way to say the same. */

const dav = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:a="http://apple.com/ns/ical/"'
const multistatus = (inner: string, type = 'application/xml; charset=utf-8'): Answer => ({
  status: 207,
  headers: { 'content-type': type },
  body: `<?xml version="1.0" encoding="utf-8"?><d:multistatus ${dav}>${inner}</d:multistatus>`,
})
const found = (href: string, props: string): string =>
  `<d:response><d:href>${href}</d:href><d:propstat><d:prop>${props}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`
const withStatus = (href: string, status: number): string =>
  `<d:response><d:href>${href}</d:href><d:status>HTTP/1.1 ${status} X</d:status></d:response>`
const tagged = (href: string, tag = '1'): string => found(href, `<d:getetag>"${tag}"</d:getetag>`)
const event = (name: string): string => calendarText(name, '20261123T080000Z', '20261123T090000Z')
const data = (href: string, text: string): string =>
  found(href, `<d:getetag>"1"</d:getetag><c:calendar-data>${text}</c:calendar-data>`)

let server: CalendarServer
beforeEach(async () => {
  server = new CalendarServer()
  await server.start()
})
afterEach(() => server.stop())

type Answers = {
  readonly sync?: (request: Request) => Answer
  readonly query?: (request: Request) => Answer
  readonly multiget?: (request: Request) => Answer
  readonly get?: (request: Request) => Answer
}

function answerWith({ sync, query, multiget, get }: Answers): void {
  const refused = (): Answer => ({ status: 403 })
  server.answer = (request) => {
    if (request.method === 'GET') return (get ?? refused)(request)
    if (request.body.includes('sync-collection')) return (sync ?? refused)(request)
    if (request.body.includes('calendar-query')) return (query ?? refused)(request)
    return request.body.includes('calendar-multiget') ? (multiget ?? refused)(request) : { status: 404 }
  }
}

const reader = (path = '/cal/') => calDavReader({ login: null, allowUnencrypted: true, address: server.url + path })
const titles = ({ texts }: WholeCopy) => texts.map(({ text }) => /SUMMARY:(.*)/.exec(text)?.[1]?.trim())
const token = '<d:sync-token>https://example.org/ns/sync/1</d:sync-token>'

describe('one event, as it is written', () => {
  test.each<[string, string, string]>([
    ['plainly', tagged('/cal/a.ics'), data('/cal/a.ics', event('A'))],
    [
      'with attributes and as CDATA',
      tagged('/cal/a.ics'),
      data('/cal/a.ics', '').replace(
        '<c:calendar-data></c:calendar-data>',
        `<c:calendar-data content-type="text/calendar" version="2.0"><![CDATA[${event('A')}]]></c:calendar-data>`,
      ),
    ],
    [
      'as two CDATA, cut where the text has ]]>',
      tagged('/cal/a.ics'),
      data('/cal/a.ics', `<![CDATA[${event('A').replace('VERSION:2.0', 'VERSION:2.0\r\nX-NOTE:]]')}]]>`).replace(
        'X-NOTE:]]',
        'X-NOTE:]]]]><![CDATA[>',
      ),
    ],
    ['with its address as CDATA', tagged('<![CDATA[/cal/a.ics]]>'), data('<![CDATA[/cal/a.ics]]>', event('A'))],
    ['escaped in one answer and not in the other', tagged('/cal/anna%40x.ics'), data('/cal/anna@x.ics', event('A'))],
    ['with other capitals in what is escaped', tagged('/cal/%c3%bc.ics'), data('/cal/%C3%BC.ics', event('A'))],
    [
      'by the address of the server behind a proxy',
      tagged('http://inner:8080/cal/a.ics'),
      data('/cal/a.ics', event('A')),
    ],
    ['by a relative address', tagged('a.ics'), data('a.ics', event('A'))],
    [
      'beside properties that are not there',
      tagged('/cal/a.ics').replace(
        '<d:propstat>',
        '<d:propstat><d:prop><d:displayname/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat><d:propstat>',
      ),
      data('/cal/a.ics', event('A')),
    ],
    [
      'among collections that are no events',
      tagged('/cal/') + tagged('/cal/attachments/') + tagged('/cal/a.ics'),
      data('/cal/a.ics', event('A')),
    ],
  ])('%s', async (_how, listed, got) => {
    answerWith({ sync: () => multistatus(listed + token), multiget: () => multistatus(got) })
    const copy = await readOn(reader(), null, 1)
    expect(titles(copy)).toEqual(['A'])
    expect(copy.syncToken).toBe('https://example.org/ns/sync/1')
  })
})

test('an answer that calls itself a text or a page is read as what it is', async () => {
  answerWith({
    sync: () => multistatus(tagged('/cal/a.ics') + token, 'text/html'),
    multiget: () => multistatus(data('/cal/a.ics', event('A')), 'text/plain'),
  })
  expect(titles(await readOn(reader(), null, 1))).toEqual(['A'])
})

test.each(['00012345678901234567890', 'data:,1', 'https://example.org/ns/sync/1?a=b&amp;c=d', '"quoted"', '  7  '])(
  'the token %s goes back as it came',
  async (written) => {
    const asked: (string | undefined)[] = []
    answerWith({
      sync: ({ body }) => {
        asked.push(/<d:sync-token>([^<]*)</.exec(body)?.[1])
        return multistatus(`<d:sync-token>${written}</d:sync-token>`)
      },
    })
    await readOn(reader(), await readOn(reader(), null, 1), 2)
    expect(asked).toEqual([undefined, written.trim()])
  },
)

test('a calendar without events is one, with a token and without', async () => {
  answerWith({ sync: () => multistatus(token) })
  expect((await readOn(reader(), null, 1)).texts).toEqual([])
  answerWith({ query: () => multistatus('') })
  expect((await readOn(reader(), null, 1)).texts).toEqual([])
})

test.each(['sync', 'query'] as const)('a full calendar of which a %s lists nothing is looked through', async (how) => {
  answerWith({
    [how]: () => multistatus(found('/cal/', '<d:getetag>"c"</d:getetag>') + (how === 'sync' ? token : '')),
    multiget: () => multistatus(data('/cal/a.ics', event('A'))),
  })
  const others = server.answer
  server.answer = (request) =>
    request.method === 'PROPFIND' && request.headers.depth === '1'
      ? multistatus(found('/cal/', '<d:resourcetype><d:collection/></d:resourcetype>') + tagged('/cal/a.ics'))
      : others(request)
  const copy = await readOn(reader(), null, 1)
  expect([titles(copy), copy.syncToken === null]).toEqual([['A'], how === 'query'])
})

test('half of the changes (507) is not taken for all, however the collection is written in it', async () => {
  const pages = [tagged('/caf%C3%A9/a.ics') + withStatus('/caf%c3%a9/', 507), tagged('/caf%C3%A9/b.ics')]
  answerWith({
    sync: () => multistatus((pages.shift() ?? '') + token.replace('/1', `/${pages.length}`)),
    multiget: ({ body }) =>
      multistatus(
        ['a', 'b']
          .filter((each) => body.includes(`/${each}.ics`))
          .map((each) => data(`/caf%C3%A9/${each}.ics`, event(each)))
          .join(''),
      ),
  })
  expect(titles(await readOn(reader('/café/'), null, 1))).toEqual(['a', 'b'])
})

test('a server that fails over an old token is asked for everything', async () => {
  const known = { readAt: 0, etag: null, lastModified: null, syncToken: 'old', rest: null, texts: [] }
  answerWith({
    sync: ({ body }) => (body.includes('>old<') ? { status: 500 } : multistatus(tagged('/cal/a.ics') + token)),
    multiget: () => multistatus(data('/cal/a.ics', event('A'))),
  })
  expect(titles(await readOn(reader(), known, 1))).toEqual(['A'])
})

describe('a server that does not give several events at once', () => {
  const listed = tagged('/cal/a.ics') + tagged('/cal/b.ics') + token
  const alone = ({ path }: Request): Answer => ({ status: 200, body: event(path.slice(5, 6)) })

  test.each<[string, () => Answer]>([
    ['refuses to', () => ({ status: 501 })],
    ['leaves the text out', () => multistatus(tagged('/cal/a.ics') + tagged('/cal/b.ics'))],
    ['says nothing', () => multistatus('')],
  ])('and %s is asked for each', async (_how, multiget) => {
    answerWith({ sync: () => multistatus(listed), multiget, get: alone })
    const copy = await readOn(reader(), null, 1)
    expect(titles(copy)).toEqual(['a', 'b'])
    expect(copy.syncToken).not.toBe(null)
  })

  test('what cannot be had now is asked for again, and the others are there', async () => {
    answerWith({
      sync: () => multistatus(listed),
      multiget: () => multistatus(data('/cal/a.ics', event('a'))),
      get: () => ({ status: 403 }),
    })
    const copy = await readOn(reader(), null, 1)
    expect([titles(copy), copy.syncToken]).toEqual([['a'], null])
  })
})

test('what is no event does not make every look a new list', async () => {
  answerWith({
    sync: () => multistatus(tagged('/cal/a.ics') + tagged('/cal/odd') + token),
    multiget: () => multistatus(data('/cal/a.ics', event('A')) + data('/cal/odd', 'nothing')),
  })
  const copy = await readOn(reader(), null, 1)
  expect([titles(copy), copy.syncToken]).toEqual([['A'], 'https://example.org/ns/sync/1'])
})

test('another tag beside the text than in the list does not fetch the event each time', async () => {
  answerWith({
    query: () => multistatus(tagged('/cal/a.ics', 'list')),
    multiget: () => multistatus(data('/cal/a.ics', event('A'))),
  })
  const copy = await readOn(reader(), null, 1)
  const before = server.requests.length
  expect((await readOn(reader(), copy, 2)).texts).toBe(copy.texts)
  expect(server.requests.slice(before).some(({ body }) => body.includes('multiget'))).toBe(false)
})

test('a first look that breaks off in the middle goes on where it was', async () => {
  const names = Array.from({ length: 150 }, (_, index) => `/cal/${index}.ics`)
  let batches = 0
  answerWith({
    sync: () => multistatus(names.map((each) => tagged(each)).join('') + token),
    multiget: ({ body }) => {
      batches++
      if (batches === 2) return { status: 503 }
      return multistatus(
        [...body.matchAll(/<d:href>([^<]+)</g)].map(([, href = '']) => data(href, event(href))).join(''),
      )
    },
  })
  const again = reader()
  await expect(readOn(again, null, 1)).rejects.toMatchObject({ failure: { kind: 'server-error', status: 503 } })
  expect((await readOn(again, null, 2)).texts).toHaveLength(150)
  expect(batches).toBe(4)
})

test('a bomb of entities, and one of depth, are refused and said', async () => {
  const said = { failure: { kind: 'server-error', status: 207 } }
  const entities = Array.from({ length: 20 }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`)
  const bomb = `<!DOCTYPE d [<!ENTITY e0 "ha">${entities.join('')}]><d:multistatus xmlns:d="DAV:"><d:sync-token>&e20;</d:sync-token></d:multistatus>`
  for (const body of [bomb, `<d:multistatus xmlns:d="DAV:">${'<d:response>'.repeat(100_000)}`]) {
    answerWith({ sync: () => ({ status: 207, headers: { 'content-type': 'text/xml' }, body }) })
    await expect(readOn(reader(), null, 1)).rejects.toMatchObject(said)
  }
})

describe('what a home lists', () => {
  const options = { login: null, allowUnencrypted: true }
  const calendar = (href: string, name: string, more = '', type = ''): string =>
    found(
      href,
      `<d:resourcetype><d:collection/><c:calendar/>${type}</d:resourcetype><d:displayname>${name}</d:displayname>${more}`,
    )
  const kinds = (...names: readonly string[]): string =>
    `<c:supported-calendar-component-set>${names.map((name) => `<c:comp name="${name}"/>`).join('')}</c:supported-calendar-component-set>`

  function home(inner: string, homes = ['/home/']): void {
    const hrefs = homes.map((each) => `<d:href>${each}</d:href>`).join('')
    server.answer = ({ path, headers }) => {
      if (path === '/') return multistatus(found('/', `<c:calendar-home-set>${hrefs}</c:calendar-home-set>`))
      if (headers.depth === '1') return multistatus(path === '/home/' ? inner : calendar(`${path}more/`, 'More'))
      return { status: 404 }
    }
  }

  test('events alone are offered: no tasks, nothing to be answered or sent, nothing that was thrown away', async () => {
    home(
      found('/home/', '<d:resourcetype><d:collection/></d:resourcetype>') +
        calendar('/home/work/', 'Work', kinds('VEVENT', 'VTODO')) +
        calendar('/home/tasks/', 'Tasks', kinds('VTODO')) +
        calendar('/home/inbox/', 'Inbox', '', '<c:schedule-inbox/>') +
        calendar('/home/outbox/', 'Outbox', '', '<c:schedule-outbox/>') +
        calendar('/home/old/', 'Old', '', '<n:deleted-calendar xmlns:n="http://nextcloud.com/ns"/>') +
        found('/home/contacts/', '<d:resourcetype><d:collection/><x:addressbook xmlns:x="urn:x"/></d:resourcetype>'),
    )
    expect((await discover(server.url, options)).map(({ name }) => name)).toEqual(['Work'])
  })

  test('names and colours as they are written', async () => {
    home(
      calendar('/home/1/', '007', '<a:calendar-color symbolic-color="custom">#FF2968FF</a:calendar-color>') +
        calendar('/home/2/', 'true', '<a:calendar-color>red</a:calendar-color>') +
        calendar('/home/3/', '<![CDATA[R&D]]> team') +
        calendar('/home/m%C3%BCnchen/', ''),
    )
    expect((await discover(server.url, options)).map(({ name, color }) => [name, color])).toEqual([
      ['007', '#ff2968'],
      ['true', null],
      ['R&D team', null],
      ['münchen', null],
    ])
  })

  test('of several homes all calendars, each once; one that cannot be read does not take the others with it', async () => {
    home(calendar('/home/work/', 'Work'), ['/home/', '/shared/', '/home/'])
    expect((await discover(server.url, options)).map(({ name }) => name)).toEqual(['Work', 'More'])
  })

  test('fifty calendars in one home are all offered', async () => {
    home(Array.from({ length: 50 }, (_, index) => calendar(`/home/${index}/`, `No ${index}`)).join(''))
    expect(await discover(server.url, options)).toHaveLength(50)
  })

  test('a refused password is not tried at every address there is', async () => {
    server.login = { scheme: 'basic', user: 'anna', password: 'right' }
    const login = { user: 'anna', password: 'wrong' }
    await expect(discover(server.url, { ...options, login })).rejects.toMatchObject({
      failure: { kind: 'wrong-password' },
    })
    expect(server.requests.filter(({ headers }) => headers.authorization !== undefined)).toHaveLength(1)
  })
})

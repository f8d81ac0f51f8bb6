import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { OtherDocuments } from '../../electron/xcap/other-documents.ts'
import { XcapClient } from '../../electron/xcap/xcap-client.ts'
import { hasOpenssl, TestAuthority } from '../fakes/certificates.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'

async function reader(root: string, trustedCertificate: string | null = null) {
  const client = new XcapClient({
    root,
    domain: 'example.org',
    user: 'anna',
    password: 'secret',
    trustedCertificate: null,
  })
  const documents = new OtherDocuments({ domain: 'example.org', client: () => client, trustedCertificate })
  onTestFinished(() => documents.close())
  return documents
}
async function xcapServer(): Promise<FakeXcapServer> {
  const server = new FakeXcapServer()
  server.login = { user: 'anna', password: 'secret', scheme: 'digest' }
  await server.start()
  onTestFinished(() => server.stop())
  return server
}

test("the account's own server gets the password, on condition", async () => {
  const own = await xcapServer()
  own.write('resource-lists/users/sip:team@example.org/index', '<list/>')
  const documents = await reader(own.root)
  const url = new URL(`${own.root}/resource-lists/users/sip:team@example.org/index`)
  const first = await documents.read(url, null)
  expect(first).toMatchObject({ kind: 'read', text: '<list/>' })
  if (first.kind === 'read') expect(await documents.read(url, first.entityTag)).toEqual({ kind: 'same' })
})

test('nothing else is asked unencrypted, not even beside the root of the same server', async () => {
  const own = await xcapServer()
  const other = await xcapServer()
  const documents = await reader(own.root)
  for (const url of [`${other.root}/list`, new URL('/other', own.root).href, `${own.root}/../elsewhere`])
    expect(await documents.read(new URL(url), null)).toMatchObject({ failure: { problem: 'unencrypted' } })
  expect([...own.requests, ...other.requests]).toEqual([])
})

test.skipIf(!hasOpenssl)(
  'another server is asked over https and gets no password (skipped without openssl)',
  async () => {
    const own = await xcapServer()
    const authority = new TestAuthority()
    onTestFinished(() => authority.remove())
    const seen: IncomingMessage[] = []
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      seen.push(request)
      if (request.url === '/moved') response.writeHead(302, { location: '/list' }).end()
      else if (request.url === '/down') response.writeHead(302, { location: `${own.root}/list` }).end()
      else if (request.url === '/secret')
        response.writeHead(401, { 'www-authenticate': 'Digest realm="x", nonce="y"' }).end()
      else if (request.url === '/busy') response.writeHead(503, { 'retry-after': '120' }).end()
      else response.writeHead(200, { etag: '"1"' }).end('<list/>')
    }
    const server = createServer(authority.server('DNS:localhost'), answer)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    onTestFinished(() => void server.close())
    const documents = await reader(own.root, authority.ca)
    const read = (path: string) =>
      documents.read(new URL(`https://localhost:${(server.address() as AddressInfo).port}${path}`), null)
    expect(await read('/moved')).toEqual({ kind: 'read', text: '<list/>', entityTag: '"1"' })
    expect(await read('/down')).toMatchObject({ failure: { problem: 'unencrypted' } })
    expect(await read('/secret')).toMatchObject({ failure: { kind: 'forbidden', status: 401 } })
    expect(await read('/busy')).toMatchObject({ failure: { kind: 'server-error', status: 503 }, retryAfter: 120_000 })
    expect(seen.flatMap(({ headers }) => headers.authorization ?? [])).toEqual([])
    expect(own.requests).toEqual([])
  },
)

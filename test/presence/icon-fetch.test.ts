import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type FetchIconOptions, fetchIcon, largestIcon } from '../../electron/presence/icon-fetch.ts'
import { isPublicAddress } from '../../electron/presence/public-address.ts'
import { eventually } from '../eventually.ts'
import { hasOpenssl, TestAuthority } from '../fakes/certificates.ts'

test.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['192.168.1.1', false],
  ['100.64.1.1', false],
  ['169.254.169.254', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['::ffff:10.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::a00:1', false],
  ['2002:0a00:0001::', false],
  ['2001:db8::1', false],
  ['ff02::1', false],
  ['example.org', false],
])('%s is public: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic)
})

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(64)])

describe.skipIf(!hasOpenssl)('from a server (skipped where openssl is not installed)', () => {
  let authority: TestAuthority
  let server: Server
  let plain: Server
  let port: number
  let plainPort: number
  let answer: RequestListener
  const asked: IncomingMessage[] = []
  const listener: RequestListener = (request, response) => {
    asked.push(request)
    answer(request, response)
  }
  const listen = (each: Server) =>
    new Promise<number>((done) => each.listen(0, '127.0.0.1', () => done((each.address() as AddressInfo).port)))

  beforeAll(async () => {
    authority = new TestAuthority()
    server = createServer(authority.server('DNS:icons.dialtone.test,DNS:elsewhere.test'), listener)
    plain = createHttpServer(listener)
    port = await listen(server)
    plainPort = await listen(plain)
  })
  afterEach(() => {
    asked.length = 0
  })
  afterAll(() => {
    server.close()
    plain.close()
    authority.remove()
  })

  const sends = (body: Uint8Array, headers: Record<string, string> = {}): void => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', ...headers })
      response.end(body)
    }
  }
  const redirectsTo = (location: string): void => {
    answer = (request, response) => {
      if (request.url === '/there') response.writeHead(200).end(png)
      else response.writeHead(302, { location, 'set-cookie': 'a=b' }).end()
    }
  }
  const local = async () => [{ address: '127.0.0.1', family: 4 }]
  const have = (url: string, options: Partial<FetchIconOptions> = {}) =>
    fetchIcon(url, { ownDomain: 'dialtone.test', resolve: local, ca: authority.ca, ...options })
  const own = (path = '/a.png') => `https://icons.dialtone.test:${port}${path}`

  test('a picture of the own domain is had, with nothing of the user in the request', async () => {
    sends(png)
    expect(Buffer.from(await have(own()))).toEqual(png)
    expect(Object.keys(asked[0]?.headers ?? {}).sort()).toEqual(['accept', 'connection', 'host'])
  })

  const contentType = { 'content-type': 'application/vnd.oma.pres-content+xml; charset="utf-8"' }
  const content = (data: string) =>
    Buffer.from(
      `<?xml version="1.0"?><content xmlns="urn:oma:xml:prs:pres-content"><mime-type>image/png</mime-type><encoding>base64</encoding><data>${data}</data></content>`,
    )
  const lines = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/.{20}/g, '$&\n')

  test('the picture of one who runs Blink is on his XCAP server, in XML; what tells versions apart is not sent', async () => {
    sends(content(lines(png)), contentType)
    const path = '/xcap-root/org.openmobilealliance.pres-content/users/sip:maya@dialtone.test/oma_status-icon/index'
    expect(Buffer.from(await have(own(`${path}#blink-icon8f14e45f`)))).toEqual(png)
    expect(asked[0]?.url).toBe(path)
    expect(asked[0]?.headers.accept).toContain('application/vnd.oma.pres-content+xml')
  })

  test('in XML, too, only a picture of bearable size is one', async () => {
    sends(content(lines(Buffer.from('<svg/>'))), contentType)
    await expect(have(own())).rejects.toThrow('no picture')
    sends(content('not base64!'), contentType)
    await expect(have(own())).rejects.toThrow('not encoded in base64')
    sends(Buffer.from('<!DOCTYPE a><a/>'), contentType)
    await expect(have(own())).rejects.toThrow('document type declaration')
    sends(content(Buffer.concat([png, Buffer.alloc(largestIcon)]).toString('base64')), contentType)
    await expect(have(own())).rejects.toThrow('too large')
    sends(content(lines(Buffer.concat([png, Buffer.alloc(200 * 1024)]))), contentType)
    expect(await have(own())).toHaveLength(png.length + 200 * 1024)
    // Said to be a picture, it has to be one.
    sends(content(lines(png)))
    await expect(have(own())).rejects.toThrow('no picture')
  })

  test('the own domain may be asked without TLS, nobody else', async () => {
    sends(png)
    expect(Buffer.from(await have(`http://icons.dialtone.test:${plainPort}/a.png`))).toEqual(png)
    await expect(have(`http://elsewhere.test:${plainPort}/a.png`)).rejects.toThrow('scheme http:')
    await expect(have(`http://notdialtone.test:${plainPort}/a.png`)).rejects.toThrow('scheme http:')
    for (const url of ['file:///etc/passwd', 'ftp://dialtone.test/a', 'data:image/png;base64,AA', 'javascript:1']) {
      await expect(have(url)).rejects.toThrow('scheme')
    }
    expect(asked).toHaveLength(1)
  })

  test.each(['127.0.0.1', '10.0.0.7', '192.168.1.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fe80::1'])(
    'another host that leads to %s is not asked',
    async (address) => {
      sends(png)
      const resolve = async () => [
        { address: '8.8.8.8', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ]
      await expect(have(`https://elsewhere.test:${port}/a.png`, { resolve })).rejects.toThrow('a private address')
      expect(asked).toHaveLength(0)
    },
  )

  test('a private address written as such is not asked', async () => {
    for (const host of ['127.0.0.1', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]']) {
      await expect(have(`https://${host}:${port}/a.png`), host).rejects.toThrow('a private address')
    }
    expect(asked).toHaveLength(0)
  })

  test('the address that was checked is the one that is asked: a second answer of the DNS changes nothing', async () => {
    sends(png)
    let lookups = 0
    const resolve = async () => [{ address: lookups++ === 0 ? '127.0.0.1' : '203.0.113.1', family: 4 }]
    expect(Buffer.from(await have(own(), { resolve }))).toEqual(png)
    expect(lookups).toBe(1)
  })

  test('a certificate of somebody else is refused', async () => {
    sends(png)
    await expect(have(`https://other.dialtone.test:${port}/a.png`)).rejects.toThrow(/altnames|certificate/i)
    await expect(have(own(), { ca: null })).rejects.toThrow(/certificate/i)
  })

  test('a redirect is followed within its scheme, without cookies', async () => {
    redirectsTo('/there')
    expect(Buffer.from(await have(own()))).toEqual(png)
    expect(asked.map((each) => [each.url, each.headers.cookie])).toEqual([
      ['/a.png', undefined],
      ['/there', undefined],
    ])
  })

  test.each([
    ['to another scheme', () => `http://icons.dialtone.test:${plainPort}/there`, 'another scheme'],
    ['to a file', () => 'file:///etc/passwd', 'another scheme'],
    ['to another host inside', () => `https://elsewhere.test:${port}/there`, 'a private address'],
    ['without end', () => '/a.png', 'too many redirects'],
  ])('a redirect %s is refused', async (_what, location, problem) => {
    redirectsTo(location())
    await expect(have(own())).rejects.toThrow(problem)
    expect(asked.every((each) => each.url !== '/there')).toBe(true)
  })

  test('one byte too many is too large, said or not', async () => {
    const full = Buffer.concat([png, Buffer.alloc(largestIcon - png.length)])
    sends(full)
    expect(await have(own())).toHaveLength(largestIcon)
    sends(Buffer.concat([full, Buffer.alloc(1)]))
    await expect(have(own())).rejects.toThrow('too large')
    answer = (_request, response) => {
      response.writeHead(200)
      const more = () => {
        while (response.write(Buffer.alloc(16_384, 0x89))) if (response.destroyed) return
        response.once('drain', more)
      }
      more()
    }
    await expect(have(own())).rejects.toThrow('too large')
  })

  test('what is no picture is refused, whatever it is called', async () => {
    sends(Buffer.from('<html><script>1</script>'))
    await expect(have(own())).rejects.toThrow('no picture')
    sends(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), { 'content-type': 'image/svg+xml' })
    await expect(have(own())).rejects.toThrow('no picture')
    answer = (_request, response) => response.writeHead(404).end(png)
    await expect(have(own())).rejects.toThrow('answered 404')
  })

  test('stopping ends what is under way', async () => {
    answer = () => {}
    const end = new AbortController()
    const had = have(own(), { signal: end.signal })
    await eventually(() => expect(asked.length).toBe(1))
    end.abort()
    await expect(had).rejects.toThrow('aborted')
  })
})

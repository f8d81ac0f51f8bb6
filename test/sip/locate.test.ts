import { describe, expect, test } from 'vitest'
import {
  locate,
  type NaptrAnswer,
  ordered,
  parseServer,
  type Resolver,
  type SrvAnswer,
} from '../../electron/sip/locate.ts'

const srv = (name: string, port: number, priority = 1, weight = 0): SrvAnswer => ({ name, port, priority, weight })
const naptr = (order: number, service: string, replacement: string): NaptrAnswer => ({
  order,
  preference: 1,
  flags: 's',
  service,
  replacement,
})

function dns(
  records: Readonly<Record<string, readonly SrvAnswer[] | readonly NaptrAnswer[]>>,
): Resolver & { readonly asked: string[] } {
  const asked: string[] = []
  const find = async (name: string) => {
    asked.push(name)
    const found = records[name]
    if (!found) throw Object.assign(new Error('no'), { code: 'ENODATA' })
    return found
  }
  return {
    asked,
    naptr: async (name) => (await find(name)) as readonly NaptrAnswer[],
    srv: async (name) => (await find(name)) as readonly SrvAnswer[],
  }
}

const settings = { domain: 'example.org', server: null, allowUnencrypted: false }
async function urls(changes: Partial<typeof settings | { server: string | null }>, resolver: Resolver = dns({})) {
  const located = await locate({ ...settings, ...changes }, resolver, () => 0.5)
  return located.kind === 'found'
    ? located.candidates.map(({ transport, host, port }) => `${transport}://${host}:${port}`)
    : located.failure
}

describe('what the user may type as server', () => {
  test.each([
    ['wss://sip.example.org', { transport: 'wss', host: 'sip.example.org', port: null, path: '' }],
    ['wss://SIP.example.org:8443/ws?x=1', { transport: 'wss', host: 'sip.example.org', port: 8443, path: '/ws?x=1' }],
    ['ws://127.0.0.1:15080/', { transport: 'ws', host: '127.0.0.1', port: 15080, path: '/' }],
    ['sips:sip.example.org', { transport: 'tls', host: 'sip.example.org', port: null, path: '' }],
    ['sip:sip.example.org:5061;transport=tls', { transport: 'tls', host: 'sip.example.org', port: 5061, path: '' }],
    ['sip:[2001:db8::1]:5060;transport=TCP', { transport: 'tcp', host: '[2001:db8::1]', port: 5060, path: '' }],
    ['<sip:proxy.example.org;lr>', { transport: null, host: 'proxy.example.org', port: null, path: '' }],
    ['sips:sip.example.org;transport=tcp', { transport: 'tls', host: 'sip.example.org', port: null, path: '' }],
    [' sip.example.org ', { transport: null, host: 'sip.example.org', port: null, path: '' }],
    ['sip.example.org:5061', { transport: null, host: 'sip.example.org', port: 5061, path: '' }],
  ])('%s', (text, expected) => {
    expect(parseServer(text)).toEqual(expected)
  })
  test.each([
    '',
    'http://example.org',
    'sip:example.org;transport=udp',
    'a b',
    'sip:',
    'wss://',
    'wss://user@host',
    'sip:host:99999',
    'x:y:z',
  ])('%j is none', (text) => {
    expect(parseServer(text)).toBeNull()
  })
})

describe('a server the user typed', () => {
  test('is taken as it is, with the identity he typed', async () => {
    const located = await locate({ ...settings, server: 'wss://sip.provider.net/ws' }, dns({}))
    expect(located).toEqual({
      kind: 'found',
      candidates: [
        {
          transport: 'wss',
          host: 'sip.provider.net',
          port: 443,
          path: '/ws',
          identity: 'sip.provider.net',
          typed: true,
          guessed: false,
        },
      ],
    })
  })
  test('unencrypted is his word', async () => {
    expect(await urls({ server: 'ws://127.0.0.1:8080' })).toEqual(['ws://127.0.0.1:8080'])
    expect(await urls({ server: 'sip:10.0.0.1;transport=tcp' })).toEqual(['tcp://10.0.0.1:5060'])
  })
  test('sips with a name is looked up, and tried as it is where DNS says nothing', async () => {
    const resolver = dns({ '_sips._tcp.provider.net': [srv('edge.provider.net', 5071)] })
    expect(await urls({ server: 'sips:provider.net' }, resolver)).toEqual(['tls://edge.provider.net:5071'])
    expect(await urls({ server: 'sips:provider.net' })).toEqual(['tls://provider.net:5061'])
  })
  test('a port alone means TLS', async () => {
    expect(await urls({ server: 'provider.net:5071' })).toEqual(['tls://provider.net:5071'])
  })
  test('nonsense is an unknown host', async () => {
    expect(await urls({ server: 'not a server' })).toEqual({ kind: 'unknown-host', host: 'not a server' })
  })
})

describe('a server found through DNS', () => {
  test('NAPTR decides the transport, SRV the server, encrypted ones alone', async () => {
    const resolver = dns({
      'example.org': [
        naptr(30, 'SIP+D2T', '_sip._tcp.example.org'),
        naptr(20, 'SIPS+D2W', '_sips._ws.example.org'),
        naptr(10, 'SIPS+D2T', '_sips._tcp.example.org'),
        naptr(5, 'SIP+D2U', '_sip._udp.example.org'),
      ],
      '_sips._tcp.example.org': [srv('b.example.org', 5061, 20), srv('a.example.org', 5061, 10)],
      '_sips._ws.example.org': [srv('w.example.org', 443)],
      '_sip._tcp.example.org': [srv('t.example.org', 5060)],
    })
    expect(await urls({}, resolver)).toEqual([
      'tls://a.example.org:5061',
      'tls://b.example.org:5061',
      'wss://w.example.org:443',
    ])
    expect(await urls({ allowUnencrypted: true }, resolver)).toEqual([
      'tls://a.example.org:5061',
      'tls://b.example.org:5061',
      'wss://w.example.org:443',
      'tcp://t.example.org:5060',
    ])
    expect(resolver.asked).not.toContain('_sip._udp.example.org')
  })

  test('the certificate must be for the domain, whatever DNS answered', async () => {
    const located = await locate(settings, dns({ '_sips._tcp.example.org': [srv('evil.example.net', 5061)] }))
    expect(located).toMatchObject({ candidates: [{ host: 'evil.example.net', identity: 'example.org', typed: false }] })
  })

  test('without NAPTR the SRV records of TLS and TCP are asked', async () => {
    const resolver = dns({
      '_sips._tcp.example.org': [srv('a.example.org', 5061)],
      '_sip._tcp.example.org': [srv('b.example.org', 5060)],
    })
    expect(await urls({}, resolver)).toEqual(['tls://a.example.org:5061'])
    expect(await urls({ allowUnencrypted: true }, resolver)).toEqual([
      'tls://a.example.org:5061',
      'tcp://b.example.org:5060',
    ])
  })

  test('only unencrypted ones, and no word of the user: told', async () => {
    const resolver = dns({ '_sip._tcp.example.org': [srv('b.example.org', 5060)] })
    expect(await urls({}, resolver)).toEqual({ kind: 'no-secure-server', domain: 'example.org' })
    expect(await urls({ allowUnencrypted: true }, resolver)).toEqual(['tcp://b.example.org:5060'])
  })

  test('no records: the domain itself, encrypted first', async () => {
    expect(await urls({})).toEqual(['tls://example.org:5061'])
    expect(await urls({ allowUnencrypted: true })).toEqual(['tls://example.org:5061', 'tcp://example.org:5060'])
  })

  test('a target of "." means there is no such service', async () => {
    expect(await urls({}, dns({ '_sips._tcp.example.org': [srv('.', 0)] }))).toEqual(['tls://example.org:5061'])
  })
})

describe('RFC 2782 order', () => {
  test('by priority; among equals the heavier comes first more often', () => {
    const answers = [srv('light', 1, 1, 10), srv('heavy', 1, 1, 90), srv('spare', 1, 2, 100)]
    let seed = 1
    const random = () => {
      seed = (seed * 16807) % 2147483647
      return seed / 2147483647
    }
    const firsts = Array.from({ length: 2000 }, () => ordered(answers, random).map(({ name }) => name))
    expect(firsts.every((names) => names[2] === 'spare')).toBe(true)
    const heavy = firsts.filter(([first]) => first === 'heavy').length
    expect(heavy).toBeGreaterThan(1700)
    expect(heavy).toBeLessThan(1900)
  })
})

/** Where a domain's SIP server is: RFC 3263 for TLS and TCP, RFC 7118 for WebSocket, or as the user typed it. */
import { Resolver as DnsResolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { normaliseHost } from './address.ts'
import type { SipFailure } from './failure.ts'
import { type Candidate, type SipTransport, unbracketed } from './socket.ts'

export interface NaptrAnswer {
  readonly order: number
  readonly preference: number
  readonly flags: string
  readonly service: string
  readonly replacement: string
}

export interface SrvAnswer {
  readonly name: string
  readonly port: number
  readonly priority: number
  readonly weight: number
}

/** Rejects as node:dns does; addresses themselves are looked up by the connection. */
export interface Resolver {
  readonly naptr: (name: string) => Promise<readonly NaptrAnswer[]>
  readonly srv: (name: string) => Promise<readonly SrvAnswer[]>
}

export type Located =
  | { readonly kind: 'found'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'failed'; readonly failure: SipFailure }

/** What the user may type under "server": `wss://host/path`, `sips:host`, `sip:host:5061;transport=tls`, `host`. */
export interface ServerAddress {
  readonly transport: SipTransport | null
  readonly host: string
  readonly port: number | null
  readonly path: string
}

export interface LocateSettings {
  readonly domain: string
  /** As typed; null asks DNS about the domain. */
  readonly server: string | null
  readonly allowUnencrypted: boolean
}

const DEFAULT_PORTS: Readonly<Record<SipTransport, number>> = { wss: 443, ws: 80, tls: 5061, tcp: 5060 }
const NAPTR_SERVICES: ReadonlyMap<string, SipTransport> = new Map([
  ['SIPS+D2T', 'tls'],
  ['SIPS+D2W', 'wss'],
  ['SIP+D2T', 'tcp'],
  ['SIP+D2W', 'ws'],
])
const MAX_CANDIDATES = 8
const MAX_NAPTR = 8

function isEncrypted(transport: SipTransport): boolean {
  return transport === 'wss' || transport === 'tls'
}

/** A server as a person types it: `wss://host/path`, or a SIP URI, whose user is left out. Null: not an address, or a transport that we have not. */
export function parseServer(text: string): ServerAddress | null {
  const trimmed = text.trim()
  const web = /^(wss?):\/\/([^/?#@]+)([/?][^#\s]*)?$/i.exec(trimmed)
  if (web) {
    const transport = web[1]?.toLowerCase() === 'wss' ? 'wss' : 'ws'
    const address = hostPort(web[2] ?? '')
    const path = web[3] ?? ''
    return address && { transport, ...address, path: path.startsWith('?') ? `/${path}` : path }
  }
  const sip = /^(?:<\s*)?(?:(sips?):)?(?:[^@;?/]*@)?([^;?<>\s/]+)((?:;[^?<>\s]*)?)>?$/i.exec(trimmed)
  if (!sip) return null
  const address = hostPort(sip[2] ?? '')
  if (address === null) return null
  const named = /;transport=([a-z]+)/i.exec(sip[3] ?? '')?.[1]?.toLowerCase()
  const secure = sip[1]?.toLowerCase() === 'sips'
  const transport = transportNamed(named, secure)
  return transport === undefined ? null : { transport, ...address, path: '' }
}

/** Ordered servers to try. An unencrypted one that DNS names is among them only by the user's word. */
export async function locate(
  settings: LocateSettings,
  resolver: Resolver = systemResolver(),
  random: () => number = Math.random,
): Promise<Located> {
  if (settings.server === null || settings.server.trim() === '') {
    return byDomain(settings.domain, settings.domain, false, settings.allowUnencrypted, resolver, random)
  }
  const server = parseServer(settings.server)
  if (server === null) return { kind: 'failed', failure: { kind: 'unknown-host', host: settings.server.trim() } }
  return byServer(server, settings.allowUnencrypted, resolver, random)
}

async function byServer(
  server: ServerAddress,
  allowUnencrypted: boolean,
  resolver: Resolver,
  random: () => number,
): Promise<Located> {
  const { host, port, path, transport } = server
  const direct = (chosen: SipTransport): Candidate => ({
    transport: chosen,
    host,
    port: port ?? DEFAULT_PORTS[chosen],
    path,
    identity: host,
    typed: true,
    guessed: false,
  })
  const found = (...candidates: Candidate[]): Located => ({ kind: 'found', candidates })
  if (transport === 'wss' || transport === 'ws') return found(direct(transport))
  if (transport === null && port === null && isIP(unbracketed(host)) === 0) {
    return byDomain(host, host, true, allowUnencrypted, resolver, random)
  }
  if (transport === null) {
    // RFC 3263 4.1 says UDP or TCP for an address with a port; we say TLS, and TCP by the user's word.
    return allowUnencrypted ? found(direct('tls'), direct('tcp')) : found(direct('tls'))
  }
  if (port !== null || isIP(unbracketed(host)) !== 0) return found(direct(transport))
  const answers = await srv(resolver, `${transport === 'tls' ? '_sips' : '_sip'}._tcp.${host}`)
  const targets = ordered(answers, random).map((answer) => candidateOf(transport, answer, host, true))
  return found(...(targets.length > 0 ? targets : [direct(transport)]).slice(0, MAX_CANDIDATES))
}

/** RFC 3263 4.1: NAPTR, else SRV of each transport, else the domain itself. */
async function byDomain(
  domain: string,
  identity: string,
  typed: boolean,
  allowUnencrypted: boolean,
  resolver: Resolver,
  random: () => number,
): Promise<Located> {
  const [naptr, sips, sip] = await Promise.all([
    answersOf(() => resolver.naptr(domain)),
    srv(resolver, `_sips._tcp.${domain}`),
    srv(resolver, `_sip._tcp.${domain}`),
  ])
  const services = naptr
    .filter(({ flags, service }) => /^s$/i.test(flags) && NAPTR_SERVICES.has(service.toUpperCase()))
    .sort((a, b) => a.order - b.order || a.preference - b.preference)
    .slice(0, MAX_NAPTR)
  const listed =
    services.length > 0
      ? await Promise.all(
          services.map(async ({ service, replacement }) => ({
            transport: NAPTR_SERVICES.get(service.toUpperCase()) ?? 'tls',
            answers: await srv(resolver, replacement),
          })),
        )
      : [
          { transport: 'tls' as const, answers: sips },
          { transport: 'tcp' as const, answers: sip },
        ]
  const all = listed.flatMap(({ transport, answers }) =>
    ordered(answers, random).map((answer) => candidateOf(transport, answer, identity, typed)),
  )
  const secure = all.filter(({ transport }) => isEncrypted(transport))
  const open = all.filter(({ transport }) => !isEncrypted(transport))
  if (all.length > 0) {
    const candidates = [...secure, ...(allowUnencrypted ? open : [])].slice(0, MAX_CANDIDATES)
    if (candidates.length === 0) return { kind: 'failed', failure: { kind: 'no-secure-server', domain } }
    return { kind: 'found', candidates }
  }
  // No records: the domain's own host, encrypted first.
  const itself = (transport: SipTransport): Candidate => ({
    transport,
    host: domain,
    port: DEFAULT_PORTS[transport],
    path: '',
    identity,
    typed,
    guessed: !typed,
  })
  return { kind: 'found', candidates: allowUnencrypted ? [itself('tls'), itself('tcp')] : [itself('tls')] }
}

/** RFC 2782: by priority, and among equals by chance in proportion to weight. A target of "." means no such service. */
export function ordered(answers: readonly SrvAnswer[], random: () => number): readonly SrvAnswer[] {
  const left = answers.filter(({ name, port }) => normaliseHost(name) !== null && port > 0 && port < 65536)
  const result: SrvAnswer[] = []
  for (const priority of [...new Set(left.map((answer) => answer.priority))].sort((a, b) => a - b)) {
    // Those of weight 0 first, so that they have a very small chance of being chosen.
    const group = left.filter((answer) => answer.priority === priority).sort((a, b) => a.weight - b.weight)
    while (group.length > 0) {
      const total = group.reduce((sum, answer) => sum + answer.weight, 0)
      const mark = random() * total
      let sum = 0
      const chosen = group.findIndex((answer) => {
        sum += answer.weight
        return sum >= mark
      })
      result.push(...group.splice(Math.max(chosen, 0), 1))
    }
  }
  return result
}

/** The system's name servers, asked no longer than a person waits. */
export function systemResolver(): Resolver {
  const dns = new DnsResolver({ timeout: 1500, tries: 2 })
  return { naptr: (name) => dns.resolveNaptr(name), srv: (name) => dns.resolveSrv(name) }
}

function candidateOf(transport: SipTransport, answer: SrvAnswer, identity: string, typed: boolean): Candidate {
  const host = normaliseHost(answer.name) ?? answer.name
  return { transport, host, port: answer.port, path: '', identity, typed, guessed: false }
}

function srv(resolver: Resolver, name: string): Promise<readonly SrvAnswer[]> {
  return answersOf(() => resolver.srv(name))
}

/**
 * No record, no such name and no answer are all "nothing to choose from": then the domain's own host is tried, encrypted
 * and checked against the domain, so that holding back an answer gains an attacker nothing.
 */
async function answersOf<T>(ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await ask()
  } catch {
    return []
  }
}

function hostPort(text: string): { readonly host: string; readonly port: number | null } | null {
  const host = normaliseHost(text)
  if (host === null) return null
  const digits = /:(\d{1,5})$/.exec(text.replace(/^\[[^\]]*\]/, ''))?.[1]
  const port = digits === undefined ? null : Number(digits)
  return port !== null && (port < 1 || port > 65535) ? null : { host, port }
}

/** Undefined for what cannot be served: UDP, SCTP. In SIP there is no transport=wss; people write it all the same. */
function transportNamed(name: string | undefined, secure: boolean): SipTransport | null | undefined {
  switch (name) {
    case undefined:
      return secure ? 'tls' : null
    case 'tls':
      return 'tls'
    case 'tcp':
      return secure ? 'tls' : 'tcp'
    case 'ws':
      return secure ? 'wss' : 'ws'
    case 'wss':
      return 'wss'
    default:
      return undefined
  }
}

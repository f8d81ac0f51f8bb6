import { resolveSrv, resolveTxt } from 'node:dns/promises'
import { type DavResponse, hrefsIn, propertyText } from '../../documents/multistatus.ts'
import { attribute, children } from '../../documents/xml.ts'
import { askDav, propfind } from './dav.ts'
import { CalendarHttp, type HttpOptions, hostOf } from './http.ts'
import { SourceError } from './source.ts'

export type FoundCalendar = {
  readonly address: string
  readonly name: string
  /** #rrggbb */
  readonly color: string | null
}

export type Lookup = {
  readonly srv: (name: string) => Promise<readonly { name: string; port: number; priority: number }[]>
  readonly txt: (name: string) => Promise<readonly (readonly string[])[]>
}

const systemLookup: Lookup = { srv: resolveSrv, txt: resolveTxt }

const asked = propfind(
  'd:resourcetype',
  'd:displayname',
  'd:current-user-principal',
  'c:calendar-home-set',
  'c:supported-calendar-component-set',
  'a:calendar-color',
)

const mostCalendars = 200

/**
 * The calendars of a CalDAV account, from whatever was typed: an address of a calendar, of a server, or a name like
 * anna@example.org (RFC 6764: SRV and TXT records, then the well-known address).
 */
export async function discover(
  typed: string,
  options: HttpOptions & { readonly lookup?: Lookup },
): Promise<readonly FoundCalendar[]> {
  const http = new CalendarHttp(options)
  const { starts, elsewhere } = await startsOf(typed, options.lookup ?? systemLookup, options.login !== null)
  let failure: unknown = null
  /** where the password was refused: who tries it at every address there is locked out */
  const refused = new Set<string>()
  for (const start of starts) {
    if (refused.has(hostOf(start))) continue
    const ask = async (url: string, depth: '0' | '1'): Promise<readonly Found[]> => {
      const reply = await askDav(http, url, { method: 'PROPFIND', body: asked, depth, home: start })
      if (reply.multistatus === null) throw reply.refusal()
      return reply.multistatus.responses.map((each) => ({ each, base: reply.url }))
    }
    try {
      const found = await calendarsFrom(start, ask)
      if (found.length > 0) return found
    } catch (error) {
      if (isPassword(error)) refused.add(hostOf(start))
      failure = weightier(failure, error)
    }
  }
  if (elsewhere !== null) throw new SourceError({ kind: 'calendar', problem: 'elsewhere', where: elsewhere })
  throw failure ?? new SourceError({ kind: 'calendar', problem: 'no-calendar', where: hostOf(starts[0] ?? typed) })
}

type Found = { readonly each: DavResponse; readonly base: string }
type Propfind = (url: string, depth: '0' | '1') => Promise<readonly Found[]>

const mostHomes = 5

/** Itself a calendar; or the principal leads to the homes (RFC 4791 6.2.1), and each home lists its calendars. */
async function calendarsFrom(start: string, ask: Propfind): Promise<readonly FoundCalendar[]> {
  const [first] = await ask(start, '0')
  if (!first) return []
  if (isCalendar(first.each)) return foundIn([first])
  let homes = addressesIn(first, 'calendar-home-set')
  const [principal] = addressesIn(first, 'current-user-principal')
  if (homes.length === 0 && principal !== undefined) {
    const [person] = await ask(principal, '0')
    homes = person ? addressesIn(person, 'calendar-home-set') : []
  }
  const found = new Map<string, FoundCalendar>()
  let failure: unknown = null
  for (const home of homes.length === 0 ? [start] : homes.slice(0, mostHomes)) {
    try {
      for (const each of foundIn(await ask(home, '1'))) found.set(each.address, each)
    } catch (error) {
      failure ??= error
    }
  }
  if (found.size === 0 && failure !== null) throw failure
  return [...found.values()].slice(0, mostCalendars)
}

function foundIn(answers: readonly Found[]): readonly FoundCalendar[] {
  return answers
    .filter(({ each }) => isCalendar(each) && holdsEvents(each))
    .flatMap(({ each: { href, properties }, base }) => {
      if (!URL.canParse(href, base)) return []
      const address = new URL(href, base).href
      const name = propertyText(properties, 'displayname')?.slice(0, 200)
      const color = /^#[0-9a-f]{6}/i.exec(propertyText(properties, 'calendar-color') ?? '')?.[0]?.toLowerCase() ?? null
      return [{ address, name: name || lastPart(address), color }]
    })
}

/** Not what waits to be answered or sent (RFC 6638 2), nor what lies in Nextcloud's bin. */
const noCalendars = ['schedule-inbox', 'schedule-outbox', 'deleted-calendar', 'trash-bin']

function isCalendar({ properties, status }: DavResponse): boolean {
  const type = properties.get('resourcetype')
  if (type === undefined || (status !== null && status >= 300)) return false
  const names = children(type).map(({ localName }) => localName)
  return names.includes('calendar') && !noCalendars.some((each) => names.includes(each))
}

/** Not said: all kinds (RFC 4791 5.2.3). */
function holdsEvents({ properties }: DavResponse): boolean {
  const said = properties.get('supported-calendar-component-set')
  const kinds = said ? children(said).map((each) => attribute(each, 'name')?.toUpperCase()) : []
  return kinds.length === 0 || kinds.includes('VEVENT')
}

const addressesIn = ({ each, base }: Found, name: string): readonly string[] =>
  hrefsIn(each.properties, name).flatMap((href) => (URL.canParse(href, base) ? [new URL(href, base).href] : []))

type Starts = {
  /** where to ask, best first */
  readonly starts: readonly string[]
  /** a server of another domain, which the password is not sent to unasked */
  readonly elsewhere: string | null
}

async function startsOf(typed: string, lookup: Lookup, hasPassword: boolean): Promise<Starts> {
  const only = (...starts: readonly string[]): Starts => ({ starts, elsewhere: null })
  const text = typed.trim().replace(/^(?:caldav|webcal)s?:/i, 'https:')
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return only(...startsAt(new URL(text)))
  const domain = text.slice(text.lastIndexOf('@') + 1).toLowerCase()
  if (!/^(?:\[[0-9a-f:.]+\]|[^\s/:]+)(?::\d+)?(?:\/\S*)?$/.test(domain) || !URL.canParse(`https://${domain}`))
    return only()
  if (!text.includes('@')) return only(...startsAt(new URL(`https://${text}`)))
  const name = `_caldavs._tcp.${domain}`
  const [services, notes] = await Promise.all([lookup.srv(name).catch(() => []), lookup.txt(name).catch(() => [])])
  const path = /^path=(\/\S*)$/.exec(notes.flat().find((note) => note.startsWith('path=')) ?? '')?.[1]
  const named = services.filter((each) => each.name !== '').sort((a, b) => a.priority - b.priority)
  const trusted = named.filter((each) => !hasPassword || isWithin(each.name, domain)).slice(0, mostServers)
  const hosts = trusted.map(({ name: host, port }) => `${host}${port === 443 ? '' : `:${port}`}`)
  // The domain itself comes last: its web server may know the way where its name server does not.
  const starts = [...new Set([...hosts, domain])].flatMap((host) => [
    ...(path && host !== domain ? [`https://${host}${path}`] : []),
    `https://${host}/.well-known/caldav`,
    `https://${host}/`,
  ])
  return { starts, elsewhere: hosts.length === 0 ? (named[0]?.name ?? null) : null }
}

const mostServers = 3

/** What was typed, as a folder too; the well-known address (RFC 6764 5), and where Nextcloud answers that lives in a folder of its server. */
function startsAt(url: URL): readonly string[] {
  const folder = url.pathname.replace(/\/$/, '')
  const within = folder === '' ? [] : [`${folder}/remote.php/dav/`]
  const paths = [`${folder}/`, '/.well-known/caldav', ...within]
  return [...new Set([url.href, ...paths.map((path) => new URL(path, url).href)])]
}

/** RFC 6764 8: who answers for the name server may name a server of his own, and the password would be his. */
function isWithin(host: string, domain: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return name === domain || name.endsWith(`.${domain}`)
}

const isPassword = (error: unknown): boolean => error instanceof SourceError && error.failure.kind === 'wrong-password'

/** A refused password says more than an address where nothing is, and so does a server that is another or wants to know who asks. */
function weight(error: unknown): number {
  if (!(error instanceof SourceError)) return 0
  const { failure } = error
  if (failure.kind === 'wrong-password') return 3
  if (failure.kind !== 'calendar') return 1
  return ['elsewhere', 'sign-in', 'other-sign-in'].includes(failure.problem) ? 2 : 1
}

const weightier = (before: unknown, now: unknown): unknown => (weight(now) > weight(before) ? now : before)

function lastPart(address: string): string {
  const part = new URL(address).pathname.split('/').filter(Boolean).at(-1) ?? ''
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

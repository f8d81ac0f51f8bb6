import { resolveSrv, resolveTxt } from 'node:dns/promises'
import { type DavAnswer, davFetch, loadDav, textOf } from './caldav.ts'
import { CalendarHttp, type HttpAnswer, type HttpOptions, refusalOf } from './http.ts'
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

const properties = {
  'd:resourcetype': {},
  'd:displayname': {},
  'd:current-user-principal': {},
  'c:calendar-home-set': {},
  'c:supported-calendar-component-set': {},
  'ca:calendar-color': {},
}

const mostCalendars = 200

/**
 * The calendars of a CalDAV account, from whatever was typed: an address of a calendar, of a server, or a name like
 * anna@example.org (RFC 6764: SRV and TXT records, then the well-known address).
 */
export async function discover(
  typed: string,
  options: HttpOptions & { readonly lookup?: Lookup },
): Promise<readonly FoundCalendar[]> {
  const dav = await loadDav()
  const http = new CalendarHttp(options)
  const { starts, elsewhere } = await startsOf(typed, options.lookup ?? systemLookup, options.login !== null)
  let failure: unknown = null
  for (const start of starts) {
    let last: HttpAnswer | null = null
    const propfind = async (url: string, depth: '0' | '1'): Promise<readonly Found[]> => {
      const fetch = davFetch(http, start, (answer) => {
        last = answer
      })
      const answers = await dav.propfind({ url, props: properties, depth, fetch })
      const seen = last as HttpAnswer | null
      if (seen && seen.status !== 207) throw refusalOf(seen)
      // After a redirect addresses are relative to where it led.
      return answers.map((each) => ({ each, base: seen?.url ?? url }))
    }
    try {
      const found = await calendarsFrom(start, propfind)
      if (found.length > 0) return found
    } catch (error) {
      failure = weightier(failure, error)
    }
  }
  if (elsewhere !== null) throw new SourceError({ kind: 'calendar', problem: 'elsewhere', where: elsewhere })
  throw failure ?? new SourceError({ kind: 'calendar', problem: 'no-calendar', where: hostOf(starts[0] ?? typed) })
}

type Found = { readonly each: DavAnswer; readonly base: string }
type Propfind = (url: string, depth: '0' | '1') => Promise<readonly Found[]>

/** Itself a calendar; or the principal leads to the home, and the home lists the calendars. */
async function calendarsFrom(start: string, propfind: Propfind): Promise<readonly FoundCalendar[]> {
  const [first] = await propfind(start, '0')
  if (!first) return []
  if (isCalendar(first.each)) return foundIn([{ ...first, each: { ...first.each, href: first.each.href ?? start } }])
  let home = hrefIn(first, 'calendarHomeSet')
  const principal = hrefIn(first, 'currentUserPrincipal')
  if (home === null && principal !== null) {
    const [person] = await propfind(principal, '0')
    home = person ? hrefIn(person, 'calendarHomeSet') : null
  }
  return foundIn(await propfind(home ?? start, '1'))
}

function foundIn(answers: readonly Found[]): readonly FoundCalendar[] {
  return answers
    .filter(({ each }) => isCalendar(each) && holdsEvents(each))
    .slice(0, mostCalendars)
    .flatMap(({ each, base }) => {
      const { href } = each
      if (typeof href !== 'string' || !URL.canParse(href, base)) return []
      const address = new URL(href, base).href
      const name = textOf(each.props?.['displayname'])?.trim().slice(0, 200)
      const color =
        /^#[0-9a-f]{6}/i.exec(textOf(each.props?.['calendarColor'])?.trim() ?? '')?.[0]?.toLowerCase() ?? null
      return [{ address, name: name || lastPart(address), color }]
    })
}

const isCalendar = ({ props, ok }: DavAnswer): boolean => ok && has(props?.['resourcetype'], 'calendar')

/** Not said: all kinds (RFC 4791 5.2.3). */
function holdsEvents({ props }: DavAnswer): boolean {
  const said: unknown = props?.['supportedCalendarComponentSet']
  if (typeof said !== 'object' || said === null || !('comp' in said)) return true
  return JSON.stringify(said.comp).toUpperCase().includes('"VEVENT"')
}

const has = (value: unknown, name: string): boolean => typeof value === 'object' && value !== null && name in value

function hrefIn({ each, base }: Found, name: string): string | null {
  const value: unknown = each.props?.[name]
  if (typeof value !== 'object' || value === null || !('href' in value)) return null
  const href = textOf(Array.isArray(value.href) ? value.href[0] : value.href)
  return href !== null && URL.canParse(href, base) ? new URL(href, base).href : null
}

type Starts = {
  /** where to ask, best first */
  readonly starts: readonly string[]
  /** a server of another domain, which the password is not sent to unasked */
  readonly elsewhere: string | null
}

async function startsOf(typed: string, lookup: Lookup, hasPassword: boolean): Promise<Starts> {
  const only = (...starts: readonly string[]): Starts => ({ starts, elsewhere: null })
  const text = typed.trim()
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) {
    const url = new URL(text)
    return only(...new Set([url.href, new URL('/.well-known/caldav', url).href]))
  }
  const domain = text.slice(text.lastIndexOf('@') + 1).toLowerCase()
  if (!/^[^\s/:]+(?::\d+)?(?:\/\S*)?$/.test(domain) || !URL.canParse(`https://${domain}`)) return only()
  if (!text.includes('@'))
    return only(`https://${domain}`, `https://${new URL(`https://${domain}`).host}/.well-known/caldav`)
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

/** RFC 6764 8: who answers for the name server may name a server of his own, and the password would be his. */
function isWithin(host: string, domain: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return name === domain || name.endsWith(`.${domain}`)
}

/** A refused password says more than an address where nothing is. */
function weightier(before: unknown, now: unknown): unknown {
  const isPassword = (error: unknown) => error instanceof SourceError && error.failure.kind === 'wrong-password'
  return before === null || (isPassword(now) && !isPassword(before)) ? now : before
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address)

function lastPart(address: string): string {
  const part = new URL(address).pathname.split('/').filter(Boolean).at(-1) ?? ''
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

import { ownerAddresses } from './caldav-owner.ts'
import { CalendarHttp, type HttpAnswer, type HttpOptions, refusalOf } from './http.ts'
import {
  type CalendarReader,
  type CalendarText,
  looksLikeCalendar,
  megabyte,
  mostBytes,
  SourceError,
} from './source.ts'

/** tsdav writes the requests and takes the answers apart; what goes over the network is CalendarHttp's. */
type Dav = typeof import('tsdav')
export type DavAnswer = Awaited<ReturnType<Dav['davRequest']>>[number]

export const loadDav = (): Promise<Dav> => import('tsdav')

/** A server's refusals are told apart by their status; SourceErrors pass through tsdav, which only awaits. */
export function davFetch(
  http: CalendarHttp,
  home: string,
  seen: (answer: HttpAnswer) => void = () => {},
): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const answer = await http.get(url, {
      method: init?.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init?.headers ?? {}).entries()),
      home,
      ...(typeof init?.body === 'string' ? { body: init.body } : {}),
    })
    seen(answer)
    const empty = answer.status === 204 || answer.status === 304
    return new Response(empty ? null : answer.text, { status: answer.status, headers: davHeaders(answer) })
  }
}

/** The text is already decoded: its length and encoding are no longer those of the wire. */
function davHeaders({ headers }: HttpAnswer): Headers {
  const type = headers.get('content-type')
  return new Headers(type ? { 'content-type': type } : {})
}

const namespaces = { 'xmlns:d': 'DAV:', 'xmlns:c': 'urn:ietf:params:xml:ns:caldav' }
const mostEvents = 100_000
const mostRounds = 200
const batch = 60

/** One calendar collection (RFC 4791), followed by its sync-token (RFC 6578), or by the tags of its events where there is none. */
export function calDavReader(options: HttpOptions & { readonly address: string }): CalendarReader {
  const http = new CalendarHttp(options)
  const { address } = options
  let owner: readonly string[] | null = null
  /** Asked once; a server that has no answer to it answers the rest. */
  const addressesOf = async (dav: Dav): Promise<readonly string[]> => {
    owner ??= await ownerAddresses(address, (url, props) =>
      dav.propfind({ url, props, depth: '0', fetch: davFetch(http, address) }),
    ).catch(() => [])
    return owner
  }
  return {
    read: async (known, now) => {
      const dav = await loadDav()
      const changes = new Collection(dav, http, address)
      const delta = known?.syncToken ? await changes.since(known.syncToken) : null
      // A token that the server no longer takes (RFC 6578 3.2), or half a state: everything is listed again.
      const listed = delta ?? (await changes.since(null)) ?? (await changes.listed())
      const nothing = known !== null && !listed.whole && listed.tags.size + listed.gone.size === 0
      const { texts, complete } = nothing
        ? { texts: null, complete: true }
        : await changes.texts(known?.texts() ?? null, listed)
      const addresses = await addressesOf(dav)
      return {
        readAt: now,
        texts,
        etag: null,
        lastModified: null,
        // What was not answered is asked for again: without a token everything is compared.
        syncToken: complete ? listed.token : null,
        rest: null,
        addresses: addresses.length > 0 ? addresses : (known?.addresses ?? []),
      }
    },
  }
}

/** Events that are there by address and tag; `whole`: those not named are gone. */
type Listed = {
  readonly tags: ReadonlyMap<string, string | null>
  readonly gone: ReadonlySet<string>
  readonly token: string | null
  readonly whole: boolean
}

class Collection {
  readonly #dav: Dav
  readonly #address: string
  readonly #fetch: typeof fetch
  #answer: HttpAnswer | null = null

  constructor(dav: Dav, http: CalendarHttp, address: string) {
    this.#dav = dav
    this.#address = address
    this.#fetch = davFetch(http, address, (answer) => {
      this.#answer = answer
    })
  }

  /** What changed since a token; with null all that is there. Null where the server does not answer that. */
  async since(token: string | null): Promise<Listed | null> {
    const tags = new Map<string, string | null>()
    const gone = new Set<string>()
    let next = token
    for (let round = 0; round < mostRounds; round++) {
      const answers = await this.#report(
        'd:sync-collection',
        { 'd:sync-token': next ?? '', 'd:sync-level': 1, 'd:prop': { 'd:getetag': {} } },
        null,
      )
      if (answers === null) return null
      let more = false
      for (const each of answers) {
        const href = this.#hrefOf(each)
        if (href === null) continue
        // RFC 6578 3.6: the collection itself with 507 says that there is more than one answer holds.
        if (href === pathOf(this.#address)) more ||= each.status === 507
        else if (each.status === 404 || each.status === 410) gone.add(href)
        else if (each.ok) tags.set(href, textOf(each.props?.['getetag']))
      }
      const said = textOf(multistatusOf(answers)?.['syncToken'])
      if (tags.size > mostEvents) throw tooLarge()
      if (said === null || (more && said === next)) return null
      next = said
      if (!more) return { tags, gone, token: next, whole: token === null }
    }
    return null
  }

  /** For servers that keep no tokens: the tag of every event. */
  async listed(): Promise<Listed> {
    const filter = { _attributes: { name: 'VCALENDAR' }, 'c:comp-filter': { _attributes: { name: 'VEVENT' } } }
    const answers = await this.#report(
      'c:calendar-query',
      { 'd:prop': { 'd:getetag': {} }, 'c:filter': { 'c:comp-filter': filter } },
      '1',
    )
    if (answers === null) throw this.#refusal()
    const tags = new Map<string, string | null>()
    for (const each of answers) {
      const href = this.#hrefOf(each)
      if (href !== null && each.ok && href !== pathOf(this.#address)) tags.set(href, textOf(each.props?.['getetag']))
    }
    if (tags.size > mostEvents) throw tooLarge()
    return { tags, gone: new Set(), token: null, whole: true }
  }

  /** Those known, those that changed fetched anew, those gone left out. Null when nothing changed. */
  async texts(
    known: readonly CalendarText[] | null,
    { tags, gone, whole }: Listed,
  ): Promise<{ readonly texts: readonly CalendarText[] | null; readonly complete: boolean }> {
    const byHref = new Map(known?.map((each) => [each.href, each]))
    const wanted = [...tags]
      .filter(([href, tag]) => tag === null || byHref.get(href)?.etag !== tag)
      .map(([href]) => href)
    let changed = known === null
    let complete = true
    for (const href of [...byHref.keys()]) {
      if (gone.has(href) || (whole && !tags.has(href))) changed = byHref.delete(href)
    }
    let bytes = [...byHref.values()].reduce((sum, each) => sum + each.text.length, 0)
    for (let at = 0; at < wanted.length; at += batch) {
      const hrefs = wanted.slice(at, at + batch)
      const fetched = await this.#fetched(hrefs)
      for (const href of hrefs) {
        const before = byHref.get(href)
        const now = fetched.get(href)
        if (now === undefined) complete = false
        else if (now === 'gone') changed = byHref.delete(href) || changed
        else if (before?.text !== now.text || before.etag !== now.etag) {
          bytes += now.text.length - (before?.text.length ?? 0)
          if (bytes > mostBytes) throw tooLarge()
          byHref.set(href, now)
          changed = true
        }
      }
    }
    return { texts: changed ? [...byHref.values()] : null, complete }
  }

  async #fetched(hrefs: readonly string[]): Promise<ReadonlyMap<string, CalendarText | 'gone'>> {
    const answers = await this.#report(
      'c:calendar-multiget',
      { 'd:prop': { 'd:getetag': {}, 'c:calendar-data': {} }, 'd:href': [...hrefs] },
      '1',
    )
    if (answers === null) throw this.#refusal()
    const fetched = new Map<string, CalendarText | 'gone'>()
    for (const each of answers) {
      const href = this.#hrefOf(each)
      const text = textOf(each.props?.['calendarData'])
      if (href === null) continue
      if (each.status === 404 || each.status === 410) fetched.set(href, 'gone')
      else if (text !== null && looksLikeCalendar(text)) {
        fetched.set(href, { href, etag: textOf(each.props?.['getetag']), text })
      }
    }
    return fetched
  }

  /** The parts of a multistatus (RFC 4918 13); null where the server does not know this report, or no longer the token in it. */
  async #report(
    name: string,
    body: Readonly<Record<string, unknown>>,
    depth: '0' | '1' | null,
  ): Promise<readonly DavAnswer[] | null> {
    const answers = await this.#dav.davRequest({
      url: this.#address,
      init: {
        method: 'REPORT',
        headers: depth === null ? {} : { depth },
        body: { [name]: { _attributes: namespaces, ...body } },
      },
      fetch: this.#fetch,
    })
    const status = this.#answer?.status ?? 0
    if (status === 207) {
      // Half a document would be taken for a calendar where everything was deleted.
      if (multistatusOf(answers) === null) throw this.#refusal()
      return answers
    }
    const isFinal =
      status === 401 || status === 404 || status === 429 || (status >= 500 && status !== 501 && status !== 507)
    if (isFinal) throw this.#refusal()
    return null
  }

  #refusal(): Error {
    const answer = this.#answer
    return answer === null ? new Error('no answer') : refusalOf(answer)
  }

  #hrefOf({ href }: DavAnswer): string | null {
    if (typeof href !== 'string' || !URL.canParse(href, this.#address)) return null
    return pathOf(new URL(href, this.#address).href)
  }
}

const pathOf = (address: string): string => {
  const { pathname, search } = new URL(address)
  return pathname.replace(/\/$/, '') + search
}

function multistatusOf(answers: readonly DavAnswer[]): Record<string, unknown> | null {
  const raw: unknown = answers[0]?.raw
  if (typeof raw !== 'object' || raw === null || !('multistatus' in raw)) return null
  return raw.multistatus as Record<string, unknown>
}

/** tsdav makes numbers and truths of texts that look so, and keeps CDATA apart. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'object' && value !== null && '_cdata' in value) return textOf(value._cdata)
  return null
}

const tooLarge = (): SourceError =>
  new SourceError({ kind: 'calendar', problem: 'too-large', where: `${mostBytes / megabyte} MB` })

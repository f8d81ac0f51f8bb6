import { type DavResponse, propertyText } from '../../documents/multistatus.ts'
import { element, textElement } from '../../documents/xml-build.ts'
import { ownerAddresses } from './caldav-owner.ts'
import { askDav, type DavReply, type DavRequest, propfind } from './dav.ts'
import { CalendarHttp, type HttpOptions, refusalOf } from './http.ts'
import {
  type CalendarReader,
  type CalendarText,
  looksLikeCalendar,
  megabyte,
  mostBytes,
  SourceError,
} from './source.ts'

const mostEvents = 100_000
const mostRounds = 200
const batch = 60
/** From servers that do not give the texts of several events at once; the next look goes on with the others. */
const mostSingly = 500

/** One calendar collection (RFC 4791), followed by its sync-token (RFC 6578), or by the tags of its events where there is none. */
export function calDavReader(options: HttpOptions & { readonly address: string }): CalendarReader {
  const http = new CalendarHttp(options)
  const { address } = options
  let owner: readonly string[] | null = null
  /** Asked once; a server that has no answer to it answers the rest. */
  const addressesOf = async (): Promise<readonly string[]> => {
    owner ??= await ownerAddresses(http, address).catch(() => [])
    return owner
  }
  /** What a look that broke off had fetched: the next one need not begin anew. */
  const fetched = new Map<string, CalendarText>()
  return {
    read: async (known, now) => {
      const changes = new Collection(http, address, fetched)
      const delta = known?.syncToken ? await changes.since(known.syncToken) : null
      // A token that the server no longer takes (RFC 6578 3.2), or half a state: everything is listed again.
      const listed = delta ?? (await changes.whole())
      const nothing = known !== null && !listed.whole && listed.tags.size + listed.gone.size === 0
      const { texts, complete } = nothing
        ? { texts: null, complete: true }
        : await changes.texts(known?.texts() ?? null, listed)
      const addresses = await addressesOf()
      fetched.clear()
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

type Tagged = { readonly href: string; readonly etag: string | null }

/** Events that are there by key, and their tags; `whole`: those not named are gone. */
type Listed = {
  readonly tags: ReadonlyMap<string, Tagged>
  readonly gone: ReadonlySet<string>
  readonly token: string | null
  readonly whole: boolean
}

const getetag = element('d:prop', null, '<d:getetag/>')
const withData = element('d:prop', null, '<d:getetag/><c:calendar-data/>')

class Collection {
  readonly #http: CalendarHttp
  readonly #address: string
  readonly #before: Map<string, CalendarText>

  constructor(http: CalendarHttp, address: string, before: Map<string, CalendarText>) {
    this.#http = http
    this.#address = address
    this.#before = before
  }

  /** What changed since a token; with null all that is there. Null where the server does not answer that. */
  async since(token: string | null): Promise<Listed | null> {
    const tags = new Map<string, Tagged>()
    const gone = new Set<string>()
    let next = token
    for (let round = 0; round < mostRounds; round++) {
      const since = textElement('d:sync-token', null, next ?? '') + textElement('d:sync-level', null, 1) + getetag
      const reply = await this.#report(
        (declared) => element('d:sync-collection', declared, since),
        null,
        token !== null,
      )
      if (reply.multistatus === null) return null
      const { responses, syncToken } = reply.multistatus
      // RFC 6578 3.6: 507 says that there is more than one answer holds. It is the collection's own, however it is written.
      const more = responses.some(({ status }) => status === 507)
      for (const each of responses) {
        const member = this.#member(each, reply)
        if (member === null) continue
        if (each.status === 404 || each.status === 410) gone.add(keyOf(member.href))
        else if (isThere(each)) tags.set(keyOf(member.href), member)
      }
      if (tags.size > mostEvents) throw tooLarge()
      if (syncToken === null || (more && syncToken === next)) return null
      next = syncToken
      if (!more) return { tags, gone, token: next, whole: token === null }
    }
    return null
  }

  /** Everything that is there. Servers exist that list nothing of a full calendar (Stalwart 0.15), so none is asked for once more. */
  async whole(): Promise<Listed> {
    const listed = (await this.since(null)) ?? (await this.#listed())
    return listed.tags.size > 0 ? listed : { ...listed, tags: await this.#members() }
  }

  async #members(): Promise<Listed['tags']> {
    const body = propfind('d:getetag', 'd:resourcetype')
    const ask: DavRequest = { method: 'PROPFIND', body, depth: '1', home: this.#address }
    const reply = await askDav(this.#http, this.#address, ask)
    return this.#tagsIn(reply.multistatus?.responses ?? [], reply)
  }

  /** For servers that keep no tokens: the tag of every event. */
  async #listed(): Promise<Listed> {
    const events = element('c:comp-filter', { name: 'VEVENT' }, '')
    const filter = element('c:filter', null, element('c:comp-filter', { name: 'VCALENDAR' }, events))
    const reply = await this.#report((declared) => element('c:calendar-query', declared, getetag + filter), '1')
    const tags = this.#tagsIn(this.#responsesOf(reply), reply)
    if (tags.size > mostEvents) throw tooLarge()
    return { tags, gone: new Set(), token: null, whole: true }
  }

  #tagsIn(responses: readonly DavResponse[], reply: DavReply): Listed['tags'] {
    const tags = new Map<string, Tagged>()
    for (const each of responses) {
      const member = this.#member(each, reply)
      if (member !== null && isThere(each)) tags.set(keyOf(member.href), member)
    }
    return tags
  }

  /** Those known, those that changed fetched anew, those gone left out. Null when nothing changed. */
  async texts(
    known: readonly CalendarText[] | null,
    { tags, gone, whole }: Listed,
  ): Promise<{ readonly texts: readonly CalendarText[] | null; readonly complete: boolean }> {
    const byKey = new Map(known?.map((each) => [keyOf(each.href), each]))
    const wanted: Tagged[] = []
    const texts = new Texts(byKey, known === null)
    for (const [key, tagged] of tags) {
      if (tagged.etag !== null && byKey.get(key)?.etag === tagged.etag) continue
      const before = this.#before.get(key)
      if (before !== undefined && before.etag === tagged.etag) texts.set(key, before)
      else wanted.push(tagged)
    }
    for (const key of [...byKey.keys()]) if (gone.has(key) || (whole && !tags.has(key))) texts.remove(key)
    let complete = true
    let singly = mostSingly
    for (let at = 0; at < wanted.length; at += batch) {
      const members = wanted.slice(at, at + batch)
      const fetched = await this.#fetched(members)
      for (const member of members) {
        const key = keyOf(member.href)
        let now = fetched.get(key)
        if (now === undefined && singly-- > 0) now = await this.#fetchedAlone(member)
        if (now === undefined) complete = false
        else if (now === null) texts.remove(key)
        else {
          texts.set(key, now)
          if (now.etag !== null) this.#before.set(key, now)
        }
      }
    }
    return { texts: texts.changed ? [...byKey.values()] : null, complete }
  }

  /** Null: it is no longer there, or no event. What the server said nothing of is not in it. */
  async #fetched(members: readonly Tagged[]): Promise<ReadonlyMap<string, CalendarText | null>> {
    const hrefs = members.map(({ href }) => textElement('d:href', null, href)).join('')
    const reply = await this.#report((declared) => element('c:calendar-multiget', declared, withData + hrefs), '1')
    const fetched = new Map<string, CalendarText | null>()
    const listed = new Map(members.map((each) => [keyOf(each.href), each]))
    for (const each of reply.multistatus?.responses ?? []) {
      const member = this.#member(each, reply)
      if (member === null) continue
      const key = keyOf(member.href)
      const text = propertyText(each.properties, 'calendar-data')
      // The tag of the list is what the next list is compared with: some write another here, or none.
      const etag = listed.get(key)?.etag ?? member.etag
      if (each.status === 404 || each.status === 410) fetched.set(key, null)
      else if (text !== null) fetched.set(key, looksLikeCalendar(text) ? { ...member, etag, text } : null)
    }
    return fetched
  }

  async #fetchedAlone({ href, etag }: Tagged): Promise<CalendarText | null | undefined> {
    const answer = await this.#http.get(new URL(href, this.#address).href, { home: this.#address })
    if (answer.status === 404 || answer.status === 410) return null
    if (answer.status === 401 || answer.status === 429 || answer.status >= 500) throw refusalOf(answer)
    if (answer.status !== 200) return undefined
    return looksLikeCalendar(answer.text) ? { href, etag: etag ?? answer.headers.get('etag'), text: answer.text } : null
  }

  /** What ends the look is thrown; other refusals say that the server does not know this report, or no longer the token in it. */
  async #report(body: DavRequest['body'], depth: '0' | '1' | null, hasToken = false): Promise<DavReply> {
    const reply = await askDav(this.#http, this.#address, { method: 'REPORT', body, depth, home: this.#address })
    const { status, multistatus } = reply
    if (status === 207 && multistatus === null) throw reply.refusal()
    // Some fail over a token that they no longer know in place of refusing it.
    if (status === 500 && hasToken) return reply
    const ends = [200, 401, 404, 429].includes(status) || (status >= 500 && status !== 501 && status !== 507)
    if (ends) throw reply.refusal()
    return reply
  }

  #responsesOf({ multistatus, refusal }: DavReply): readonly DavResponse[] {
    if (multistatus === null) throw refusal()
    return multistatus.responses
  }

  /** Null where it is no member: the collection itself, or a collection in it. */
  #member({ href, properties }: DavResponse, { url }: DavReply): Tagged | null {
    if (!URL.canParse(href, url)) return null
    const { pathname, search } = new URL(href, url)
    const path = pathname + search
    if (path.endsWith('/') || keyOf(path) === keyOf(new URL(url).pathname)) return null
    return { href: path, etag: propertyText(properties, 'getetag') }
  }
}

/** What is known of the events, as it changes. */
class Texts {
  readonly #byKey: Map<string, CalendarText>
  #bytes: number
  changed: boolean

  constructor(byKey: Map<string, CalendarText>, changed: boolean) {
    this.#byKey = byKey
    this.#bytes = [...byKey.values()].reduce((sum, each) => sum + each.text.length, 0)
    this.changed = changed
  }

  set(key: string, now: CalendarText): void {
    const before = this.#byKey.get(key)
    if (before?.text === now.text && before.etag === now.etag) return
    this.#bytes += now.text.length - (before?.text.length ?? 0)
    if (this.#bytes > mostBytes) throw tooLarge()
    this.#byKey.set(key, now)
    this.changed = true
  }

  remove(key: string): void {
    this.#bytes -= this.#byKey.get(key)?.text.length ?? 0
    this.changed = this.#byKey.delete(key) || this.changed
  }
}

const isThere = ({ status }: DavResponse): boolean => status === null || (status >= 200 && status < 300)

/** The same event in every answer: `/a%40b.ics` in one is `/a@b.ics` in the next. */
function keyOf(path: string): string {
  const bare = path.replace(/\/$/, '')
  try {
    return decodeURIComponent(bare)
  } catch {
    return bare
  }
}

const tooLarge = (): SourceError =>
  new SourceError({ kind: 'calendar', problem: 'too-large', where: `${mostBytes / megabyte} MB` })

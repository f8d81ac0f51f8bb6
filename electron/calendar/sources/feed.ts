import { CalendarHttp, type HttpOptions, refusalOf } from './http.ts'
import { type CalendarMarks, type CalendarReader, requireCalendar } from './source.ts'

/** webcal: is a name for "subscribe to this" and means https (http only where the user insists). */
export function feedAddress(typed: string): string | null {
  const text = typed.trim().replace(/^webcals?:/i, 'https:')
  const address = /^[a-z][\w+.-]*:/i.test(text) ? text : `https://${text}`
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
}

const hour = 3600_000
const shortestRest = 5 * 60_000
const longestRest = 24 * hour

/** An iCalendar at an address: asked for only when it has changed (RFC 9110 13), and no more often than it wants. */
export function feedReader(options: HttpOptions & { readonly address: string }): CalendarReader {
  const http = new CalendarHttp(options)
  return {
    read: async (known, now) => {
      const answer = await http.get(options.address, { headers: conditions(known) })
      if (answer.status === 304 && known) return { ...known, texts: null, readAt: now }
      if (answer.status !== 200) throw refusalOf(answer)
      const { text, headers } = answer
      requireCalendar(text, known, new URL(answer.url).host)
      return {
        readAt: now,
        texts: known?.texts()[0]?.text === text ? null : [{ href: '', etag: null, text }],
        etag: headers.get('etag'),
        lastModified: headers.get('last-modified'),
        syncToken: null,
        rest: restOf(text, headers.get('cache-control')),
      }
    },
  }
}

function conditions(known: CalendarMarks | null): Record<string, string> {
  return {
    accept: 'text/calendar, text/plain;q=0.5, */*;q=0.1',
    ...(known?.etag ? { 'if-none-match': known.etag } : {}),
    ...(known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
  }
}

/** RFC 7986 5.7, and what Microsoft said before it; or how long the server says that the answer keeps. */
function restOf(text: string, cacheControl: string | null): number | null {
  const said =
    /^(?:REFRESH-INTERVAL|X-PUBLISHED-TTL)[^:\r\n]*:P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?\s*$/im.exec(
      text.slice(0, 20_000),
    )
  const [weeks, days, hours, minutes, seconds] = [1, 2, 3, 4, 5].map((index) => Number(said?.[index] ?? 0))
  const published = ((weeks! * 7 + days!) * 24 + hours!) * hour + minutes! * 60_000 + seconds! * 1000
  const age = Number(/(?:^|[\s,])max-age=(\d{1,8})/i.exec(cacheControl ?? '')?.[1] ?? 0) * 1000
  const rest = Math.max(published, age)
  return rest === 0 ? null : Math.min(longestRest, Math.max(shortestRest, rest))
}

import { type Multistatus, parseMultistatus } from '../../documents/multistatus.ts'
import { DocumentError } from '../../documents/xml.ts'
import { element, xmlDeclaration } from '../../documents/xml-build.ts'
import { type CalendarHttp, type HttpAnswer, refusalOf } from './http.ts'
import type { SourceError } from './source.ts'

export type DavReply = {
  readonly status: number
  /** where it came from: after a redirect addresses are relative to that */
  readonly url: string
  /** null where there is none, or half of one: that would be taken for a calendar in which everything was deleted */
  readonly multistatus: Multistatus | null
  readonly refusal: () => SourceError
}

export type DavRequest = {
  readonly method: 'PROPFIND' | 'REPORT'
  /** an element with the prefixes below */
  readonly body: (namespaces: Readonly<Record<string, string>>) => string
  readonly depth: '0' | '1' | null
  /** the server that the password is for */
  readonly home: string
}

const namespaces = {
  'xmlns:d': 'DAV:',
  'xmlns:c': 'urn:ietf:params:xml:ns:caldav',
  'xmlns:a': 'http://apple.com/ns/ical/',
}

/** A question of WebDAV (RFC 4918), and its answer taken apart. */
export async function askDav(http: CalendarHttp, url: string, request: DavRequest): Promise<DavReply> {
  const { method, body, depth, home } = request
  const answer = await http.get(url, {
    method,
    home,
    headers: { 'content-type': 'application/xml; charset=utf-8', ...(depth === null ? {} : { depth }) },
    body: xmlDeclaration + body(namespaces),
  })
  return {
    status: answer.status,
    url: answer.url,
    multistatus: answer.status === 207 ? multistatusOf(answer) : null,
    refusal: () => refusalOf(answer),
  }
}

/** Whatever its Content-Type says: some call it text/html. */
function multistatusOf({ text }: HttpAnswer): Multistatus | null {
  try {
    return parseMultistatus(text)
  } catch (error) {
    if (error instanceof DocumentError) return null
    throw error
  }
}

export const propfind =
  (...properties: readonly string[]): DavRequest['body'] =>
  (declared) =>
    element('d:propfind', declared, element('d:prop', null, properties.map((each) => `<${each}/>`).join('')))

import type { Failure } from '#contract/failure'
import { Http, HttpError } from './http.ts'
import { refusalOf, type XcapAnswer, type XcapClient } from './xcap-client.ts'

export type OtherRead =
  | { readonly kind: 'same' }
  | { readonly kind: 'read'; readonly text: string; readonly entityTag: string | null }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly retryAfter: number | null }

const mostRedirects = 3

/**
 * Documents that stand elsewhere: lists of other people, and lists on other servers. The account's password goes to the account's own
 * XCAP root and nowhere else; every other address has to be https, and is asked as by anybody.
 */
export class OtherDocuments {
  readonly #domain: string
  readonly #client: () => XcapClient | null
  readonly #http: Http

  constructor(options: {
    readonly domain: string
    readonly client: () => XcapClient | null
    readonly patience?: number
    readonly trustedCertificate?: string | null
  }) {
    this.#domain = options.domain
    this.#client = options.client
    const { patience, trustedCertificate = null } = options
    this.#http = new Http({ trustedCertificate, ...(patience === undefined ? {} : { patience }) })
  }

  async read(address: URL, entityTag: string | null): Promise<OtherRead> {
    const client = this.#client()
    const selector = client === null ? null : selectorWithin(client.root, address)
    if (client !== null && selector !== null) {
      const condition =
        entityTag === null ? ({ kind: 'none' } as const) : ({ kind: 'if-none-match', tag: entityTag } as const)
      return this.#outcome(await client.request({ method: 'GET', selector, condition }), client.host)
    }
    return this.#readOpenly(address, entityTag)
  }

  close(): void {
    this.#http.close()
  }

  async #readOpenly(address: URL, entityTag: string | null): Promise<OtherRead> {
    let url = address
    try {
      for (let hop = 0; hop <= mostRedirects; hop++) {
        if (url.protocol !== 'https:') return failedOf(documents('unencrypted', url.host))
        const headers: Record<string, string> = entityTag === null ? {} : { 'if-none-match': entityTag }
        const answer = await this.#http.exchange({ method: 'GET', url, headers, body: null })
        const location = answer.header('location')
        if (answer.status >= 300 && answer.status < 400 && answer.status !== 304 && location !== null) {
          if (!URL.canParse(location, url.href)) break
          url = new URL(location, url)
          continue
        }
        const tag = answer.header('etag')?.trim() ?? ''
        return this.#outcome(
          {
            kind: 'answered',
            status: answer.status,
            entityTag: tag === '' ? null : tag,
            contentType: '',
            text: answer.text,
            retryAfter: seconds(answer.header('retry-after')),
          },
          url.host,
        )
      }
      return failedOf(documents('elsewhere', url.host))
    } catch (error) {
      if (!(error instanceof HttpError)) throw error
      return failedOf(error.failure)
    }
  }

  #outcome(answer: XcapAnswer, host: string): OtherRead {
    if (answer.kind === 'failed') return failedOf(answer.failure)
    const { status, text, entityTag, retryAfter } = answer
    if (status === 304) return { kind: 'same' }
    if (status === 200) return { kind: 'read', text, entityTag }
    if (status === 401) return failedOf({ kind: 'forbidden', domain: host, status }, retryAfter)
    return failedOf(refusalOf(answer, { host, domain: host === this.#domain ? this.#domain : host }), retryAfter)
  }
}

/** Null: not under this root. What could climb out of it was normalised away by URL. */
function selectorWithin(root: string, address: URL): string | null {
  const base = new URL(`${root.replace(/\/+$/, '')}/`)
  if (base.origin !== address.origin || !address.pathname.startsWith(base.pathname)) return null
  return address.pathname.slice(base.pathname.length) + address.search
}

const longestRest = 86_400_000
const seconds = (text: string | null): number | null =>
  text !== null && /^\s*\d{1,7}\s*$/.test(text) ? Math.min(longestRest, Number(text) * 1000) : null

const documents = (problem: 'unencrypted' | 'elsewhere', where: string): Failure => ({
  kind: 'documents',
  problem,
  where,
  detail: '',
})

const failedOf = (failure: Failure, retryAfter: number | null = null): OtherRead => ({
  kind: 'failed',
  failure,
  retryAfter,
})

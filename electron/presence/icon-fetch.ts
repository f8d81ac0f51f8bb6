import { promises as dns, type LookupAddress } from 'node:dns'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { pictureType } from '../documents/picture-type.ts'
import { largestPresenceContent, parsePresContent, presContentContentType } from '../documents/pres-content.ts'
import { DocumentError } from '../documents/xml.ts'
import { isPublicAddress } from './public-address.ts'

export const largestIcon = 256 * 1024
/** what stands around the base64: a description of the picture, and line ends in it */
const xmlAround = 32 * 1024
const mostRedirects = 3
const patience = 10_000

export class IconError extends Error {
  /** the server is there, and does not give it */
  readonly isRefusal: boolean

  constructor(message: string, isRefusal = false) {
    super(message)
    this.isRefusal = isRefusal
  }
}

export type FetchIconOptions = {
  /** http and addresses of the own network are for the user's own domain alone */
  readonly ownDomain: string
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>
  /** authorities trusted for this account, PEM */
  readonly ca?: string | null
  readonly signal?: AbortSignal
}

/**
 * The picture at an address that somebody else chose. Nothing of the user goes there: no cookies, no credentials, no name. Where
 * it leads is looked up once, checked, and then connected to, so that a second answer of the DNS changes nothing.
 */
export async function fetchIcon(address: string, options: FetchIconOptions): Promise<Uint8Array> {
  let url = parse(address)
  for (let redirects = 0; ; redirects++) {
    const response = await open(url, options)
    const status = response.statusCode ?? 0
    if (status >= 300 && status < 400 && response.headers.location !== undefined) {
      response.destroy()
      if (redirects === mostRedirects) throw new IconError('too many redirects')
      const next = parse(response.headers.location, url)
      if (next.protocol !== url.protocol) throw new IconError('a redirect to another scheme')
      url = next
      continue
    }
    if (status !== 200) {
      response.destroy()
      throw new IconError(`answered ${status}`, status >= 400 && status < 500)
    }
    return picture(response)
  }
}

function parse(address: string, base?: URL): URL {
  try {
    return new URL(address, base)
  } catch {
    throw new IconError('no address')
  }
}

const isOwn = (host: string, ownDomain: string): boolean => host === ownDomain || host.endsWith(`.${ownDomain}`)

async function open(url: URL, options: FetchIconOptions): Promise<IncomingMessage> {
  const host = url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  const own = isOwn(host, options.ownDomain.toLowerCase())
  if (url.protocol !== 'https:' && !(own && url.protocol === 'http:')) throw new IconError(`scheme ${url.protocol}`)
  if (url.username !== '' || url.password !== '') throw new IconError('an address with a password')
  const addresses = await addressesOf(host, options.resolve ?? resolveAll)
  if (addresses.length === 0) throw new IconError('an address without a host')
  if (!own && !addresses.every((each) => isPublicAddress(each.address))) throw new IconError('a private address')
  return get(url, addresses, own ? (options.ca ?? null) : null, options.signal)
}

const resolveAll = (host: string): Promise<readonly LookupAddress[]> => dns.lookup(host, { all: true })

async function addressesOf(
  host: string,
  resolve: NonNullable<FetchIconOptions['resolve']>,
): Promise<readonly LookupAddress[]> {
  const family = isIP(host)
  if (family !== 0) return [{ address: host, family }]
  try {
    return await resolve(host)
  } catch {
    throw new IconError('an unknown host')
  }
}

function get(
  url: URL,
  addresses: readonly LookupAddress[],
  ca: string | null,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  const lookup: LookupFunction = (_host, { all }, found) => {
    const [first] = addresses
    if (all) found(null, [...addresses])
    else found(null, first?.address ?? '', first?.family)
  }
  return new Promise((done, fail) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      agent: false,
      lookup,
      headers: { accept: `image/png, image/jpeg, image/webp, image/gif, ${presContentContentType}` },
      signal: AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]),
      ...(ca === null ? {} : { ca }),
    })
    request.on('response', done)
    request.on('error', (error) => fail(new IconError(error.message)))
    request.end()
  })
}

async function picture(response: IncomingMessage): Promise<Uint8Array> {
  const [mediaType] = (response.headers['content-type'] ?? '').split(';', 1)
  // The icons of Blink's users are on XCAP servers, in base64 inside XML.
  const isContent = mediaType?.trim().toLowerCase() === presContentContentType
  const bytes = await read(response, isContent ? largestPresenceContent + xmlAround : largestIcon)
  const found = isContent ? pictureIn(bytes) : bytes
  if (pictureType(found) === null) throw new IconError('no picture')
  return found
}

function pictureIn(document: Uint8Array): Uint8Array {
  try {
    return Buffer.from(parsePresContent(document).data, 'base64')
  } catch (error) {
    throw error instanceof DocumentError ? new IconError(error.message) : error
  }
}

async function read(response: IncomingMessage, most: number): Promise<Uint8Array> {
  const said = Number(response.headers['content-length'] ?? 0)
  const parts: Uint8Array[] = []
  let size = 0
  try {
    if (said > most) throw new IconError('too large')
    for await (const part of response as AsyncIterable<Uint8Array>) {
      size += part.length
      if (size > most) throw new IconError('too large')
      parts.push(part)
    }
  } catch (error) {
    throw error instanceof IconError ? error : new IconError('broken off')
  } finally {
    response.destroy()
  }
  return Buffer.concat(parts)
}

import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Failure } from '#contract/failure'
import { XCAP_DOCUMENT_LIMIT } from '../documents/xml.ts'
import { trustContext } from '../sip/certificate.ts'
import { failureOfError } from '../sip/failure.ts'

export type HttpRequest = {
  readonly method: 'GET' | 'PUT' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export type HttpAnswer = {
  readonly status: number
  readonly header: (name: string) => string | null
  readonly text: string
}

/** `unsent`: certainly nothing arrived; otherwise the server may have done what it was asked. */
export class HttpError extends Error {
  readonly failure: Failure
  readonly unsent: boolean

  constructor(failure: Failure, unsent: boolean) {
    super(failure.kind)
    this.name = 'HttpError'
    this.failure = failure
    this.unsent = unsent
  }
}

const patience = 20_000

/**
 * One HTTP exchange: bounded in time and size, verified against the account's own authorities too, and with a Content-Length
 * always, since servers exist that wait for ever at a chunked body. A connection is kept for the requests that follow.
 */
export class Http {
  readonly #plain = new HttpAgent({ keepAlive: true, maxSockets: 2, timeout: 30_000 })
  readonly #secure: HttpsAgent
  readonly #patience: number

  constructor(options: { readonly trustedCertificate: string | null; readonly patience?: number }) {
    const secureContext = trustContext(options.trustedCertificate)
    this.#secure = new HttpsAgent({
      keepAlive: true,
      maxSockets: 2,
      timeout: 30_000,
      ...(secureContext === undefined ? {} : { secureContext }),
    })
    this.#patience = options.patience ?? patience
  }

  async exchange({ method, url, headers, body }: HttpRequest): Promise<HttpAnswer> {
    const host = url.host
    const late = AbortSignal.timeout(this.#patience)
    const bytes = body === null ? null : Buffer.from(body, 'utf8')
    let sent = false
    try {
      const response = await new Promise<IncomingMessage>((done, fail) => {
        const secure = url.protocol === 'https:'
        const request = (secure ? httpsRequest : httpRequest)(url, {
          method,
          agent: secure ? this.#secure : this.#plain,
          signal: late,
          headers: {
            ...headers,
            'user-agent': 'Dialtone',
            ...(bytes === null ? {} : { 'content-length': String(bytes.length) }),
          },
        })
        request.on('response', done)
        request.on('error', fail)
        request.on('socket', (socket) => {
          if (!socket.connecting) sent = true
          else socket.once(secure ? 'secureConnect' : 'connect', () => (sent = true))
        })
        request.end(bytes ?? undefined)
      })
      const text = await limitedText(response, host)
      return {
        status: response.statusCode ?? 0,
        header: (name) => headerOf(response, name),
        text,
      }
    } catch (error) {
      if (error instanceof HttpError) throw error
      if (late.aborted) throw new HttpError({ kind: 'time-out', host }, !sent)
      throw new HttpError(failureOf(error, url), !sent)
    }
  }

  close(): void {
    this.#plain.destroy()
    this.#secure.destroy()
  }
}

/** Several challenges come as several headers, and no other header of ours comes twice. */
function headerOf(response: IncomingMessage, name: string): string | null {
  const values = response.headersDistinct[name]
  return values === undefined || values.length === 0 ? null : values.join(', ')
}

async function limitedText(response: IncomingMessage, host: string): Promise<string> {
  const limit = XCAP_DOCUMENT_LIMIT
  const tooLarge = () =>
    new HttpError({ kind: 'documents', problem: 'too-large', where: `${limit / 1024 / 1024} MB`, detail: host }, false)
  const parts: Uint8Array[] = []
  let size = 0
  try {
    if (Number(response.headers['content-length'] ?? 0) > limit) throw tooLarge()
    for await (const part of response as AsyncIterable<Uint8Array>) {
      size += part.length
      if (size > limit) throw tooLarge()
      parts.push(part)
    }
  } catch (error) {
    response.destroy()
    throw error
  }
  return Buffer.concat(parts).toString('utf8')
}

function failureOf(error: unknown, url: URL): Failure {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  const failure = failureOfError(error, host, port)
  return failure.kind === 'refused' ? { kind: 'refused', host: url.host } : failure
}

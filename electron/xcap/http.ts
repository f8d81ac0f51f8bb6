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
 * always, since servers exist that wait for ever at a chunked body. Each has a connection of its own, since Kamailio closes them without a word;
 * what TLS needs of the one before (RFC 8446 2.2) is kept.
 */
export class Http {
  // No maxSockets: with a limit Node keeps connections for the requests that wait, whatever keepAlive says.
  readonly #plain = new HttpAgent({ keepAlive: false })
  readonly #secure: HttpsAgent
  readonly #patience: number

  constructor(options: { readonly trustedCertificate: string | null; readonly patience?: number }) {
    const secureContext = trustContext(options.trustedCertificate)
    this.#secure = new HttpsAgent({
      keepAlive: false,
      ...(secureContext === undefined ? {} : { secureContext }),
    })
    this.#patience = options.patience ?? patience
  }

  async exchange(request: HttpRequest): Promise<HttpAnswer> {
    const { url } = request
    const late = AbortSignal.timeout(this.#patience)
    const attempt = { sent: false }
    try {
      const response = await this.#send(request, late, attempt)
      const text = await limitedText(response, url.host)
      return { status: response.statusCode ?? 0, header: (name) => headerOf(response, name), text }
    } catch (error) {
      if (error instanceof HttpError) throw error
      if (late.aborted) throw new HttpError({ kind: 'time-out', host: url.host }, !attempt.sent)
      throw new HttpError(failureOf(error, url), !attempt.sent)
    }
  }

  #send(
    { method, url, headers, body }: HttpRequest,
    signal: AbortSignal,
    attempt: { sent: boolean },
  ): Promise<IncomingMessage> {
    const secure = url.protocol === 'https:'
    const bytes = body === null ? null : Buffer.from(body, 'utf8')
    return new Promise((done, fail) => {
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method,
        signal,
        agent: secure ? this.#secure : this.#plain,
        headers: {
          ...headers,
          'user-agent': 'Dialtone',
          ...(bytes === null ? {} : { 'content-length': String(bytes.length) }),
        },
      })
      request.on('response', done)
      request.on('error', fail)
      request.on('socket', (socket) => {
        socket.once(secure ? 'secureConnect' : 'connect', () => {
          attempt.sent = true
        })
      })
      request.end(bytes ?? undefined)
    })
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

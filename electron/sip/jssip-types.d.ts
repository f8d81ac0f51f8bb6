// The few shapes of JsSIP's inner modules that request.ts uses; the package describes only its outer ones.

declare module 'jssip/lib/URI.js' {
  export default class URI {
    static parse(text: string): URI | undefined
    readonly scheme: string
    readonly user: string | null
    readonly host: string
    toString(): string
  }
}

declare module 'jssip/lib/Utils.js' {
  const utils: { str_utf8_length: (text: string) => number }
  export default utils
}

declare module 'jssip/lib/Grammar.js' {
  const grammar: { parse: (input: string, rule: string) => unknown }
  export default grammar
}

declare module 'jssip/lib/Parser.js' {
  const parser: { parseMessage: (data: string, ua: unknown) => unknown }
  export default parser
}

declare module 'jssip/lib/Constants.js' {
  const constants: { ALLOWED_METHODS: string; readonly REASON_PHRASE: Readonly<Record<number, string | undefined>> }
  export default constants
}

declare module 'jssip/lib/SIPMessage.js' {
  import type URI from 'jssip/lib/URI.js'

  interface RequestParameters {
    from_uri?: URI
    from_tag?: string
    from_display_name?: string
    to_uri?: URI
    to_tag?: string
    call_id?: string
    cseq?: number
    route_set?: readonly string[]
  }

  export class OutgoingRequest {
    constructor(
      method: string,
      ruri: URI,
      ua: unknown,
      params: RequestParameters,
      extraHeaders: string[],
      body?: string | null,
    )
    method: string
    ruri: { toString(): string }
    cseq: number
    body: string | null | undefined
    clone(): OutgoingRequest
    setHeader(name: string, value: string): void
  }

  export class IncomingMessage {
    readonly data: string
    readonly headers: Readonly<Record<string, readonly { readonly raw: string }[] | undefined>>
    readonly body: string | null
    readonly call_id: string
    readonly cseq: number
    readonly from_tag: string | null | undefined
    readonly to_tag: string | null | undefined
    readonly from: { readonly uri: URI; readonly display_name: string | null | undefined }
    readonly to: { readonly uri: URI }
    getHeader(name: string): string | undefined
    getHeaders(name: string): string[]
  }

  export class IncomingRequest extends IncomingMessage {
    readonly method: string
    readonly ruri: URI
    reply(status: number, reason?: string | null, extraHeaders?: string[]): void
  }

  export class IncomingResponse extends IncomingMessage {
    readonly status_code: number
    readonly reason_phrase: string | null
  }
}

declare module 'jssip/lib/RequestSender.js' {
  import type { IncomingResponse, OutgoingRequest } from 'jssip/lib/SIPMessage.js'

  interface RequestSenderEvents {
    onRequestTimeout?: () => void
    onTransportError?: () => void
    onReceiveResponse?: (response: IncomingResponse) => void
    onAuthenticated?: (request: OutgoingRequest) => void
  }

  export default class RequestSender {
    constructor(ua: unknown, request: OutgoingRequest, events: RequestSenderEvents)
    readonly clientTransaction?: { readonly state: number }
    readonly _ua: object
    _request: OutgoingRequest
    readonly _method: string
    readonly _eventHandlers: Required<RequestSenderEvents>
    send(): void
    _receiveResponse(response: IncomingResponse): void
  }
}

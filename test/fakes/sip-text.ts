/** A SIP message taken apart, for tests: as strict as a test needs, nothing of JsSIP. */
export interface SipText {
  readonly startLine: string
  /** Null in a response. */
  readonly method: string | null
  /** Null in a request. */
  readonly status: number | null
  readonly uri: string
  readonly body: string
  readonly raw: string
  header(name: string): string
  headers(name: string): readonly string[]
}

export function parseSip(raw: string): SipText {
  const end = raw.indexOf('\r\n\r\n')
  const [startLine = '', ...lines] = raw.slice(0, end).split('\r\n')
  const fields = lines.map((line) => {
    const colon = line.indexOf(':')
    return { name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() }
  })
  const request = /^([A-Z]+) (\S+) SIP\/2\.0$/.exec(startLine)
  const response = /^SIP\/2\.0 (\d{3})/.exec(startLine)
  const headers = (name: string) =>
    fields.filter((field) => field.name === name.toLowerCase()).map(({ value }) => value)
  return {
    startLine,
    method: request?.[1] ?? null,
    status: response ? Number(response[1]) : null,
    uri: request?.[2] ?? '',
    body: raw.slice(end + 4),
    raw,
    headers,
    header: (name) => headers(name)[0] ?? '',
  }
}

export const tagOf = (header: string) => /;tag=([^;\s>]+)/.exec(header)?.[1] ?? ''
export const uriOf = (header: string) => /<([^>]+)>/.exec(header)?.[1] ?? header.split(';')[0] ?? ''

/** `Name: value` lines; Content-Length is added. */
export function buildSip(startLine: string, headers: readonly string[], body = ''): string {
  return [startLine, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
}

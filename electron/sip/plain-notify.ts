/**
 * A NOTIFY written plainly (RFC 3261 7, RFC 6665), taken apart without a grammar. What is written in any other way that the
 * grammar allows, or in one that it does not, is null here: JsSIP has the word then.
 */

export interface PlainNotify {
  readonly startLine: string
  readonly vias: readonly string[]
  readonly from: string
  readonly to: string
  readonly callId: string
  readonly cseq: number
  readonly contact: string | null
  readonly event: string
  readonly body: string
  /** In the order of the message, names in lower case and compact ones written out. */
  readonly names: readonly string[]
  readonly values: readonly string[]
}

/** Those that may stand once and are needed or looked at here. */
const single: ReadonlySet<string> = new Set([
  'from',
  'to',
  'call-id',
  'cseq',
  'contact',
  'event',
  'max-forwards',
  'content-length',
  'content-type',
  'subscription-state',
])
/** RFC 3261 7.3.3, as far as JsSIP writes them out. */
const compact: ReadonlyMap<string, string> = new Map([
  ['v', 'via'],
  ['f', 'from'],
  ['t', 'to'],
  ['i', 'call-id'],
  ['m', 'contact'],
  ['l', 'content-length'],
  ['c', 'content-type'],
  ['o', 'event'],
])
/** The grammar reads these too, and a message with a bad one is dropped; in a NOTIFY within a dialog they are rare. */
const leftToGrammar: ReadonlySet<string> = new Set([
  'record-route',
  'www-authenticate',
  'proxy-authenticate',
  'session-expires',
  'x',
  'refer-to',
  'r',
  'replaces',
])

const nameForm = /^[A-Za-z][A-Za-z0-9-]*$/
const number = /^\d{1,9}$/
const cseqForm = /^(\d{1,9}) NOTIFY$/
const contentTypeForm = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w.-]+=(?:[\w.+-]+|"[\x20\x21\x23-\x5b\x5d-\x7e]*"))*$/

export function readPlainNotify(text: string): PlainNotify | null {
  if (!text.startsWith('NOTIFY ')) return null
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return null
  const lines = text.slice(0, end).split('\r\n')
  const names: string[] = []
  const values: string[] = []
  const vias: string[] = []
  const found = new Map<string, string>()
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!
    const colon = line.indexOf(':')
    const written = line.slice(0, colon === -1 ? 0 : colon)
    const name = nameOf(written)
    if (name === null) return null
    const value = line.slice(colon + 1).trim()
    names.push(name)
    values.push(value)
    if (name === 'via') vias.push(value)
    else if (single.has(name)) {
      if (found.has(name)) return null
      found.set(name, value)
    }
  }
  const [, cseq] = cseqForm.exec(found.get('cseq') ?? '') ?? []
  const from = found.get('from')
  const to = found.get('to')
  const callId = found.get('call-id')
  const event = found.get('event')
  const body = text.slice(end + 4)
  if (vias.length === 0 || !from || !to || !callId || !event || cseq === undefined) return null
  if (!number.test(found.get('max-forwards') ?? '70')) return null
  if (!contentTypeForm.test(found.get('content-type') ?? 'a/b') || !isLengthOf(found.get('content-length'), body))
    return null
  const contact = found.get('contact') ?? null
  return { startLine: lines[0]!, vias, from, to, callId, cseq: Number(cseq), contact, event, body, names, values }
}

const known = new Map<string, string | null>()
const mostNames = 200
const longestName = 60

/** A server writes the same dozen names in every message. */
function nameOf(written: string): string | null {
  const before = known.get(written)
  if (before !== undefined) return before
  if (written.length > longestName) return null
  // A part of a string keeps the whole of it in memory.
  const own = Buffer.from(written, 'utf8').toString('utf8')
  const lower = own.toLowerCase()
  const name = compact.get(lower) ?? lower
  const read = nameForm.test(own) && !leftToGrammar.has(name) ? name : null
  if (known.size < mostNames) known.set(own, read)
  return read
}

/** RFC 3261 18.3: in bytes. On a stream it has cut the message already. */
function isLengthOf(said: string | undefined, body: string): boolean {
  if (said === undefined || !number.test(said)) return false
  const length = Number(said)
  return body.length <= length && Buffer.byteLength(body, 'utf8') === length
}

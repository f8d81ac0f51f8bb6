/** Message waiting indication: a summary of a mailbox (RFC 3842). */
import { DocumentError, decodeBytes } from './xml.ts'

export interface MessageSummary {
  readonly waiting: boolean
  /** Where to call to hear them. */
  readonly account: string | null
  readonly counts: readonly MessageCount[]
}

export interface MessageCount {
  /** In lower case: voice-message, fax-message, text-message ... (RFC 3458). */
  readonly messageClass: string
  readonly fresh: number
  readonly old: number
  readonly freshUrgent: number
  readonly oldUrgent: number
}

const documentName = 'message summary'
const mostBytes = 64 * 1024

export function parseMessageSummary(input: string | Uint8Array): MessageSummary {
  if (input.length > mostBytes) throw new DocumentError(documentName, `larger than ${mostBytes} bytes`)
  let waiting: boolean | null = null
  let account: string | null = null
  const counts: MessageCount[] = []
  for (const line of (typeof input === 'string' ? input : decodeBytes(input)).split(/\r?\n/)) {
    const match = /^\s*([\w.!%*+`'~-]+)\s*:\s*(.*?)\s*$/.exec(line)
    if (match === null) {
      // Headers of single messages may follow an empty line; the card needs none of them.
      if (line.trim() === '' && waiting !== null) break
      continue
    }
    const name = (match[1] ?? '').toLowerCase()
    const value = match[2] ?? ''
    if (name === 'messages-waiting') waiting ??= /^yes\b/i.test(value)
    else if (name === 'message-account') account ??= value.replace(/^<(.*)>$/, '$1') || null
    else {
      const count = parseCount(name, value)
      if (count !== null) counts.push(count)
    }
  }
  if (waiting === null) throw new DocumentError(documentName, 'no Messages-Waiting line')
  return { waiting, account, counts }
}

/** new/old (new urgent/old urgent) */
function parseCount(messageClass: string, value: string): MessageCount | null {
  const match = /^(\d{1,9})\s*\/\s*(\d{1,9})(?:\s*\(\s*(\d{1,9})\s*\/\s*(\d{1,9})\s*\))?/.exec(value)
  if (match === null) return null
  const [, fresh, old, freshUrgent = '0', oldUrgent = '0'] = match
  return {
    messageClass,
    fresh: Number(fresh),
    old: Number(old),
    freshUrgent: Number(freshUrgent),
    oldUrgent: Number(oldUrgent),
  }
}

export function buildMessageSummary(summary: MessageSummary): string {
  const lines = [`Messages-Waiting: ${summary.waiting ? 'yes' : 'no'}`]
  if (summary.account !== null) lines.push(`Message-Account: ${summary.account.replace(/[\u0000-\u0020\u007f]/g, '')}`)
  for (const { messageClass, fresh, old, freshUrgent, oldUrgent } of summary.counts) {
    const name = messageClass.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
    lines.push(`${name.replace(/[^\w.!%*+`'~-]/g, '')}: ${fresh}/${old} (${freshUrgent}/${oldUrgent})`)
  }
  return `${lines.join('\r\n')}\r\n`
}

/** What may stand in a trace or log: who spoke to whom about what, never passwords, texts or notes. */

/** A SIP message with its credentials and body left out. */
export function redact(message: string): string {
  const end = message.indexOf('\r\n\r\n')
  const head = end === -1 ? message : message.slice(0, end)
  const bodyLength = end === -1 ? 0 : message.length - end - 4
  const clean = head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) =>
      line.replace(
        /^((?:proxy-)?(?:authorization|authenticate)|www-authenticate|authentication-info)[ \t]*:.*$/i,
        '$1: ...',
      ),
    )
    .map((line) => line.replace(/^(subject|s|call-info|alert-info)[ \t]*:.*$/i, '$1: ...'))
    .map((line) => line.replace(/(sips?:[^\s@:;<>"]*):[^\s@;<>"]*@/gi, '$1:...@'))
    .join('\r\n')
  return bodyLength > 0 ? `${clean}\r\n\r\n[${bodyLength} characters]` : `${clean}\r\n\r\n`
}

/** One line of it: `PUBLISH sip:anna@example.org` or `401 Unauthorized (PUBLISH)`. */
export function summary(message: string): string {
  const first = message.slice(0, 300).split('\r\n', 1)[0] ?? ''
  const status = /^SIP\/2\.0 (\d{3}[^\r\n]*)/.exec(first)
  if (status === null) return printable(first.replace(/ SIP\/2\.0$/, ''))
  const method = /\r\ncseq[ \t]*:[ \t]*\d+[ \t]+(\w+)/i.exec(message.slice(0, 8192))
  return printable(`${status[1]?.trim()} (${method?.[1] ?? '?'})`)
}

/** A peer chooses these characters; a log line must stay one line. */
const printable = (text: string) => text.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 200)

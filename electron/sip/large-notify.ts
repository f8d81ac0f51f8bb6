/**
 * A NOTIFY of megabytes without its body, for JsSIP: it keeps what it received last, and a part of a string keeps the whole of it in
 * memory, so that each address it reads in the head would keep the body of ten thousand people.
 */

const large = 65_536

export type LargeNotify = { readonly head: string; readonly body: string }

/** Null: JsSIP is given it as it came. */
export function largeNotify(text: string): LargeNotify | null {
  if (text.length < large || !text.startsWith('NOTIFY ')) return null
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return null
  const head = ownCopy(text.slice(0, end))
  const body = text.slice(end + 4)
  const lengths = [...head.matchAll(/\r\n(?:content-length|l)[ \t]*:[ \t]*(\d+)[ \t]*(?=\r\n|$)/gi)]
  const [length] = lengths
  // RFC 3261 18.3: one that says something else is JsSIP's to refuse.
  if (length === undefined || lengths.length > 1 || Number(length[1]) !== Buffer.byteLength(body, 'utf8')) return null
  const without = head.slice(0, length.index) + head.slice(length.index + length[0].length)
  return { head: ownCopy(`${without}\r\nContent-Length: 0\r\n\r\n`), body }
}

/** The same characters and nothing around them. */
export function ownCopy(text: string): string
export function ownCopy(text: string | null): string | null
export function ownCopy(text: string | null): string | null {
  return text === null ? null : Buffer.from(text, 'utf8').toString('utf8')
}

/** Characters of iCalendar (RFC 5545 3.1.4), and of what was written before it. */

/** WHATWG Encoding, which Node and browsers both have; this folder is compiled without the types of either. */
declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal: boolean })
  decode(bytes: Uint8Array): string
}
declare class TextEncoder {
  encode(text: string): Uint8Array
}

/** UTF-8 by RFC 5545 3.1.4; old programs write what their system does. */
export function decodeCalendar(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0x42 && second === 0)) {
    return new TextDecoder('utf-16le').decode(bytes)
  }
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x42)) {
    return new TextDecoder('utf-16be').decode(bytes)
  }
  return (
    strictly(bytes) ??
    // RFC 5545 3.1: a fold may stand in the middle of a character.
    strictly(unfolded(bytes)) ??
    western(bytes)
  )
}

function strictly(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** A cut character must not change all the others; a text that has none of UTF-8 is Western. */
function western(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes)
  return /[\u0080-\uFFFC]/.test(text) ? text : new TextDecoder('windows-1252').decode(bytes)
}

function unfolded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const end = bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? at + 1 : at
    const isFold = bytes[end] === 0x0a && (bytes[end + 1] === 0x20 || bytes[end + 1] === 0x09)
    if (isFold) at = end + 1
    else whole[length++] = bytes[at]!
  }
  return whole.subarray(0, length)
}

/** Quoted-printable (RFC 2045 6.7) of vCalendar 1.0, in its character set; in UTF-8 where that is none that is known. */
export function decodePrintable(value: string, charset: string): string {
  const bytes: number[] = []
  for (const [part] of value.matchAll(/=[0-9A-F]{2}|[\s\S]/giu)) {
    if (part.length === 3) bytes.push(Number.parseInt(part.slice(1), 16))
    else bytes.push(...new TextEncoder().encode(part))
  }
  const text = new Uint8Array(bytes)
  try {
    return new TextDecoder(charset).decode(text)
  } catch {
    return new TextDecoder().decode(text)
  }
}

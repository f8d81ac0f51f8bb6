/** A presence document of whichever kind a server sends: PIDF (RFC 3863), whole partial PIDF (RFC 5262), or XPIDF before them. */
import { mendedPresence } from './mended-presence.ts'
import { type PresenceDocument, parsePresence } from './pidf.ts'
import { DocumentError, decodeBytes } from './xml.ts'
import { parseXpidf } from './xpidf.ts'

const beginning = 2_000

/** By its type where that is said, else by how it begins. Throws DocumentError, and nothing else. */
export function parseAnyPresence(input: string | Uint8Array, mediaType: string | null = null): PresenceDocument {
  try {
    return parseAsSent(input, mediaType)
  } catch (error) {
    if (!(error instanceof DocumentError) || !error.problem.startsWith('not well-formed')) throw error
    const mended = mendedPresence(typeof input === 'string' ? input : decodeBytes(input))
    if (mended === null) throw error
    try {
      return parseAsSent(mended, mediaType)
    } catch {
      throw error
    }
  }
}

function parseAsSent(input: string | Uint8Array, mediaType: string | null): PresenceDocument {
  return mediaType === 'application/xpidf+xml' || isXpidf(input) ? parseXpidf(input) : parsePresence(input)
}

/** Every XPIDF has a presentity, which no PIDF has, right after its root. */
function isXpidf(input: string | Uint8Array): boolean {
  const start = input.slice(0, beginning)
  const text = typeof start === 'string' ? start : decodeBytes(start)
  return text.includes('<presentity') && /<presence(?:\s[^<>]*)?>(?:\s|<!--[^-]*-->)*<presentity\s/.test(text)
}

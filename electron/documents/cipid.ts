/** Contact information for PIDF, CIPID (RFC 4482): card, display name, homepage, icon, map, sound. */
import { type Element, text, uriFrom } from './xml.ts'
import { textElement, writableUri } from './xml-build.ts'

export interface Cipid {
  readonly card: string | null
  readonly displayName: string | null
  readonly homepage: string | null
  readonly icon: string | null
  /** A URI by the RFC; Blink for macOS writes "Country/City". */
  readonly map: string | null
  readonly sound: string | null
}

export type CipidDraft = { -readonly [Key in keyof Cipid]: Cipid[Key] }

export function noCipid(): CipidDraft {
  return { card: null, displayName: null, homepage: null, icon: null, map: null, sound: null }
}

const fields = {
  card: 'card',
  'display-name': 'displayName',
  homepage: 'homepage',
  icon: 'icon',
  map: 'map',
  sound: 'sound',
} as const

/** Reads one CIPID element into the draft; false where it is none. Empty elements say nothing. */
export function readCipid(element: Element, into: CipidDraft): boolean {
  if (!Object.hasOwn(fields, element.localName)) return false
  const field = fields[element.localName as keyof typeof fields]
  const value = field === 'displayName' ? text(element).trim() : uriFrom(text(element))
  if (value !== '') into[field] ??= value
  return true
}

export function buildCipid(cipid: Cipid | null): string {
  if (cipid === null) return ''
  let xml = ''
  for (const [name, field] of Object.entries(fields)) {
    const value = cipid[field]
    if (value !== null && value !== '')
      xml += textElement(`c:${name}`, null, field === 'displayName' ? value : writableUri(value))
  }
  return xml
}

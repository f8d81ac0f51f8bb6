/** Where somebody is, as a civic address inside PIDF-LO (RFC 4119, 5139): down to country, region and city. */
import { writableDateTime } from './date-time.ts'
import { boolean, children, type Element, language, trimmed } from './xml.ts'
import { element as elementXml, textElement, writableLanguage } from './xml-build.ts'

/** RFC 5139 names only what a presence card may show; a street and anything finer is not read, so it cannot leak. */
export interface CivicLocation {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string | null
  /** A1: state, province, prefecture. */
  readonly region: string | null
  /** A3: city, township. */
  readonly city: string | null
  readonly lang: string | null
  /** usage-rules (RFC 4119 2.2.2); false unless said. */
  readonly retransmissionAllowed: boolean
  readonly retentionExpiry: string | null
}

type Draft = { -readonly [Key in keyof CivicLocation]: CivicLocation[Key] }

/** null for a location without a civic address, such as coordinates alone. */
export function parseGeopriv(element: Element): CivicLocation | null {
  const location: Draft = {
    country: null,
    region: null,
    city: null,
    lang: null,
    retransmissionAllowed: false,
    retentionExpiry: null,
  }
  for (const child of children(element)) {
    if (child.localName === 'location-info') {
      // Senders of the time of RFC 4119 wrote civilAddress.
      for (const each of children(child)) if (/^civi[cl]Address$/i.test(each.localName)) readAddress(each, location)
    } else if (child.localName === 'usage-rules') readRules(child, location)
  }
  return location.country === null && location.region === null && location.city === null ? null : location
}

function readAddress(element: Element, into: Draft): void {
  into.lang ??= language(element)
  // RFC 5139 3.1: the name of a city as the post has it, where nobody said which city it is.
  let postal: string | null = null
  for (const child of children(element)) {
    const value = trimmed(child)
    if (value === '') continue
    const name = child.localName.toLowerCase()
    if (name === 'country') into.country ??= value.toUpperCase()
    else if (name === 'a1') into.region ??= value
    else if (name === 'a3') into.city ??= value
    else if (name === 'pcn') postal ??= value
  }
  into.city ??= postal
}

function readRules(element: Element, into: Draft): void {
  for (const child of children(element)) {
    if (child.localName === 'retransmission-allowed') into.retransmissionAllowed = boolean(trimmed(child)) ?? false
    else if (child.localName === 'retention-expiry') into.retentionExpiry = trimmed(child) || null
  }
}

export function buildGeopriv(location: CivicLocation | null): string {
  if (location === null) return ''
  const country = location.country?.toUpperCase() ?? null
  const address =
    textElement('ca:country', null, country !== null && /^[A-Z]{2}$/.test(country) ? country : null) +
    textElement('ca:A1', null, location.region) +
    textElement('ca:A3', null, location.city)
  if (address === '') return ''
  const rules =
    textElement('gbp:retransmission-allowed', null, location.retransmissionAllowed) +
    textElement('gbp:retention-expiry', null, writableDateTime(location.retentionExpiry))
  const civic = elementXml('ca:civicAddress', { 'xml:lang': writableLanguage(location.lang) }, address)
  const content = elementXml('gp:location-info', null, civic) + elementXml('gp:usage-rules', null, rules)
  return elementXml('gp:geopriv', null, content)
}

/** Cards of people: vCard 4.0 written (RFC 6350), 3.0 (RFC 2426) and 2.1 read too. */
import { type ContentLine, eachContentLine, parameter } from './content-lines.ts'

export interface VCard {
  readonly name: string
  readonly organisation: string
  /** in the order of their PREF, as URIs or as numbers are written */
  readonly addresses: readonly VCardAddress[]
  readonly categories: readonly string[]
  readonly note: string
  readonly favourite: boolean
}

export interface VCardAddress {
  readonly kind: 'impp' | 'tel' | 'email'
  readonly value: string
  /** lower case: work, home, cell, fax ... */
  readonly types: readonly string[]
  /** Apple's own word for it */
  readonly label: string | null
}

const mostCards = 20_000
const mostAddresses = 50
const wanted = new Set(['BEGIN', 'END', 'FN', 'N', 'ORG', 'TEL', 'IMPP', 'EMAIL', 'CATEGORIES', 'NOTE'])
const wantedToo = new Set(['X-SIP', 'X-ABLABEL', 'X-FAVOURITE', 'X-EVOLUTION-SIP'])

/** Leniently: a card without an END ends with the next, a line that makes no sense is left out. */
export function parseVCards(text: string): readonly VCard[] {
  const cards: VCard[] = []
  let open: Draft | null = null
  const close = () => {
    if (open !== null && cards.length < mostCards) cards.push(finished(open))
    open = null
  }
  eachContentLine(
    withoutQuotedPrintable(upToMostCards(text.replace(/^\ufeff/, ''))),
    (name) => wanted.has(bare(name)) || wantedToo.has(bare(name)),
    (line) => {
      const name = bare(line.name)
      const isCard = line.value.trim().toUpperCase() === 'VCARD'
      if (name === 'BEGIN' && isCard) {
        close()
        open = emptyDraft()
      } else if (name === 'END' && isCard) close()
      else if (open !== null) take(open, name, line)
    },
  )
  close()
  return cards
}

/** What comes after the last card that is taken is not read: a file may have a million more. */
function upToMostCards(text: string): string {
  let at = -1
  for (let count = 0; count <= mostCards; count++) {
    at = text.indexOf('\nBEGIN:VCARD', at + 1)
    if (at === -1) return text
  }
  return text.slice(0, at)
}

type Draft = {
  fullName: string
  structuredName: string
  organisation: string
  addresses: (VCardAddress & { group: string; pref: number })[]
  labels: Map<string, string>
  categories: string[]
  note: string
  favourite: boolean
}

const emptyDraft = (): Draft => ({
  fullName: '',
  structuredName: '',
  organisation: '',
  addresses: [],
  labels: new Map(),
  categories: [],
  note: '',
  favourite: false,
})

/** item1.TEL is TEL of the group item1 (RFC 6350 3.3). */
const bare = (name: string): string => name.slice(name.indexOf('.') + 1)
const groupOf = (name: string): string => (name.includes('.') ? name.slice(0, name.indexOf('.')) : '')

function take(card: Draft, name: string, line: ContentLine): void {
  const value = unescaped(line.value)
  switch (name) {
    case 'FN':
      card.fullName ||= value
      return
    case 'N': {
      const [family = '', given = '', middle = ''] = split(line.value, ';')
      card.structuredName ||= [given, middle, family].filter((part) => part.trim() !== '').join(' ')
      return
    }
    case 'ORG':
      card.organisation ||= split(line.value, ';')[0] ?? ''
      return
    case 'TEL':
      takeAddress(card, 'tel', line)
      return
    case 'EMAIL':
      takeAddress(card, 'email', line)
      return
    case 'IMPP':
    case 'X-SIP':
    case 'X-EVOLUTION-SIP':
      takeAddress(card, 'impp', line)
      return
    case 'X-ABLABEL':
      // Apple writes its own words as _$!<Work>!$_
      card.labels.set(groupOf(line.name), value.replace(/^_\$!<(.*)>!\$_$/, '$1'))
      return
    case 'CATEGORIES':
      card.categories.push(...split(line.value, ','))
      return
    case 'NOTE':
      card.note = card.note === '' ? value : `${card.note}\n${value}`
      return
    case 'X-FAVOURITE':
      card.favourite = value === '1'
  }
}

function takeAddress(card: Draft, kind: VCardAddress['kind'], line: ContentLine): void {
  const value = unescaped(line.value).trim()
  if (value === '' || card.addresses.length >= mostAddresses) return
  const types = line.parameters
    .filter(([name]) => name === 'TYPE')
    .flatMap(([, type]) => type.toLowerCase().split(','))
    .map((type) => type.trim())
  const said = Number(parameter(line, 'PREF') ?? (types.includes('pref') ? '1' : ''))
  const pref = said >= 1 && said <= 100 ? said : 101
  card.addresses.push({ kind, value, types, label: null, group: groupOf(line.name), pref })
}

function finished(card: Draft): VCard {
  const addresses = [...card.addresses]
    .sort((a, b) => a.pref - b.pref)
    .map(({ kind, value, types, group }) => ({
      kind,
      value,
      types,
      label: (group === '' ? undefined : card.labels.get(group)) ?? null,
    }))
  const { organisation, categories, note, favourite } = card
  return { name: card.fullName.trim() || card.structuredName, organisation, addresses, categories, note, favourite }
}

/** RFC 6350 3.4. */
function unescaped(value: string): string {
  return value.replace(/\\([\s\S])/g, (_all, letter: string) => (letter === 'n' || letter === 'N' ? '\n' : letter))
}

/** Parts of a structured or listed value, each without its escapes. */
function split(value: string, separator: ';' | ','): readonly string[] {
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < value.length; at++) {
    const letter = value[at]!
    if (letter === '\\') part += letter + (value[++at] ?? '')
    else if (letter === separator) {
      parts.push(part)
      part = ''
    } else part += letter
  }
  return [...parts, part].map((each) => unescaped(each).trim())
}

/** vCard 2.1: a value in quoted-printable goes on where its line ends with "=". */
function withoutQuotedPrintable(text: string): string {
  if (!/QUOTED-PRINTABLE/i.test(text)) return text
  const lines = text.split(/\r?\n/)
  const plain: string[] = []
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at]!
    const found = /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE/i.test(line)
    if (found) while (line.endsWith('=') && at + 1 < lines.length) line = line.slice(0, -1) + lines[++at]!
    plain.push(found ? decoded(line) : line)
  }
  return plain.join('\n')
}

function decoded(line: string): string {
  const colon = line.indexOf(':')
  const head = line.slice(0, colon).replace(/;(?:ENCODING=)?QUOTED-PRINTABLE/i, '')
  const bytes: number[] = []
  const value = line.slice(colon + 1)
  for (let at = 0; at < value.length; at++) {
    const hex = value[at] === '=' ? /^[0-9a-f]{2}/i.exec(value.slice(at + 1, at + 3))?.[0] : undefined
    bytes.push(hex === undefined ? value.charCodeAt(at) & 0xff : Number.parseInt(hex, 16))
    if (hex !== undefined) at += 2
  }
  const content = utf8(bytes) ?? String.fromCharCode(...bytes.slice(0, 10_000))
  return `${head}:${content.replace(/\r?\n/g, '\\n')}`
}

function utf8(bytes: readonly number[]): string | null {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  } catch {
    return null
  }
}

/** vCard 4.0; the first address is the one preferred. */
export function buildVCards(cards: readonly (VCard & { readonly uid: string })[]): string {
  return cards.map(buildVCard).join('')
}

function buildVCard(card: VCard & { readonly uid: string }): string {
  const lines = ['BEGIN:VCARD', 'VERSION:4.0', `UID:${escaped(card.uid)}`, `FN:${escaped(card.name)}`]
  card.addresses.forEach((address, index) => {
    const group = address.label === null ? '' : `item${index + 1}.`
    const types = address.types.length === 0 ? '' : `;TYPE=${address.types.join(',')}`
    const pref = `;PREF=${Math.min(index + 1, 100)}`
    const name = address.kind === 'tel' ? 'TEL;VALUE=uri' : address.kind === 'email' ? 'EMAIL' : 'IMPP'
    // A URI is written as it is (RFC 6350 4.2); only its kind of comma could be taken for another value.
    lines.push(`${group}${name}${types}${pref}:${address.kind === 'email' ? escaped(address.value) : address.value}`)
    if (address.label !== null) lines.push(`${group}X-ABLABEL:${escaped(address.label)}`)
  })
  if (card.categories.length > 0) lines.push(`CATEGORIES:${card.categories.map(escaped).join(',')}`)
  if (card.note !== '') lines.push(`NOTE:${escaped(card.note)}`)
  if (card.favourite) lines.push('X-FAVOURITE:1')
  lines.push('END:VCARD')
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

const escaped = (text: string): string => text.replace(/[\\,;]/g, '\\$&').replace(/\r?\n/g, '\\n')

/** RFC 6350 3.2: 75 octets a line, never through a character. */
function folded(line: string): string {
  let written = ''
  let octets = 0
  for (const letter of line) {
    const code = letter.codePointAt(0)!
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (octets + size > 75) {
      written += '\r\n '
      octets = 1
    }
    written += letter
    octets += size
  }
  return written
}

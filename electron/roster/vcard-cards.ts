import { buildVCards, parseVCards, type VCardAddress } from '../documents/vcard.ts'
import { type Card, type CardToWrite, groupName, groupPath } from './cards.ts'

const kinds = ['impp', 'tel', 'email'] as const

export function cardsFromVCard(text: string): readonly Card[] {
  return parseVCards(text).map((card) => ({
    name: card.name || card.organisation,
    addresses: inOrder(card.addresses)
      // A fax machine is nobody to talk to.
      .filter(({ types }) => !types.includes('fax'))
      .map((address) => ({ uri: uriOf(address), label: address.label ?? labelOf(address.types) })),
    groups: card.categories.map(groupPath).filter((path) => path.length > 0),
    notes: card.note,
    favourite: card.favourite,
  }))
}

/** Where the card says no preference: SIP first, then telephones, then mail. */
function inOrder(addresses: readonly VCardAddress[]): readonly VCardAddress[] {
  const first = addresses.findIndex(({ kind }) => kind === 'impp')
  const isMailFirst = addresses[0]?.kind === 'email'
  if (first <= 0 || !isMailFirst) return addresses
  return [...addresses].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
}

function uriOf({ kind, value }: VCardAddress): string {
  if (kind === 'email') return /^mailto:/i.test(value) ? value : `mailto:${value}`
  if (kind === 'tel') return /^(tel|sips?):/i.test(value) ? value : `tel:${value}`
  return /^[a-z][\w+.-]*:/i.test(value) ? value : `sip:${value}`
}

function labelOf(types: readonly string[]): string | null {
  if (types.includes('cell')) return 'mobile'
  return types.find((type) => type === 'work' || type === 'home') ?? null
}

export function vCardFrom(cards: readonly CardToWrite[]): string {
  return buildVCards(
    cards.map(({ id, name, addresses, groups, notes, favourite }) => ({
      uid: id,
      name: name || (addresses[0]?.uri.replace(/^\w+:/, '') ?? ''),
      organisation: '',
      addresses: addresses.map(({ uri, label }) => vCardAddress(uri, label)),
      categories: groups.map(groupName),
      note: notes,
      favourite,
    })),
  )
}

function vCardAddress(uri: string, label: string | null): VCardAddress {
  const [kind, value] = /^mailto:/i.test(uri)
    ? (['email', uri.slice(7)] as const)
    : ([/^tel:/i.test(uri) ? 'tel' : 'impp', uri] as const)
  if (label === 'mobile') return { kind, value, types: ['cell'], label: null }
  if (label === 'work' || label === 'home') return { kind, value, types: [label], label: null }
  return { kind, value, types: [], label }
}

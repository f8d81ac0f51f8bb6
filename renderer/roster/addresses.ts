import type { AddressDraft, ContactAddress } from '#contract/people'
import type { T } from '../i18n.ts'
import { fullAddress } from '../store/actions.ts'

/** The ways to reach somebody as they are typed and read: without a scheme, which the kind says. Pure. */

export const addressKinds = ['sip', 'phone', 'mail'] as const
export type AddressKind = (typeof addressKinds)[number]

export function kindOf(uri: string): AddressKind {
  if (/^tel:/i.test(uri)) return 'phone'
  return /^mailto:/i.test(uri) ? 'mail' : 'sip'
}

/** `maya@example.org`, `+49 30 12345`; the parameters of a number are for servers. */
export const shownAddress = (uri: string): string => uri.replace(/^(?:sips?|tel|mailto):/i, '').replace(/;.*$/, '')

/** Labels that are kept in a word of their own and shown in the user's. */
export const labelNames = ['work', 'mobile', 'home'] as const

export function shownLabel(t: T, label: string | null): string {
  const known = labelNames.find((name) => name === label)
  return known ? t(`people.edit.labels.${known}`) : (label ?? '')
}

function keptLabel(t: T, typed: string): string | null {
  const text = typed.trim()
  const known = labelNames.find((name) => t(`people.edit.labels.${name}`).toLowerCase() === text.toLowerCase())
  return known ?? (text || null)
}

/** One line of the form. */
export type AddressLine = {
  readonly key: string
  /** of one that is kept already */
  readonly id?: string
  readonly kind: AddressKind
  readonly text: string
  readonly label: string
}

/** A secure address stays one: its scheme is typed. */
export const linesOf = (t: T, addresses: readonly ContactAddress[]): readonly AddressLine[] =>
  addresses.map(({ id, uri, label }) => ({
    key: id,
    id,
    kind: kindOf(uri),
    text: uri.replace(/^(?:sip|tel|mailto):/i, ''),
    label: shownLabel(t, label),
  }))

/** Who a call or a chat can go to. */
export const canBeDefault = (line: AddressLine): boolean => line.kind !== 'mail'

export type AddressProblem = AddressKind | 'twice'
export type CheckedAddresses = {
  readonly drafts: readonly AddressDraft[]
  readonly problems: Readonly<Record<string, AddressProblem>>
}

/** As main wants them, the default first; empty lines are left out. */
export function checked(t: T, lines: readonly AddressLine[], first: string, ownAor: string): CheckedAddresses {
  const problems: Record<string, AddressProblem> = {}
  const seen = new Set<string>()
  const drafts: { readonly draft: AddressDraft; readonly first: boolean }[] = []
  for (const line of lines) {
    if (line.text.trim() === '') continue
    const uri = uriOf(line, ownAor)
    if (uri === null) problems[line.key] = line.kind
    else if (seen.has(uri.toLowerCase())) problems[line.key] = 'twice'
    else {
      seen.add(uri.toLowerCase())
      const draft = { ...(line.id !== undefined && { id: line.id }), uri, label: keptLabel(t, line.label) }
      drafts.push({ draft, first: line.key === first })
    }
  }
  return { drafts: drafts.toSorted((a, b) => Number(b.first) - Number(a.first)).map(({ draft }) => draft), problems }
}

function uriOf({ kind, text }: AddressLine, ownAor: string): string | null {
  const typed = text.trim()
  switch (kind) {
    case 'phone':
      return /^\+?[\d\s().*#-]*\d[\d\s().*#-]*(?:;[^\s;]+)*$/.test(typed) ? `tel:${typed}` : null
    case 'mail':
      return /^[^\s<>"@,;:]+@[^\s<>"@,;:]+$/.test(typed) ? `mailto:${typed}` : null
    case 'sip': {
      const secure = /^sips:/i.test(typed)
      const full = fullAddress(typed, { aor: ownAor })
      return /^[^\s<>"@]+@[^\s<>"@]+$/.test(full) ? `${secure ? 'sips' : 'sip'}:${full}` : null
    }
  }
}

/**
 * The roster as a list that a resource list server watches for us (RFC 4662): its address stands in rls-services, and points to the
 * list in resource-lists, so that it needs no change when the people change (RFC 4826 4).
 */
import { addressBookList } from '../documents/address-book.ts'
import type { ResourceLists } from '../documents/resource-lists.ts'
import { type RlsService, type RlsServices, serviceFor } from '../documents/rls-services.ts'
import { sameAor } from '../sip/address.ts'
import type { EditorRules } from '../xcap/document-kind.ts'
import { ownList } from './plain-lists.ts'

export type ServiceEdit = {
  readonly do: 'put-service'
  readonly uri: string
  readonly address: string
  readonly packages: readonly string[]
}

export const serviceRules: EditorRules<RlsServices, ServiceEdit> = {
  apply: (doc, edit) => {
    const before = serviceAt(doc, edit.uri)
    if (before !== undefined && !isOurs(before)) return doc
    if (before?.source?.kind === 'reference' && sameAddress(before.source.address, edit.address)) {
      const isThere = before.packages.length === 0 || edit.packages.every((name) => before.packages.includes(name))
      if (isThere) return doc
    }
    const service = serviceFor(edit.uri, edit.address, edit.packages)
    if (before === undefined) return { ...doc, services: [...doc.services, service] }
    const changed: RlsService = { ...before, source: service.source, packages: service.packages }
    return { ...doc, services: doc.services.map((each) => (each === before ? changed : each)) }
  },
  all: (doc) =>
    doc.services.flatMap(({ uri, source, packages }) =>
      source?.kind === 'reference' ? { do: 'put-service', uri, address: source.address, packages } : [],
    ),
}

export const serviceAt = (doc: RlsServices, uri: string): RlsService | undefined =>
  doc.services.find((service) => sameAor(service.uri, uri))

/** Blink percent-encodes the whole of it, others a part. */
function sameAddress(a: string, b: string): boolean {
  return decoded(a) === decoded(b)
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

/** Lists that ours and those of AG Projects point to. */
const lists: Readonly<Record<'presence' | 'dialog', string>> = {
  presence: 'sipsimple_presence_rls',
  dialog: 'sipsimple_dialog_rls',
}

/** Points to the list of the roster, by whatever name the server has; any other is another program's, or its own list. */
function isOurs({ source }: RlsService): boolean {
  if (source?.kind !== 'reference') return false
  const name = /\/list\[@name=(["'])(.*)\1\]$/.exec(decoded(source.address))?.[2]
  return name !== undefined && [ownList, ...Object.values(lists)].includes(name)
}

/**
 * `sip:anna+presence@example.org`, as the programs of AG Projects have it; where another program has a list of its own there, an
 * address beside it.
 */
export function serviceUri(services: RlsServices, aor: string, eventPackage: 'presence' | 'dialog'): string {
  const at = aor.lastIndexOf('@')
  const uri = (kind: string) => `sip:${aor.slice(0, at)}+${kind}${aor.slice(at)}`
  const there = serviceAt(services, uri(eventPackage))
  return there === undefined || isOurs(there) ? uri(eventPackage) : uri(`${eventPackage}-dialtone`)
}

/** What is to stand in rls-services for such lists; nothing while there is no list to point to. */
export function servicesFor(
  { lists: { lists: there }, services }: { readonly lists: ResourceLists; readonly services: RlsServices },
  aor: string,
  listAddress: (name: string) => string | null,
): readonly ServiceEdit[] {
  const isThere = (name: string): boolean => there.some((list) => list.name === name)
  const service = (eventPackage: 'presence' | 'dialog', list: string): readonly ServiceEdit[] => {
    const address = listAddress(list)
    if (address === null || !isThere(list)) return []
    return [{ do: 'put-service', uri: serviceUri(services, aor, eventPackage), address, packages: [eventPackage] }]
  }
  if (isThere(addressBookList)) return [...service('presence', lists.presence), ...service('dialog', lists.dialog)]
  return service('presence', ownList)
}

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
    if (
      before !== undefined &&
      before.source?.kind === 'reference' &&
      sameAddress(before.source.address, edit.address)
    ) {
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

/** `sip:anna+presence@example.org`, as the programs of AG Projects have it. */
export function serviceUri(aor: string, eventPackage: 'presence' | 'dialog'): string {
  const at = aor.lastIndexOf('@')
  return `sip:${aor.slice(0, at)}+${eventPackage}${aor.slice(at)}`
}

/** What is to stand in rls-services for such lists; nothing while there is no list to point to. */
export function servicesFor(
  lists: ResourceLists,
  aor: string,
  listAddress: (name: string) => string | null,
): readonly ServiceEdit[] {
  const isThere = (name: string): boolean => lists.lists.some((list) => list.name === name)
  const service = (eventPackage: 'presence' | 'dialog', list: string): readonly ServiceEdit[] => {
    const address = listAddress(list)
    if (address === null || !isThere(list)) return []
    return [{ do: 'put-service', uri: serviceUri(aor, eventPackage), address, packages: [eventPackage] }]
  }
  if (isThere(addressBookList))
    return [...service('presence', 'sipsimple_presence_rls'), ...service('dialog', 'sipsimple_dialog_rls')]
  return service('presence', ownList)
}

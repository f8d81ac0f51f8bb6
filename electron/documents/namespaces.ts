/** Namespaces of presence documents, and which family an old or vendor's one belongs to. */

export const pidf = 'urn:ietf:params:xml:ns:pidf'

export type Family =
  | 'pidf'
  | 'data-model'
  | 'rpid'
  | 'cipid'
  | 'caps'
  | 'timed-status'
  | 'geopriv'
  | 'agp'
  | 'agp-caps'
  | 'location-type'
  | 'foreign'

const known: ReadonlyMap<string | null, Family> = new Map<string | null, Family>([
  [null, 'pidf'],
  [pidf, 'pidf'],
  ['urn:ietf:params:xml:ns:pidf-diff', 'pidf'],
  ['urn:ietf:params:xml:ns:pidf:data-model', 'data-model'],
  // Asterisk writes the person in this one.
  ['urn:ietf:params:xml:ns:pidf:person', 'data-model'],
  ['urn:ietf:params:xml:ns:pidf:rpid', 'rpid'],
  ['urn:ietf:params:xml:ns:pidf:cipid', 'cipid'],
  ['urn:ietf:params:xml:ns:pidf:caps', 'caps'],
  ['urn:ietf:params:xml:ns:pidf:timed-status', 'timed-status'],
  ['urn:ietf:params:xml:ns:pidf:geopriv10', 'geopriv'],
  ['urn:ag-projects:xml:ns:pidf', 'agp'],
  ['urn:ag-projects:xml:ns:pidf:caps', 'agp-caps'],
  ['urn:ietf:params:xml:ns:location-type', 'location-type'],
])

export function familyOf(written: string | null): Family {
  const family = known.get(written)
  if (family !== undefined) return family
  const namespace = written?.trim() ?? null
  // A blank in the declaration, as one test suite has it, makes another namespace of it, and nobody means that.
  if (namespace !== written) return familyOf(namespace)
  if (namespace === null || !/^urn:/i.test(namespace)) return 'foreign'
  // So does another case, which is the same URN (RFC 8141 3.1) and another namespace.
  const lower = namespace.toLowerCase()
  if (lower !== namespace) return familyOf(lower)
  // RFC 3863 grew out of these drafts; some gateways still write them.
  if (/^urn:ietf:params:(?:xml:ns:)?cpim-p/.test(namespace)) return 'pidf'
  if (/^urn:cisco:params:xml:ns:pidf:rpid/.test(namespace)) return 'rpid'
  if (!namespace.startsWith(pidf)) return 'foreign'
  if (/caps$/.test(namespace)) return 'caps'
  if (/cipid$/.test(namespace)) return 'cipid'
  if (namespace.startsWith('urn:ietf:params:xml:ns:pidf:geopriv10')) return 'geopriv'
  // Drafts of RPID (pidf:status:rpid, pidf:rpid-tuple), Asterisk's pidf:rpid:rpid-person, and what was mistyped from them.
  return 'rpid'
}

/** Declarations for the prefixes a body uses; text is escaped, so a prefix after "<" is a tag. */
export function declarationsFor(body: string): string {
  let declarations = ''
  for (const [prefix, namespace] of prefixes) {
    if (body.includes(`<${prefix}:`)) declarations += ` xmlns:${prefix}="${namespace}"`
  }
  return declarations
}

const prefixes = [
  ['dm', 'urn:ietf:params:xml:ns:pidf:data-model'],
  ['rpid', 'urn:ietf:params:xml:ns:pidf:rpid'],
  ['lt', 'urn:ietf:params:xml:ns:location-type'],
  ['c', 'urn:ietf:params:xml:ns:pidf:cipid'],
  ['caps', 'urn:ietf:params:xml:ns:pidf:caps'],
  ['ts', 'urn:ietf:params:xml:ns:pidf:timed-status'],
  ['gp', 'urn:ietf:params:xml:ns:pidf:geopriv10'],
  ['gbp', 'urn:ietf:params:xml:ns:pidf:geopriv10:basicPolicy'],
  ['ca', 'urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr'],
  ['agp-pidf', 'urn:ag-projects:xml:ns:pidf'],
  ['agp-caps', 'urn:ag-projects:xml:ns:pidf:caps'],
] as const

/** Registration information (RFC 3680), with the GRUUs of RFC 5628: on which devices somebody is registered. */
import {
  attribute,
  children,
  type Element,
  listLimits,
  parseXml,
  requireRoot,
  text,
  trimmed,
  uriFrom,
  wholeNumber,
} from './xml.ts'
import { element as elementXml, textElement, writableUri, xmlDeclaration } from './xml-build.ts'

export interface RegistrationInformation {
  readonly version: number
  readonly state: 'full' | 'partial'
  readonly registrations: readonly Registration[]
}

export interface Registration {
  readonly aor: string
  readonly id: string
  readonly state: 'init' | 'active' | 'terminated'
  readonly contacts: readonly RegisteredContact[]
}

const events = [
  'registered',
  'created',
  'refreshed',
  'shortened',
  'expired',
  'deactivated',
  'probation',
  'unregistered',
  'rejected',
] as const

export interface RegisteredContact {
  readonly id: string
  readonly state: 'active' | 'terminated'
  readonly event: (typeof events)[number]
  readonly uri: string
  readonly displayName: string | null
  /** Seconds. */
  readonly expires: number | null
  readonly durationRegistered: number | null
  readonly retryAfter: number | null
  /** 0 to 1, as it was sent. */
  readonly q: string | null
  readonly callId: string | null
  readonly cseq: number | null
  /** Contact header parameters such as +sip.instance. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  readonly publicGruu: string | null
  readonly temporaryGruu: { readonly uri: string; readonly firstCseq: number } | null
}

const documentName = 'registration information'

export function parseReginfo(input: string | Uint8Array): RegistrationInformation {
  const root = parseXml(documentName, input, listLimits)
  requireRoot(documentName, root, 'reginfo')
  return {
    version: wholeNumber(attribute(root, 'version')) ?? 0,
    state: attribute(root, 'state') === 'partial' ? 'partial' : 'full',
    registrations: children(root)
      .filter((child) => child.localName === 'registration')
      .map(parseRegistration),
  }
}

function parseRegistration(element: Element): Registration {
  const state = attribute(element, 'state')
  return {
    aor: uriFrom(attribute(element, 'aor')),
    id: attribute(element, 'id') ?? '',
    state: state === 'active' || state === 'terminated' ? state : 'init',
    contacts: children(element)
      .filter((child) => child.localName === 'contact')
      .map(parseContact),
  }
}

function parseContact(element: Element): RegisteredContact {
  const event = events.find((each) => each === attribute(element, 'event'))
  const contact: { -readonly [Key in keyof RegisteredContact]: RegisteredContact[Key] } = {
    id: attribute(element, 'id') ?? '',
    state: attribute(element, 'state') === 'terminated' ? 'terminated' : 'active',
    event: event ?? 'registered',
    uri: '',
    displayName: null,
    expires: wholeNumber(attribute(element, 'expires')),
    durationRegistered: wholeNumber(attribute(element, 'duration-registered')),
    retryAfter: wholeNumber(attribute(element, 'retry-after')),
    q: attribute(element, 'q'),
    callId: attribute(element, 'callid'),
    cseq: wholeNumber(attribute(element, 'cseq')),
    parameters: [],
    publicGruu: null,
    temporaryGruu: null,
  }
  const parameters: { name: string; value: string }[] = []
  for (const child of children(element)) {
    if (child.localName === 'uri') contact.uri = uriFrom(text(child))
    else if (child.localName === 'display-name') contact.displayName = trimmed(child) || null
    else if (child.localName === 'unknown-param')
      parameters.push({ name: attribute(child, 'name') ?? '', value: text(child) })
    else if (child.localName === 'pub-gruu') contact.publicGruu = uriFrom(attribute(child, 'uri')) || null
    else if (child.localName === 'temp-gruu') {
      contact.temporaryGruu = {
        uri: uriFrom(attribute(child, 'uri')),
        firstCseq: wholeNumber(attribute(child, 'first-cseq')) ?? 0,
      }
    }
  }
  return { ...contact, parameters }
}

export function buildReginfo(information: RegistrationInformation): string {
  const registrations = information.registrations.map((each) =>
    elementXml(
      'registration',
      { aor: writableUri(each.aor), id: each.id, state: each.state },
      each.contacts.map(buildContact).join(''),
    ),
  )
  const { version, state } = information
  const attributes = {
    xmlns: 'urn:ietf:params:xml:ns:reginfo',
    'xmlns:gr': 'urn:ietf:params:xml:ns:gruuinfo',
    version,
    state,
  }
  return xmlDeclaration + elementXml('reginfo', attributes, registrations.join(''))
}

function buildContact(contact: RegisteredContact): string {
  const attributes = {
    id: contact.id,
    state: contact.state,
    event: contact.event,
    expires: contact.expires,
    'duration-registered': contact.durationRegistered,
    'retry-after': contact.retryAfter,
    q: contact.q,
    callid: contact.callId,
    cseq: contact.cseq,
  }
  const { publicGruu, temporaryGruu } = contact
  const content =
    textElement('uri', null, writableUri(contact.uri)) +
    textElement('display-name', null, contact.displayName) +
    contact.parameters.map(({ name, value }) => textElement('unknown-param', { name }, value)).join('') +
    (publicGruu === null ? '' : elementXml('gr:pub-gruu', { uri: writableUri(publicGruu) }, '')) +
    (temporaryGruu === null
      ? ''
      : elementXml('gr:temp-gruu', { uri: writableUri(temporaryGruu.uri), 'first-cseq': temporaryGruu.firstCseq }, ''))
  return elementXml('contact', attributes, content)
}

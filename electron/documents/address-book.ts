/**
 * The address book that AG Projects' programs (Blink, Sylk) keep as foreign elements in a list of resource-lists, and the lists
 * that their servers read instead of it. No RFC; after python3-sipsimple, payloads/addressbook.py.
 */
import { type KeptElement, keptElement, keptTree, keptXml } from './kept-element.ts'
import { attribute, boolean, children, type Element, text, trimmed, uriFrom } from './xml.ts'
import { element, textElement, writableUri } from './xml-build.ts'

const addressBookNamespace = 'urn:ag-projects:xml:ns:addressbook'
export const addressBookList = 'sipsimple_addressbook'

export type BookPolicy = 'allow' | 'block' | 'default'

/** Whether this person may see us (or our dialogs), and whether we watch them. */
export interface Handling {
  readonly policy: BookPolicy
  readonly subscribe: boolean
}

export interface BookContact {
  readonly kind: 'contact'
  readonly id: string
  readonly name: string
  readonly uris: readonly BookUri[]
  /** id of one of them */
  readonly defaultUri: string | null
  readonly dialog: Handling
  readonly presence: Handling
  /** attributes of the programs that use it, after `presence` */
  readonly foreign: readonly KeptElement[]
}

export interface BookUri {
  readonly id: string
  readonly uri: string
  readonly type: string | null
  readonly foreign: readonly KeptElement[]
}

export interface BookGroupElement {
  readonly kind: 'group'
  readonly id: string
  readonly name: string
  readonly contacts: readonly string[]
  readonly foreign: readonly KeptElement[]
}

/** A policy for an address that is nobody's. */
export interface PolicyElement {
  readonly kind: 'policy'
  readonly id: string
  readonly uri: string
  readonly name: string
  readonly dialog: Handling
  readonly presence: Handling
  readonly foreign: readonly KeptElement[]
}

export type BookItem = BookContact | BookGroupElement | PolicyElement

export const noHandling: Handling = { policy: 'default', subscribe: false }

/** Null: not of the address book, or without an id. */
export function parseBookItem(xml: KeptElement): BookItem | null {
  if (!xml.includes(addressBookNamespace)) return null
  const root = keptTree(xml)
  const id = attribute(root, 'id')?.trim() ?? ''
  if (root.namespaceURI !== addressBookNamespace || id === '') return null
  switch (root.localName) {
    case 'contact':
      return parseContact(root, id)
    case 'group':
      return parseGroup(root, id)
    case 'policy-element':
      return {
        kind: 'policy',
        id,
        uri: uriFrom(attribute(root, 'uri')),
        name: textOf(child(root, 'name')),
        dialog: parseHandling(child(root, 'dialog')),
        presence: parseHandling(child(root, 'presence')),
        foreign: others(root),
      }
    default:
      return null
  }
}

function parseContact(root: Element, id: string): BookContact {
  const uris = child(root, 'uris')
  return {
    kind: 'contact',
    id,
    name: textOf(child(root, 'name')),
    uris: uris === null ? [] : own(uris, 'uri').map(parseUri),
    defaultUri: uris === null ? null : attribute(uris, 'default'),
    dialog: parseHandling(child(root, 'dialog')),
    presence: parseHandling(child(root, 'presence')),
    foreign: others(root),
  }
}

function parseUri(found: Element): BookUri {
  const uri = uriFrom(attribute(found, 'uri'))
  return { id: attribute(found, 'id') ?? '', uri, type: attribute(found, 'type'), foreign: others(found) }
}

function parseGroup(root: Element, id: string): BookGroupElement {
  const contacts = child(root, 'contacts')
  return {
    kind: 'group',
    id,
    name: textOf(child(root, 'name')),
    contacts: contacts === null ? [] : own(contacts, 'contact_id').map(trimmed),
    foreign: others(root),
  }
}

function parseHandling(found: Element | null): Handling {
  if (found === null) return noHandling
  const policy = textOf(child(found, 'policy')).trim()
  return {
    policy: policy === 'allow' || policy === 'block' ? policy : 'default',
    subscribe: boolean(textOf(child(found, 'subscribe'))) ?? false,
  }
}

const own = (parent: Element, name: string): readonly Element[] =>
  children(parent).filter((each) => each.localName === name && each.namespaceURI === addressBookNamespace)
const child = (parent: Element, name: string): Element | null => own(parent, name)[0] ?? null
const others = (parent: Element): readonly KeptElement[] =>
  children(parent)
    .filter(({ namespaceURI }) => namespaceURI !== addressBookNamespace)
    .map(keptElement)
const textOf = (found: Element | null): string => (found === null ? '' : text(found))

export function buildContact({ id, name, uris, defaultUri, dialog, presence, foreign }: BookContact): KeptElement {
  const written = uris.map((each) =>
    ab('uri', { id: each.id, uri: writableUri(each.uri), type: each.type }, each.foreign.join('')),
  )
  return whole(
    'contact',
    { id },
    textElement('addressbook:name', null, name) +
      ab('uris', { default: defaultUri }, written.join('')) +
      buildHandling('dialog', dialog) +
      buildHandling('presence', presence) +
      foreign.join(''),
  )
}

export function buildGroup({ id, name, contacts, foreign }: BookGroupElement): KeptElement {
  const ids = contacts.map((contact) => textElement('addressbook:contact_id', null, contact))
  return whole(
    'group',
    { id },
    textElement('addressbook:name', null, name) + ab('contacts', null, ids.join('')) + foreign.join(''),
  )
}

export function buildPolicyElement({ id, uri, name, dialog, presence, foreign }: PolicyElement): KeptElement {
  return whole(
    'policy-element',
    { id, uri: writableUri(uri) },
    textElement('addressbook:name', null, name) +
      buildHandling('dialog', dialog) +
      buildHandling('presence', presence) +
      foreign.join(''),
  )
}

const buildHandling = (name: string, { policy, subscribe }: Handling): string =>
  ab(
    name,
    null,
    textElement('addressbook:policy', null, policy) + textElement('addressbook:subscribe', null, String(subscribe)),
  )

const ab = (name: string, attributes: Readonly<Record<string, string | null>> | null, content: string): string =>
  element(`addressbook:${name}`, attributes, content)

const whole = (name: string, attributes: Readonly<Record<string, string>>, content: string): KeptElement =>
  keptXml(element(`addressbook:${name}`, { 'xmlns:addressbook': addressBookNamespace, ...attributes }, content))

/** The lists that servers read, each with what belongs into it: recomputed whenever the address book changes. */
export function derivedLists(items: readonly BookItem[]): Readonly<Record<string, readonly string[]>> {
  return {
    oma_grantedcontacts: derived(
      items,
      ({ presence }) => presence.policy === 'allow',
      ({ presence }) => presence.policy === 'block',
    ),
    oma_blockedcontacts: derived(items, ({ presence }) => presence.policy === 'block'),
    dialog_grantedcontacts: derived(
      items,
      ({ dialog }) => dialog.policy === 'allow',
      ({ dialog }) => dialog.policy === 'block',
    ),
    dialog_blockedcontacts: derived(items, ({ dialog }) => dialog.policy === 'block'),
    sipsimple_presence_rls: derived(items, ({ presence }) => presence.subscribe),
    sipsimple_dialog_rls: derived(items, ({ dialog }) => dialog.subscribe),
  }
}

type Handled = Pick<PolicyElement, 'dialog' | 'presence'>

/** What is said of a contact counts; a policy element only for an address that is no contact's. */
function derived(
  items: readonly BookItem[],
  isIn: (handled: Handled) => boolean,
  isOut: (handled: Handled) => boolean = () => false,
): readonly string[] {
  const contacts = items.filter((item) => item.kind === 'contact')
  const known = new Set(contacts.flatMap(({ uris }) => uris.map(({ uri }) => withScheme(uri))))
  const policies = items.filter((item) => item.kind === 'policy').filter(({ uri }) => !known.has(withScheme(uri)))
  const said = [
    ...contacts.flatMap((contact) => contact.uris.map(({ uri }) => [withScheme(uri), contact] as const)),
    ...policies.map((policy) => [withScheme(policy.uri), policy] as const),
  ]
  const out = new Set(said.filter(([, handled]) => isOut(handled)).map(([uri]) => uri))
  return [...new Set(said.filter(([, handled]) => isIn(handled)).map(([uri]) => uri))].filter((uri) => !out.has(uri))
}

/** Blink has addresses without "sip:". */
export const withScheme = (uri: string): string => (/^[a-z][\w+.-]*:/i.test(uri) ? uri : `sip:${uri}`)

import { domainToASCII } from 'node:url'
import type { Document, Element } from 'slimdom'

// RFC 4745 and RFC 5025 as a presence agent reads them, from the text of the RFCs and over the XML itself. Nothing of the product is
// used here but the XML parser: what we misunderstood there would be misunderstood here, too.

/** Who asks, and how it is with the presentity. */
export type Asking = {
  /** the URI he proved to be (RFC 5025 3.1.1.2); null: nobody knows who he is */
  readonly identity: string | null
  /** null: not published, or not the same in all that is published (RFC 5025 3.1.2) */
  readonly sphere: string | null
  readonly now: number
}

/** RFC 5025 3.2.1, by their values 0, 10, 20 and 30. */
const handlingNames = ['block', 'confirm', 'polite-block', 'allow'] as const
export type SubHandling = (typeof handlingNames)[number]

/** RFC 5025 3.3.2.12, by their values 0, 10, 20 and 30. */
const inputNames = ['false', 'bare', 'thresholds', 'full'] as const
export type UserInput = (typeof inputNames)[number]

/** All permissions of all rules that match, combined (RFC 4745 10.2). Sets have members like "class=work", or "all". */
export type Granted = {
  readonly handling: SubHandling
  readonly services: ReadonlySet<string>
  readonly persons: ReadonlySet<string>
  readonly devices: ReadonlySet<string>
  /** names of elements: "activities", "deviceID" */
  readonly attributes: ReadonlySet<string>
  readonly userInput: UserInput
  /** as "{namespace}name" */
  readonly unknown: ReadonlySet<string>
  readonly allAttributes: boolean
}

const policy = 'urn:ietf:params:xml:ns:common-policy'
const presence = 'urn:ietf:params:xml:ns:pres-rules'

/** RFC 5025 3.3.2.1 to 3.3.2.13, but for user-input. */
export const booleanAttributes = [
  'activities',
  'class',
  'deviceID',
  'mood',
  'place-is',
  'place-type',
  'privacy',
  'relationship',
  'sphere',
  'status-icon',
  'time-offset',
  'note',
] as const

const selectors = {
  services: ['class', 'occurrence-id', 'service-uri', 'service-uri-scheme'],
  persons: ['class', 'occurrence-id'],
  devices: ['class', 'occurrence-id', 'deviceID'],
} as const

export function grantedTo(ruleset: Document | null, asking: Asking): Granted {
  const matching = rulesOf(ruleset).filter((rule) => matches(rule, asking))
  const actions = matching.flatMap((rule) => childrenOf(rule, policy, 'actions'))
  const given = matching.flatMap((rule) => childrenOf(rule, policy, 'transformations'))
  const all = (name: string) => given.flatMap((each) => childrenOf(each, presence, name))
  const set = (kind: keyof typeof selectors) => new Set(all(`provide-${kind}`).flatMap((each) => members(each, kind)))
  return {
    handling: highest(
      handlingNames,
      actions.flatMap((each) => childrenOf(each, presence, 'sub-handling')),
    ),
    services: set('services'),
    persons: set('persons'),
    devices: set('devices'),
    attributes: new Set(booleanAttributes.filter((name) => all(`provide-${name}`).some(isTrue))),
    userInput: highest(inputNames, all('provide-user-input')),
    unknown: new Set(
      all('provide-unknown-attribute')
        .filter(isTrue)
        .map((each) => `{${each.getAttribute('ns')}}${each.getAttribute('name')}`),
    ),
    allAttributes: all('provide-all-attributes').length > 0,
  }
}

/** When the next period of a rule begins or ends. */
export function nextBoundary(ruleset: Document | null, now: number): number | null {
  const instants = rulesOf(ruleset)
    .flatMap((rule) => conditionsOf(rule))
    .filter((condition) => isNamed(condition, policy, 'validity'))
    .flatMap((validity) => validity.children.map((each) => Date.parse(textOf(each))))
    .filter((at) => at > now)
  return instants.length === 0 ? null : Math.min(...instants)
}

const rulesOf = (ruleset: Document | null): readonly Element[] =>
  ruleset?.documentElement ? childrenOf(ruleset.documentElement, policy, 'rule') : []

const conditionsOf = (rule: Element): readonly Element[] =>
  childrenOf(rule, policy, 'conditions').flatMap((each) => each.children)

/** RFC 4745 10.1: a rule matches if all its conditions are true; one without any is about everybody. */
const matches = (rule: Element, asking: Asking): boolean =>
  conditionsOf(rule).every((condition) => isMet(condition, asking))

function isMet(condition: Element, { identity, sphere, now }: Asking): boolean {
  if (isNamed(condition, policy, 'identity')) {
    // RFC 5025 3.1.1.2: who is not known is matched by an empty element alone; RFC 4745 7.1.1: else by any of its members.
    if (condition.children.length === 0) return identity === null
    return identity !== null && condition.children.some((member) => isAbout(member, identity))
  }
  if (isNamed(condition, policy, 'sphere')) {
    // RFC 4745 7.3: any of several words, whatever their case.
    const words = (condition.getAttribute('value') ?? '').toLowerCase().split(/\s+/)
    return sphere !== null && words.includes(sphere.toLowerCase())
  }
  if (isNamed(condition, policy, 'validity')) return isWithin(condition, now)
  // RFC 4745 7: false in a namespace that is not known.
  return false
}

/** RFC 4745 7.4: from at least one `from` on, until before the `until` after it. */
function isWithin(validity: Element, now: number): boolean {
  return validity.children.some((child, index) => {
    const next = validity.children[index + 1]
    if (child.localName !== 'from' || next?.localName !== 'until') return false
    return Date.parse(textOf(child)) <= now && now < Date.parse(textOf(next))
  })
}

function isAbout(member: Element, identity: string): boolean {
  if (isNamed(member, policy, 'one')) return isSameUri(member.getAttribute('id') ?? '', identity)
  if (!isNamed(member, policy, 'many')) return false
  const ofDomain = member.getAttribute('domain')
  if (ofDomain !== null && !isSameDomain(ofDomain, domainOf(identity))) return false
  return !childrenOf(member, policy, 'except').some((except) => {
    const [id, domain] = [except.getAttribute('id'), except.getAttribute('domain')]
    return (id !== null && isSameUri(id, identity)) || (domain !== null && isSameDomain(domain, domainOf(identity)))
  })
}

/** RFC 3261 19.1.4, RFC 8141 3.1: the user is told apart by case, scheme, host and the UUID of a device are not. */
export function isSameUri(a: string, b: string): boolean {
  return canonical(a) === canonical(b)
}

function canonical(uri: string): string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z\d+.-]*):(.*)$/is.exec(uri.trim()) ?? []
  if (/^urn$/i.test(scheme)) return uri.trim().toLowerCase()
  const at = rest.lastIndexOf('@')
  const [host = '', ...parameters] = rest.slice(at + 1).split(';')
  const user = at === -1 ? '' : `${undone(rest.slice(0, at))}@`
  return [`${scheme.toLowerCase()}:${user}${host.toLowerCase()}`, ...parameters.sort()].join(';')
}

const domainOf = (uri: string): string => (/@([^;?]+)/.exec(uri)?.[1] ?? '').replace(/:\d+$/, '')

/** RFC 4745 7.1.3: percent-encoding undone, then compared as ASCII, label by label. */
const isSameDomain = (a: string, b: string): boolean => {
  const left = domainToASCII(undone(a.trim()))
  return left !== '' && left === domainToASCII(undone(b))
}

function undone(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function members(provided: Element, kind: keyof typeof selectors): readonly string[] {
  return provided.children
    .filter((each) => each.namespaceURI === presence)
    .flatMap((each) => {
      if (each.localName === `all-${kind}`) return ['all']
      return (selectors[kind] as readonly string[]).includes(each.localName)
        ? [`${each.localName}=${textOf(each)}`]
        : []
    })
}

function highest<Name extends string>(names: readonly Name[], elements: readonly Element[]): Name {
  const values = elements.map((each) => names.indexOf(textOf(each) as Name))
  return names[Math.max(0, ...values)]!
}

const isTrue = (element: Element): boolean => /^(true|1)$/.test(textOf(element))

const isNamed = (element: Element, namespace: string, name: string): boolean =>
  element.namespaceURI === namespace && element.localName === name

const childrenOf = (element: Element, namespace: string, name: string): readonly Element[] =>
  element.children.filter((child) => isNamed(child, namespace, name))

const textOf = (element: Element): string => (element.textContent ?? '').trim()

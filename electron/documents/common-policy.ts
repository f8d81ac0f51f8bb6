/** Common policy (RFC 4745), with the conditions OMA adds: whom a rule is about, where and when. */
import { instantOf } from './date-time.ts'
import { type KeptElement, keptElement, keptIn, type Prefixes, writtenIn } from './kept-element.ts'
import { attribute, children, type Element, trimmed, uriFrom } from './xml.ts'
import { element as elementXml, escapeText, writableUri } from './xml-build.ts'

export const commonPolicyNamespace = 'urn:ietf:params:xml:ns:common-policy'
export const omaPolicyNamespace = 'urn:oma:xml:xdm:common-policy'

/** A rule applies where each of its conditions holds (RFC 4745 7); one we do not know does not hold. */
export type Condition =
  | { readonly kind: 'identity'; readonly members: readonly IdentityMember[] }
  | { readonly kind: 'sphere'; readonly value: string }
  /** holds in one of these periods; xs:dateTime text as sent */
  | { readonly kind: 'validity'; readonly periods: readonly Period[] }
  /** OMA: who is in a list of the same server */
  | { readonly kind: 'external-list'; readonly anchors: readonly string[] }
  /** OMA: whom no other rule names */
  | { readonly kind: 'other-identity' }
  /** OMA: who does not say who he is */
  | { readonly kind: 'anonymous-request' }
  | { readonly kind: 'foreign'; readonly xml: KeptElement }

/** An identity is that of one of its members. */
export type IdentityMember =
  | { readonly kind: 'one'; readonly id: string; readonly foreign: readonly KeptElement[] }
  /** everybody who is known to be who he says, or everybody of a domain */
  | {
      readonly kind: 'many'
      readonly domain: string | null
      readonly except: readonly Except[]
      readonly foreign: readonly KeptElement[]
    }
  | { readonly kind: 'foreign'; readonly xml: KeptElement }

export interface Except {
  readonly id: string | null
  readonly domain: string | null
}

export interface Period {
  readonly from: string
  readonly until: string
}

export const one = (id: string): IdentityMember => ({ kind: 'one', id, foreign: [] })
export const many = (except: readonly string[] = []): IdentityMember => ({
  kind: 'many',
  domain: null,
  except: except.map((id) => ({ id, domain: null })),
  foreign: [],
})

/** Some servers and clients forget or mistype namespaces: what is named as in the schema is read as that. */
export function parseConditions(element: Element): readonly Condition[] {
  return children(element).map(parseCondition)
}

function parseCondition(element: Element): Condition {
  const namespace = element.namespaceURI
  if (namespace === omaPolicyNamespace) {
    if (element.localName === 'external-list') return { kind: 'external-list', anchors: anchorsOf(element) }
    if (element.localName === 'other-identity') return { kind: 'other-identity' }
    if (element.localName === 'anonymous-request') return { kind: 'anonymous-request' }
  }
  if (namespace === commonPolicyNamespace || namespace === null) {
    if (element.localName === 'identity') {
      return { kind: 'identity', members: children(element).map(parseMember) }
    }
    if (element.localName === 'sphere') return { kind: 'sphere', value: attribute(element, 'value')?.trim() ?? '' }
    if (element.localName === 'validity') return { kind: 'validity', periods: periodsOf(element) }
  }
  return { kind: 'foreign', xml: keptElement(element) }
}

function anchorsOf(element: Element): readonly string[] {
  return children(element).flatMap((child) => {
    const anchor = child.localName === 'entry' ? uriFrom(attribute(child, 'anc')) : ''
    return anchor === '' ? [] : [anchor]
  })
}

function parseMember(element: Element): IdentityMember {
  const isOurs = element.namespaceURI === commonPolicyNamespace || element.namespaceURI === null
  if (isOurs && element.localName === 'one') {
    return { kind: 'one', id: uriFrom(attribute(element, 'id')), foreign: children(element).map(keptElement) }
  }
  if (isOurs && element.localName === 'many') {
    const isExcept = (child: Element) => child.localName === 'except' && child.namespaceURI === element.namespaceURI
    return {
      kind: 'many',
      domain: domainFrom(attribute(element, 'domain')),
      except: children(element).filter(isExcept).map(parseExcept),
      foreign: children(element)
        .filter((child) => !isExcept(child))
        .map(keptElement),
    }
  }
  return { kind: 'foreign', xml: keptElement(element) }
}

function parseExcept(element: Element): Except {
  const id = uriFrom(attribute(element, 'id'))
  return { id: id === '' ? null : id, domain: domainFrom(attribute(element, 'domain')) }
}

const domainFrom = (domain: string | null): string | null => domain?.trim().toLowerCase() || null

/** Pairs, in their order: the schema has from and until by turns. */
function periodsOf(element: Element): readonly Period[] {
  const periods: Period[] = []
  let from: string | null = null
  for (const child of children(element)) {
    if (child.localName === 'from') from = trimmed(child)
    else if (child.localName === 'until' && from !== null) {
      periods.push({ from, until: trimmed(child) })
      from = null
    }
  }
  return periods
}

export function buildConditions(conditions: readonly Condition[], prefixes: Prefixes): string {
  return conditions.map((condition) => buildCondition(condition, prefixes)).join('')
}

function buildCondition(condition: Condition, prefixes: Prefixes): string {
  switch (condition.kind) {
    case 'identity':
      return elementXml('cp:identity', null, condition.members.map((each) => buildMember(each, prefixes)).join(''))
    case 'sphere':
      return elementXml('cp:sphere', { value: condition.value }, '')
    case 'validity':
      return elementXml('cp:validity', null, condition.periods.map(buildPeriod).join(''))
    case 'external-list': {
      const entries = condition.anchors.map((anchor) => elementXml('ocp:entry', { anc: writableUri(anchor) }, ''))
      return elementXml('ocp:external-list', null, entries.join(''))
    }
    case 'other-identity':
    case 'anonymous-request':
      return elementXml(`ocp:${condition.kind}`, null, '')
    case 'foreign':
      return writtenIn(condition.xml, prefixes)
  }
}

function buildMember(member: IdentityMember, prefixes: Prefixes): string {
  switch (member.kind) {
    case 'one':
      return elementXml('cp:one', { id: writableUri(member.id) }, keptIn(member.foreign, prefixes))
    case 'many': {
      const except = member.except.map(({ id, domain }) =>
        elementXml('cp:except', { domain, id: id === null ? null : writableUri(id) }, ''),
      )
      return elementXml('cp:many', { domain: member.domain }, except.join('') + keptIn(member.foreign, prefixes))
    }
    case 'foreign':
      return writtenIn(member.xml, prefixes)
  }
}

/** A period whose times cannot be read holds never, and is not written. */
function buildPeriod({ from, until }: Period): string {
  if (instantOf(from) === null || instantOf(until) === null) return ''
  return `<cp:from>${escapeText(from)}</cp:from><cp:until>${escapeText(until)}</cp:until>`
}

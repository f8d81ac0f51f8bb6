/** Presence authorization rules (RFC 5025), in the plain flavour and in that of OMA: who may subscribe, and what he is told. */
import {
  buildConditions,
  type Condition,
  commonPolicyNamespace,
  omaPolicyNamespace,
  parseConditions,
} from './common-policy.ts'
import {
  declaredPrefixes,
  type KeptElement,
  keptElement,
  keptIn,
  type Prefixes,
  prefixDeclarations,
  writtenIn,
} from './kept-element.ts'
import {
  attribute,
  boolean,
  children,
  type Element,
  listLimits,
  parseXml,
  requireRoot,
  trimmed,
  uriFrom,
} from './xml.ts'
import {
  DocumentIds,
  element as elementXml,
  escapeText,
  textElement,
  writableUri,
  xmlDeclaration,
} from './xml-build.ts'

const presRulesNamespace = 'urn:ietf:params:xml:ns:pres-rules'
export const presRulesContentType = 'application/auth-policy+xml'

export interface Ruleset {
  readonly rules: readonly Rule[]
  /** What the schema does not foresee beside the rules; not written, because nobody could say what it means. */
  readonly foreign: readonly KeptElement[]
  /** Declared on the root element. */
  readonly prefixes: Prefixes
}

export interface Rule {
  readonly id: string
  /** All must hold; none: the rule is about everybody. */
  readonly conditions: readonly Condition[]
  readonly subHandling: SubHandling | null
  readonly otherActions: readonly KeptElement[]
  readonly transformations: Transformations | null
  /** The rule as another client wrote it, which is how it is written again. Null: from what stands here. */
  readonly written: KeptElement | null
}

const subHandlings = ['block', 'confirm', 'polite-block', 'allow'] as const
export type SubHandling = (typeof subHandlings)[number]

/** RFC 5025 3.3.2: permissions that are yes or no. */
export const permissions = [
  'activities',
  'class',
  'deviceID',
  'mood',
  'place-is',
  'place-type',
  'privacy',
  'relationship',
  'status-icon',
  'sphere',
  'time-offset',
  'note',
] as const
export type Permission = (typeof permissions)[number]

/** From the least to the most. */
export const userInputs = ['false', 'bare', 'thresholds', 'full'] as const
export type UserInputPermission = (typeof userInputs)[number]

/** All of them, or those that one of the selectors names. */
export type Provided<Kind extends string> =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'some'
      readonly selectors: readonly { readonly kind: Kind; readonly value: string }[]
      readonly foreign: readonly KeptElement[]
    }

const serviceSelectors = ['service-uri', 'service-uri-scheme', 'occurrence-id', 'class'] as const
const deviceSelectors = ['deviceID', 'occurrence-id', 'class'] as const
const personSelectors = ['occurrence-id', 'class'] as const
export type ServiceSelector = (typeof serviceSelectors)[number]
export type DeviceSelector = (typeof deviceSelectors)[number]
export type PersonSelector = (typeof personSelectors)[number]

export interface UnknownPermission {
  readonly namespace: string
  readonly name: string
  readonly granted: boolean
}

/** What is not named is not given. */
export interface Transformations {
  readonly services: Provided<ServiceSelector> | null
  readonly devices: Provided<DeviceSelector> | null
  readonly persons: Provided<PersonSelector> | null
  readonly permissions: Readonly<Partial<Record<Permission, boolean>>>
  readonly userInput: UserInputPermission | null
  readonly unknown: readonly UnknownPermission[]
  readonly allAttributes: boolean
  /** Of other vocabularies: OMA's willingness and others. */
  readonly foreign: readonly KeptElement[]
}

export const noTransformations: Transformations = {
  services: null,
  devices: null,
  persons: null,
  permissions: {},
  userInput: null,
  unknown: [],
  allAttributes: false,
  foreign: [],
}

export const allOfThem = { kind: 'all' } as const

/** Everything of everybody: what is given to somebody from whom nothing is kept. */
export const everythingProvided: Transformations = {
  ...noTransformations,
  services: allOfThem,
  devices: allOfThem,
  persons: allOfThem,
  allAttributes: true,
}

export const noRules: Ruleset = { rules: [], foreign: [], prefixes: {} }

const documentName = 'presence rules'

export function parseRuleset(input: string | Uint8Array): Ruleset {
  const root = parseXml(documentName, input, listLimits)
  requireRoot(documentName, root, 'ruleset')
  const rules: Rule[] = []
  const foreign: KeptElement[] = []
  for (const child of children(root)) {
    if (child.localName === 'rule' && isPolicy(child)) rules.push(parseRule(child))
    else foreign.push(keptElement(child))
  }
  return { rules, foreign, prefixes: declaredPrefixes(root) }
}

/** By local name where somebody forgot the namespace. */
const isPolicy = (element: Element): boolean =>
  element.namespaceURI === commonPolicyNamespace || element.namespaceURI === null

const isOurs = (element: Element): boolean => element.namespaceURI === presRulesNamespace || isPolicy(element)

function parseRule(element: Element): Rule {
  const conditions: Condition[] = []
  const otherActions: KeptElement[] = []
  let subHandling: SubHandling | null = null
  let transformations: Transformations | null = null
  for (const child of children(element)) {
    if (!isPolicy(child)) continue
    if (child.localName === 'conditions') conditions.push(...parseConditions(child))
    else if (child.localName === 'transformations') transformations = parseTransformations(child)
    else if (child.localName === 'actions') {
      for (const action of children(child)) {
        if (action.localName === 'sub-handling' && isOurs(action)) {
          subHandling ??= subHandlings.find((each) => each === trimmed(action).toLowerCase()) ?? null
        } else otherActions.push(keptElement(action))
      }
    }
  }
  const written = keptElement(element)
  return { id: attribute(element, 'id') ?? '', conditions, subHandling, otherActions, transformations, written }
}

type Draft = { -readonly [Key in keyof Transformations]: Transformations[Key] }

function parseTransformations(element: Element): Transformations {
  const draft: Draft = { ...noTransformations }
  const unknown: UnknownPermission[] = []
  const foreign: KeptElement[] = []
  const granted: Partial<Record<Permission, boolean>> = {}
  for (const child of children(element)) {
    if (!isOurs(child) || !parsePermission(child, draft, granted, unknown)) foreign.push(keptElement(child))
  }
  return { ...draft, permissions: granted, unknown, foreign }
}

function parsePermission(
  element: Element,
  draft: Draft,
  granted: Partial<Record<Permission, boolean>>,
  unknown: UnknownPermission[],
): boolean {
  switch (element.localName) {
    case 'provide-services':
      draft.services = parseProvided(element, 'all-services', serviceSelectors)
      return true
    case 'provide-devices':
      draft.devices = parseProvided(element, 'all-devices', deviceSelectors)
      return true
    case 'provide-persons':
      draft.persons = parseProvided(element, 'all-persons', personSelectors)
      return true
    case 'provide-all-attributes':
      draft.allAttributes = true
      return true
    case 'provide-user-input':
      draft.userInput = userInputs.find((each) => each === trimmed(element).toLowerCase()) ?? 'false'
      return true
    case 'provide-unknown-attribute': {
      const [namespace, name] = [attribute(element, 'ns')?.trim() ?? '', attribute(element, 'name')?.trim() ?? '']
      if (name !== '') unknown.push({ namespace, name, granted: boolean(trimmed(element)) === true })
      return true
    }
    default: {
      const permission = permissions.find((each) => element.localName === `provide-${each}`)
      if (permission === undefined) return false
      granted[permission] = boolean(trimmed(element)) === true
      return true
    }
  }
}

function parseProvided<Kind extends string>(element: Element, all: string, kinds: readonly Kind[]): Provided<Kind> {
  const selectors: { kind: Kind; value: string }[] = []
  const foreign: KeptElement[] = []
  for (const child of children(element)) {
    if (isOurs(child) && child.localName === all) return allOfThem
    const kind = isOurs(child) ? kinds.find((each) => each === child.localName) : undefined
    if (kind === undefined) foreign.push(keptElement(child))
    else selectors.push({ kind, value: isUri(kind) ? uriFrom(trimmed(child)) : trimmed(child) })
  }
  return { kind: 'some', selectors, foreign }
}

const isUri = (kind: string): boolean => kind === 'service-uri' || kind === 'deviceID'

/** Without comments and blanks: one server stops reading at them. */
export function buildRuleset(document: Ruleset): string {
  const ids = new DocumentIds()
  const prefixes = withoutOurs(document.prefixes)
  const rules = document.rules.map((rule) => buildRule(rule, prefixes, ids)).join('')
  const oma = rules.includes('<ocp:') ? ` xmlns:ocp="${omaPolicyNamespace}"` : ''
  const declarations = `xmlns:cp="${commonPolicyNamespace}" xmlns:pr="${presRulesNamespace}"${oma}`
  return `${xmlDeclaration}<cp:ruleset ${declarations}${prefixDeclarations(prefixes)}>${rules}</cp:ruleset>`
}

/** The prefixes written here are ours, whatever they meant before; kept elements declare their own. */
function withoutOurs({ cp: _cp, pr: _pr, ocp: _ocp, ...prefixes }: Prefixes): Prefixes {
  return prefixes
}

function buildRule(rule: Rule, prefixes: Prefixes, ids: DocumentIds): string {
  if (rule.written !== null) {
    ids.take(rule.id, 'rule-')
    return writtenIn(rule.written, prefixes)
  }
  const { conditions, subHandling, otherActions, transformations } = rule
  const actions = textElement('pr:sub-handling', null, subHandling) + keptIn(otherActions, prefixes)
  const content =
    (conditions.length === 0 ? '' : elementXml('cp:conditions', null, buildConditions(conditions, prefixes))) +
    elementXml('cp:actions', null, actions) +
    (transformations === null ? '' : buildTransformations(transformations, prefixes))
  return elementXml('cp:rule', { id: ids.take(rule.id, 'rule-') }, content)
}

function buildTransformations(transformations: Transformations, prefixes: Prefixes): string {
  const { services, devices, persons, userInput, unknown, allAttributes, foreign } = transformations
  const content =
    buildProvided('services', services, prefixes) +
    buildProvided('devices', devices, prefixes) +
    buildProvided('persons', persons, prefixes) +
    permissions
      .map((each) => textElement(`pr:provide-${each}`, null, transformations.permissions[each] ?? null))
      .join('') +
    textElement('pr:provide-user-input', null, userInput) +
    unknown
      .map(({ namespace, name, granted }) =>
        elementXml('pr:provide-unknown-attribute', { name, ns: namespace }, String(granted)),
      )
      .join('') +
    (allAttributes ? '<pr:provide-all-attributes/>' : '') +
    keptIn(foreign, prefixes)
  return elementXml('cp:transformations', null, content)
}

function buildProvided(name: string, provided: Provided<string> | null, prefixes: Prefixes): string {
  if (provided === null) return ''
  if (provided.kind === 'all') return `<pr:provide-${name}><pr:all-${name}/></pr:provide-${name}>`
  const selectors = provided.selectors.map(({ kind, value }) =>
    elementXml(`pr:${kind}`, null, escapeText(isUri(kind) ? writableUri(value) : value)),
  )
  return elementXml(`pr:provide-${name}`, null, selectors.join('') + keptIn(provided.foreign, prefixes))
}

import {
  type DecisionRecord,
  type Detail,
  details,
  favouritesColumn,
  type Grant,
  handlings,
  levelsOf,
  noSignOff,
  othersColumn,
  type PersonRule,
  personAccesses,
  type Reach,
  type SignOff,
  type View,
  type WatcherDecision,
  whens,
} from '#contract/privacy'
import { relatedAddress, relationshipNames } from '#contract/settings'
import { keptTree, keptXml } from '../documents/kept-element.ts'
import { type List, listOf, type ResourceLists } from '../documents/resource-lists.ts'
import { attribute, children, type Element, text, wholeNumber } from '../documents/xml.ts'
import { element as elementXml, escapeText } from '../documents/xml-build.ts'
import { parseAor } from '../sip/address.ts'
import { emptyPolicy, type Policy, type PolicyEdit, viewOf } from './policy.ts'

/**
 * The policy in a top-level list of our own in the user's resource lists (RFC 4826), where other clients leave it alone: from
 * presence rules Blink removes what it does not know.
 */
const policyListName = 'dialtone_policy'
const namespace = 'urn:x-dialtone:xml:ns:policy'

const isPolicyList = (list: List): boolean => list.name === policyListName

export function policyIn(lists: ResourceLists): Policy {
  const list = lists.lists.find(isPolicyList)
  for (const item of list?.items ?? []) {
    if (item.kind !== 'foreign' || !item.xml.includes(namespace)) continue
    const root = keptTree(item.xml)
    if (root.localName === 'policy' && root.namespaceURI === namespace) return parsePolicy(root)
  }
  return emptyPolicy
}

export function withPolicy(lists: ResourceLists, policy: Policy): ResourceLists {
  const xml = { kind: 'foreign', xml: keptXml(buildPolicy(policy)) } as const
  const known = lists.lists.find(isPolicyList)
  const others = (known?.items ?? []).filter((item) => item.kind !== 'foreign' || !item.xml.includes(namespace))
  const list = { ...(known ?? listOf(policyListName)), items: [...others, xml] }
  return {
    ...lists,
    lists: known === undefined ? [...lists.lists, list] : lists.lists.map((each) => (each === known ? list : each)),
  }
}

// --- Reading: what is wrong is left out, and what is left out is as it was from the first ---------------------------

function parsePolicy(root: Element): Policy {
  const views: Record<string, View> = {}
  const people: PersonRule[] = []
  const decisions: DecisionRecord[] = []
  let signOff: SignOff = noSignOff
  const knowsTrips = (attribute(root, 'knows') ?? '').split(' ').includes('trips')
  const grantsIn = (element: Element) => (knowsTrips ? parseGrants(element) : withTrips(parseGrants(element)))
  for (const child of children(root)) {
    if (child.localName === 'view') {
      const column = attribute(child, 'column') ?? ''
      if (column !== '') views[column] = parseView(child, column, grantsIn(child))
    } else if (child.localName === 'person') people.push(...parsePerson(child, grantsIn(child)))
    else if (child.localName === 'decision') decisions.push(...parseDecision(child))
    else if (child.localName === 'sign-off') signOff = parseSignOff(child)
  }
  return { views, people, decisions, signOff }
}

const oneOf = <T extends string>(values: readonly T[], value: string | null): T | null =>
  values.find((each) => each === value) ?? null

/** For a policy from before journeys had a row of their own: whoever saw the place saw them. */
function withTrips(grants: Grants): Grants {
  const { place } = grants
  return place === undefined ? grants : { ...grants, trips: { ...place, level: place.level === 'no' ? 'no' : 'yes' } }
}

function parseView(element: Element, column: string, grants: Grants): View {
  const fallback = viewOf(emptyPolicy, column)
  return {
    handling: oneOf(handlings, attribute(element, 'handling')) ?? fallback.handling,
    when: oneOf(whens, attribute(element, 'when')) ?? fallback.when,
    details: { ...fallback.details, ...grants },
    reach: parseReach(element, fallback.reach),
  }
}

function parseReach(element: Element, fallback: Reach): Reach {
  return {
    ring: oneOf([...whens, 'never'] as const, attribute(element, 'ring')) ?? fallback.ring,
    otherwise: oneOf(['silent', 'decline'] as const, attribute(element, 'otherwise')) ?? fallback.otherwise,
    quietMessages: attribute(element, 'quiet') === null ? fallback.quietMessages : isTrue(element, 'quiet'),
  }
}

const isTrue = (element: Element, name: string): boolean => attribute(element, name) === 'true'

type Grants = Partial<Record<Detail, Grant>>

function parseGrants(element: Element): Grants {
  const grants: Grants = {}
  for (const child of children(element)) {
    const detail = child.localName === 'grant' ? oneOf(details, attribute(child, 'detail')) : null
    if (detail === null) continue
    const level = oneOf(levelsOf[detail], attribute(child, 'level'))
    // What cannot be understood is not told.
    grants[detail] = { level: level ?? 'no', when: oneOf(whens, attribute(child, 'when')) ?? 'always' }
  }
  return grants
}

function parsePerson(element: Element, extra: Grants): readonly PersonRule[] {
  const aor = parseAor(attribute(element, 'uri') ?? '')
  const access = oneOf(personAccesses, attribute(element, 'access'))
  // Whom an exception of a later version is about is told no more than the groups give, and rather nothing.
  return aor === null
    ? []
    : [
        {
          aor,
          access: access ?? 'polite-block',
          extra,
          ...(attribute(element, 'ring') === null
            ? {}
            : { reach: parseReach(element, viewOf(emptyPolicy, othersColumn).reach) }),
        },
      ]
}

function parseDecision(element: Element): readonly DecisionRecord[] {
  const aor = parseAor(attribute(element, 'uri') ?? '')
  const at = wholeNumber(attribute(element, 'at'))
  const kind = oneOf(['allow', 'basic', 'polite-block', 'block', 'later'] as const, attribute(element, 'kind'))
  if (aor === null || at === null || kind === null) return []
  const decision: WatcherDecision = kind === 'allow' ? { kind, groupId: attribute(element, 'group') } : { kind }
  return [{ aor, decision, at }]
}

function parseSignOff(element: Element): SignOff {
  const child = (name: string) => children(element).find(({ localName }) => localName === name)
  const [daily, until, deputy, note] = [child('daily'), child('until'), child('deputy'), child('note')]
  const at = (each: Element | undefined) => (each === undefined ? null : wholeNumber(attribute(each, 'at')))
  const days = (each: Element) =>
    (attribute(each, 'days') ?? '').split(' ').flatMap((day) => (/^[0-6]$/.test(day) ? [Number(day)] : []))
  const dailyAt = minutes(at(daily))
  const relationship = oneOf(relationshipNames, deputy === undefined ? null : attribute(deputy, 'relationship'))
  const address = deputy === undefined ? null : attribute(deputy, 'address')
  return {
    atQuit: isTrue(element, 'at-quit'),
    daily: daily === undefined || dailyAt === null ? null : { days: days(daily), at: dailyAt },
    note: note === undefined ? '' : text(note).slice(0, 2000),
    until: parseUntil(until, at(until), days),
    deputy:
      deputy === undefined || relationship === null || address === null || !relatedAddress.test(address)
        ? null
        : { relationship, address, name: attribute(deputy, 'name')?.slice(0, 200) ?? '' },
  }
}

function parseUntil(
  element: Element | undefined,
  at: number | null,
  days: (element: Element) => readonly number[],
): SignOff['until'] {
  if (element === undefined || at === null) return { kind: 'not-said' }
  if (attribute(element, 'days') === null) return { kind: 'at', at }
  const time = minutes(at)
  return time === null ? { kind: 'not-said' } : { kind: 'next', days: days(element), at: time }
}

const minutes = (at: number | null): number | null => (at !== null && at >= 0 && at <= 1440 ? at : null)

// --- Writing -------------------------------------------------------------------------------------------------------

function buildPolicy({ views, people, decisions, signOff }: Policy): string {
  const content =
    Object.entries(views)
      .map(([column, { handling, when, details: granted, reach }]) =>
        elementXml('d:view', { column, handling, when, ...reachAttributes(reach) }, buildGrants(granted)),
      )
      .join('') +
    people
      .map(({ aor, access, extra, reach }) =>
        elementXml(
          'd:person',
          { uri: `sip:${aor}`, access, ...(reach ? reachAttributes(reach) : {}) },
          buildGrants(extra),
        ),
      )
      .join('') +
    decisions
      .map(({ aor, decision, at }) =>
        elementXml(
          'd:decision',
          { uri: `sip:${aor}`, kind: decision.kind, group: decision.kind === 'allow' ? decision.groupId : null, at },
          '',
        ),
      )
      .join('') +
    buildSignOff(signOff)
  return elementXml('d:policy', { 'xmlns:d': namespace, knows: 'trips' }, content)
}

const reachAttributes = ({ ring, otherwise, quietMessages }: Reach) => ({ ring, otherwise, quiet: quietMessages })

function buildGrants(granted: PersonRule['extra']): string {
  return details
    .flatMap((detail) => {
      const grant = granted[detail]
      return grant === undefined ? [] : [elementXml('d:grant', { detail, level: grant.level, when: grant.when }, '')]
    })
    .join('')
}

function buildSignOff({ atQuit, daily, note, until, deputy }: SignOff): string {
  const content =
    (daily === null ? '' : elementXml('d:daily', { days: daily.days.join(' '), at: daily.at }, '')) +
    (note === '' ? '' : elementXml('d:note', null, escapeText(note))) +
    (until.kind === 'not-said'
      ? ''
      : elementXml('d:until', { days: until.kind === 'next' ? until.days.join(' ') : null, at: until.at }, '')) +
    (deputy === null ? '' : elementXml('d:deputy', deputy, ''))
  return !atQuit && content === '' ? '' : elementXml('d:sign-off', { 'at-quit': atQuit }, content)
}

// --- Columns: a group is called by its id in the document there, and by that and the account here ------------------

const isGroup = (column: string): boolean => column !== favouritesColumn && column !== othersColumn

/** The same policy with other names for its groups. */
export function renamedGroups(policy: Policy, rename: (groupId: string) => string): Policy {
  const column = (id: string) => (isGroup(id) ? rename(id) : id)
  return {
    ...policy,
    views: Object.fromEntries(Object.entries(policy.views).map(([id, view]) => [column(id), view])),
    decisions: policy.decisions.map((record) => ({ ...record, decision: renamedDecision(record.decision, rename) })),
  }
}

function renamedDecision(decision: WatcherDecision, rename: (groupId: string) => string): WatcherDecision {
  if (decision.kind !== 'allow' || decision.groupId === null) return decision
  return { ...decision, groupId: rename(decision.groupId) }
}

export function renamedEdit(edit: PolicyEdit, rename: (groupId: string) => string): PolicyEdit {
  if ('column' in edit) return { ...edit, column: isGroup(edit.column) ? rename(edit.column) : edit.column }
  if (edit.kind !== 'decision') return edit
  return { ...edit, record: { ...edit.record, decision: renamedDecision(edit.record.decision, rename) } }
}

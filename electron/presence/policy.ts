import {
  type DecisionRecord,
  type Detail,
  details,
  favouritesColumn,
  favouritesView,
  type Grant,
  groupView,
  type Handling,
  type Level,
  noSignOff,
  othersColumn,
  othersView,
  type PersonRule,
  type Reach,
  type SignOff,
  type View,
  type When,
} from '#contract/privacy'

/** Who may see what, as the user wants it: the same on all his devices. */
export type Policy = {
  /** by column; one that is not here is as it was from the first */
  readonly views: Readonly<Record<string, View>>
  readonly people: readonly PersonRule[]
  /** the oldest first */
  readonly decisions: readonly DecisionRecord[]
  readonly signOff: SignOff
}

export const emptyPolicy: Policy = { views: {}, people: [], decisions: [], signOff: noSignOff }

/** JSON: edits are kept until the server has them, and applied again on top of what another device did. */
export type PolicyEdit =
  | { readonly kind: 'grant'; readonly column: string; readonly detail: Detail; readonly grant: Grant }
  | { readonly kind: 'handling'; readonly column: string; readonly handling: Handling; readonly when: When }
  | { readonly kind: 'reach'; readonly column: string; readonly reach: Reach }
  | { readonly kind: 'column-removed'; readonly column: string }
  | { readonly kind: 'person'; readonly rule: PersonRule }
  | { readonly kind: 'person-removed'; readonly aor: string }
  | { readonly kind: 'decision'; readonly record: DecisionRecord }
  | { readonly kind: 'sign-off'; readonly signOff: SignOff }

const mostDecisions = 200

/** Total: an edit of what is gone changes nothing. */
export function editPolicy(policy: Policy, edit: PolicyEdit): Policy {
  switch (edit.kind) {
    case 'grant': {
      const view = viewOf(policy, edit.column)
      return withView(policy, edit.column, { ...view, details: { ...view.details, [edit.detail]: edit.grant } })
    }
    case 'handling': {
      const { column, handling, when } = edit
      return withView(policy, column, { ...viewOf(policy, column), handling, when })
    }
    case 'reach':
      return withView(policy, edit.column, { ...viewOf(policy, edit.column), reach: edit.reach })
    case 'column-removed': {
      const { [edit.column]: _gone, ...views } = policy.views
      return { ...policy, views }
    }
    case 'person':
      return { ...policy, people: [...policy.people.filter(({ aor }) => aor !== edit.rule.aor), edit.rule] }
    case 'person-removed':
      return { ...policy, people: policy.people.filter(({ aor }) => aor !== edit.aor) }
    case 'decision': {
      const { record } = edit
      const others = policy.decisions.filter(({ aor, at }) => aor !== record.aor || at !== record.at)
      const decisions = [...others, record].sort((a, b) => a.at - b.at).slice(-mostDecisions)
      return { ...policy, decisions }
    }
    case 'sign-off':
      return { ...policy, signOff: edit.signOff }
  }
}

const withView = (policy: Policy, column: string, view: View): Policy => ({
  ...policy,
  views: { ...policy.views, [column]: view },
})

export function viewOf(policy: Policy, column: string): View {
  const fallback = column === favouritesColumn ? favouritesView : column === othersColumn ? othersView : groupView
  return (Object.hasOwn(policy.views, column) ? policy.views[column] : undefined) ?? fallback
}

/** Everything of this policy, as edits that bring it into another. */
export function policyEdits(policy: Policy): readonly PolicyEdit[] {
  const views = Object.entries(policy.views).flatMap(([column, view]): PolicyEdit[] => [
    { kind: 'handling', column, handling: view.handling, when: view.when },
    { kind: 'reach', column, reach: view.reach },
    ...details.map((detail): PolicyEdit => ({ kind: 'grant', column, detail, grant: view.details[detail] })),
  ])
  return [
    ...views,
    ...policy.people.map((rule): PolicyEdit => ({ kind: 'person', rule })),
    ...policy.decisions.map((record): PolicyEdit => ({ kind: 'decision', record })),
    ...(policy.signOff === noSignOff ? [] : [{ kind: 'sign-off', signOff: policy.signOff } as const]),
  ]
}

/** The lower of each. */
export const lowerOf = (a: Levels, b: Levels): Levels =>
  Object.fromEntries(
    details.map((detail) => [detail, height[a[detail]] < height[b[detail]] ? a[detail] : b[detail]]),
  ) as Levels

/** The higher of each. */
export const higherOf = (a: Levels, b: Levels): Levels =>
  Object.fromEntries(
    details.map((detail) => [detail, height[a[detail]] < height[b[detail]] ? b[detail] : a[detail]]),
  ) as Levels

/** In which columns somebody is: who is in none is in that of everyone else. */
export type Placed = { readonly aor: string; readonly columns: readonly string[] }

export type Sphere = 'work' | 'home' | null

/** What one person gets in one sphere. */
export type Standing = {
  readonly handling: Handling
  readonly levels: Levels
  readonly exception: PersonRule | null
}

// RFC 5025 3.2.1: the higher value wins where several rules apply.
const openness: Readonly<Record<Handling, number>> = { block: 0, ask: 10, 'polite-block': 20, allow: 30 }
export const handlingOrder = (handling: Handling): number => openness[handling]

const height: Readonly<Record<Level, number>> = { no: 0, part: 1, yes: 2 }

export type Levels = Readonly<Record<Detail, Level>>

export const noLevels = Object.fromEntries(details.map((detail) => [detail, 'no'])) as Record<Detail, Level>
export const allLevels = Object.fromEntries(details.map((detail) => [detail, 'yes'])) as Record<Detail, Level>

export const holdsIn = (when: When, sphere: Sphere): boolean => when === 'always' || when === sphere

const exceptions = new WeakMap<Policy, ReadonlyMap<string, PersonRule>>()

export function exceptionOf(policy: Policy, aor: string): PersonRule | null {
  if (policy.people.length === 0) return null
  const known = exceptions.get(policy)
  if (known !== undefined) return known.get(aor) ?? null
  // The first of two counts.
  exceptions.set(policy, new Map(policy.people.map((rule) => [rule.aor, rule] as const).reverse()))
  return exceptionOf(policy, aor)
}

const standings = new WeakMap<Policy, Map<Sphere, WeakMap<readonly string[], Standing>>>()

/**
 * Who is in two columns gets the more open of each; an exception comes before them all. Thousands have the same list of columns
 * (`placedPeople`): how they stand is found once.
 */
export function standingOf(policy: Policy, { aor, columns }: Placed, sphere: Sphere): Standing {
  const exception = exceptionOf(policy, aor)
  if (exception !== null) return standingIn(policy, columns, exception, sphere)
  const bySphere = standings.get(policy) ?? new Map<Sphere, WeakMap<readonly string[], Standing>>()
  standings.set(policy, bySphere)
  const byColumns = bySphere.get(sphere) ?? new WeakMap<readonly string[], Standing>()
  bySphere.set(sphere, byColumns)
  const known = byColumns.get(columns)
  if (known !== undefined) return known
  const standing = standingIn(policy, columns, null, sphere)
  byColumns.set(columns, standing)
  return standing
}

/** Of all who have the same list of columns the first, and everybody who is an exception. */
export function oneOfEach(policy: Policy, people: readonly Placed[]): readonly Placed[] {
  const seen = new Set<readonly string[]>()
  return people.filter(({ aor, columns }) => {
    if (exceptionOf(policy, aor) !== null) return true
    if (seen.has(columns)) return false
    seen.add(columns)
    return true
  })
}

function standingIn(
  policy: Policy,
  columns: readonly string[],
  exception: PersonRule | null,
  sphere: Sphere,
): Standing {
  const access = exception?.access ?? 'columns'
  if (access === 'block' || access === 'polite-block') return { handling: access, levels: noLevels, exception }
  const views = columns.map((column) => viewOf(policy, column))
  const ofColumns = views.reduce<Handling>((most, view) => more(most, handlingIn(view, sphere)), 'block')
  const handling = access === 'columns' ? ofColumns : 'allow'
  if (handling !== 'allow') return { handling, levels: noLevels, exception }
  const levels = { ...noLevels }
  const raise = (detail: Detail, grant: Grant) => {
    if (holdsIn(grant.when, sphere) && height[grant.level] > height[levels[detail]]) levels[detail] = grant.level
  }
  for (const view of views) {
    // Somebody allowed as an exception gets the details of his columns, whether or not they let anybody in.
    const counts = access === 'allow' || (access === 'columns' && handlingIn(view, sphere) === 'allow')
    if (counts) for (const detail of details) raise(detail, view.details[detail])
  }
  for (const detail of details) {
    const extra = exception?.extra[detail]
    if (extra !== undefined) raise(detail, extra)
  }
  return { handling, levels, exception }
}

/** Outside its sphere, who is let in sees somebody offline. */
export const handlingIn = (view: View, sphere: Sphere): Handling =>
  view.handling === 'allow' && !holdsIn(view.when, sphere) ? 'polite-block' : view.handling

export const more = (a: Handling, b: Handling): Handling => (openness[b] > openness[a] ? b : a)

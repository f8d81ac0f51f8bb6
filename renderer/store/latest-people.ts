import type { Change } from '#contract/change'
import { type AppState, type PersonKey, personKey } from '#contract/state'

/** Whose presence changed from one state to the next, so that who counts thousands of people looks at those alone. */
type Step = { readonly after: number; readonly people: readonly PersonKey[] }

const steps = new WeakMap<AppState, Step>()

export function noteStep(next: AppState, after: number, changes: readonly Change[]): void {
  const people: PersonKey[] = []
  for (const change of changes) {
    if (change.kind === 'presentity') people.push(personKey(change.presentity.accountId, change.presentity.aor))
    else if (change.kind === 'presentity-removed') people.push(personKey(change.accountId, change.aor))
  }
  steps.set(next, { after, people })
}

/** Null: this state does not follow the one of that revision, and everybody has to be looked at. */
export function changedPeople(state: AppState, after: number): readonly PersonKey[] | null {
  const step = steps.get(state)
  return step?.after === after ? step.people : null
}

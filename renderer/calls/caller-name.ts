import type { Call, CallRecord } from '#contract/calls'
import type { AppState } from '#contract/state'
import { contactOf, nameOf } from '../store/selectors.ts'

export type Caller = Pick<Call | CallRecord, 'accountId' | 'aor' | 'displayName'>

/** What we call the person; else what they say of themselves in the call; else in presence; else the address. */
export function callerName(state: AppState, caller: Caller): string {
  if (contactOf(state, caller)?.name) return nameOf(state, caller)
  return caller.displayName || nameOf(state, caller)
}

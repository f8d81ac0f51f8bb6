import type { Call, CallRecord } from '#contract/calls'
import type { AppState } from '#contract/state'
import { contactOf, nameOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'

type Caller = Pick<Call | CallRecord, 'accountId' | 'aor' | 'displayName'>

/** What we call the person; else what they say of themselves in presence; else in the call; else the address. */
export function callerName(state: AppState, caller: Caller): string {
  if (contactOf(state, caller)) return nameOf(state, caller)
  return caller.displayName || nameOf(state, caller)
}

export const useCallerName = (caller: Caller): string => useApp((state) => callerName(state, caller))

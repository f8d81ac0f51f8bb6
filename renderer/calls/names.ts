import { useApp } from '../store/store.ts'
import { type Caller, callerName } from './caller-name.ts'

export const useCallerName = (caller: Caller): string => useApp((state) => callerName(state, caller))

import type { AutomaticSource } from '#contract/presence'
import type { Settings } from '#contract/settings'
import type { IdleState } from '../ports.ts'

export type Rest = {
  readonly source: Extract<AutomaticSource, 'idle' | 'lock'>
  readonly since: number
}

/** Why the user counts as not being there, by what he allows to be told; null: being there, or nothing is told. */
export function restOf(idle: IdleState, automatic: Settings['automatic']): Rest | null {
  switch (idle.kind) {
    case 'idle':
      return automatic.idle ? { source: 'idle', since: idle.since } : null
    case 'locked':
    case 'asleep':
      return automatic.lock ? { source: 'lock', since: idle.since } : null
    default:
      return null
  }
}

export type OwnInput = { readonly idle: boolean; readonly lastInput: number | null; readonly threshold: number }

/**
 * What user-input says of this device (RFC 4480 3.14); null where the user tells nothing or no source works. The exact time
 * of the last input is told only where the user switched it on.
 */
export function ownInput(idle: IdleState, rest: Rest | null, automatic: Settings['automatic']): OwnInput | null {
  if (idle.kind === 'unknown' || !automatic.idle) return null
  return {
    idle: rest !== null,
    lastInput: rest !== null && automatic.lastInput ? rest.since : null,
    threshold: automatic.idleMinutes * 60,
  }
}

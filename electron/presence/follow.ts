import type { Presentity } from '#contract/presence'

/** "Tell me when X is free": when to ring, and when not to. Pure. */

/** What one look at the person says. Not knowing is no news: a lost link makes nobody busy. */
export type Look = 'free' | 'not-free' | 'not-known'

export type Settled = 'free' | 'not-free'

/** What is believed, and since when the person seems to be otherwise. */
export type FollowState = { readonly settled: Settled; readonly turningSince: number | null }

/** A change counts after it has lasted this long, in both directions: a flapping network rings once, not twenty times. */
export const settlingTime = 20_000

export function lookAt({ knowledge, availability }: Pick<Presentity, 'knowledge' | 'availability'>): Look {
  switch (knowledge.kind) {
    case 'current':
      return availability === 'available' ? 'free' : availability === 'unknown' ? 'not-known' : 'not-free'
    case 'nothing-shared':
    case 'refused':
    case 'not-found':
      return 'not-free'
    default:
      return 'not-known'
  }
}

/** Somebody who is free already is free: the next time counts. */
export const followFrom = (look: Look): FollowState => ({
  settled: look === 'free' ? 'free' : 'not-free',
  turningSince: null,
})

export type FollowStep = {
  readonly state: FollowState
  readonly ring: boolean
  /** look again then, if nothing is said before */
  readonly lookAgainAt: number | null
}

export function followStep(state: FollowState, look: Look, now: number): FollowStep {
  const still = (settled: Settled): FollowStep => ({
    state: { settled, turningSince: null },
    ring: false,
    lookAgainAt: null,
  })
  if (look === 'not-known' || look === state.settled) return still(state.settled)
  const turningSince = state.turningSince ?? now
  const lookAgainAt = turningSince + settlingTime
  if (now < lookAgainAt) return { state: { settled: state.settled, turningSince }, ring: false, lookAgainAt }
  return { ...still(look), ring: look === 'free' }
}

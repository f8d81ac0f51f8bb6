import type { AccountId } from './account.ts'
import type { Failure } from './failure.ts'
import type { Activity, ActivityName, Availability, OwnPresence } from './presence.ts'

/**
 * What a program outside (a door, a sensor, a script) may say of the user: one JSON line for each request and each answer.
 * It always has an end: a sensor that dies must not leave somebody in a meeting for ever.
 */
export type OutsideRequest =
  | {
      readonly do: 'set'
      readonly activity: ActivityName
      /** only for `other`: its own words */
      readonly text: string | null
      readonly note: string | null
      /** epoch milliseconds */
      readonly until: number
      /** one account's address; null: all */
      readonly account: string | null
    }
  | { readonly do: 'clear'; readonly account: string | null }

/** What others see of each account now: something set by hand may stand above what was said. */
export type OutsideAnswer =
  | {
      readonly ok: true
      readonly accounts: readonly {
        readonly id: AccountId
        readonly account: string
        readonly availability: Availability
        readonly activities: readonly Activity[]
        readonly decidedBy: OwnPresence['decidedBy']
      }[]
    }
  | { readonly ok: false; readonly failure: Failure }

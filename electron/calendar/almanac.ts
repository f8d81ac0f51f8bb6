import type { CalendarPlace, CalendarRule, CalendarSettings, FoundCalendar, RulePreview } from '#contract/calendars'
import type { Failure, Result } from '#contract/failure'
import type { PlanWindow } from './planner.ts'
import type { PlannedEvent } from './timeline.ts'
import type { TravelEvent } from './travel/travel-events.ts'

/** A calendar's copy as it is kept on this computer: what it is read on with, and its texts, packed. */
export type KeptCopy = { readonly marks: string; readonly texts: string }

export type ReadRequest = {
  readonly id: string
  readonly place: CalendarPlace
  readonly password: string | null
  readonly now: number
}

/** `rest`: the source asks not to be read more often, in milliseconds. */
export type CopyState = { readonly readAt: number; readonly rest: number | null }

export type ReadOutcome =
  | (CopyState & {
      readonly kind: 'read'
      /** other events than before */
      readonly changed: boolean
      /** what is kept on this computer no longer holds */
      readonly isNew: boolean
    })
  | { readonly kind: 'failed'; readonly failure: Failure; readonly retryAfter: number | null; readonly detail: string }

/**
 * What is heavy about calendars: fetching, reading, keeping in memory, expanding. It lives in a thread of its own, so that fifty
 * thousand events hold up no call; titles and texts stay there until somebody asks for a plan.
 */
export type Almanac = {
  /** the copy of last time; null: it cannot be read */
  readonly load: (id: string, kept: KeptCopy) => Promise<CopyState | null>
  /** from its source, if it has changed; a failure leaves what was read before */
  readonly read: (request: ReadRequest) => Promise<ReadOutcome>
  /** what is to be kept of it on this computer */
  readonly kept: (id: string) => Promise<KeptCopy | null>
  readonly drop: (id: string) => Promise<void>
  /** those of them that have more than is read */
  readonly cut: (ids: readonly string[]) => Promise<readonly string[]>
  /** of the calendars named; those not read yet are empty */
  readonly plan: (
    calendars: readonly CalendarSettings[],
    window: PlanWindow,
    rules: readonly CalendarRule[],
  ) => Promise<readonly PlannedEvent[]>
  /** what may be part of journeys, in a window of months */
  readonly travel: (calendars: readonly CalendarSettings[], window: PlanWindow) => Promise<readonly TravelEvent[]>
  readonly preview: (
    calendars: readonly CalendarSettings[],
    window: PlanWindow,
    before: readonly CalendarRule[],
    after: readonly CalendarRule[],
  ) => Promise<RulePreview>
  /** what is at a place, before it is added */
  readonly find: (place: CalendarPlace, password: string | null) => Promise<Result<readonly FoundCalendar[]>>
}

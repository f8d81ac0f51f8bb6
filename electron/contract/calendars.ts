import type { PasswordStorage } from './account.ts'
import type { Failure } from './failure.ts'
import type { ActivityName } from './presence.ts'

/** Where a calendar is read from. `allowUnencrypted`: typed with http: and confirmed. */
export type CalendarPlace =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'feed'
      readonly address: string
      /** null: it asks for no password */
      readonly user: string | null
      readonly allowUnencrypted: boolean
    }
  | { readonly kind: 'caldav'; readonly address: string; readonly user: string; readonly allowUnencrypted: boolean }

/** One of the user's calendars, as he set it up. */
export type CalendarSettings = {
  readonly id: string
  readonly name: string
  /** #rrggbb */
  readonly color: string
  readonly on: boolean
  /** what others may learn of an event: its title too, what kind it is, or only that it is one */
  readonly tells: 'title' | 'activity' | 'busy'
  /** a feed of public holidays or of trips is read otherwise */
  readonly about: 'own' | 'holidays' | 'trips'
  readonly place: CalendarPlace
  /** null: none is needed */
  readonly passwordStorage: PasswordStorage | null
}

/** Told apart on light and dark ground. */
export const calendarColors = ['#2c5bd4', '#1f8a50', '#b46a00', '#8f4bb8', '#ce3a32', '#2a8c93'] as const

/** What was found at a place before it is added: of a CalDAV account all its calendars. */
export type FoundCalendar = {
  readonly name: string
  readonly color: string | null
  /** what it seems to be */
  readonly about: CalendarSettings['about']
  /** how many are in it; null: not counted */
  readonly events: number | null
  readonly place: CalendarPlace
}

export type CalendarLogin = { readonly password: string; readonly passwordStorage: PasswordStorage }

/**
 * `readAt`: when the copy was last known to hold; `failure`: why it could not be read since; `nextAt`: when it is read next; `isCut`: it has
 * more than is read.
 */
export type CalendarSource = CalendarSettings & {
  readonly readAt: number | null
  readonly failure: Failure | null
  readonly nextAt?: number | null
  readonly isCut?: boolean
}

/** What an event may say of the one whose calendar it is; RFC 4480's words. */
export const calendarActivities = [
  'appointment',
  'holiday',
  'in-transit',
  'meal',
  'meeting',
  'permanent-absence',
  'presentation',
  'travel',
  'vacation',
  'working',
] as const satisfies readonly ActivityName[]
export type CalendarActivity = (typeof calendarActivities)[number]

/** What a calendar writes of the time of an event. */
export const busyStatuses = ['free', 'tentative', 'busy', 'out-of-office', 'working-elsewhere'] as const
export type BusyStatus = (typeof busyStatuses)[number]

/** The user's own rule. All that is said must hold; the first rule that holds decides, before those of the program. */
export type CalendarRule = {
  readonly id: string
  readonly on: boolean
  readonly when: {
    /** words of the title, any of them, whatever capitals and accents; none: every title */
    readonly title: readonly string[]
    readonly category: readonly string[]
    readonly calendarId: string | null
    readonly busy: BusyStatus | null
    readonly allDay: boolean | null
  }
  /** null: says nothing */
  readonly says: CalendarActivity | null
}

/** What one event would say after a change of the rules; null: nothing. */
export type RuleChange = {
  readonly key: string
  readonly calendarId: string
  readonly title: string
  readonly allDay: boolean
  readonly from: number
  readonly until: number
  readonly before: ActivityName | null
  readonly after: ActivityName | null
}

/** The next two weeks under other rules. `more`: changes that are not listed. */
export type RulePreview = {
  readonly events: number
  readonly changes: readonly RuleChange[]
  readonly more: number
}

/** How the time of an event counts in the plan of a day. */
export type Busyness = 'busy' | 'maybe' | 'out' | 'elsewhere'

/** One time of one event of the user's: it takes his time, or may. */
export type OwnEvent = {
  /** tells this time of this event apart from all others */
  readonly key: string
  readonly calendarId: string
  readonly title: string
  /** what others are told of it; of what may be (`maybe`) they are told nothing */
  readonly activity: ActivityName
  readonly busyness: Busyness
  readonly allDay: boolean
  readonly from: number
  readonly until: number
  /** "Not this time" */
  readonly undone: boolean
}

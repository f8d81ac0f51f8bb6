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
  /** what others may learn of an event: what kind it is, or only that it is one; titles never leave this computer */
  readonly tells: 'activity' | 'busy'
  /** a feed of public holidays or of trips is read otherwise */
  readonly about: 'own' | 'holidays' | 'trips'
  readonly place: CalendarPlace
  /** null: none is needed */
  readonly passwordStorage: PasswordStorage | null
}

/** What was found at a place before it is added: of a CalDAV account all its calendars. */
export type FoundCalendar = {
  readonly name: string
  readonly color: string | null
  readonly place: CalendarPlace
}

export type CalendarLogin = { readonly password: string; readonly passwordStorage: PasswordStorage }

/** `readAt`: when the copy was last known to hold; `failure`: why it could not be read since. */
export type CalendarSource = CalendarSettings & {
  readonly readAt: number | null
  readonly failure: Failure | null
}

/** One time of one event that others are told of. */
export type OwnEvent = {
  /** tells this time of this event apart from all others */
  readonly key: string
  readonly calendarId: string
  readonly title: string
  readonly activity: ActivityName
  readonly allDay: boolean
  readonly from: number
  readonly until: number
  /** "Not this time" */
  readonly undone: boolean
}

import type { AccountId } from './account.ts'
import type { Failure } from './failure.ts'
import type { Stay } from './travel.ts'

/** Our one word for the card; each has a shape, a colour and a word (docs: DESIGN section 4). */
export type Availability = 'available' | 'busy' | 'away' | 'phone' | 'dnd' | 'offline' | 'unknown'

/** RFC 4480 section 3.2, its spelling. */
export const activityNames = [
  'appointment',
  'away',
  'breakfast',
  'busy',
  'dinner',
  'holiday',
  'in-transit',
  'looking-for-work',
  'meal',
  'meeting',
  'on-the-phone',
  'performance',
  'permanent-absence',
  'playing',
  'presentation',
  'shopping',
  'sleeping',
  'spectator',
  'steering',
  'travel',
  'tv',
  'vacation',
  'working',
  'worship',
  'unknown',
  'other',
] as const
export type ActivityName = (typeof activityNames)[number]

/** Times are epoch milliseconds. */
export type Activity = {
  readonly name: ActivityName
  /** only for `other`: its own words */
  readonly text: string | null
  readonly from: number | null
  readonly until: number | null
}

export type Note = { readonly text: string; readonly language: string | null }

/** Where a fact comes from, as far as the document or we ourselves can tell. */
export type FactSource = 'calendar' | 'idle' | 'lock' | 'phone' | 'hand' | 'server' | 'device' | 'outside'

/** place-is and privacy per medium, RFC 4480 3.7 and 3.9 */
export type PlaceIs = { readonly audio: string | null; readonly video: string | null; readonly text: string | null }
export type PrivacyMedium = 'audio' | 'text' | 'video'

export type ServiceKind = 'chat' | 'call' | 'video' | 'mail' | 'other'

/** One way to reach the person: a tuple of the presence document. */
export type Service = {
  readonly id: string
  readonly kind: ServiceKind
  readonly uri: string | null
  readonly open: boolean
  /** 0 to 1, RFC 3863 4.1.5 */
  readonly priority: number | null
  readonly audio: boolean | null
  readonly video: boolean | null
  readonly message: boolean | null
  /** RFC 4480 3.10: `self`, `assistant`, `family` ...; null means self */
  readonly relationship: string | null
  readonly serviceClass: string | null
  readonly deviceId: string | null
  readonly note: string | null
  readonly idleSince: number | null
  readonly opensAt: number | null
}

export type Device = {
  readonly id: string
  readonly description: string | null
  readonly note: string | null
  readonly idle: boolean | null
  readonly lastInput: number | null
}

export type BusyPeriod = {
  readonly kind: 'busy' | 'maybe' | 'free' | 'out'
  readonly from: number
  readonly until: number
}

/**
 * How sure we are. `current` counts from the server's last confirmation (a NOTIFY or a refreshed subscription).
 * `last-known` keeps what was true at `at`; the glyph turns to the dashed ring.
 */
export type Knowledge =
  | { readonly kind: 'asking' }
  | { readonly kind: 'current'; readonly confirmedAt: number }
  | { readonly kind: 'last-known'; readonly at: number; readonly cause: 'link' | 'subscription' | 'expired' }
  | { readonly kind: 'waiting-for-permission'; readonly since: number }
  | { readonly kind: 'refused' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'nothing-shared'; readonly confirmedAt: number }

export type BestWay = {
  readonly kind: 'call' | 'chat' | 'video' | 'call-when-free' | 'leave-message' | 'none'
  readonly reason:
    | 'available'
    | 'first-choice'
    | 'only-service'
    | 'busy'
    | 'on-the-phone'
    | 'do-not-disturb'
    | 'driving'
    | 'away'
    | 'noisy'
    | 'not-private'
    | 'text-only'
    | 'night-there'
    | 'offline'
    | 'not-known'
    | 'no-permission'
  /** when calling becomes good again, if known */
  readonly until: number | null
}

/** What we know of one person: the composed view of every document received. Main computes it; screens only word it. */
export type Presentity = {
  readonly accountId: AccountId
  readonly aor: string
  readonly knowledge: Knowledge
  readonly availability: Availability
  /** the one that limits most first */
  readonly activities: readonly Activity[]
  readonly note: Note | null
  /** what else the person notes: of the days to come, of a single fact */
  readonly otherNotes: readonly Note[]
  readonly mood: readonly string[]
  readonly placeIs: PlaceIs
  readonly placeType: readonly string[]
  readonly privacy: readonly PrivacyMedium[] | null
  readonly sphere: string | null
  readonly city: {
    readonly country: string | null
    readonly region: string | null
    readonly city: string | null
  } | null
  /** journeys of the next days, as far as they are told */
  readonly trips: readonly Stay[]
  /** minutes east of UTC */
  readonly timeOffset: number | null
  /** no input since, epoch ms; null: active or not said */
  readonly idleSince: number | null
  readonly statusIcon: string | null
  readonly displayName: string | null
  readonly homepage: string | null
  readonly services: readonly Service[]
  readonly devices: readonly Device[]
  readonly day: readonly BusyPeriod[]
  /** where the headline comes from, and when the person said so */
  readonly source: FactSource | null
  readonly changedAt: number | null
  readonly best: BestWay
}

/** The user wants to be told when this person is free: once, or every time. */
export type Follow = { readonly accountId: AccountId; readonly aor: string; readonly mode: 'once' | 'always' }

/** How a person's presence was from then on; kept for a week, if the user wants it kept. */
export type PresenceChange = {
  readonly at: number
  readonly availability: Availability
  readonly activity: Activity | null
}

export type OwnStatus = 'available' | 'busy' | 'away' | 'dnd' | 'offline'

/** What the user says of himself. `until` null: until changed. `status` null: automatic. */
export type OwnChoice = {
  readonly status: OwnStatus | null
  readonly activities: readonly Activity[]
  readonly note: Note | null
  readonly mood: string | null
  readonly placeIs: PlaceIs
  readonly placeType: string | null
  readonly privacy: readonly PrivacyMedium[] | null
  readonly sphere: 'work' | 'home' | null
  readonly until: number | null
  readonly setAt: number
}

export type AutomaticSource = 'phone' | 'idle' | 'lock' | 'calendar' | 'outside'

/** An automatic state that holds now: its source, since when, and whether the user said "not this time". */
export type AutomaticState = {
  readonly source: AutomaticSource
  readonly activity: Activity
  readonly since: number
  readonly undone: boolean
}

export type OwnPresence = {
  readonly accountId: AccountId
  readonly choice: OwnChoice
  readonly automatic: readonly AutomaticState[]
  /** what others see now */
  readonly availability: Availability
  readonly activities: readonly Activity[]
  readonly note: Note | null
  /** who decided: the user, an automatic source, or nobody (plain available) */
  readonly decidedBy: 'hand' | AutomaticSource | 'none'
  readonly until: number | null
  readonly publication:
    | { readonly kind: 'not-sent' }
    | { readonly kind: 'sending' }
    | { readonly kind: 'sent'; readonly at: number }
    | { readonly kind: 'failed'; readonly failure: Failure }
}

/** The user's own picture: where it is on this screen, and how it stands with those who are to see it. */
export type OwnPicture = {
  readonly accountId: AccountId
  /** of app://main; null: none, or not drawn yet */
  readonly path: string | null
  readonly standing:
    | { readonly kind: 'none' }
    | { readonly kind: 'sending' }
    | { readonly kind: 'shown' }
    /** not all who are let in may see it, and the server would show it to anybody */
    | { readonly kind: 'held-back' }
    /** the server keeps it and gives it to nobody else */
    | { readonly kind: 'closed' }
    | { readonly kind: 'no-server' }
    | { readonly kind: 'refused'; readonly failure: Failure }
  /** the server keeps pictures */
  readonly isOffered: boolean
}

export const emptyPlaceIs: PlaceIs = { audio: null, video: null, text: null }

export const automaticChoice: OwnChoice = {
  status: null,
  activities: [],
  note: null,
  mood: null,
  placeIs: emptyPlaceIs,
  placeType: null,
  privacy: null,
  sphere: null,
  until: null,
  setAt: 0,
}

import type { Account, AccountId, ConnectionTest, LinkState } from './account.ts'
import type { CalendarSource, OwnEvent } from './calendars.ts'
import type { Call, CallRecord } from './calls.ts'
import type { MediaState } from './media.ts'
import type { Conversation } from './messaging.ts'
import type { Contact, Group } from './people.ts'
import type { Follow, OwnPicture, OwnPresence, Presentity } from './presence.ts'
import type { Privacy, Watcher } from './privacy.ts'
import type { ServerDocuments } from './server-documents.ts'
import { defaultSettings, type Platform, type Settings } from './settings.ts'
import { noTravel, type Travel } from './travel.ts'

/** `accountId aor`: the key of whatever belongs to one person seen from one account. */
export type PersonKey = string
export const personKey = (accountId: AccountId, aor: string): PersonKey => `${accountId} ${aor}`

/** Everything the screens show, but for message texts, which are asked for by range (messaging.range). */
export type AppState = {
  /** counts applied batches; a gap makes a copy ask for a fresh snapshot */
  readonly revision: number
  /** false until main has read what it keeps: nothing is shown as missing before */
  readonly ready: boolean
  readonly platform: Platform
  readonly settings: Settings
  readonly accounts: Readonly<Record<AccountId, Account>>
  readonly links: Readonly<Record<AccountId, LinkState>>
  readonly connectionTest: ConnectionTest | null
  readonly contacts: Readonly<Record<string, Contact>>
  readonly groups: Readonly<Record<string, Group>>
  readonly presentities: Readonly<Record<PersonKey, Presentity>>
  /** pictures that are here, by the address in a person's presence */
  readonly icons: Readonly<Record<string, string>>
  readonly follows: Readonly<Record<PersonKey, Follow>>
  readonly ownPresence: Readonly<Record<AccountId, OwnPresence>>
  readonly ownPictures: Readonly<Record<AccountId, OwnPicture>>
  /** who sees what of the user */
  readonly privacy: Readonly<Record<AccountId, Privacy>>
  /** who wants to see the user, or does */
  readonly watchers: Readonly<Record<PersonKey, Watcher>>
  /** the user's contacts and rules on the server, and how they stand */
  readonly serverDocuments: Readonly<Record<AccountId, ServerDocuments>>
  readonly conversations: Readonly<Record<PersonKey, Conversation>>
  readonly calls: Readonly<Record<string, Call>>
  readonly callRecords: Readonly<Record<string, CallRecord>>
  readonly media: MediaState
  /** of the user, whatever his accounts */
  readonly calendars: readonly CalendarSource[]
  /** from his calendars: what is on now and comes next, by time */
  readonly ownEvents: readonly OwnEvent[]
  /** the user's journeys, and whom he meets */
  readonly travel: Travel
}

export const emptyState: AppState = {
  revision: 0,
  ready: false,
  platform: { system: 'linux', keyStore: null, clock: '24', idleSource: null, version: '', isPackaged: true },
  settings: defaultSettings,
  accounts: {},
  links: {},
  connectionTest: null,
  contacts: {},
  groups: {},
  presentities: {},
  icons: {},
  follows: {},
  ownPresence: {},
  ownPictures: {},
  privacy: {},
  watchers: {},
  serverDocuments: {},
  conversations: {},
  calls: {},
  callRecords: {},
  media: { host: 'starting', devices: { microphones: [], speakers: [] } },
  calendars: [],
  ownEvents: [],
  travel: noTravel,
}

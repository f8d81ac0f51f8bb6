import type { Account } from '#contract/account'
import type { OwnChoice } from '#contract/presence'
import type { Settings } from '#contract/settings'
import type { OwnActivity } from './calendar/own-activity.ts'
import type { OwnTravel } from './calendar/own-travel.ts'
import type { SeenTravel } from './calendar/seen-travel.ts'
import type { Ports } from './ports.ts'
import type { Roster } from './roster/roster.ts'
import type { UserAgentOptions } from './sip/user-agent.ts'
import type { State } from './state.ts'
import type { CallHistory } from './storage/call-history.ts'
import type { ChangeStore } from './storage/change-store.ts'
import type { DocumentCache } from './storage/document-cache.ts'
import type { FollowStore } from './storage/follow-store.ts'
import type { MessageStore } from './storage/message-store.ts'
import type { PrivacyStore } from './storage/privacy-store.ts'
import type { RosterStore } from './storage/roster-store.ts'

/** What one account keeps on this computer. */
export type SoftphoneStores = {
  readonly messages: MessageStore
  readonly calls: CallHistory
  readonly follows: FollowStore
  readonly changes: ChangeStore
  readonly documents: DocumentCache
  readonly roster: RosterStore
  readonly privacy: PrivacyStore
  readonly choice: { readonly load: () => OwnChoice | null; readonly save: (choice: OwnChoice) => void }
}

export type SoftphoneOptions = {
  readonly account: Account
  readonly password: string
  /** urn:uuid of this device for this account, RFC 5626 4.1 */
  readonly instanceId: string
  readonly ports: Ports
  readonly state: State
  /** on the screen already */
  readonly roster: Roster
  readonly stores: SoftphoneStores
  /** of the user, whatever his accounts */
  readonly calendar: OwnActivity
  readonly travel: { readonly own: OwnTravel; readonly seen: SeenTravel }
  readonly settings: () => Settings
  /** the user is looking at this conversation: nothing is announced */
  readonly isWatched: (aor: string) => boolean
  /** another way to the server than the network, for tests */
  readonly createSocket?: UserAgentOptions['createSocket']
}

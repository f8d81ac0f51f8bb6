import type { Account, AccountId, ConnectionTest, LinkState } from './account.ts'
import type { CalendarSource, OwnEvent } from './calendars.ts'
import type { Call, CallRecord } from './calls.ts'
import { assertNever } from './failure.ts'
import type { MediaState } from './media.ts'
import type { ChatMessage, Conversation } from './messaging.ts'
import type { Contact, Group } from './people.ts'
import type { Follow, OwnPicture, OwnPresence, Presentity } from './presence.ts'
import type { Privacy, Watcher } from './privacy.ts'
import type { ServerDocuments } from './server-documents.ts'
import type { Platform, Settings } from './settings.ts'
import { type AppState, personKey } from './state.ts'
import type { Travel } from './travel.ts'

/** Carries whole entities: applying one twice does no harm. */
export type Change =
  | { readonly kind: 'ready' }
  | { readonly kind: 'platform'; readonly platform: Platform }
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'account'; readonly account: Account }
  /** with everything that belonged to it */
  | { readonly kind: 'account-removed'; readonly id: AccountId }
  | { readonly kind: 'link'; readonly accountId: AccountId; readonly link: LinkState }
  | { readonly kind: 'connection-test'; readonly test: ConnectionTest | null }
  | { readonly kind: 'contact'; readonly contact: Contact }
  | { readonly kind: 'contact-removed'; readonly id: string }
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'group-removed'; readonly id: string }
  | { readonly kind: 'presentity'; readonly presentity: Presentity }
  | { readonly kind: 'presentity-removed'; readonly accountId: AccountId; readonly aor: string }
  | { readonly kind: 'follow'; readonly follow: Follow }
  | { readonly kind: 'follow-removed'; readonly accountId: AccountId; readonly aor: string }
  /** a picture that somebody names by its address is here: a path of app://main */
  | { readonly kind: 'icon'; readonly address: string; readonly path: string }
  | { readonly kind: 'own-presence'; readonly own: OwnPresence }
  | { readonly kind: 'own-picture'; readonly picture: OwnPicture }
  | { readonly kind: 'privacy'; readonly privacy: Privacy }
  | { readonly kind: 'watcher'; readonly watcher: Watcher }
  | { readonly kind: 'watcher-removed'; readonly accountId: AccountId; readonly aor: string }
  | { readonly kind: 'server-documents'; readonly accountId: AccountId; readonly documents: ServerDocuments }
  | { readonly kind: 'conversation'; readonly conversation: Conversation }
  /** not part of AppState: chat panes that show this conversation keep it */
  | { readonly kind: 'message'; readonly message: ChatMessage }
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'call-removed'; readonly id: string }
  | { readonly kind: 'call-record'; readonly record: CallRecord }
  | { readonly kind: 'media'; readonly media: MediaState }
  | { readonly kind: 'calendars'; readonly calendars: readonly CalendarSource[] }
  | { readonly kind: 'own-events'; readonly events: readonly OwnEvent[] }
  | { readonly kind: 'travel'; readonly travel: Travel }

/** What crosses to the renderer: at most 500 changes, one batch a frame. */
export type ChangeBatch = { readonly revision: number; readonly changes: readonly Change[] }

const without = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> => {
  if (!(key in record)) return record
  const { [key]: _gone, ...rest } = record
  return rest
}

const ofOthers = <T extends { readonly accountId: AccountId }>(
  record: Readonly<Record<string, T>>,
  id: AccountId,
): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value.accountId !== id))

type Draft = {
  -readonly [K in keyof AppState]: AppState[K] extends Readonly<Record<string, infer T>>
    ? Record<string, T>
    : AppState[K]
}

/**
 * Applies a batch: each record is copied at most once however many changes touch it, so that the first full state of
 * thousands of people costs one copy, not thousands. What is named in `inPlace` is written into instead: a record that nobody
 * compares with an older one need not be copied at every frame.
 */
export function applyChanges(state: AppState, batch: ChangeBatch, inPlace: readonly (keyof AppState)[] = []): AppState {
  const next = { ...state, revision: batch.revision } as Draft
  const copied = new Set<keyof AppState>(inPlace)
  const own = <K extends keyof AppState>(key: K): Draft[K] => {
    if (!copied.has(key)) {
      copied.add(key)
      next[key] = { ...(next[key] as object) } as Draft[K]
    }
    return next[key]
  }
  for (const change of batch.changes) applyOne(next, own, change)
  return next as AppState
}

/**
 * The same for the one holder of the state, whose older values nobody keeps: writes into its records instead of copying them.
 * A copy of ten thousand people takes 2 ms, and a thousand of them may change in a second.
 */
export function applyInPlace(state: AppState, batch: ChangeBatch): AppState {
  const next = { ...state, revision: batch.revision } as Draft
  for (const change of batch.changes) applyOne(next, (key) => next[key], change)
  return next as AppState
}

function applyOne(next: Draft, own: <K extends keyof AppState>(key: K) => Draft[K], change: Change): void {
  switch (change.kind) {
    case 'ready':
      next.ready = true
      return
    case 'platform':
      next.platform = change.platform
      return
    case 'settings':
      next.settings = change.settings
      return
    case 'account':
      own('accounts')[change.account.id] = change.account
      return
    case 'account-removed':
      removeAccount(next, change.id)
      return
    case 'link':
      own('links')[change.accountId] = change.link
      return
    case 'connection-test':
      next.connectionTest = change.test
      return
    case 'contact':
      own('contacts')[change.contact.id] = change.contact
      return
    case 'contact-removed':
      delete own('contacts')[change.id]
      return
    case 'group':
      own('groups')[change.group.id] = change.group
      return
    case 'group-removed':
      delete own('groups')[change.id]
      return
    case 'presentity':
      own('presentities')[personKey(change.presentity.accountId, change.presentity.aor)] = change.presentity
      return
    case 'presentity-removed':
      delete own('presentities')[personKey(change.accountId, change.aor)]
      return
    case 'follow':
      own('follows')[personKey(change.follow.accountId, change.follow.aor)] = change.follow
      return
    case 'follow-removed':
      delete own('follows')[personKey(change.accountId, change.aor)]
      return
    case 'icon':
      own('icons')[change.address] = change.path
      return
    case 'own-presence':
      own('ownPresence')[change.own.accountId] = change.own
      return
    case 'own-picture':
      own('ownPictures')[change.picture.accountId] = change.picture
      return
    case 'privacy':
      own('privacy')[change.privacy.accountId] = change.privacy
      return
    case 'watcher':
      own('watchers')[personKey(change.watcher.accountId, change.watcher.aor)] = change.watcher
      return
    case 'watcher-removed':
      delete own('watchers')[personKey(change.accountId, change.aor)]
      return
    case 'server-documents':
      own('serverDocuments')[change.accountId] = change.documents
      return
    case 'conversation':
      own('conversations')[personKey(change.conversation.accountId, change.conversation.aor)] = change.conversation
      return
    case 'message':
      return
    case 'call':
      own('calls')[change.call.id] = change.call
      return
    case 'call-removed':
      delete own('calls')[change.id]
      return
    case 'call-record':
      own('callRecords')[change.record.id] = change.record
      return
    case 'media':
      next.media = change.media
      return
    case 'calendars':
      next.calendars = change.calendars
      return
    case 'own-events':
      next.ownEvents = change.events
      return
    case 'travel':
      next.travel = change.travel
      return
    default:
      assertNever(change)
  }
}

function removeAccount(next: Draft, id: AccountId): void {
  next.accounts = without(next.accounts, id)
  next.links = without(next.links, id)
  next.ownPresence = without(next.ownPresence, id)
  next.ownPictures = without(next.ownPictures, id)
  next.serverDocuments = without(next.serverDocuments, id)
  next.privacy = without(next.privacy, id)
  next.watchers = ofOthers(next.watchers, id)
  next.contacts = ofOthers(next.contacts, id)
  next.groups = ofOthers(next.groups, id)
  next.presentities = ofOthers(next.presentities, id)
  next.follows = ofOthers(next.follows, id)
  next.conversations = ofOthers(next.conversations, id)
  next.calls = ofOthers(next.calls, id)
  next.callRecords = ofOthers(next.callRecords, id)
}

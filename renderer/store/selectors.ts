import type { Account, AccountId, LinkState } from '#contract/account'
import type { Call } from '#contract/calls'
import type { Contact } from '#contract/people'
import type { OwnPresence, Presentity } from '#contract/presence'
import type { Privacy, Watcher } from '#contract/privacy'
import { type AppState, type PersonKey, personKey } from '#contract/state'
import type { Person } from './view.ts'

/** Reads of the store. What is derived is kept by the identity of what it came from, so a read costs nothing twice. */

const accountLists = new WeakMap<AppState['accounts'], readonly Account[]>()

export function accountsOf(state: AppState): readonly Account[] {
  const known = accountLists.get(state.accounts)
  if (known) return known
  const made = Object.values(state.accounts)
  accountLists.set(state.accounts, made)
  return made
}

/** The account whose status stands above the roster. */
export const mainAccount = (state: AppState): Account | undefined => accountsOf(state)[0]
export const mainAccountId = (state: AppState): AccountId | null => mainAccount(state)?.id ?? null

/** Somebody is here, and has not signed out: without a link one is still signed in. */
export const isSignedIn = (state: AppState): boolean =>
  accountsOf(state).some((account) => state.links[account.id]?.kind !== 'signed-out')

export const linkOf =
  (id: AccountId | null) =>
  (state: AppState): LinkState | undefined =>
    id === null ? undefined : state.links[id]

export const isOnline = (state: AppState, id: AccountId): boolean => state.links[id]?.kind === 'online'

const contactIndexes = new WeakMap<AppState['contacts'], ReadonlyMap<PersonKey, Contact>>()

/** By the default address, and by every other of a person where it is nobody's default. */
function contactIndex(contacts: AppState['contacts']): ReadonlyMap<PersonKey, Contact> {
  const known = contactIndexes.get(contacts)
  if (known) return known
  const made = new Map<PersonKey, Contact>()
  const others: [PersonKey, Contact][] = []
  for (const id in contacts) {
    const contact = contacts[id]
    if (!contact) continue
    made.set(personKey(contact.accountId, contact.aor), contact)
    if (contact.addresses.length === 1) continue
    for (const { uri } of contact.addresses)
      if (/^sips?:/i.test(uri)) others.push([personKey(contact.accountId, plainAddress(uri)), contact])
  }
  for (const [key, contact] of others) if (!made.has(key)) made.set(key, contact)
  contactIndexes.set(contacts, made)
  return made
}

const knownEmpty = new WeakMap<AppState['contacts'], boolean>()

/** Asked at every change of anything, and thousands of names are listed before the first is looked at: looked at once. */
export function hasNobody({ contacts }: AppState): boolean {
  const known = knownEmpty.get(contacts)
  if (known !== undefined) return known
  const made = Object.keys(contacts).length === 0
  knownEmpty.set(contacts, made)
  return made
}

export const contactOf = (state: AppState, person: Person): Contact | undefined =>
  contactIndex(state.contacts).get(personKey(person.accountId, person.aor))

export const presentityOf = (state: AppState, person: Person): Presentity | undefined =>
  state.presentities[personKey(person.accountId, person.aor)]

/** The photo the user chose, else the picture that the person names. */
export function pictureOf(state: AppState, person: Person): string | undefined {
  const photo = contactOf(state, person)?.photo
  return photo ?? statusIconOf(state, presentityOf(state, person))
}

/** The picture that a person names, if it is here and wanted. */
export const statusIconOf = (state: AppState, person: Presentity | undefined): string | undefined =>
  person?.statusIcon && state.settings.people.icons ? state.icons[person.statusIcon] : undefined

export const ownPresenceOf = (state: AppState, id: AccountId | null): OwnPresence | undefined =>
  id === null ? undefined : state.ownPresence[id]

export const privacyOf = (state: AppState, id: AccountId | null): Privacy | undefined =>
  id === null ? undefined : state.privacy[id]

/** An address as people write it. */
export const plainAddress = (aor: string): string => aor.replace(/^sips?:/i, '')

/** What the user calls somebody; else what they call themselves; else the address. */
export function nameOf(state: AppState, person: Person): string {
  return contactOf(state, person)?.name || presentityOf(state, person)?.displayName || plainAddress(person.aor)
}

/** My own name. */
export const accountName = (account: Account): string => account.displayName || plainAddress(account.aor)

const callLists = new WeakMap<AppState['calls'], readonly Call[]>()

/** Calls that are not over. */
export function liveCalls(state: AppState): readonly Call[] {
  const known = callLists.get(state.calls)
  if (known) return known
  const made = Object.values(state.calls).filter((call) => call.phase !== 'ended')
  callLists.set(state.calls, made)
  return made
}

export const liveCallWith = (state: AppState, person: Person): Call | undefined =>
  liveCalls(state).find((call) => call.accountId === person.accountId && call.aor === person.aor)

const watcherLists = new WeakMap<AppState['watchers'], readonly Watcher[]>()

/** Everybody who watches or wants to, who came last first. */
export function watchersOf(state: AppState): readonly Watcher[] {
  const known = watcherLists.get(state.watchers)
  if (known) return known
  const made = Object.values(state.watchers).sort((a, b) => b.since - a.since || (a.aor < b.aor ? -1 : 1))
  watcherLists.set(state.watchers, made)
  return made
}

const waitingLists = new WeakMap<AppState['watchers'], readonly Watcher[]>()

/** Who waits for the user's word, who came first first. */
export function waitingWatchers(state: AppState): readonly Watcher[] {
  const known = waitingLists.get(state.watchers)
  if (known) return known
  const made = watchersOf(state).filter(isWaiting).toReversed()
  waitingLists.set(state.watchers, made)
  return made
}

export const isWaiting = ({ status, handling }: Watcher): boolean => handling === 'ask' && status !== 'active'

/** Whom the user has not been asked about yet. Nobody is asked about while he talks. */
export const newWatchers = (state: AppState): readonly Watcher[] =>
  liveCalls(state).length > 0 ? noWatchers : unaskedOf(waitingWatchers(state))

const noWatchers: readonly Watcher[] = []
const unasked = new WeakMap<readonly Watcher[], readonly Watcher[]>()

function unaskedOf(waiting: readonly Watcher[]): readonly Watcher[] {
  const known = unasked.get(waiting)
  if (known) return known
  const made = waiting.filter(({ asked }) => !asked)
  unasked.set(waiting, made)
  return made
}

export const watcherOf = (state: AppState, person: Person): Watcher | undefined =>
  state.watchers[personKey(person.accountId, person.aor)]

/** As the user calls somebody who asks; else as they call themselves, beside which the address always stands. */
export function watcherName(state: AppState, person: Person): string {
  const known = contactOf(state, person)?.name
  return known || watcherOf(state, person)?.displayName || nameOf(state, person)
}

const unreadSums = new WeakMap<AppState['conversations'], number>()

export function unreadTotal(state: AppState): number {
  const known = unreadSums.get(state.conversations)
  if (known !== undefined) return known
  let sum = 0
  for (const key in state.conversations) sum += state.conversations[key]?.unread ?? 0
  unreadSums.set(state.conversations, sum)
  return sum
}

const missedSums = new WeakMap<AppState['callRecords'], number>()

export function missedTotal(state: AppState): number {
  const known = missedSums.get(state.callRecords)
  if (known !== undefined) return known
  let sum = 0
  for (const key in state.callRecords) {
    const record = state.callRecords[key]
    if (record && !record.seen && record.direction === 'in' && record.outcome === 'missed') sum += 1
  }
  missedSums.set(state.callRecords, sum)
  return sum
}

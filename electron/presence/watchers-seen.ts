import type { Watcher as WatcherShown } from '#contract/privacy'
import type { Watcher, WatcherInformation } from '../documents/watcherinfo.ts'
import { readableName } from '../sip/readable-name.ts'

/** Somebody with all his subscriptions. */
export type SeenWatcher = Pick<WatcherShown, 'aor' | 'displayName' | 'status' | 'since'>

type Subscriptions = ReadonlyMap<string, { readonly aor: string; readonly watcher: Watcher; readonly since: number }>

export type WatchersSeen = {
  /** null: the next document has to be a full one */
  readonly version: number | null
  /** by the id of the subscription, which some servers make of its Call-ID */
  readonly subscriptions: Subscriptions
  readonly people: ReadonlyMap<string, SeenWatcher>
}

export const emptyWatchers: WatchersSeen = { version: null, subscriptions: new Map(), people: new Map() }

export type WatcherStep =
  | { readonly kind: 'seen'; readonly seen: WatchersSeen }
  /** a document overtaken by a later one */
  | { readonly kind: 'old' }
  /** one before it is missing (RFC 3858 4.1) */
  | { readonly kind: 'gap' }

export type WatcherContext = {
  /** the user himself: his other devices are no news */
  readonly own: string
  readonly aorOf: (uri: string) => string | null
  readonly now: number
}

/** More subscriptions than these are no people the user could look through. */
const mostSubscriptions = 20_000

/** Who watches after one more document. */
export function watchersAfter(
  before: WatchersSeen,
  information: WatcherInformation,
  { own, aorOf, now }: WatcherContext,
): WatcherStep {
  const { version, state } = information
  if (before.version !== null && version <= before.version) return { kind: 'old' }
  if (state === 'partial') {
    if (before.version === null || version !== before.version + 1) return { kind: 'gap' }
  }
  const subscriptions = new Map(state === 'full' ? [] : before.subscriptions)
  const lists = information.lists.filter((list) => list.package === 'presence' && isOwn(list.resource, own, aorOf))
  for (const watcher of lists.flatMap((list) => list.watchers)) {
    const aor = aorOf(watcher.uri)
    if (aor === null || aor === own) continue
    if (watcher.status === 'terminated') {
      subscriptions.delete(watcher.id)
      continue
    }
    if (subscriptions.size >= mostSubscriptions && !subscriptions.has(watcher.id)) continue
    const known = before.subscriptions.get(watcher.id)
    const duration = watcher.durationSubscribed === null ? 0 : watcher.durationSubscribed * 1000
    subscriptions.set(watcher.id, { aor, watcher, since: known?.since ?? now - duration })
  }
  return { kind: 'seen', seen: { version, subscriptions, people: peopleOf(subscriptions) } }
}

/** A server that leaves the resource out, or names it by another scheme, means the user: nobody else is subscribed to here. */
const isOwn = (resource: string, own: string, aorOf: WatcherContext['aorOf']): boolean => {
  const aor = aorOf(resource.replace(/^pres:/i, 'sip:'))
  return aor === null || aor === own
}

const rank = { pending: 2, active: 1, waiting: 0 } as const

/** Somebody with two devices comes twice: what waits for the user's word counts most. */
function peopleOf(subscriptions: Subscriptions): ReadonlyMap<string, SeenWatcher> {
  const people = new Map<string, SeenWatcher & { readonly rank: number }>()
  for (const { aor, watcher, since } of subscriptions.values()) {
    if (watcher.status === 'terminated') continue
    const known = people.get(aor)
    const mine = rank[watcher.status]
    const displayName = readableName(watcher.displayName) ?? known?.displayName ?? null
    const isHigher = known === undefined || mine > known.rank
    people.set(aor, {
      aor,
      displayName,
      rank: isHigher ? mine : known.rank,
      status: isHigher ? (watcher.status === 'waiting' ? 'gone' : watcher.status) : known.status,
      since: known === undefined ? since : Math.min(known.since, since),
    })
  }
  return new Map([...people].map(([aor, { rank: _rank, ...person }]) => [aor, person]))
}

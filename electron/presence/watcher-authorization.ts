import { parseWatcherinfo, type WatcherInformation } from '../documents/watcherinfo.ts'
import { DocumentError } from '../documents/xml.ts'
import type { Log } from '../ports.ts'
import { aorOf, sipUriOf } from '../sip/address.ts'
import type { Notification } from '../sip/subscription.ts'
import { type OpenSubscription, presenceExpires } from './channels.ts'
import { emptyWatchers, type SeenWatcher, type WatchersSeen, watchersAfter } from './watchers-seen.ts'

const winfoPackage = 'presence.winfo'
const winfoType = 'application/watcherinfo+xml'

export type WatcherAuthorizationOptions = {
  readonly accountId: string
  readonly aor: string
  readonly open: OpenSubscription
  /** who is there now, whenever that changes */
  readonly onChange: (watchers: readonly SeenWatcher[]) => void
  readonly log: Log
  readonly now: () => number
}

const betweenQuestions = 30_000

/** Who watches the user, or wants to (RFC 3857): one subscription to presence.winfo of himself. */
export class WatcherAuthorization {
  readonly #options: WatcherAuthorizationOptions
  #subscription: ReturnType<OpenSubscription> | null = null
  #endings: readonly (() => void)[] = []
  #seen: WatchersSeen = emptyWatchers
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(options: WatcherAuthorizationOptions) {
    this.#options = options
  }

  /** null: the server does not tell */
  get told(): boolean {
    return this.#subscription?.state.kind === 'active'
  }

  start(): void {
    if (this.#subscription !== null) return
    const subscription = this.#options.open({
      target: sipUriOf(this.#options.aor),
      eventPackage: winfoPackage,
      accept: winfoType,
      expires: presenceExpires,
    })
    this.#subscription = subscription
    this.#endings = [
      subscription.onNotify((notification) => this.#notified(notification)),
      subscription.onState((state) => {
        // A new dialog counts its versions from anew (RFC 3858 4.1).
        if (state.kind === 'subscribing') this.#seen = { ...this.#seen, version: null }
      }),
    ]
    subscription.start()
  }

  /** All of them, once more. */
  refresh(): void {
    this.#subscription?.refresh()
  }

  async stop(): Promise<void> {
    for (const end of this.#endings) end()
    const subscription = this.#subscription
    this.#subscription = null
    await subscription?.stop()
  }

  #notified({ body, subscriptionState, contentType }: Notification): void {
    if (body === '' || subscriptionState === 'terminated') return
    if (contentType !== null && !contentType.toLowerCase().startsWith(winfoType)) return
    try {
      this.#take(parseWatcherinfo(body))
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error
      this.#options.log.warn('who watches us stays as it was: %s', error.message)
    }
  }

  #take(information: WatcherInformation): void {
    const { aor, now, log, onChange } = this.#options
    const step = watchersAfter(this.#seen, information, { own: aor, aorOf, now: now() })
    if (step.kind === 'old') return
    if (step.kind === 'gap') {
      log.info('news of watchers were lost; asking for all of them')
      // Until then, what is there is better than nothing.
      this.#seen = { ...this.#seen, version: null }
      // A server that never tells of all would be asked as fast as it answers.
      if (now() - this.#askedAt < betweenQuestions) return
      this.#askedAt = now()
      this.#subscription?.refresh()
      return
    }
    this.#seen = step.seen
    onChange([...step.seen.people.values()])
  }
}

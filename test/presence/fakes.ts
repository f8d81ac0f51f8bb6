import type { Change } from '#contract/change'
import type { OwnPresence, Presentity } from '#contract/presence'
import type { Log } from '../../electron/ports.ts'
import type { Channels } from '../../electron/presence/channels.ts'
import type { PublishOutcome } from '../../electron/sip/publication.ts'
import type { Notification, SubscriptionOptions, SubscriptionState } from '../../electron/sip/subscription.ts'
import type { SipLink, UserAgent } from '../../electron/sip/user-agent.ts'
import { State } from '../../electron/state.ts'

/** A link that goes up and down by hand. */
export class FakeUserAgent {
  link: SipLink = { kind: 'stopped' }
  /** as the server calls itself */
  software: string | null = null
  readonly #listeners = new Set<(link: SipLink) => void>()

  onLink(listener: (link: SipLink) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  become(link: SipLink): void {
    this.link = link
    for (const listener of this.#listeners) listener(link)
  }

  online(gruu: string | null = null): void {
    const since = Date.now()
    this.become({
      kind: 'online',
      since,
      registeredUntil: since + 600_000,
      server: 'wss://sip.test',
      transport: 'wss',
      gruu,
    })
  }

  offline(since = Date.now()): void {
    this.become({ kind: 'offline', since, failure: { kind: 'network-down' }, retryAt: null })
  }

  get userAgent(): UserAgent {
    return this as unknown as UserAgent
  }
}

/** Keeps what is published, and answers when told to: as the Publication, the latest body wins. */
class FakePublication {
  readonly bodies: string[] = []
  removed = 0
  stopped = false
  #waiting: ((outcome: PublishOutcome) => void)[] = []
  readonly #listeners = new Set<(outcome: PublishOutcome) => void>()

  publish(body: string): Promise<PublishOutcome> {
    this.bodies.push(body)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  answer(outcome: PublishOutcome = { kind: 'published', entityTag: 'a', expires: 600 }): void {
    for (const resolve of this.#waiting.splice(0)) resolve(outcome)
    for (const listener of this.#listeners) listener(outcome)
  }

  onOutcome(listener: (outcome: PublishOutcome) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async remove(): Promise<void> {
    this.removed++
  }

  stop(): void {
    this.stopped = true
  }
}

class FakeSubscription {
  readonly options: SubscriptionOptions
  state: SubscriptionState = { kind: 'waiting-for-link' }
  refreshed = 0
  askedAnew = 0
  started = false
  readonly #states = new Set<(state: SubscriptionState) => void>()
  readonly #notifications = new Set<(notification: Notification) => void>()

  constructor(options: SubscriptionOptions) {
    this.options = options
  }

  start(): void {
    this.started = true
    this.become({ kind: 'subscribing' })
  }

  async stop(): Promise<void> {
    this.started = false
    this.become({ kind: 'stopped' })
  }

  refresh(): void {
    this.refreshed++
  }

  askAnew(): void {
    this.askedAnew++
  }

  onState(listener: (state: SubscriptionState) => void): () => void {
    this.#states.add(listener)
    return () => this.#states.delete(listener)
  }

  onNotify(listener: (notification: Notification) => void): () => void {
    this.#notifications.add(listener)
    return () => this.#notifications.delete(listener)
  }

  become(state: SubscriptionState): void {
    this.state = state
    for (const listener of this.#states) listener(state)
  }

  /** An active NOTIFY, as the Subscription tells it: state first. */
  notify(body: string, contentType: string | null = body === '' ? null : 'application/pidf+xml'): void {
    const at = Date.now()
    this.become({ kind: 'active', confirmedAt: at, expiresAt: at + 600_000 })
    for (const listener of this.#notifications) {
      listener({ contentType, body, subscriptionState: 'active', at })
    }
  }
}

export type FakeChannels = Channels & {
  readonly publications: FakePublication[]
  readonly subscriptions: FakeSubscription[]
}

export function fakeChannels(): FakeChannels {
  const publications: FakePublication[] = []
  const subscriptions: FakeSubscription[] = []
  return {
    publications,
    subscriptions,
    publication: () => {
      const publication = new FakePublication()
      publications.push(publication)
      return publication
    },
    subscription: (options) => {
      const subscription = new FakeSubscription(options)
      subscriptions.push(subscription)
      return subscription
    },
  }
}

/** Log lines as they would be printed. */
export function fakeLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const write =
    (level: string) =>
    (message: string, ...values: readonly unknown[]) => {
      let next = 0
      lines.push(`${level} ${message.replace(/%[sd]/g, () => String(values[next++]))}`)
    }
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** A State that remembers every change in order. */
export function recordedState(): { readonly state: State; readonly changes: Change[] } {
  const state = new State()
  const changes: Change[] = []
  state.onEach((change) => changes.push(change))
  return { state, changes }
}

export const presentitiesIn = (changes: readonly Change[]): readonly Presentity[] =>
  changes.flatMap((change) => (change.kind === 'presentity' ? [change.presentity] : []))

export const ownIn = (changes: readonly Change[]): readonly OwnPresence[] =>
  changes.flatMap((change) => (change.kind === 'own-presence' ? [change.own] : []))

import { parseAnyPresence } from '../documents/any-presence.ts'
import { type ListNotification, parseListNotification, type ResourceState } from '../documents/rlmi.ts'
import { DocumentError } from '../documents/xml.ts'
import { background, type Log } from '../ports.ts'
import { aorOf } from '../sip/address.ts'
import type { Notification, SubscriptionState } from '../sip/subscription.ts'
import { type OpenSubscription, presenceExpires, presencePackage } from './channels.ts'
import type { Received, WatchedPerson } from './watched-person.ts'

/** Servers tell of a person late, or never: after this, ask directly. */
const patience = 10_000
/** A first full state holds thousands; calls and chat take their turn between slices. */
const slice = 200
/** One NOTIFY confirms everybody in the list; said again no more often than this. */
const confirmationInterval = 5 * 60_000

/** What the list shows of somebody who lets it in; null: it is not let in, or does not tell of him any more. */
export type ListWord = 'something' | 'nothing' | null

export type ResourceListWatcherOptions = {
  /** the list as a SIP URI, RFC 4662 */
  readonly uri: string
  readonly open: OpenSubscription
  /** takes what this list tells of a person; undefined: nobody wants to hear it */
  readonly person: (aor: string, word: ListWord) => WatchedPerson | undefined
  /** the list does not tell of these people */
  readonly missing: (aors: readonly string[]) => void
  readonly lostAt: () => number | null
  readonly log: Log
  readonly now: () => number
}

type Told = { readonly instances: Map<string, Received | null>; state: SubscriptionState['kind'] | null }

/** One subscription for the whole roster (RFC 4662): full and partial states, in order of their versions. */
export class ResourceListWatcher {
  readonly #options: ResourceListWatcherOptions
  readonly #subscription: ReturnType<OpenSubscription>
  readonly #told = new Map<string, Told>()
  #aors: ReadonlySet<string> = new Set()
  #version: number | null = null
  #beganAt = 0
  #confirmedAt = 0
  #expiresAt = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  /** whose news is still to be passed on */
  readonly #waiting = new Map<string, number>()
  #draining = false
  #endings: readonly (() => void)[] = []

  constructor(options: ResourceListWatcherOptions) {
    this.#options = options
    this.#subscription = options.open({
      target: options.uri,
      eventPackage: presencePackage,
      accept: 'multipart/related, application/rlmi+xml, application/pidf+xml',
      expires: presenceExpires,
      extraHeaders: ['Supported: eventlist'],
    })
  }

  start(): void {
    this.#endings = [
      this.#subscription.onState((state) => this.#stateChanged(state)),
      this.#subscription.onNotify((notification) => this.#notified(notification)),
    ]
    this.#subscription.start()
    this.#waitForMissing()
  }

  async stop(): Promise<void> {
    this.#stopWaiting()
    this.#waiting.clear()
    for (const end of this.#endings) end()
    await this.#subscription.stop()
  }

  setPeople(aors: ReadonlySet<string>): void {
    const added = [...aors].some((aor) => !this.#aors.has(aor))
    this.#aors = aors
    for (const aor of this.#told.keys()) if (!aors.has(aor)) this.#told.delete(aor)
    // The server notices a changed list by itself, after seconds or not at all.
    if (added && this.#subscription.state.kind === 'active') this.#subscription.refresh()
    this.#waitForMissing()
  }

  /** When it was last asked for in a dialog of its own. */
  get beganAt(): number {
    return this.#beganAt
  }

  refresh(): void {
    this.#subscription.refresh()
  }

  #stateChanged(state: SubscriptionState): void {
    // Without a link nobody is told of, whoever is asked: started without one, the whole roster would be asked one by one.
    if (state.kind === 'waiting-for-link') this.#stopWaiting()
    else if (state.kind !== 'stopped') this.#waitForMissing()
    if (state.kind === 'active') {
      this.#expiresAt = state.expiresAt
      return
    }
    if (state.kind === 'subscribing') {
      this.#version = null
      this.#beganAt = this.#options.now()
    }
    if (state.kind === 'pending' || state.kind === 'refused') {
      // The list itself is not to be had: everybody is asked directly.
      this.#options.missing([...this.#aors])
      return
    }
    for (const aor of this.#told.keys())
      this.#options.person(aor, null)?.subscriptionChanged(state, this.#options.lostAt())
  }

  #notified(notification: Notification): void {
    const { contentType, body, at } = notification
    if (notification.subscriptionState === 'terminated') return
    if (contentType === null || body === '') {
      this.#confirm(at)
      return
    }
    try {
      this.#take(parseListNotification(body, contentType), at)
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error
      this.#options.log.warn('list %s kept as it was: %s', this.#options.uri, error.message)
    }
    this.#confirm(at)
    this.#waitForMissing()
  }

  #take({ list, problem, states }: ListNotification, at: number): void {
    if (problem !== null) this.#options.log.warn('list %s: %s', this.#options.uri, problem.message)
    if (list !== null) {
      const expected = this.#version === null ? null : this.#version + 1
      this.#version = list.version
      // RFC 4662 5.2: a partial state that does not follow the last one is of no use without the whole.
      if (!list.fullState && list.version !== expected) {
        this.#options.log.info(
          'list %s: version %d after %s, asking anew',
          this.#options.uri,
          list.version,
          expected ?? 'none',
        )
        background(
          this.#options.log,
          Promise.resolve().then(() => this.#subscription.refresh()),
          'asking for the list',
        )
      }
      if (list.fullState) this.#told.clear()
    }
    for (const state of states) {
      const aor = this.#aorOf(state)
      if (aor === null || !this.#aors.has(aor)) continue
      this.#keep(aor, state)
      if (state.instance !== null || state.part !== null) this.#waiting.set(aor, at)
    }
    if (!this.#draining) this.#drain()
  }

  #drain(): void {
    let passed = 0
    for (const [aor, at] of this.#waiting) {
      this.#waiting.delete(aor)
      this.#pass(aor, at)
      if (++passed === slice) break
    }
    this.#draining = this.#waiting.size > 0
    if (this.#draining) setImmediate(() => this.#drain())
  }

  /** A part that belongs to no resource says in its entity whose it is. */
  #aorOf({ uri, part }: ResourceState): string | null {
    if (uri !== '') return aorOf(uri)
    if (part === null) return null
    try {
      return aorOf(parseAnyPresence(part.body).entity.replace(/^pres:/i, 'sip:'))
    } catch {
      return null
    }
  }

  #keep(aor: string, { instance, part }: ResourceState): void {
    if (instance === null && part === null) return
    const told = this.#told.get(aor) ?? { instances: new Map(), state: null }
    this.#told.set(aor, told)
    const id = instance?.id ?? ''
    if (instance?.state === 'terminated') {
      told.instances.delete(id)
      if (told.instances.size === 0) told.state = instance.reason === 'noresource' ? 'stopped' : 'refused'
      if (told.instances.size === 0 && isPassing(instance.reason)) told.state = 'retrying'
      return
    }
    told.state = instance?.state ?? 'active'
    if (part !== null) {
      const known = told.instances.get(id)?.contentType
      const contentType = known === part.contentType ? known : ownCopy(part.contentType)
      told.instances.set(id, { contentType, body: part.body })
    } else if (!told.instances.has(id)) told.instances.set(id, null)
  }

  #pass(aor: string, at: number): void {
    const told = this.#told.get(aor)
    const person = this.#options.person(aor, wordOf(told))
    if (person === undefined || told === undefined) return
    switch (told.state) {
      case 'pending':
        person.subscriptionChanged({ kind: 'pending', since: at }, null)
        return
      case 'refused':
        person.subscriptionChanged({ kind: 'refused', status: 403, reason: 'rejected' }, null)
        return
      case 'stopped':
        person.subscriptionChanged({ kind: 'refused', status: 404, reason: 'noresource' }, null)
        return
      case 'retrying':
        person.subscriptionChanged({ kind: 'retrying', at, cause: { kind: 'terminated', reason: '' } }, null)
        // The server begins anew, or we do.
        this.#told.delete(aor)
        this.#waitForMissing()
        return
      default: {
        person.subscriptionChanged({ kind: 'active', confirmedAt: at, expiresAt: this.#expiresAt }, null)
        person.documentsReceived(
          [...told.instances.values()].filter((each) => each !== null),
          at,
        )
      }
    }
  }

  #confirm(at: number): void {
    if (at - this.#confirmedAt < confirmationInterval) return
    this.#confirmedAt = at
    const state: SubscriptionState = { kind: 'active', confirmedAt: at, expiresAt: this.#expiresAt }
    for (const [aor, told] of this.#told) {
      // Who has news waiting is confirmed by them.
      if (told.state === 'active' && !this.#waiting.has(aor))
        this.#options.person(aor, null)?.subscriptionChanged(state, null)
    }
  }

  #stopWaiting(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #waitForMissing(): void {
    if (this.#timer !== null || this.#subscription.state.kind === 'waiting-for-link') return
    // Who is told of is in the list; said at every one of a thousand NOTIFYs a second, so counted and not looked through.
    if (this.#told.size >= this.#aors.size) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      const missing = [...this.#aors].filter((aor) => !this.#told.has(aor))
      if (missing.length > 0) this.#options.missing(missing)
    }, patience)
  }
}

function wordOf(told: Told | undefined): ListWord {
  if (told?.state !== 'active') return null
  return [...told.instances.values()].some((each) => each !== null) ? 'something' : 'nothing'
}

/**
 * A part of a string keeps the whole of it in memory: of a NOTIFY of 20 MB, as long as one person in it has no news. The body of a
 * part is its own already.
 */
const ownCopy = (text: string): string => Buffer.from(text, 'utf8').toString('utf8')

/** RFC 6665 4.1.3: these end a subscription, not a relation. */
const isPassing = (reason: string | null): boolean =>
  reason === null || ['deactivated', 'probation', 'timeout', 'giveup', 'invariant'].includes(reason)

import type { Presentity } from '#contract/presence'
import { background, type Log } from '../ports.ts'
import { sipUriOf } from '../sip/address.ts'
import type { UserAgent } from '../sip/user-agent.ts'
import type { State } from '../state.ts'
import { type Channels, pidfType, presenceExpires, presencePackage, sipChannels } from './channels.ts'
import { type Look, PendingLooks } from './pending-looks.ts'
import { type ListWord, ResourceListWatcher } from './resource-list-watcher.ts'
import { keepsOldAnswers, listsAreSilent } from './server-facts.ts'
import { Wakes } from './wakes.ts'
import { WatchedPerson } from './watched-person.ts'

export type PresenceWatcherOptions = {
  readonly accountId: string
  readonly userAgent: UserAgent
  readonly state: State
  readonly log: Log
  /** the roster as a list at the server (RFC 4662); null: every person is asked directly */
  readonly resourceList?: string | null
  readonly channels?: Channels
  readonly now?: () => number
  /** those the user reads, the dearest first: people may write their note in several */
  readonly languages?: () => readonly string[]
}

const mostAtOnce = 20
/** However often the user opens a card, its person is asked directly no more often than this. */
const lookInterval = 60_000

type OwnWord = { readonly word: 'something' | 'nothing' | 'refused'; readonly shutOutAt: number | null }
type Direct = Pick<ReturnType<Channels['subscription']>, 'stop' | 'refresh' | 'askAnew'>

/** Watches the people of the roster: one SUBSCRIBE to each, or one to the list that holds them. */
export class PresenceWatcher {
  readonly #options: PresenceWatcherOptions
  readonly #channels: Channels
  readonly #now: () => number
  readonly #wakes: Wakes
  readonly #people = new Map<string, WatchedPerson>()
  readonly #direct = new Map<string, Direct>()
  /** what the person's own server answered when asked directly, and when it stopped showing anything */
  readonly #ownWords = new Map<string, OwnWord>()
  /** asked directly until the list tells of them: just added, or the list is new */
  readonly #notListedYet = new Set<string>()
  readonly #listeners = new Set<(presentity: Presentity) => void>()
  readonly #blinkListeners = new Set<(seen: boolean) => void>()
  readonly #lookedAt = new Map<string, number>()
  readonly #pending: PendingLooks
  /** people of whom the list says that the user waits: asked directly once whether that is still so */
  readonly #asides = new Set<string>()
  #list: ResourceListWatcher | null = null
  #running = false
  readonly #blinkUsers = new Set<string>()
  #resourceList: string | null

  constructor(options: PresenceWatcherOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#wakes = new Wakes(this.#now)
    this.#channels = options.channels ?? sipChannels(options.userAgent)
    this.#resourceList = options.resourceList ?? null
    this.#pending = new PendingLooks({ look: (aor, how) => this.#lookWhileWaiting(aor, how), now: this.#now })
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    this.#watchEverybody()
  }

  /**
   * The server has a list for the roster, or has none any more. What is known of people stays while they are asked for the
   * other way.
   */
  setResourceList(uri: string | null): void {
    if (uri === this.#resourceList) return
    this.#resourceList = uri
    if (!this.#running) return
    const { log } = this.#options
    const before = this.#list
    this.#list = null
    if (before !== null) background(log, before.stop(), 'ending the subscription to the list')
    this.#watchEverybody()
  }

  #watchEverybody(): void {
    const uri = this.#resourceList
    if (uri === null) {
      for (const aor of this.#people.keys()) this.#watchDirectly(aor)
      return
    }
    const list = new ResourceListWatcher({
      uri,
      open: this.#channels.subscription,
      person: (aor, word) => this.#listed(aor, word),
      missing: (aors) => {
        if (this.#list !== list) return
        for (const aor of aors) this.#watchUntilListed(aor)
      },
      lostAt: () => this.#lostAt(),
      log: this.#options.log,
      now: this.#now,
    })
    this.#list = list
    // A server takes seconds to fill a new list: who is asked directly stays so until the list has news of them.
    this.#notListedYet.clear()
    for (const aor of this.#direct.keys()) this.#notListedYet.add(aor)
    list.setPeople(new Set(this.#people.keys()))
    list.start()
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#pending.stop()
    for (const person of this.#people.values()) person.stop()
    this.#wakes.stop()
    const ending = [...this.#direct.values()].map((direct) => direct.stop())
    if (this.#list !== null) ending.push(this.#list.stop())
    this.#list = null
    this.#direct.clear()
    this.#ownWords.clear()
    this.#people.clear()
    await Promise.all(ending)
  }

  /** The people to watch, all of them. */
  setContacts(aors: readonly string[]): void {
    const wanted = new Set(aors)
    for (const aor of [...this.#people.keys()]) if (!wanted.has(aor)) this.#forget(aor)
    const added = [...wanted].filter((aor) => !this.#people.has(aor))
    for (const aor of added) {
      if (this.#running && added.length <= mostAtOnce) this.#pending.near(aor)
      this.#add(aor)
    }
    // A server takes seconds to notice that a list is longer. Where very many come at once, they are not added by hand.
    if (this.#running && this.#list !== null && added.length <= mostAtOnce) {
      for (const aor of added) this.#watchUntilListed(aor)
    }
    this.#list?.setPeople(new Set(this.#people.keys()))
  }

  /** The user wants to know now. */
  askAgain(aor: string): void {
    const direct = this.#direct.get(aor)
    if (this.#pending.has(aor)) this.#pending.ask(aor)
    else if (direct !== undefined) direct.refresh()
    else if (this.#people.has(aor) && this.#running) this.#watchDirectly(aor)
  }

  /** Told of by the list alone. */
  isListed(aor: string): boolean {
    return this.#list !== null && this.#people.has(aor) && !this.#direct.has(aor)
  }

  /**
   * The user looks at this person. A list service that does not say when somebody is no longer told anything is not taken at its
   * word then: he is asked directly, until the list has news of him.
   */
  lookAt(aor: string): void {
    if (!this.#running || !this.#people.has(aor)) return
    this.#pending.lookAt(aor)
    const isSilent = this.#list !== null && listsAreSilent(this.#options.userAgent.software)
    if (!isSilent || this.#direct.has(aor)) return
    const now = this.#now()
    if (now - (this.#lookedAt.get(aor) ?? Number.NEGATIVE_INFINITY) < lookInterval) return
    this.#lookedAt.set(aor, now)
    this.#watchUntilListed(aor)
  }

  /** The user is back before the screen. */
  lookAround(): void {
    this.#pending.again()
  }

  /** Each person, whenever something is known anew. */
  onPresentity(listener: (presentity: Presentity) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whether somebody watched runs Blink: what we publish has to be safe for it. */
  onBlinkSeen(listener: (seen: boolean) => void): () => void {
    this.#blinkListeners.add(listener)
    return () => this.#blinkListeners.delete(listener)
  }

  #add(aor: string): void {
    const { accountId, state, log } = this.#options
    const person = new WatchedPerson({
      accountId,
      aor,
      log,
      now: this.#now,
      wakes: this.#wakes,
      languages: this.#options.languages,
      tell: (presentity) => {
        state.apply({ kind: 'presentity', presentity })
        for (const listener of this.#listeners) listener(presentity)
        if (presentity.knowledge.kind === 'waiting-for-permission') this.#pending.waits(aor)
        else this.#pending.settled(aor)
        this.#runsBlink(aor, person.runsBlink)
      },
    })
    this.#people.set(aor, person)
    person.start()
    if (this.#running && this.#list === null) this.#watchDirectly(aor)
  }

  /**
   * Where the news of the list about this person go; undefined while he is asked directly, because the list was silent about him. A
   * list that waits for permission itself is no better than the direct question: it takes over when it has been let in.
   */
  #listed(aor: string, word: ListWord): WatchedPerson | undefined {
    const direct = this.#direct.get(aor)
    if (direct !== undefined && !this.#takesOver(aor, word)) return undefined
    if (direct !== undefined) {
      this.#notListedYet.delete(aor)
      this.#asides.delete(aor)
      this.#endDirect(aor)
    }
    return this.#people.get(aor)
  }

  /**
   * Some list services say nothing when somebody shuts the user out (`listsAreSilent`). There a list subscription begun before that is not
   * believed: what it still tells of him was published before. One begun since is.
   */
  #takesOver(aor: string, word: ListWord): boolean {
    if (word === null || !this.#notListedYet.has(aor)) return false
    const own = this.#ownWords.get(aor)
    if (own === undefined) return true
    const isSilent = listsAreSilent(this.#options.userAgent.software)
    if (isSilent && own.shutOutAt !== null && own.shutOutAt >= (this.#list?.beganAt ?? 0)) return false
    return own.word === 'refused' || own.word === word
  }

  #ownServerSays(aor: string, word: OwnWord['word']): void {
    const before = this.#ownWords.get(aor)
    const isShutOut = word === 'refused' || (word === 'nothing' && before?.word === 'something')
    this.#ownWords.set(aor, { word, shutOutAt: isShutOut ? this.#now() : (before?.shutOutAt ?? null) })
  }

  #endDirect(aor: string): void {
    const direct = this.#direct.get(aor)
    this.#direct.delete(aor)
    this.#ownWords.delete(aor)
    if (direct !== undefined) background(this.#options.log, direct.stop(), `ending the subscription to ${aor}`)
  }

  #forget(aor: string): void {
    const { accountId, state } = this.#options
    this.#people.get(aor)?.stop()
    this.#people.delete(aor)
    this.#notListedYet.delete(aor)
    this.#lookedAt.delete(aor)
    this.#pending.forget(aor)
    this.#asides.delete(aor)
    this.#runsBlink(aor, false)
    this.#endDirect(aor)
    state.apply({ kind: 'presentity-removed', accountId, aor })
  }

  #watchUntilListed(aor: string): void {
    this.#notListedYet.add(aor)
    this.#watchDirectly(aor)
  }

  /** Without a link the next one asks everybody. */
  #lookWhileWaiting(aor: string, how: Look): void {
    if (!this.#running || this.#options.userAgent.link.kind !== 'online') return
    const direct = this.#direct.get(aor)
    if (direct === undefined) {
      this.#asides.add(aor)
      this.#watchUntilListed(aor)
    } else if (how === 'anew' && keepsOldAnswers(this.#options.userAgent.software)) direct.askAnew()
    else direct.refresh()
  }

  #watchDirectly(aor: string): void {
    const person = this.#people.get(aor)
    if (person === undefined || this.#direct.has(aor)) return
    const subscription = this.#channels.subscription({
      target: sipUriOf(aor),
      eventPackage: presencePackage,
      accept: `${pidfType}, multipart/related`,
      expires: presenceExpires,
    })
    subscription.onState((state) => {
      if (state.kind !== 'stopped') person.subscriptionChanged(state, this.#lostAt())
      if (state.kind === 'refused') this.#ownServerSays(aor, 'refused')
      else if (state.kind === 'pending') this.#endAside(aor)
      else if (state.kind === 'active') this.#asides.delete(aor)
    })
    subscription.onNotify(({ contentType, body, subscriptionState, at }) => {
      if (subscriptionState !== 'active') return
      this.#ownServerSays(aor, body.trim() === '' ? 'nothing' : 'something')
      person.documentsReceived([{ contentType, body }], at)
    })
    this.#direct.set(aor, subscription)
    subscription.start()
  }

  /** The user still waits, and so does the list: asking directly beside it would gain nothing. */
  #endAside(aor: string): void {
    if (!this.#asides.delete(aor) || this.#list === null) return
    this.#notListedYet.delete(aor)
    this.#endDirect(aor)
  }

  /** When the link was last good, if it is gone. */
  #lostAt(): number | null {
    const { link } = this.#options.userAgent
    return link.kind === 'offline' ? link.since : null
  }

  #runsBlink(aor: string, runs: boolean): void {
    const before = this.#blinkUsers.size > 0
    if (runs) this.#blinkUsers.add(aor)
    else this.#blinkUsers.delete(aor)
    const seen = this.#blinkUsers.size > 0
    if (seen !== before) for (const listener of this.#blinkListeners) listener(seen)
  }
}

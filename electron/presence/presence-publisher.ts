import { isDeepStrictEqual } from 'node:util'
import type { Call } from '#contract/calls'
import {
  type Activity,
  type AutomaticSource,
  automaticChoice,
  type BusyPeriod,
  type OwnChoice,
  type OwnPresence,
} from '#contract/presence'
import type { Settings } from '#contract/settings'
import type { Place, Stay } from '#contract/travel'
import type { PresenceDocument } from '../documents/pidf.ts'
import type { IdleState, Log } from '../ports.ts'
import { domainOf } from '../sip/address.ts'
import type { UserAgent } from '../sip/user-agent.ts'
import type { State } from '../state.ts'
import { localTimeOffset } from '../time-zone.ts'
import { type Channels, sipChannels } from './channels.ts'
import { deviceFacts } from './device-facts.ts'
import { headlineOf } from './headline.ts'
import { onThePhoneSince } from './on-the-phone.ts'
import { OwnDevicesWatcher } from './own-devices-watcher.ts'
import { type DeviceFacts, ownDocument, uuidOf } from './own-document.ts'
import { choiceAt, type OwnView, ownPresence } from './own-presence.ts'
import { allLevels, type Levels } from './policy.ts'
import { type Profile, profileFor } from './profile.ts'
import { Publishing, type PublishingOptions } from './publishing.ts'
import { cappedTo } from './seen-by.ts'
import { type Shared, sharedWithAll, titleTold, withWithheld } from './withholding.ts'

export type PresencePublisherOptions = {
  readonly accountId: string
  readonly aor: string
  readonly instanceId: string
  readonly userAgent: UserAgent
  readonly state: State
  /** what the user set by hand survives a restart */
  readonly choiceStore: { readonly load: () => OwnChoice | null; readonly save: (choice: OwnChoice) => void }
  readonly settings: () => Settings
  readonly log: Log
  /** nothing is published before: who starts in a meeting is not free for a moment */
  readonly firstWord?: Promise<unknown>
  readonly tags?: PublishingOptions['tags']
  readonly channels?: Channels
  readonly now?: () => number
  readonly timeOffset?: (now: number) => number
}

/** Looked at again at least this often: clocks change, and a timer that slept through a suspend is late. */
const longestWait = 30_000
const longestSending = 5_000

/**
 * What others see of the user: gathers what was set by hand and what is automatic, decides by ownPresence(), publishes, and
 * follows the user's other devices.
 */
export class PresencePublisher {
  readonly #options: PresencePublisherOptions
  readonly #now: () => number
  readonly #channels: Channels
  readonly #log: Log
  #choice: OwnChoice = automaticChoice
  #onThePhoneSince: number | null = null
  #idle: IdleState = { kind: 'unknown' }
  readonly #outside = new Map<'calendar' | 'outside', Activity>()
  #outsideNote: string | null = null
  #title: string | null = null
  #day: readonly BusyPeriod[] | null = null
  #travel: { readonly trips: readonly Stay[]; readonly city: Place | null } | null = null
  #picture: string | null = null
  readonly #undone = new Map<AutomaticSource, number>()
  #view: OwnView
  #publication: OwnPresence['publication'] = { kind: 'not-sent' }
  /** of the last link: what is said while it is down goes out with the next one, which is most often alike */
  #server: string | null = null
  #gruu: string | null = null
  #shown: OwnPresence | null = null
  #publishing: Publishing | null = null
  #onlineSince: number | null = null
  #hasWord: boolean
  readonly #self: OwnDevicesWatcher
  #blinkAround = false
  #latestSetAt = 0
  readonly #settled = new Set<() => void>()
  #shared: Shared = sharedWithAll
  #sphere: 'work' | 'home' | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #endings: (() => void)[] = []

  constructor(options: PresencePublisherOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#log = options.log
    this.#channels = options.channels ?? sipChannels(options.userAgent)
    this.#choice = options.choiceStore.load() ?? automaticChoice
    this.#hasWord = options.firstWord === undefined
    this.#self = new OwnDevicesWatcher({
      aor: options.aor,
      uuid: uuidOf(options.instanceId),
      open: this.#channels.subscription,
      choice: () => this.#choice,
      onChange: (newer) => this.#follow(newer),
      log: options.log,
      now: this.#now,
    })
    this.#view = this.#look()
  }

  /** Shows what will be published at once; publishes with the first link. */
  start(): void {
    if (this.#publishing !== null) return
    const { userAgent, aor } = this.#options
    const publishing = new Publishing({
      open: this.#channels.publication,
      tags: this.#options.tags,
      domain: domainOf(aor),
      isOnline: () => this.#hasWord && userAgent.link.kind === 'online',
      document: (at) => this.#document(at),
      onSend: (document) => this.#self.said(document),
      onState: (publication) => this.#published(publication),
      log: this.#log,
      now: this.#now,
    })
    this.#publishing = publishing
    this.#endings = [userAgent.onLink(() => this.#linkChanged())]
    this.#self.start()
    if (userAgent.link.kind === 'online') this.#linkChanged()
    this.#changed()
    void this.#options.firstWord?.then(() => {
      this.#hasWord = true
      if (userAgent.link.kind === 'online') this.#publishing?.linkChanged()
    })
  }

  /** Takes the publication back, in two seconds at most. */
  async stop(): Promise<void> {
    const publishing = this.#publishing
    this.#publishing = null
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    for (const end of this.#endings.splice(0)) end()
    await Promise.all([this.#self.stop(), publishing?.stop()])
  }

  /** Set by hand, here and now. */
  setChoice(choice: Omit<OwnChoice, 'setAt'>): void {
    // Another device's clock may be ahead: what is set last is the newest all the same.
    const setAt = Math.max(this.#now(), this.#latestSetAt + 1)
    this.#keep({ ...choice, setAt })
    this.#changed()
  }

  /** "Not this time": what this source says now does not count, until it says something anew. */
  undoAutomatic(source: AutomaticSource): void {
    const holding = this.#view.automatic.find((each) => each.source === source)
    if (holding === undefined) return
    this.#undone.set(source, holding.since)
    this.#changed()
  }

  setCalls(calls: readonly Call[]): void {
    this.#onThePhoneSince = onThePhoneSince(calls, this.#onThePhoneSince)
    this.#changed()
  }

  setIdle(idle: IdleState): void {
    this.#idle = idle
    this.#changed()
  }

  /** A calendar, or anything outside (a door, a sensor), says what the user does; null: nothing does any more. */
  setOutside(
    said: {
      readonly source: 'calendar' | 'outside'
      readonly activity: Activity | null
      /** of a calendar the title of what is on, where the user lets it be told */
      readonly note?: string | null
    } | null,
  ): void {
    if (said === null || said.source === 'outside') this.#outsideNote = said?.note ?? null
    if (said === null || said.source === 'calendar') this.#title = said?.note ?? null
    if (said === null) this.#outside.clear()
    else if (said.activity === null) this.#outside.delete(said.source)
    else {
      const { source, activity } = said
      const known = this.#outside.get(source)
      // Said again, it is the same meeting: what was undone of it stays undone.
      const goesOn = known !== undefined && known.name === activity.name && known.text === activity.text
      this.#outside.set(source, { ...activity, from: activity.from ?? (goesOn ? known.from : this.#now()) })
    }
    this.#changed()
  }

  /** The plan of today and tomorrow; null: there is none. Shared only where the settings say so. */
  setDay(day: readonly BusyPeriod[] | null): void {
    this.#day = day
    this.#changed()
  }

  /** What others may know of the user's journeys, already cut down to what he shares. */
  setTravel(travel: { readonly trips: readonly Stay[]; readonly city: Place | null } | null): void {
    this.#travel = travel
    this.#changed()
  }

  /** Where others fetch the user's picture from his server; one that he names by an address goes before it. */
  setPicture(address: string | null): void {
    this.#picture = address
    this.#changed()
  }

  /** What may be published where the server shows the same to everybody. */
  setShared(shared: Shared): void {
    this.#shared = shared
    this.#changed()
  }

  /** Where the user is by network or time; what he set by hand comes first. */
  setSphere(sphere: 'work' | 'home' | null): void {
    if (this.#sphere === sphere) return
    this.#sphere = sphere
    this.#changed()
  }

  sphereByHand(): 'work' | 'home' | null {
    return this.#view.choice.sphere
  }

  get profile(): Profile {
    return profileFor({ aor: this.#options.aor, server: this.#server, blinkSeen: this.runsBlink })
  }

  get runsBlink(): boolean {
    return this.#self.runsBlink || this.#blinkAround
  }

  /** Another device of the user is on. */
  get othersThere(): boolean {
    return this.#self.othersThere
  }

  /** Another device of the user is on and in use; one that does not say whether it has input counts as in use. */
  get othersInUse(): boolean {
    return this.#self.othersInUse
  }

  /** When what was said last is on the server, or cannot be for now; five seconds at most. */
  async settled(): Promise<void> {
    if (this.#publication.kind !== 'sending') return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, longestSending)
      const settled = this.#settled
      settled.add(done)
      function done(): void {
        clearTimeout(timer)
        settled.delete(done)
        resolve()
      }
    })
  }

  rulesStand(): void {
    this.#self.rulesStand()
  }

  settingsChanged(): void {
    this.#changed()
  }

  /** Somebody among the people runs Blink, and may watch us with it. */
  setBlinkAround(blinkAround: boolean): void {
    if (this.#blinkAround === blinkAround) return
    this.#blinkAround = blinkAround
    this.#changed()
  }

  isDoNotDisturb(): boolean {
    return choiceAt(this.#choice, this.#now()).status === 'dnd'
  }

  #linkChanged(): void {
    const { link } = this.#options.userAgent
    if (link.kind === 'online') [this.#server, this.#gruu] = [link.server, link.gruu]
    const since = link.kind === 'online' ? link.since : null
    // A refreshed registration is told as online too: what was published still holds, and nothing is sent anew.
    if (since !== null && since === this.#onlineSince) {
      this.#changed()
      return
    }
    this.#onlineSince = since
    this.#publishing?.linkChanged()
  }

  #follow(newer: OwnChoice | null): void {
    if (newer !== null) this.#keep(withWithheld(newer, this.#choice, this.#shared.cap))
    this.#changed()
  }

  #look(): OwnView {
    return ownPresence({
      choice: this.#choice,
      onThePhoneSince: this.#onThePhoneSince,
      idle: this.#idle,
      calendar: this.#outside.get('calendar') ?? null,
      outside: this.#outside.get('outside') ?? null,
      outsideNote: this.#outsideNote,
      title: this.#title,
      undone: this.#undone,
      automatic: this.#options.settings().automatic,
      now: this.#now(),
    })
  }

  #changed(): void {
    this.#view = this.#look()
    for (const [source, since] of this.#undone) {
      const holds = this.#view.automatic.some((each) => each.source === source && each.since === since)
      if (!holds) this.#undone.delete(source)
    }
    if (this.#view.choice !== this.#choice) this.#keep(this.#view.choice)
    if (this.#publishing === null) return
    this.#publishing.changed()
    this.#show()
    this.#schedule()
  }

  #keep(choice: OwnChoice): void {
    this.#choice = choice
    this.#latestSetAt = Math.max(this.#latestSetAt, choice.setAt)
    this.#options.choiceStore.save(choice)
  }

  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer)
    const { nextChange } = this.#view
    const wait = nextChange === null ? longestWait : Math.min(longestWait, Math.max(0, nextChange - this.#now()))
    this.#timer = setTimeout(() => this.#changed(), wait)
  }

  #published(publication: OwnPresence['publication']): void {
    this.#publication = publication
    if (publication.kind !== 'sending') for (const done of [...this.#settled]) done()
    if (this.#publishing !== null) this.#show()
  }

  #show(): void {
    const { accountId, state } = this.#options
    const { input: _input, nextChange: _nextChange, noteBy: _noteBy, ...view } = this.#view
    const own: OwnPresence = { accountId, ...view, publication: this.#publication }
    if (isDeepStrictEqual(own, this.#shown)) return
    this.#shown = own
    state.apply({ kind: 'own-presence', own })
  }

  /** All that is said of the user here and now, whoever may see it; a title only as it is told to whom these levels hold for. */
  everything(levels: Levels = allLevels): PresenceDocument {
    return this.#said(this.#now(), true, levels)
  }

  #document(at: number): PresenceDocument {
    const { cap, headline } = this.#shared
    return cappedTo(this.#said(at, headline, cap), cap)
  }

  #said(at: number, withHeadline: boolean, levels: Levels): PresenceDocument {
    return ownDocument({
      view: this.#view,
      sphere: this.#sphere,
      device: this.#device(),
      profile: this.profile,
      at,
      day: this.#options.settings().calendar.shareDay ? this.#day : null,
      travel: this.#travel,
      headline: withHeadline ? headlineOf(this.#view) : null,
      title: titleTold(this.#shared, levels),
    })
  }

  #device(): DeviceFacts {
    const { accountId, aor, instanceId, state, settings, timeOffset = localTimeOffset } = this.#options
    const { platform, accounts } = state.current
    return deviceFacts({
      aor,
      instanceId,
      gruu: this.#gruu,
      displayName: accounts[accountId]?.displayName || null,
      settings: settings(),
      platform,
      picture: this.#picture,
      timeOffset: timeOffset(this.#now()),
    })
  }
}

import { isDeepStrictEqual } from 'node:util'
import { failed, type Result, success } from '#contract/failure'
import type { Contact, Group } from '#contract/people'
import type {
  PersonRule,
  Preview,
  Privacy as PrivacyShown,
  SphereRules,
  Watcher,
  WatcherDecision,
} from '#contract/privacy'
import type { PresenceDocument } from '../documents/pidf.ts'
import type { Log } from '../ports.ts'
import { parseAor } from '../sip/address.ts'
import type { State } from '../state.ts'
import type { OpenSubscription } from './channels.ts'
import { decided, decisionEdits } from './decisions.ts'
import { Enforcement, type EnforcementOptions, keepingOf } from './enforcement.ts'
import type { NetworkPlace } from './network-place.ts'
import { PermissionCheck } from './permission-check.ts'
import { Places } from './placed.ts'
import { type PlainWord, type PlainWords, plainWords, wordEdits } from './plain-words.ts'
import { type Levels, type Placed, type Policy, type PolicyEdit, standingOf } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'
import { isAnswered, PolicyFreshness } from './policy-freshness.ts'
import { previewOf } from './preview.ts'
import type { Profile } from './profile.ts'
import { isQuiet, mayRing, type Ringing } from './reach.ts'
import type { ServerFacts } from './server-facts.ts'
import type { SignOffs } from './sign-offs.ts'
import type { SphereNow } from './sphere.ts'
import { SphereWatch } from './sphere-watch.ts'
import { WatcherAuthorization } from './watcher-authorization.ts'
import type { SeenWatcher } from './watchers-seen.ts'
import { isForAll } from './withholding.ts'

export type PrivacyOptions = {
  readonly accountId: string
  readonly aor: string
  readonly state: State
  readonly document: PolicyDocument
  readonly openRules: EnforcementOptions['openRules']
  readonly sharedId: EnforcementOptions['sharedId']
  readonly signOffs: SignOffs
  readonly people: { readonly contacts: () => readonly Contact[]; readonly groups: () => readonly Group[] }
  readonly publisher: EnforcementOptions['publish'] & {
    readonly everything: (levels: Levels) => PresenceDocument
    readonly setSphere: (sphere: 'work' | 'home' | null) => void
    readonly sphereByHand: () => 'work' | 'home' | null
    readonly profile: Profile
    readonly isDoNotDisturb: () => boolean
    readonly othersThere: boolean
  }
  readonly subscription: OpenSubscription
  readonly serverFacts: () => Omit<ServerFacts, 'aor'>
  /** false: nobody looks for a server that keeps his documents */
  readonly looksForServer?: boolean
  readonly networkPlace: () => Promise<NetworkPlace | null>
  /** of this device, by name */
  readonly store: {
    readonly load: (name: string) => unknown
    readonly save: (name: string, value: unknown) => void
  }
  readonly log: Log
  readonly now?: () => number
}

const noAddress = failed({ kind: 'invalid', field: 'address' })

/** Who sees what of the user, and for whom he is there: holds what he wants, sees to it, and shows how it stands. */
export class Privacy {
  readonly #options: PrivacyOptions
  readonly #now: () => number
  readonly #enforcement: Enforcement
  readonly #watching: WatcherAuthorization
  readonly #freshness: PolicyFreshness
  readonly #permissions = new PermissionCheck({
    askAgain: () => this.#watching.refresh(),
    writeAgain: () => this.#enforcement.writeAgain(),
  })
  readonly #endings: (() => void)[] = []
  #running = false
  #shown: PrivacyShown | null = null
  readonly #sphere: SphereWatch
  #profile: Profile | null = null
  #seen: readonly SeenWatcher[] = []
  readonly #shownWatchers = new Map<string, Watcher>()
  /** the server had our documents once since the start: they are not those of an old day */
  #wasSaved = false
  /** ever on this device, what the user wants was read or there was nowhere to read it from */
  #wasKnown = false
  readonly #places: Places
  #isDue = false
  #words: { readonly people: readonly Placed[]; readonly words: PlainWords } | null = null

  constructor(options: PrivacyOptions) {
    const { accountId, aor, log, publisher, subscription } = options
    this.#options = options
    this.#places = new Places(options.people)
    this.#now = options.now ?? Date.now
    this.#freshness = new PolicyFreshness(options.document, () => this.changed())
    this.#enforcement = new Enforcement({
      own: aor,
      openRules: options.openRules,
      sharedId: options.sharedId,
      publish: publisher,
      onChange: () => this.#show(),
      log,
      now: this.#now,
    })
    this.#sphere = new SphereWatch({
      byHand: () => publisher.sphereByHand(),
      networkPlace: options.networkPlace,
      store: options.store,
      onLook: (before) => this.#sphereLookedAt(before),
      onShown: () => this.#show(),
      log,
      now: this.#now,
    })
    this.#watching = new WatcherAuthorization({
      accountId,
      aor,
      open: subscription,
      onChange: (watchers) => {
        this.#seen = watchers
        this.changed()
      },
      log,
      now: this.#now,
    })
  }

  /** Before anything is published. */
  start(): void {
    const { accountId, document, state, store, signOffs } = this.#options
    this.#running = true
    this.#sphere.start()
    this.#endings.push(
      document.onChange(() => this.changed()),
      document.onState(() => this.changed()),
      // The roster tells of people; of groups, and of what the user set by hand, the state does.
      state.onEach((change) => {
        if (change.kind === 'group' ? change.group.accountId === accountId : change.kind === 'group-removed') {
          this.#places.forget()
          this.#changedSoon()
        }
        if (change.kind !== 'own-presence' || change.own.accountId !== accountId) return
        this.#sphere.look()
        signOffs.shown(change.own.choice.status)
        if (this.#profile !== this.#options.publisher.profile) this.changed()
      }),
    )
    this.#wasKnown = this.#options.looksForServer === false || store.load('known') === true
    signOffs.start()
    this.#freshness.start()
    this.changed()
    this.#watching.start()
    this.networkChanged()
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#sphere.stop()
    for (const end of this.#endings.splice(0)) end()
    this.#enforcement.stop()
    this.#freshness.stop()
    this.#permissions.stop()
    this.#options.signOffs.stop()
    await this.#watching.stop()
  }

  get policy(): Policy {
    return this.#options.document.current
  }

  /** What may be published at all. */
  get cap(): Levels {
    return this.#enforcement.enforced.cap
  }

  // --- What the user does -------------------------------------------------------------------------------------------

  edit(...edits: readonly PolicyEdit[]): void {
    this.#options.document.edit(edits)
  }

  /** null: no longer an exception. */
  setPerson(address: string, rule: Omit<PersonRule, 'aor'> | null): Result<null> {
    const aor = parseAor(address)
    if (aor === null) return noAddress
    this.edit(rule === null ? { kind: 'person-removed', aor } : { kind: 'person', rule: { aor, ...rule } })
    return success(null)
  }

  /** The answer to somebody who wants to see the user; the group was given to him already. */
  decide(aor: string, decision: WatcherDecision): void {
    const record = { kind: 'decision', record: { aor, decision, at: this.#now() } } as const
    this.edit(...decisionEdits(aor, decision), record)
  }

  /** Who is allowed and who is blocked, in the words of other programs; the same until something is different. */
  get words(): PlainWords {
    const people = this.#places.of(this.policy).people
    if (this.#words?.people !== people) this.#words = { people, words: plainWords(this.policy, people) }
    return this.#words.words
  }

  /** What the user said of somebody in another program is what he wants. */
  take(aors: readonly string[], word: PlainWord): void {
    const { words } = this
    this.edit(...aors.flatMap((aor) => wordEdits(words, aor, word, this.#now())))
  }

  setSphereRules(rules: SphereRules): void {
    this.#sphere.setRules(rules)
  }

  /** The app is about to end: what is to be seen while no device is on is written, unless another one stays on. */
  signOff(): void {
    const { signOffs, publisher } = this.#options
    if (this.policy.signOff.atQuit && !publisher.othersThere) signOffs.write()
  }

  removeForeignRule(ruleId: string): void {
    this.#enforcement.removeForeign(ruleId)
  }

  /** What this person sees now; `as`: what he would see if the user decided so. */
  preview(address: string, as: WatcherDecision | null): Result<Preview> {
    const aor = parseAor(address)
    if (aor === null) return noAddress
    const { accountId, publisher, aor: own } = this.#options
    const { columns } = this.#placeOf(aor)
    const { cap, withheld } = this.#enforcement.enforced
    const preview = previewOf({
      accountId,
      aor: own,
      policy: as === null ? this.policy : decided(this.policy, aor, as),
      watcher: {
        aor,
        columns:
          as?.kind === 'allow' && as.groupId !== null
            ? [...columns.filter((column) => column !== 'others'), as.groupId]
            : columns,
      },
      sphere: this.#sphere.current.now,
      documentFor: (levels) => publisher.everything(levels),
      cap,
      withheld: new Set(withheld.map(({ detail }) => detail)),
      foreign: this.#enforcement.foreignGrant(aor),
      now: this.#now(),
    })
    return success(preview)
  }

  // --- What follows ---------------------------------------------------------------------------------------------------

  /** Whether this person may ring now. */
  mayRing(aor: string): Ringing {
    return mayRing(this.policy, this.#placeOf(aor), this.#sphere.current.now)
  }

  /** Whether everybody who is let in may see the user's picture; null: what he wants is not known yet. */
  get showsPictureToAll(): boolean | null {
    return this.#wasKnown ? isForAll(this.policy, this.#places.of(this.policy).people, 'picture') : null
  }

  isQuiet(aor: string): boolean {
    return isQuiet(this.policy, this.#placeOf(aor), this.#options.publisher.isDoNotDisturb())
  }

  linkChanged(online: boolean): void {
    this.#freshness.linkChanged(online)
    this.changed()
  }

  /** This computer may be somewhere else. */
  networkChanged(): void {
    this.#sphere.networkChanged()
  }

  #sphereLookedAt(before: SphereNow): void {
    const { now, source } = this.#sphere.current
    this.#options.publisher.setSphere(source === 'hand' ? null : now)
    if (before.now !== now) this.changed()
    else if (before.source !== source) this.#show()
  }

  /** Two hundred groups of an import, or of a roster sorted anew, are one change; before anything is sent. */
  #changedSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => (this.#isDue ? this.changed() : null))
  }

  /** Something that decides who sees what may be another. */
  changed(): void {
    this.#isDue = false
    if (!this.#running) return
    const { document, serverFacts, aor, signOffs, store, publisher } = this.#options
    this.#profile = publisher.profile
    if (document.state.kind === 'saved') this.#wasSaved = true
    if (!this.#wasKnown && isAnswered(document.state)) {
      this.#wasKnown = true
      store.save('known', true)
    }
    this.#enforcement.want({
      policy: this.policy,
      people: this.#places.of(this.policy).people,
      sphere: this.#sphere.current.now,
      // Where Blink reads along it is said in words of our own, which no server knows.
      saysSphere: publisher.profile === 'full',
      strangers: this.#strangers(),
      watchers: this.#seen.map(({ aor }) => aor),
      isComplete: this.#wasSaved,
      isKnown: this.#wasKnown,
      isFresh: this.#freshness.holds,
      facts: { aor, ...serverFacts() },
    })
    signOffs.planChanged()
    this.#show()
  }

  /** Where no rules are kept, the server lets in whom it will: counted as soon as the user has said that it matters. */
  #strangers(): readonly string[] {
    const { views, people } = this.policy
    const isTouched = Object.keys(views).length + people.length > 0
    if (!isTouched || this.#options.serverFacts().auids !== null) return []
    return this.#seen
      .filter(({ status, aor }) => status === 'active' && this.#standing(aor).handling !== 'allow')
      .map(({ aor }) => aor)
  }

  #standing(aor: string) {
    return standingOf(this.policy, this.#placeOf(aor), this.#sphere.current.now)
  }

  #placeOf(aor: string): Placed {
    return this.#places.of(this.policy).place(aor)
  }

  #show(): void {
    if (!this.#running) return
    const { accountId, state, document, signOffs } = this.#options
    const { policy } = this
    const { server, withheld, conflicts, reapplied, ...kept } = this.#enforcement.enforced
    const privacy: PrivacyShown = {
      accountId,
      columns: this.#places.of(policy).columns,
      people: policy.people,
      decisions: policy.decisions.toReversed(),
      keeping: keepingOf(document.state, document.refusal, kept),
      server,
      withheld,
      conflicts,
      reapplied,
      sphere: this.#sphere.state,
      signOff: { plan: policy.signOff, ...signOffs.state },
    }
    this.#showWatchers()
    if (isDeepStrictEqual(privacy, this.#shown)) return
    this.#shown = privacy
    state.apply({ kind: 'privacy', privacy })
  }

  #showWatchers(): void {
    const { accountId, state } = this.#options
    const there = new Set<string>()
    for (const seen of this.#seen) {
      there.add(seen.aor)
      const latest = this.policy.decisions.findLast(({ aor }) => aor === seen.aor)
      const { handling } = this.#standing(seen.aor)
      const watcher: Watcher = { accountId, ...seen, asked: latest?.decision.kind === 'later', handling }
      if (isDeepStrictEqual(watcher, this.#shownWatchers.get(seen.aor))) continue
      this.#shownWatchers.set(seen.aor, watcher)
      state.apply({ kind: 'watcher', watcher })
    }
    for (const aor of [...this.#shownWatchers.keys()].filter((known) => !there.has(known))) {
      this.#shownWatchers.delete(aor)
      state.apply({ kind: 'watcher-removed', accountId, aor })
    }
    this.#permissions.look([...this.#shownWatchers.values()], this.#enforcement.enforced.rules?.kind === 'saved')
  }
}

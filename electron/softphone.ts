import { join } from 'node:path'
import type { Account } from '#contract/account'
import type { Call } from '#contract/calls'
import { failed, type Result, success } from '#contract/failure'
import type { WatcherDecision } from '#contract/privacy'
import { Calls } from './calls/calls.ts'
import { Messaging } from './messaging/messaging.ts'
import type { Ports } from './ports.ts'
import { ChangeLog } from './presence/change-log.ts'
import { sipChannels } from './presence/channels.ts'
import { FollowedPeople } from './presence/followed-people.ts'
import { PresenceIcons } from './presence/icons.ts'
import { networkPlace } from './presence/network-place.ts'
import { readLanguages } from './presence/note-language.ts'
import { OwnPicture } from './presence/own-picture.ts'
import { policyDocument } from './presence/policy-document.ts'
import { PresencePublisher } from './presence/presence-publisher.ts'
import { PresenceWatcher } from './presence/presence-watcher.ts'
import { Privacy } from './presence/privacy.ts'
import { RulesDocument } from './presence/rules-document.ts'
import { SignOffs } from './presence/sign-offs.ts'
import { Scope } from './roster/book-contacts.ts'
import { FollowedLists } from './roster/followed-lists.ts'
import { ListUpkeep } from './roster/list-upkeep.ts'
import { PolicyUpkeep } from './roster/policy-upkeep.ts'
import type { Roster } from './roster/roster.ts'
import { RosterSync } from './roster/roster-sync.ts'
import { domainOf, parseAor } from './sip/address.ts'
import { iceServersOf } from './sip/ice-cut.ts'
import { linkState } from './sip/link-state.ts'
import { PageMessages } from './sip/page-messages.ts'
import { Subscription } from './sip/subscription.ts'
import { type SipLink, UserAgent } from './sip/user-agent.ts'
import { within } from './sip/within.ts'
import type { SoftphoneOptions } from './softphone-options.ts'
import type { State } from './state.ts'
import { resourceListsKind, rlsServicesKind } from './xcap/document-kind.ts'
import { XcapDocuments } from './xcap/xcap-documents.ts'

/**
 * Every service of one account, built and connected here and nowhere else. Read top to bottom: what exists, then who
 * listens to whom.
 */
export class Softphone {
  readonly account: Account
  readonly userAgent: UserAgent
  readonly roster: Roster
  readonly messaging: Messaging
  readonly publisher: PresencePublisher
  readonly watcher: PresenceWatcher
  readonly follows: FollowedPeople
  readonly changes: ChangeLog
  readonly icons: PresenceIcons
  readonly picture: OwnPicture
  readonly calls: Calls
  /** what is kept on the server and the same on every device */
  readonly documents: XcapDocuments
  readonly privacy: Privacy
  /** people of lists that stand elsewhere */
  readonly followedLists: FollowedLists
  readonly #rosterSync: RosterSync
  /** keep something of the user's documents equal, each its own part */
  readonly #upkeep: readonly { start(): void; stop(): void }[]
  readonly #state: State
  readonly #ports: Ports
  readonly #endings: (() => void)[] = []

  constructor(options: SoftphoneOptions) {
    const { account, ports, state, stores, settings } = options
    const { log } = ports
    const own = { accountId: account.id, aor: account.aor, state, log }
    this.account = account
    this.#state = state
    this.#ports = ports

    const userAgent = new UserAgent({
      account: { ...account, instanceId: options.instanceId },
      password: options.password,
      userAgent: `Dialtone/${ports.platform.version}`,
      log,
      ...(options.createSocket ? { createSocket: options.createSocket } : {}),
    })
    const { roster } = options
    const nameOf = (aor: string) => followedLists.nameOf(aor) ?? roster.nameOf(aor)
    const publisher = new PresencePublisher({
      ...own,
      instanceId: options.instanceId,
      userAgent,
      choiceStore: stores.choice,
      settings,
      firstWord: options.calendar.known,
      tags: stores.privacy.tagsOf(account.id),
    })
    const watcher = new PresenceWatcher({
      accountId: account.id,
      userAgent,
      state,
      log,
      resourceList: account.resourceList ?? null,
      languages: () => readLanguages(settings()),
    })
    const follows = new FollowedPeople({
      accountId: account.id,
      state,
      store: stores.follows,
      notifier: ports.notifier,
      nameOf,
      log,
    })
    const changes = new ChangeLog({
      accountId: account.id,
      store: stores.changes,
      isOn: () => settings().people.keepChanges,
      log,
    })
    const icons = new PresenceIcons({
      state,
      folder: ports.profile === null ? null : join(ports.profile, 'icons'),
      pictures: ports.pictures,
      isOn: () => settings().people.icons,
      log,
      fetching: { ownDomain: domainOf(account.aor), ca: account.trustedCertificate },
    })
    const documents = new XcapDocuments({
      account,
      password: options.password,
      cache: stores.documents,
      log,
      subscribe: (changes) => new Subscription(userAgent, { target: account.aor, expires: 3600, ...changes }),
    })
    const listAddress = (name: string) => documents.listAddress(name)
    const lists = documents.open(resourceListsKind)
    const rosterSync = new RosterSync({
      accountId: account.id,
      roster,
      document: lists,
      store: stores.roster,
      shape: { domain: domainOf(account.aor), listAddress },
      log,
    })
    const services = documents.open(rlsServicesKind)
    const listUpkeep = new ListUpkeep({ aor: account.aor, lists, services, listAddress })
    const followedLists = new FollowedLists({
      ...own,
      contacts: () => roster.contacts,
      lists,
      documents,
      cache: stores.documents,
      now: Date.now,
    })
    const messaging = new Messaging({
      ...own,
      store: stores.messages,
      pageMessages: new PageMessages(userAgent),
      onLink: (listener) => userAgent.onLink(listener),
      nameOf,
      notifier: ports.notifier,
      isWatched: options.isWatched,
      isQuiet: (aor) => privacy.isQuiet(aor),
    })
    const calls = new Calls({
      ...own,
      userAgent,
      mediaEngine: ports.media,
      history: stores.calls,
      settings,
      nameOf,
      doNotDisturb: () => publisher.isDoNotDisturb(),
      isFavourite: (aor) => roster.isFavourite(aor),
      mayRing: (aor) => privacy.mayRing(aor),
      notifier: ports.notifier,
      iceServers: iceServersOf(account),
    })
    const channels = sipChannels(userAgent)
    const scope = new Scope(account.id)
    // Who reaches the server by another way than the network reaches only documents whose place was said.
    const looksForServer = options.createSocket === undefined || account.xcapRoot !== null
    const signOffs = new SignOffs({
      aor: account.aor,
      documents,
      plan: () => privacy.policy.signOff,
      cap: () => privacy.cap,
      profile: () => publisher.profile,
      onChange: () => privacy.changed(),
      othersInUse: () => publisher.othersInUse,
      onDue: (away) => publisher.setChoice(away),
      now: Date.now,
    })
    const privacy = new Privacy({
      ...own,
      document: policyDocument(documents, scope),
      sharedId: scope.in,
      openRules: (auid, told) => new RulesDocument({ documents, auid, aor: account.aor, now: Date.now, ...told }),
      signOffs,
      people: { contacts: () => roster.everybody, groups: () => roster.groups },
      publisher,
      subscription: channels.subscription,
      serverFacts: () => ({
        software: userAgent.software,
        auids: documents.server?.auids ?? null,
        blinkSeen: publisher.runsBlink,
      }),
      looksForServer,
      networkPlace,
      store: {
        load: (name) => stores.privacy.load(account.id, name),
        save: (name, value) => stores.privacy.save(account.id, name, value),
      },
    })
    const policyUpkeep = new PolicyUpkeep({
      aor: account.aor,
      lists,
      listAddress,
      words: () => privacy.words,
      take: (aors, policy) => privacy.take(aors, policy),
    })
    const picture = new OwnPicture({
      accountId: account.id,
      documents,
      state,
      store: {
        load: () => stores.privacy.load(account.id, 'picture'),
        save: (chosen) => stores.privacy.save(account.id, 'picture', chosen),
      },
      folder: ports.profile === null ? null : join(ports.profile, 'icons'),
      pictures: ports.pictures,
      isForAll: () => privacy.showsPictureToAll,
      onAddress: (address) => publisher.setPicture(address),
      ca: account.trustedCertificate,
      log,
    })
    this.userAgent = userAgent
    this.privacy = privacy
    this.roster = roster
    this.followedLists = followedLists
    this.publisher = publisher
    this.watcher = watcher
    this.follows = follows
    this.changes = changes
    this.icons = icons
    this.picture = picture
    this.messaging = messaging
    this.calls = calls
    this.documents = documents
    this.#rosterSync = rosterSync
    this.#upkeep = [listUpkeep, policyUpkeep, followedLists]

    const setWatched = (aors: readonly string[]) => {
      watcher.setContacts(aors)
      options.travel.seen.setPeople(account.id, aors)
    }
    // Who listens to whom.
    this.#endings.push(
      userAgent.onLink((link) => this.#showLink(link)),
      roster.onChange((contacts) => setWatched(followedLists.withFollowed(contacts))),
      followedLists.onChange((aors) => setWatched(aors)),
      roster.onChange(() => followedLists.changed()),
      userAgent.onLink((link) => followedLists.setOnline(link.kind === 'online')),
      roster.onChange((contacts) => follows.setPeople(contacts.map((contact) => contact.aor))),
      roster.onChange(() => privacy.changed()),
      roster.onChange(() => policyUpkeep.changed()),
      documents.onChange(() => privacy.changed()),
      userAgent.onLink((link) => privacy.linkChanged(link.kind === 'online')),
      // Where the picture may stand follows from who may see what.
      documents.onChange(() => picture.look()),
      state.onEach((change) => {
        if (change.kind === 'privacy' && change.privacy.accountId === account.id) picture.look()
      }),
      ports.network.onChange(() => privacy.networkChanged()),
      // Said by hand, it is what was said.
      listUpkeep.onChange((uri) => watcher.setResourceList(account.resourceList ?? uri)),
      watcher.onPresentity((presentity) => {
        follows.look(presentity)
        changes.look(presentity)
        icons.look(presentity)
        options.travel.seen.look(presentity)
      }),
      calls.onChange((list: readonly Call[]) => publisher.setCalls(list)),
      watcher.onBlinkSeen((seen) => publisher.setBlinkAround(seen)),
      options.calendar.onChange(({ activity, title, day }) => {
        publisher.setOutside({ source: 'calendar', activity, note: title })
        publisher.setDay(day)
      }),
      options.travel.own.onChange((told) => publisher.setTravel(told)),
      ports.idle.onChange((idle) => publisher.setIdle(idle)),
      ports.idle.onChange((idle) => (idle.kind === 'active' ? watcher.lookAround() : null)),
      ports.idle.onChange((idle) => documents.setInUse(idle.kind === 'active' || idle.kind === 'unknown')),
      documents.onChange((told) => state.apply({ kind: 'server-documents', accountId: account.id, documents: told })),
      !looksForServer
        ? () => {}
        : userAgent.onLink((link) => documents.setLink(link.kind === 'online' ? link.since : null)),
      ports.network.onChange(() => userAgent.reconnectNow()),
    )
  }

  /** Shows what is kept here at once; everything that needs the server follows when the link is up. */
  start(): void {
    this.#state.apply({ kind: 'account', account: this.account })
    this.roster.start()
    this.roster.tidy()
    this.#rosterSync.start()
    for (const each of this.#upkeep) each.start()
    this.messaging.start()
    this.calls.start()
    // What may not be seen by all has to be known before the first word is published.
    this.privacy.start()
    this.publisher.start()
    this.follows.start()
    this.changes.start()
    this.icons.start()
    this.picture.start()
    this.watcher.start()
    this.documents.start()
  }

  /** Separate from start(): the roster is on screen before the first byte is sent. */
  connect(): void {
    this.#ports.log.info('connecting %s', this.account.aor)
    this.#rosterSync.meet()
    this.followedLists.changed()
    this.userAgent.start()
  }

  /** Ends calls, takes the publication and the subscriptions back, then signs off. Bounded: nobody waits for a dead server. */
  async stop(): Promise<void> {
    // All but the first, which shows the link: that is shown to the end.
    for (const end of this.#endings.splice(1)) end()
    this.calls.stop()
    this.follows.stop()
    this.changes.stop()
    this.icons.stop()
    this.picture.stop()
    // Said, and on the server, before the last device is gone: nobody sees anything between, and its going tells of it.
    this.privacy.signOff()
    await within(3_000, this.documents.settled())
    await within(
      3_000,
      Promise.all([this.publisher.stop(), this.watcher.stop(), this.messaging.stop(), this.privacy.stop()]),
    )
    await within(3_000, this.documents.settled())
    await within(1_000, this.documents.stop())
    this.#rosterSync.stop()
    for (const each of this.#upkeep) each.stop()
    await within(3_000, this.userAgent.stop())
    for (const end of this.#endings.splice(0)) end()
  }

  /** The user answers somebody who wants to see him: who is put into a group is one of the people from then on. */
  decide(address: string, decision: WatcherDecision, name: string): Result<null> {
    const aor = parseAor(address)
    if (aor === null) return failed({ kind: 'invalid', field: 'address' })
    if (decision.kind === 'allow' && decision.groupId !== null) {
      const known = this.roster.contacts.find((contact) => contact.aor === aor)
      const groupIds = [...(known?.groupIds ?? []), decision.groupId]
      const done = known ? this.roster.change(known.id, { groupIds }) : this.roster.add(aor, name, groupIds)
      if (!done.ok) return done
    }
    this.privacy.decide(aor, decision)
    return success(null)
  }

  #showLink(link: SipLink): void {
    // Stopped to begin again with other settings, or signed out: who stops knows, and says which.
    if (link.kind === 'stopped') return
    this.#state.apply({ kind: 'link', accountId: this.account.id, link: linkState(link) })
  }
}

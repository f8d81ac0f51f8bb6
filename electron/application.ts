import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Account, AccountId, AccountSettings, PasswordStorage } from '#contract/account'
import type { SettingsPatch, SignIn } from '#contract/commands'
import { type Failure, failed, type Result, success } from '#contract/failure'
import type { OutsideAnswer, OutsideRequest } from '#contract/outside'
import type { Settings } from '#contract/settings'
import type { Calendars } from './calendar/calendars.ts'
import type { Travels } from './calendar/travel/travels.ts'
import { Keys } from './keys.ts'
import { OwnCalendars } from './own-calendars.ts'
import { background, type Ports } from './ports.ts'
import { Photos, photoFolder } from './roster/photos.ts'
import { Roster } from './roster/roster.ts'
import { parseAor } from './sip/address.ts'
import type { Softphone } from './softphone.ts'
import type { SoftphoneOptions } from './softphone-options.ts'
import type { State } from './state.ts'
import { CallHistory } from './storage/call-history.ts'
import { ChangeStore } from './storage/change-store.ts'
import { type Database, openDatabase } from './storage/database.ts'
import { DocumentCache } from './storage/document-cache.ts'
import { FollowStore } from './storage/follow-store.ts'
import { MessageStore } from './storage/message-store.ts'
import { PrivacyStore } from './storage/privacy-store.ts'
import { RosterStore } from './storage/roster-store.ts'
import { SettingsStore } from './storage/settings-store.ts'
import { TravelStore } from './storage/travel-store.ts'

/**
 * The running app without its windows: settings, database and one Softphone for each account. The command line and the
 * flow tests use it as main does.
 */
export class Application {
  readonly #ports: Ports
  readonly #state: State
  readonly #store: SettingsStore
  readonly #softphones = new Map<AccountId, Softphone>()
  /** on the screen, and not yet anybody's */
  readonly #rosters = new Map<AccountId, Roster>()
  readonly #watched: (aor: string) => boolean
  readonly #createSocket: SoftphoneOptions['createSocket']
  #database: Database | null = null
  readonly #keys: Keys
  readonly #own: OwnCalendars

  constructor(options: {
    readonly ports: Ports
    readonly state: State
    readonly isWatched: (aor: string) => boolean
    readonly createSocket?: SoftphoneOptions['createSocket']
  }) {
    this.#ports = options.ports
    this.#state = options.state
    this.#watched = options.isWatched
    this.#createSocket = options.createSocket
    const { profile } = options.ports
    if (profile) mkdirSync(profile, { recursive: true, mode: 0o700 })
    this.#store = new SettingsStore({
      file: profile && join(profile, 'settings.json'),
      log: options.ports.log,
      secrets: options.ports.secrets,
    })
    this.#keys = new Keys(options.ports, this.#store)
    this.#own = new OwnCalendars({
      ports: options.ports,
      state: options.state,
      store: this.#store,
      database: () => this.#opened(),
    })
  }

  get settings(): Settings {
    return this.#store.settings
  }

  /** Shows who is kept on this computer, so that the roster is complete. What that does not need is not even loaded yet. */
  async show(): Promise<void> {
    const { platform } = this.#ports
    this.#state.apply({ kind: 'platform', platform })
    this.#state.apply({ kind: 'settings', settings: this.settings })
    this.#ports.idle.setThreshold(this.settings.automatic.idleMinutes * 60)
    const calendars = this.#store.calendars.map((each) => ({ ...each, readAt: null, failure: null }))
    if (calendars.length > 0) this.#state.apply({ kind: 'calendars', calendars })
    await this.#openDatabase()
    for (const account of this.#store.accounts) {
      this.#state.apply({ kind: 'account', account })
      if (this.#keys.password(account) === null) this.#waitForPassword(account)
      else this.#showRoster(account.id)
    }
    this.#state.apply({ kind: 'ready' })
  }

  /** Everything that calls, writes and watches, with all that is kept of it. Nothing is sent yet. */
  async start(): Promise<void> {
    if (!this.#database) await this.show()
    for (const account of this.#store.accounts) {
      const password = this.#keys.password(account)
      if (password !== null) await this.#build(account, password)
    }
  }

  /** After the first paint: the links go up, and the calendars are read. */
  connect(): void {
    for (const softphone of this.#softphones.values()) softphone.connect()
    this.#own.connect()
  }

  calendars(): Promise<Calendars> {
    return this.#own.calendars()
  }

  travels(): Promise<Travels> {
    return this.#own.travels()
  }

  async stop(): Promise<void> {
    await this.#own.stop()
    await Promise.all([...this.#softphones.values()].map((softphone) => softphone.stop()))
    this.#softphones.clear()
    this.#rosters.clear()
    this.#database?.close()
    this.#database = null
  }

  softphone(id: AccountId): Softphone | null {
    return this.#softphones.get(id) ?? null
  }

  get softphones(): Iterable<Softphone> {
    return this.#softphones.values()
  }

  /**
   * Resolves when the server has let this account in. Where it does not, nothing typed here is kept: the screen still has it,
   * and says what to mend.
   */
  async signIn({ settings: typed, password, passwordStorage }: SignIn): Promise<Result<{ id: AccountId }>> {
    const aor = parseAor(typed.aor)
    if (!aor) return failed({ kind: 'invalid', field: 'address' })
    const settings = { ...typed, aor }
    const known = this.#store.accounts.find((account) => account.aor === settings.aor)
    const account: Account = { ...settings, id: known?.id ?? randomUUID(), passwordStorage }
    const kept = this.#keys.keepPassword(account.id, password, passwordStorage)
    if (!kept.ok) return kept
    this.#store.saveAccount(account)
    const running = this.#softphones.has(account.id)
    const softphone = await this.#replace(account, password)
    const failure = running ? null : await firstFailure(softphone)
    if (failure === null) return success({ id: account.id })
    await this.signOut(account.id, known === undefined)
    return failed(failure)
  }

  async signOut(id: AccountId, forget: boolean): Promise<Result<null>> {
    await this.#softphones.get(id)?.stop()
    this.#softphones.delete(id)
    this.#store.dropPassword(id)
    if (forget) {
      this.#store.removeAccount(id)
      this.#forgetKept(id)
      this.#own.travel.seen.setPeople(id, [])
      this.#state.apply({ kind: 'account-removed', id })
    } else this.#state.apply({ kind: 'link', accountId: id, link: { kind: 'signed-out' } })
    return success(null)
  }

  /** People, messages and calls, as the user was told; what is known of people after the people. */
  #forgetKept(id: AccountId): void {
    const database = this.#database
    if (!database) return
    const stores = [
      MessageStore,
      CallHistory,
      RosterStore,
      FollowStore,
      ChangeStore,
      DocumentCache,
      PrivacyStore,
      TravelStore,
    ]
    for (const Store of stores) new Store(database).removeAccount(id)
    const photos = photoFolder(this.#ports.profile, id)
    if (photos !== null) rmSync(photos, { recursive: true, force: true })
  }

  async setPassword(id: AccountId, password: string, passwordStorage: PasswordStorage): Promise<Result<null>> {
    const known = this.#store.accounts.find((account) => account.id === id)
    if (!known) return failed({ kind: 'not-signed-in' })
    const kept = this.#keys.keepPassword(id, password, passwordStorage)
    if (!kept.ok) return kept
    const account = { ...known, passwordStorage }
    this.#store.saveAccount(account)
    await this.#replace(account, password)
    return success(null)
  }

  async change(id: AccountId, settings: AccountSettings): Promise<Result<null>> {
    const known = this.#store.accounts.find((account) => account.id === id)
    if (!known) return failed({ kind: 'not-signed-in' })
    const account: Account = { ...known, ...settings, aor: parseAor(settings.aor) ?? known.aor }
    this.#store.saveAccount(account)
    const password = this.password(id)
    if (password === null) this.#waitForPassword(account)
    else await this.#replace(account, password)
    return success(null)
  }

  /** For "Test connection" on a saved account. */
  password(id: AccountId): string | null {
    const account = this.#store.accounts.find((candidate) => candidate.id === id)
    return account ? this.#keys.password(account) : null
  }

  account(id: AccountId): Account | null {
    return this.#store.accounts.find((account) => account.id === id) ?? null
  }

  setSettings(patch: SettingsPatch): Settings {
    const settings = merge(this.settings, patch)
    this.#store.saveSettings(settings)
    this.#state.apply({ kind: 'settings', settings })
    this.#ports.idle.setThreshold(settings.automatic.idleMinutes * 60)
    this.#own.settingsChanged(patch)
    for (const softphone of this.#softphones.values()) {
      softphone.publisher.settingsChanged()
      softphone.calls.settingsChanged()
      softphone.changes.settingsChanged()
    }
    return settings
  }

  /** The user looks at the window: what may have changed unsaid is asked for. */
  lookAround(): void {
    for (const softphone of this.#softphones.values()) softphone.watcher.lookAround()
  }

  /** A program outside says what the user does, until when. */
  sayOutside(request: OutsideRequest): OutsideAnswer {
    const wanted = request.account === null ? null : parseAor(request.account)
    const meant = [...this.#softphones.values()].filter(
      ({ account }) => request.account === null || account.aor === wanted,
    )
    if (meant.length === 0) return failed({ kind: 'not-signed-in' })
    if (request.do === 'set' && request.until <= Date.now()) return failed({ kind: 'invalid', field: 'until' })
    const accounts = meant.map(({ account, publisher }) => {
      publisher.setOutside({
        source: 'outside',
        activity:
          request.do === 'clear'
            ? null
            : { name: request.activity, text: request.text, from: null, until: request.until },
        note: request.do === 'clear' ? null : request.note,
      })
      const own = this.#state.current.ownPresence[account.id]
      return {
        id: account.id,
        account: account.aor,
        availability: own?.availability ?? 'unknown',
        activities: own?.activities ?? [],
        decidedBy: own?.decidedBy ?? 'none',
      }
    })
    return { ok: true, accounts }
  }

  async #openDatabase(): Promise<void> {
    const { profile, log } = this.#ports
    const key = profile ? this.#keys.databaseKey() : null
    // A key store that does not open today may open tomorrow: its file is left alone and this run keeps one of its own.
    const name = key === 'locked' ? 'dialtone-without-key.db' : 'dialtone.db'
    this.#database = await openDatabase({
      file: profile && join(profile, name),
      key: key === 'locked' ? null : key,
      log,
    })
  }

  #waitForPassword(account: Account): void {
    const domain = account.aor.slice(account.aor.indexOf('@') + 1)
    const failure: Failure = { kind: 'password-needed', domain }
    this.#state.apply({ kind: 'account', account })
    this.#state.apply({
      kind: 'link',
      accountId: account.id,
      link: { kind: 'offline', since: Date.now(), failure, retryAt: null },
    })
  }

  async #replace(account: Account, password: string): Promise<Softphone> {
    await this.#softphones.get(account.id)?.stop()
    const softphone = await this.#build(account, password)
    softphone.connect()
    return softphone
  }

  #showRoster(id: AccountId): Roster {
    const { profile, pictures, log } = this.#ports
    const roster = new Roster({
      accountId: id,
      state: this.#state,
      store: new RosterStore(this.#opened()),
      photos: new Photos({ accountId: id, profile, pictures, log }),
      log,
    })
    this.#rosters.set(id, roster)
    roster.start()
    return roster
  }

  #opened(): Database {
    if (!this.#database) throw new Error('the database is not open')
    return this.#database
  }

  async #build(account: Account, password: string): Promise<Softphone> {
    // SIP, XML and all that is made of them: loaded when the roster is on the screen.
    const softphones = await import('./softphone.ts')
    const database = this.#opened()
    const store = this.#store
    const roster = this.#rosters.get(account.id) ?? this.#showRoster(account.id)
    this.#rosters.delete(account.id)
    const softphone = new softphones.Softphone({
      account,
      password,
      instanceId: store.instanceId(account.id),
      ports: this.#ports,
      state: this.#state,
      roster,
      stores: {
        messages: new MessageStore(database),
        calls: new CallHistory(database),
        follows: new FollowStore(database),
        changes: new ChangeStore(database),
        documents: new DocumentCache(database),
        roster: new RosterStore(database),
        privacy: new PrivacyStore(database),
        choice: { load: () => store.choice(account.id), save: (choice) => store.saveChoice(account.id, choice) },
      },
      calendar: this.#own.activity,
      travel: this.#own.travel,
      settings: () => this.settings,
      isWatched: this.#watched,
      ...(this.#createSocket ? { createSocket: this.#createSocket } : {}),
    })
    this.#softphones.set(account.id, softphone)
    softphone.start()
    return softphone
  }

  /** A failure of the background is logged, never lost. */
  run(promise: Promise<unknown>, what: string): void {
    background(this.#ports.log, promise, what)
  }
}

/** How the first try to connect ended: null when the server let us in. */
function firstFailure({ userAgent }: Softphone): Promise<Failure | null> {
  return new Promise((resolve) => {
    const settle = (link: Softphone['userAgent']['link']): void => {
      if (link.kind === 'connecting') return
      end()
      if (link.kind === 'online') resolve(null)
      else resolve(link.kind === 'offline' ? link.failure : { kind: 'not-signed-in' })
    }
    const end = userAgent.onLink(settle)
    settle(userAgent.link)
  })
}

function merge(settings: Settings, patch: SettingsPatch): Settings {
  const entries = Object.entries(patch).map(([key, value]) => {
    const before = settings[key as keyof Settings]
    return [key, typeof before === 'object' ? { ...before, ...(value as object) } : value]
  })
  return { ...settings, ...Object.fromEntries(entries) }
}

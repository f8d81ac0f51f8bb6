import { randomUUID } from 'node:crypto'
import { copyFileSync, renameSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Account, AccountId } from '#contract/account'
import type { CalendarSettings } from '#contract/calendars'
import type { OwnChoice } from '#contract/presence'
import type { Settings } from '#contract/settings'
import type { Log, Secrets } from '../ports.ts'
import { SealedAddresses } from './sealed-addresses.ts'
import { asideName, readIfThere, writeWhole } from './settings-file.ts'
import { emptyFile, parseSettingsFile, type SettingsFile } from './settings-schema.ts'

/**
 * Settings, accounts and what belongs to each: one JSON file, whole at any moment, and a second copy of it, because the
 * key of the database stands in it. Secrets arrive sealed; how is the caller's business. The password of a relay (TURN) is part
 * of the account's settings, so it is sealed here, where there is a key store.
 */
export class SettingsStore {
  readonly #path: string | null
  readonly #log: Log
  readonly #secrets: Secrets | null
  readonly #now: () => number
  /** passwords of this run alone */
  readonly #held = new Map<AccountId, Uint8Array>()
  readonly #relayHeld = new Map<AccountId, string>()
  #file: SettingsFile
  #accounts: readonly Account[] | null = null
  readonly #addresses: SealedAddresses
  #calendars: readonly CalendarSettings[] | null = null

  constructor(options: {
    /** null keeps everything in memory */
    readonly file: string | null
    readonly log: Log
    readonly secrets?: Secrets
    readonly now?: () => number
  }) {
    this.#path = options.file || null
    this.#log = options.log
    this.#secrets = options.secrets ?? null
    this.#now = options.now ?? Date.now
    this.#addresses = new SealedAddresses(this.#secrets, options.log)
    this.#file = this.#load()
  }

  get settings(): Settings {
    return this.#file.settings
  }

  saveSettings(settings: Settings): void {
    this.#save({ settings })
  }

  get accounts(): readonly Account[] {
    this.#accounts ??= this.#file.accounts.map((account) => this.#withRelayPassword(account))
    return this.#accounts
  }

  /** Adds the account, or replaces the one with its id. */
  saveAccount(account: Account): void {
    const { accounts } = this.#file
    const relay = this.#sealRelayPassword(account)
    const known = accounts.find((each) => each.id === account.id)
    const saved = { ...known, ...account, turn: relay.turn }
    this.#save({
      accounts: known ? accounts.map((each) => (each === known ? saved : each)) : [...accounts, saved],
      relayPasswords: relay.passwords,
    })
  }

  /** With its password, instance-id and choice. */
  removeAccount(id: AccountId): void {
    this.#held.delete(id)
    this.#relayHeld.delete(id)
    const { accounts, passwords, relayPasswords, instanceIds, choices } = this.#file
    this.#save({
      accounts: accounts.filter((account) => account.id !== id),
      passwords: without(passwords, id),
      relayPasswords: without(relayPasswords, id),
      instanceIds: without(instanceIds, id),
      choices: without(choices, id),
    })
  }

  /** As it was given: sealed by a key store, or not. */
  password(id: AccountId): Uint8Array | null {
    const kept = this.#file.passwords[id]
    return this.#held.get(id) ?? (kept === undefined ? null : Buffer.from(kept, 'base64'))
  }

  savePassword(id: AccountId, sealed: Uint8Array): void {
    this.#held.delete(id)
    this.#save({ passwords: { ...this.#file.passwords, [id]: Buffer.from(sealed).toString('base64') } })
  }

  /** For this run alone; what was written before is taken away. */
  holdPassword(id: AccountId, password: Uint8Array): void {
    this.#held.set(id, password)
    if (id in this.#file.passwords) this.#save({ passwords: without(this.#file.passwords, id) })
  }

  dropPassword(id: AccountId): void {
    this.#held.delete(id)
    if (id in this.#file.passwords) this.#save({ passwords: without(this.#file.passwords, id) })
  }

  /** RFC 5626 4.1: made once, the same over restarts, for this account on this device. */
  instanceId(id: AccountId): string {
    const known = this.#file.instanceIds[id]
    if (known !== undefined) return known
    const made = `urn:uuid:${randomUUID()}`
    this.#save({ instanceIds: { ...this.#file.instanceIds, [id]: made } })
    return made
  }

  choice(id: AccountId): OwnChoice | null {
    return this.#file.choices[id] ?? null
  }

  saveChoice(id: AccountId, choice: OwnChoice): void {
    this.#save({ choices: { ...this.#file.choices, [id]: choice } })
  }

  get calendars(): readonly CalendarSettings[] {
    this.#calendars ??= this.#addresses.open(this.#file)
    return this.#calendars
  }

  saveCalendars(calendars: readonly CalendarSettings[]): void {
    this.#save(this.#addresses.seal(calendars, this.#file.feedAddresses))
  }

  /** As they were written before addresses were sealed, or while there was no key store. */
  sealCalendars(): void {
    const { calendars } = this
    const kept = this.#addresses.seal(calendars, this.#file.feedAddresses)
    if (!isDeepStrictEqual(kept.feedAddresses, this.#file.feedAddresses)) this.#save(kept)
  }

  /** The key store did not give its address back. */
  isAddressLocked(id: string): boolean {
    return this.#addresses.isLocked(id)
  }

  get undoneEvents(): readonly string[] {
    return this.#file.undoneEvents
  }

  saveUndoneEvents(undoneEvents: readonly string[]): void {
    this.#save({ undoneEvents })
  }

  /** Sealed. */
  get databaseKey(): Uint8Array | null {
    const { databaseKey } = this.#file
    return databaseKey === null ? null : Buffer.from(databaseKey, 'base64')
  }

  saveDatabaseKey(sealed: Uint8Array): void {
    this.#save({ databaseKey: Buffer.from(sealed).toString('base64') })
  }

  #load(): SettingsFile {
    const path = this.#path
    if (path === null) return emptyFile
    const text = readIfThere(path)
    const found = text === null ? null : parseSettingsFile(text)
    if (found !== null) {
      if (found.repaired) {
        const aside = asideName(path, this.#now())
        copyFileSync(path, aside)
        this.#log.warn('something in %s could not be used; the file as it was is kept as %s', path, aside)
      }
      return found.file
    }
    if (text !== null) {
      const aside = asideName(path, this.#now())
      renameSync(path, aside)
      this.#log.error('the settings %s could not be read; the file is kept as %s', path, aside)
    }
    const copy = readIfThere(copyOf(path))
    const spare = copy === null ? null : parseSettingsFile(copy)
    if (spare === null) return emptyFile
    this.#log.warn('the settings are read from their copy')
    return spare.file
  }

  /** Throws when the disk refuses, and then nothing has changed. */
  #save(change: Partial<SettingsFile>): void {
    const file = { ...this.#file, ...change }
    if (this.#path !== null) {
      const text = `${JSON.stringify(file, null, 2)}\n`
      writeWhole(this.#path, text)
      writeWhole(copyOf(this.#path), text)
    }
    this.#file = file
    this.#accounts = null
    this.#calendars = null
  }

  #sealRelayPassword(account: Account): {
    readonly turn: Account['turn']
    readonly passwords: Readonly<Record<string, string>>
  } {
    const rest = without(this.#file.relayPasswords, account.id)
    this.#relayHeld.delete(account.id)
    const { turn, id } = account
    if (turn === null || turn.password === '') return { turn, passwords: rest }
    if (account.passwordStorage === 'weaker-storage') return { turn, passwords: rest }
    if (account.passwordStorage === 'key-store' && this.#secrets?.available) {
      const sealed = Buffer.from(this.#secrets.protect(turn.password)).toString('base64')
      return { turn: { ...turn, password: '' }, passwords: { ...rest, [id]: sealed } }
    }
    this.#relayHeld.set(id, turn.password)
    return { turn: { ...turn, password: '' }, passwords: rest }
  }

  #withRelayPassword(account: Account): Account {
    if (account.turn === null) return account
    const password = this.#relayHeld.get(account.id) ?? this.#revealRelayPassword(account.id)
    return password === null ? account : { ...account, turn: { ...account.turn, password } }
  }

  #revealRelayPassword(id: AccountId): string | null {
    const sealed = this.#file.relayPasswords[id]
    if (sealed === undefined || !this.#secrets?.available) return null
    try {
      return this.#secrets.reveal(Buffer.from(sealed, 'base64'))
    } catch {
      this.#log.warn('the key store does not open the relay password of account %s', id)
      return null
    }
  }
}

const copyOf = (path: string) => `${path}.copy`

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _gone, ...rest } = record
  return rest
}

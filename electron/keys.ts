import { randomBytes } from 'node:crypto'
import type { Account, AccountId, PasswordStorage } from '#contract/account'
import { failed, type Result, success } from '#contract/failure'
import type { Ports } from './ports.ts'
import type { SettingsStore } from './storage/settings-store.ts'

/** What has to stay secret, kept as the user chose: in the key store, weaker, or for this run. */
export class Keys {
  readonly #ports: Pick<Ports, 'secrets' | 'log'>
  readonly #store: SettingsStore

  constructor(ports: Pick<Ports, 'secrets' | 'log'>, store: SettingsStore) {
    this.#ports = ports
    this.#store = store
  }

  password(account: Account): string | null {
    const kept = this.#store.password(account.id)
    if (!kept) return null
    if (account.passwordStorage !== 'key-store') return Buffer.from(kept).toString('utf8')
    try {
      return this.#ports.secrets.reveal(kept)
    } catch {
      this.#ports.log.warn('the key store does not open the password of %s', account.aor)
      return null
    }
  }

  keepPassword(id: AccountId, password: string, storage: PasswordStorage): Result<null> {
    const { secrets } = this.#ports
    switch (storage) {
      case 'this-run':
        this.#store.holdPassword(id, Buffer.from(password, 'utf8'))
        return success(null)
      case 'weaker-storage':
        this.#store.savePassword(id, Buffer.from(password, 'utf8'))
        return success(null)
      case 'key-store':
        if (!secrets.available) return failed({ kind: 'no-key-store' })
        this.#store.savePassword(id, secrets.protect(password))
        return success(null)
    }
  }

  /** Made once and kept in the key store; without a key store the file is plain, as the user was told. */
  databaseKey(): Uint8Array | null | 'locked' {
    const { secrets, log } = this.#ports
    const sealed = this.#store.databaseKey
    if (sealed) {
      try {
        return Buffer.from(secrets.reveal(sealed), 'base64')
      } catch {
        log.error('the key store does not open what it keeps for the database')
        return 'locked'
      }
    }
    if (!secrets.available) return null
    const key = randomBytes(32)
    this.#store.saveDatabaseKey(secrets.protect(key.toString('base64')))
    return key
  }
}

import type { AccountId } from '#contract/account'
import type { Database } from './database.ts'

/** What this device keeps of who may see the user: JSON by name. */
export class PrivacyStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Null: nothing is kept, or it cannot be read. */
  load(accountId: AccountId, name: string): unknown {
    const row = this.#database.get<{ value: string }>(
      'SELECT value FROM privacy WHERE account_id = ? AND name = ?',
      accountId,
      name,
    )
    if (row === null) return null
    try {
      return JSON.parse(row.value)
    } catch {
      return null
    }
  }

  save(accountId: AccountId, name: string, value: unknown): void {
    this.#database.run(
      `INSERT INTO privacy (account_id, name, value) VALUES (?, ?, ?)
         ON CONFLICT (account_id, name) DO UPDATE SET value = excluded.value`,
      accountId,
      name,
      JSON.stringify(value),
    )
  }

  /** Of what is published, so that a program that ended without a word does not leave it beside what it says next. */
  tagsOf(accountId: AccountId) {
    return {
      load: (): KeptTag | null => tagIn(this.load(accountId, 'publication')),
      save: (tag: KeptTag | null): void => this.save(accountId, 'publication', tag),
    }
  }

  removeAccount(accountId: AccountId): void {
    this.#database.run('DELETE FROM privacy WHERE account_id = ?', accountId)
  }
}

type KeptTag = { readonly entityTag: string; readonly expiresAt: number }

function tagIn(value: unknown): KeptTag | null {
  if (typeof value !== 'object' || value === null || !('entityTag' in value) || !('expiresAt' in value)) return null
  const { entityTag, expiresAt } = value
  return typeof entityTag === 'string' && typeof expiresAt === 'number' ? { entityTag, expiresAt } : null
}

import type { AccountId } from '#contract/account'
import type { Follow } from '#contract/presence'
import type { Database } from './database.ts'

export type KeptFollow = {
  readonly aor: string
  readonly mode: Follow['mode']
  /** what was believed last, so that who became free while Dialtone was off is told of */
  readonly settled: 'free' | 'not-free'
}

/** Whom the user wants to be told of. */
export class FollowStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  list(accountId: AccountId): readonly KeptFollow[] {
    return this.#database.all<KeptFollow>('SELECT aor, mode, settled FROM follows WHERE account_id = ?', accountId)
  }

  save(accountId: AccountId, { aor, mode, settled }: KeptFollow): void {
    this.#database.run(
      `INSERT INTO follows (account_id, aor, mode, settled) VALUES (?, ?, ?, ?)
         ON CONFLICT (account_id, aor) DO UPDATE SET mode = excluded.mode, settled = excluded.settled`,
      accountId,
      aor,
      mode,
      settled,
    )
  }

  remove(accountId: AccountId, aor: string): void {
    this.#database.run('DELETE FROM follows WHERE account_id = ? AND aor = ?', accountId, aor)
  }

  removeAccount(accountId: AccountId): void {
    this.#database.run('DELETE FROM follows WHERE account_id = ?', accountId)
  }
}

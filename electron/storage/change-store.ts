import type { AccountId } from '#contract/account'
import type { ActivityName, Availability, PresenceChange } from '#contract/presence'
import type { Database } from './database.ts'

export type KeptChange = PresenceChange & { readonly aor: string }

type Row = {
  readonly aor: string
  readonly at: number
  readonly availability: Availability
  readonly activity: ActivityName | null
  readonly text: string | null
  readonly until: number | null
}

const columns = 'aor, at, availability, activity, text, until'

/** How people's presence changed; only while the user wants that kept. */
export class ChangeStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add(accountId: AccountId, changes: readonly KeptChange[]): void {
    this.#database.transaction(() => {
      for (const { aor, at, availability, activity } of changes) {
        this.#database.run(
          `INSERT INTO presence_changes (account_id, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
          accountId,
          aor,
          at,
          availability,
          activity?.name ?? null,
          activity?.text ?? null,
          activity?.until ?? null,
        )
      }
    })
  }

  /** The newest first. */
  list(accountId: AccountId, aor: string, limit = 200): readonly PresenceChange[] {
    const sql = `SELECT ${columns} FROM presence_changes WHERE account_id = ? AND aor = ? ORDER BY at DESC, sequence DESC LIMIT ?`
    return this.#database.all<Row>(sql, accountId, aor, limit).map(changeOf)
  }

  /** The last one of everybody. */
  latest(accountId: AccountId): readonly KeptChange[] {
    const sql = `SELECT ${columns} FROM presence_changes WHERE sequence IN
      (SELECT max(sequence) FROM presence_changes WHERE account_id = ? GROUP BY aor)`
    return this.#database.all<Row>(sql, accountId).map((row) => ({ aor: row.aor, ...changeOf(row) }))
  }

  removeBefore(accountId: AccountId, at: number): void {
    this.#database.run('DELETE FROM presence_changes WHERE account_id = ? AND at < ?', accountId, at)
  }

  removeAccount(accountId: AccountId): void {
    this.#database.run('DELETE FROM presence_changes WHERE account_id = ?', accountId)
  }
}

function changeOf({ at, availability, activity, text, until }: Row): PresenceChange {
  return { at, availability, activity: activity === null ? null : { name: activity, text, from: null, until } }
}

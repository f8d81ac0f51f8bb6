import type { AccountId } from '#contract/account'
import type { CallRecord } from '#contract/calls'
import type { Database } from './database.ts'

/** Calls that have ended. */
export class CallHistory {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Adds the record, or replaces the one with its id. */
  save(record: CallRecord): void {
    this.#database.run(
      `INSERT INTO call_records (id, account_id, direction, aor, display_name, at, outcome, seconds, seen)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET direction = excluded.direction, aor = excluded.aor,
           display_name = excluded.display_name, at = excluded.at, outcome = excluded.outcome,
           seconds = excluded.seconds, seen = excluded.seen`,
      record.id,
      record.accountId,
      record.direction,
      record.aor,
      record.displayName,
      record.at,
      record.outcome,
      record.seconds,
      record.seen ? 1 : 0,
    )
  }

  /** The newest first. */
  list(accountId: AccountId, limit = 500): readonly CallRecord[] {
    const sql = 'SELECT * FROM call_records WHERE account_id = ? ORDER BY at DESC, rowid DESC LIMIT ?'
    return this.#database.all<CallRow>(sql, accountId, limit).map(recordOf)
  }

  /** Those that were not seen before; they are now. */
  markSeen(accountId: AccountId): readonly CallRecord[] {
    return this.#database.transaction(() => {
      const unseen = 'SELECT * FROM call_records WHERE account_id = ? AND seen = 0 ORDER BY at'
      const rows = this.#database.all<CallRow>(unseen, accountId)
      if (rows.length > 0) {
        this.#database.run('UPDATE call_records SET seen = 1 WHERE account_id = ? AND seen = 0', accountId)
      }
      return rows.map((row) => ({ ...recordOf(row), seen: true }))
    })
  }

  removeAccount(accountId: AccountId): void {
    this.#database.run('DELETE FROM call_records WHERE account_id = ?', accountId)
  }
}

type CallRow = {
  readonly id: string
  readonly account_id: string
  readonly direction: CallRecord['direction']
  readonly aor: string
  readonly display_name: string | null
  readonly at: number
  readonly outcome: CallRecord['outcome']
  readonly seconds: number | null
  readonly seen: number
}

function recordOf(row: CallRow): CallRecord {
  const { id, direction, aor, at, outcome, seconds } = row
  return {
    id,
    accountId: row.account_id,
    direction,
    aor,
    displayName: row.display_name,
    at,
    outcome,
    seconds,
    seen: row.seen === 1,
  }
}

import type { AccountId } from '#contract/account'
import type { Failure } from '#contract/failure'
import type { EditSubject } from '#contract/server-documents'
import type { Database } from './database.ts'

/** Which document of a user: `resource-lists`, `index`. */
export type DocumentName = { readonly auid: string; readonly path: string }

export type CachedDocument = {
  /** the XCAP root it came from; null: kept on this computer alone */
  readonly root: string | null
  readonly entityTag: string | null
  /** null: the server has no such document */
  readonly text: string | null
  /** of one that is somebody else's: when it was last read, and found the same or not */
  readonly readAt?: number | null
}

/** `place`: where it stands among the others; the last, where that is not said. */
export type LooseEdit = { readonly editor: string; readonly edit: unknown; readonly place?: number }

/** One edit of the journal of a document. */
export type KeptEdit = {
  readonly sequence: number
  /** in this order they were made */
  readonly place: number
  readonly editor: string
  readonly edit: unknown
  /** what was last sent with this edit in it, as a digest; its answer is not known. null: never sent */
  readonly sent: string | null
  /** null: the server did not refuse it */
  readonly refusal: Refusal | null
  /** the server has it; kept because it came after one that the server refuses */
  readonly isThere: boolean
}

/** The server does not take it: it holds here alone, until it is tried again or forgotten. */
export type Refusal = {
  /** the sequence of the refused edit; others are nothing without it */
  readonly cause: number
  readonly root: string
  readonly failure: Failure
  readonly subject: EditSubject
  readonly at: number
  /** to be sent once more, all of the same cause together */
  readonly isTriedAgain: boolean
}

/** The documents of each account as the server last had them, and the edits it is not known to have. */
export class DocumentCache {
  readonly #database: Database
  /** the last place that was given: of what was sent it is not given again */
  #place: number | null = null

  constructor(database: Database) {
    this.#database = database
  }

  /** All or nothing. */
  together<T>(work: () => T): T {
    return this.#database.transaction(work)
  }

  document(accountId: AccountId, { auid, path }: DocumentName): CachedDocument | null {
    type Row = Record<'root' | 'entityTag' | 'text', string | null> & { readonly readAt: number | null }
    return this.#database.get<Row>(
      `SELECT root, entity_tag AS entityTag, text, read_at AS readAt FROM server_documents
         WHERE account_id = ? AND auid = ? AND path = ?`,
      accountId,
      auid,
      path,
    )
  }

  /** Keeps the document, and adds what is to be brought into it. */
  saveDocument(
    accountId: AccountId,
    { auid, path }: DocumentName,
    { root, entityTag, text, readAt = null }: CachedDocument,
    more: readonly LooseEdit[] = [],
  ): readonly KeptEdit[] {
    return this.together(() => {
      this.#database.run(
        `INSERT INTO server_documents (account_id, auid, path, root, entity_tag, text, read_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (account_id, auid, path) DO UPDATE SET root = excluded.root,
             entity_tag = excluded.entity_tag, text = excluded.text, read_at = excluded.read_at`,
        accountId,
        auid,
        path,
        root,
        entityTag,
        text,
        readAt,
      )
      return more.map((each) => this.#addEdit(accountId, { auid, path }, each))
    })
  }

  /** It is still the same. */
  documentRead(accountId: AccountId, { auid, path }: DocumentName, at: number): void {
    const sql = 'UPDATE server_documents SET read_at = ? WHERE account_id = ? AND auid = ? AND path = ?'
    this.#database.run(sql, at, accountId, auid, path)
  }

  removeDocument(accountId: AccountId, { auid, path }: DocumentName): void {
    this.#database.run(
      'DELETE FROM server_documents WHERE account_id = ? AND auid = ? AND path = ?',
      accountId,
      auid,
      path,
    )
  }

  /** The documents of one kind that are here. */
  paths(accountId: AccountId, auid: string): readonly string[] {
    const sql = 'SELECT path FROM server_documents WHERE account_id = ? AND auid = ?'
    return this.#database.all<{ path: string }>(sql, accountId, auid).map(({ path }) => path)
  }

  /** In the order they were made. */
  edits(accountId: AccountId, { auid, path }: DocumentName): readonly KeptEdit[] {
    const sql = `SELECT e.sequence, e.place, e.editor, e.edit, e.sent, e.there,
        r.cause, r.root, r.failure, r.subject, r.at, r.again
      FROM document_edits e LEFT JOIN refused_edits r ON r.sequence = e.sequence
      WHERE e.account_id = ? AND e.auid = ? AND e.path = ? ORDER BY e.place, e.sequence`
    type Row = Record<'sequence' | 'place' | 'there', number> &
      Record<'editor' | 'edit', string> & { readonly sent: string | null } & (
        | { readonly cause: null }
        | (Record<'cause' | 'at' | 'again', number> & Record<'root' | 'failure' | 'subject', string>)
      )
    return this.#database.all<Row>(sql, accountId, auid, path).map((row) => ({
      sequence: row.sequence,
      place: row.place,
      editor: row.editor,
      edit: JSON.parse(row.edit) as unknown,
      sent: row.sent,
      isThere: row.there === 1,
      refusal:
        row.cause === null
          ? null
          : {
              cause: row.cause,
              root: row.root,
              failure: JSON.parse(row.failure) as Failure,
              subject: JSON.parse(row.subject) as EditSubject,
              at: row.at,
              isTriedAgain: row.again === 1,
            },
    }))
  }

  /** On the disk when it returns: all of them or none. */
  addEdits(accountId: AccountId, name: DocumentName, edits: readonly LooseEdit[]): readonly KeptEdit[] {
    return this.together(() => edits.map((each) => this.#addEdit(accountId, name, each)))
  }

  #addEdit(accountId: AccountId, { auid, path }: DocumentName, { editor, edit, place }: LooseEdit): KeptEdit {
    const at = place ?? this.#nextPlace()
    const row = this.#database.get<{ sequence: number }>(
      `INSERT INTO document_edits (account_id, auid, path, editor, edit, place) VALUES (?, ?, ?, ?, ?, ?)
         RETURNING sequence`,
      accountId,
      auid,
      path,
      editor,
      JSON.stringify(edit),
      at,
    )
    if (row === null) throw new Error('an edit was not stored')
    return { sequence: row.sequence, place: at, editor, edit, sent: null, refusal: null, isThere: false }
  }

  #nextPlace(): number {
    const sql = 'SELECT max(place) AS place FROM document_edits'
    this.#place ??= Math.floor(this.#database.get<{ place: number | null }>(sql)?.place ?? 0)
    this.#place++
    return this.#place
  }

  /** How these stand becomes what `after` says; whoever is not in it any more is gone. */
  arrange(before: readonly KeptEdit[], after: readonly KeptEdit[]): void {
    const next = new Map(after.map((kept) => [kept.sequence, kept]))
    const changed = before.filter((kept) => next.get(kept.sequence) !== kept)
    if (changed.length === 0) return
    this.together(() => {
      for (const { sequence } of changed) {
        const kept = next.get(sequence)
        if (kept === undefined) this.#database.run('DELETE FROM document_edits WHERE sequence = ?', sequence)
        else {
          this.#refuse(sequence, kept.refusal)
          this.#database.run(
            'UPDATE document_edits SET there = ?, sent = ? WHERE sequence = ?',
            kept.isThere ? 1 : 0,
            kept.sent,
            sequence,
          )
        }
      }
    })
  }

  #refuse(sequence: number, refusal: Refusal | null): void {
    if (refusal === null) {
      this.#database.run('DELETE FROM refused_edits WHERE sequence = ?', sequence)
      return
    }
    const { cause, root, failure, subject, at, isTriedAgain } = refusal
    this.#database.run(
      `INSERT OR REPLACE INTO refused_edits (sequence, cause, root, failure, subject, at, again)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      sequence,
      cause,
      root,
      JSON.stringify(failure),
      JSON.stringify(subject),
      at,
      isTriedAgain ? 1 : 0,
    )
  }

  /** These are on their way in a document with this digest. */
  markSent(sequences: readonly number[], digest: string): void {
    this.#database.transaction(() => {
      for (const sequence of sequences)
        this.#database.run('UPDATE document_edits SET sent = ? WHERE sequence = ?', digest, sequence)
    })
  }

  unmarkSent(accountId: AccountId, { auid, path }: DocumentName): void {
    this.#database.run(
      'UPDATE document_edits SET sent = NULL WHERE account_id = ? AND auid = ? AND path = ?',
      accountId,
      auid,
      path,
    )
  }

  /** What was learned of a server: plain data, null where nothing is known yet. */
  facts(accountId: AccountId, root: string): unknown {
    const sql = 'SELECT facts FROM document_servers WHERE account_id = ? AND root = ?'
    const row = this.#database.get<{ facts: string }>(sql, accountId, root)
    return row === null ? null : (JSON.parse(row.facts) as unknown)
  }

  saveFacts(accountId: AccountId, root: string, facts: unknown): void {
    this.#database.run(
      `INSERT INTO document_servers (account_id, root, facts) VALUES (?, ?, ?)
         ON CONFLICT (account_id, root) DO UPDATE SET facts = excluded.facts`,
      accountId,
      root,
      JSON.stringify(facts),
    )
  }

  removeAccount(accountId: AccountId): void {
    this.#database.transaction(() => {
      for (const table of ['server_documents', 'document_edits', 'document_servers'])
        this.#database.run(`DELETE FROM ${table} WHERE account_id = ?`, accountId)
    })
  }
}

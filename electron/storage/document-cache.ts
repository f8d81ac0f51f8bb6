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
}

export type LooseEdit = { readonly editor: string; readonly edit: unknown }

export type KeptEdit = {
  readonly sequence: number
  readonly editor: string
  readonly edit: unknown
  /** what was last sent with this edit in it, as a digest; its answer is not known. null: never sent */
  readonly sent: string | null
}

/** One that the server does not take: it holds here alone, until it is tried again or forgotten. */
export type KeptRefusal = {
  readonly kept: KeptEdit
  /** the sequence of the refused edit; others are nothing without it */
  readonly cause: number
  readonly root: string
  readonly failure: Failure
  readonly subject: EditSubject
  readonly at: number
}

/** The documents of each account as the server last had them, and the edits it is not known to have. */
export class DocumentCache {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  document(accountId: AccountId, { auid, path }: DocumentName): CachedDocument | null {
    const row = this.#database.get<{ root: string | null; entity_tag: string | null; text: string | null }>(
      'SELECT root, entity_tag, text FROM server_documents WHERE account_id = ? AND auid = ? AND path = ?',
      accountId,
      auid,
      path,
    )
    return row === null ? null : { root: row.root, entityTag: row.entity_tag, text: row.text }
  }

  /** Keeps the document, lets go of the edits that are in it and adds what is to be brought into it: all or nothing. */
  saveDocument(
    accountId: AccountId,
    { auid, path }: DocumentName,
    { root, entityTag, text }: CachedDocument,
    done: readonly number[],
    more: readonly LooseEdit[] = [],
  ): readonly KeptEdit[] {
    return this.#database.transaction(() => {
      this.#database.run(
        `INSERT INTO server_documents (account_id, auid, path, root, entity_tag, text) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (account_id, auid, path)
           DO UPDATE SET root = excluded.root, entity_tag = excluded.entity_tag, text = excluded.text`,
        accountId,
        auid,
        path,
        root,
        entityTag,
        text,
      )
      for (const sequence of done) this.#database.run('DELETE FROM document_edits WHERE sequence = ?', sequence)
      return more.map(({ editor, edit }) => this.#addEdit(accountId, { auid, path }, editor, edit))
    })
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

  /** In the order they were made; without those that were refused. */
  edits(accountId: AccountId, { auid, path }: DocumentName): readonly KeptEdit[] {
    const sql = `SELECT sequence, editor, edit, sent FROM document_edits
      WHERE account_id = ? AND auid = ? AND path = ? AND sequence NOT IN (SELECT sequence FROM refused_edits)
      ORDER BY sequence`
    return this.#database
      .all<{ sequence: number; editor: string; edit: string; sent: string | null }>(sql, accountId, auid, path)
      .map((row) => ({ ...row, edit: JSON.parse(row.edit) as unknown }))
  }

  /** On the disk when it returns: all of them or none. */
  addEdits(accountId: AccountId, name: DocumentName, editor: string, edits: readonly unknown[]): readonly KeptEdit[] {
    return this.#database.transaction(() => edits.map((edit) => this.#addEdit(accountId, name, editor, edit)))
  }

  #addEdit(accountId: AccountId, { auid, path }: DocumentName, editor: string, edit: unknown): KeptEdit {
    const row = this.#database.get<{ sequence: number }>(
      `INSERT INTO document_edits (account_id, auid, path, editor, edit) VALUES (?, ?, ?, ?, ?) RETURNING sequence`,
      accountId,
      auid,
      path,
      editor,
      JSON.stringify(edit),
    )
    if (row === null) throw new Error('an edit was not stored')
    return { sequence: row.sequence, editor, edit, sent: null }
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

  refusals(accountId: AccountId, { auid, path }: DocumentName): readonly KeptRefusal[] {
    const sql = `SELECT e.sequence, e.editor, e.edit, r.cause, r.root, r.failure, r.subject, r.at
      FROM refused_edits r JOIN document_edits e ON e.sequence = r.sequence
      WHERE e.account_id = ? AND e.auid = ? AND e.path = ? ORDER BY e.sequence`
    type Row = Record<'sequence' | 'cause' | 'at', number> &
      Record<'editor' | 'edit' | 'root' | 'failure' | 'subject', string>
    return this.#database.all<Row>(sql, accountId, auid, path).map((row) => ({
      kept: { sequence: row.sequence, editor: row.editor, edit: JSON.parse(row.edit) as unknown, sent: null },
      cause: row.cause,
      root: row.root,
      failure: JSON.parse(row.failure) as Failure,
      subject: JSON.parse(row.subject) as EditSubject,
      at: row.at,
    }))
  }

  refuse(refusals: readonly KeptRefusal[]): void {
    this.#database.transaction(() => {
      for (const { kept, cause, root, failure, subject, at } of refusals)
        this.#database.run(
          `INSERT OR REPLACE INTO refused_edits (sequence, cause, root, failure, subject, at) VALUES (?, ?, ?, ?, ?, ?)`,
          kept.sequence,
          cause,
          root,
          JSON.stringify(failure),
          JSON.stringify(subject),
          at,
        )
    })
  }

  /** They wait to be sent as any other. */
  unrefuse(cause: number): void {
    this.#database.run('DELETE FROM refused_edits WHERE cause = ?', cause)
  }

  /** They were never made. */
  forgetRefused(cause: number): void {
    this.#database.run(
      'DELETE FROM document_edits WHERE sequence IN (SELECT sequence FROM refused_edits WHERE cause = ?)',
      cause,
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

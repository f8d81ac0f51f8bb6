import type { AccountId } from '#contract/account'
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

  /** In the order they were made. */
  edits(accountId: AccountId, { auid, path }: DocumentName): readonly KeptEdit[] {
    const sql = `SELECT sequence, editor, edit, sent FROM document_edits
      WHERE account_id = ? AND auid = ? AND path = ? ORDER BY sequence`
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

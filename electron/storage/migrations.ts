/** The schema, step by step. A step that was released is never changed: the next one is added below it. */
import type { Database } from './database.ts'

type Migration = { readonly sql: string; readonly tables: readonly string[] }

/** Entry n brings the database from version n to n + 1. `tables`: those it adds, parents before children. */
const migrations: readonly Migration[] = [
  {
    // messages: `position` is the contract's index, gapless by being the conversation's total at insert.
    // `message_id` is the imdn Message-ID (RFC 5438), ours or theirs; where there is none, "call " with the Call-ID and CSeq.
    // Ordinary rowid tables: a text may be long, and WITHOUT ROWID would carry it in the inner pages of the tree.
    tables: ['conversations', 'messages', 'call_records', 'contact_groups', 'contacts', 'contact_group_members'],
    sql: `
      CREATE TABLE conversations (
        id INTEGER PRIMARY KEY,
        account_id TEXT NOT NULL,
        aor TEXT NOT NULL,
        total INTEGER NOT NULL DEFAULT 0,
        unread INTEGER NOT NULL DEFAULT 0,
        without_cpim INTEGER NOT NULL DEFAULT 0,
        UNIQUE (account_id, aor)
      ) STRICT;

      CREATE TABLE messages (
        sequence INTEGER PRIMARY KEY,
        conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        id TEXT NOT NULL UNIQUE,
        direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
        text TEXT NOT NULL,
        at INTEGER NOT NULL,
        message_id TEXT,
        delivery TEXT NOT NULL
          CHECK (delivery IN ('waiting', 'sending', 'sent', 'delivered', 'displayed', 'failed', 'received')),
        delivery_at INTEGER,
        failure TEXT,
        UNIQUE (conversation_id, position)
      ) STRICT;
      CREATE UNIQUE INDEX messages_by_message_id ON messages (conversation_id, direction, message_id)
        WHERE message_id IS NOT NULL;
      CREATE INDEX messages_outbox ON messages (conversation_id, position) WHERE delivery IN ('waiting', 'sending');

      CREATE TABLE call_records (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
        aor TEXT NOT NULL,
        display_name TEXT,
        at INTEGER NOT NULL,
        outcome TEXT NOT NULL
          CHECK (outcome IN ('answered', 'missed', 'declined', 'cancelled', 'failed', 'answered-elsewhere')),
        seconds INTEGER,
        seen INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX call_records_by_time ON call_records (account_id, at);
      CREATE INDEX call_records_unseen ON call_records (account_id) WHERE seen = 0;

      CREATE TABLE contact_groups (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        name TEXT NOT NULL,
        place INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE contacts (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        aor TEXT NOT NULL,
        name TEXT NOT NULL,
        favourite INTEGER NOT NULL,
        UNIQUE (account_id, aor)
      ) STRICT;
      CREATE TABLE contact_group_members (
        contact_id TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        group_id TEXT NOT NULL REFERENCES contact_groups (id) ON DELETE CASCADE,
        PRIMARY KEY (contact_id, group_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX contact_group_members_by_group ON contact_group_members (group_id);
    `,
  },
  {
    tables: ['follows', 'presence_changes'],
    sql: `
      CREATE TABLE follows (
        account_id TEXT NOT NULL,
        aor TEXT NOT NULL,
        mode TEXT NOT NULL CHECK (mode IN ('once', 'always')),
        settled TEXT NOT NULL CHECK (settled IN ('free', 'not-free')),
        PRIMARY KEY (account_id, aor)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE presence_changes (
        sequence INTEGER PRIMARY KEY,
        account_id TEXT NOT NULL,
        aor TEXT NOT NULL,
        at INTEGER NOT NULL,
        availability TEXT NOT NULL,
        activity TEXT,
        text TEXT,
        until INTEGER
      ) STRICT;
      CREATE INDEX presence_changes_by_person ON presence_changes (account_id, aor, at);
      CREATE INDEX presence_changes_by_time ON presence_changes (account_id, at);
    `,
  },
  {
    // The last good copy of each calendar: what the source said of it, and its texts, compressed, as base64.
    tables: ['calendar_copies'],
    sql: `
      CREATE TABLE calendar_copies (
        id TEXT PRIMARY KEY,
        marks TEXT NOT NULL,
        texts TEXT NOT NULL
      ) STRICT;
    `,
  },
  {
    // People with several addresses, and groups in groups. Other programs may keep one address with two people, so an address no
    // longer stands once. An id is the account's first characters and that of the document on the server, which starts with a
    // letter (xs:ID).
    tables: [],
    sql: `
      CREATE TABLE new_groups (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        name TEXT NOT NULL,
        place INTEGER NOT NULL,
        parent_id TEXT,
        hand_order TEXT
      ) STRICT;
      CREATE TABLE new_contacts (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        aor TEXT NOT NULL,
        name TEXT NOT NULL,
        favourite INTEGER NOT NULL,
        addresses TEXT NOT NULL,
        notes TEXT NOT NULL DEFAULT '',
        photo TEXT
      ) STRICT;
      CREATE TABLE new_members (
        contact_id TEXT NOT NULL REFERENCES new_contacts (id) ON DELETE CASCADE,
        group_id TEXT NOT NULL REFERENCES new_groups (id) ON DELETE CASCADE,
        PRIMARY KEY (contact_id, group_id)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO new_groups (id, account_id, name, place)
        SELECT substr(account_id, 1, 8) || '.g' || id, account_id, name, place FROM contact_groups;
      INSERT INTO new_contacts (id, account_id, aor, name, favourite, addresses)
        SELECT substr(account_id, 1, 8) || '.p' || id, account_id, aor, name, favourite,
          json_array(json_object('id', 'main', 'uri', 'sip:' || aor, 'label', NULL)) FROM contacts;
      INSERT INTO new_members
        SELECT substr(c.account_id, 1, 8) || '.p' || c.id, substr(g.account_id, 1, 8) || '.g' || g.id
        FROM contact_group_members m JOIN contacts c ON c.id = m.contact_id JOIN contact_groups g ON g.id = m.group_id;
      DROP TABLE contact_group_members;
      DROP TABLE contacts;
      DROP TABLE contact_groups;
      ALTER TABLE new_groups RENAME TO contact_groups;
      ALTER TABLE new_contacts RENAME TO contacts;
      ALTER TABLE new_members RENAME TO contact_group_members;
      CREATE INDEX contacts_by_account ON contacts (account_id, aor);
      CREATE INDEX contact_group_members_by_group ON contact_group_members (group_id);
    `,
  },
  {
    // What the XCAP server has: text NULL where it has no such document, entity_tag NULL where it gave none. `root` NULL: no server
    // keeps this document, and the text is all there is. document_edits: what was done here and is not known to be there yet.
    tables: ['server_documents', 'document_edits', 'document_servers'],
    sql: `
      CREATE TABLE server_documents (
        account_id TEXT NOT NULL,
        auid TEXT NOT NULL,
        path TEXT NOT NULL,
        root TEXT,
        entity_tag TEXT,
        text TEXT,
        PRIMARY KEY (account_id, auid, path)
      ) STRICT;
      CREATE TABLE document_edits (
        sequence INTEGER PRIMARY KEY,
        account_id TEXT NOT NULL,
        auid TEXT NOT NULL,
        path TEXT NOT NULL,
        editor TEXT NOT NULL,
        edit TEXT NOT NULL,
        sent TEXT
      ) STRICT;
      CREATE INDEX document_edits_by_document ON document_edits (account_id, auid, path, sequence);
      CREATE TABLE document_servers (
        account_id TEXT NOT NULL,
        root TEXT NOT NULL,
        facts TEXT NOT NULL,
        PRIMARY KEY (account_id, root)
      ) STRICT;
    `,
  },
  {
    // Who sees what of the user: what this device keeps of it, as JSON.
    tables: ['privacy'],
    sql: `
      CREATE TABLE privacy (
        account_id TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (account_id, name)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    // Journeys that are left out, and crossings that were told: a place on some days.
    tables: ['travel_marks'],
    sql: `
      CREATE TABLE travel_marks (
        kind TEXT NOT NULL,
        aor TEXT NOT NULL,
        place TEXT NOT NULL,
        from_day TEXT NOT NULL,
        until_day TEXT NOT NULL,
        PRIMARY KEY (kind, aor, place, from_day, until_day)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    // Accounts whose people are in the document of resource lists; the tables are its quick copy from then on.
    tables: ['roster_documents'],
    sql: `
      CREATE TABLE roster_documents (account_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    `,
  },
  {
    // Edits that the server at `root` does not take: they hold here alone. `cause`: the refused one, of which the others are nothing
    // without it. `failure` and `subject`: JSON, why and what it was about.
    tables: ['refused_edits'],
    sql: `
      CREATE TABLE refused_edits (
        sequence INTEGER PRIMARY KEY REFERENCES document_edits (sequence) ON DELETE CASCADE,
        cause INTEGER NOT NULL,
        root TEXT NOT NULL,
        failure TEXT NOT NULL,
        subject TEXT NOT NULL,
        at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX refused_edits_by_cause ON refused_edits (cause);
    `,
  },
  {
    // The order of the edits of a document: one that was made of another, or done once more, stands where that one stood. `there`: the
    // server has it, and it came after one that the server refuses. `again`: a refused one that is to be sent once more. `sent` is of what has
    // not been answered alone.
    tables: [],
    sql: `
      ALTER TABLE document_edits ADD COLUMN place REAL NOT NULL DEFAULT 0;
      UPDATE document_edits SET place = sequence;
      ALTER TABLE document_edits ADD COLUMN there INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE refused_edits ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
      UPDATE document_edits SET sent = NULL WHERE sequence IN (SELECT sequence FROM refused_edits);
    `,
  },
  {
    // When a document of somebody else's was last read, and found the same or not.
    tables: [],
    sql: 'ALTER TABLE server_documents ADD COLUMN read_at INTEGER;',
  },
  {
    // Journeys that people told of: they hold while those are off, too.
    tables: ['seen_trips'],
    sql: `
      CREATE TABLE seen_trips (
        account_id TEXT NOT NULL,
        aor TEXT NOT NULL,
        city TEXT NOT NULL,
        region TEXT,
        country TEXT,
        from_day TEXT NOT NULL,
        until_day TEXT NOT NULL
      ) STRICT;
      CREATE INDEX seen_trips_by_person ON seen_trips (account_id, aor);
    `,
  },
]

export const newestVersion = migrations.length

export class NewerDatabaseError extends Error {
  constructor(version: number) {
    super(`the database was written by a newer Dialtone (schema ${version}, this one knows ${newestVersion})`)
    this.name = 'NewerDatabaseError'
  }
}

/** Brings the database to the newest version, each step whole or not at all. */
export function migrate(database: Database): void {
  const version = database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
  if (version > newestVersion) throw new NewerDatabaseError(version)
  for (let next = version; next < newestVersion; next++) {
    database.transaction(() => {
      database.exec(migrations[next]!.sql)
      database.exec(`PRAGMA user_version = ${next + 1}`)
    })
  }
}

/** The empty schema of one version. */
export function createSchema(exec: (sql: string) => void, version: number): void {
  if (version > newestVersion) throw new NewerDatabaseError(version)
  for (const migration of migrations.slice(0, version)) exec(migration.sql)
}

/** The tables of one version, parents before children. */
export function tables(version: number): readonly string[] {
  return migrations.slice(0, version).flatMap((migration) => migration.tables)
}

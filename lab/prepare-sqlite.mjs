/** Prepares what Kamailio keeps in SQLite: node lab/prepare-sqlite.mjs FILE DOMAIN EXTRA-USERS. */
import { existsSync } from 'node:fs'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import { accountsOf, initialRules } from './accounts.mjs'
import { removeDatabase } from './database.mjs'

const SCHEMAS = '/usr/share/kamailio'
const TABLES = ['standard', 'auth_db', 'presence', 'rls', 'msilo']
const PRES_RULES = 2 // doc_type of Kamailio's xcap table

async function createTables(file) {
  const fresh = `${file}.new`
  await removeDatabase(fresh)
  const db = new Database(fresh)
  // Kamailio does not wait for a locked database: beside a document being written, somebody's password would not be found.
  db.exec('PRAGMA journal_mode = WAL')
  for (const name of TABLES) db.exec(await readFile(join(SCHEMAS, 'db_sqlite', `${name}-create.sql`), 'utf8'))
  db.close()
  await rename(fresh, file)
}

async function prepare(file, domain, accounts) {
  if (!existsSync(file)) await createTables(file)
  const db = new Database(file)
  try {
    const known = new Set(
      db
        .prepare('select username from subscriber where domain = ?')
        .all(domain)
        .map((row) => row.username),
    )
    const addUser = db.prepare(
      "insert into subscriber (username, domain, password, ha1, ha1b) values (?, ?, ?, '', '')",
    )
    const addRules = db.prepare(
      'insert into xcap (username, domain, doc, doc_type, etag, source, doc_uri, port) values (?, ?, ?, ?, ?, 0, ?, 0)',
    )
    const rules = initialRules(domain)
    db.transaction(() => {
      for (const { user, password, aor } of accounts) {
        if (known.has(user)) continue
        addUser.run(user, domain, password)
        // RFC 5025 section 9.7: the document is named index.
        addRules.run(user, domain, rules, PRES_RULES, `initial-${user}`, `/xcap-root/pres-rules/users/${aor}/index`)
      }
    })()
  } finally {
    db.close()
  }
}

const [file, domain, extraUsers] = process.argv.slice(2)
await prepare(file, domain, accountsOf(domain, Number(extraUsers)))

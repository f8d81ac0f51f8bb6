/** Kamailio's databases: what a restart keeps in SQLite, soft state in db_text. */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import { initialRules } from './accounts.mjs'

const SCHEMAS = '/usr/share/kamailio'
const SQLITE_TABLES = ['standard', 'auth_db', 'presence', 'rls', 'msilo']
const TEXT_TABLES = [
  'version',
  'presentity',
  'active_watchers',
  'watchers',
  'rls_presentity',
  'rls_watchers',
  'xcap',
  'pua',
]
const PRES_RULES = 2 // doc_type of Kamailio's xcap table

const fileOf = (dir) => join(dir, 'kamailio.sqlite')

async function createTables(file) {
  const fresh = `${file}.new`
  await removeDatabase(fresh)
  const db = new Database(fresh)
  // Kamailio does not wait for a locked database: beside a document being written, somebody's password would not be found.
  db.exec('PRAGMA journal_mode = WAL')
  for (const name of SQLITE_TABLES) db.exec(await readFile(join(SCHEMAS, 'db_sqlite', `${name}-create.sql`), 'utf8'))
  db.close()
  await rename(fresh, file)
}

async function removeDatabase(file) {
  for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true })
}

/** Creates what is missing: the tables, and each account that is not there yet, with the rules it starts with. */
export async function prepareDatabase(dir, domain, accounts) {
  const file = fileOf(dir)
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

/** Presence and resource lists are soft state: their tables start empty each time. */
export async function prepareSoftState(dir) {
  const target = join(dir, 'dbtext')
  await rm(target, { recursive: true, force: true })
  await mkdir(target, { recursive: true })
  for (const table of TEXT_TABLES) {
    const source = join(SCHEMAS, 'dbtext', 'kamailio', table)
    if (table === 'version') {
      await copyFile(source, join(target, table))
      continue
    }
    // The tables as shipped refuse the NULLs that presence and rls write.
    const [columns, ...rows] = (await readFile(source, 'utf8')).split('\n')
    const nullable = columns.replace(/\((int|string|double|str|blob)\)/g, '($1,null)')
    await writeFile(join(target, table), [nullable, ...rows].join('\n'))
  }
}

/** Forgets users, documents and messages; the certificate authority stays. */
export async function wipe(dir) {
  await removeDatabase(fileOf(dir))
  await rm(join(dir, 'dbtext'), { recursive: true, force: true })
}

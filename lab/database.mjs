/** Kamailio's databases: what a restart keeps in SQLite, soft state in db_text. */
import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const SCHEMAS = '/usr/share/kamailio'
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
const PREPARE = fileURLToPath(new URL('prepare-sqlite.mjs', import.meta.url))

const fileOf = (dir) => join(dir, 'kamailio.sqlite')

/** Removes a SQLite file with what belongs to it. */
export async function removeDatabase(file) {
  for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true })
}

/**
 * Creates what is missing: the tables, and each account that is not there yet, with the rules it starts with. In a
 * process of its own: libsql really closes a file when its statements are collected, with a lock that Kamailio, which
 * never waits for one, could meet at any time after.
 */
export async function prepareDatabase(dir, domain, extraUsers) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  await promisify(execFile)(process.execPath, [PREPARE, fileOf(dir), domain, String(extraUsers)], { env })
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

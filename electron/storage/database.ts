/** SQLite behind an interface of our own: libsql 0.5.29, its quirks kept in this file. */
import type { default as LibsqlDatabase } from 'libsql'
import type { Log } from '../ports.ts'
import { encryptedCopy, kindOf, makeEmptyFile, moveAside } from './database-file.ts'
import { migrate } from './migrations.ts'

export type Value = string | number | null

/** One row by column name. What a column holds is said by the migrations, so a store names the type it reads. */
export type Row = object

export type Database = {
  readonly run: (sql: string, ...values: readonly Value[]) => { readonly changes: number }
  readonly get: <T extends Row>(sql: string, ...values: readonly Value[]) => T | null
  readonly all: <T extends Row>(sql: string, ...values: readonly Value[]) => readonly T[]
  /** Several statements without values; for migrations and pragmas. */
  readonly exec: (sql: string) => void
  /** All or nothing, and on the disk when it returns. Inside another transaction it is a part of that one. */
  readonly transaction: <T>(work: () => T) => T
  readonly close: () => void
  readonly encrypted: boolean
  /** Where a file went that could not be read: tell the user, nothing of it was deleted. */
  readonly setAside: string | null
}

export type OpenDatabase = {
  /** null: in memory, gone with the process */
  readonly file: string | null
  /** 32 random bytes: everything on the disk is AES-256 encrypted with it. null: no key store, so plain */
  readonly key: Uint8Array | null
  readonly log: Log
  readonly now?: () => number
}

const busyMilliseconds = 3000

/**
 * Opens or makes the database of one profile and brings it to the newest schema.
 *
 *   absent ------------------------------> made, encrypted from its first page where there is a key
 *   plain, and there is a key -----------> copied into an encrypted file, which then takes its place
 *   damaged, or the key does not fit ----> moved aside whole, and a fresh one made
 *   written by a newer Dialtone ---------> NewerDatabaseError; nothing is touched
 *
 * libsql weighs 60 ms: it is loaded here, so that a window can be open before.
 */
export async function openDatabase({ file, key, log, now = Date.now }: OpenDatabase): Promise<Database> {
  const { default: Libsql } = await import('libsql')
  const connect: Connect = (path, secret) => new Libsql(path, optionsFor(secret))
  if (file === null) return openConnection(connect, ':memory:', null, null)

  let setAside: string | null = null
  const putAside = (why: string): void => {
    setAside = moveAside(file, now())
    log.error('the database %s %s; it was kept as %s and a new one is made', file, why, setAside)
  }
  if (key !== null && kindOf(file) === 'plain') {
    try {
      encryptedCopy(connect, file, key)
      log.info('the database %s is encrypted now', file)
    } catch (error) {
      if (!isUnreadable(error)) throw error
      putAside('is damaged')
    }
  }
  if (kindOf(file) === 'absent') makeEmptyFile(file)
  try {
    return openConnection(connect, file, key, setAside)
  } catch (error) {
    if (!isUnreadable(error)) throw error
    const plain = kindOf(file) === 'plain'
    putAside(plain ? 'is damaged' : key === null ? 'is encrypted and its key is not here' : 'does not fit its key')
    makeEmptyFile(file)
    return openConnection(connect, file, key, setAside)
  }
}

export type Connection = InstanceType<typeof LibsqlDatabase>
export type Connect = (path: string, key: Uint8Array | null) => Connection

function optionsFor(key: Uint8Array | null): { timeout: number; encryptionCipher?: string; encryptionKey?: string } {
  if (key === null) return { timeout: busyMilliseconds }
  return {
    timeout: busyMilliseconds,
    encryptionCipher: 'aes256cbc',
    encryptionKey: Buffer.from(key).toString('base64'),
  }
}

function openConnection(connect: Connect, path: string, key: Uint8Array | null, setAside: string | null): Database {
  const connection = connect(path, key)
  try {
    // A message is answered 200 when it is stored, so a commit waits for the disk: FULL costs 0.4 ms on an SSD.
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    // What is deleted is overwritten: a file without a key is read by whoever finds it.
    connection.exec('PRAGMA journal_size_limit = 4194304; PRAGMA secure_delete = ON')
    const database = wrap(connection, key !== null, setAside)
    migrate(database)
    return database
  } catch (error) {
    connection.close()
    throw error
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB: damaged, or read with the wrong key. */
function isUnreadable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')
}

function wrap(connection: Connection, encrypted: boolean, setAside: string | null): Database {
  type Statement = ReturnType<Connection['prepare']>
  const statements = new Map<string, Statement>()
  let open = true
  let inTransaction = false

  const statement = (sql: string): Statement => {
    // libsql keeps a closed connection alive for as long as one of its statements is.
    if (!open) throw new Error('the database is closed')
    const known = statements.get(sql)
    if (known !== undefined) return known
    const prepared = connection.prepare(sql)
    statements.set(sql, prepared)
    return prepared
  }
  const exec = (sql: string): void => {
    if (!open) throw new Error('the database is closed')
    connection.exec(sql)
  }

  return {
    encrypted,
    setAside,
    exec,
    run: (sql, ...values) => ({ changes: statement(sql).run(bound(values)).changes }),
    get: <T extends Row>(sql: string, ...values: readonly Value[]) => {
      const row = statement(sql).get(bound(values)) as (T & { _metadata?: unknown }) | undefined
      if (row === undefined) return null
      delete row._metadata
      return row
    },
    all: <T extends Row>(sql: string, ...values: readonly Value[]) => statement(sql).all(bound(values)) as T[],
    transaction: (work) => {
      if (inTransaction) return work()
      exec('BEGIN IMMEDIATE')
      inTransaction = true
      try {
        const result = work()
        exec('COMMIT')
        return result
      } catch (error) {
        // SQLite has already rolled back by itself when the disk is full.
        if (connection.inTransaction) exec('ROLLBACK')
        throw error
      } finally {
        inTransaction = false
      }
    },
    close: () => {
      if (!open) return
      try {
        exec('PRAGMA wal_checkpoint(TRUNCATE)')
      } catch {
        // The write-ahead log then stays beside the file, and the next start reads it.
      }
      open = false
      statements.clear()
      connection.close()
    },
  }
}

/** libsql ends a text at its first NUL, and ends the process on a boolean or undefined. */
function bound(values: readonly Value[]): Value[] {
  return values.map((value) => {
    if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value
    if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value
    throw new TypeError(`a ${typeof value} cannot be stored`)
  })
}

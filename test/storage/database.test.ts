import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Database, type OpenDatabase, openDatabase } from '../../electron/storage/database.ts'
import { MessageStore } from '../../electron/storage/message-store.ts'
import { migrate, NewerDatabaseError, newestVersion } from '../../electron/storage/migrations.ts'
import { anyFileHolds, folder, key, listeningLog } from './fixture.ts'

const secret = 'the needle in the haystack'

async function open(options: Partial<OpenDatabase> = {}): Promise<Database> {
  const database = await openDatabase({ file: null, key: null, log: listeningLog(), ...options })
  onTestFinished(() => database.close())
  return database
}

function writeSecret(database: Database): void {
  new MessageStore(database).insertIncoming({
    id: 'm1',
    accountId: 'a',
    aor: 'maya@dialtone.test',
    text: secret,
    at: 1,
    messageId: 'x',
    read: false,
  })
}

const texts = (database: Database) =>
  new MessageStore(database).range('a', 'maya@dialtone.test', 0, 10).map((message) => message.text)

describe('our interface over libsql', () => {
  test('a row holds its columns and nothing else', async () => {
    const database = await open()
    expect(database.get("SELECT 1 AS a, 'b' AS b")).toEqual({ a: 1, b: 'b' })
    expect(database.all('SELECT 1 AS a UNION SELECT 2')).toEqual([{ a: 1 }, { a: 2 }])
    expect(database.get('SELECT 1 AS a WHERE 0')).toBeNull()
  })

  test('a text with a NUL is kept to its end', async () => {
    const database = await open()
    expect(database.get('SELECT ? AS text', 'before\0after')).toEqual({ text: 'before\ufffdafter' })
  })

  test('what SQLite cannot hold is refused before it ends the process', async () => {
    const database = await open()
    expect(() => database.get('SELECT ? AS a', true as unknown as string)).toThrow('boolean')
    expect(() => database.get('SELECT ? AS a', undefined as unknown as string)).toThrow('undefined')
    expect(() => database.get('SELECT ? AS a', Number.NaN)).toThrow('number')
  })

  test('a transaction that throws leaves nothing behind', async () => {
    const database = await open()
    database.exec('CREATE TABLE t (a INTEGER)')
    expect(() =>
      database.transaction(() => {
        database.run('INSERT INTO t VALUES (1)')
        database.transaction(() => database.run('INSERT INTO t VALUES (2)'))
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(database.all('SELECT * FROM t')).toEqual([])
    database.transaction(() => database.run('INSERT INTO t VALUES (3)'))
    expect(database.all('SELECT * FROM t')).toEqual([{ a: 3 }])
  })

  test('a closed database says so', async () => {
    const database = await open()
    database.get('SELECT 1 AS a')
    database.close()
    database.close()
    expect(() => database.get('SELECT 1 AS a')).toThrow('closed')
  })

  test('a commit waits for the disk, and readers do not block it', async () => {
    const database = await open({ file: join(folder(), 'dialtone.db') })
    expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 })
    expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
    expect(database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 })
  })
})

describe('migrations', () => {
  test('a new database has the newest schema', async () => {
    const database = await open()
    expect(database.get('PRAGMA user_version')).toEqual({ user_version: newestVersion })
    migrate(database)
    expect(database.get('PRAGMA user_version')).toEqual({ user_version: newestVersion })
  })

  test('a database of a newer Dialtone is left as it is', async () => {
    const file = join(folder(), 'dialtone.db')
    const database = await open({ file })
    writeSecret(database)
    database.exec('PRAGMA user_version = 99')
    database.close()
    await expect(open({ file })).rejects.toThrow(NewerDatabaseError)
    await expect(open({ file, key: key() })).rejects.toThrow(NewerDatabaseError)
    expect(readdirSync(join(file, '..')).filter((name) => name.includes('unreadable'))).toEqual([])
    expect(readFileSync(file).includes(secret)).toBe(true)
  })

  test('a step that fails is undone whole', async () => {
    const database = await open()
    database.exec('PRAGMA user_version = 0')
    expect(() => migrate(database)).toThrow('already exists')
    expect(database.get('PRAGMA user_version')).toEqual({ user_version: 0 })
  })
})

describe('encryption', () => {
  test('with a key nothing readable reaches the disk, from the first byte on', async () => {
    const path = folder()
    const file = join(path, 'dialtone.db')
    const database = await open({ file, key: key() })
    expect(database.encrypted).toBe(true)
    writeSecret(database)
    expect(readdirSync(path)).toContain('dialtone.db-wal')
    expect(anyFileHolds(path, secret)).toBe(false)
    expect(anyFileHolds(path, 'CREATE TABLE')).toBe(false)
    database.close()
    expect(anyFileHolds(path, secret)).toBe(false)
    expect(anyFileHolds(path, 'SQLite format 3')).toBe(false)

    expect(texts(await open({ file, key: key() }))).toEqual([secret])
  })

  test('without a key the file is plain, which this test would see', async () => {
    const path = folder()
    const database = await open({ file: join(path, 'dialtone.db') })
    writeSecret(database)
    expect(database.encrypted).toBe(false)
    expect(anyFileHolds(path, secret)).toBe(true)
  })

  test('only its owner may read the file', async () => {
    if (process.platform === 'win32') return
    const path = join(folder(), 'profile')
    const database = await open({ file: join(path, 'dialtone.db') })
    writeSecret(database)
    for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  test.each([
    ['closed in order', true],
    ['left with its write-ahead log', false],
  ])('a plain file, %s, is encrypted when a key appears, with all it holds', async (_how, closed) => {
    let path = folder()
    const plain = await open({ file: join(path, "it's dialtone.db") })
    writeSecret(plain)
    if (closed) plain.close()
    else {
      // What a killed process leaves: file and log as they are now.
      const killed = folder()
      for (const name of readdirSync(path)) copyFileSync(join(path, name), join(killed, name))
      plain.close()
      path = killed
      expect(statSync(join(path, "it's dialtone.db-wal")).size).toBeGreaterThan(0)
    }
    const file = join(path, "it's dialtone.db")
    const encrypted = await open({ file, key: key() })
    expect(encrypted.setAside).toBeNull()
    expect(texts(encrypted)).toEqual([secret])
    expect(encrypted.get('PRAGMA user_version')).toEqual({ user_version: newestVersion })
    new MessageStore(encrypted).markRead('a', 'maya@dialtone.test')
    encrypted.close()
    expect(anyFileHolds(path, secret)).toBe(false)
    expect(readdirSync(path).filter((name) => name.includes('encrypting'))).toEqual([])
    expect(texts(await open({ file, key: key() }))).toEqual([secret])
  })

  test('a half-made encrypted copy of an earlier run is no hindrance', async () => {
    const file = join(folder(), 'dialtone.db')
    const plain = await open({ file })
    writeSecret(plain)
    plain.close()
    writeFileSync(`${file}.encrypting`, 'half')
    expect(texts(await open({ file, key: key() }))).toEqual([secret])
    expect(existsSync(`${file}.encrypting`)).toBe(false)
  })
})

describe('a file that cannot be read', () => {
  const cases: readonly (readonly [string, Uint8Array | null, (file: string) => Promise<void>])[] = [
    ['another key made it', key(8), (file) => made(file, key(7))],
    ['it is encrypted and the key is not here', null, (file) => made(file, key(7))],
    ['it never was a database', null, async (file) => writeFileSync(file, 'no database'.repeat(999))],
    ['it never was a database, and there is a key', key(), async (file) => writeFileSync(file, 'no'.repeat(9999))],
    ['its schema is damaged', null, (file) => damaged(file)],
    ['its schema is damaged, and there is a key', key(), (file) => damaged(file)],
  ]

  async function made(file: string, secretKey: Uint8Array | null): Promise<void> {
    const database = await open({ file, key: secretKey })
    writeSecret(database)
    database.close()
  }

  async function damaged(file: string): Promise<void> {
    await made(file, null)
    const bytes = readFileSync(file)
    bytes.fill(0xab, 100, 4096)
    writeFileSync(file, bytes)
  }

  test.each(cases)('%s: it is kept aside, the log says where, and a fresh one works', async (_why, secretKey, make) => {
    const path = folder()
    const file = join(path, 'dialtone.db')
    await make(file)
    const before = readFileSync(file)
    const log = listeningLog()
    const database = await openDatabase({ file, key: secretKey, log, now: () => 1_700_000_000_000 })
    onTestFinished(() => database.close())
    const aside = `${file}.unreadable-2023-11-14T22-13-20-000Z`
    expect(database.setAside).toBe(aside)
    expect(readFileSync(aside).equals(before)).toBe(true)
    expect(log.lines.filter((line) => line.startsWith('error') && line.includes(aside))).toHaveLength(1)
    expect(texts(database)).toEqual([])
    writeSecret(database)
    expect(texts(database)).toEqual([secret])
  })

  test('two in one moment are both kept', async () => {
    const path = folder()
    const file = join(path, 'dialtone.db')
    const log = listeningLog()
    for (let round = 0; round < 2; round++) {
      writeFileSync(file, 'no database'.repeat(999))
      ;(await openDatabase({ file, key: null, log, now: () => 5 })).close()
    }
    expect(readdirSync(path).filter((name) => /unreadable.*(?<!-wal|-shm)$/.test(name))).toHaveLength(2)
  })

  test('a folder that cannot be written is an error, not a new database', async () => {
    const file = join(folder(), 'file')
    writeFileSync(file, '')
    await expect(open({ file: join(file, 'dialtone.db') })).rejects.toThrow()
  })
})

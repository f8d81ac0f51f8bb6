/** The database as a file: what it is, how it is made, encrypted, and kept when it cannot be read. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Connect } from './database.ts'
import { createSchema, tables } from './migrations.ts'

/** The first 16 bytes of every plain SQLite file; the encryption covers them. */
const magic = Buffer.from('SQLite format 3\0', 'latin1')
const sidecars = ['-wal', '-shm', '-journal'] as const

export function kindOf(file: string): 'absent' | 'plain' | 'unreadable' {
  if (!existsSync(file) || statSync(file).size === 0) return 'absent'
  const head = Buffer.alloc(magic.length)
  readAt(file, head, 0)
  return head.equals(magic) ? 'plain' : 'unreadable'
}

/** Only its owner may read it; SQLite gives the same permissions to the files beside it. */
export function makeEmptyFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}

/** Moves the database with its write-ahead log, which belongs to it, to a free name beside it. */
export function moveAside(file: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-')
  let aside = `${file}.unreadable-${stamp}`
  for (let copy = 2; existsSync(aside); copy++) aside = `${file}.unreadable-${stamp}-${copy}`
  renameSync(file, aside)
  for (const sidecar of sidecars) {
    if (existsSync(file + sidecar)) renameSync(file + sidecar, aside + sidecar)
  }
  return aside
}

/**
 * Turns a plain database into an encrypted one: a whole encrypted copy is made beside it, then takes its name in one
 * step. Killed at any moment, one whole database is there. The bytes of the plain file are freed, not overwritten: what a
 * disk once held in plain may still be found on it by who holds the disk.
 */
export function encryptedCopy(connect: Connect, file: string, key: Uint8Array): void {
  const copy = `${file}.encrypting`
  for (const left of [copy, ...sidecars.map((sidecar) => copy + sidecar)]) rmSync(left, { force: true })

  // exec alone: a prepared statement would keep the file open after close(), and Windows then refuses the rename.
  const plain = connect(file, null)
  try {
    // Takes the write-ahead log into the file: full, it must not be left beside its encrypted successor.
    plain.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    plain.close()
  }
  const log = `${file}-wal`
  if (existsSync(log) && statSync(log).size > 0) throw new Error(`${file} is in use by another process`)
  const version = userVersion(file)

  makeEmptyFile(copy)
  const target = connect(copy, key)
  try {
    target.exec(`PRAGMA synchronous = FULL; ATTACH DATABASE '${file.replaceAll("'", "''")}' AS plain KEY ''`)
    target.exec('BEGIN IMMEDIATE')
    createSchema((sql) => target.exec(sql), version)
    for (const table of tables(version)) target.exec(`INSERT INTO main.${table} SELECT * FROM plain.${table}`)
    target.exec(`PRAGMA user_version = ${version}; COMMIT; DETACH DATABASE plain`)
  } catch (error) {
    target.close()
    rmSync(copy, { force: true })
    throw error
  }
  target.close()
  renameSync(copy, file)
  for (const sidecar of sidecars) rmSync(file + sidecar, { force: true })
  syncFolder(dirname(file))
}

/** SQLite's file format 1.3: the user version stands at offset 60. */
function userVersion(file: string): number {
  const bytes = Buffer.alloc(4)
  readAt(file, bytes, 60)
  return bytes.readUInt32BE(0)
}

function readAt(file: string, into: Buffer, position: number): void {
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, into, 0, into.length, position)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes a rename last through a power cut. Windows has no such thing for folders, and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

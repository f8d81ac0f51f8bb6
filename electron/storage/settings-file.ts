/** A small file that is always whole: the new text is on the disk before it takes the old one's name. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from './database-file.ts'

export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.new`
  const descriptor = openSync(fresh, 'w', 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(fresh, file)
  syncFolder(dirname(file))
}

export function readIfThere(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** A name beside the file that nothing has yet. */
export function asideName(file: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-')
  let aside = `${file}.unreadable-${stamp}`
  for (let copy = 2; existsSync(aside); copy++) aside = `${file}.unreadable-${stamp}-${copy}`
  return aside
}

import { readFileSync } from 'node:fs'
import { AgendaError } from './agenda.ts'

const said: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'there is no such file',
  EACCES: 'may not be read',
  ERR_FS_FILE_TOO_LARGE: 'is too large',
}

/** What is in a file, or comes in by standard input where no file is named; says why where it cannot be had. */
export function agendaFile(path: string | null): Uint8Array {
  try {
    return readFileSync(path ?? 0)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new AgendaError(said[code] ?? `cannot be read (${code})`)
  }
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format } from 'node:util'
import { onTestFinished } from 'vitest'
import type { Log } from '../../electron/ports.ts'

/** A folder of the test's own, gone when it ends. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dialtone-storage-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Keeps what was logged, to be looked at. */
export function listeningLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const write =
    (level: string) =>
    (message: string, ...values: readonly unknown[]) => {
      lines.push(`${level} ${format(message, ...values)}`)
    }
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

export const key = (fill = 7) => new Uint8Array(32).fill(fill)

/** Whether any file in the folder holds these words. */
export function anyFileHolds(path: string, words: string): boolean {
  return readdirSync(path).some((name) => readFileSync(join(path, name)).includes(words))
}

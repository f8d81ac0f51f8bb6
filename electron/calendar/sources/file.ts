import { type FSWatcher, watch } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { decodeCalendar } from '../../documents/calendar-text.ts'
import { type CalendarReader, megabyte, mostBytes, requireCalendar, SourceError } from './source.ts'

/** An iCalendar file on this computer. */
export function fileReader(path: string): CalendarReader {
  return {
    read: async (known, now) => {
      try {
        const { size, mtimeMs } = await stat(path)
        if (size > mostBytes) {
          const where = `${Math.round(mostBytes / megabyte)} MB`
          throw new SourceError({ kind: 'calendar', problem: 'too-large', where })
        }
        const mark = `${mtimeMs} ${size}`
        if (known?.etag === mark) return { ...known, texts: null, readAt: now }
        const text = decodeCalendar(await readFile(path))
        requireCalendar(text, known, path)
        return {
          readAt: now,
          texts: known?.texts()[0]?.text === text ? null : [{ href: '', etag: null, text }],
          etag: mark,
          lastModified: null,
          syncToken: null,
          rest: null,
        }
      } catch (error) {
        if (error instanceof SourceError) throw error
        throw new SourceError({ kind: 'calendar', problem: 'no-file', where: path })
      }
    },
  }
}

const settled = 300

/** Tells when the file was written, once its writer has paused. Programs replace files, so its folder is watched. */
export function watchFile(path: string, changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let watcher: FSWatcher | null = null
  const name = basename(path)
  try {
    watcher = watch(dirname(path), { persistent: false }, (_event, file) => {
      if (file !== null && file !== name) return
      clearTimeout(timer)
      timer = setTimeout(changed, settled)
    })
    // The folder may go away: the next regular look says so.
    watcher.on('error', () => watcher?.close())
  } catch {
    watcher = null
  }
  return () => {
    clearTimeout(timer)
    watcher?.close()
  }
}

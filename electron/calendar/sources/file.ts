import { type FSWatcher, realpathSync, watch } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { decodeCalendar } from '../../documents/calendar-text.ts'
import { type CalendarReader, megabyte, mostBytes, requireCalendar, SourceError } from './source.ts'

/** An iCalendar file on this computer. */
export function fileReader(path: string): CalendarReader {
  return {
    read: async (known, now) => {
      try {
        const stats = await stat(path)
        // What never ends (a pipe, a device) is no file to read.
        if (!stats.isFile()) throw noFile(path)
        const { size, mtimeMs, ino } = stats
        if (size > mostBytes) {
          const where = `${Math.round(mostBytes / megabyte)} MB`
          throw new SourceError({ kind: 'calendar', problem: 'too-large', where })
        }
        // Of two files one may replace the other and be as old and as large.
        const mark = `${mtimeMs} ${size} ${ino}`
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
        throw noFile(path)
      }
    },
  }
}

const noFile = (path: string): SourceError => new SourceError({ kind: 'calendar', problem: 'no-file', where: path })

const settled = 300

/**
 * Tells when the file was written, once its writer has paused. Programs replace files, so its folder is watched; and where the file is a
 * link, the folder of what it leads to.
 */
export function watchFile(path: string, changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(changed, settled)
  }
  const watchers = [...new Set([path, targetOf(path)])].map((each) => watchFolderOf(each, soon))
  return () => {
    clearTimeout(timer)
    for (const each of watchers) each?.close()
  }
}

function watchFolderOf(path: string, soon: () => void): FSWatcher | null {
  const name = basename(path)
  const folder = dirname(path)
  try {
    const watcher = watch(folder, { persistent: false }, (_event, file) => {
      // The folder itself goes by its own name: what is in it then is looked at too.
      if (file === null || file === name || file === basename(folder)) soon()
    })
    // The folder may go away: the next regular look says so.
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}

function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

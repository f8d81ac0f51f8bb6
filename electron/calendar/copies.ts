import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { CalendarStore } from '../storage/calendar-store.ts'
import type { CalendarCopies } from './followed-calendar.ts'
import { type CalendarCopy, type CalendarText, mostBytes } from './sources/source.ts'

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** The copies in the database of the profile, under its key. A calendar is one tenth of itself when compressed. */
export function storedCopies(store: CalendarStore): CalendarCopies {
  return {
    load: async (id) => {
      const row = store.load(id)
      if (row === null) return null
      const limit = { maxOutputLength: 4 * mostBytes }
      const texts = JSON.parse((await unpack(Buffer.from(row.texts, 'base64'), limit)).toString('utf8'))
      return { ...(JSON.parse(row.marks) as Omit<CalendarCopy, 'texts'>), texts: texts as readonly CalendarText[] }
    },
    save: async (id, { texts, ...marks }) => {
      const packed = await pack(JSON.stringify(texts))
      store.save(id, JSON.stringify(marks), packed.toString('base64'))
    },
    remove: (id) => store.remove(id),
  }
}

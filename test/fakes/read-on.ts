import type { CalendarMarks, CalendarReader, CalendarText } from '../../electron/calendar/sources/source.ts'

/** What is known of a calendar, with its texts at hand. */
export type WholeCopy = CalendarMarks & { readonly texts: readonly CalendarText[] }

/** Reads on from what is known, as the almanac does: the same texts where nothing has changed. */
export async function readOn(reader: CalendarReader, known: WholeCopy | null, now: number): Promise<WholeCopy> {
  const copy = await reader.read(known && { ...known, texts: () => known.texts }, now)
  return { ...copy, texts: copy.texts ?? known?.texts ?? [] }
}

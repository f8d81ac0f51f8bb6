import type { Failure } from '#contract/failure'

/** One iCalendar text: a whole file or feed, or one event of a CalDAV collection under its own address. */
export type CalendarText = { readonly href: string; readonly etag: string | null; readonly text: string }

/** What lets a source say that nothing has changed since it was read last. */
export type CalendarMarks = {
  /** when the source last said this holds, epoch milliseconds */
  readonly readAt: number
  readonly etag: string | null
  readonly lastModified: string | null
  readonly syncToken: string | null
  /** the source asks not to be read more often, in milliseconds */
  readonly rest: number | null
  /** of whom it belongs to, in small letters; not said: the source does not know */
  readonly addresses?: readonly string[]
}

/** What was read last. Its texts lie packed, and are seldom needed. */
export type KnownCopy = CalendarMarks & { readonly texts: () => readonly CalendarText[] }

/** What was read now; texts null: they are as before. */
export type CalendarCopy = CalendarMarks & { readonly texts: readonly CalendarText[] | null }

/** Where a calendar is read from. */
export type CalendarReader = {
  readonly read: (known: KnownCopy | null, now: number) => Promise<CalendarCopy>
}

/** A calendar that could not be read, and why: the last good copy stays. */
export class SourceError extends Error {
  readonly failure: Failure
  /** the server said when to come again, in milliseconds from now */
  readonly retryAfter: number | null

  constructor(failure: Failure, retryAfter: number | null = null) {
    super(failure.kind === 'calendar' ? `${failure.kind} ${failure.problem}` : failure.kind)
    this.name = 'SourceError'
    this.failure = failure
    this.retryAfter = retryAfter
  }
}

export const megabyte = 1 << 20
/** All texts of one calendar together. */
export const mostBytes = 32 * megabyte

/** Half the check of a calendar: what follows is read leniently, but a web page that asks to sign in is no calendar. */
export function looksLikeCalendar(text: string): boolean {
  return /^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text.slice(0, 2000))
}

const isWebPage = (text: string): boolean =>
  /^\uFEFF?\s*<(?:!doctype|!--|html|head|body|\?xml)/i.test(text.slice(0, 2000))
/** Some write blanks, or nothing but a NUL, behind it. */
const isWhole = (text: string): boolean => /END:VCALENDAR[\s\0]*$/i.test(text.slice(-500))

/** Throws where a text is no calendar, or the beginning of one where there was a whole one: the copy is better than that. */
export function requireCalendar(text: string, known: KnownCopy | null, where: string): void {
  if (!looksLikeCalendar(text)) {
    throw new SourceError({ kind: 'calendar', problem: isWebPage(text) ? 'web-page' : 'no-calendar', where })
  }
  if (isWhole(text)) return
  const before = known?.texts()[0]?.text
  if (before !== undefined && isWhole(before)) throw new SourceError({ kind: 'calendar', problem: 'cut-off', where })
}

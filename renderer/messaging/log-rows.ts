import type { CallRecord } from '#contract/calls'
import type { ChatMessage } from '#contract/messaging'
import { dayStart } from '../dates.ts'

/** How one message stands among its neighbours. A neighbour not yet read counts as unlike. */
export type RowPlace = {
  /** start of the local day, when a date line goes above */
  readonly day: number | null
  /** first of a run by the same person: more space above */
  readonly first: boolean
  /** last of a run: the corner towards its writer is sharp */
  readonly tail: boolean
  /** the time and delivery below */
  readonly meta: boolean
}

const runGap = 5 * 60_000

const sameRun = (a: ChatMessage, b: ChatMessage): boolean =>
  a.direction === b.direction && Math.abs(b.at - a.at) < runGap && dayStart(a.at) === dayStart(b.at)

/** Equal marks below each other are said once, at the end of the run; what needs the user always stands below its message. */
const sameMark = (a: ChatMessage, b: ChatMessage): boolean =>
  a.delivery.kind === b.delivery.kind && a.delivery.kind !== 'failed'

export function rowPlace(previous: ChatMessage | null, message: ChatMessage, next: ChatMessage | null): RowPlace {
  const follows = previous !== null && sameRun(previous, message)
  const continues = next !== null && sameRun(message, next)
  const newDay = previous === null ? message.index === 0 : dayStart(previous.at) !== dayStart(message.at)
  return {
    day: newDay ? dayStart(message.at) : null,
    first: !follows,
    tail: !continues,
    meta: !continues || (message.direction === 'out' && !sameMark(message, next)),
  }
}

/**
 * Where the "new" line goes: above the oldest unread message. Unread ones are the last `unread` received, and our own may
 * stand between them, so they are counted back. null while a message needed for counting is not read yet.
 */
export function firstNewIndex(
  messageAt: (index: number) => ChatMessage | null,
  total: number,
  unread: number,
): number | null {
  let left = unread
  for (let index = total - 1; index >= 0 && left > 0; index -= 1) {
    const message = messageAt(index)
    if (!message) return null
    if (message.direction === 'in') left -= 1
    if (left === 0) return index
  }
  return null
}

/** The unread of a moment: they stay marked as new while the conversation stays open, though they are read by then. */
export type NewMark = { readonly total: number; readonly unread: number }

/**
 * `unread` as main counts them. While somebody watches the end, messages are read as they come and need no line; those that
 * come unseen put the line above themselves, once the earlier ones were read.
 */
export function nextNewMark(
  mark: NewMark | null,
  before: number,
  now: { readonly unread: number; readonly total: number; readonly watched: boolean },
): NewMark | null {
  if (now.unread <= before || now.watched) return mark
  return { total: now.total, unread: now.unread }
}

/** Calls between two messages, for the quiet lines in the log. `records` is sorted by time. */
export function callsBetween(records: readonly CallRecord[], after: number, until: number): readonly CallRecord[] {
  return records.filter((record) => record.at > after && record.at <= until)
}

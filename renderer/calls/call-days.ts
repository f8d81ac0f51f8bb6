import type { CallRecord } from '#contract/calls'
import { dayStart } from '../dates.ts'
import { isMissed } from './call-words.ts'

export type CallFilter = 'all' | 'missed'

/** One line of the call list. */
export type CallListItem =
  | { readonly kind: 'day'; readonly at: number }
  | { readonly kind: 'record'; readonly record: CallRecord }

const newestFirst = (records: readonly CallRecord[]): readonly CallRecord[] => [...records].sort((a, b) => b.at - a.at)

/** The list as it is drawn: newest first, a heading above each day. */
export function callListItems(records: readonly CallRecord[], filter: CallFilter): readonly CallListItem[] {
  const items: CallListItem[] = []
  let day: number | null = null
  for (const record of newestFirst(records)) {
    if (filter === 'missed' && !isMissed(record)) continue
    const start = dayStart(record.at)
    if (start !== day) items.push({ kind: 'day', at: start })
    day = start
    items.push({ kind: 'record', record })
  }
  return items
}

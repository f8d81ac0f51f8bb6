import type { CalendarEvent } from '../documents/icalendar-event.ts'
import type { CalendarTime } from '../documents/icalendar-values.ts'
import { oneSeries, placed, type Reading, type Series, wallOn } from './series.ts'

const mostParts = 100

/**
 * An event that repeats, with its changes. RANGE=THISANDFUTURE with a rule of its own ends the series and begins another; where it
 * only repeats the rule of the series, as some programs write, it moves what follows.
 */
export function seriesOf(event: CalendarEvent, changes: readonly CalendarEvent[], reading: Reading): readonly Series[] {
  const rules = JSON.stringify(event.recurrence?.rules)
  const isNew = new Set(
    changes.filter((each) => beginsAnew(each) && JSON.stringify(each.recurrence?.rules) !== rules).slice(0, mostParts),
  )
  if (isNew.size === 0) return [oneSeries(event, changes, reading, null)]
  const main = placed(event, reading)
  const inOrder = changes
    .map((change) => ({ change, at: wallOn(change.recurrenceId!, main, reading) }))
    .sort((a, b) => a.at - b.at || Number(isNew.has(b.change)) - Number(isNew.has(a.change)))
  const parts: Series[] = []
  let head = event
  let own: CalendarEvent[] = []
  for (const { change } of inOrder) {
    if (!isNew.has(change)) {
      own.push(change)
      continue
    }
    parts.push(oneSeries(head, own, reading, change.recurrenceId))
    head = seriesFrom(change, event.recurrence?.exceptDates ?? [])
    own = []
  }
  parts.push(oneSeries(head, own, reading, null))
  return parts
}

export const beginsAnew = ({ thisAndFuture, recurrence }: CalendarEvent): boolean =>
  thisAndFuture && recurrence !== null && recurrence.rules.length > 0

/** A change that begins a series, as if it had been written alone. */
export function seriesFrom(change: CalendarEvent, exceptDates: readonly CalendarTime[]): CalendarEvent {
  const { recurrence } = change
  return {
    ...change,
    recurrenceId: null,
    thisAndFuture: false,
    recurrence: recurrence && { ...recurrence, exceptDates: [...recurrence.exceptDates, ...exceptDates] },
  }
}

/** Busy times without their events: VFREEBUSY (RFC 5545 3.6.4), as servers publish them to those who may see no more. */

import { type ContentLine, parameter } from './content-lines.ts'
import { type CalendarEvent, type EventDraft, finishEvent, newEvent } from './icalendar-event.ts'
import type { SharedParts } from './icalendar-shared.ts'
import { recurrenceDates } from './icalendar-values.ts'

export const freeBusyNames: ReadonlySet<string> = new Set(['FREEBUSY'])

/** RFC 5545 3.2.9: a kind that is not known counts as busy. */
const kinds: Readonly<Record<string, Pick<EventDraft, 'status' | 'busyStatus'> | null>> = {
  FREE: null,
  'BUSY-TENTATIVE': { status: 'tentative', busyStatus: 'tentative' },
  'BUSY-UNAVAILABLE': { status: null, busyStatus: 'out-of-office' },
}

/** The periods of one FREEBUSY as events that say nothing but when, and how busy. */
export function busyTimes(line: ContentLine, shared: SharedParts): readonly CalendarEvent[] {
  const said = kinds[parameter(line, 'FBTYPE')?.trim().toUpperCase() ?? '']
  if (said === null) return []
  return recurrenceDates(line).flatMap((period) => {
    const event = finishEvent({ ...newEvent(shared), busyStatus: 'busy', ...said, ...period })
    return event === null ? [] : [event]
  })
}

/** Timed presence (RFC 4481): a status that held, or will hold, in a span of time. */

import { type Basic, parseBasic } from './basic.ts'
import { writableDateTime } from './date-time.ts'
import { foreignXml, keep } from './kept-xml.ts'
import { familyOf } from './namespaces.ts'
import { buildNote, type Note, parseNote } from './note.ts'
import { type Activities, parseActivities } from './rpid.ts'
import { buildActivities } from './rpid-build.ts'
import { attribute, children, type Element, trimmed } from './xml.ts'
import { type DocumentIds, element as elementXml, textElement } from './xml-build.ts'

export interface TimedStatus {
  /** xs:dateTime; empty where a careless sender left it out. */
  readonly from: string
  readonly until: string | null
  readonly basic: Basic | null
  readonly note: Note | null
  readonly activities: Activities | null
  readonly other: readonly string[]
}

export function parseTimedStatus(element: Element): TimedStatus {
  let [basic, note, activities]: [Basic | null, Note | null, Activities | null] = [null, null, null]
  const other: string[] = []
  for (const child of children(element)) {
    if (child.localName === 'basic') basic ??= parseBasic(trimmed(child))
    else if (child.localName === 'note') note ??= parseNote(child)
    else if (child.localName === 'activities' && activities === null && familyOf(child.namespaceURI) === 'rpid') {
      activities = parseActivities(child)
    } else keep(other, child)
  }
  return { from: attribute(element, 'from') ?? '', until: attribute(element, 'until'), basic, note, activities, other }
}

/** Nothing for a status without a beginning: the schema requires one, and 4481 gives it no other meaning. */
export function buildTimedStatus(status: TimedStatus, ids: DocumentIds): string {
  const from = writableDateTime(status.from)
  if (from === null) return ''
  const activities = status.activities === null ? '' : buildActivities(status.activities, ids)
  const content =
    textElement('ts:basic', null, status.basic) +
    buildNote('ts:note', status.note) +
    activities +
    foreignXml(status.other)
  return elementXml('ts:timed-status', { from, until: writableDateTime(status.until) }, content)
}

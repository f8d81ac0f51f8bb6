/** One VEVENT (RFC 5545 3.6.1): what a schedule needs of it, and no more, so that fifty thousand fit in memory. */

import { secondsOfDay, timeOf } from './civil-date.ts'
import { type ContentLine, parameter } from './content-lines.ts'
import { detached, keptOnce, type SharedParts } from './icalendar-shared.ts'
import {
  type CalendarTime,
  calendarTimes,
  type Duration,
  oneCalendarTime,
  parseDuration,
  type RecurrenceDate,
  recurrenceDates,
  textValue,
  textValues,
} from './icalendar-values.ts'
import { parseRule, type RecurrenceRule } from './recurrence-rule.ts'

export type EventStatus = 'confirmed' | 'tentative' | 'cancelled'
/** X-MICROSOFT-CDO-BUSYSTATUS, [MS-OXCICAL] 2.1.3.1.1.20.31 */
export type BusyStatus = 'free' | 'tentative' | 'busy' | 'out-of-office' | 'working-elsewhere'
/** RFC 5545 3.2.12; what else is written there counts as needs-action */
export type Participation = 'needs-action' | 'accepted' | 'declined' | 'tentative' | 'delegated'

export interface Attendee {
  /** in small letters, without mailto: */
  readonly address: string
  readonly participation: Participation
  /** a person or group; rooms and resources are not somebody to meet */
  readonly isPerson: boolean
}

export interface Recurrence {
  readonly rules: readonly RecurrenceRule[]
  /** EXRULE of RFC 2445, which old programs still write */
  readonly exceptRules: readonly RecurrenceRule[]
  readonly dates: readonly RecurrenceDate[]
  readonly exceptDates: readonly CalendarTime[]
}

export interface CalendarEvent {
  /** empty where there is none */
  readonly uid: string
  readonly sequence: number
  /** LAST-MODIFIED or DTSTAMP, seconds since 1970 */
  readonly changedAt: number
  readonly start: CalendarTime
  readonly end: CalendarTime | null
  readonly duration: Duration | null
  /** null: happens once */
  readonly recurrence: Recurrence | null
  readonly recurrenceId: CalendarTime | null
  readonly thisAndFuture: boolean
  readonly summary: string
  readonly location: string | null
  readonly categories: readonly string[]
  readonly status: EventStatus | null
  /** TRANSP; null: not said */
  readonly transparent: boolean | null
  readonly busyStatus: BusyStatus | null
  readonly privacy: 'public' | 'private' | 'confidential'
  readonly organizer: string | null
  readonly attendees: readonly Attendee[]
  /** a meeting held by video or telephone: CONFERENCE (RFC 7986) or the like */
  readonly conference: boolean
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type MutableRecurrence = { -readonly [K in keyof Recurrence]: Recurrence[K][number][] }

export interface EventDraft extends Mutable<Omit<CalendarEvent, 'start' | 'recurrence' | 'attendees' | 'categories'>> {
  start: CalendarTime | null
  recurrence: MutableRecurrence | null
  attendees: Attendee[]
  categories: readonly string[]
  stamped: number
  /** it has more dates than are read */
  tooManyDates: boolean
  /** X-MICROSOFT-CDO-ALLDAYEVENT, [MS-OXCICAL] 2.1.3.1.1.20.28 */
  allDay: boolean
  /** What many events share, kept once. */
  readonly shared: SharedParts
}

export const eventNames: ReadonlySet<string> = new Set([
  ...['UID', 'SEQUENCE', 'DTSTAMP', 'LAST-MODIFIED', 'DTSTART', 'DTEND', 'DURATION', 'RECURRENCE-ID'],
  ...['RRULE', 'EXRULE', 'RDATE', 'EXDATE', 'SUMMARY', 'LOCATION', 'CATEGORIES', 'STATUS', 'TRANSP', 'CLASS'],
  ...['ORGANIZER', 'ATTENDEE', 'CONFERENCE', 'X-GOOGLE-CONFERENCE', 'X-MICROSOFT-SKYPETEAMSMEETINGURL'],
  ...['X-MICROSOFT-CDO-ALLDAYEVENT', 'X-MICROSOFT-CDO-BUSYSTATUS', 'X-MICROSOFT-MSNCALENDAR-BUSYSTATUS'],
  ...['X-APPLE-EWS-BUSYSTATUS', 'X-CALENDARSERVER-ACCESS', 'X-JMAP-SHOW-WITHOUT-TIME'],
])

/** Category of days that are kept in mind and worked on. */
const observance = 'Observance'

/** Published calendars of Exchange have no attendees and no links, but say where. */
const online =
  /microsoft teams|\b(?:zoom\.us|zoomgov\.com|teams\.(?:microsoft|live)\.com|meet\.google\.com|meet\.jit\.si|webex\.com|whereby\.com|gotomeet|bluejeans|chime\.aws)|^https?:\/\/(?:[^/]*[.-])?(?:meet|meeting|conf|conference|visio|bbb|video|jitsi|zoom|talk)[.-]/i
const meetsOnline = (value: string): boolean => value.length < 2000 && online.test(value)

const noAttendees: Attendee[] = []
const noCategories: readonly string[] = []

export const newEvent = (shared: SharedParts): EventDraft => ({
  uid: '',
  sequence: 0,
  changedAt: 0,
  stamped: 0,
  tooManyDates: false,
  allDay: false,
  start: null,
  end: null,
  duration: null,
  recurrence: null,
  recurrenceId: null,
  thisAndFuture: false,
  summary: '',
  location: null,
  categories: noCategories,
  status: null,
  transparent: null,
  busyStatus: null,
  privacy: 'public',
  organizer: null,
  attendees: noAttendees,
  conference: false,
  shared,
})

const longestUid = 500
const longestTitle = 300
const longestAddress = 200
const mostCategories = 20
const mostAttendees = 100
const mostRules = 10
/** Of those added to a series, and of those taken from it. */
const mostDates = 100_000

export function addToEvent(draft: EventDraft, line: ContentLine): void {
  switch (line.name) {
    case 'UID':
      if (draft.uid === '') draft.uid = detached(line.value.trim().slice(0, longestUid))
      break
    case 'SEQUENCE':
      draft.sequence = /^\s*\d{1,9}\s*$/.test(line.value) ? Number(line.value) : 0
      break
    case 'DTSTAMP':
      draft.stamped = oneCalendarTime(line)?.at ?? 0
      break
    case 'LAST-MODIFIED':
      draft.changedAt = oneCalendarTime(line)?.at ?? 0
      break
    case 'DTSTART':
      draft.start ??= ownTime(draft, line)
      break
    case 'DTEND':
      draft.end ??= ownTime(draft, line)
      break
    case 'DURATION':
      draft.duration ??= durationIn(draft, line.value)
      break
    case 'RECURRENCE-ID':
      draft.recurrenceId ??= ownTime(draft, line)
      draft.thisAndFuture = parameter(line, 'RANGE')?.toUpperCase() === 'THISANDFUTURE'
      break
    case 'RRULE':
    case 'EXRULE':
    case 'RDATE':
    case 'EXDATE':
      addRecurrence(draft, line)
      break
    case 'ATTENDEE':
      addAttendee(draft, line)
      break
    default:
      addWords(draft, line)
  }
}

function addRecurrence(draft: EventDraft, line: ContentLine): void {
  draft.recurrence ??= { rules: [], exceptRules: [], dates: [], exceptDates: [] }
  const { rules, exceptRules, dates, exceptDates } = draft.recurrence
  // What is left of the last date is none.
  const dated = line.isCut ? { ...line, value: line.value.replace(/[,;][^,;]*$/, '') } : line
  if (line.name === 'RDATE') {
    draft.tooManyDates ||= line.isCut === true
    for (const date of recurrenceDates(dated)) addDate(draft, dates, date)
  } else if (line.name === 'EXDATE') {
    draft.tooManyDates ||= line.isCut === true
    for (const date of calendarTimes(dated)) addDate(draft, exceptDates, withSharedZone(draft, date))
  } else {
    const rule = keptOnce(draft.shared.rules, line.value, () => parseRule(line.value))
    const list = line.name === 'RRULE' ? rules : exceptRules
    if (rule !== null && list.length < mostRules) list.push(rule)
  }
}

function addDate<Date>(draft: EventDraft, dates: Date[], date: Date): void {
  if (dates.length < mostDates) dates.push(date)
  else draft.tooManyDates = true
}

function addAttendee(draft: EventDraft, line: ContentLine): void {
  if (draft.attendees.length >= mostAttendees) return
  if (draft.attendees === noAttendees) draft.attendees = []
  const kind = parameter(line, 'CUTYPE')?.toUpperCase() ?? 'INDIVIDUAL'
  const role = parameter(line, 'ROLE')?.toUpperCase()
  const participation = participations[parameter(line, 'PARTSTAT')?.toUpperCase() ?? ''] ?? 'needs-action'
  const isPerson = kind !== 'ROOM' && kind !== 'RESOURCE' && role !== 'NON-PARTICIPANT'
  const address = addressOf(draft, line)
  draft.attendees.push(
    keptOnce(draft.shared.attendees, `${participation} ${isPerson} ${address}`, () => ({
      address,
      participation,
      isPerson,
    })),
  )
}

const durationIn = ({ shared }: EventDraft, value: string): Duration | null =>
  keptOnce(shared.durations, value, () => parseDuration(value))

function addressOf(draft: EventDraft, line: ContentLine): string {
  // Exchange and iCloud put a path or a urn there, and the address into EMAIL (RFC 7986 6.2).
  const own = line.value.trim()
  const said = /^mailto:/i.test(own) || own.includes('@') ? own : (parameter(line, 'EMAIL') ?? own)
  return draft.shared.word(
    said
      .replace(/^mailto:/i, '')
      .toLowerCase()
      .slice(0, longestAddress),
  )
}

const participations: Readonly<Record<string, Participation>> = {
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
  TENTATIVE: 'tentative',
  DELEGATED: 'delegated',
}

function addWords(draft: EventDraft, line: ContentLine): void {
  const value = line.value.trim().toUpperCase()
  switch (line.name) {
    case 'SUMMARY':
      if (draft.summary === '') draft.summary = draft.shared.word(textValue(line.value, longestTitle))
      break
    case 'LOCATION':
      draft.location ??= draft.shared.word(textValue(line.value, longestTitle)) || null
      draft.conference ||= meetsOnline(line.value)
      break
    case 'DESCRIPTION':
      // Google's holidays: "Observance\nTo hide observances, go to Google Calendar Settings > ...", in the language of the country.
      if (/^[^\\]{1,80}\\n[^>]{1,300}Google[^>]{1,300}>/i.test(line.value)) {
        draft.categories = [...draft.categories, draft.shared.word(observance)].slice(0, mostCategories)
      }
      break
    case 'CATEGORIES': {
      const more = textValues(line.value, longestTitle, mostCategories).map((each) => draft.shared.word(each))
      draft.categories = [...draft.categories, ...more].slice(0, mostCategories)
      break
    }
    case 'STATUS':
      draft.status = statuses[value] ?? null
      break
    case 'TRANSP':
      draft.transparent = value === 'TRANSPARENT' ? true : value === 'OPAQUE' ? false : null
      break
    case 'CLASS':
    case 'X-CALENDARSERVER-ACCESS':
      draft.privacy = stricter(draft.privacy, privacyOf(value))
      break
    case 'ORGANIZER':
      draft.organizer ??= addressOf(draft, line)
      break
    case 'X-MICROSOFT-CDO-BUSYSTATUS':
    case 'X-MICROSOFT-MSNCALENDAR-BUSYSTATUS':
    case 'X-APPLE-EWS-BUSYSTATUS':
      draft.busyStatus = busyStatuses[value] ?? draft.busyStatus
      break
    case 'X-MICROSOFT-CDO-ALLDAYEVENT':
    // Fastmail's, as JSCalendar has it (RFC 8984 4.2.4).
    case 'X-JMAP-SHOW-WITHOUT-TIME':
      draft.allDay = value === 'TRUE'
      break
    case 'CONFERENCE':
    case 'X-GOOGLE-CONFERENCE':
    case 'X-MICROSOFT-SKYPETEAMSMEETINGURL':
      draft.conference ||= value !== ''
      break
    default:
  }
}

type Privacy = CalendarEvent['privacy']

/** RFC 5545 3.8.1.3: a class that is not known is treated as private. */
export function privacyOf(value: string): Privacy {
  if (value === 'PUBLIC' || value === '') return 'public'
  return value === 'CONFIDENTIAL' ? 'confidential' : 'private'
}

export const stricter = (a: Privacy, b: Privacy): Privacy => (a === 'public' ? b : a)

const statuses: Readonly<Record<string, EventStatus>> = {
  CONFIRMED: 'confirmed',
  TENTATIVE: 'tentative',
  CANCELLED: 'cancelled',
  CANCELED: 'cancelled',
}

const busyStatuses: Readonly<Record<string, BusyStatus>> = {
  FREE: 'free',
  TENTATIVE: 'tentative',
  BUSY: 'busy',
  OOF: 'out-of-office',
  WORKINGELSEWHERE: 'working-elsewhere',
}

/** Null without a start: such an event is never (RFC 5545 3.6.1 requires one outside of scheduling). */
export function finishEvent(draft: EventDraft): CalendarEvent | null {
  if (draft.start === null) return null
  const [start, end] = spanOf(draft, draft.start)
  // Each named, and in one order: fifty thousand of one shape are kept in half the room.
  return {
    uid: draft.uid,
    sequence: draft.sequence,
    changedAt: draft.changedAt === 0 ? draft.stamped : draft.changedAt,
    start,
    end,
    duration: draft.duration,
    recurrence: draft.recurrence,
    recurrenceId: draft.recurrenceId,
    thisAndFuture: draft.thisAndFuture,
    summary: draft.summary,
    location: draft.location,
    categories: draft.categories,
    status: draft.status,
    transparent: draft.transparent,
    busyStatus: draft.busyStatus,
    privacy: draft.privacy,
    organizer: draft.organizer,
    // Of its own size: a list that grew has room for sixteen.
    attendees: draft.attendees === noAttendees ? noAttendees : draft.attendees.slice(),
    conference: draft.conference,
  }
}

/** A day and a time of day are of two kinds (RFC 5545 3.8.2.2 wants one): the end says which it is. */
function spanOf({ allDay, end }: EventDraft, start: CalendarTime): readonly [CalendarTime, CalendarTime | null] {
  if (allDay && isMidnight(start) && (end === null || isMidnight(end))) return [dayOf(start), end && dayOf(end)]
  if (start.kind !== 'date' || end === null || end.kind === 'date' || end.kind === 'utc') return [start, end]
  const time = timeOf(end.at)
  if (time === 0) return [start, end]
  // Until 23:59 is until the end of the day.
  return time >= secondsOfDay - 60
    ? [start, { kind: 'date', at: end.at - time + secondsOfDay }]
    : [{ ...end, at: start.at }, end]
}

const isMidnight = ({ kind, at }: CalendarTime): boolean => kind !== 'utc' && at % secondsOfDay === 0

/** Outlook writes a whole day from midnight to midnight, on the clock of its zone. */
const dayOf = ({ at }: CalendarTime): CalendarTime => ({ kind: 'date', at })

function ownTime(draft: EventDraft, line: ContentLine): CalendarTime | null {
  const time = oneCalendarTime(line)
  return time === null ? null : withSharedZone(draft, time)
}

const withSharedZone = (draft: EventDraft, time: CalendarTime): CalendarTime =>
  time.kind === 'zoned' ? { kind: 'zoned', at: time.at, zone: draft.shared.word(time.zone) } : time

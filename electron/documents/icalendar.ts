/** Calendars (RFC 5545): what their events say, as written; zones and recurrence are computed elsewhere. */

import { decodeCalendar } from './calendar-text.ts'
import type { WallSeconds } from './civil-date.ts'
import { type ContentLine, eachContentLine, parameter } from './content-lines.ts'
import { busyTimes, freeBusyNames } from './free-busy.ts'
import {
  addToEvent,
  type CalendarEvent,
  type EventDraft,
  eventNames,
  finishEvent,
  newEvent,
  privacyOf,
  stricter,
} from './icalendar-event.ts'
import { keptOnce, SharedParts, zoneBlock } from './icalendar-shared.ts'
import { oneCalendarTime, parseOffset, type RecurrenceDate, recurrenceDates, textValue } from './icalendar-values.ts'
import { parseRule, type RecurrenceRule } from './recurrence-rule.ts'
import { DocumentError } from './xml.ts'

export interface Observance {
  readonly start: WallSeconds
  /** seconds east of UTC */
  readonly offsetFrom: number
  readonly offsetTo: number
  readonly rules: readonly RecurrenceRule[]
  readonly dates: readonly RecurrenceDate[]
}

/** A VTIMEZONE (RFC 5545 3.6.5). */
export interface ZoneDefinition {
  readonly name: string
  /** the IANA name that some writers add */
  readonly location: string | null
  readonly observances: readonly Observance[]
}

export interface Calendar {
  readonly name: string | null
  readonly product: string | null
  readonly method: string | null
  /** X-WR-TIMEZONE: where its floating times are meant */
  readonly zone: string | null
  readonly zones: readonly ZoneDefinition[]
  readonly events: readonly CalendarEvent[]
  /** what could not be read, in numbers; none of it stops the rest */
  readonly problems: {
    readonly lines: number
    /** events without a readable start, or unfinished where the file breaks off */
    readonly events: number
    /** more events than are read */
    readonly tooMany: boolean
    /** an event with more dates of its own (RDATE, EXDATE) than are read */
    readonly tooManyDates: boolean
  }
}

const noProblems: Calendar['problems'] = { lines: 0, events: 0, tooMany: false, tooManyDates: false }

const documentName = 'calendar'
const megabyte = 1024 * 1024

export interface CalendarLimits {
  readonly bytes: number
  readonly events: number
}

export const calendarLimits: CalendarLimits = { bytes: 128 * megabyte, events: 200_000 }

const mostZones = 1000
const mostObservances = 500
const deepest = 50
const longestText = 300

const components = new Set(['VCALENDAR', 'VEVENT', 'VTODO', 'VJOURNAL', 'VFREEBUSY', 'VTIMEZONE'])
const calendarNames = new Set([
  ...['X-WR-CALNAME', 'NAME', 'X-WR-TIMEZONE', 'PRODID', 'METHOD', 'X-CALENDARSERVER-ACCESS'],
])
const zoneNames = new Set(['TZID', 'X-LIC-LOCATION'])
const observanceNames = new Set(['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO', 'RRULE', 'RDATE'])
const noNames: ReadonlySet<string> = new Set()

/**
 * Reads all the VCALENDARs of a file, and components that somebody saved without one. Throws DocumentError where it is too large or no
 * calendar at all. `shared`: of other texts that belong to it.
 */
export function parseCalendar(
  input: string | Uint8Array,
  limits: CalendarLimits = calendarLimits,
  shared = new SharedParts(),
): Calendar {
  if (input.length > limits.bytes) throw new DocumentError(documentName, `larger than ${limits.bytes} bytes`)
  const text = (typeof input === 'string' ? input : decodeCalendar(input)).replace(/^\uFEFF/, '')
  const reader = new Reader(limits, shared)
  const read = (part: string): number => eachContentLine(part, reader.wanted, reader.take).unreadable
  const place = zoneBlock(text)
  const block = place && text.slice(place.start, place.end)
  const zones = block === null ? undefined : shared.knownZones(block)
  if (place === null || zones === undefined) return reader.finish(read(text), block)
  // Each text of a CalDAV calendar brings the same ones.
  return { ...reader.finish(read(text.slice(0, place.start)) + read(text.slice(place.end)), null), zones }
}

class Reader {
  private readonly limits: CalendarLimits
  /** the components open now; an event, a zone and an observance are not nested in their like */
  private readonly open: string[] = []
  private event: EventDraft | null = null
  private zone: { name: string; location: string | null; observances: Observance[] } | null = null
  private observance: ObservanceDraft | null = null
  private names: ReadonlySet<string> = noNames
  private readonly events: CalendarEvent[] = []
  private readonly busy: CalendarEvent[] = []
  private readonly zones: ZoneDefinition[] = []
  private readonly said = new Map<string, string>()
  private readonly shared: SharedParts
  /** of the VCALENDAR that is open, and where its events begin */
  private method: string | null = null
  private access: CalendarEvent['privacy'] = 'public'
  private messageFrom = 0
  private components = 0
  private unreadableEvents = 0
  private tooMany = false
  private tooManyDates = false

  constructor(limits: CalendarLimits, shared: SharedParts) {
    this.limits = limits
    this.shared = shared
  }

  readonly wanted = (name: string): boolean =>
    name === 'BEGIN' || name === 'END' || this.names.has(name) || (name === 'DESCRIPTION' && this.isWholeDay())

  /** What a day is described as tells holidays from other days; of fifty thousand meetings nobody wants to know. */
  private readonly isWholeDay = (): boolean => this.event?.start?.kind === 'date' && this.names === eventNames

  readonly take = (line: ContentLine): void => {
    if (line.name === 'BEGIN') this.begin(line.value.trim().toUpperCase())
    else if (line.name === 'END') this.end(line.value.trim().toUpperCase())
    else this.property(line)
  }

  finish(lines: number, zoneBlock: string | null): Calendar {
    if (this.components === 0) throw new DocumentError(documentName, 'no calendar component in it')
    if (this.event !== null) this.unreadableEvents++
    // Beside events they tell of the same times once more, or answer somebody who asked.
    if (this.events.length + this.unreadableEvents === 0) this.events.push(...this.busy)
    const said = (name: string): string | null => this.said.get(name) ?? null
    this.endMessage()
    return {
      name: said('X-WR-CALNAME') ?? said('NAME'),
      product: said('PRODID'),
      method: said('METHOD')?.toUpperCase() ?? null,
      zone: said('X-WR-TIMEZONE'),
      zones: this.shared.zonesOf(zoneBlock, this.zones),
      // Of its own size: each text of CalDAV has one, and a list that grew has room for sixteen.
      events: this.events.slice(),
      problems:
        lines + this.unreadableEvents === 0 && !this.tooMany && !this.tooManyDates
          ? noProblems
          : { lines, events: this.unreadableEvents, tooMany: this.tooMany, tooManyDates: this.tooManyDates },
    }
  }

  /** RFC 5546 3.2.5: a message may take back all that is in it; servers of Apple say who may see it. */
  private endMessage(): void {
    const { method, access } = this
    if (method === 'CANCEL' || access !== 'public') {
      for (let index = this.messageFrom; index < this.events.length; index++) {
        const event = this.events[index]!
        const status = method === 'CANCEL' ? 'cancelled' : event.status
        this.events[index] = { ...event, status, privacy: stricter(event.privacy, access) }
      }
    }
    this.method = null
    this.access = 'public'
    this.messageFrom = this.events.length
  }

  private begin(name: string): void {
    // Who forgets an END means that the next of the kind begins.
    if (name === 'VEVENT' || name === 'VTIMEZONE') this.end(this.zone === null ? 'VEVENT' : 'VTIMEZONE')
    if (name === 'STANDARD' || name === 'DAYLIGHT') for (const each of ['STANDARD', 'DAYLIGHT']) this.end(each)
    if (name === 'VCALENDAR') this.end(name)
    if (this.open.length >= deepest) throw new DocumentError(documentName, `components nested deeper than ${deepest}`)
    this.open.push(name)
    if (components.has(name)) this.components++
    switch (name) {
      case 'VEVENT':
        this.event = newEvent(this.shared)
        break
      case 'VTIMEZONE':
        this.zone = { name: '', location: null, observances: [] }
        break
      case 'STANDARD':
      case 'DAYLIGHT':
        this.observance = newObservance()
        break
      default:
    }
    this.choose()
  }

  private end(name: string): void {
    const at = this.open.lastIndexOf(name)
    if (at === -1) return
    // Who forgets an END means that what is around it ends.
    while (this.open.length > at + 1) this.end(this.open.at(-1)!)
    this.open.length = at
    if (name === 'VEVENT') this.endEvent()
    else if ((name === 'STANDARD' || name === 'DAYLIGHT') && this.zone !== null && this.observance !== null) {
      const observance = finishObservance(this.observance)
      if (observance !== null && this.zone.observances.length < mostObservances) this.zone.observances.push(observance)
      this.observance = null
    } else if (name === 'VTIMEZONE' && this.zone !== null) {
      if (this.zone.name !== '' && this.zones.length < mostZones) this.zones.push(this.zone)
      this.zone = null
    } else if (name === 'VCALENDAR') this.endMessage()
    this.choose()
  }

  private endEvent(): void {
    const event = this.event === null ? null : finishEvent(this.event)
    if (this.event?.tooManyDates) this.tooManyDates = true
    this.event = null
    if (event === null) this.unreadableEvents++
    else if (this.events.length < this.limits.events) this.events.push(event)
    else this.tooMany = true
  }

  /** The properties that mean something in the component that is open now; of alarms and the like none. */
  private choose(): void {
    switch (this.open.at(-1)) {
      case 'VCALENDAR':
        this.names = calendarNames
        break
      case 'VEVENT':
        this.names = eventNames
        break
      case 'VFREEBUSY':
        this.names = freeBusyNames
        break
      case 'VTIMEZONE':
        this.names = zoneNames
        break
      case 'STANDARD':
      case 'DAYLIGHT':
        this.names = observanceNames
        break
      default:
        this.names = noNames
    }
  }

  private property(line: ContentLine): void {
    switch (this.open.at(-1)) {
      case 'VEVENT':
        if (this.event !== null) addToEvent(this.event, line)
        break
      case 'VCALENDAR':
        if (line.name === 'METHOD') this.method ??= line.value.trim().toUpperCase()
        if (line.name === 'X-CALENDARSERVER-ACCESS') this.access = privacyOf(line.value.trim().toUpperCase())
        if (!this.said.has(line.name)) this.said.set(line.name, textValue(line.value, longestText))
        break
      case 'VFREEBUSY':
        // RFC 5546 3.3: what is no publication asks somebody, or answers him.
        if (this.method !== null && this.method !== 'PUBLISH') break
        for (const each of busyTimes(line, this.shared)) {
          if (this.busy.length < this.limits.events) this.busy.push(each)
          else this.tooMany = true
        }
        break
      case 'VTIMEZONE':
        if (this.zone === null) break
        if (line.name === 'TZID') this.zone.name = line.value.trim().slice(0, longestText)
        else this.zone.location = line.value.trim().slice(0, longestText)
        break
      default:
        if (this.observance !== null) addToObservance(this.observance, line, this.shared)
    }
  }
}

interface ObservanceDraft {
  start: WallSeconds | null
  offsetFrom: number | null
  offsetTo: number | null
  readonly rules: RecurrenceRule[]
  readonly dates: RecurrenceDate[]
}

const newObservance = (): ObservanceDraft => ({ start: null, offsetFrom: null, offsetTo: null, rules: [], dates: [] })

function addToObservance(draft: ObservanceDraft, line: ContentLine, shared: SharedParts): void {
  switch (line.name) {
    case 'DTSTART':
      draft.start ??= oneCalendarTime(line)?.at ?? null
      break
    case 'TZOFFSETFROM':
      draft.offsetFrom ??= parseOffset(line.value)
      break
    case 'TZOFFSETTO':
      draft.offsetTo ??= parseOffset(line.value)
      break
    case 'RRULE': {
      const rule = keptOnce(shared.rules, line.value, () => parseRule(line.value))
      if (rule !== null && draft.rules.length < 10) draft.rules.push(rule)
      break
    }
    case 'RDATE':
      if (draft.dates.length < mostObservances && parameter(line, 'TZID') === null)
        draft.dates.push(...recurrenceDates(line))
      break
    default:
  }
}

function finishObservance({ start, offsetFrom, offsetTo, rules, dates }: ObservanceDraft): Observance | null {
  if (offsetTo === null) return null
  return { start: start ?? 0, offsetFrom: offsetFrom ?? offsetTo, offsetTo, rules, dates }
}

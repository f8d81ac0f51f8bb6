import { type Calendar, parseCalendar } from '../documents/icalendar.ts'
import type { CalendarEvent } from '../documents/icalendar-event.ts'
import { parseTime } from '../documents/icalendar-values.ts'
import { DocumentError } from '../documents/xml.ts'
import { aboutOf } from './about.ts'
import { type CalendarManner, type Outcome, outcomeOf } from './activity-rules.ts'
import { ownerOf } from './owner.ts'
import { instancesBetween, type ScheduleLimits, scheduleOf } from './schedule.ts'
import type { Instance } from './series.ts'
import { ianaZone, toInstant, toWall, type Zone } from './zones.ts'

/**
 * An agenda may span years: of a series as many instances as the window has minutes. So an event each minute is listed in full, and one each
 * second for its first days.
 */
function limitsOf(from: number, until: number): ScheduleLimits {
  const most = Math.max(100_000, Math.ceil(((until - from) / 60_000) * 1.1))
  return { instancesOfSeries: most, instances: 2 * most, stepsOfSeries: 20_000_000, steps: 100_000_000 }
}

/** The options of the command line, as they are given. */
export interface AgendaRequest {
  readonly bytes: Uint8Array
  /** a date, or a date and time, in the zone; `to` is exclusive */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** an IANA name; else where we are */
  readonly zone?: string | undefined
  readonly me?: readonly string[] | undefined
  /** own, holidays or trips; else what it seems to be */
  readonly calendar?: string | undefined
}

export interface Agenda {
  /** one plain object for each instance, by start; made as they are asked for, once */
  readonly lines: Iterable<object>
  /** what whoever reads the lines should know besides */
  readonly remarks: readonly string[]
}

/** What can be said to who asked; `isOption`: he asked for something that there is not. */
export class AgendaError extends Error {
  readonly isOption: boolean

  constructor(message: string, isOption = false) {
    super(message)
    this.name = 'AgendaError'
    this.isOption = isOption
  }
}

/** The instances of a calendar in a window, as `dialtone agenda` prints them. */
export function agenda(request: AgendaRequest): Agenda {
  const zone = ianaZone(request.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  if (zone === null) throw new AgendaError(`--zone is a name as Europe/Berlin, not ${request.zone}`, true)
  const said = (['own', 'holidays', 'trips'] as const).find((each) => each === request.calendar)
  if (said === undefined && request.calendar !== undefined) {
    throw new AgendaError('--calendar is one of own, holidays, trips', true)
  }
  const [from, until] = [moment(request.from, zone, '--from'), moment(request.to, zone, '--to')]
  if (until <= from) throw new AgendaError('--to is not after --from', true)
  const calendar = read(request.bytes)
  const schedule = scheduleOf([{ id: 'file', calendar }], zone.id)
  const { instances, cut } = instancesBetween(schedule, from, until, limitsOf(from, until))
  const addresses = ownerOf([calendar], request.me ?? [])
  const manner: CalendarManner = { kind: said ?? aboutOf(calendar), addresses, tellTitles: false }
  return { lines: linesOf(instances, manner, zone), remarks: remarksOn(calendar, cut) }
}

function read(bytes: Uint8Array): Calendar {
  if (bytes.length === 0) throw new AgendaError('is empty')
  try {
    return parseCalendar(bytes)
  } catch (error) {
    if (error instanceof DocumentError) throw new AgendaError(`is not an iCalendar file: ${error.problem}`)
    throw error
  }
}

function remarksOn({ problems }: Calendar, cut: boolean): readonly string[] {
  const remarks: string[] = []
  if (problems.events > 0) {
    const events = problems.events === 1 ? '1 event' : `${problems.events} events`
    remarks.push(`${events} could not be read: no start, or the file breaks off`)
  }
  if (problems.tooMany) remarks.push('more events than are read; the rest is left out')
  if (problems.tooManyDates) remarks.push('more dates of one event than are read; the rest is left out')
  if (cut) remarks.push('a rule makes more instances than can be listed; the rest is left out')
  return remarks
}

function* linesOf(instances: readonly Instance[], manner: CalendarManner, zone: Zone): Generator<object> {
  const write = writerIn(zone)
  // What an event says depends on its length, and else on nothing that its instances do not share.
  const known = new Map<CalendarEvent, { readonly length: number; readonly outcome: Outcome }>()
  for (const instance of instances) {
    const { event, allDay, start, end } = instance
    let said = known.get(event)
    if (said?.length !== end - start) {
      said = { length: end - start, outcome: outcomeOf(instance, manner, []) }
      known.set(event, said)
    }
    const { outcome } = said
    yield {
      start: write(start, allDay),
      end: write(end, allDay),
      allDay,
      uid: event.uid,
      recurrenceId: event.recurrenceId === null && event.recurrence === null ? null : write(instance.original, allDay),
      title: event.summary,
      status: event.status,
      busyStatus: event.busyStatus,
      transparent: event.transparent,
      class: event.privacy,
      activity: outcome.kind === 'nothing' ? null : outcome.name,
      busy: outcome.kind === 'nothing' ? 'free' : outcome.busyness,
      because: outcome.because.kind === 'own-rule' ? `rule ${outcome.because.index + 1}` : outcome.because.rule,
    }
  }
}

function moment(text: string | undefined, zone: Zone, option: string): number {
  const time = parseTime(text ?? '')
  if (time === null)
    throw new AgendaError(
      `${option} is a date as 2027-01-31 or a time as 2027-01-31T15:30, not ${text ?? 'missing'}`,
      true,
    )
  return (time.kind === 'utc' ? time.at : toInstant(zone, time.at)) * 1000
}

const day = 86_400
const two = (value: number): string => (value < 10 ? `0${value}` : String(value))

/** Dates and times as ISO 8601 has them. The next is mostly of the same day. */
function writerIn(zone: Zone): (at: number, allDay: boolean) => string {
  let known = { day: Number.NaN, text: '' }
  const dateOf = (number: number): string => {
    if (number !== known.day) {
      const text = new Date(number * day * 1000).toISOString().replace(/T.*$/, '')
      known = { day: number, text }
    }
    return known.text
  }
  return (at, allDay) => {
    const wall = toWall(zone, Math.floor(at / 1000))
    const date = dateOf(Math.floor(wall / day))
    if (allDay) return date
    const time = wall - Math.floor(wall / day) * day
    const minutes = Math.round((wall - Math.floor(at / 1000)) / 60)
    const size = Math.abs(minutes)
    const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
    return `${date}T${two(Math.floor(time / 3600))}:${two(Math.floor(time / 60) % 60)}:${two(time % 60)}${offset}`
  }
}

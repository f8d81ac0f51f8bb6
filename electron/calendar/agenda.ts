import { parseCalendar } from '../documents/icalendar.ts'
import { parseTime } from '../documents/icalendar-values.ts'
import { aboutOf } from './about.ts'
import { type CalendarManner, outcomeOf } from './activity-rules.ts'
import { ownerOf } from './owner.ts'
import { instancesBetween, type ScheduleLimits, scheduleOf } from './schedule.ts'
import { ianaZone, toInstant, toWall, type Zone } from './zones.ts'

/** An agenda may be of years; what bounds it is the patience of who asked. */
const limits: ScheduleLimits = {
  instancesOfSeries: 1_000_000,
  instances: 2_000_000,
  stepsOfSeries: 50_000_000,
  steps: 200_000_000,
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

/** The instances of a calendar in a window, one plain object each, as `dialtone agenda` prints them. */
export function agenda(request: AgendaRequest): { readonly lines: readonly object[]; readonly cut: boolean } {
  const zone = ianaZone(request.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  if (zone === null) throw new Error(`--zone is a name as Europe/Berlin, not ${request.zone}`)
  const said = (['own', 'holidays', 'trips'] as const).find((each) => each === request.calendar)
  if (said === undefined && request.calendar !== undefined) throw new Error('--calendar is one of own, holidays, trips')
  const [from, until] = [moment(request.from, zone, '--from'), moment(request.to, zone, '--to')]
  const calendar = parseCalendar(request.bytes)
  const kind = said ?? aboutOf(calendar)
  const schedule = scheduleOf([{ id: 'file', calendar }], zone.id)
  const { instances, cut } = instancesBetween(schedule, from, until, limits)
  const addresses = ownerOf([calendar], request.me ?? [])
  const manner: CalendarManner = { kind, addresses, tellTitles: false }
  const lines = instances.map((instance) => {
    const outcome = outcomeOf(instance, manner, [])
    const { event, allDay } = instance
    const write = (at: number): string => (allDay ? dateIn(zone, at) : dateTimeIn(zone, at))
    return {
      start: write(instance.start),
      end: write(instance.end),
      allDay,
      uid: event.uid,
      recurrenceId: event.recurrenceId === null && event.recurrence === null ? null : write(instance.original),
      title: event.summary,
      status: event.status,
      busyStatus: event.busyStatus,
      transparent: event.transparent,
      class: event.privacy,
      activity: outcome.kind === 'nothing' ? null : outcome.name,
      busy: outcome.kind === 'nothing' ? 'free' : outcome.busyness,
      because: outcome.because.kind === 'own-rule' ? `rule ${outcome.because.index + 1}` : outcome.because.rule,
    }
  })
  return { lines, cut }
}

function moment(text: string | undefined, zone: Zone, option: string): number {
  const time = parseTime(text ?? '')
  if (time === null) throw new Error(`${option} is a date as 2027-01-31 or a time as 2027-01-31T15:30`)
  return (time.kind === 'utc' ? time.at : toInstant(zone, time.at)) * 1000
}

const dateIn = (zone: Zone, at: number): string => wallText(zone, at).replace(/T.*$/, '')

function dateTimeIn(zone: Zone, at: number): string {
  const minutes = Math.round(zone.offsetAt(at / 1000) / 60)
  const two = (value: number): string => String(value).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${wallText(zone, at)}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

const wallText = (zone: Zone, at: number): string =>
  new Date(toWall(zone, at / 1000) * 1000).toISOString().replace(/\.\d+Z$/, '')

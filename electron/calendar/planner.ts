import type { CalendarSettings, OwnEvent } from '#contract/calendars'
import type { ActivityName } from '#contract/presence'
import { type Calendar, parseCalendar } from '../documents/icalendar.ts'
import { type CalendarManner, outcomeOf } from './activity-rules.ts'
import type { Planner } from './calendar.ts'
import { type CalendarSource, instancesBetween, type Schedule, scheduleOf } from './schedule.ts'
import type { Instance } from './series.ts'
import type { CalendarText } from './sources/source.ts'

/** Each text is taken apart once, however often the day is planned. */
const read = new WeakMap<CalendarText, Calendar | null>()

/**
 * Reading, expansion and rules together: what others are told of, between two times. `ownAddresses`: which attendee the user is.
 */
export function plannerFor(ownAddresses: () => readonly string[]): Planner {
  let kept: { readonly of: readonly unknown[]; readonly schedule: Schedule } | null = null
  /** Large calendars take a while to be put in order: again only when one has changed, or we are in another zone. */
  const scheduleFor = (calendars: Parameters<Planner['plan']>[0]): Schedule => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const of = [zone, ...calendars.flatMap(({ settings, texts }) => [settings.id, texts])]
    if (kept?.of.length === of.length && of.every((each, index) => each === kept?.of[index])) return kept.schedule
    const sources = calendars.flatMap(({ settings, texts }) => texts.flatMap((text) => sourceOf(settings.id, text)))
    kept = { of, schedule: scheduleOf(sources, zone) }
    return kept.schedule
  }
  return {
    plan: (calendars, from, until) => {
      const { instances } = instancesBetween(scheduleFor(calendars), from, until)
      const own = ownAddresses()
      const byId = new Map(
        calendars.map(({ settings }) => [settings.id, { settings, manner: mannerOf(settings, own) }]),
      )
      return instances.flatMap((instance) => {
        const calendar = byId.get(instance.calendarId)
        const activity = calendar ? toldOf(instance, calendar) : null
        return activity === null ? [] : [eventOf(instance, activity)]
      })
    },
  }
}

function mannerOf({ about, name, place }: CalendarSettings, own: readonly string[]): CalendarManner {
  // Google names a person's calendar after him; the name of an account is often his address.
  const user = place.kind === 'file' ? null : place.user
  const addresses = [...own, name, user ?? ''].filter((each) => each.includes('@')).map((each) => each.toLowerCase())
  return { kind: about, addresses, tellTitles: false }
}

/** Nothing where the text is no calendar: the others hold. */
function sourceOf(id: string, text: CalendarText): readonly CalendarSource[] {
  let calendar = read.get(text)
  if (calendar === undefined) {
    try {
      calendar = parseCalendar(text.text)
    } catch {
      calendar = null
    }
    read.set(text, calendar)
  }
  return calendar ? [{ id, calendar }] : []
}

function eventOf({ event, calendarId, start, end, allDay, original }: Instance, activity: ActivityName): Planned {
  return {
    key: `${calendarId} ${event.uid || event.summary} ${original}`.slice(0, 2000),
    calendarId,
    title: event.summary,
    activity,
    allDay,
    from: start,
    until: end,
  }
}

type Planned = Omit<OwnEvent, 'undone'>

/** What is sure, as far as the calendar may tell it: what may be is not said to be. */
function toldOf(
  instance: Instance,
  { settings, manner }: { readonly settings: CalendarSettings; readonly manner: CalendarManner },
): ActivityName | null {
  const outcome = outcomeOf(instance, manner, [])
  if (outcome.kind === 'nothing' || outcome.busyness === 'maybe') return null
  if (settings.tells === 'activity') return outcome.name
  // Who works elsewhere is not busy.
  return outcome.busyness === 'elsewhere' ? null : 'busy'
}

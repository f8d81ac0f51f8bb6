import type { CalendarRule, CalendarSettings, RuleChange, RulePreview } from '#contract/calendars'
import type { ActivityName } from '#contract/presence'
import type { Calendar } from '../documents/icalendar.ts'
import { type CalendarManner, type Outcome, outcomeOf } from './activity-rules.ts'
import { ownerOf } from './owner.ts'
import { instancesBetween, type Schedule, scheduleOf } from './schedule.ts'
import type { Instance } from './series.ts'
import type { PlannedEvent } from './timeline.ts'
import { type TravelEvent, travelEventsOf } from './travel/travel-events.ts'

/** What a plan is made of besides the texts. */
export type PlanWindow = {
  readonly from: number
  readonly until: number
  /** the IANA name of where we are */
  readonly zone: string
  /** of the user: which attendee he is */
  readonly ownAddresses: readonly string[]
}

/** A calendar of several texts is several, as they come from CalDAV. The same array as long as it holds the same. */
export type PlannedCalendar = {
  readonly settings: CalendarSettings
  readonly calendars: readonly Calendar[]
  /** of the owner, as his server knows them */
  readonly addresses: readonly string[]
}

/** More than anybody has in three days. */
const mostEvents = 2000
const mostChanges = 100
const longestUid = 1500

/** Reading, expansion and rules together. */
export class Planner {
  #kept: { readonly of: readonly unknown[]; readonly schedule: Schedule } | null = null

  /** The events that take the user's time, or may, between two times: by start. */
  plan(
    calendars: readonly PlannedCalendar[],
    window: PlanWindow,
    rules: readonly CalendarRule[],
  ): readonly PlannedEvent[] {
    const planned: PlannedEvent[] = []
    for (const { instance, settings, manner } of this.#instances(calendars, window)) {
      const outcome = outcomeOf(instance, manner, rules)
      const activity = toldOf(outcome, settings)
      if (activity === null || outcome.kind === 'nothing') continue
      const busyness = settings.tells === 'busy' && outcome.busyness === 'out' ? 'busy' : outcome.busyness
      planned.push({ ...eventOf(instance), activity, busyness, tellsTitle: outcome.title !== null })
      if (planned.length === mostEvents) break
    }
    return planned
  }

  /** What may be part of a journey; nothing of a calendar that tells no more than busy. */
  travel(calendars: readonly PlannedCalendar[], window: PlanWindow): readonly TravelEvent[] {
    const telling = calendars.filter(({ settings }) => settings.tells !== 'busy')
    const manners = new Map(telling.map((each) => [each.settings.id, mannerOf(each, window.ownAddresses)] as const))
    const { instances } = instancesBetween(this.#schedule(calendars, window.zone), window.from, window.until)
    return travelEventsOf(instances, (id) => manners.get(id) ?? null)
  }

  /** What would be told otherwise under other rules. */
  preview(
    calendars: readonly PlannedCalendar[],
    window: PlanWindow,
    before: readonly CalendarRule[],
    after: readonly CalendarRule[],
  ): RulePreview {
    const changes: RuleChange[] = []
    let [events, more] = [0, 0]
    for (const { instance, settings, manner } of this.#instances(calendars, window)) {
      events++
      const [was, is] = [before, after].map((rules) => surelyTold(outcomeOf(instance, manner, rules), settings))
      if (was === is || was === undefined || is === undefined) continue
      if (changes.length < mostChanges) changes.push({ ...eventOf(instance), before: was, after: is })
      else more++
    }
    return { events, changes, more }
  }

  *#instances(calendars: readonly PlannedCalendar[], window: PlanWindow) {
    const { instances } = instancesBetween(this.#schedule(calendars, window.zone), window.from, window.until)
    const byId = new Map(
      calendars.map((each) => [
        each.settings.id,
        { settings: each.settings, manner: mannerOf(each, window.ownAddresses) },
      ]),
    )
    for (const instance of instances) {
      const calendar = byId.get(instance.calendarId)
      if (calendar) yield { instance, ...calendar }
    }
  }

  /** Large calendars take a while to be put in order: again only when one has changed, or we are in another zone. */
  #schedule(calendars: readonly PlannedCalendar[], zone: string): Schedule {
    const of = [zone, ...calendars.flatMap((each) => [each.settings.id, each.calendars])]
    if (this.#kept?.of.length === of.length && of.every((each, index) => each === this.#kept?.of[index])) {
      return this.#kept.schedule
    }
    const sources = calendars.flatMap(({ settings: { id }, calendars: parts }) =>
      parts.map((calendar) => ({ id, calendar })),
    )
    const schedule = scheduleOf(sources, zone)
    this.#kept = { of, schedule }
    return schedule
  }
}

function mannerOf({ settings, calendars, addresses }: PlannedCalendar, own: readonly string[]): CalendarManner {
  const { about, name, place, tells } = settings
  // Google names a person's calendar after him; the name of an account is often his address.
  const user = place.kind === 'file' ? null : place.user
  const said = [...own, ...addresses, name, user ?? ''].filter((each) => each.includes('@'))
  return { kind: about, addresses: ownerOf(calendars, said), tellTitles: tells === 'title' }
}

function eventOf({ event, calendarId, start, end, allDay, original }: Instance) {
  return {
    // However long an identifier somebody invents, each time of a series has a key of its own.
    key: `${calendarId} ${(event.uid || event.summary).slice(0, longestUid)} ${original}`,
    calendarId,
    title: event.summary,
    allDay,
    from: start,
    until: end,
  }
}

/** As far as the calendar may tell it. */
function toldOf(outcome: Outcome, { tells }: CalendarSettings): ActivityName | null {
  if (outcome.kind === 'nothing') return null
  if (tells !== 'busy') return outcome.name
  // Who works elsewhere is not busy.
  return outcome.busyness === 'elsewhere' ? null : 'busy'
}

/** What may be is not said to be. */
const surelyTold = (outcome: Outcome, settings: CalendarSettings): ActivityName | null =>
  outcome.kind === 'activity' && outcome.busyness === 'maybe' ? null : toldOf(outcome, settings)

import type { Busyness, CalendarActivity, CalendarRule } from '#contract/calendars'
import type { CalendarEvent, Participation } from '../documents/icalendar-event.ts'
import { hasWord, isMarked, isOnly, plain, type WordKind, words } from './activity-words.ts'
import { isRide } from './ride-titles.ts'
import type { Instance } from './series.ts'
import { isStayWord, saysArriving, saysLeaving } from './travel/travel-words.ts'

/** A calendar's part in the rules. */
export interface CalendarManner {
  readonly kind: 'own' | 'holidays' | 'trips'
  /** the owner's addresses, in small letters: which attendee he is */
  readonly addresses: readonly string[]
  /** false unless the user said so */
  readonly tellTitles: boolean
}

/** Why: the rule of the user by its place, or one of docs/calendar.md's by its name. */
export type Reason =
  | { readonly kind: 'own-rule'; readonly index: number }
  | { readonly kind: 'default'; readonly rule: DefaultRule }

export type DefaultRule =
  | 'cancelled'
  | 'declined'
  | 'holiday-calendar'
  | 'working-elsewhere'
  | 'free'
  | 'moment'
  | 'private'
  | 'remembrance'
  | 'out-of-office'
  | 'vacation-words'
  | 'trip'
  | 'ride'
  | 'elsewhere-words'
  | 'all-day-note'
  | 'meal'
  | 'presentation'
  | 'attendees'
  | 'own-block'

export type Outcome =
  | { readonly kind: 'nothing'; readonly because: Reason }
  | {
      readonly kind: 'activity'
      readonly name: CalendarActivity
      readonly busyness: Busyness
      /** the title, where the user lets this calendar tell it and the event is not private */
      readonly title: string | null
      readonly because: Reason
    }

/** What one instance says of its owner. docs/calendar.md has the table. */
export function outcomeOf(instance: Instance, manner: CalendarManner, rules: readonly CalendarRule[]): Outcome {
  const { event } = instance
  // No rule makes somebody take part in what does not take place, or in what he refused.
  const text = plain(event.summary)
  if (event.status === 'cancelled' || isTakenBack(text)) return nothing('cancelled')
  const participation = ownParticipation(event, manner)
  // Who sends somebody else does not go himself.
  if (participation === 'declined' || participation === 'delegated') return nothing('declined')
  if (isMarked(text, words.declinedBefore)) return nothing('declined')
  const busyness = busynessOf(event, participation)
  const title = manner.tellTitles && event.privacy === 'public' && event.summary !== '' ? event.summary : null
  const index = rules.findIndex((rule) => rule.on && matches(rule, instance, text))
  const own = rules[index]
  if (own !== undefined) {
    const because: Reason = { kind: 'own-rule', index }
    return own.says === null
      ? { kind: 'nothing', because }
      : { kind: 'activity', name: own.says, busyness: shown(own.says, busyness), title, because }
  }
  const [name, rule] = byDefault(instance, manner, text)
  const because: Reason = { kind: 'default', rule }
  return name === null
    ? { kind: 'nothing', because }
    : { kind: 'activity', name, busyness: shown(name, busyness), title, because }
}

const isTakenBack = (text: string): boolean =>
  isMarked(text, words.cancelledBefore) || isOnly(text, words.cancelledBefore)

const nothing = (rule: DefaultRule): Outcome => ({ kind: 'nothing', because: { kind: 'default', rule } })

function shown(name: CalendarActivity, busyness: Busyness): Busyness {
  if (busyness === 'maybe') return busyness
  if (name === 'vacation' || name === 'holiday' || name === 'permanent-absence') return 'out'
  return name === 'working' ? 'elsewhere' : busyness
}

/** The table, from its top. Cancelled and declined are decided before. */
function byDefault(
  instance: Instance,
  manner: CalendarManner,
  text: string,
): readonly [CalendarActivity | null, DefaultRule] {
  const { event, allDay } = instance
  const has = (kind: WordKind): boolean =>
    hasWord(text, words[kind]) || event.categories.some((category) => hasWord(plain(category), words[kind]))
  if (manner.kind === 'holidays') {
    return allDay && has('observance') ? [null, 'remembrance'] : [allDay ? 'holiday' : null, 'holiday-calendar']
  }
  // Outlook marks such an event as not blocking; what it says is more exact.
  if (event.busyStatus === 'working-elsewhere') return ['working', 'working-elsewhere']
  const isTrip = manner.kind === 'trips'
  if (isFree(event) && !isTrip) return [null, 'free']
  if (instance.start === instance.end) return [null, 'moment']
  const isPublic = event.privacy === 'public'
  // Out of the office by day and night; who says that he travels does that.
  if (isOut(instance) && !(isPublic && has('trip'))) return ['vacation', 'out-of-office']
  if (!isPublic) return [allDay && !saysBusy(event) ? null : 'appointment', 'private']
  if (has('remembrance') && allDay) return [null, 'remembrance']
  if (isLong(instance) && isVacation(event, text, has('vacation'))) return ['vacation', 'vacation-words']
  if (has('elsewhere') && isHalfDay(instance)) return ['working', 'elsewhere-words']
  if ((has('trip') || isTrip) && isLong(instance)) return ['travel', 'trip']
  if (isTrip && !allDay && isMeal(instance, text, has('meal'))) return ['meal', 'meal']
  if (isTrip && (isStayWord(text) || saysArriving(text) || saysLeaving(text))) return ['travel', 'trip']
  if (!allDay && (isTrip || isRide(event, text, has('ride')))) return ['in-transit', 'ride']
  // Birthdays and deadlines stand over whole days; only who says "busy" is.
  if (allDay && !saysBusy(event)) return [null, 'all-day-note']
  if (isMeal(instance, text, has('meal'))) return ['meal', 'meal']
  if (has('presentation')) return ['presentation', 'presentation']
  if (meetsSomebody(event, manner)) return ['meeting', 'attendees']
  return ['appointment', 'own-block']
}

/** In French "férié" is a day on which nobody works, and in Italian "ferie" are holidays. */
const isVacation = ({ summary }: CalendarEvent, text: string, sounds: boolean): boolean =>
  (sounds || isOnly(text, words.absence)) &&
  !hasWord(text, words.notVacation) &&
  !/férié/iu.test(summary.normalize('NFC'))

const hour = 3_600_000
/** Outlook writes the whole days of another zone, and a leave from Monday noon to Friday noon, with times. */
const isOut = ({ event, allDay, start, end }: Instance): boolean =>
  event.busyStatus === 'out-of-office' && (allDay || end - start >= 23 * hour)
/** A day at work and more. */
const isLong = ({ allDay, start, end }: Instance): boolean => allDay || end - start >= 8 * hour
/** An hour that only speaks of working at home is not worked there. */
const isHalfDay = ({ allDay, start, end }: Instance): boolean => allDay || end - start >= 3 * hour
const isMeal = ({ start, end, allDay }: Instance, text: string, sounds: boolean): boolean =>
  (sounds || isOnly(text, words.mealAlone)) && !allDay && end - start <= 4 * hour && !hasWord(text, words.notMeal)

/** X-MICROSOFT-CDO-BUSYSTATUS says more than TRANSP, where both are there. */
const isFree = (event: CalendarEvent): boolean =>
  event.busyStatus === null ? event.transparent === true : event.busyStatus === 'free'

/** Said, not only left at the default of RFC 5545. */
const saysBusy = (event: CalendarEvent): boolean =>
  event.busyStatus === null ? event.transparent === false : event.busyStatus !== 'free'

function busynessOf(event: CalendarEvent, participation: Participation | null): Busyness {
  const unanswered = participation === 'tentative' || participation === 'needs-action'
  if (event.status === 'tentative' || event.busyStatus === 'tentative' || unanswered) return 'maybe'
  return event.busyStatus === 'out-of-office' ? 'out' : event.busyStatus === 'working-elsewhere' ? 'elsewhere' : 'busy'
}

/** How the owner answered; null: he was not asked, or it is his own and he did not refuse it. */
function ownParticipation(event: CalendarEvent, { addresses }: CalendarManner): Participation | null {
  const own = event.attendees.find((attendee) => addresses.includes(attendee.address))?.participation ?? null
  const isOrganizer = event.organizer !== null && addresses.includes(event.organizer)
  // Programs leave the answer of who invites at "needs-action".
  return isOrganizer && own !== 'declined' ? null : own
}

/** Somebody else who has not refused, or a link to meet by. */
function meetsSomebody(event: CalendarEvent, { addresses }: CalendarManner): boolean {
  if (event.conference) return true
  const others = event.attendees.filter(
    ({ address, participation, isPerson }) => isPerson && participation !== 'declined' && !addresses.includes(address),
  )
  if (others.length === 0) return event.organizer !== null && isOther(event.organizer, event, addresses)
  if (addresses.length > 0) return true
  // Where it is not known who the owner is, one of them is he.
  return new Set([event.organizer, ...others.map(({ address }) => address)].filter((each) => each !== null)).size > 1
}

const isOther = (organizer: string, event: CalendarEvent, addresses: readonly string[]): boolean =>
  addresses.length > 0 && !addresses.includes(organizer) && event.attendees.length > 0

function matches({ when }: CalendarRule, { event, calendarId, allDay }: Instance, text: string): boolean {
  const busy =
    event.busyStatus ?? (event.transparent === true ? 'free' : event.status === 'tentative' ? 'tentative' : 'busy')
  return (
    (when.title.length === 0 || hasWord(text, wordsOf(when.title))) &&
    (when.category.length === 0 ||
      event.categories.some((own) => wordsOf(when.category).some((each) => each === plain(own.trim())))) &&
    (when.calendarId === null || when.calendarId === calendarId) &&
    (when.busy === null || when.busy === busy) &&
    (when.allDay === null || when.allDay === allDay)
  )
}

const plainWords = new WeakMap<readonly string[], readonly string[]>()

/** Made plain once for each rule; an empty word is in every title. */
function wordsOf(said: readonly string[]): readonly string[] {
  const known = plainWords.get(said)
  if (known !== undefined) return known
  const words = said.map((each) => plain(each.trim())).filter((each) => each !== '')
  plainWords.set(said, words)
  return words
}

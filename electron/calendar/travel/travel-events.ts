import { type CalendarManner, outcomeOf } from '../activity-rules.ts'
import { hasWord, plain, words } from '../activity-words.ts'
import type { Instance } from '../series.ts'
import { arrow, between, isChore, isLodgingWord, isStayWord, saysOff } from './travel-words.ts'

/** What is needed of an event that may be part of a journey. It stays on this computer. */
export interface TravelEvent {
  readonly calendarId: string
  readonly title: string
  readonly location: string | null
  readonly allDay: boolean
  /** epoch milliseconds */
  readonly start: number
  readonly end: number
  /**
   * `ride`: goes from one place to another; `route`: does, where it names both; `lodging`: somewhere to sleep; `trip`: says to be
   * away; `block`: a day or more somewhere
   */
  readonly kind: 'ride' | 'route' | 'lodging' | 'trip' | 'block'
}

const hour = 3_600_000
/** Of five months: nobody travels more, and each has to be looked at where calls are served. */
const mostEvents = 500

/** Airline or train and its number: "LH 123", "U2 4567", "ICE 543". */
const numbered = /(?:^|[\s(])(?:[A-Z]{2}|[A-Z]\d|\d[A-Z]|ICE|TGV) ?\d{1,4}(?=$|[\s):,])/
/** "FRA-BER", "AMS → FRA" */
const codes = /(?<!\p{L})[A-Z]{3} ?(?:-|–|—|→|->|>|to|nach|\/) ?[A-Z]{3}(?!\p{L})/u

/**
 * The events that may be part of a journey. Others learn nothing of what was called off, refused, may not take place or is private,
 * and nothing at all of a calendar that only tells of being busy.
 */
export function travelEventsOf(
  instances: readonly Instance[],
  mannerOf: (calendarId: string) => CalendarManner | null,
): readonly TravelEvent[] {
  const found: TravelEvent[] = []
  for (const instance of instances) {
    const manner = mannerOf(instance.calendarId)
    const kind = manner === null || !isCertain(instance, manner) ? null : kindOf(instance, manner)
    if (kind === null) continue
    const { calendarId, event, allDay, start, end } = instance
    const location = event.location?.slice(0, 500).trim() || null
    found.push({ calendarId, title: titleOf(instance), location, allDay, start, end, kind })
  }
  if (found.length <= mostEvents) return found
  // What says to be a journey counts before what may be a note.
  return found.sort((a, b) => Number(a.kind === 'block') - Number(b.kind === 'block')).slice(0, mostEvents)
}

function isCertain(instance: Instance, manner: CalendarManner): boolean {
  const { event } = instance
  if (manner.kind === 'holidays' || event.privacy !== 'public' || event.conference) return false
  if (event.status === 'cancelled' || event.status === 'tentative' || event.busyStatus === 'tentative') return false
  const outcome = outcomeOf(instance, manner, [])
  return outcome.kind === 'activity'
    ? outcome.busyness !== 'maybe'
    : outcome.because.kind !== 'default' || !['declined', 'remembrance'].includes(outcome.because.rule)
}

/** Whatever stands there: what a title says, it says at its beginning. */
const titleOf = ({ event }: Instance): string => event.summary.slice(0, 300)

function kindOf(instance: Instance, manner: CalendarManner): TravelEvent['kind'] | null {
  const { event, allDay, start, end } = instance
  const title = titleOf(instance)
  const text = plain(title)
  const says = (list: readonly string[]): boolean =>
    hasWord(text, list) || event.categories.some((category) => hasWord(plain(category), list))
  const isLong = allDay || end - start >= 8 * hour
  if (saysOff(title, text)) return null
  const hasPlace = (event.location ?? '').trim() !== ''
  const isTrips = manner.kind === 'trips'
  if (!isTrips && !hasPlace && isChore(text)) return null
  const saysRide = says(words.ride) || says(words.rideVague)
  if (!allDay && saysRide && !hasWord(text, words.notRide)) return isChore(text) ? null : 'ride'
  if (!allDay && (isRoute(title) || ((isTrips || says(['travel'])) && between.test(title)))) {
    return isChore(text) ? null : 'route'
  }
  if (isStay(title, text, hasPlace || isTrips)) return 'lodging'
  if (says(words.trip) || (says(words.vacation) && isLong)) return isLong ? 'trip' : null
  if (isTrips) return isLong ? 'trip' : null
  return isLong ? 'block' : null
}

/** Whether an airline, a train or a plane is named. */
export const isNumbered = (title: string): boolean => numbered.test(title) || /[✈🛫🛬🚄🚆🚂]/u.test(title)

const isRoute = (title: string): boolean => isNumbered(title) || codes.test(title) || arrow.test(title)

/** "Check-in: Hotel Sacher" at its address; teams have check-ins, too, and "check in with Austin" is no city. */
function isStay(title: string, text: string, hasPlace: boolean): boolean {
  return (
    isStayWord(text) &&
    (isLodgingWord(text) || (hasPlace && /^check.?(?:in|out)\b\s*:|check.?(?:in|out)$/i.test(title.trim())))
  )
}

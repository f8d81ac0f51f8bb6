import type { OwnEvent } from '#contract/calendars'
import type { Crossing, Day, OwnTrip } from '#contract/travel'
import { ownFree, type Slot } from '../presence/free-slots.ts'
import { offsetIn } from './trip-sheet.ts'

/** A time on a journey that suits those who are in the same city, as far as they tell their day. Pure. */

const minute = 60_000
const hour = 60 * minute
const dayMs = 24 * hour

/** What one meets for, when on the clock there, and how long: the times of the design. */
const occasions = [
  { name: 'lunch', at: '12:30', minutes: 60 },
  { name: 'coffee', at: '15:00', minutes: 45 },
  { name: 'dinner', at: '19:00', minutes: 90 },
] as const
export type Occasion = (typeof occasions)[number]['name']

export type Proposal = Slot & { readonly name: Occasion; readonly at: string }
export type MeetingTime = {
  readonly day: Day
  /** addresses, of one account */
  readonly people: readonly string[]
  readonly accountId: string
  readonly proposals: readonly Proposal[]
}

/** More are a conference. */
const mostPeople = 3

type Someone = Pick<Crossing, 'accountId' | 'aor'>

/**
 * The day and the people with the most in common, the earliest of equals; null where nobody tells his time. `freeTimeOf` is what somebody
 * tells: of today and tomorrow at most.
 */
export function meetingTime(
  trip: OwnTrip,
  crossings: readonly Crossing[],
  freeTimeOf: (person: Someone) => readonly Slot[],
  own: readonly OwnEvent[],
  now: number,
): MeetingTime | null {
  let best: MeetingTime | null = null
  for (const day of [dayThere(trip.zone, now), dayThere(trip.zone, now + dayMs)]) {
    if (day < trip.from || day > trip.until) continue
    const times = occasions.map(({ name, at, minutes }): Proposal => {
      const from = momentThere(trip.zone, day, at)
      return { name, at, from, until: from + minutes * minute }
    })
    const mine = freeBetweenLong(own, times)
    const open = times.filter((time) => time.from > now && isWithin(time, mine))
    for (const people of groups(peopleOn(day, trip, crossings, freeTimeOf))) {
      const proposals = open.filter((time) => people.every((person) => isWithin(time, freeTimeOf(person))))
      const [first] = people
      if (first === undefined || proposals.length === 0) continue
      if (best !== null && people.length <= best.people.length) continue
      best = { day, people: people.map(({ aor }) => aor), accountId: first.accountId, proposals }
    }
  }
  return best
}

/** Who is in the same city on a day, and tells his time. */
function peopleOn(
  day: Day,
  trip: OwnTrip,
  crossings: readonly Crossing[],
  freeTimeOf: (person: Someone) => readonly Slot[],
): readonly Crossing[] {
  const there = crossings.filter(
    ({ tripKey, kind, from, until }) => tripKey === trip.key && kind === 'same-city' && from <= day && day <= until,
  )
  const once = [...new Map(there.map((each) => [`${each.accountId} ${each.aor}`, each])).values()]
  // What is asked goes out from one account.
  const telling = once.filter((person) => freeTimeOf(person).length > 0)
  return telling.filter(({ accountId }) => accountId === telling[0]?.accountId).slice(0, 2 * mostPeople)
}

/** All groups of at most three, the largest first, in the order of the people. */
function groups(people: readonly Crossing[]): readonly (readonly Crossing[])[] {
  const all: (readonly Crossing[])[] = [[]]
  for (const person of people) {
    for (const each of [...all]) if (each.length < mostPeople) all.push([...each, person])
  }
  return all.filter((each) => each.length > 0).sort((a, b) => b.length - a.length)
}

/** The journey itself, its hotel and whole days take nobody's time at table. */
function freeBetweenLong(own: readonly OwnEvent[], times: readonly Slot[]): readonly Slot[] {
  const short = own.filter(({ allDay, from, until }) => !allDay && until - from < 8 * hour)
  return ownFree(short, Math.min(...times.map(({ from }) => from)), Math.max(...times.map(({ until }) => until)))
}

const isWithin = (slot: Slot, free: readonly Slot[]): boolean =>
  free.some(({ from, until }) => from <= slot.from && slot.until <= until)

const dayThere = (zone: string, at: number): Day =>
  new Date(at + offsetIn(zone, at) * minute).toISOString().slice(0, 10)

function momentThere(zone: string, day: Day, time: string): number {
  const wall = Date.parse(`${day}T${time}:00Z`)
  const about = wall - offsetIn(zone, wall) * minute
  return wall - offsetIn(zone, about) * minute
}

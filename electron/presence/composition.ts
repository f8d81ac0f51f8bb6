import type { Activity, FactSource, Presentity } from '#contract/presence'
import { statusWordOf } from '#contract/status-words'
import type { ExtendedStatus } from '../documents/agp.ts'
import type { Basic } from '../documents/basic.ts'
import type { Person, PresenceDocument } from '../documents/pidf.ts'
import type { Span } from '../documents/rpid.ts'
import { readableName } from '../sip/readable-name.ts'
import { activitiesOf, activity, listedActivities, orderActivities, stillHolds } from './activities.ts'
import { availabilityOf } from './availability.ts'
import { dayOf } from './day.ts'
import { type Inputs, inputsOf } from './inputs.ts'
import { nextChange } from './next-change.ts'
import { isNow, noteOf, otherNotes } from './notes.ts'
import { type Parts, type PersonPart, partsOf, type TuplePart } from './parts.ts'
import { quirksOf } from './quirks.ts'
import { devicesOf, servicesOf } from './services.ts'
import { travelSaid, tripsNow } from './travel-said.ts'

/** What documents say of a person now: a Presentity without whose it is and how sure we are. */
export type Composed = Omit<Presentity, 'accountId' | 'aor' | 'knowledge' | 'best'> & {
  /** when the same documents say something else, because something begins, ends, or night falls there */
  readonly nextChange: number | null
}

type Persons = readonly PersonPart[]
type Tuples = readonly TuplePart[]

/**
 * Composes what several devices and servers say (docs/presence.md): newest wins for each element, a device in use over an idle
 * one, activities merged, services of others apart.
 */
export function compose(
  received: readonly PresenceDocument[],
  now: number,
  /** those the user reads, the dearest first */
  languages: readonly string[] = [],
): Composed {
  const documents = received.map(quirksOf)
  const parts = partsOf(documents, now)
  const inputs = inputsOf(parts)
  const isResting = (part: PersonPart) => !inputs.allIdle && isIdle(part, inputs)
  const persons = inTurn(parts.persons, isResting)
  const tuples = ownTuples(parts.tuples, inputs)
  const basic = basicOf(tuples)
  const activities = activitiesNow(persons, isResting, basic, tuples, now)
  const extended = extendedOf(tuples)
  const said = { documents, persons, tuples }
  const note = noteOf(said, languages, now)
  const availability = availabilityOf({ basic, activities, extended, idle: inputs.allIdle })
  const timeOffset = first(persons, now, (person) => person.timeOffset)?.minutes ?? offsetOf(tuples)
  const listed = listedActivities(availability, activities)
  return {
    availability,
    activities: listed,
    note,
    otherNotes: otherNotes(said, note, languages, now),
    mood: moodOf(persons, now),
    placeIs: placeIsOf(persons, now),
    placeType: placeTypeOf(persons, now),
    privacy: privacyOf(persons, tuples, now),
    sphere: sphereOf(persons, now),
    city: cityOf(persons, tuples, parts.devices),
    trips: tripsNow(
      persons.map((part) => travelSaid(part.person.other)),
      now,
    ),
    timeOffset,
    idleSince: inputs.idleSince === null ? null : Math.min(inputs.idleSince, now),
    statusIcon: webAddress(iconOf(persons, tuples, now)),
    displayName: readableName(fromCipid(persons, tuples, 'displayName'), 200),
    homepage: webAddress(fromCipid(persons, tuples, 'homepage')),
    services: servicesOf(parts.tuples, inputs, { headline: note?.text ?? null, languages }, now),
    devices: devicesOf(parts.devices, parts.tuples, inputs, languages),
    day: dayOf(documents, now),
    source: sourceOf(persons, activities, inputs, availability),
    changedAt: changedAt(persons, tuples, listed[0], now),
    nextChange: nextChange(documents, timeOffset, now),
  }
}

const isIdle = ({ person, key }: PersonPart, inputs: Inputs): boolean =>
  person.userInput === null ? inputs.of(key)?.idle === true : person.userInput.state === 'idle'

/** Devices in use first, then the newest; a server that gives no times is taken in its order. */
function inTurn(persons: Persons, isResting: (part: PersonPart) => boolean): Persons {
  if (persons.length < 2) return persons
  return [...persons].sort((a, b) => Number(isResting(a)) - Number(isResting(b)) || b.at - a.at)
}

/** The person's own services: those that are there first, then devices in use, then the newest. */
function ownTuples(parts: Tuples, inputs: Inputs): Tuples {
  const own = parts.filter((part) => !part.isOthers)
  if (own.length < 2) return own
  const gone = (part: TuplePart) => part.basic === 'closed' || part.tuple.extended === 'offline'
  const resting = (part: TuplePart) => inputs.of(part.key)?.idle === true
  return own.sort((a, b) => Number(gone(a)) - Number(gone(b)) || Number(resting(a)) - Number(resting(b)) || b.at - a.at)
}

function basicOf(tuples: Tuples): Basic | null {
  if (tuples.some((part) => part.basic === 'open')) return 'open'
  return tuples.some((part) => part.basic === 'closed') ? 'closed' : null
}

/** As Blink says it; where a server left that out, as we say it beside. */
function extendedOf(tuples: Tuples): ExtendedStatus | null {
  for (const { tuple, said, basic } of tuples) {
    const extended = tuple.extended ?? said?.availability ?? null
    if (extended !== null && basic !== 'closed') return extended
  }
  return null
}

type Merged = { readonly each: Activity; readonly part: PersonPart }

function activitiesNow(
  persons: Persons,
  isResting: (part: PersonPart) => boolean,
  basic: Basic | null,
  tuples: Tuples,
  now: number,
): readonly Activity[] {
  const offline: Merged[] = []
  const others: Merged[] = []
  for (const part of persons) {
    for (const set of part.person.activities) {
      for (const said of activitiesOf(set)) {
        // Away on an idle device says nothing while another one is in use.
        if (!stillHolds(said, now) || (said.name === 'away' && isResting(part))) continue
        const each = linphoneOffline(said, basic, tuples, part)
        const list = statusWordOf(each) === 'offline' ? offline : others
        list.push({ each, part })
      }
    }
  }
  if (offline.length === 0 && others.length === 0) return []
  // One device that is off, or hidden, does not hide another that is there.
  const hidden = new Set(offline.map(({ part }) => part))
  const isThere = others.some(({ part }) => !hidden.has(part)) || tuples.some((part) => isElsewhere(part, hidden))
  return orderActivities((isThere ? others : [...others, ...offline]).map(({ each }) => each))
}

/** An open service of a device other than those that hide. */
function isElsewhere({ tuple, key, basic }: TuplePart, hidden: ReadonlySet<PersonPart>): boolean {
  if (key === null || basic !== 'open' || tuple.extended === 'offline' || hidden.size === 0) return false
  for (const part of hidden) if (part.key === null || part.key === key) return false
  return true
}

/** Linphone says "offline" as permanent-absence and nothing else beside an open tuple; nobody who left for good is open. */
function linphoneOffline(each: Activity, basic: Basic | null, tuples: Tuples, { person, key }: PersonPart): Activity {
  if (each.name !== 'permanent-absence') return each
  if (person.activities.reduce((count, set) => count + set.values.length, 0) !== 1) return each
  const own = key === null ? undefined : tuples.find((part) => part.key === key)
  return (own?.basic ?? basic) === 'open' ? activity('other', { text: 'offline' }) : each
}

/** The first person that says it, for a time that includes now. */
function first<T extends Span>(persons: Persons, now: number, take: (person: Person) => T | null): T | null {
  for (const { person } of persons) {
    const value = take(person)
    if (value !== null && isNow(value, now)) return value
  }
  return null
}

type Valued = {
  readonly values: readonly ({ readonly name: string } | { readonly name: 'other'; readonly text: string })[]
}

const wordsOf = (said: Valued | null): readonly string[] =>
  said === null
    ? []
    : said.values.slice(0, 10).map((value) => ('text' in value ? value.text.slice(0, 100) : value.name))

function moodOf(persons: Persons, now: number): readonly string[] {
  return [...new Set(wordsOf(first(persons, now, (person) => person.mood)))]
}

function placeIsOf(persons: Persons, now: number): Presentity['placeIs'] {
  const place = first(persons, now, (person) => person.placeIs)
  if (place !== null) return { audio: place.audio, video: place.video, text: place.text }
  return persons.find((part) => part.said?.placeIs)?.said?.placeIs ?? { audio: null, video: null, text: null }
}

function placeTypeOf(persons: Persons, now: number): readonly string[] {
  const place = first(persons, now, (person) => person.placeType)
  if (place !== null) return wordsOf(place).filter((name) => name !== 'unknown' && name !== '')
  const said = persons.find((part) => part.said?.placeType)?.said?.placeType
  return said ? [said] : []
}

function privacyOf(persons: Persons, tuples: Tuples, now: number): Presentity['privacy'] {
  const ofTuple = () => tuples.find(({ tuple }) => tuple.privacy !== null && isNow(tuple.privacy, now))?.tuple.privacy
  const said = first(persons, now, (person) => person.privacy) ?? ofTuple() ?? null
  if (said === null || said.unknown) return null
  return (['audio', 'text', 'video'] as const).filter((medium) => said[medium])
}

function sphereOf(persons: Persons, now: number): string | null {
  const value = first(persons, now, (person) => person.sphere)?.value
  const said = persons.find((part) => part.said?.sphere)?.said?.sphere ?? null
  if (value === undefined || value.name === 'unknown') return said
  return value.name === 'other' ? value.text.slice(0, 100) || said : value.name
}

/** RFC 5491 3.2 has the location with the device; somebody is where it is, as far as nothing else is said. */
function cityOf(persons: Persons, tuples: Tuples, devices: Parts['devices']): Presentity['city'] {
  const location =
    persons.find((part) => part.person.location !== null)?.person.location ??
    tuples.find((part) => part.tuple.location !== null)?.tuple.location ??
    devices.find((part) => part.device.location !== null)?.device.location
  if (!location) return null
  const short = (text: string | null) => text?.slice(0, 100) ?? null
  return { country: short(location.country), region: short(location.region), city: short(location.city) }
}

function offsetOf(tuples: Tuples): number | null {
  return tuples.find(({ tuple }) => tuple.deviceInfo?.timeOffset != null)?.tuple.deviceInfo?.timeOffset ?? null
}

function iconOf(persons: Persons, tuples: Tuples, now: number): string | null {
  const own = first(persons, now, (person) => person.statusIcon)
  if (own !== null) return own.uri
  const part = tuples.find(({ tuple }) => tuple.statusIcon !== null && isNow(tuple.statusIcon, now))
  return part?.tuple.statusIcon?.uri ?? fromCipid(persons, tuples, 'icon')
}

function fromCipid(persons: Persons, tuples: Tuples, field: 'displayName' | 'homepage' | 'icon'): string | null {
  for (const { person } of persons) if (person.cipid?.[field]) return person.cipid[field]
  for (const { tuple } of tuples) if (tuple.cipid?.[field]) return tuple.cipid[field]
  return null
}

/** Only what a browser opens; a presence document is no place for other schemes. */
function webAddress(uri: string | null): string | null {
  return uri !== null && uri.length <= 2000 && /^https?:\/\/[^\s]+$/i.test(uri) ? uri : null
}

const sources: readonly FactSource[] = ['calendar', 'idle', 'lock', 'phone', 'hand', 'server', 'device', 'outside']

function sourceOf(
  persons: Persons,
  activities: readonly Activity[],
  inputs: Inputs,
  availability: Presentity['availability'],
): FactSource | null {
  const said = persons.find((part) => part.said?.source)?.said?.source
  const known = said ? sources.find((source) => source === said) : undefined
  if (known !== undefined) return known
  if (availability === 'away' && inputs.allIdle && activities.every((each) => each.name === 'away')) return 'idle'
  return availability === 'phone' ? 'phone' : null
}

/** When the person said what the headline says: its element's time, else the newest of all. */
function changedAt(persons: Persons, tuples: Tuples, headline: Activity | undefined, now: number): number | null {
  for (const { person, at } of headline === undefined ? [] : persons) {
    if (at > 0 && person.activities.some((set) => set.values.some((value) => value.name === headline?.name))) {
      return Math.min(at, now)
    }
  }
  let newest = 0
  for (const { at } of persons) if (at > newest) newest = at
  for (const { at } of tuples) if (at > newest) newest = at
  return newest === 0 ? null : Math.min(newest, now)
}

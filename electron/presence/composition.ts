import type { Activity, FactSource, Note, Presentity } from '#contract/presence'
import { statusWordOf } from '#contract/status-words'
import type { Basic } from '../documents/basic.ts'
import { instantOf } from '../documents/date-time.ts'
import type { Note as DocumentNote, Person, PresenceDocument, Tuple } from '../documents/pidf.ts'
import type { Span } from '../documents/rpid.ts'
import { activitiesOf, activity, holds, listedActivities, orderActivities, spanOf } from './activities.ts'
import { availabilityOf } from './availability.ts'
import { nextNightChange } from './best-way.ts'
import { dayOf } from './day.ts'
import { deviceKey, type Inputs, inputsOf, isOthers, tupleKey } from './devices.ts'
import { type PersonSaid, personSaid, serviceSaid } from './dialect.ts'
import { quirksOf } from './quirks.ts'
import { basicAt, devicesOf, servicesOf } from './services.ts'

/** What documents say of a person now: a Presentity without whose it is and how sure we are. */
export type Composed = Omit<Presentity, 'accountId' | 'aor' | 'knowledge' | 'best'> & {
  /** when the same documents say something else, because something begins, ends, or night falls there */
  readonly nextChange: number | null
}

type PersonPart = {
  readonly person: Person
  readonly said: PersonSaid | null
  readonly at: number
  readonly key: string | null
  readonly resting: boolean
}

/**
 * Composes what several devices and servers say (docs/presence.md): newest wins for each element, a device in use over an idle
 * one, activities merged, services of others apart.
 */
export function compose(received: readonly PresenceDocument[], now: number): Composed {
  const documents = received.map(quirksOf)
  const inputs = inputsOf(documents)
  const persons = personParts(documents, inputs)
  const tuples = ownTuples(documents, inputs, now)
  const basic = basicOf(tuples, now)
  const activities = activitiesNow(persons, basic, tuples, now)
  const extended = tuples.find((tuple) => tuple.extended !== null)?.extended ?? null
  const note = noteOf(documents, persons, tuples, now)
  const availability = availabilityOf({ basic, activities, extended, idle: inputs.allIdle })
  const timeOffset = first(persons, now, (person) => person.timeOffset)?.minutes ?? offsetOf(tuples)
  const listed = listedActivities(availability, activities)
  return {
    availability,
    activities: listed,
    note,
    mood: moodOf(persons, now),
    placeIs: placeIsOf(persons, now),
    placeType: placeTypeOf(persons, now),
    privacy: privacyOf(persons, tuples, now),
    sphere: sphereOf(persons, now),
    city: cityOf(persons, tuples),
    timeOffset,
    idleSince: inputs.idleSince === null ? null : Math.min(inputs.idleSince, now),
    statusIcon: webAddress(iconOf(persons, tuples, now)),
    displayName: fromCipid(persons, tuples, 'displayName')?.slice(0, 200) ?? null,
    homepage: webAddress(fromCipid(persons, tuples, 'homepage')),
    services: servicesOf(documents, inputs, note?.text ?? null, now),
    devices: devicesOf(documents, inputs),
    day: dayOf(documents, now),
    source: sourceOf(persons, activities, inputs, availability),
    changedAt: changedAt(persons, tuples, listed[0], now),
    nextChange: nextChange(documents, timeOffset, now),
  }
}

const timeOf = (timestamp: string | null): number => instantOf(timestamp) ?? 0

/** Devices in use first, then the newest; a server that gives no times is taken in its order. */
function personParts(documents: readonly PresenceDocument[], inputs: Inputs): readonly PersonPart[] {
  const parts = documents.flatMap((document) =>
    document.persons.map((person): PersonPart => {
      // The activities of a tuple (RFC 3863 status extensions) come as a person named after it.
      const home = document.tuples.find((tuple) => person.id === `person-${tuple.id}`)
      const key = home ? tupleKey(home) : deviceKey(person.id, null)
      const input = person.userInput?.state ?? (inputs.of(key)?.idle ? 'idle' : null)
      const resting = input === 'idle' && !inputs.allIdle
      return { person, said: personSaid(person.other), at: timeOf(person.timestamp), key, resting }
    }),
  )
  return newestOf(parts, (part) => part.person.id).sort((a, b) => Number(a.resting) - Number(b.resting) || b.at - a.at)
}

function newestOf<T extends { readonly at: number }>(parts: readonly T[], idOf: (part: T) => string): T[] {
  const byId = new Map<string, T>()
  const anonymous: T[] = []
  for (const part of parts) {
    const id = idOf(part)
    if (id === '') anonymous.push(part)
    else if (part.at > (byId.get(id)?.at ?? -1)) byId.set(id, part)
  }
  return [...byId.values(), ...anonymous]
}

/** The person's own services: those that are there first, then devices in use, then the newest. */
function ownTuples(documents: readonly PresenceDocument[], inputs: Inputs, now: number): readonly Tuple[] {
  const gone = (tuple: Tuple) => basicAt(tuple, now) === 'closed' && (tuple.extended ?? 'offline') === 'offline'
  const resting = (tuple: Tuple) => inputs.of(tupleKey(tuple))?.idle === true
  return documents
    .flatMap((document) => document.tuples)
    .filter((tuple) => !isOthers(tuple) && serviceSaid(tuple.other)?.relationship == null)
    .map((tuple) => ({ tuple, at: timeOf(tuple.timestamp) }))
    .sort(
      (a, b) =>
        Number(gone(a.tuple)) - Number(gone(b.tuple)) ||
        Number(resting(a.tuple)) - Number(resting(b.tuple)) ||
        b.at - a.at,
    )
    .map(({ tuple }) => tuple)
}

function basicOf(tuples: readonly Tuple[], now: number): Basic | null {
  const said = tuples.map((tuple) => basicAt(tuple, now))
  return said.includes('open') ? 'open' : said.includes('closed') ? 'closed' : null
}

function activitiesNow(
  persons: readonly PersonPart[],
  basic: Basic | null,
  tuples: readonly Tuple[],
  now: number,
): readonly Activity[] {
  const merged = persons.flatMap((part) =>
    part.person.activities
      .flatMap(activitiesOf)
      .filter((each) => holds(each, now))
      // Away on an idle device says nothing while another one is in use.
      .filter((each) => !(part.resting && each.name === 'away'))
      .map((each) => ({ each: linphoneOffline(each, basic, tuples, part), part })),
  )
  const offline = merged.filter(({ each }) => statusWordOf(each) === 'offline')
  const others = merged.filter(({ each }) => statusWordOf(each) !== 'offline')
  // One device that is off, or hidden, does not hide another that is there.
  const isThere =
    others.some(({ part }) => offline.every((each) => each.part !== part)) ||
    tuples.some((tuple) => tupleIsElsewhere(tuple, offline, now))
  return orderActivities([...others, ...(isThere ? [] : offline)].map(({ each }) => each))
}

function tupleIsElsewhere(tuple: Tuple, offline: readonly { readonly part: PersonPart }[], now: number): boolean {
  const key = tupleKey(tuple)
  if (key === null || basicAt(tuple, now) !== 'open' || tuple.extended === 'offline') return false
  return offline.length > 0 && offline.every(({ part }) => part.key !== null && part.key !== key)
}

/** Linphone says "offline" as permanent-absence and nothing else beside an open tuple; nobody who left for good is open. */
function linphoneOffline(each: Activity, basic: Basic | null, tuples: readonly Tuple[], part: PersonPart): Activity {
  const alone = part.person.activities.reduce((count, set) => count + set.values.length, 0) === 1
  if (each.name !== 'permanent-absence' || !alone) return each
  const own = part.key === null ? undefined : tuples.find((tuple) => tupleKey(tuple) === part.key)
  return (own?.basic ?? basic) === 'open' ? activity('other', { text: 'offline' }) : each
}

/** The first person that says it, for a time that includes now. */
function first<T extends Span>(
  persons: readonly PersonPart[],
  now: number,
  take: (person: Person) => T | null,
): T | null {
  for (const { person } of persons) {
    const value = take(person)
    if (value !== null && holds(spanOf(value), now)) return value
  }
  return null
}

const longestNote = 2000

function noteFrom(note: DocumentNote | undefined): Note | null {
  if (note === undefined) return null
  return { text: note.text.trim().slice(0, longestNote), language: note.lang?.slice(0, 40) ?? null }
}

/**
 * The person's note; the tuple's where there is none, or where it is Blink's, which has no other place, and newer. Then notes
 * of the document, then of activities.
 */
function noteOf(
  documents: readonly PresenceDocument[],
  persons: readonly PersonPart[],
  tuples: readonly Tuple[],
  now: number,
): Note | null {
  const person = persons.find((part) => part.person.notes.length > 0)
  const tuple = tuples.find((each) => each.notes.length > 0 && !serviceSaid(each.other)?.generatedNote)
  const isBlinks = tuple !== undefined && tuple.extended !== null && timeOf(tuple.timestamp) > (person?.at ?? 0)
  const newer = tuple !== undefined && (person === undefined || isBlinks)
  const own = noteFrom(newer ? tuple.notes[0] : person?.person.notes[0])
  if (own !== null) return own
  const common = noteFrom(documents.flatMap((document) => document.notes)[0])
  if (common !== null) return common
  for (const { person: each } of persons) {
    for (const said of each.activities) if (said.note !== null && holds(spanOf(said), now)) return noteFrom(said.note)
  }
  return null
}

function moodOf(persons: readonly PersonPart[], now: number): readonly string[] {
  const mood = first(persons, now, (person) => person.mood)
  const values = mood?.values.map((value) => (value.name === 'other' ? value.text.slice(0, 100) : value.name)) ?? []
  return [...new Set(values)].slice(0, 10)
}

function placeIsOf(persons: readonly PersonPart[], now: number): Presentity['placeIs'] {
  const place = first(persons, now, (person) => person.placeIs)
  const said = persons.find((part) => part.said?.placeIs)?.said?.placeIs
  if (place === null) return said ?? { audio: null, video: null, text: null }
  return { audio: place.audio, video: place.video, text: place.text }
}

function placeTypeOf(persons: readonly PersonPart[], now: number): readonly string[] {
  const place = first(persons, now, (person) => person.placeType)
  const said = persons.find((part) => part.said?.placeType)?.said?.placeType
  const named = place?.values
    .map((value) => (value.name === 'other' ? value.text.slice(0, 100) : value.name))
    .filter((name) => name !== 'unknown' && name !== '')
  return named?.slice(0, 10) ?? (said ? [said] : [])
}

function privacyOf(persons: readonly PersonPart[], tuples: readonly Tuple[], now: number): Presentity['privacy'] {
  const ofTuple = tuples.find((tuple) => tuple.privacy !== null && holds(spanOf(tuple.privacy), now))?.privacy ?? null
  const said = first(persons, now, (person) => person.privacy) ?? ofTuple
  if (said === null || said.unknown) return null
  return (['audio', 'text', 'video'] as const).filter((medium) => said[medium])
}

function sphereOf(persons: readonly PersonPart[], now: number): string | null {
  const value = first(persons, now, (person) => person.sphere)?.value
  const said = persons.find((part) => part.said?.sphere)?.said?.sphere ?? null
  if (value === undefined || value.name === 'unknown') return said
  return value.name === 'other' ? value.text.slice(0, 100) || said : value.name
}

function cityOf(persons: readonly PersonPart[], tuples: readonly Tuple[]): Presentity['city'] {
  const location =
    persons.find((part) => part.person.location !== null)?.person.location ??
    tuples.find((tuple) => tuple.location !== null)?.location
  if (!location) return null
  const short = (text: string | null) => text?.slice(0, 100) ?? null
  return { country: short(location.country), region: short(location.region), city: short(location.city) }
}

function offsetOf(tuples: readonly Tuple[]): number | null {
  return tuples.find((tuple) => tuple.deviceInfo?.timeOffset != null)?.deviceInfo?.timeOffset ?? null
}

function iconOf(persons: readonly PersonPart[], tuples: readonly Tuple[], now: number): string | null {
  const ofTuple = tuples.find((tuple) => tuple.statusIcon !== null && holds(spanOf(tuple.statusIcon), now))?.statusIcon
  return (
    first(persons, now, (person) => person.statusIcon)?.uri ??
    ofTuple?.uri ??
    fromCipid(persons, tuples, 'icon') ??
    null
  )
}

function fromCipid(
  persons: readonly PersonPart[],
  tuples: readonly Tuple[],
  field: 'displayName' | 'homepage' | 'icon',
): string | null {
  const ofPerson = persons.find((part) => part.person.cipid?.[field])?.person.cipid?.[field]
  return ofPerson ?? tuples.find((tuple) => tuple.cipid?.[field])?.cipid?.[field] ?? null
}

/** Only what a browser opens; a presence document is no place for other schemes. */
function webAddress(uri: string | null): string | null {
  return uri !== null && uri.length <= 2000 && /^https?:\/\/[^\s]+$/i.test(uri) ? uri : null
}

const sources: readonly FactSource[] = ['calendar', 'idle', 'lock', 'phone', 'hand', 'server', 'device', 'outside']

function sourceOf(
  persons: readonly PersonPart[],
  activities: readonly Activity[],
  inputs: Inputs,
  availability: Presentity['availability'],
): FactSource | null {
  const said = persons.find((part) => part.said?.source)?.said?.source
  const known = sources.find((source) => source === said)
  if (known !== undefined) return known
  if (availability === 'away' && inputs.allIdle && activities.every((each) => each.name === 'away')) return 'idle'
  return availability === 'phone' ? 'phone' : null
}

/** When the person said what the headline says: its element's time, else the newest of all. */
function changedAt(
  persons: readonly PersonPart[],
  tuples: readonly Tuple[],
  headline: Activity | undefined,
  now: number,
): number | null {
  const saying = persons.find(({ person }) =>
    person.activities.some((set) => set.values.some((value) => value.name === headline?.name)),
  )
  if (saying && saying.at > 0) return Math.min(saying.at, now)
  const newest = Math.max(0, ...persons.map((part) => part.at), ...tuples.map((tuple) => timeOf(tuple.timestamp)))
  return newest === 0 ? null : Math.min(newest, now)
}

function nextChange(documents: readonly PresenceDocument[], timeOffset: number | null, now: number): number | null {
  const spans: (Pick<Span, 'from' | 'until'> | null)[] = documents.flatMap((document) => [
    ...document.persons.flatMap((person) => [
      ...person.activities,
      person.mood,
      person.placeIs,
      person.placeType,
      person.privacy,
      person.sphere,
      person.statusIcon,
      person.timeOffset,
    ]),
    ...document.tuples.flatMap((tuple) => [...tuple.timedStatuses, tuple.privacy, tuple.statusIcon]),
  ])
  let next = nextNightChange(timeOffset, now)
  for (const span of spans) {
    if (span === null || (span.from === null && span.until === null)) continue
    const { from, until } = spanOf(span)
    for (const at of [from, until]) if (at !== null && at > now && (next === null || at < next)) next = at
  }
  return next
}

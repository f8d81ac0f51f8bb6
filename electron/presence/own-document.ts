import type { BusyPeriod, OwnChoice } from '#contract/presence'
import type { Place, Stay } from '#contract/travel'
import type { ExtendedStatus } from '../documents/agp.ts'
import { noCapabilities } from '../documents/capabilities.ts'
import { noCipid } from '../documents/cipid.ts'
import { dateTimeOf } from '../documents/date-time.ts'
import {
  type Device,
  emptyDevice,
  emptyPerson,
  emptyPresence,
  emptyTuple,
  type Note,
  type Person,
  type PresenceDocument,
  type Tuple,
} from '../documents/pidf.ts'
import { moodNamed, placeTypeNamed, relationshipNamed } from '../documents/rpid-values.ts'
import { buildPersonSaid, buildServiceSaid, nothingSaid } from './dialect.ts'
import { timedStatusesOf } from './own-day.ts'
import type { OwnView } from './own-presence.ts'
import { activitySets, noSpan, oneOf, otherOf, placeIsOf, privacyOf } from './own-rpid.ts'
import type { Profile } from './profile.ts'
import { buildTravelSaid } from './travel-said.ts'

/** Another way to reach the user that is somebody else's, or another address: an assistant, family (RFC 4480 3.10). */
export type RelatedService = {
  readonly relationship: string
  readonly uri: string
  readonly priority: number | null
  readonly note: string | null
}

/** What there is to say of this device, already cut down to what the user allows. */
export type DeviceFacts = {
  readonly aor: string
  /** with or without urn:uuid: */
  readonly instanceId: string
  readonly gruu: string | null
  readonly displayName: string | null
  readonly userAgent: string
  /** "Dialtone on Linux"; null: switched off */
  readonly note: string | null
  readonly hostname: string | null
  /** minutes east of UTC; null: switched off */
  readonly timeOffset: number | null
  readonly capabilities: { readonly audio: boolean; readonly video: boolean; readonly message: boolean }
  /** false: the ways to reach the user are told, and not what they can do */
  readonly tellsCapabilities: boolean
  readonly statusIcon: string | null
  /** the same where it is presence content on the user's server: Blink shows no other, and looks for it in the tuple */
  readonly icon: string | null
  readonly related: readonly RelatedService[]
}

/** As a note, which some may see who do not see what the user does; with the activity, which some may see who see no notes. */
export type TitleTold = { readonly asNote: boolean; readonly withActivity: boolean }

const toldToAll: TitleTold = { asNote: true, withActivity: true }

export type OwnDocumentInput = {
  readonly view: OwnView
  /** by network or time, where none is set by hand */
  readonly sphere?: 'work' | 'home' | null
  readonly device: DeviceFacts
  readonly profile: Profile
  /** when what is said last changed: a refresh keeps it, so that others see the age of the status */
  readonly at: number
  /** what of today and tomorrow others may see; null: nothing */
  readonly day?: readonly BusyPeriod[] | null
  /** journeys, and the city where the user is now, as far as others may know them */
  readonly travel?: { readonly trips: readonly Stay[]; readonly city: Place | null } | null
  /** the headline in words, for those who read nothing but the note of a tuple (Blink) */
  readonly headline: string | null
  /** where the title of what is on in a calendar may stand */
  readonly title?: TitleTold
}

/**
 * The document of this device. Ids are unique to device and element, because servers drop elements whose id occurs twice,
 * whatever their kind: tuples SID-, person PID-, device DID- and the UUID of the instance.
 */
export function ownDocument(input: OwnDocumentInput): PresenceDocument {
  const { view, device } = input
  const uuid = uuidOf(device.instanceId)
  const hidden = view.choice.status === 'offline'
  const document = emptyPresence(`sip:${device.aor}`)
  const person = personOf(input, uuid)
  return {
    ...document,
    tuples: hidden ? [tupleOf(input, uuid, 'chat')] : [...services(input, uuid), ...relatedOf(input, uuid)],
    persons: person === null ? [] : [person],
    devices: hidden ? [] : [deviceOf(input, uuid)],
  }
}

export function uuidOf(instanceId: string): string {
  return instanceId
    .replace(/^<?(?:urn:uuid:)?/i, '')
    .replace(/[^\w.-]/g, '')
    .toLowerCase()
}

const isGone = (view: OwnView): boolean =>
  view.availability === 'offline' &&
  (view.choice.status === 'offline' || view.activities[0]?.name === 'permanent-absence')

function extendedOf(view: OwnView): ExtendedStatus {
  if (isGone(view)) return 'offline'
  switch (view.availability) {
    case 'busy':
    case 'phone':
    case 'dnd':
      return 'busy'
    // Somebody on holiday is not there, but is signed in: "offline" would sign off the user's own Blink.
    case 'away':
    case 'offline':
      return 'away'
    default:
      return 'available'
  }
}

function services(input: OwnDocumentInput, uuid: string): readonly Tuple[] {
  const { capabilities } = input.device
  const kinds: ('chat' | 'call')[] = []
  if (capabilities.message) kinds.push('chat')
  if (capabilities.audio || capabilities.video) kinds.push('call')
  return (kinds.length === 0 ? (['chat'] as const) : kinds).map((kind) => tupleOf(input, uuid, kind))
}

/** Do not disturb closes audio and video; who left for good or appears offline is closed altogether. */
function isOpenFor(view: OwnView, kind: 'chat' | 'call'): boolean {
  if (isGone(view)) return false
  return kind === 'chat' || view.availability !== 'dnd'
}

/** Calls come first while they are welcome, chat while they are not. */
function priorityOf(view: OwnView, kind: 'chat' | 'call'): number {
  const { placeIs, privacy } = view.choice
  const talk = placeIs.audio !== 'noisy' && placeIs.audio !== 'quiet' && (!privacy?.length || privacy.includes('audio'))
  const callsWelcome = talk && (view.availability === 'available' || view.availability === 'away')
  return (kind === 'call') === callsWelcome ? 0.8 : 0.5
}

function tupleOf(input: OwnDocumentInput, uuid: string, kind: 'chat' | 'call'): Tuple {
  const { view, device, at } = input
  const hidden = view.choice.status === 'offline'
  const own = emptyTuple(kind === 'chat' ? `SID-${uuid}` : `SID-${uuid}-call`)
  const common: Tuple = {
    ...own,
    basic: isOpenFor(view, kind) ? 'open' : 'closed',
    extended: extendedOf(view),
    // Where Blink is, Linphone is not.
    online: view.availability === 'available' && input.profile === 'full',
    notes: noteOf(input),
    timestamp: dateTimeOf(at),
    other: saidOf(input),
  }
  // Who appears offline tells nothing of the device he sits at.
  if (hidden) return common
  const { capabilities } = device
  return {
    ...common,
    class: kind,
    contact: { uri: device.gruu ?? `sip:${device.aor}`, priority: priorityOf(view, kind) },
    capabilities: !device.tellsCapabilities
      ? null
      : kind === 'chat'
        ? { ...noCapabilities(), message: capabilities.message, text: false }
        : { ...noCapabilities(), audio: capabilities.audio, video: capabilities.video },
    cipid:
      device.displayName || device.icon ? { ...noCipid(), displayName: device.displayName, icon: device.icon } : null,
    deviceId: `urn:uuid:${uuid}`,
    deviceInfo: {
      id: uuid,
      description: device.hostname,
      userAgent: device.userAgent,
      timeOffset: device.timeOffset,
      timeOffsetDescription: null,
    },
    userInput: userInputOf(view),
    // Once is enough: the day is the person's, whatever the way to reach him.
    timedStatuses: kind === 'chat' && input.day ? timedStatusesOf(input.day) : [],
  }
}

function saidOf(input: OwnDocumentInput): readonly string[] {
  const { view, headline } = input
  const generatedNote = noteToldOf(input) === null && headline !== null
  const extended = extendedOf(view)
  const availability = (['busy', 'away'] as const).find((each) => each === extended) ?? null
  if (!generatedNote && availability === null) return []
  return [buildServiceSaid({ ...nothingSaid, generatedNote, availability })]
}

function noteOf(input: OwnDocumentInput): readonly Note[] {
  const { headline } = input
  const told = noteToldOf(input)
  if (told !== null) return [told]
  return headline === null ? [] : [{ text: headline, lang: null }]
}

function noteToldOf({ view: { note, noteBy }, title = toldToAll }: OwnDocumentInput): Note | null {
  return note === null || (noteBy === 'calendar' && !title.asNote) ? null : { text: note.text, lang: note.language }
}

/** A title belongs to what is done, and goes and stays with it. */
function titledOf({ view: { note, noteBy, automatic }, title = toldToAll }: OwnDocumentInput) {
  if (note === null || noteBy !== 'calendar' || !title.withActivity) return null
  const activity = automatic.find(({ source }) => source === 'calendar')?.activity
  return activity === undefined ? null : { activity, title: note.text }
}

function relatedOf({ device, profile, at }: OwnDocumentInput, uuid: string): readonly Tuple[] {
  return device.related.map((service, index) => {
    const name = relationshipNamed(service.relationship)
    const own: Tuple = {
      ...emptyTuple(`SID-${uuid}-related-${index + 1}`),
      basic: 'open',
      contact: { uri: service.uri, priority: service.priority },
      notes: service.note === null ? [] : [{ text: service.note, lang: null }],
      timestamp: dateTimeOf(at),
    }
    if (profile === 'blink-safe') {
      return { ...own, other: [buildServiceSaid({ ...nothingSaid, relationship: service.relationship })] }
    }
    return { ...own, relationship: { value: name === null ? otherOf(service.relationship) : { name }, note: null } }
  })
}

function userInputOf({ input }: OwnView): Tuple['userInput'] {
  if (input === null) return null
  return {
    state: input.idle ? 'idle' : 'active',
    idleThreshold: input.threshold,
    lastInput: input.lastInput === null ? null : dateTimeOf(input.lastInput),
    id: null,
  }
}

function deviceOf({ view, device, at }: OwnDocumentInput, uuid: string): Device {
  return {
    ...emptyDevice(`DID-${uuid}`, `urn:uuid:${uuid}`),
    userInput: userInputOf(view),
    notes: device.note === null ? [] : [{ text: device.note, lang: null }],
    timestamp: dateTimeOf(at),
  }
}

function personOf(input: OwnDocumentInput, uuid: string): Person | null {
  const { view, device, profile, at } = input
  const { choice } = view
  const person: Person = {
    ...emptyPerson(`PID-${uuid}`),
    activities: activitySets(view.activities, titledOf(input)),
    // What a calendar or a program notes stands with the tuples: the user's other devices take a note of the person as set by hand.
    notes: view.note !== null && view.noteBy === 'hand' ? [{ text: view.note.text, lang: view.note.language }] : [],
    timestamp: dateTimeOf(at),
  }
  // Appearing offline, only what is meant for the absence is said: a note, a holiday.
  if (choice.status === 'offline') return person.notes.length + person.activities.length > 0 ? person : null
  const safe = profile === 'blink-safe'
  const { placeIs, mood, placeType, privacy } = choice
  const sphere = choice.sphere ?? input.sphere ?? null
  const placed = placeIs.audio !== null || placeIs.video !== null || placeIs.text !== null
  const namedPlace = placeType === null ? null : placeTypeNamed(placeType)
  const unsafePlace = placeType !== null && namedPlace === null
  return {
    ...person,
    mood: mood === null ? null : { ...noSpan, values: [oneOf(moodNamed(mood), mood)], note: null },
    placeIs: placed && !safe ? placeIsOf(choice.placeIs) : null,
    placeType:
      placeType === null || (safe && unsafePlace)
        ? null
        : { ...noSpan, values: [oneOf(namedPlace, placeType)], note: null },
    privacy: privacy === null ? null : privacyOf(privacy),
    sphere: sphere === null || safe ? null : { ...noSpan, value: { name: sphere } },
    statusIcon: device.statusIcon === null ? null : { ...noSpan, uri: device.statusIcon },
    timeOffset: device.timeOffset === null ? null : { ...noSpan, minutes: device.timeOffset, description: null },
    other: [
      buildPersonSaid({
        source: view.decidedBy === 'none' ? null : view.decidedBy,
        hand: handOf(choice),
        placeIs: placed && safe ? placeIs : null,
        placeType: safe && unsafePlace ? placeType : null,
        sphere: safe ? sphere : null,
      }),
      ...travelOf(input),
    ],
    location: locationOf(input),
  }
}

function travelOf({ travel }: OwnDocumentInput): readonly string[] {
  const said = buildTravelSaid(travel?.trips ?? [])
  return said === '' ? [] : [said]
}

/** PIDF-LO (RFC 4119, 5139): country, region and city, which nobody may pass on. */
function locationOf({ travel }: OwnDocumentInput): Person['location'] {
  if (!travel?.city) return null
  const { city, region, country } = travel.city
  return { country, region, city, lang: 'en', retransmissionAllowed: false, retentionExpiry: null }
}

function handOf(choice: OwnChoice) {
  if (choice.status === 'offline' || choice.setAt === 0) return null
  const activities = choice.activities.map((each) => each.name)
  return { setAt: choice.setAt, status: choice.status, until: choice.until, activities }
}

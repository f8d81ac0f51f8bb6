/** Rich presence extensions to PIDF, RPID (RFC 4480): what a person does, feels and is surrounded by. */

import { keep, serialize } from './kept-xml.ts'
import { familyOf } from './namespaces.ts'
import { type Note, parseNote } from './note.ts'
import type { Vocabulary } from './rpid-values.ts'
import * as values from './rpid-values.ts'
import { attribute, children, type Element, language, text, trimmed, uriFrom, wholeNumber } from './xml.ts'

/** When an element holds (RFC 4480 3.1), as xs:dateTime text (`instantOf` makes milliseconds of it), and its id. */
export interface Span {
  readonly from: string | null
  readonly until: string | null
  readonly id: string | null
}

/** A value in somebody's own words. One from a foreign namespace has its local name as text, and its XML is kept. */
export interface Other {
  readonly name: 'other'
  readonly text: string
  readonly lang: string | null
  readonly xml: string | null
}

/** One value of a closed list: told apart by `name`. */
export type OneOf<Name extends string> = { readonly name: Name } | Other

export type Activity = OneOf<values.ActivityName>
export type MoodValue = OneOf<values.MoodName>
export type PlaceTypeValue = OneOf<values.PlaceTypeName>

/** Several at once; an empty list says that no activity is given. */
export interface Activities extends Span {
  readonly values: readonly Activity[]
  readonly note: Note | null
}

export interface Mood extends Span {
  readonly values: readonly MoodValue[]
  readonly note: Note | null
}

export interface PlaceIs extends Span {
  readonly audio: values.PlaceAudio | null
  readonly video: values.PlaceVideo | null
  readonly text: values.PlaceText | null
  readonly note: Note | null
}

export interface PlaceType extends Span {
  readonly values: readonly PlaceTypeValue[]
  readonly note: Note | null
}

/** Which media a third party nearby is unlikely to overhear or see; all false and not `unknown`: none is private. */
export interface Privacy extends Span {
  readonly audio: boolean
  readonly text: boolean
  readonly video: boolean
  readonly unknown: boolean
  readonly note: Note | null
  readonly other: readonly string[]
}

export interface Relationship {
  readonly value: OneOf<values.RelationshipName>
  readonly note: Note | null
}

export interface ServiceClass {
  readonly value: OneOf<values.ServiceClassName>
  readonly note: Note | null
}

export interface Sphere extends Span {
  readonly value: OneOf<values.SphereName>
}

export interface StatusIcon extends Span {
  readonly uri: string
}

/** Minutes east of UTC where the person is. */
export interface TimeOffset extends Span {
  readonly minutes: number
  readonly description: string | null
}

export interface UserInput {
  readonly state: 'active' | 'idle'
  /** Seconds without input after which the device calls itself idle. */
  readonly idleThreshold: number | null
  readonly lastInput: string | null
  readonly id: string | null
}

/** What RPID says of one person, tuple or device, while it is read. */
export interface RpidElements {
  activities: Activities[]
  class: string | null
  mood: Mood | null
  placeIs: PlaceIs | null
  placeType: PlaceType | null
  privacy: Privacy | null
  relationship: Relationship | null
  serviceClass: ServiceClass | null
  sphere: Sphere | null
  statusIcon: StatusIcon | null
  timeOffset: TimeOffset | null
  userInput: UserInput | null
}

export function noRpid(): RpidElements {
  return {
    activities: [],
    class: null,
    mood: null,
    placeIs: null,
    placeType: null,
    privacy: null,
    relationship: null,
    serviceClass: null,
    sphere: null,
    statusIcon: null,
    timeOffset: null,
    userInput: null,
  }
}

const slots: ReadonlyMap<string, keyof RpidElements> = new Map([
  ['activities', 'activities'],
  ['class', 'class'],
  ['mood', 'mood'],
  ['place-is', 'placeIs'],
  ['place-type', 'placeType'],
  ['privacy', 'privacy'],
  ['relationship', 'relationship'],
  ['service-class', 'serviceClass'],
  ['sphere', 'sphere'],
  ['status-icon', 'statusIcon'],
  ['time-offset', 'timeOffset'],
  ['user-input', 'userInput'],
])

/** Reads one RPID element into place. False where it is not one, or a second of its kind: it is the caller's to keep. */
export function readRpid(element: Element, into: RpidElements): boolean {
  if (element.localName === 'im') {
    // RFC 3863 4.3.2 has this in its example for what a person does, before there was RPID; clients send it to this day.
    const name = values.activityNamed(trimmed(element))
    if (name !== null) into.activities.push({ values: [{ name }], note: null, from: null, until: null, id: null })
    return name !== null
  }
  if (element.localName === 'activity') {
    // A draft has single activities, outside a list.
    into.activities.push({
      values: [oneOf(element, values.activityNamed)],
      note: null,
      from: null,
      until: null,
      id: null,
    })
    return true
  }
  const slot = slots.get(element.localName)
  if (slot === undefined || (slot !== 'activities' && into[slot] !== null)) return false
  if (slot === 'activities') into.activities.push(parseActivities(element))
  else if (slot === 'class') into.class = trimmed(element) || null
  else if (slot === 'mood') into.mood = listed(element, values.moodNamed)
  else if (slot === 'placeIs') into.placeIs = parsePlaceIs(element)
  else if (slot === 'placeType') into.placeType = listed(element, values.placeTypeNamed)
  else if (slot === 'privacy') into.privacy = parsePrivacy(element)
  else if (slot === 'relationship') into.relationship = single(element, values.relationshipNamed)
  else if (slot === 'serviceClass') into.serviceClass = single(element, values.serviceClassNamed)
  else if (slot === 'sphere') into.sphere = parseSphere(element)
  else if (slot === 'statusIcon') into.statusIcon = parseStatusIcon(element)
  else if (slot === 'timeOffset') into.timeOffset = parseTimeOffset(element)
  else into.userInput = parseUserInput(element)
  return true
}

export function parseActivities(element: Element): Activities {
  return listed(element, values.activityNamed)
}

/** Most elements hold without an end, and have no attributes to be looked through. */
function span(element: Element): Span {
  if (element.attributes.length === 0) return always
  return { from: attribute(element, 'from'), until: attribute(element, 'until'), id: attribute(element, 'id') }
}

const always: Span = { from: null, until: null, id: null }

/** Field by field, as everywhere here: a crowd's documents are read by the ten thousand, and a spread costs ten times as much. */
function listed<Name extends string>(element: Element, named: Vocabulary<Name>): Span & Enumerated<Name> {
  const { values: found, note } = enumerated(element, named)
  const { from, until, id } = span(element)
  return { values: found, note, from, until, id }
}

interface Enumerated<Name extends string> {
  readonly values: readonly OneOf<Name>[]
  readonly note: Note | null
}

function enumerated<Name extends string>(element: Element, named: Vocabulary<Name>): Enumerated<Name> {
  const found: OneOf<Name>[] = []
  let note: Note | null = null
  for (const child of children(element)) {
    if (child.localName === 'note') note ??= parseNote(child)
    else found.push(oneOf(child, named))
  }
  if (found.length === 0 && note === null) {
    // Some write the value as text: <activities>On the phone</activities>.
    const word = trimmed(element)
    if (word !== '') found.push(oneOfText(word, language(element), named))
  }
  return { values: found, note }
}

/** An element that stands for a value: by name, by text (`other`, or a draft's <activity>busy</activity>), or foreign. */
function oneOf<Name extends string>(element: Element, named: Vocabulary<Name>): OneOf<Name> {
  const family = familyOf(element.namespaceURI)
  if (family === 'foreign') return { name: 'other', text: element.localName, lang: null, xml: serialize(element) }
  if (element.localName === 'other')
    return { name: 'other', text: trimmed(element), lang: language(element), xml: null }
  const name = named(element.localName)
  if (name !== null) return { name }
  const word = trimmed(element)
  return oneOfText(word === '' ? element.localName : word, language(element), named)
}

function oneOfText<Name extends string>(word: string, lang: string | null, named: Vocabulary<Name>): OneOf<Name> {
  const name = named(word)
  return name === null ? { name: 'other', text: word, lang, xml: null } : { name }
}

function single<Name extends string>(
  element: Element,
  named: Vocabulary<Name>,
): { value: OneOf<Name>; note: Note | null } {
  const { values: found, note } = enumerated(element, named)
  const empty: Other = { name: 'other', text: '', lang: null, xml: null }
  return { value: found[0] ?? empty, note }
}

/** RFC 4480 has an element inside audio, video and text; AG Projects writes the word itself. */
function surrounding<Name extends string>(element: Element, named: Vocabulary<Name>): Name | null {
  for (const child of children(element)) {
    const name = named(child.localName)
    if (name !== null) return name
  }
  return named(trimmed(element))
}

function parsePlaceIs(element: Element): PlaceIs {
  const { from, until, id } = span(element)
  const place: { -readonly [Key in keyof PlaceIs]: PlaceIs[Key] } = {
    audio: null,
    video: null,
    text: null,
    note: null,
    from,
    until,
    id,
  }
  for (const child of children(element)) {
    if (child.localName === 'note') place.note ??= parseNote(child)
    else if (child.localName === 'audio') place.audio ??= surrounding(child, values.placeAudioNamed)
    else if (child.localName === 'video') place.video ??= surrounding(child, values.placeVideoNamed)
    else if (child.localName === 'text') place.text ??= surrounding(child, values.placeTextNamed)
  }
  return place
}

function parsePrivacy(element: Element): Privacy {
  let note: Note | null = null
  const named = new Set<string>()
  const other: string[] = []
  for (const child of children(element)) {
    if (child.localName === 'note') note ??= parseNote(child)
    else if (familyOf(child.namespaceURI) === 'foreign') keep(other, child)
    else named.add(child.localName)
  }
  const [audio, text, video] = [named.has('audio'), named.has('text'), named.has('video')]
  const unknown = named.has('unknown') && !audio && !text && !video
  const { from, until, id } = span(element)
  return { audio, text, video, unknown, note, other, from, until, id }
}

function parseSphere(element: Element): Sphere {
  const [first] = children(element)
  const word = trimmed(element)
  const value: Sphere['value'] =
    first !== undefined ? oneOf(first, values.sphereNamed) : oneOfText(word, language(element), values.sphereNamed)
  const { from, until, id } = span(element)
  return { value: word === '' && first === undefined ? { name: 'unknown' } : value, from, until, id }
}

function parseStatusIcon(element: Element): StatusIcon | null {
  const uri = uriFrom(text(element))
  const { from, until, id } = span(element)
  return uri === '' ? null : { uri, from, until, id }
}

function parseTimeOffset(element: Element): TimeOffset | null {
  const minutes = wholeNumber(text(element))
  if (minutes === null || Math.abs(minutes) > 1440) return null
  const { from, until, id } = span(element)
  // Blink for macOS writes UTC-5 as 1140: no place is further east than UTC+14.
  return {
    minutes: minutes > 840 ? minutes - 1440 : minutes,
    description: attribute(element, 'description'),
    from,
    until,
    id,
  }
}

function parseUserInput(element: Element): UserInput {
  const threshold = wholeNumber(attribute(element, 'idle-threshold'))
  return {
    state: trimmed(element).toLowerCase() === 'idle' ? 'idle' : 'active',
    idleThreshold: threshold !== null && threshold > 0 ? threshold : null,
    lastInput: attribute(element, 'last-input'),
    id: attribute(element, 'id'),
  }
}

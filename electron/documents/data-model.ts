/** The person and the device of the presence data model (RFC 4479). */
import {
  buildDeviceCapabilities,
  type Capabilities,
  type DeviceCapabilities,
  parseCapabilities,
  parseDeviceCapabilities,
} from './capabilities.ts'
import { buildCipid, type Cipid, type CipidDraft, noCipid, readCipid } from './cipid.ts'
import { buildGeopriv, type CivicLocation, parseGeopriv } from './civic-location.ts'
import { writableDateTime } from './date-time.ts'
import { foreignXml, keep } from './kept-xml.ts'
import { familyOf } from './namespaces.ts'
import { buildNotes, type Note, parseNote } from './note.ts'
import {
  type Activities,
  type Mood,
  noRpid,
  type PlaceIs,
  type PlaceType,
  type Privacy,
  type RpidElements,
  readRpid,
  type Sphere,
  type StatusIcon,
  type TimeOffset,
  type UserInput,
} from './rpid.ts'
import { buildRpid } from './rpid-build.ts'
import { attribute, children, type Element, trimmed, uriFrom } from './xml.ts'
import { type DocumentIds, element as elementXml, textElement, writableUri } from './xml-build.ts'

/** The human being. Times are xs:dateTime text as sent; `instantOf` of date-time makes milliseconds of them. */
export interface Person {
  readonly id: string
  /** Usually one set; several where they hold in different spans of time. */
  readonly activities: readonly Activities[]
  readonly class: string | null
  readonly mood: Mood | null
  readonly placeIs: PlaceIs | null
  readonly placeType: PlaceType | null
  readonly privacy: Privacy | null
  readonly sphere: Sphere | null
  readonly statusIcon: StatusIcon | null
  readonly timeOffset: TimeOffset | null
  readonly userInput: UserInput | null
  readonly cipid: Cipid | null
  readonly location: CivicLocation | null
  readonly notes: readonly Note[]
  readonly timestamp: string | null
  /** Elements we do not know, each an XML string that stands alone. */
  readonly other: readonly string[]
}

export interface Device {
  readonly id: string
  /** A URN of the device (RFC 4479 3.3); tuples refer to it. Empty where it was left out. */
  readonly deviceId: string
  readonly class: string | null
  readonly userInput: UserInput | null
  readonly capabilities: DeviceCapabilities | null
  readonly location: CivicLocation | null
  readonly notes: readonly Note[]
  readonly timestamp: string | null
  readonly other: readonly string[]
}

/** A person of whom nothing is said yet: spread it and say something. */
export function emptyPerson(id: string): Person {
  return personFrom(id, elementsDraft())
}

export function emptyDevice(id: string, deviceId: string): Device {
  return {
    id,
    deviceId,
    class: null,
    userInput: null,
    capabilities: null,
    location: null,
    notes: [],
    timestamp: null,
    other: [],
  }
}

/** What a person, a tuple and a device have in common, while it is read. */
export interface ElementsDraft {
  rpid: RpidElements
  cipid: CipidDraft | null
  capabilities: Capabilities | null
  deviceCapabilities: DeviceCapabilities | null
  location: CivicLocation | null
  deviceId: string | null
  notes: Note[]
  timestamp: string | null
  other: string[]
}

export function elementsDraft(): ElementsDraft {
  return {
    rpid: noRpid(),
    cipid: null,
    capabilities: null,
    deviceCapabilities: null,
    location: null,
    deviceId: null,
    notes: [],
    timestamp: null,
    other: [],
  }
}

/** Reads one child of a person, tuple or device; what is not known is kept. */
export function readElement(element: Element, into: ElementsDraft): void {
  const name = element.localName
  const family = familyOf(element.namespaceURI)
  if (family === 'foreign') {
    keep(into.other, element)
    return
  }
  if (name === 'note') {
    const note = parseNote(element)
    if (note !== null) into.notes.push(note)
    return
  }
  if (name === 'timestamp') {
    into.timestamp ??= trimmed(element) || null
    return
  }
  if (family === 'rpid' || family === 'cipid' || family === 'pidf' || family === 'data-model') {
    if (name === 'deviceID') {
      into.deviceId ??= uriFrom(trimmed(element)) || null
      return
    }
    // By name alone: drafts had card and icon in RPID, and some forget the prefix.
    if (readRpid(element, into.rpid)) return
    into.cipid ??= noCipid()
    if (readCipid(element, into.cipid)) return
  } else if (family === 'caps') {
    if (name === 'servcaps' && into.capabilities === null) {
      into.capabilities = parseCapabilities(element)
      return
    }
    if (name === 'devcaps' && into.deviceCapabilities === null) {
      into.deviceCapabilities = parseDeviceCapabilities(element)
      return
    }
  } else if (family === 'geopriv') {
    if (name === 'geopriv') into.location ??= parseGeopriv(element)
    // Coordinates and finer addresses are not read; kept whole, they would be sent on against their usage rules.
    return
  }
  keep(into.other, element)
}

export function cipidOf(draft: ElementsDraft): Cipid | null {
  const { cipid } = draft
  return cipid === null || Object.values(cipid).every((value) => value === null) ? null : cipid
}

export function parsePerson(element: Element): Person {
  return personFrom(attribute(element, 'id') ?? '', readElements(element))
}

function readElements(element: Element): ElementsDraft {
  const draft = elementsDraft()
  for (const child of children(element)) {
    // Asterisk, and drafts, wrap what they say of a person or device in a status.
    if (child.localName === 'status' && familyOf(child.namespaceURI) !== 'foreign') {
      for (const each of children(child)) readElement(each, draft)
    } else readElement(child, draft)
  }
  return draft
}

export function personFrom(id: string, draft: ElementsDraft): Person {
  const { rpid } = draft
  return {
    id,
    activities: rpid.activities,
    class: rpid.class,
    mood: rpid.mood,
    placeIs: rpid.placeIs,
    placeType: rpid.placeType,
    privacy: rpid.privacy,
    sphere: rpid.sphere,
    statusIcon: rpid.statusIcon,
    timeOffset: rpid.timeOffset,
    userInput: rpid.userInput,
    cipid: cipidOf(draft),
    location: draft.location,
    notes: draft.notes,
    timestamp: draft.timestamp,
    other: draft.other,
  }
}

export function parseDevice(element: Element): Device {
  const draft = readElements(element)
  const id = attribute(element, 'id') ?? ''
  return {
    id,
    // Drafts of the data model have the device's URN as its id.
    deviceId: draft.deviceId ?? (id.startsWith('urn:') ? id : ''),
    class: draft.rpid.class,
    userInput: draft.rpid.userInput,
    capabilities: draft.deviceCapabilities,
    location: draft.location,
    notes: draft.notes,
    timestamp: draft.timestamp,
    other: draft.other,
  }
}

export function buildPerson(person: Person, ids: DocumentIds): string {
  const id = ids.take(person.id, 'person-')
  const content =
    buildRpid(person, ids) +
    buildCipid(person.cipid) +
    buildGeopriv(person.location) +
    foreignXml(person.other) +
    buildNotes('dm:note', person.notes) +
    textElement('dm:timestamp', null, writableDateTime(person.timestamp))
  return elementXml('dm:person', { id }, content)
}

export function buildDevice(device: Device, ids: DocumentIds): string {
  const id = ids.take(device.id, 'device-')
  const content =
    buildRpid({ class: device.class, userInput: device.userInput }, ids) +
    buildDeviceCapabilities(device.capabilities) +
    buildGeopriv(device.location) +
    foreignXml(device.other) +
    textElement('dm:deviceID', null, writableUri(device.deviceId)) +
    buildNotes('dm:note', device.notes) +
    textElement('dm:timestamp', null, writableDateTime(device.timestamp))
  return elementXml('dm:device', { id }, content)
}

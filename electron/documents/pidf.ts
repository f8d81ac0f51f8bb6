/** Presence Information Data Format, PIDF (RFC 3863): the presence document, with all its extensions read into place. */
import {
  buildDeviceInfo,
  buildExtended,
  type DeviceInfo,
  type ExtendedStatus,
  parseDeviceInfo,
  parseExtended,
} from './agp.ts'
import { type Basic, parseBasic, priorityOf } from './basic.ts'
import { buildCapabilities, type Capabilities } from './capabilities.ts'
import { buildCipid, type Cipid } from './cipid.ts'
import { buildGeopriv, type CivicLocation } from './civic-location.ts'
import {
  buildDevice,
  buildPerson,
  cipidOf,
  type Device,
  type ElementsDraft,
  elementsDraft,
  type Person,
  parseDevice,
  parsePerson,
  personFrom,
  readElement,
} from './data-model.ts'
import { writableDateTime } from './date-time.ts'
import { foreignXml, keep } from './kept-xml.ts'
import { buildOnline, isOnlineElement } from './linphone.ts'
import { declarationsFor, familyOf, pidf } from './namespaces.ts'
import { buildNotes, type Note, pushNote } from './note.ts'
import { noRpid, type Privacy, type Relationship, type ServiceClass, type StatusIcon, type UserInput } from './rpid.ts'
import { buildRpid } from './rpid-build.ts'
import { buildTimedStatus, parseTimedStatus, type TimedStatus } from './timed-presence.ts'
import { attribute, children, DocumentError, type Element, parseXml, text, uriFrom } from './xml.ts'
import {
  DocumentIds,
  element as elementXml,
  escapeText,
  textElement,
  writableUri,
  xmlDeclaration,
} from './xml-build.ts'

export type { Basic } from './basic.ts'
export { type Device, emptyDevice, emptyPerson, type Person } from './data-model.ts'
export type { Note } from './note.ts'

export interface PresenceDocument {
  /** The presentity's URI, percent-decoded; empty where the sender left it out. */
  readonly entity: string
  readonly tuples: readonly Tuple[]
  /** Several where devices are merged by a server that only concatenates. */
  readonly persons: readonly Person[]
  readonly devices: readonly Device[]
  readonly notes: readonly Note[]
  /** Elements we do not know, each an XML string that stands alone. */
  readonly other: readonly string[]
}

export interface Contact {
  readonly uri: string
  /** 0 to 1; null where it was not said. */
  readonly priority: number | null
}

/** A service: one way to reach the person. Times are xs:dateTime text as sent; `instantOf` makes milliseconds of them. */
export interface Tuple {
  readonly id: string
  /** null where it was not said or is no known value. */
  readonly basic: Basic | null
  readonly extended: ExtendedStatus | null
  /** Linphone's word for being there now. */
  readonly online: boolean
  readonly contact: Contact | null
  readonly relationship: Relationship | null
  readonly serviceClass: ServiceClass | null
  readonly class: string | null
  readonly privacy: Privacy | null
  readonly statusIcon: StatusIcon | null
  readonly userInput: UserInput | null
  readonly cipid: Cipid | null
  readonly capabilities: Capabilities | null
  /** The device of this document with the same `deviceId` (RFC 4479 3.2). */
  readonly deviceId: string | null
  readonly deviceInfo: DeviceInfo | null
  readonly timedStatuses: readonly TimedStatus[]
  readonly location: CivicLocation | null
  readonly notes: readonly Note[]
  readonly timestamp: string | null
  readonly other: readonly string[]
}

/** A tuple of which nothing is said yet: spread it and say something. */
export function emptyTuple(id: string): Tuple {
  return {
    id,
    basic: null,
    extended: null,
    online: false,
    contact: null,
    relationship: null,
    serviceClass: null,
    class: null,
    privacy: null,
    statusIcon: null,
    userInput: null,
    cipid: null,
    capabilities: null,
    deviceId: null,
    deviceInfo: null,
    timedStatuses: [],
    location: null,
    notes: [],
    timestamp: null,
    other: [],
  }
}

export function emptyPresence(entity: string): PresenceDocument {
  return { entity, tuples: [], persons: [], devices: [], notes: [], other: [] }
}

const documentName = 'presence document'

/** Reads a PIDF of at most 1 MB, of any order and age. Throws DocumentError, and nothing else. */
export function parsePresence(input: string | Uint8Array): PresenceDocument {
  const root = parseXml(documentName, input)
  // Whole partial PIDF (RFC 5262 4.1) is a presence document with a version.
  const isPresence = root.localName === 'presence' || root.localName === 'pidf-full'
  if (!isPresence || familyOf(root.namespaceURI) === 'foreign') {
    throw new DocumentError(documentName, 'the root element is not presence', 'root element')
  }
  return presenceFrom(root)
}

/** The presence document an element holds: `presence`, or `pidf-full` (RFC 5262), which is one with a version. */
export function presenceFrom(root: Element): PresenceDocument {
  const tuples: Tuple[] = []
  const persons: Person[] = []
  const devices: Device[] = []
  const notes: Note[] = []
  const other: string[] = []
  // What is outside a person is still somebody's: activities in a tuple's status (drafts), CIPID under the root (Lync).
  const astray: Person[] = []
  const loose = elementsDraft()
  for (const child of children(root)) {
    const name = child.localName
    const family = familyOf(child.namespaceURI)
    const isModel = family === 'pidf' || family === 'data-model' || family === 'rpid'
    if (isModel && name === 'tuple') tuples.push(parseTuple(child, astray))
    else if (isModel && name === 'person') persons.push(parsePerson(child))
    else if (isModel && name === 'device') devices.push(parseDevice(child))
    else if (isModel && name === 'note') pushNote(notes, child)
    else if (family !== 'foreign') readElement(child, loose)
    else keep(other, child)
  }
  if (saysOfPerson(loose)) astray.push(personFrom('person', loose))
  return {
    entity: uriFrom(attribute(root, 'entity')),
    tuples,
    persons: astray.length === 0 ? persons : [...persons, ...astray],
    devices,
    notes,
    other: loose.other.length === 0 ? other : [...other, ...loose.other],
  }
}

interface TupleDraft extends ElementsDraft {
  basic: Basic | null
  extended: ExtendedStatus | null
  online: boolean
  contact: Contact | null
  deviceInfo: DeviceInfo | null
  timedStatuses: TimedStatus[]
}

/** Field by field: of the tuples of ten thousand people, a spread is what costs most. */
function tupleDraft(): TupleDraft {
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
    basic: null,
    extended: null,
    online: false,
    contact: null,
    deviceInfo: null,
    timedStatuses: [],
  }
}

/** The children in any order: Asterisk sends the contact before the status. */
function parseTuple(element: Element, astray: Person[]): Tuple {
  const draft = tupleDraft()
  const id = attribute(element, 'id') ?? ''
  for (const child of children(element)) readTupleElement(child, draft)
  if (saysActivity(draft)) {
    const { rpid, timestamp } = draft
    const own = {
      ...noRpid(),
      activities: rpid.activities,
      mood: rpid.mood,
      placeIs: rpid.placeIs,
      placeType: rpid.placeType,
      sphere: rpid.sphere,
      timeOffset: rpid.timeOffset,
    }
    astray.push(personFrom(`person-${id}`, { ...elementsDraft(), rpid: own, timestamp }))
  }
  return tupleFrom(id, draft)
}

function readTupleElement(element: Element, draft: TupleDraft): void {
  const name = element.localName
  const family = familyOf(element.namespaceURI)
  if (family === 'agp') {
    if (name === 'extended') {
      draft.extended ??= parseExtended(element)
      return
    }
    if (name === 'device-info') {
      draft.deviceInfo ??= parseDeviceInfo(element)
      return
    }
  } else if (family === 'timed-status' && name === 'timed-status') {
    draft.timedStatuses.push(parseTimedStatus(element))
    return
  } else if (family === 'foreign' && isOnlineElement(element)) {
    draft.online = true
    return
  } else if (family !== 'foreign') {
    if (name === 'status') {
      const said = children(element)
      for (const child of said) readTupleElement(child, draft)
      if (said.length === 0) draft.basic ??= parseBasic(text(element))
      return
    }
    // The drafts before PIDF had a value.
    if (name === 'basic' || name === 'value') {
      draft.basic ??= parseBasic(text(element))
      return
    }
    if (name === 'contact') {
      draft.contact ??= parseContact(element)
      return
    }
  }
  readElement(element, draft)
}

function parseContact(element: Element): Contact | null {
  const written = text(element)
  // Asterisk writes a whole name-addr: "Anna" <sip:anna@example.com>.
  const uri = uriFrom(/<([^<>]*)>\s*$/.exec(written)?.[1] ?? written)
  if (uri === '') return null
  return { uri, priority: priorityOf(attribute(element, 'priority')) }
}

function saysActivity({ rpid }: ElementsDraft): boolean {
  return (
    rpid.activities.length > 0 ||
    rpid.mood !== null ||
    rpid.placeIs !== null ||
    rpid.placeType !== null ||
    rpid.sphere !== null ||
    rpid.timeOffset !== null
  )
}

function saysOfPerson(draft: ElementsDraft): boolean {
  return saysActivity(draft) || draft.rpid.statusIcon !== null || draft.location !== null || cipidOf(draft) !== null
}

function tupleFrom(id: string, draft: TupleDraft): Tuple {
  const { rpid } = draft
  return {
    id,
    basic: draft.basic,
    extended: draft.extended,
    online: draft.online,
    contact: draft.contact,
    relationship: rpid.relationship,
    serviceClass: rpid.serviceClass,
    class: rpid.class,
    privacy: rpid.privacy,
    statusIcon: rpid.statusIcon,
    userInput: rpid.userInput,
    cipid: cipidOf(draft),
    capabilities: draft.capabilities,
    deviceId: draft.deviceId,
    deviceInfo: draft.deviceInfo,
    timedStatuses: draft.timedStatuses,
    location: draft.location,
    notes: draft.notes,
    timestamp: draft.timestamp,
    other: draft.other,
  }
}

/** A document its schemas accept whatever is in the value: ids made unique, times put right, the unwritable left out. */
export function buildPresence(document: PresenceDocument): string {
  return xmlDeclaration + buildPresenceElement('presence', document, '')
}

export function buildPresenceElement(name: string, document: PresenceDocument, attributes: string): string {
  const ids = new DocumentIds()
  const body =
    document.tuples.map((tuple) => buildTuple(tuple, ids)).join('') +
    buildNotes('note', document.notes) +
    document.persons.map((person) => buildPerson(person, ids)).join('') +
    document.devices.map((device) => buildDevice(device, ids)).join('') +
    foreignXml(document.other)
  const start = `<${name} xmlns="${pidf}"${declarationsFor(body)} entity="${escapeText(writableUri(document.entity))}"${attributes}`
  return body === '' ? `${start}/>` : `${start}>${body}</${name}>`
}

function buildTuple(tuple: Tuple, ids: DocumentIds): string {
  const id = ids.take(tuple.id, 'tuple-')
  const status =
    textElement('basic', null, tuple.basic) +
    buildExtended(tuple.extended) +
    buildOnline(tuple.online) +
    buildGeopriv(tuple.location)
  const { contact } = tuple
  const content =
    elementXml('status', null, status) +
    buildRpid(tuple, ids) +
    tuple.timedStatuses.map((each) => buildTimedStatus(each, ids)).join('') +
    buildCapabilities(tuple.capabilities) +
    buildCipid(tuple.cipid) +
    buildDeviceInfo(tuple.deviceInfo) +
    textElement('dm:deviceID', null, tuple.deviceId === null ? null : writableUri(tuple.deviceId)) +
    foreignXml(tuple.other) +
    (contact === null
      ? ''
      : elementXml('contact', { priority: qvalue(contact.priority) }, escapeText(writableUri(contact.uri)))) +
    buildNotes('note', tuple.notes) +
    textElement('timestamp', null, writableDateTime(tuple.timestamp))
  return elementXml('tuple', { id }, content)
}

/** RFC 3863 4.1.5: at most three decimals. */
function qvalue(priority: number | null): string | null {
  if (priority === null || !Number.isFinite(priority)) return null
  return String(Math.round(Math.min(1, Math.max(0, priority)) * 1000) / 1000)
}

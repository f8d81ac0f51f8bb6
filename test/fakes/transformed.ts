import { noCipid } from '../../electron/documents/cipid.ts'
import { type KeptElement, keptName } from '../../electron/documents/kept-element.ts'
import type { Device, Person, PresenceDocument, Tuple } from '../../electron/documents/pidf.ts'
import type { Permission, Provided, Transformations, UserInputPermission } from '../../electron/documents/pres-rules.ts'
import type { UserInput } from '../../electron/documents/rpid.ts'

const rpid = 'urn:ietf:params:xml:ns:pidf:rpid'
const cipid = 'urn:ietf:params:xml:ns:pidf:cipid'
const caps = 'urn:ietf:params:xml:ns:pidf:caps'
const timed = 'urn:ietf:params:xml:ns:pidf:timed-status'
const geopriv = 'urn:ietf:params:xml:ns:pidf:geopriv10'
const agp = 'urn:ag-projects:xml:ns:pidf'

/** RFC 5025 3.3: what is left of a document for whom these transformations are made. What they do not name is not left. */
export function transformed(document: PresenceDocument, transformations: Transformations): PresenceDocument {
  const gives = givenBy(transformations)
  return {
    entity: document.entity,
    tuples: document.tuples.filter((tuple) => isServiceIn(transformations.services, tuple)).map(tupleFor(gives)),
    persons: document.persons
      .filter(({ id, class: ofClass }) => isIn(transformations.persons, { 'occurrence-id': id, class: ofClass }))
      .map(personFor(gives)),
    devices: document.devices
      .filter(({ id, class: ofClass, deviceId }) =>
        isIn(transformations.devices, { 'occurrence-id': id, class: ofClass, deviceID: deviceId }),
      )
      .map(deviceFor(gives)),
    notes: gives.permission('note') ? document.notes : [],
    other: document.other.filter(gives.kept),
  }
}

type Gives = {
  readonly permission: (name: Permission) => boolean
  readonly unknown: (namespace: string, name: string) => boolean
  readonly kept: (element: string) => boolean
  readonly input: (input: UserInput | null) => UserInput | null
}

function givenBy({ permissions, unknown, userInput, allAttributes }: Transformations): Gives {
  const named = new Set(unknown.filter(({ granted }) => granted).map(({ namespace, name }) => `{${namespace}}${name}`))
  const isUnknownGiven = (namespace: string, name: string) => allAttributes || named.has(`{${namespace}}${name}`)
  return {
    permission: (name) => allAttributes || permissions[name] === true,
    unknown: isUnknownGiven,
    kept: (element) => allAttributes || named.has(keptName(element as KeptElement)),
    input: (input) => inputFor(input, allAttributes ? 'full' : (userInput ?? 'false')),
  }
}

function inputFor(input: UserInput | null, permission: UserInputPermission): UserInput | null {
  if (input === null || permission === 'false') return null
  if (permission === 'bare') return { ...input, idleThreshold: null, lastInput: null }
  return permission === 'thresholds' ? { ...input, lastInput: null } : input
}

function isServiceIn(provided: Transformations['services'], { id, contact, class: ofClass }: Tuple): boolean {
  const uri = contact?.uri ?? null
  const scheme = uri === null ? null : (/^([a-z][a-z\d+.-]*):/i.exec(uri)?.[1]?.toLowerCase() ?? null)
  return isIn(provided, {
    'service-uri': uri,
    'service-uri-scheme': scheme,
    'occurrence-id': id,
    class: ofClass,
  })
}

function isIn<Kind extends string>(
  provided: Provided<Kind> | null,
  facts: Readonly<Record<NoInfer<Kind>, string | null>>,
): boolean {
  if (provided === null) return false
  if (provided.kind === 'all') return true
  return provided.selectors.some(({ kind, value }) => {
    const fact = facts[kind]
    return fact !== null && (kind === 'service-uri-scheme' ? value.toLowerCase() : value) === fact
  })
}

const cipidNames = [
  ['displayName', 'display-name'],
  ['homepage', 'homepage'],
  ['icon', 'icon'],
  ['map', 'map'],
  ['sound', 'sound'],
  ['card', 'card'],
] as const

function cipidFor(gives: Gives, said: Tuple['cipid']): Tuple['cipid'] {
  if (said === null) return null
  const left = noCipid()
  for (const [field, name] of cipidNames) if (gives.unknown(cipid, name)) left[field] = said[field]
  return Object.values(left).every((value) => value === null) ? null : left
}

/** Whether it is open, where it leads to and how old it is are always told of a service that is (RFC 5025 3.3.1.1). */
const tupleFor =
  (gives: Gives) =>
  (tuple: Tuple): Tuple => ({
    ...tuple,
    extended: gives.unknown(agp, 'extended') ? tuple.extended : null,
    relationship: gives.permission('relationship') ? tuple.relationship : null,
    serviceClass: gives.unknown(rpid, 'service-class') ? tuple.serviceClass : null,
    class: gives.permission('class') ? tuple.class : null,
    privacy: gives.permission('privacy') ? tuple.privacy : null,
    statusIcon: gives.permission('status-icon') ? tuple.statusIcon : null,
    userInput: gives.input(tuple.userInput),
    cipid: cipidFor(gives, tuple.cipid),
    capabilities: gives.unknown(caps, 'servcaps') ? tuple.capabilities : null,
    deviceId: gives.permission('deviceID') ? tuple.deviceId : null,
    deviceInfo: gives.unknown(agp, 'device-info') ? tuple.deviceInfo : null,
    timedStatuses: gives.unknown(timed, 'timed-status') ? tuple.timedStatuses : [],
    location: gives.unknown(geopriv, 'geopriv') ? tuple.location : null,
    notes: gives.permission('note') ? tuple.notes : [],
    other: tuple.other.filter(gives.kept),
  })

const personFor =
  (gives: Gives) =>
  (person: Person): Person => ({
    ...person,
    activities: gives.permission('activities') ? person.activities : [],
    class: gives.permission('class') ? person.class : null,
    mood: gives.permission('mood') ? person.mood : null,
    placeIs: gives.permission('place-is') ? person.placeIs : null,
    placeType: gives.permission('place-type') ? person.placeType : null,
    privacy: gives.permission('privacy') ? person.privacy : null,
    sphere: gives.permission('sphere') ? person.sphere : null,
    statusIcon: gives.permission('status-icon') ? person.statusIcon : null,
    timeOffset: gives.permission('time-offset') ? person.timeOffset : null,
    userInput: gives.input(person.userInput),
    cipid: cipidFor(gives, person.cipid),
    location: gives.unknown(geopriv, 'geopriv') ? person.location : null,
    notes: gives.permission('note') ? person.notes : [],
    other: person.other.filter(gives.kept),
  })

const deviceFor =
  (gives: Gives) =>
  (device: Device): Device => ({
    ...device,
    class: gives.permission('class') ? device.class : null,
    userInput: gives.input(device.userInput),
    capabilities: gives.unknown(caps, 'devcaps') ? device.capabilities : null,
    location: gives.unknown(geopriv, 'geopriv') ? device.location : null,
    notes: gives.permission('note') ? device.notes : [],
    other: device.other.filter(gives.kept),
  })

import type { Basic } from '../documents/basic.ts'
import { instantOf } from '../documents/date-time.ts'
import type { Device, Person, PresenceDocument, Tuple } from '../documents/pidf.ts'
import { holds, spanOf } from './activities.ts'
import { type PersonSaid, personSaid, type ServiceSaid, serviceSaid } from './dialect.ts'

/** Elements of all documents with what composition asks of them again and again; of one sent twice, the newer. */
export type Parts = {
  readonly tuples: readonly TuplePart[]
  readonly persons: readonly PersonPart[]
  readonly devices: readonly DevicePart[]
}

type Part = {
  /** what ties it to its device */
  readonly key: string | null
  /** timestamp; 0 where none was said */
  readonly at: number
}
export type TuplePart = Part & {
  readonly tuple: Tuple
  readonly said: ServiceSaid | null
  /** the basic status now, timed presence included */
  readonly basic: Basic | null
  /** another person's: an assistant, family */
  readonly isOthers: boolean
}
export type PersonPart = Part & { readonly person: Person; readonly said: PersonSaid | null }
export type DevicePart = Part & { readonly device: Device }

export function partsOf(documents: readonly PresenceDocument[], now: number): Parts {
  const tuples = documents.flatMap((document) => document.tuples.map((tuple) => tuplePart(tuple, now)))
  const newest = newestById(tuples, (part) => part.tuple.id)
  // The activities of a tuple (RFC 3863 status extensions) come as a person named after it.
  const keys = new Map(newest.map((part) => [`person-${part.tuple.id}`, part.key]))
  const persons = documents.flatMap((document) =>
    document.persons.map((person): PersonPart => {
      const key = keys.get(person.id) ?? deviceKey(person.id, null)
      return { person, said: personSaid(person.other), at: timeOf(person.timestamp), key }
    }),
  )
  const devices = documents.flatMap((document) =>
    document.devices.map((device): DevicePart => {
      return { device, key: deviceKey(device.id, device.deviceId), at: timeOf(device.timestamp) }
    }),
  )
  return {
    tuples: newest,
    persons: newestById(persons, (part) => part.person.id),
    devices: newestById(devices, (part) => part.device.id),
  }
}

const timeOf = (timestamp: string | null): number => instantOf(timestamp) ?? 0

function tuplePart(tuple: Tuple, now: number): TuplePart {
  const said = serviceSaid(tuple.other)
  const name = tuple.relationship?.value.name
  const isOthers = (name !== undefined && name !== 'self' && name !== 'unknown') || said?.relationship != null
  const key = deviceKey(tuple.id, tuple.deviceId ?? tuple.deviceInfo?.id ?? null)
  return { tuple, said, isOthers, key, at: timeOf(tuple.timestamp), basic: basicAt(tuple, now) }
}

/** A tuple that says nothing of itself is what its timed status (RFC 4481) says of now. */
function basicAt(tuple: Tuple, now: number): Basic | null {
  if (tuple.basic !== null || tuple.timedStatuses.length === 0) return tuple.basic
  const timed = tuple.timedStatuses.find((each) => each.basic !== null && each.from !== '' && holds(spanOf(each), now))
  return timed?.basic ?? null
}

function newestById<T extends Part>(parts: readonly T[], idOf: (part: T) => string): readonly T[] {
  if (parts.length < 2) return parts
  const byId = new Map<string, T>()
  const anonymous: T[] = []
  for (const part of parts) {
    const id = idOf(part)
    const known = byId.get(id)
    if (id === '') anonymous.push(part)
    else if (known === undefined || part.at > known.at) byId.set(id, part)
  }
  return [...byId.values(), ...anonymous]
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/**
 * What ties the tuple, the person and the device of one device together: the UUID in their ids (ours and Blink's: SID-, PID-
 * and DID- before the same one), else the deviceID of RFC 4479.
 */
function deviceKey(id: string, deviceId: string | null): string | null {
  const said = deviceId === '' ? null : deviceId
  const match = uuid.exec(said ?? id)
  if (match !== null) return match[0].toLowerCase()
  return said === null ? null : said.replace(/^urn:[a-z0-9-]+:/i, '').toLowerCase()
}

import { instantOf } from '../documents/date-time.ts'
import type { PresenceDocument, Tuple } from '../documents/pidf.ts'
import type { UserInput } from '../documents/rpid.ts'

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/**
 * What ties the tuple, the person and the device of one device together: the UUID in their ids (ours and Blink's: SID-, PID-
 * and DID- before the same one), else the deviceID of RFC 4479.
 */
export function deviceKey(id: string, deviceId: string | null): string | null {
  if (deviceId !== null && deviceId !== '') return keyOf(deviceId)
  const match = uuid.exec(id)
  return match === null ? null : match[0].toLowerCase()
}

function keyOf(deviceId: string): string {
  return (uuid.exec(deviceId)?.[0] ?? deviceId.replace(/^urn:[a-z0-9-]+:/i, '')).toLowerCase()
}

export const tupleKey = (tuple: Tuple): string | null =>
  deviceKey(tuple.id, tuple.deviceId ?? tuple.deviceInfo?.id ?? null)

export type Input = { readonly idle: boolean; readonly since: number | null; readonly at: number | null }

export type Inputs = {
  /** of each device that tells */
  readonly of: (key: string | null) => Input | null
  /** somebody tells idle, and no device is known to be in use */
  readonly allIdle: boolean
  readonly idleSince: number | null
}

type Told = { readonly key: string | null; readonly input: UserInput; readonly at: number | null }

/** Who has input where: RFC 4480 3.14 allows it on tuples, persons and devices. */
export function inputsOf(documents: readonly PresenceDocument[]): Inputs {
  const told: Told[] = []
  const keys = new Set<string>()
  const tell = (key: string | null, input: UserInput | null, timestamp: string | null) => {
    if (key !== null) keys.add(key)
    if (input !== null) told.push({ key, input, at: instantOf(timestamp) })
  }
  for (const document of documents) {
    for (const each of document.devices) tell(deviceKey(each.id, each.deviceId), each.userInput, each.timestamp)
    for (const each of document.tuples) {
      // Somebody else's service says nothing of this person's hands.
      if (isOthers(each)) continue
      if (each.basic === 'closed' && each.userInput === null) continue
      tell(tupleKey(each), each.userInput, each.timestamp)
    }
    for (const each of document.persons) {
      if (each.userInput !== null) tell(deviceKey(each.id, null), each.userInput, each.timestamp)
    }
  }
  const latest = new Map<string | null, Input>()
  for (const each of told) {
    const known = latest.get(each.key)
    const input = inputFrom(each)
    if (known === undefined || prevails(input, known)) latest.set(each.key, input)
  }
  const idle = [...latest.values()].filter((each) => each.idle)
  const isInUse = [...keys].some((key) => latest.get(key)?.idle !== true) || latest.get(null)?.idle === false
  const allIdle = idle.length > 0 && !isInUse
  const since = idle.map((each) => each.since).filter((at): at is number => at !== null)
  return {
    of: (key) => latest.get(key) ?? null,
    allIdle,
    idleSince: allIdle && since.length > 0 ? Math.max(...since) : null,
  }
}

/** Newest wins; at the same time, or where no time is said, the one that tells more. */
function prevails(input: Input, known: Input): boolean {
  if (input.at !== known.at) return (input.at ?? 0) > (known.at ?? 0)
  return input.since !== null && (known.since === null || input.since < known.since)
}

/** Without last-input, idle is at least as old as the element that says so. */
function inputFrom({ input, at }: Told): Input {
  const idle = input.state === 'idle'
  return { idle, since: idle ? (instantOf(input.lastInput) ?? at) : instantOf(input.lastInput), at }
}

export function isOthers(tuple: Tuple): boolean {
  const name = tuple.relationship?.value.name
  return name !== undefined && name !== 'self' && name !== 'unknown'
}

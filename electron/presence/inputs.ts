import { instantOf } from '../documents/date-time.ts'
import type { UserInput } from '../documents/rpid.ts'
import type { Parts } from './parts.ts'

export type Input = { readonly idle: boolean; readonly since: number | null; readonly at: number }

export type Inputs = {
  /** of each device that tells */
  readonly of: (key: string | null) => Input | null
  /** somebody tells idle, and no device is known to be in use */
  readonly allIdle: boolean
  readonly idleSince: number | null
}

/** Who has input where: RFC 4480 3.14 allows it on tuples, persons and devices. */
export function inputsOf({ tuples, persons, devices }: Parts): Inputs {
  const latest = new Map<string | null, Input>()
  const keys = new Set<string>()
  const tell = (key: string | null, said: UserInput | null, at: number) => {
    if (key !== null) keys.add(key)
    if (said === null) return
    const input = inputFrom(said, at)
    const known = latest.get(key)
    if (known === undefined || prevails(input, known)) latest.set(key, input)
  }
  for (const { device, key, at } of devices) tell(key, device.userInput, at)
  for (const { tuple, key, at, isOthers } of tuples) {
    // Somebody else's service says nothing of this person's hands, and a closed one is no device in use.
    if (!isOthers && (tuple.basic !== 'closed' || tuple.userInput !== null)) tell(key, tuple.userInput, at)
  }
  for (const { person, key, at } of persons) if (person.userInput !== null) tell(key, person.userInput, at)
  return summed(latest, keys)
}

function summed(latest: ReadonlyMap<string | null, Input>, keys: ReadonlySet<string>): Inputs {
  let anyIdle = false
  let idleSince: number | null = null
  let inUse = latest.get(null)?.idle === false
  for (const key of keys) if (latest.get(key)?.idle !== true) inUse = true
  for (const { idle, since } of latest.values()) {
    if (!idle) continue
    anyIdle = true
    if (since !== null && since > (idleSince ?? 0)) idleSince = since
  }
  const allIdle = anyIdle && !inUse
  return { of: (key) => latest.get(key) ?? null, allIdle, idleSince: allIdle ? idleSince : null }
}

/** Newest wins; at the same time, or where no time is said, the one that tells more. */
function prevails(input: Input, known: Input): boolean {
  if (input.at !== known.at) return input.at > known.at
  return input.since !== null && (known.since === null || input.since < known.since)
}

/** Without last-input, idle is at least as old as the element that says so. */
function inputFrom(said: UserInput, at: number): Input {
  const idle = said.state === 'idle'
  const since = instantOf(said.lastInput) ?? (idle && at > 0 ? at : null)
  return { idle, since, at }
}

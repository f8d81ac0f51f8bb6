import { expect } from 'vitest'
import { noResourceLists, parseResourceLists } from '../../electron/documents/resource-lists.ts'
import { bookOf } from '../../electron/roster/roster-document.ts'
import { until } from '../xcap/fixture.ts'
import { type Device, shownPeople } from './device.ts'

/** A stream of numbers from 0 to 1 that is the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** One thing a user does, by the commands of the roster; people and groups that only this device makes carry its name. */
function doSomething(
  device: Device,
  name: string,
  random: () => number,
  made: Set<string>,
  removed: Set<string>,
): void {
  const { roster } = device
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)]
  const person = pick(roster.contacts)
  const group = pick(roster.groups)
  switch (Math.floor(random() * 12)) {
    case 0:
    case 1:
    case 2: {
      const aor = `${name}${made.size}@example.org`
      if (roster.add(aor, `${name} ${made.size}`, group && random() < 0.7 ? [group.id] : []).ok) made.add(aor)
      return
    }
    case 3:
      // The same person on both at once.
      roster.add(`both${Math.floor(random() * 20)}@example.org`, name)
      return
    case 4:
      if (person) roster.change(person.id, { name: `${name} ${Math.floor(random() * 1e6)}`, favourite: random() < 0.5 })
      return
    case 5:
      if (person) roster.change(person.id, { notes: `${name} wrote ${Math.floor(random() * 1e6)}` })
      return
    case 6: {
      if (!person) return
      const uri = `tel:+49${Math.floor(random() * 1e6)}`
      roster.change(person.id, { addresses: [...person.addresses, { uri, label: name }] })
      return
    }
    case 7:
      roster.addGroup(`Group ${Math.floor(random() * 8)}`, group && random() < 0.3 ? group.id : null)
      return
    case 8:
      if (person && group)
        roster.move(
          person.id,
          random() < 0.5 ? (person.groupIds[0] ?? null) : null,
          group.id,
          random() < 0.5 ? null : undefined,
        )
      return
    case 9: {
      const other = pick(roster.groups)
      if (group && other) roster.moveGroup(group.id, random() < 0.5 ? null : other.id, null)
      return
    }
    case 10:
      if (group && random() < 0.4) roster.removeGroup(group.id)
      return
    default:
      if (!person || random() < 0.5) return
      if (roster.remove(person.id).ok) removed.add(person.aor)
  }
}

/** Devices edit at once, again and again; each time all of them and the server end the same, and nothing that was added is lost. */
export async function meetAgain(options: {
  readonly devices: readonly (readonly [string, Device])[]
  readonly onServer: () => Promise<string>
  readonly rounds: number
  readonly seed: number
}): Promise<void> {
  const { devices, rounds } = options
  const random = randomOf(options.seed)
  const made = new Set<string>()
  const removed = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    for (let edits = 1 + Math.floor(random() * 6); edits > 0; edits--) {
      const [name, device] = devices[Math.floor(random() * devices.length)]!
      doSomething(device, name, random, made, removed)
      // Sometimes the other looks in between, sometimes what was sent is under way.
      if (random() < 0.4) devices[Math.floor(random() * devices.length)]![1].link()
      if (random() < 0.5) await new Promise((done) => setTimeout(done, random() * 12))
    }
    await settled(devices.map(([, device]) => device))
    const [first, ...others] = devices.map(([, device]) => shownPeople(device))
    for (const other of others) expect(other).toEqual(first)
    const shape = { domain: 'example.org', listAddress: () => null }
    const text = await options.onServer()
    const server = bookOf(text === '' ? noResourceLists : parseResourceLists(text), shape)
    expect(new Set([...server.people.keys()].map((id) => `anna.${id}`))).toEqual(
      new Set(first?.people.map(({ id }) => id)),
    )
    const there = new Set(first?.people.map(({ aor }) => aor))
    for (const aor of made) if (!removed.has(aor)) expect(there).toContain(aor)
  }
}

/**
 * Each has seen what the last one wrote: by the tag, because whoever wrote an element keeps the text as he made it, and a server may write
 * the whole in other letters.
 */
async function settled(devices: readonly Device[]): Promise<void> {
  for (let look = 0; look < 100; look++) {
    for (const device of devices) {
      device.link()
      await until(() => device.isSaved())
      await device.documents.settled()
    }
    const tags = new Set(devices.map(({ lists }) => lists.base.entityTag))
    if (look > 0 && tags.size === 1) return
  }
  throw new Error('the devices do not come to the same document')
}

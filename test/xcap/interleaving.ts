import { expect, vi } from 'vitest'
import { type Device, type PersonEdit, put, until } from './fixture.ts'

/** mulberry32: the same seed gives the same story. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const uriOf = (name: string): string => `sip:${name.toLowerCase()}@example.org`

/** An edit of one device, and what its own part of the list must be afterwards. */
function nextEdit(random: () => number, device: string, own: Map<string, string>): PersonEdit {
  const die = random()
  const names = [...own.keys()]
  if (die < 0.2) {
    // Both devices work on these; who was last is the server's to say.
    const shared = `shared${Math.floor(random() * 3)}`
    return random() < 0.3
      ? { do: 'remove', uri: uriOf(shared) }
      : { do: 'put', uri: uriOf(shared), name: `${shared} by ${device} ${Math.floor(random() * 100)}` }
  }
  const known = names[Math.floor(random() * names.length)]
  if (die < 0.65 || known === undefined) {
    const name = `${device}${Math.floor(random() * 1e9)}`
    own.set(uriOf(name), name)
    return put(name)
  }
  if (die < 0.85) {
    const name = `Ärger ${Math.floor(random() * 1e6)} & <co>`
    own.set(known, name)
    return { do: 'rename', uri: known, name }
  }
  own.delete(known)
  return { do: 'remove', uri: known }
}

export type Meeting = {
  readonly devices: readonly (readonly [string, Device])[]
  readonly onServer: () => Promise<Readonly<Record<string, string>>>
  readonly rounds: number
  readonly seed: number
  /** milliseconds between two edits, at most */
  readonly pause: number
}

/**
 * Rounds of edits by several devices at random moments. After each, all have what the server has; nobody's edit of his own people is
 * lost, none is there twice, and nothing that was removed is back.
 */
export async function meet({ devices, onServer, rounds, seed, pause }: Meeting): Promise<void> {
  const random = randomFrom(seed)
  const own = new Map(devices.map(([name]) => [name, new Map<string, string>()]))
  for (let round = 0; round < rounds; round++) {
    await Promise.all(
      devices.map(async ([name, device]) => {
        for (let count = 1 + Math.floor(random() * 4); count > 0; count--) {
          await new Promise((done) => setTimeout(done, random() * pause))
          device.people.edit(nextEdit(random, name, own.get(name)!))
          if (random() < 0.2) device.documents.setLink(random())
        }
      }),
    )
    await until(() => devices.every(([, device]) => device.lists.edits.length === 0))
    for (const [, device] of devices) device.documents.setLink(random())
    let expected: Readonly<Record<string, string>> = {}
    let links = 0
    await vi.waitFor(
      async () => {
        expected = await onServer()
        const equal = devices.every(([, device]) => JSON.stringify(device.names()) === JSON.stringify(expected))
        if (equal && devices.every(([, device]) => device.lists.edits.length === 0)) return
        // What one of them had to apply again came after the other's look: at the latest it looks again in a minute.
        if (++links % 10 === 0) for (const [, device] of devices) device.documents.setLink(-links)
        throw new Error(`not equal, ${round}`)
      },
      { timeout: 20_000, interval: 20 },
    )
    const mine = (name: string) => Object.fromEntries(own.get(name)!)
    for (const [name] of devices) {
      const there = Object.entries(expected).filter(([uri]) => uri.startsWith(`sip:${name.toLowerCase()}`))
      expect(Object.fromEntries(there), `round ${round} of seed ${seed}, ${name}`).toEqual(mine(name))
    }
  }
}

import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { OutgoingPageMessage, SendOutcome } from '../../electron/sip/page-messages.ts'
import { accepted, anna, arriving, maya, rejected, Side, settled, unreachable } from './fixture.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

type Kept = { readonly from: string; readonly message: OutgoingPageMessage }

/**
 * A registrar with offline messages, dying at every moment a real one dies at: before it takes a message, after it was
 * delivered and before the answer is passed on, after it was stored, between delivering a stored message and forgetting it.
 */
class MortalServer {
  up = true
  readonly offline = new Map<string, Kept[]>()
  readonly #sides: ReadonlyMap<string, Side>
  readonly #registered = new Set<string>()
  readonly #chance: (of: number) => boolean
  #calls = 0

  constructor(sides: readonly Side[], chance: (of: number) => boolean) {
    this.#sides = new Map(sides.map((side) => [side.aor, side]))
    this.#chance = chance
    for (const side of sides) side.wire.auto = (message) => this.#take(side.aor, message)
  }

  async kill(): Promise<void> {
    this.up = false
    this.#registered.clear()
    for (const side of this.#sides.values()) await side.offline()
  }

  async start(): Promise<void> {
    this.up = true
    for (const aor of this.#sides.keys()) await this.register(aor)
  }

  async register(aor: string): Promise<void> {
    if (!this.up) return
    this.#registered.add(aor)
    await this.#sides.get(aor)?.online()
    const kept = this.offline.get(aor) ?? []
    this.offline.set(aor, [])
    for (const each of kept) {
      if (!this.#deliver(each) || this.#chance(4)) this.offline.get(aor)?.push(each)
    }
    await settled()
  }

  unregister(aor: string): void {
    this.#registered.delete(aor)
  }

  async #take(from: string, message: OutgoingPageMessage): Promise<SendOutcome> {
    await Promise.resolve()
    if (!this.up) return unreachable
    if (this.#chance(8)) return this.#dying()
    if (this.#chance(12)) return rejected(this.#chance(2) ? 503 : 480)
    const kept = { from, message }
    const delivered = this.#registered.has(message.to) && this.#deliver(kept)
    if (!delivered) this.offline.set(message.to, [...(this.offline.get(message.to) ?? []), kept])
    if (this.#chance(8)) return this.#dying()
    return delivered ? accepted : { kind: 'accepted', status: 202 }
  }

  /** The answer never comes; the link goes with it. */
  async #dying(): Promise<SendOutcome> {
    await this.kill()
    return unreachable
  }

  #deliver({ from, message }: Kept): boolean {
    this.#calls += 1
    const receipt = this.#sides
      .get(message.to)
      ?.wire.receive({ ...arriving(message), from, callId: `call-${this.#calls}` })
    return receipt?.kind === 'stored'
  }
}

/** One in so many, the same for one seed. */
function chances(seed: number): (of: number) => boolean {
  let state = seed
  return (of) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 8) % of === 0
  }
}

const prove = process.env.DIALTONE_PROVE === '1'

test('200 messages of two people, while server and apps are killed: each is stored once at the other side, in order', {
  timeout: prove ? 600_000 : 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.noShrink(fc.integer()), async (seed) => {
      const chance = chances(seed)
      const sides = [await Side.create(anna), await Side.create(maya)] as const
      const server = new MortalServer(sides, chance)
      await server.start()
      const written: [string[], string[]] = [[], []]
      for (let n = 0; n < 200; n++) {
        const who = n % 2 === 0 ? 0 : 1
        // Every third says what was said before: the same words are still another message.
        const text = chance(3) ? 'ok' : `message ${n}`
        sides[who].send(sides[1 - who]?.aor ?? '', text)
        written[who].push(text)
        if (chance(3)) await settled()
        if (!server.up && chance(4)) await server.start()
        if (chance(25)) await server.kill()
        if (chance(30)) {
          const side = chance(2) ? sides[0] : sides[1]
          server.unregister(side.aor)
          await side.restart()
          if (chance(2)) await server.register(side.aor)
        }
        if (chance(10)) await vi.advanceTimersByTimeAsync(5_000)
      }
      const received = (who: 0 | 1) =>
        sides[who].store
          .range('anna', sides[1 - who]?.aor ?? '', 0, 1000)
          .filter((message) => message.direction === 'in')
          .map((message) => message.text)
      const done = () =>
        sides.every((side) => side.store.outbox('anna').length === 0) &&
        [...server.offline.values()].every((kept) => kept.length === 0)
      for (let round = 0; round < 500 && !done(); round++) {
        if (!server.up) await server.start()
        else for (const { aor } of sides) await server.register(aor)
        await vi.advanceTimersByTimeAsync(400_000)
      }
      expect(done()).toBe(true)
      expect(received(1)).toEqual(written[0])
      expect(received(0)).toEqual(written[1])
      for (const side of sides) {
        const all = side.store.range('anna', side.aor === anna ? maya : anna, 0, 1000)
        expect(all).toHaveLength(200)
        expect(all.map((message) => message.index)).toEqual(all.map((_, index) => index))
        for (const { direction, delivery } of all) {
          expect(direction === 'in' ? ['received'] : ['sent', 'delivered']).toContain(delivery.kind)
        }
      }
    }),
    { numRuns: prove ? 100 : 5 },
  )
})

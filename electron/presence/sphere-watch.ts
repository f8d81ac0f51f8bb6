import { noSphereRules, type SphereRules, type SphereState } from '#contract/privacy'
import { background, type Log } from '../ports.ts'
import { lookForZone } from '../time-zone.ts'
import type { NetworkPlace } from './network-place.ts'
import { type SphereNow, sphereOf } from './sphere.ts'

/** The clock is set, and the computer taken to another zone, without anybody's telling. */
const longestTimer = 60_000

export type SphereWatchOptions = {
  readonly byHand: () => 'work' | 'home' | null
  readonly networkPlace: () => Promise<NetworkPlace | null>
  /** of this device, by name */
  readonly store: {
    readonly load: (name: string) => unknown
    readonly save: (name: string, value: unknown) => void
  }
  /** each time it was looked; `before` is what it was until then */
  readonly onLook: (before: SphereNow) => void
  /** what is shown of it may be another, though the sphere is the same */
  readonly onShown: () => void
  readonly log: Log
  readonly now: () => number
}

/** Follows whether the user is at work or at home: by hand, by the network this computer is in, by the time. */
export class SphereWatch {
  readonly #options: SphereWatchOptions
  #running = false
  #rules: SphereRules = noSphereRules
  #network: NetworkPlace | null = null
  #current: SphereNow = { now: null, source: 'none', nextChange: null }
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(options: SphereWatchOptions) {
    this.#options = options
  }

  /** Reads the rules; nothing is told before the first look. */
  start(): void {
    this.#running = true
    this.#rules = { ...noSphereRules, ...(this.#options.store.load('sphere') as Partial<SphereRules> | null) }
  }

  stop(): void {
    this.#running = false
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  get current(): SphereNow {
    return this.#current
  }

  get state(): SphereState {
    const { now, source } = this.#current
    return { now, source, rules: this.#rules, network: this.#network }
  }

  setRules(rules: SphereRules): void {
    this.#options.store.save('sphere', rules)
    this.#rules = rules
    this.look()
    this.#options.onShown()
  }

  /** This computer may be somewhere else. */
  networkChanged(): void {
    const { networkPlace, onShown, log } = this.#options
    const find = async () => {
      this.#network = await networkPlace()
      if (!this.#running) return
      this.look()
      onShown()
    }
    background(log, find(), 'looking at the network')
  }

  look(): void {
    const before = this.#current
    lookForZone()
    const now = this.#options.now()
    this.#current = sphereOf({ hand: this.#options.byHand(), network: this.#network, rules: this.#rules, now })
    if (this.#timer) clearTimeout(this.#timer)
    const { nextChange } = this.#current
    this.#timer =
      nextChange === null ? null : setTimeout(() => this.look(), Math.min(nextChange - now + 50, longestTimer))
    this.#options.onLook(before)
  }
}

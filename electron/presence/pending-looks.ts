/** How somebody who waits is asked about: in the dialog there is, or in a new one. */
export type Look = 'refresh' | 'anew'

export type PendingLooksOptions = {
  readonly look: (aor: string, how: Look) => void
  readonly now: () => number
  /** between 0 and 1 */
  readonly random?: (() => number) | undefined
}

/** Who was just asked may answer any moment; who let an hour pass will hardly answer in the next minute. */
const rests = [3_000, 4_000, 13_000, 25_000, 60_000, 120_000, 240_000]
const longestRest = 300_000
/** Of a crowd that waits, one is asked about in so long. */
const restOfCrowd = 2_000
const fewWaiting = 10
/** Whom the user looks at again and again is asked about no more often than this. */
const betweenLooks = 3_000
const betweenReturns = 120_000
/** His own people, and their programs, are told of each new dialog: so of few of them. */
const anewEvery = 6

type Waiting = {
  step: number
  lookedAt: number
  dueAt: number
  timer: ReturnType<typeof setTimeout> | null
}

/**
 * Whoever waits for somebody's permission hears by NOTIFY when he has it. A NOTIFY is lost now and then, and some servers let "pending"
 * stand though the permission is there; so he asks by himself (RFC 6665 lets a subscriber refresh at any time), in growing steps.
 */
export class PendingLooks {
  readonly #options: PendingLooksOptions
  readonly #waiting = new Map<string, Waiting>()
  /** the user has just added them, or looks at them: not one of a crowd */
  readonly #near = new Set<string>()
  /** when he looked at them last */
  readonly #userLooks = new Map<string, number>()
  #returnedAt = Number.NEGATIVE_INFINITY

  constructor(options: PendingLooksOptions) {
    this.#options = options
  }

  has(aor: string): boolean {
    return this.#waiting.has(aor)
  }

  /** He waits for permission; said again, he waits on. */
  waits(aor: string): void {
    if (this.#waiting.has(aor)) return
    const waiting: Waiting = { step: 0, lookedAt: this.#options.now(), dueAt: Number.POSITIVE_INFINITY, timer: null }
    this.#waiting.set(aor, waiting)
    if (this.#waiting.size <= fewWaiting || this.#near.has(aor)) this.#schedule(aor, waiting)
    // One after the other, as they were told of.
    else this.#set(aor, waiting, this.#waiting.size * restOfCrowd)
  }

  settled(aor: string): void {
    const waiting = this.#waiting.get(aor)
    if (waiting?.timer) clearTimeout(waiting.timer)
    this.#waiting.delete(aor)
  }

  forget(aor: string): void {
    this.settled(aor)
    this.#near.delete(aor)
    this.#userLooks.delete(aor)
  }

  /** The user wants to know of this one, whatever others there are. */
  near(aor: string): void {
    this.#near.add(aor)
    const waiting = this.#waiting.get(aor)
    if (waiting !== undefined) this.#begin(aor, waiting)
  }

  /** He looks at this one; as long as he does, the steps go on. */
  lookAt(aor: string): void {
    const now = this.#options.now()
    const before = this.#userLooks.get(aor) ?? Number.NEGATIVE_INFINITY
    this.#userLooks.set(aor, now)
    if (now - before >= betweenReturns) this.ask(aor)
  }

  /** He wants to know of this one now. */
  ask(aor: string): void {
    this.near(aor)
    const waiting = this.#waiting.get(aor)
    if (waiting === undefined || this.#options.now() - waiting.lookedAt < betweenLooks) return
    this.#look(aor, waiting, 'anew')
  }

  /** He is back before the screen: what was seldom asked is asked sooner again. */
  again(): void {
    const now = this.#options.now()
    if (now - this.#returnedAt < betweenReturns) return
    this.#returnedAt = now
    for (const [aor, waiting] of this.#waiting) this.#begin(aor, waiting)
  }

  stop(): void {
    for (const aor of [...this.#waiting.keys()]) this.forget(aor)
  }

  /** From the first step, unless it is his turn sooner. */
  #begin(aor: string, waiting: Waiting): void {
    const rest = this.#rest(aor, 0)
    waiting.step = 0
    if (this.#options.now() + rest < waiting.dueAt) this.#set(aor, waiting, rest)
  }

  #schedule(aor: string, waiting: Waiting): void {
    this.#set(aor, waiting, this.#rest(aor, waiting.step))
  }

  #set(aor: string, waiting: Waiting, rest: number): void {
    if (waiting.timer) clearTimeout(waiting.timer)
    waiting.dueAt = this.#options.now() + rest
    waiting.timer = setTimeout(() => {
      const { step } = waiting
      waiting.step = step + 1
      this.#look(aor, waiting, isAnew(step) ? 'anew' : 'refresh')
    }, rest)
  }

  #rest(aor: string, step: number): number {
    const { random = Math.random } = this.#options
    const own = rests[step] ?? longestRest
    const count = this.#waiting.size
    const isOfCrowd = count > fewWaiting && !(this.#near.has(aor) && step < rests.length)
    // Never all of a crowd at once.
    if (isOfCrowd) return Math.max(own, count * restOfCrowd) * (0.5 + random())
    return own * (0.9 + random() * 0.2)
  }

  #look(aor: string, waiting: Waiting, how: Look): void {
    waiting.lookedAt = this.#options.now()
    this.#schedule(aor, waiting)
    this.#options.look(aor, how)
  }
}

const isAnew = (step: number): boolean =>
  step < rests.length ? step % 2 === 1 : (step - rests.length) % anewEvery === anewEvery - 1

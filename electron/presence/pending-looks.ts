/** How the question is put again: by a refresh of the SUBSCRIBE dialog there is, or in a new dialog. */
export type Look = 'refresh' | 'anew'

export type PendingLooksOptions = {
  readonly look: (aor: string, how: Look) => void
  readonly now: () => number
  /** between 0 and 1 */
  readonly random?: (() => number) | undefined
}

/** Milliseconds between questions. Who was just asked may answer any moment; who let an hour pass will hardly answer in the next minute. */
const rests = [3_000, 4_000, 13_000, 25_000, 60_000, 120_000, 240_000]
const longestRest = 300_000
/** Where the user waits for many people, one question goes out in this time. */
const restOfCrowd = 2_000
const fewWaiting = 10
/** However often the user opens a card, its person is asked for no more often than this. */
const betweenLooks = 3_000
const betweenReturns = 120_000
/** After the first steps every sixth question is a new dialog: the other side's program hears of each, and may ask its user again. */
const anewEvery = 6

type Waiting = {
  step: number
  lookedAt: number
  dueAt: number
  timer: ReturnType<typeof setTimeout> | null
}

/**
 * People whose permission the user waits for. A NOTIFY tells when it is given; but a NOTIFY is lost now and then, and some servers let
 * "pending" stand although the permission is there. So each of them is asked for again in growing steps (RFC 6665 lets a subscriber
 * refresh at any time).
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

  /** The user is back before the screen: the steps begin anew, so that he does not look at an old answer for long. */
  again(): void {
    const now = this.#options.now()
    if (now - this.#returnedAt < betweenReturns) return
    this.#returnedAt = now
    for (const [aor, waiting] of this.#waiting) this.#begin(aor, waiting)
  }

  stop(): void {
    for (const aor of [...this.#waiting.keys()]) this.forget(aor)
  }

  /** From the first step, unless the next question was due sooner anyway. */
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

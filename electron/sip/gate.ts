/** Lets so many through at once; the rest wait their turn, first come first served. */
export class Gate {
  readonly #limit: number
  #inside = 0
  #draining = false
  #waiting: { readonly enter: () => void; cancelled: boolean }[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** `enter` gets the function to call when done. The result gives up the place in the queue. */
  ask(enter: (leave: () => void) => void): () => void {
    const turn = {
      cancelled: false,
      enter: () => {
        this.#inside += 1
        let left = false
        enter(() => {
          if (left) return
          left = true
          this.#inside -= 1
          this.#next()
        })
      },
    }
    this.#waiting.push(turn)
    this.#next()
    return () => {
      turn.cancelled = true
    }
  }

  #next(): void {
    // One that leaves at once, because the link is down, must not nest the whole queue.
    if (this.#draining) return
    this.#draining = true
    try {
      while (this.#inside < this.#limit) {
        const turn = this.#waiting.shift()
        if (turn === undefined) return
        if (!turn.cancelled) turn.enter()
      }
    } finally {
      this.#draining = false
    }
  }
}

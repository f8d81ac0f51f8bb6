/** Who sends a little now and then is not waited for for ever. */
const mostSilences = 10

/** Ends when nothing was heard for a while: a large calendar over a slow line takes longer than that, and is heard of all the time. */
export class Patience {
  readonly #silence: ReturnType<typeof setTimeout>
  readonly #all: ReturnType<typeof setTimeout>

  constructor(silence: number, lost: () => void) {
    this.#silence = setTimeout(lost, silence)
    this.#all = setTimeout(lost, silence * mostSilences)
    this.#silence.unref()
    this.#all.unref()
  }

  renew(): void {
    this.#silence.refresh()
  }

  end(): void {
    clearTimeout(this.#silence)
    clearTimeout(this.#all)
  }
}

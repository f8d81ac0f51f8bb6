/** For readers that look ahead in a document of a megabyte. */

/** Where a sign stands next; no stretch is looked through twice. */
export class Sign {
  readonly #text: string
  readonly #sign: string
  #at = -1

  constructor(text: string, sign: string) {
    this.#text = text
    this.#sign = sign
  }

  /** The end of the text where there is none. */
  from(start: number): number {
    if (this.#at < start) {
      const at = this.#text.indexOf(this.#sign, start)
      this.#at = at === -1 ? this.#text.length : at
    }
    return this.#at
  }
}

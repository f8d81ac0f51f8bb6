import { isDeepStrictEqual } from 'node:util'
import type { Place, Stay } from '#contract/travel'

/** What of the user's journeys is for others: their days, and the city where he is now. */
export type ToldTravel = { readonly trips: readonly Stay[]; readonly city: Place | null }

export const nothingTold: ToldTravel = { trips: [], city: null }

/** What they are now: here before anything of travel is loaded. */
export class OwnTravel {
  #current: ToldTravel = nothingTold
  readonly #listeners = new Set<(told: ToldTravel) => void>()

  readonly set = (told: ToldTravel): void => {
    if (isDeepStrictEqual(told, this.#current)) return
    this.#current = told
    for (const listener of this.#listeners) listener(told)
  }

  onChange(listener: (told: ToldTravel) => void): () => void {
    this.#listeners.add(listener)
    if (this.#current !== nothingTold) listener(this.#current)
    return () => this.#listeners.delete(listener)
  }
}

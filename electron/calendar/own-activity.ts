import type { Activity } from '#contract/presence'

/** What the calendars say the user does now. Here before the calendars are loaded, and where there are none. */
export class OwnActivity {
  #current: Activity | null = null
  readonly #listeners = new Set<(activity: Activity | null) => void>()

  readonly set = (activity: Activity | null): void => {
    this.#current = activity
    for (const listener of this.#listeners) listener(activity)
  }

  onChange(listener: (activity: Activity | null) => void): () => void {
    this.#listeners.add(listener)
    if (this.#current) listener(this.#current)
    return () => this.#listeners.delete(listener)
  }
}

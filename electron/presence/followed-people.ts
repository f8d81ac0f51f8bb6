import type { Follow, Presentity } from '#contract/presence'
import type { Log, Notifier } from '../ports.ts'
import type { State } from '../state.ts'
import type { FollowStore } from '../storage/follow-store.ts'
import { type FollowState, followFrom, followStep, type Look, lookAt } from './follow.ts'

export type FollowedPeopleOptions = {
  readonly accountId: string
  readonly state: State
  readonly store: FollowStore
  readonly notifier: Notifier
  readonly nameOf: (aor: string) => string
  readonly log: Log
  readonly now?: () => number
}

type Followed = { follow: Follow; state: FollowState; look: Look; timer: ReturnType<typeof setTimeout> | null }

/** Whom the user wants to be told of when they are free, once or always; kept over restarts. */
export class FollowedPeople {
  readonly #options: FollowedPeopleOptions
  readonly #now: () => number
  readonly #followed = new Map<string, Followed>()
  #people: ReadonlySet<string> = new Set()

  constructor(options: FollowedPeopleOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  start(): void {
    const { accountId, store } = this.#options
    for (const { aor, mode, settled } of store.list(accountId)) {
      this.#keep({ accountId, aor, mode }, { settled, turningSince: null })
    }
  }

  stop(): void {
    for (const { timer } of this.#followed.values()) if (timer) clearTimeout(timer)
    this.#followed.clear()
  }

  /** null: no longer. */
  follow(aor: string, mode: Follow['mode'] | null): void {
    const { accountId, store, state } = this.#options
    const known = this.#followed.get(aor)
    if (mode === null) {
      this.#drop(aor)
      return
    }
    const seen = state.current.presentities[`${accountId} ${aor}`]
    const begun = known?.state ?? followFrom(seen === undefined ? 'not-known' : lookAt(seen))
    store.save(accountId, { aor, mode, settled: begun.settled })
    this.#keep({ accountId, aor, mode }, begun)
    if (seen !== undefined) this.look(seen)
  }

  look(presentity: Presentity): void {
    const followed = this.#followed.get(presentity.aor)
    if (followed === undefined) return
    followed.look = lookAt(presentity)
    this.#step(followed)
  }

  /** Who is taken off the roster is not followed any more. */
  setPeople(aors: readonly string[]): void {
    const before = this.#people
    this.#people = new Set(aors)
    for (const aor of [...this.#followed.keys()]) if (before.has(aor) && !this.#people.has(aor)) this.#drop(aor)
  }

  #step(followed: Followed): void {
    const { accountId, store, notifier, nameOf, log } = this.#options
    const { follow, state: before } = followed
    if (followed.timer) clearTimeout(followed.timer)
    followed.timer = null
    const now = this.#now()
    const { state, ring, lookAgainAt } = followStep(before, followed.look, now)
    followed.state = state
    if (lookAgainAt !== null) followed.timer = setTimeout(() => this.#step(followed), lookAgainAt - now)
    if (ring) {
      log.info('%s is free', follow.aor)
      notifier.notify({ kind: 'free', accountId, aor: follow.aor, name: nameOf(follow.aor) })
      if (follow.mode === 'once') {
        this.#drop(follow.aor)
        return
      }
    }
    if (state.settled !== before.settled) store.save(accountId, { ...follow, settled: state.settled })
  }

  #keep(follow: Follow, state: FollowState): void {
    const known = this.#followed.get(follow.aor)
    if (known?.timer) clearTimeout(known.timer)
    this.#followed.set(follow.aor, { follow, state, look: 'not-known', timer: null })
    this.#options.state.apply({ kind: 'follow', follow })
  }

  #drop(aor: string): void {
    const { accountId, store, state } = this.#options
    const known = this.#followed.get(aor)
    if (known === undefined) return
    if (known.timer) clearTimeout(known.timer)
    this.#followed.delete(aor)
    store.remove(accountId, aor)
    state.apply({ kind: 'follow-removed', accountId, aor })
  }
}

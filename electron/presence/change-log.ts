import { detailOf } from '#contract/failure'
import type { PresenceChange, Presentity } from '#contract/presence'
import type { Log } from '../ports.ts'
import type { ChangeStore, KeptChange } from '../storage/change-store.ts'

export type ChangeLogOptions = {
  readonly accountId: string
  readonly store: ChangeStore
  /** off until the user wants it */
  readonly isOn: () => boolean
  readonly log: Log
  readonly now?: () => number
}

const kept = 7 * 24 * 3_600_000
/** A first full state of thousands is one write. */
const writeAfter = 1_000
const pruneAfter = 3_600_000

/** How people's presence changed in the last week. Switched off, nothing is kept. */
export class ChangeLog {
  readonly #options: ChangeLogOptions
  readonly #now: () => number
  #last: Map<string, string> | null = null
  #waiting: KeptChange[] = []
  #timer: ReturnType<typeof setTimeout> | null = null
  #prunedAt = 0

  constructor(options: ChangeLogOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  start(): void {
    this.settingsChanged()
  }

  stop(): void {
    this.#write()
  }

  look({ aor, knowledge, availability, activities }: Presentity): void {
    if (!this.#options.isOn() || knowledge.kind !== 'current') return
    this.#last ??= this.#latest()
    const first = activities[0]
    const activity = first === undefined ? null : { ...first, from: null }
    const said = sentence({ availability, activity })
    if (this.#last.get(aor) === said) return
    this.#last.set(aor, said)
    this.#waiting.push({ aor, at: this.#now(), availability, activity })
    this.#timer ??= setTimeout(() => this.#write(), writeAfter)
  }

  /** The newest first. */
  list(aor: string): readonly PresenceChange[] {
    this.#write()
    return this.#options.isOn() ? this.#options.store.list(this.#options.accountId, aor) : []
  }

  /** What was kept goes with the wish to keep it. */
  settingsChanged(): void {
    const { isOn, store, accountId } = this.#options
    if (isOn()) {
      this.#prune()
      return
    }
    this.#last = null
    this.#waiting = []
    store.removeAccount(accountId)
  }

  #latest(): Map<string, string> {
    const { store, accountId } = this.#options
    return new Map(store.latest(accountId).map((each) => [each.aor, sentence(each)]))
  }

  #write(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const { store, accountId, log } = this.#options
    const changes = this.#waiting.splice(0)
    if (changes.length === 0) return
    try {
      store.add(accountId, changes)
      this.#prune()
    } catch (error) {
      log.error('changes of people were not kept: %s', detailOf(error))
    }
  }

  #prune(): void {
    const now = this.#now()
    if (now - this.#prunedAt < pruneAfter) return
    this.#prunedAt = now
    this.#options.store.removeBefore(this.#options.accountId, now - kept)
  }
}

const sentence = ({ availability, activity }: Pick<PresenceChange, 'availability' | 'activity'>): string =>
  JSON.stringify([availability, activity?.name ?? null, activity?.text ?? null, activity?.until ?? null])

import type { DocumentState } from '#contract/server-documents'
import type { PolicyDocument } from './policy-document.ts'

/** Shorter, and no other device will have said anything meanwhile; long enough for a network that changes. */
const longestGap = 60_000
/** A server that does not answer must not hold back what the user says of himself. */
const longestWait = 10_000

/**
 * Whether this device knows what another one may have made of the user's wishes: not after a start, nor after a minute without a link,
 * until the server was asked. Where nothing was ever kept on a server, or it cannot be asked, what is known here counts.
 */
export class PolicyFreshness {
  readonly #document: Pick<PolicyDocument, 'isOnServer' | 'onAsked'>
  readonly #onChange: () => void
  #known = false
  #online = false
  #timer: ReturnType<typeof setTimeout> | null = null
  #unlisten: () => void = () => {}

  constructor(document: Pick<PolicyDocument, 'isOnServer' | 'onAsked'>, onChange: () => void) {
    this.#document = document
    this.#onChange = onChange
  }

  get holds(): boolean {
    return this.#known || !this.#document.isOnServer
  }

  start(): void {
    this.#unlisten = this.#document.onAsked(() => {
      if (this.#online) this.#become(true)
    })
  }

  stop(): void {
    this.#unlisten()
    this.#wait(null)
  }

  linkChanged(online: boolean): void {
    if (online === this.#online) return
    this.#online = online
    if (online && !this.#known) this.#wait(longestWait)
    else if (online) this.#wait(null)
    else this.#wait(this.#known ? longestGap : null)
  }

  #wait(milliseconds: number | null): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = milliseconds === null ? null : setTimeout(() => this.#become(this.#online), milliseconds)
  }

  #become(known: boolean): void {
    if (known || !this.#online) this.#wait(null)
    if (this.#known === known) return
    this.#known = known
    this.#onChange()
  }
}

/** The failures that are those of no server of his documents: nothing is kept for him there, by all that can be known. */
const nobodysFailures: readonly string[] = ['network-down', 'wrong-password', 'invalid']

export const isAnswered = (state: DocumentState): boolean =>
  state.kind === 'waiting'
    ? state.failure !== null && nobodysFailures.includes(state.failure.kind)
    : state.kind !== 'saving'

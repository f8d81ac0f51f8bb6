import type { Failure } from '#contract/failure'
import type { OwnPresence } from '#contract/presence'
import { buildPresence, type PresenceDocument } from '../documents/pidf.ts'
import type { Log } from '../ports.ts'
import { background } from '../ports.ts'
import type { PublicationOptions, PublishOutcome } from '../sip/publication.ts'
import { type OpenPublication, pidfType, presenceExpires, presencePackage } from './channels.ts'

/** Changes closer together than this go out as one. */
const leastInterval = 250

export type PublishingOptions = {
  readonly open: OpenPublication
  readonly tags?: PublicationOptions['tags']
  readonly domain: string
  readonly isOnline: () => boolean
  /** the document as of `at`, the time of the last change in what it says */
  readonly document: (at: number) => PresenceDocument
  readonly onSend: (document: PresenceDocument) => void
  readonly onState: (state: OwnPresence['publication']) => void
  readonly log: Log
  readonly now: () => number
}

/**
 * idle -> due -> sending -> sent ...   Changes of one turn, and of a quarter of a second, go out together; a document that says
 * what was said already is not sent. One PUBLISH in flight, 412, 423, refresh and Retry-After are the Publication's.
 */
export class Publishing {
  readonly #options: PublishingOptions
  readonly #publication: ReturnType<OpenPublication>
  readonly #unlisten: () => void
  /** what was said last, without its times */
  #said: string | null = null
  #changedAt = 0
  #sentAt = Number.NEGATIVE_INFINITY
  /** how the last PUBLISH ended; shown again where a supposed change changes nothing in the document */
  #ended: OwnPresence['publication'] = { kind: 'not-sent' }
  #timer: ReturnType<typeof setTimeout> | null = null
  #due = false
  #inFlight = false
  #wasOnline = false
  #stopped = false

  constructor(options: PublishingOptions) {
    this.#options = options
    this.#publication = options.open({
      eventPackage: presencePackage,
      contentType: pidfType,
      expires: presenceExpires,
      tags: options.tags,
    })
    this.#unlisten = this.#publication.onOutcome((outcome) => this.#told(outcome))
  }

  /** Something may have changed. Told as sending at once, so that nobody takes the answer to the last one for this one's. */
  changed(): void {
    const { isOnline, onState, document } = this.#options
    if (this.#stopped) return
    if (isOnline() && buildPresence(document(0)) !== this.#said) onState({ kind: 'sending' })
    if (this.#due || this.#timer !== null) return
    // A clock that was set back does not keep what changed for as long.
    const wait = Math.min(leastInterval, this.#sentAt + leastInterval - this.#options.now())
    if (wait > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = null
        this.#send()
      }, wait)
      return
    }
    this.#due = true
    queueMicrotask(() => {
      this.#due = false
      this.#send()
    })
  }

  linkChanged(): void {
    if (!this.#options.isOnline()) {
      this.#options.onState({ kind: 'not-sent' })
      return
    }
    // The publication sends what it has by itself with a new link; the GRUU may be new, too.
    if (this.#said !== null) {
      this.#inFlight = true
      this.#options.onState({ kind: 'sending' })
    }
    this.changed()
  }

  /** Takes back what was published; at most two seconds. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#unlisten()
    await this.#publication.remove()
    this.#publication.stop()
  }

  #send(): void {
    const { isOnline, now, document, onSend, onState, log } = this.#options
    if (this.#stopped) return
    // Before the first link there is no GRUU yet; later a body given offline goes out with the next link.
    if (isOnline()) this.#wasOnline = true
    else if (!this.#wasOnline) return
    const said = buildPresence(document(0))
    if (said === this.#said) {
      if (isOnline() && !this.#inFlight) onState(this.#ended)
      return
    }
    this.#said = said
    this.#changedAt = now()
    this.#sentAt = this.#changedAt
    this.#inFlight = true
    const sent = document(this.#changedAt)
    onSend(sent)
    background(log, this.#publication.publish(buildPresence(sent)), 'publishing presence')
  }

  #told(outcome: PublishOutcome): void {
    this.#inFlight = false
    this.#ended = this.#endOf(outcome)
    // A change that waits for its turn is not sent yet, whatever became of the one before.
    const waits = (this.#timer !== null || this.#due) && this.#options.isOnline()
    if (!waits) this.#options.onState(this.#ended)
  }

  #endOf(outcome: PublishOutcome): OwnPresence['publication'] {
    const { now, log, domain } = this.#options
    if (outcome.kind === 'published') return { kind: 'sent', at: now() }
    if (outcome.kind === 'unreachable') return { kind: 'not-sent' }
    log.warn('presence not accepted by %s: %d %s', domain, outcome.status, outcome.reason)
    return { kind: 'failed', failure: failureOf(outcome, domain) }
  }
}

function failureOf(outcome: Extract<PublishOutcome, { kind: 'rejected' }>, domain: string): Failure {
  const { status, reason } = outcome
  if (status === 401 || status === 407) return { kind: 'wrong-password', domain }
  if (status === 403) return { kind: 'forbidden', domain, status }
  if (status === 413 || status === 513) return { kind: 'too-long', limit: 32_000 }
  return { kind: 'server-error', domain, status, reason }
}

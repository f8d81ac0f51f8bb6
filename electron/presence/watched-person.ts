import { isDeepStrictEqual } from 'node:util'
import type { Knowledge, Presentity } from '#contract/presence'
import { parseAnyPresence } from '../documents/any-presence.ts'
import { mediaTypeOf, parseMultipart, presencePart } from '../documents/multipart.ts'
import type { PresenceDocument } from '../documents/pidf.ts'
import { DocumentError } from '../documents/xml.ts'
import type { Log } from '../ports.ts'
import type { RetryCause, SubscriptionState } from '../sip/subscription.ts'
import { type Composed, compose } from './composition.ts'
import { presentityFrom } from './presentity.ts'
import { runsBlink } from './profile.ts'
import type { Wakes } from './wakes.ts'

/** A refresh that changes nothing is told only when the age it confirms would be seen. */
const confirmationStep = 30_000

/** A document as it came: kept as text, which is smaller than what is made of it. */
export type Received = { readonly contentType: string | null; readonly body: string }

export type WatchedPersonOptions = {
  readonly accountId: string
  readonly aor: string
  readonly tell: (presentity: Presentity) => void
  readonly log: Log
  readonly now: () => number
  readonly wakes: Wakes
  /** those the user reads, the dearest first */
  readonly languages?: (() => readonly string[]) | undefined
}

/**
 * One person we watch: what the server says of the subscription, and the last good documents.
 *   asking -> waiting-for-permission | refused | not-found | nothing-shared | current <-> last-known
 */
export class WatchedPerson {
  readonly aor: string
  readonly #options: WatchedPersonOptions
  #received: readonly Received[] | null = null
  #composed: Composed | null = null
  #confirmedAt = 0
  #lastKnown: Extract<Knowledge, { kind: 'last-known' }> | null = null
  /** what was said of the subscription before the link went: no presence, so it does not age */
  #answer: Knowledge | null = null
  #runsBlink = false
  #unreadable: string | null = null
  #told: Presentity | null = null
  #due = false
  #stopped = false
  /** A meeting ends, night falls: the same documents say something else. */
  readonly #wake = (): void => this.#lookAgain()

  constructor(options: WatchedPersonOptions) {
    this.#options = options
    this.aor = options.aor
  }

  get runsBlink(): boolean {
    return this.#runsBlink
  }

  start(): void {
    this.#tellSoon()
  }

  stop(): void {
    this.#stopped = true
    this.#options.wakes.set(this.#wake, null)
  }

  /** `lostAt`: when the link was last good, where that is what ended it. */
  subscriptionChanged(state: SubscriptionState, lostAt: number | null): void {
    switch (state.kind) {
      case 'active':
        this.#confirmedAt = Math.max(this.#confirmedAt, state.confirmedAt)
        this.#lastKnown = null
        if (this.#answer?.kind !== 'nothing-shared') this.#answer = null
        break
      case 'pending':
        // Asked again, he has waited all the time.
        this.#forget(
          this.#answer?.kind === 'waiting-for-permission'
            ? this.#answer
            : { kind: 'waiting-for-permission', since: state.since },
        )
        break
      case 'refused':
        this.#forget({ kind: isUnknownAddress(state.status) ? 'not-found' : 'refused' })
        break
      case 'waiting-for-link':
        this.#age('link', lostAt)
        break
      case 'retrying':
        this.#age(isExpiry(state.cause) ? 'expired' : 'subscription', null)
        break
      default:
        break
    }
    this.#tellSoon()
  }

  /** The state of the person, whole; several documents where several back ends tell. No body: nothing is shared. */
  documentsReceived(received: readonly Received[], at: number): void {
    const said = received.filter((each) => each.body.trim() !== '')
    this.#confirmedAt = Math.max(this.#confirmedAt, at)
    if (said.length === 0) this.#share(null, [], at)
    else if (!isRepeated(said, this.#received)) this.#read(said, at)
    this.#tellSoon()
  }

  #read(received: readonly Received[], at: number): void {
    try {
      const documents = received.flatMap(documentsIn)
      const isEmpty = documents.every((each) => each.tuples.length + each.persons.length + each.notes.length === 0)
      this.#share(isEmpty ? null : compose(documents, this.#options.now(), this.#options.languages?.()), received, at)
      this.#runsBlink = documents.some(runsBlink)
      this.#unreadable = null
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error
      this.#warnOnce(error)
      // The last good state stays; without one there is nothing to show.
      if (this.#received === null) this.#answer = { kind: 'nothing-shared', confirmedAt: at }
    }
  }

  #warnOnce(error: DocumentError): void {
    if (this.#unreadable === error.message) return
    this.#unreadable = error.message
    this.#options.log.warn('presence of %s kept as it was: %s', this.aor, error.message)
  }

  #share(composed: Composed | null, received: readonly Received[], at: number): void {
    this.#received = received
    this.#composed = composed
    this.#answer = composed === null ? { kind: 'nothing-shared', confirmedAt: at } : null
    this.#schedule()
  }

  #forget(answer: Knowledge): void {
    this.#received = null
    this.#composed = null
    this.#lastKnown = null
    this.#answer = answer
    this.#schedule()
  }

  #age(cause: 'link' | 'subscription' | 'expired', at: number | null): void {
    if (this.#composed === null || this.#lastKnown !== null) return
    this.#lastKnown = { kind: 'last-known', at: Math.max(at ?? this.#options.now(), this.#confirmedAt), cause }
  }

  #knowledge(): Knowledge {
    if (this.#answer?.kind === 'nothing-shared') return { ...this.#answer, confirmedAt: this.#confirmedAt }
    if (this.#answer !== null) return this.#answer
    if (this.#composed === null) return { kind: 'asking' }
    return this.#lastKnown ?? { kind: 'current', confirmedAt: this.#confirmedAt }
  }

  /** What a subscription says and the document that comes with it are one change. */
  #tellSoon(): void {
    if (this.#due) return
    this.#due = true
    queueMicrotask(() => {
      this.#due = false
      if (!this.#stopped) this.#tell()
    })
  }

  #tell(): void {
    const { accountId, aor, tell, now } = this.#options
    const presentity = presentityFrom({ accountId, aor }, this.#knowledge(), this.#composed, now())
    if (this.#told !== null && isSame(presentity, this.#told)) return
    this.#told = presentity
    tell(presentity)
  }

  #schedule(): void {
    if (!this.#stopped) this.#options.wakes.set(this.#wake, this.#composed?.nextChange ?? null)
  }

  #lookAgain(): void {
    if (this.#received === null) return
    // They were readable when they came.
    this.#composed = compose(this.#received.flatMap(documentsIn), this.#options.now(), this.#options.languages?.())
    this.#schedule()
    this.#tellSoon()
  }
}

function documentsIn({ contentType, body }: Received): readonly PresenceDocument[] {
  const mediaType = contentType === null ? null : mediaTypeOf(contentType)
  if (contentType === null || !mediaType?.startsWith('multipart/')) return [parseAnyPresence(body, mediaType)]
  const parts = parseMultipart(body, contentType).filter((part) => presencePart.test(part.mediaType))
  if (parts.length === 0) throw new DocumentError('presence document', 'no part is a presence document')
  return parts.map((part) => parseAnyPresence(part.body, part.mediaType))
}

function isSame(presentity: Presentity, told: Presentity): boolean {
  const [is, was] = [presentity.knowledge, told.knowledge]
  const confirmed = (is.kind === 'current' || is.kind === 'nothing-shared') && is.kind === was.kind
  if (confirmed) {
    if (is.confirmedAt - was.confirmedAt > confirmationStep) return false
  } else if (!isDeepStrictEqual(is, was)) return false
  for (const field in presentity) {
    if (field === 'knowledge') continue
    const [one, other] = [presentity[field as keyof Presentity], told[field as keyof Presentity]]
    if (one !== other && !(typeof one === 'object' && isDeepStrictEqual(one, other))) return false
  }
  return true
}

const isRepeated = (said: readonly Received[], before: readonly Received[] | null): boolean =>
  before?.length === said.length &&
  said.every((each, index) => each.body === before[index]?.body && each.contentType === before[index].contentType)

const isUnknownAddress = (status: number): boolean => status === 404 || status === 410 || status === 604

const isExpiry = (cause: RetryCause): boolean => cause.kind === 'terminated' && cause.reason === 'timeout'

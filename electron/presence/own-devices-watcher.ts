import type { OwnChoice } from '#contract/presence'
import { parseAnyPresence } from '../documents/any-presence.ts'
import type { PresenceDocument } from '../documents/pidf.ts'
import { DocumentError } from '../documents/xml.ts'
import type { Log } from '../ports.ts'
import { sipUriOf } from '../sip/address.ts'
import type { Notification } from '../sip/subscription.ts'
import { type OpenSubscription, pidfType, presenceExpires, presencePackage } from './channels.ts'
import { inputsOf } from './inputs.ts'
import { followDevices, type SeenDevices, saidBy } from './own-devices.ts'
import { partsOf } from './parts.ts'
import { runsBlink } from './profile.ts'

/** A device that follows us repeats our words at once; the same words said later than this are its user's own. */
const echoTime = 30_000
const betweenQuestions = 30_000

export type OwnDevicesWatcherOptions = {
  readonly aor: string
  readonly uuid: string
  readonly open: OpenSubscription
  readonly choice: () => OwnChoice
  /** what was set later on another device, or null where only something else is new: Blink came or went */
  readonly onChange: (newer: OwnChoice | null) => void
  readonly log: Log
  readonly now: () => number
}

/** The user's other devices publish to the same address: subscribed to ourselves, we hear what they say. */
export class OwnDevicesWatcher {
  readonly #options: OwnDevicesWatcherOptions
  #subscription: ReturnType<OpenSubscription> | null = null
  #unlisten: () => void = () => {}
  #seen: SeenDevices | null = null
  /** what we said to those who read one word and a note, and when */
  readonly #echoes = new Map<string, number>()
  #askedAgainAt = Number.NEGATIVE_INFINITY
  #runsBlink = false
  #othersThere = false
  #othersInUse = false

  constructor(options: OwnDevicesWatcherOptions) {
    this.#options = options
  }

  get runsBlink(): boolean {
    return this.#runsBlink
  }

  /** Another device of the user is on. */
  get othersThere(): boolean {
    return this.#othersThere
  }

  /** By their own word; one that does not say whether it has input counts as in use. */
  get othersInUse(): boolean {
    return this.#othersInUse
  }

  start(): void {
    const subscription = this.#options.open({
      target: sipUriOf(this.#options.aor),
      eventPackage: presencePackage,
      accept: pidfType,
      expires: presenceExpires,
    })
    this.#unlisten = subscription.onNotify((notification) => this.#notified(notification))
    this.#subscription = subscription
    subscription.start()
  }

  async stop(): Promise<void> {
    this.#unlisten()
    const subscription = this.#subscription
    this.#subscription = null
    await subscription?.stop()
  }

  /** A server without rules lets in nobody, us included (RFC 5025 3.2.1): with rules it is asked again. */
  rulesStand(): void {
    const now = this.#options.now()
    if (this.#subscription?.state.kind !== 'refused' || now - this.#askedAgainAt < betweenQuestions) return
    this.#askedAgainAt = now
    this.#subscription.refresh()
  }

  /** We publish this: a device that follows us will repeat it, which is not a choice of its user. */
  said(document: PresenceDocument): void {
    for (const tuple of document.tuples) this.#echoes.set(saidBy(tuple), this.#options.now())
  }

  #notified({ body, subscriptionState }: Notification): void {
    if (body === '' || subscriptionState !== 'active') return
    try {
      this.#follow(parseAnyPresence(body))
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error
      this.#options.log.warn('our own presence as the server tells it is unreadable: %s', error.message)
    }
  }

  #follow(document: PresenceDocument): void {
    const { uuid, choice, onChange, log } = this.#options
    const now = this.#options.now()
    for (const [said, at] of this.#echoes) if (now - at > echoTime) this.#echoes.delete(said)
    const echoes = new Set(this.#echoes.keys())
    const { seen, newer } = followDevices(document, { uuid, choice: choice(), before: this.#seen, echoes, now })
    const ranBlink = this.#runsBlink
    this.#seen = seen
    this.#runsBlink = runsBlink(document)
    const theirs = <Part extends { readonly id: string }>(parts: readonly Part[]) =>
      parts.filter(({ id }) => !id.includes('-related-') && !id.toLowerCase().includes(uuid))
    const tuples = theirs(document.tuples)
    this.#othersThere = tuples.some(({ basic }) => basic === 'open')
    const others = { ...document, tuples, persons: theirs(document.persons), devices: theirs(document.devices) }
    this.#othersInUse = this.#othersThere && !inputsOf(partsOf([others], now)).allIdle
    if (newer !== null) log.info('following a status set on another device')
    if (newer !== null || this.#runsBlink !== ranBlink) onChange(newer)
  }
}

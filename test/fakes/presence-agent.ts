import type { FakeSipServer } from './fake-sip-server.ts'
import type { FakeSocket } from './fake-socket.ts'
import type { FakeXcapServer } from './fake-xcap-server.ts'
import { type SipText, tagOf, uriOf } from './sip-text.ts'
import { WatchedResource } from './watched-resource.ts'
import { WatcherInformation } from './watcher-information.ts'
import {
  begun,
  decided,
  lapsed,
  type Step,
  type WatcherEvent,
  type WatcherSubscription,
} from './watcher-subscription.ts'

const longest = 3600

/**
 * A presence agent as RFC 3856, 3857, 3903, 4745 and 5025 have it, behind a SIP server: takes what users publish, reads their rules
 * from the XCAP server, answers whoever subscribes over SIP by what the rules give him, tells the user of him, and tells everybody
 * anew when a document, a rule, the sphere or the time makes it another.
 */
export class PresenceAgent {
  /** how long somebody who was not answered is remembered */
  giveUpAfter = 3 * 24 * 3600_000
  /** so many of the next writes of rules are not read, as by a server whose database is busy */
  misses = 0
  readonly #sip: FakeSipServer
  readonly #resources = new Map<string, WatchedResource>()
  readonly #subscriptions = new Map<WatchedResource, WatcherSubscription[]>()
  readonly #information = new Map<WatchedResource, WatcherInformation>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #counter = 0

  constructor(sip: FakeSipServer, xcap: FakeXcapServer, ...users: readonly string[]) {
    this.#sip = sip
    for (const user of users) {
      const resource = new WatchedResource(`sip:${user}`)
      resource.setRules(xcap.text(rulesOf(user)))
      this.#resources.set(resource.uri, resource)
      this.#subscriptions.set(resource, [])
      this.#information.set(resource, new WatcherInformation(sip, resource.uri))
    }
    sip.behind = (socket, request) => this.#take(socket, request)
    const { onWrite } = xcap
    xcap.onWrite = (path, text) => {
      onWrite(path, text)
      const user = users.find((each) => path === rulesOf(each))
      if (user === undefined) return
      if (this.misses > 0) {
        this.misses -= 1
        return
      }
      this.resource(user).setRules(text)
      this.#lookAgain()
    }
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  resource(user: string): WatchedResource {
    const found = this.#resources.get(`sip:${user}`)
    if (found === undefined) throw new Error(`${user} is not kept here`)
    return found
  }

  /** Another device of the user publishes. */
  publish(user: string, body: string, expires = longest): void {
    const entityTag = `tag-${++this.#counter}`
    this.resource(user).publications.push({ entityTag, body, expiresAt: Date.now() + expires * 1000 })
    this.#lookAgain()
  }

  /** Ends what this watcher has (RFC 6665 4.4.1): he may come again at once, later, or not at all. */
  end(user: string, identity: string, event: 'deactivated' | 'probation' | 'noresource', retryAfter?: number): void {
    const resource = this.resource(user)
    for (const subscription of [...this.#of(resource)]) {
      if (subscription.identity !== identity) continue
      const later = retryAfter === undefined ? '' : `;retry-after=${retryAfter}`
      this.#sip.notify(subscription.dialog, { state: `terminated;reason=${event}${later}` })
      this.#step(resource, subscription, { status: 'terminated', event })
    }
  }

  #take(socket: FakeSocket, request: SipText): boolean {
    const resource = this.#resources.get(uriOf(request.uri))
    const event = request.header('event').split(';', 1)[0]?.trim() ?? ''
    let refused: number | null
    if (request.method === 'PUBLISH' && event === 'presence') refused = this.#publish(socket, request, resource)
    else if (request.method !== 'SUBSCRIBE') return false
    else if (event === 'presence') refused = this.#subscribe(socket, request, resource)
    else if (event === 'presence.winfo') refused = this.#subscribeToWatchers(socket, request, resource)
    else return false
    if (refused !== null) this.#sip.reply(socket, request, refused, [])
    return true
  }

  // --- Publications -----------------------------------------------------------------------------------------------------

  #publish(socket: FakeSocket, request: SipText, resource: WatchedResource | undefined): number | null {
    if (resource === undefined) return 404
    if (this.#identityOf(request) !== resource.uri) return 403
    const tag = request.header('sip-if-match')
    const known = resource.publications.find(({ entityTag }) => entityTag === tag)
    if (tag !== '' && known === undefined) return 412
    if (known === undefined && request.body === '') return 400
    const expires = this.#expiresOf(request)
    const entityTag = `tag-${++this.#counter}`
    const made = { entityTag, body: request.body || (known?.body ?? ''), expiresAt: Date.now() + expires * 1000 }
    if (known !== undefined) resource.publications.splice(resource.publications.indexOf(known), 1)
    if (expires > 0) resource.publications.push(made)
    this.#sip.reply(socket, request, 200, [`SIP-ETag: ${entityTag}`, `Expires: ${expires}`])
    this.#lookAgain()
    return null
  }

  // --- Watchers ---------------------------------------------------------------------------------------------------------

  #subscribe(socket: FakeSocket, request: SipText, resource: WatchedResource | undefined): number | null {
    if (resource === undefined) return 404
    if (tagOf(request.header('to')) !== '') return this.#resubscribe(socket, request, resource)
    const identity = this.#identityOf(request)
    const granted = resource.granted(identity, Date.now())
    const first = begun(granted.handling)
    const expires = this.#expiresOf(request)
    const subscription: WatcherSubscription = {
      id: `w${++this.#counter}`,
      identity,
      displayName: /^"([^"]*)"/.exec(request.header('from'))?.[1] ?? null,
      dialog: this.#dialogOf(socket, request),
      since: Date.now(),
      expiresAt: Date.now() + expires * 1000,
      ...first,
      told: null,
    }
    if (first.status === 'terminated') {
      this.#information.get(resource)?.changed(subscription)
      return 403
    }
    this.#accept(socket, request, subscription, first.status === 'pending' ? 202 : 200, expires)
    this.#of(resource).push(subscription)
    this.#information.get(resource)?.changed(subscription)
    if (expires === 0) this.#lapse(resource, subscription)
    else this.#tell(resource, subscription)
    this.#schedule()
    return null
  }

  #resubscribe(socket: FakeSocket, request: SipText, resource: WatchedResource): number | null {
    const callId = request.header('call-id')
    const known = this.#of(resource).find(({ dialog, status }) => dialog.callId === callId && status !== 'waiting')
    if (known === undefined) return 481
    const expires = this.#expiresOf(request)
    this.#accept(socket, request, known, 200, expires)
    known.expiresAt = Date.now() + expires * 1000
    if (expires === 0) this.#lapse(resource, known)
    else this.#tell(resource, known)
    this.#schedule()
    return null
  }

  /** Everything that may be another now: RFC 5025 4, RFC 3857 4.7. */
  #lookAgain(): void {
    const now = Date.now()
    for (const [resource, subscriptions] of this.#subscriptions) {
      resource.expire(now)
      for (const subscription of [...subscriptions]) {
        if (subscription.status === 'waiting') {
          if (subscription.expiresAt + this.giveUpAfter <= now) this.#step(resource, subscription, givenUp)
        } else if (subscription.expiresAt <= now) {
          this.#lapse(resource, subscription)
          continue
        }
        this.#decide(resource, subscription)
      }
    }
    this.#schedule()
  }

  #decide(resource: WatchedResource, subscription: WatcherSubscription): void {
    const granted = resource.granted(subscription.identity, Date.now())
    const { status } = subscription
    const next = decided(status, granted.handling)
    if (next === null) {
      if (status === 'active' && resource.toldTo(granted) !== subscription.told) this.#tell(resource, subscription)
      return
    }
    const ends = next.status === 'terminated'
    // Who waits has no dialog any more: the presentity alone is told.
    if (ends && status !== 'waiting') this.#sip.notify(subscription.dialog, { state: 'terminated;reason=rejected' })
    this.#step(resource, subscription, next)
    if (!ends) this.#tell(resource, subscription)
  }

  /** RFC 6665 4.2.1.2: the state, and the document where there is one for him. */
  #tell(resource: WatchedResource, subscription: WatcherSubscription): void {
    const expires = Math.max(0, Math.round((subscription.expiresAt - Date.now()) / 1000))
    const { status, dialog } = subscription
    if (status !== 'active') {
      this.#sip.notify(dialog, { state: `pending;expires=${expires}` })
      return
    }
    const body = resource.toldTo(resource.granted(subscription.identity, Date.now()))
    subscription.told = body
    this.#sip.notify(dialog, { state: `active;expires=${expires}`, body })
  }

  /** Its time is over, or he went. */
  #lapse(resource: WatchedResource, subscription: WatcherSubscription): void {
    const body =
      subscription.status === 'active' ? resource.toldTo(resource.granted(subscription.identity, Date.now())) : ''
    this.#sip.notify(subscription.dialog, { state: 'terminated;reason=timeout', body })
    this.#step(resource, subscription, lapsed(subscription.status))
  }

  #step(resource: WatchedResource, subscription: WatcherSubscription, { status, event }: Step): void {
    subscription.status = status
    subscription.event = event
    if (status === 'terminated') this.#of(resource).splice(this.#of(resource).indexOf(subscription), 1)
    this.#information.get(resource)?.changed(subscription)
  }

  /** For the user himself alone (RFC 3857 4.5). */
  #subscribeToWatchers(socket: FakeSocket, request: SipText, resource: WatchedResource | undefined): number | null {
    const information = resource && this.#information.get(resource)
    if (resource === undefined || information === undefined) return 404
    if (this.#identityOf(request) !== resource.uri) return 403
    const expires = this.#expiresOf(request)
    const inside = tagOf(request.header('to')) !== ''
    const known = information.dialogOf(request.header('call-id'))
    if (inside && known === null) return 481
    const dialog = known ?? this.#dialogOf(socket, request)
    this.#accept(socket, request, { dialog }, 200, expires)
    information.tellAll(dialog, expires, this.#of(resource))
    return null
  }

  // --- What both need ---------------------------------------------------------------------------------------------------

  #of(resource: WatchedResource): WatcherSubscription[] {
    return this.#subscriptions.get(resource) ?? []
  }

  #accept(
    socket: FakeSocket,
    request: SipText,
    { dialog }: Pick<WatcherSubscription, 'dialog'>,
    status: number,
    expires: number,
  ): void {
    const headers = [`Expires: ${expires}`, `Contact: <sip:agent@${this.#sip.domain};d=${dialog.localTag}>`]
    this.#sip.reply(socket, request, status, headers, status === 202 ? 'Accepted' : 'OK', dialog.localTag)
  }

  #dialogOf(socket: FakeSocket, request: SipText) {
    return {
      callId: request.header('call-id'),
      localTag: `a${++this.#counter}`,
      remoteTag: tagOf(request.header('from')),
      target: uriOf(request.uri),
      event: request.header('event'),
      contact: uriOf(request.header('contact')),
      route: request.headers('route'),
      socket,
      cseq: 0,
    }
  }

  /** RFC 5025 3.1.1.2: who proved to be a user of this domain is that user; who names his domain, too, was vouched for by it. */
  #identityOf(request: SipText): string | null {
    const credentials = request.header('authorization') || request.header('proxy-authorization')
    const name = /username="([^"]+)"/.exec(credentials)?.[1] ?? 'anonymous'
    if (name === 'anonymous') return null
    return name.includes('@') ? `sip:${name}` : `sip:${name}@${this.#sip.domain}`
  }

  #expiresOf(request: SipText): number {
    return Math.min(longest, Number(request.header('expires') || longest))
  }

  #schedule(): void {
    const now = Date.now()
    const instants = [...this.#subscriptions].flatMap(([resource, subscriptions]) => [
      resource.nextChange(now) ?? Number.POSITIVE_INFINITY,
      ...subscriptions.map(({ status, expiresAt }) => expiresAt + (status === 'waiting' ? this.giveUpAfter : 0)),
    ])
    if (this.#timer) clearTimeout(this.#timer)
    const wait = Math.min(...instants) - now
    this.#timer = Number.isFinite(wait)
      ? setTimeout(() => this.#lookAgain(), Math.min(Math.max(wait, 0), 2 ** 31 - 1))
      : null
  }
}

const givenUp: Step = { status: 'terminated', event: 'giveup' satisfies WatcherEvent }

const rulesOf = (user: string): string => `pres-rules/users/sip:${user}/index`

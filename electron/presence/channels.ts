import { Publication, type PublicationOptions } from '../sip/publication.ts'
import { Subscription, type SubscriptionOptions } from '../sip/subscription.ts'
import type { UserAgent } from '../sip/user-agent.ts'

/** What presence asks of SIP: a publication of its own and subscriptions. */
export type OpenPublication = (
  options: PublicationOptions,
) => Pick<Publication, 'publish' | 'remove' | 'stop' | 'onOutcome'>
export type OpenSubscription = (
  options: SubscriptionOptions,
) => Pick<Subscription, 'start' | 'stop' | 'refresh' | 'askAnew' | 'state' | 'onState' | 'onNotify'>

export type Channels = { readonly publication: OpenPublication; readonly subscription: OpenSubscription }

export const sipChannels = (userAgent: UserAgent): Channels => ({
  publication: (options) => new Publication(userAgent, options),
  subscription: (options) => new Subscription(userAgent, options),
})

export const presencePackage = 'presence'
export const pidfType = 'application/pidf+xml'
/** Refreshed at half of it; long enough for a small server, short enough that a crash does not leave us "available". */
export const presenceExpires = 600

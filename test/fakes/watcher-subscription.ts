import type { ServerSubscription } from './fake-sip-server.ts'
import type { SubHandling } from './granted-permissions.ts'

export type WatcherStatus = 'pending' | 'active' | 'waiting' | 'terminated'
export type WatcherEvent =
  | 'subscribe'
  | 'approved'
  | 'deactivated'
  | 'probation'
  | 'rejected'
  | 'timeout'
  | 'giveup'
  | 'noresource'

/** One subscription of a watcher, as the presentity is told of it (RFC 3857 4.7.1). */
export type WatcherSubscription = {
  readonly id: string
  /** the watcher; null: nobody knows who it is */
  readonly identity: string | null
  readonly displayName: string | null
  readonly dialog: ServerSubscription
  readonly since: number
  expiresAt: number
  status: WatcherStatus
  event: WatcherEvent
  /** the document he was told last */
  told: string | null
}

/** What becomes of a subscription: where it goes, and by which event. */
export type Step = { readonly status: WatcherStatus; readonly event: WatcherEvent }

/** RFC 3857 figure 1, init: what a new subscription begins as. */
export function begun(handling: SubHandling): Step {
  if (handling === 'block') return { status: 'terminated', event: 'rejected' }
  return { status: handling === 'confirm' ? 'pending' : 'active', event: 'subscribe' }
}

/** The same figure with RFC 5025 3.2.1: what another decision of the presentity makes of it; null: nothing. */
export function decided(status: WatcherStatus, handling: SubHandling): Step | null {
  if (status === 'terminated') return null
  if (handling === 'block') return { status: 'terminated', event: 'rejected' }
  if (handling === 'confirm') return status === 'active' ? { status: 'pending', event: 'subscribe' } : null
  if (status === 'active') return null
  return { status: status === 'pending' ? 'active' : 'terminated', event: 'approved' }
}

/** The subscription is over, by its time or because the watcher went: who waited for an answer is remembered. */
export function lapsed(status: WatcherStatus): Step {
  return status === 'pending' ? { status: 'waiting', event: 'timeout' } : { status: 'terminated', event: 'timeout' }
}

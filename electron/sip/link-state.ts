import type { LinkState } from '#contract/account'
import type { Failure } from '#contract/failure'
import type { SipLink } from './user-agent.ts'

/** The link in the user's words. */
export function linkState(link: SipLink): LinkState {
  switch (link.kind) {
    case 'stopped':
      return { kind: 'signed-out' }
    case 'connecting':
      return { kind: 'connecting', since: link.since }
    case 'online': {
      const { since, registeredUntil, server, transport } = link
      return { kind: 'online', since, registeredUntil, server, transport }
    }
    case 'offline':
      return { kind: 'offline', since: link.since, failure: link.failure satisfies Failure, retryAt: link.retryAt }
  }
}

import type { PresenceDocument } from '../documents/pidf.ts'
import { domainOf } from '../sip/address.ts'

/**
 * `blink-safe` says in our own namespace what makes Blink drop a document or a whole list NOTIFY: place-is, sphere,
 * relationship, service-class and an `other` place type (python-sipsimple, decisions and interop facts in docs/presence.md).
 */
export type Profile = 'full' | 'blink-safe'

const blinkDomains = ['sip2sip.info', 'sylk.link', 'sipthor.net']

export type ProfileFacts = {
  readonly aor: string
  /** the server we are connected to, as a host or URL; null while there is none */
  readonly server: string | null
  /** somebody who may watch us, or another device of the user, runs Blink */
  readonly blinkSeen: boolean
}

export function profileFor({ aor, server, blinkSeen }: ProfileFacts): Profile {
  const hosts = [domainOf(aor), hostOf(server)]
  const isBlinkServer = hosts.some((host) =>
    blinkDomains.some((domain) => host === domain || host.endsWith(`.${domain}`)),
  )
  return isBlinkServer || blinkSeen ? 'blink-safe' : 'full'
}

function hostOf(server: string | null): string {
  const host = /^(?:[a-z]+:(?:\/\/)?)?([^:/;]+)/i.exec(server ?? '')?.[1]
  return host?.toLowerCase() ?? ''
}

/** python-sipsimple is the library behind Blink and its relatives. */
export function runsBlink(document: PresenceDocument): boolean {
  return document.tuples.some((tuple) => /^(blink|sipsimple|python-sipsimple)/i.test(tuple.deviceInfo?.userAgent ?? ''))
}

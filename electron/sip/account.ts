import { randomBytes } from 'node:crypto'
import type JsSIP from 'jssip'
import { userOf } from './address.ts'
import type { LinkSocket } from './link-socket.ts'
import { parseServer } from './locate.ts'

/** What signing in takes, beside the password. */
export interface SipAccount {
  readonly aor: string
  readonly authUser?: string | null
  readonly displayName?: string
  /** As the user typed it; null finds it through DNS. */
  readonly server: string | null
  /** SIP URI every request outside a dialog goes through (Route). */
  readonly outboundProxy?: string | null
  /** Extra certificate authority, PEM. */
  readonly trustedCertificate?: string | null
  readonly allowUnencrypted: boolean
  /** UUID of this installation; `urn:uuid:` before it does no harm. */
  readonly instanceId: string
}

export const uuidOf = (instanceId: string) => instanceId.replace(/^(?:urn:)?uuid:/i, '')

export const authUserOf = (account: SipAccount) => account.authUser || userOf(account.aor)

/** JsSIP's own: it neither registers nor reconnects nor knows the password. */
export function jssipConfiguration(account: SipAccount, socket: LinkSocket, userAgent: string | undefined) {
  const token = randomBytes(6).toString('hex')
  return {
    // JsSIP's type wants a class; its code asks for this shape.
    sockets: socket as unknown as JsSIP.Socket,
    uri: `sip:${account.aor}`,
    // The placeholder that the connection replaces by its own address (RFC 7118 5.2.1 for WebSocket, where it stays).
    contact_uri: `sip:${token}@${token}.invalid;transport=ws`,
    instance_id: uuidOf(account.instanceId),
    ...(account.displayName && { display_name: oneLine(account.displayName) }),
    register: false,
    session_timers: true,
    use_preloaded_route: routeOf(account) !== null,
    user_agent: userAgent ?? 'Dialtone',
    // When to connect again is ours to decide; JsSIP's own timer then finds nothing to do.
    connection_recovery_min_interval: 3600,
    connection_recovery_max_interval: 3600,
  }
}

/** JsSIP puts it between quotes and escapes those in it, but leaves line breaks. */
const oneLine = (name: string) => name.replace(/\p{Cc}+/gu, ' ')

/** The outbound proxy as JsSIP writes it into Route; `;lr` it appends itself. */
export function routeOf(account: SipAccount): string | null {
  const server = account.outboundProxy ? parseServer(account.outboundProxy) : null
  if (server === null) return null
  const transport = server.transport === 'wss' ? 'ws' : server.transport
  const port = server.port === null ? '' : `:${server.port}`
  return `sip:${server.host}${port}${transport === null ? '' : `;transport=${transport}`}`
}

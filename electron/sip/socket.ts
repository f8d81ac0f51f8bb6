import type { SipFailure } from './failure.ts'

export type SipTransport = 'wss' | 'ws' | 'tls' | 'tcp'

/** One server to try: where to connect, and the name its certificate must carry. */
export interface Candidate {
  readonly transport: SipTransport
  readonly host: string
  readonly port: number
  /** Path and query of a WebSocket address; '' for TLS and TCP. */
  readonly path: string
  /** RFC 5922: the domain of the user's address, or the server he typed; never what DNS answered. */
  readonly identity: string
  /** Typed by the user: an ordinary host certificate, wildcards included, is enough. */
  readonly typed: boolean
  /** DNS named no server: this is the domain's own host, tried for want of better. */
  readonly guessed: boolean
}

export interface SocketEvents {
  readonly opened: () => void
  readonly closed: (failure: SipFailure) => void
  /** One whole SIP message. */
  readonly message: (text: string) => void
  /** A keep-alive went unanswered by a server that has never answered one: ask it in SIP. */
  readonly silent: () => void
}

/** One connection to one server; used once. Nothing it calls back may throw, and nothing of it throws. */
export interface SipSocket {
  readonly transport: SipTransport
  readonly url: string
  /** The server as a SIP URI, for a preloaded Route. */
  readonly sipUri: string
  connect(events: SocketEvents): void
  /** False when the message could not be handed to the connection. */
  send(message: string): boolean
  /** Sends a keep-alive now: after a network change or sleep the connection may be dead without a sign. */
  probe(): void
  close(): void
}

export interface SocketOptions {
  /** Extra certificate authority (PEM) of the account. */
  readonly trustedCertificate: string | null
  readonly keepAliveMs: number
  readonly pongTimeoutMs: number
  readonly connectTimeoutMs: number
}

export const SOCKET_DEFAULTS: SocketOptions = {
  trustedCertificate: null,
  keepAliveMs: 25_000,
  pongTimeoutMs: 5_000,
  connectTimeoutMs: 10_000,
}

/** A server that takes nothing more must not fill our memory. */
export const MAX_QUEUED_BYTES = 8 * 1024 * 1024

/** An IPv6 address in brackets, anything else as it is. */
export function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

export function unbracketed(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

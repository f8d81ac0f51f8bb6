import type { Failure } from './failure.ts'

export type AccountId = string

/** Where the password is kept. `weaker-storage` only after the user's word: obfuscated, not protected by a key store. */
export type PasswordStorage = 'key-store' | 'this-run' | 'weaker-storage'

export type Turn = { readonly uri: string; readonly username: string; readonly password: string }

/** What the user may say under Advanced. `null` means: found by DNS, or not used. */
export type AccountSettings = {
  readonly aor: string
  readonly displayName: string
  readonly authUser: string | null
  /** wss:, ws:, sips: or sip:...;transport=tcp */
  readonly server: string | null
  /** SIP URI put into Route, RFC 3261 8.1.2 */
  readonly outboundProxy: string | null
  readonly xcapRoot: string | null
  readonly stun: string | null
  readonly turn: Turn | null
  /** PEM of a further authority trusted for this account alone */
  readonly trustedCertificate: string | null
  /** an unencrypted link found by DNS needs this word of the user's */
  readonly allowUnencrypted: boolean
  /** the roster as a list at the server, a SIP URI (RFC 4662): one subscription instead of one for each person */
  readonly resourceList?: string | null
}

export type Account = AccountSettings & {
  readonly id: AccountId
  readonly passwordStorage: PasswordStorage
}

/**
 * My own link to the server.
 *   signed-out -> connecting -> online <-> offline (retries by itself; retryAt null: waits for the user or the network)
 */
export type LinkState =
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'connecting'; readonly since: number }
  | {
      readonly kind: 'online'
      readonly since: number
      readonly registeredUntil: number
      readonly server: string
      readonly transport: 'wss' | 'ws' | 'tls' | 'tcp'
    }
  | {
      readonly kind: 'offline'
      /** when the link was last good; presence is from then */
      readonly since: number
      readonly failure: Failure
      readonly retryAt: number | null
    }

export type ConnectionStepName =
  | 'server'
  | 'secure'
  | 'signed-in'
  | 'presence'
  | 'contacts'
  | 'direct-calls'
  | 'relay'
  | 'microphone'

export type ConnectionStep = {
  readonly name: ConnectionStepName
  readonly outcome:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'running' }
    | { readonly kind: 'passed'; readonly milliseconds: number; readonly detail: string }
    | { readonly kind: 'warning'; readonly detail: string }
    | { readonly kind: 'failed'; readonly failure: Failure }
}

/** One run of "Test connection", told step by step. */
export type ConnectionTest = {
  readonly id: string
  readonly startedAt: number
  readonly finishedAt: number | null
  readonly steps: readonly ConnectionStep[]
}

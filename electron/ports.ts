import { detailOf } from '#contract/failure'
import type { AudioFlow, MediaDevices } from '#contract/media'
import type { Platform } from '#contract/settings'

/** What the outside supplies to a Softphone: Electron in the app, plain Node in the command line, fakes in tests. */
export type Ports = {
  readonly log: Log
  readonly secrets: Secrets
  readonly idle: IdleSource
  readonly notifier: Notifier
  readonly media: MediaEngine
  /** draws pictures from elsewhere; null: there are none */
  readonly pictures: Pictures | null
  readonly network: NetworkWatcher
  readonly platform: Platform
  /** folder of this profile's files; null keeps everything in memory */
  readonly profile: string | null
}

/** printf-like: `%s`, `%d`. Never a password, an Authorization header, a message text or a note. */
export type Log = {
  readonly debug: (message: string, ...values: readonly unknown[]) => void
  readonly info: (message: string, ...values: readonly unknown[]) => void
  readonly warn: (message: string, ...values: readonly unknown[]) => void
  readonly error: (message: string, ...values: readonly unknown[]) => void
}

/** The operating system's key store. `protect` throws where there is none: ask `available` first. */
export type Secrets = {
  readonly available: boolean
  readonly protect: (plain: string) => Uint8Array
  readonly reveal: (sealed: Uint8Array) => string
}

/** idle: no input since; locked wins over idle; `unknown` where no source works. */
export type IdleState =
  | { readonly kind: 'active' }
  | { readonly kind: 'idle'; readonly since: number }
  | { readonly kind: 'locked'; readonly since: number }
  | { readonly kind: 'asleep'; readonly since: number }
  | { readonly kind: 'unknown' }

export type IdleSource = {
  /** tells idle after this many seconds without input */
  readonly setThreshold: (seconds: number) => void
  readonly onChange: (listener: (state: IdleState) => void) => () => void
}

export type Notice =
  | {
      readonly kind: 'message'
      readonly accountId: string
      readonly aor: string
      readonly name: string
      readonly text: string
    }
  | { readonly kind: 'missed-call'; readonly accountId: string; readonly aor: string; readonly name: string }
  /** the user asked to be told when this person is free */
  | { readonly kind: 'free'; readonly accountId: string; readonly aor: string; readonly name: string }
  /** somebody's path crosses the user's, for the first time */
  | {
      readonly kind: 'nearby'
      readonly accountId: string
      readonly aor: string
      readonly name: string
      /** who else is there then */
      readonly others: number
      /** the user's city; the other's, where it is another one near */
      readonly here: string
      readonly there: string | null
      readonly isHome: boolean
      readonly from: string
      readonly until: string
    }

export type Notifier = { readonly notify: (notice: Notice) => void }

/** PNG of 128 by 128; null where it cannot be drawn. */
export type Pictures = { readonly draw: (bytes: Uint8Array, type: string) => Promise<Uint8Array | null> }

/** `changed`: another network or a resume from sleep: every link is to be proven at once. */
export type NetworkWatcher = { readonly onChange: (listener: () => void) => () => void }

/** One message to or from the media host. Its own protocol stands in contract/media-protocol.ts. */
export type MediaPort = {
  readonly post: (message: unknown) => void
  readonly onMessage: (listener: (message: unknown) => void) => () => void
  readonly onClose: (listener: () => void) => () => void
}

/** The hidden window that owns microphone, peer connections and ringing. Replaced by a new one when it dies. */
export type MediaEngine = {
  /** starts the host if it is not there; resolves when it answers */
  readonly open: () => Promise<MediaPort>
  /** a host died: whoever holds calls on it recovers them on a new one */
  readonly onGone: (listener: () => void) => () => void
}

export type { AudioFlow, MediaDevices }

/** Runs what nobody awaits; its failure is logged, never lost. */
export function background(log: Log, promise: Promise<unknown>, what: string): void {
  promise.catch((error: unknown) => log.error('%s failed: %s', what, detailOf(error)))
}

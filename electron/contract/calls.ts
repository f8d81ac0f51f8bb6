import type { AccountId } from './account.ts'
import type { Failure } from './failure.ts'

/**
 *   out: dialling -> ringing -> active -> ended
 *   in:  incoming -> connecting -> active -> ended
 */
export type CallPhase = 'dialling' | 'ringing' | 'incoming' | 'connecting' | 'active' | 'ended'

export type CallEnd =
  | { readonly kind: 'hung-up'; readonly by: 'us' | 'them' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'missed' }
  | { readonly kind: 'declined'; readonly by: 'us' | 'them' }
  | { readonly kind: 'answered-elsewhere' }
  | { readonly kind: 'failed'; readonly failure: Failure }

export type Call = {
  readonly id: string
  readonly accountId: AccountId
  readonly direction: 'in' | 'out'
  readonly aor: string
  readonly displayName: string | null
  readonly phase: CallPhase
  readonly startedAt: number
  readonly answeredAt: number | null
  readonly endedAt: number | null
  readonly end: CallEnd | null
  readonly muted: boolean
  readonly heldByUs: boolean
  readonly heldByThem: boolean
  /** audio broke and is being brought back */
  readonly recovering: boolean
  readonly quality: 'good' | 'fair' | 'poor' | null
  /** digits sent, for the key pad */
  readonly digits: string
}

export type CallRecord = {
  readonly id: string
  readonly accountId: AccountId
  readonly direction: 'in' | 'out'
  readonly aor: string
  readonly displayName: string | null
  readonly at: number
  readonly outcome: 'answered' | 'missed' | 'declined' | 'cancelled' | 'failed' | 'answered-elsewhere'
  readonly seconds: number | null
  /** false: a missed call the user has not looked at */
  readonly seen: boolean
}

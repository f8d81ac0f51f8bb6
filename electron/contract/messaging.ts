import type { AccountId } from './account.ts'
import type { Failure } from './failure.ts'

/**
 * The longest text, in UTF-16 units as the screens count it; a longer one is refused before it is stored. At three bytes a unit it
 * stays under the 60 KB that WebSocket servers let through.
 */
export const maxMessageLength = 15_000

/** waiting (no link) and sending are in the outbox; delivered and displayed come by IMDN (RFC 5438). */
export type Delivery =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'sent'; readonly at: number }
  | { readonly kind: 'delivered'; readonly at: number }
  | { readonly kind: 'displayed'; readonly at: number }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'received' }

export type ChatMessage = {
  /** ours */
  readonly id: string
  readonly accountId: AccountId
  /** the other's address: names the conversation */
  readonly aor: string
  /** place in the conversation, counted from 0 without gaps, in the order stored */
  readonly index: number
  readonly direction: 'in' | 'out'
  readonly text: string
  readonly at: number
  readonly delivery: Delivery
}

export type Conversation = {
  readonly accountId: AccountId
  readonly aor: string
  readonly total: number
  readonly unread: number
  /** index of the first unread message when the conversation was last opened, for the "new" line */
  readonly last: ChatMessage | null
}

import type { AccountId } from '#contract/account'
import { assertNever, type Failure } from '#contract/failure'
import type { ChatMessage, Conversation, Delivery } from '#contract/messaging'
import type { Database } from './database.ts'

/** A message of ours that is still to be sent, with the imdn Message-ID it keeps through every attempt. */
export type OutgoingMessage = { readonly message: ChatMessage; readonly messageId: string }

export type NewMessage = {
  readonly id: string
  readonly accountId: AccountId
  readonly aor: string
  readonly text: string
  readonly at: number
}

/**
 * Messages and their conversations. Every method is synchronous and whole when it returns, because a message is answered
 * 200 only after it is stored. Addresses are given normalised.
 */
export class MessageStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  insertOutgoing(message: NewMessage & { readonly messageId: string }): ChatMessage {
    return this.#database.transaction(() => {
      const conversation = this.#conversationFor(message.accountId, message.aor)
      return this.#insert(conversation, message, 'out', message.messageId, 0)
    })
  }

  /** Null: a message with this Message-ID is here already, from the same sender to the same account. */
  insertIncoming(
    message: NewMessage & { readonly messageId: string | null; readonly read: boolean },
  ): ChatMessage | null {
    return this.#database.transaction(() => {
      const conversation = this.#conversationFor(message.accountId, message.aor)
      if (message.messageId !== null && this.#idOf(conversation.id, 'in', message.messageId) !== null) return null
      return this.#insert(conversation, message, 'in', message.messageId, message.read ? 0 : 1)
    })
  }

  message(id: string): ChatMessage | null {
    const row = this.#database.get<MessageRow>(`${selectMessages} WHERE m.id = ?`, id)
    return row === null ? null : messageOf(row)
  }

  /** `count` messages from index `from`: one search in an index, whatever the length of the conversation. */
  range(accountId: AccountId, aor: string, from: number, count: number): readonly ChatMessage[] {
    return this.#database.all<MessageRow>(rangeQuery, accountId, aor, from, from + count).map(messageOf)
  }

  conversation(accountId: AccountId, aor: string): Conversation {
    const row = this.#database.get<ConversationRow>(`${selectConversations} AND c.aor = ?`, accountId, aor)
    return row === null ? { accountId, aor, total: 0, unread: 0, last: null } : conversationOf(row)
  }

  conversations(accountId: AccountId): readonly Conversation[] {
    return this.#database.all<ConversationRow>(selectConversations, accountId).map(conversationOf)
  }

  /** False when nothing was unread. */
  markRead(accountId: AccountId, aor: string): boolean {
    const sql = 'UPDATE conversations SET unread = 0 WHERE account_id = ? AND aor = ? AND unread > 0'
    return this.#database.run(sql, accountId, aor).changes > 0
  }

  setDelivery(id: string, delivery: Delivery): void {
    const sql = 'UPDATE messages SET delivery = ?, delivery_at = ?, failure = ? WHERE id = ?'
    this.#database.run(sql, delivery.kind, timeOf(delivery), failureText(delivery), id)
  }

  /** Those left in `sending` by a run that ended meanwhile: whether they arrived is not known, so they go again. */
  returnToOutbox(accountId: AccountId): number {
    return this.#database.run(
      `UPDATE messages SET delivery = 'waiting' WHERE delivery = 'sending'
         AND conversation_id IN (SELECT id FROM conversations WHERE account_id = ?)`,
      accountId,
    ).changes
  }

  /** Whom something is still to be sent to. */
  outbox(accountId: AccountId): readonly string[] {
    return this.#database.all<{ aor: string }>(outboxQuery, accountId).map((row) => row.aor)
  }

  /** The next to be sent in one conversation, in the order written. */
  nextOutgoing(accountId: AccountId, aor: string): OutgoingMessage | null {
    const row = this.#database.get<MessageRow>(nextOutgoingQuery, accountId, aor)
    return row === null ? null : { message: messageOf(row), messageId: row.message_id ?? row.id }
  }

  /** The message of ours that a notification names (RFC 5438). */
  outgoingByMessageId(accountId: AccountId, aor: string, messageId: string): ChatMessage | null {
    const row = this.#database.get<MessageRow>(
      `${selectMessages} WHERE c.account_id = ? AND c.aor = ? AND m.direction = 'out' AND m.message_id = ?`,
      accountId,
      aor,
      messageId,
    )
    return row === null ? null : messageOf(row)
  }

  /** Whether this person's device refused CPIM before (415). */
  withoutCpim(accountId: AccountId, aor: string): boolean {
    const sql = 'SELECT without_cpim FROM conversations WHERE account_id = ? AND aor = ?'
    return this.#database.get<{ without_cpim: number }>(sql, accountId, aor)?.without_cpim === 1
  }

  setWithoutCpim(accountId: AccountId, aor: string, without: boolean): void {
    const sql = 'UPDATE conversations SET without_cpim = ? WHERE account_id = ? AND aor = ?'
    this.#database.run(sql, without ? 1 : 0, accountId, aor)
  }

  removeAccount(accountId: AccountId): void {
    this.#database.run('DELETE FROM conversations WHERE account_id = ?', accountId)
  }

  #conversationFor(accountId: AccountId, aor: string): { id: number; total: number } {
    const find = 'SELECT id, total FROM conversations WHERE account_id = ? AND aor = ?'
    const found = this.#database.get<{ id: number; total: number }>(find, accountId, aor)
    if (found !== null) return found
    this.#database.run('INSERT INTO conversations (account_id, aor) VALUES (?, ?)', accountId, aor)
    return this.#database.get<{ id: number; total: number }>(find, accountId, aor)!
  }

  #idOf(conversationId: number, direction: 'in' | 'out', messageId: string): string | null {
    const sql = 'SELECT id FROM messages WHERE conversation_id = ? AND direction = ? AND message_id = ?'
    return this.#database.get<{ id: string }>(sql, conversationId, direction, messageId)?.id ?? null
  }

  /** Called inside a transaction, so that total and position can never part. */
  #insert(
    conversation: { readonly id: number; readonly total: number },
    message: NewMessage,
    direction: 'in' | 'out',
    messageId: string | null,
    unread: 0 | 1,
  ): ChatMessage {
    this.#database.run(
      `INSERT INTO messages (conversation_id, position, id, direction, text, at, message_id, delivery)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      conversation.id,
      conversation.total,
      message.id,
      direction,
      message.text,
      message.at,
      messageId,
      direction === 'in' ? 'received' : 'waiting',
    )
    const count = 'UPDATE conversations SET total = total + 1, unread = unread + ? WHERE id = ?'
    this.#database.run(count, unread, conversation.id)
    const { id, accountId, aor, text, at } = message
    const delivery: Delivery = { kind: direction === 'in' ? 'received' : 'waiting' }
    return { id, accountId, aor, index: conversation.total, direction, text, at, delivery }
  }
}

type MessageRow = {
  readonly account_id: string
  readonly aor: string
  readonly id: string
  readonly position: number
  readonly direction: 'in' | 'out'
  readonly text: string
  readonly at: number
  readonly message_id: string | null
  readonly delivery: Delivery['kind']
  readonly delivery_at: number | null
  readonly failure: string | null
}

/** A conversation always has its last message: both are written in one transaction; the join is outer for old damage. */
type ConversationRow = Omit<MessageRow, 'id'> & { readonly id: string | null } & {
  readonly total: number
  readonly unread: number
}

const messageColumns = 'm.id, m.position, m.direction, m.text, m.at, m.message_id, m.delivery, m.delivery_at, m.failure'
const selectMessages = `SELECT c.account_id, c.aor, ${messageColumns}
  FROM messages m JOIN conversations c ON c.id = m.conversation_id`

export const rangeQuery = `SELECT c.account_id, c.aor, ${messageColumns}
  FROM conversations c JOIN messages m ON m.conversation_id = c.id
  WHERE c.account_id = ? AND c.aor = ? AND m.position >= ? AND m.position < ? ORDER BY m.position`

export const selectConversations = `SELECT c.account_id, c.aor, c.total, c.unread, ${messageColumns}
  FROM conversations c LEFT JOIN messages m ON m.conversation_id = c.id AND m.position = c.total - 1
  WHERE c.account_id = ?`

export const outboxQuery = `SELECT DISTINCT c.aor FROM messages m JOIN conversations c ON c.id = m.conversation_id
  WHERE m.delivery IN ('waiting', 'sending') AND c.account_id = ?`

export const nextOutgoingQuery = `SELECT c.account_id, c.aor, ${messageColumns}
  FROM conversations c JOIN messages m ON m.conversation_id = c.id
  WHERE c.account_id = ? AND c.aor = ? AND m.delivery IN ('waiting', 'sending') ORDER BY m.position LIMIT 1`

function conversationOf(row: ConversationRow): Conversation {
  const { account_id: accountId, aor, total, unread, id } = row
  return { accountId, aor, total, unread, last: id === null ? null : messageOf({ ...row, id }) }
}

function messageOf(row: MessageRow): ChatMessage {
  return {
    id: row.id,
    accountId: row.account_id,
    aor: row.aor,
    index: row.position,
    direction: row.direction,
    text: row.text,
    at: row.at,
    delivery: deliveryOf(row),
  }
}

function deliveryOf(row: MessageRow): Delivery {
  switch (row.delivery) {
    case 'waiting':
    case 'sending':
    case 'received':
      return { kind: row.delivery }
    case 'sent':
    case 'delivered':
    case 'displayed':
      return { kind: row.delivery, at: row.delivery_at ?? row.at }
    case 'failed':
      return { kind: 'failed', failure: failureOf(row.failure) }
    default:
      return assertNever(row.delivery)
  }
}

/** Written by failureText and by nothing else. */
function failureOf(text: string | null): Failure {
  return text === null ? { kind: 'unexpected', detail: 'not kept' } : (JSON.parse(text) as Failure)
}

function failureText(delivery: Delivery): string | null {
  return delivery.kind === 'failed' ? JSON.stringify(delivery.failure) : null
}

function timeOf(delivery: Delivery): number | null {
  return 'at' in delivery ? delivery.at : null
}

import type { Conversation } from '#contract/messaging'

/** Those in which something was written, the last first. */
export const byLastMessage = (conversations: readonly Conversation[]): readonly Conversation[] =>
  conversations
    .filter((conversation) => conversation.last !== null)
    .sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0))

/** One line of a message: breaks become spaces, and no more letters than a row can show. */
export const preview = (text: string): string => text.slice(0, 200).replace(/\s+/g, ' ').trim()

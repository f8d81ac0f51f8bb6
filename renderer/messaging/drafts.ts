import { createStore } from 'zustand/vanilla'
import type { PersonKey } from '#contract/state'

/** What was typed and not sent, by conversation. Kept while the window lives: leaving a chat does not lose a sentence. */
type Drafts = { readonly byConversation: ReadonlyMap<PersonKey, string> }

export const drafts = createStore<Drafts>(() => ({ byConversation: new Map() }))

export function setDraft(conversation: PersonKey, text: string): void {
  const next = new Map(drafts.getState().byConversation)
  if (text === '') next.delete(conversation)
  else next.set(conversation, text)
  drafts.setState({ byConversation: next })
}

import { personKey } from '#contract/state'
import { drafts, setDraft } from '../messaging/drafts.ts'
import { chat } from '../store/actions.ts'
import type { Person } from '../store/view.ts'

/** A sentence to begin a chat with: what is being written there already stays. */
export function prepare(person: Person, text: string): void {
  const key = personKey(person.accountId, person.aor)
  if (!drafts.getState().byConversation.get(key)) setDraft(key, text)
}

export function ask(person: Person, text: string): void {
  prepare(person, text)
  chat(person)
}

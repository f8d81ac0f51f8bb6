import type { Contact, Group, Undo } from '#contract/people'
import { act, words } from '../store/actions.ts'
import { nameOf } from '../store/selectors.ts'
import { appStore } from '../store/store.ts'
import { toast } from '../store/view.ts'

/** Removes at once and offers to undo: no question before, nothing lost after. */
export async function removePerson(contact: Contact): Promise<void> {
  const name = nameOf(appStore.getState(), contact)
  const removed = await act('people.remove', { id: contact.id })
  if (removed.ok) offerUndo(words('people.removed', { name }), removed.value)
}

/** Its people stay; undo makes the group again and puts them back. */
export async function removeGroup(group: Group): Promise<void> {
  const removed = await act('people.removeGroup', { id: group.id })
  if (removed.ok) offerUndo(words('people.removedWithGroup', { name: group.name }), removed.value)
}

function offerUndo(title: string, undo: Undo): void {
  toast({ kind: 'done', title, action: { label: words('common.undo'), run: () => void act('people.restore', undo) } })
}

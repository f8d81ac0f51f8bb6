import type { Contact, Group } from '#contract/people'
import { act, words } from '../store/actions.ts'
import { nameOf } from '../store/selectors.ts'
import { appStore } from '../store/store.ts'
import { toast } from '../store/view.ts'

/** Removes at once and offers to undo: no question before, nothing lost after. */
export async function removePerson(contact: Contact): Promise<void> {
  const name = nameOf(appStore.getState(), contact)
  if (!(await act('people.remove', { id: contact.id })).ok) return
  toast({
    kind: 'done',
    title: words('people.removed', { name }),
    action: { label: words('common.undo'), run: () => void addBack(contact) },
  })
}

async function addBack(contact: Contact): Promise<void> {
  const { accountId, aor, name, groupIds, favourite } = contact
  const known = groupIds.filter((id) => appStore.getState().groups[id])
  const made = await act('people.add', { accountId, address: aor, name, groupIds: known })
  if (made.ok && favourite) await act('people.change', { id: made.value.id, favourite: true })
}

/** Its people stay; undo makes the group again and puts them back. */
export async function removeGroup(group: Group): Promise<void> {
  const members = Object.values(appStore.getState().contacts).filter((contact) => contact.groupIds.includes(group.id))
  if (!(await act('people.removeGroup', { id: group.id })).ok) return
  toast({
    kind: 'done',
    title: words('people.removedWithGroup', { name: group.name }),
    action: { label: words('common.undo'), run: () => void bringBack(group, members) },
  })
}

async function bringBack(group: Group, members: readonly Contact[]): Promise<void> {
  const made = await act('people.addGroup', { accountId: group.accountId, name: group.name })
  if (!made.ok) return
  for (const member of members) {
    const now = appStore.getState().contacts[member.id]
    if (now) await act('people.change', { id: now.id, groupIds: [...now.groupIds, made.value.id] })
  }
}

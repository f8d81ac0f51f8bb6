import type { Contact, Group, Undo } from '#contract/people'
import { act, words } from '../store/actions.ts'
import { announce } from '../store/announce.ts'
import { nameOf } from '../store/selectors.ts'
import { appStore } from '../store/store.ts'
import { closeToast, toast } from '../store/view.ts'

/** Removes at once and offers to undo: no question before, nothing lost after. */
export async function removePerson(contact: Contact): Promise<void> {
  const name = nameOf(appStore.getState(), contact)
  const removed = await act('people.remove', { id: contact.id })
  if (removed.ok) offerUndo(words('people.removed', { name }), words('people.restored', { name }), removed.value)
}

/** Its people stay; undo makes the group again and puts them back. */
export async function removeGroup(group: Group): Promise<void> {
  const removed = await act('people.removeGroup', { id: group.id })
  if (!removed.ok) return
  const { name } = group
  offerUndo(words('people.removedWithGroup', { name }), words('people.restored', { name }), removed.value)
}

/** Nobody of its own people is lost by that: they stand in it still. */
export async function leaveList(group: Group): Promise<void> {
  if (group.list?.own !== true) return
  const { accountId, name, list } = group
  const left = await act('people.leaveList', { id: group.id })
  if (!left.ok) return
  const again = () => void act('people.followList', { accountId, address: list.address, name })
  toast({
    kind: 'done',
    title: words('people.list.left', { name }),
    action: { label: words('common.undo'), run: again },
  })
}

type Removal = { readonly undone: string; readonly undo: Undo; readonly toastId: number }

/** The last at the end. Main undoes them until the app ends, long after their toasts. */
const removals: Removal[] = []
/** as many as main keeps */
const most = 100

/** `undone`: what is said when it is taken back. */
export function offerUndo(title: string, undone: string, undo: Undo): void {
  const run = (): void => void takeBack(removal)
  const removal = {
    undone,
    undo,
    toastId: toast({ kind: 'done', title, action: { label: words('common.undo'), run } }),
  }
  removals.push(removal)
  if (removals.length > most) removals.shift()
}

/** Takes the last removal back; false where there is none. */
export function undoLast(): boolean {
  const last = removals.at(-1)
  if (!last) return false
  void takeBack(last)
  return true
}

async function takeBack(removal: Removal): Promise<void> {
  const at = removals.indexOf(removal)
  if (at < 0) return
  removals.splice(at, 1)
  closeToast(removal.toastId)
  const done = await act('people.restore', removal.undo)
  if (done.ok) announce(removal.undone)
}

import type { Result } from '#contract/failure'
import { act, words } from '../store/actions.ts'
import { announce } from '../store/announce.ts'
import { nameOf } from '../store/selectors.ts'
import { appStore } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { type Placing, placeAfterStep, stepOf } from './drop.ts'
import { groupKey, personItemKey, type RosterItem, type Section } from './order.ts'

/** Does what was dropped or moved by key, and says so. */
export async function place(placing: Placing): Promise<boolean> {
  const done = placing.kind === 'person' ? await placePerson(placing) : await placeGroup(placing)
  return done.ok
}

/** One up or down by key or menu; whether there is anywhere to go. */
export function stepInList(items: readonly RosterItem[], index: number, step: -1 | 1): boolean {
  const item = items[index]
  const placing = stepOf(items, index, step)
  if (!item || !placing) return false
  const name = item.kind === 'group' ? item.section.name : personName(item.contactId)
  const said = words('people.movedStep', { name, ...placeAfterStep(items, index, step) })
  void place(placing).then((done) => done && announce(said))
  return true
}

function personName(id: string): string {
  const state = appStore.getState()
  const contact = state.contacts[id]
  return contact ? nameOf(state, contact) : ''
}

export function sectionName(section: Pick<Section, 'kind' | 'name'>): string {
  if (section.kind === 'favourites') return words('people.favourites')
  return section.kind === 'others' ? words('people.others') : section.name
}

async function placePerson(placing: Extract<Placing, { kind: 'person' }>): Promise<Result<null>> {
  const { contactId: id, from, to } = placing
  const contact = appStore.getState().contacts[id]
  const done = await send(placing)
  if (done.ok && from !== to && contact) {
    setView({ item: personItemKey(to.id, id) })
    announce(words('people.movedTo', { name: nameOf(appStore.getState(), contact), group: sectionName(to) }))
  }
  return done
}

/** Favourites are above the groups: who leaves them stands where they are put. */
async function send(placing: Extract<Placing, { kind: 'person' }>): Promise<Result<null>> {
  const { contactId: id, from, to, before } = placing
  if (to.kind === 'favourites') return act('people.change', { id, favourite: true })
  if (to.kind === 'others') {
    if (from.kind === 'favourites') return act('people.change', { id, favourite: false, groupIds: [] })
    return act('people.move', { id, from: from.id, to: null })
  }
  if (from.kind === 'favourites') {
    const left = await act('people.change', { id, favourite: false })
    if (!left.ok) return left
  }
  const group = from.kind === 'group' ? from.id : null
  return act('people.move', { id, from: group, to: to.id, ...(before !== undefined && { before }) })
}

async function placeGroup(placing: Extract<Placing, { kind: 'group' }>): Promise<Result<null>> {
  const { groupId: id, parentId, before } = placing
  const { groups } = appStore.getState()
  const group = groups[id]
  const done = await act('people.moveGroup', { id, parentId, before })
  if (!done.ok || !group) return done
  setView({ item: groupKey(id) })
  if (group.parentId !== parentId) {
    const parent = parentId === null ? undefined : groups[parentId]
    announce(
      parent
        ? words('people.movedTo', { name: group.name, group: parent.name })
        : words('people.movedOut', { name: group.name }),
    )
  }
  return done
}

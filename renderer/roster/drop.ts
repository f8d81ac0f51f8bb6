import type { RosterItem, Section } from './order.ts'

/** Where something dragged or moved by key comes to stand. Pure. */

/** What is put where; `before` as in people.move and people.moveGroup of the contract. */
export type Placing =
  | {
      readonly kind: 'person'
      readonly contactId: string
      readonly from: Section
      readonly to: Section
      readonly before?: string | null
    }
  | {
      readonly kind: 'group'
      readonly groupId: string
      readonly parentId: string | null
      readonly before: string | null
    }

/** The line or frame that shows it, at one item of the list. */
export type Drop = { readonly placing: Placing; readonly index: number; readonly edge: 'top' | 'bottom' | 'into' }

type GroupItem = Extract<RosterItem, { kind: 'group' }>
type PersonItem = Extract<RosterItem, { kind: 'person' }>

/**
 * What dropping on an item would do; null where nothing can be dropped, or nothing would be different.
 * `fraction`: how far down in it, 0 to 1. `together`: whether a group and what is dragged are of the same account.
 */
export function dropOn(
  items: readonly RosterItem[],
  dragged: RosterItem,
  index: number,
  fraction: number,
  together: (section: Section) => boolean = () => true,
): Drop | null {
  const target = items[index]
  if (!target || !together(target.section)) return null
  if (dragged.kind === 'person') return personDrop(items, dragged, target, index, fraction)
  return groupDrop(items, dragged, target, index, fraction)
}

function personDrop(
  items: readonly RosterItem[],
  dragged: PersonItem,
  target: RosterItem,
  index: number,
  fraction: number,
): Drop | null {
  const from = dragged.section
  const to = target.section
  // The people of a list that stands elsewhere are not put anywhere from here, nor anybody into it.
  if (from.kind === 'list' || to.kind === 'list') return null
  const { contactId } = dragged
  // By hand stands only who is put there by hand: coming from elsewhere does not end the order of the names.
  const exact = target.kind === 'person' && to.kind === 'group' && (to === from || to.byHand)
  if (!exact) {
    if (to === from) return null
    const header = items.findIndex((item) => item.kind === 'group' && item.section === to)
    return { placing: { kind: 'person', contactId, from, to }, index: header, edge: 'into' }
  }
  const lower = fraction >= 0.5
  const at = to.contactIds.indexOf(target.contactId)
  const before = lower ? (to.contactIds[at + 1] ?? null) : target.contactId
  if (to === from && staysInPlace(to.contactIds, contactId, before)) return null
  return { placing: { kind: 'person', contactId, from, to, before }, index, edge: lower ? 'bottom' : 'top' }
}

function groupDrop(
  items: readonly RosterItem[],
  dragged: GroupItem,
  target: RosterItem,
  index: number,
  fraction: number,
): Drop | null {
  const moved = dragged.section
  if (moved.kind !== 'group') return null
  const place = (
    parentId: string | null,
    before: string | null,
    edge: Drop['edge'],
    inside: boolean = false,
  ): Drop | null => {
    if (isIn(items, parentId, moved.id)) return null
    if (parentId === moved.parentId && staysInPlace(groupsIn(items, parentId), moved.id, before) && !inside) return null
    return { placing: { kind: 'group', groupId: moved.id, parentId, before }, index, edge }
  }
  const over = target.section
  if (over.kind === 'list') return null
  if (target.kind === 'person') {
    // Past the last of a group is past the group.
    const last = items[index + 1]?.section !== over
    return last && fraction >= 0.5 && over.kind === 'group' ? place(over.parentId, after(items, over), 'bottom') : null
  }
  if (over.kind === 'favourites') return place(null, groupsIn(items, null)[0] ?? null, 'bottom')
  if (over.kind === 'others') return place(null, null, 'top')
  if (fraction < 0.3) return place(over.parentId, over.id, 'top')
  if (fraction > 0.7 && !(target.open && over.everyone.length + over.groups > 0))
    return place(over.parentId, after(items, over), 'bottom')
  return over.id === moved.parentId ? null : place(over.id, null, 'into', true)
}

/** One step up or down among what stands beside it; null at the end, and where the order is not the user's. */
export function stepOf(items: readonly RosterItem[], index: number, step: -1 | 1): Placing | null {
  const item = items[index]
  if (item?.section.kind !== 'group') return null
  const { section } = item
  const beside = item.kind === 'person' ? section.contactIds : groupsIn(items, section.parentId)
  const at = beside.indexOf(item.kind === 'person' ? item.contactId : section.id)
  if (at + step < 0 || at + step >= beside.length) return null
  const before = (step < 0 ? beside[at - 1] : beside[at + 2]) ?? null
  return item.kind === 'person'
    ? { kind: 'person', contactId: item.contactId, from: section, to: section, before }
    : { kind: 'group', groupId: section.id, parentId: section.parentId, before }
}

/** Where a group stands next to, a step done: counted from 1. */
export function placeAfterStep(
  items: readonly RosterItem[],
  index: number,
  step: -1 | 1,
): { place: number; of: number } {
  const item = items[index]!
  const beside = item.kind === 'person' ? item.section.contactIds : groupsIn(items, item.section.parentId)
  return {
    place: beside.indexOf(item.kind === 'person' ? item.contactId : item.section.id) + step + 1,
    of: beside.length,
  }
}

/** Already right before that one. */
function staysInPlace(ids: readonly string[], id: string, before: string | null): boolean {
  const at = ids.indexOf(id)
  return at >= 0 && (before === id || (ids[at + 1] ?? null) === before)
}

/** Groups beside each other are all in the list, or none of them is. */
const groupsIn = (items: readonly RosterItem[], parentId: string | null): readonly string[] =>
  items.flatMap(({ kind, section }) =>
    kind === 'group' && section.kind === 'group' && section.parentId === parentId ? [section.id] : [],
  )

function after(items: readonly RosterItem[], section: Section): string | null {
  const beside = groupsIn(items, section.parentId)
  return beside[beside.indexOf(section.id) + 1] ?? null
}

function isIn(items: readonly RosterItem[], id: string | null, outer: string): boolean {
  for (let at = id; at !== null; ) {
    if (at === outer) return true
    const found = items.find((item) => item.section.id === at)
    at = found?.section.parentId ?? null
  }
  return false
}

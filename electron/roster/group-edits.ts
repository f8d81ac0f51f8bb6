/** What becomes of groups when the user says so, as edits. Null: there is one of that name already. */
import { type BookGroup, groupAt, groupRef, withDescendants } from './book.ts'
import type { RosterEdit } from './edits.ts'

type Groups = readonly BookGroup[]

/** Where a group of that name stands, or is to stand. */
export const pathIn = (groups: Groups, parent: BookGroup | null, name: string): readonly string[] => [
  ...(parent === null ? [] : groupRef(groups, parent).path),
  name,
]

export function renamed(groups: Groups, group: BookGroup, name: string): RosterEdit | null {
  const ref = groupRef(groups, group)
  const other = groupAt(groups, [...ref.path.slice(0, -1), name])
  return other !== undefined && other !== group ? null : { do: 'rename-group', group: ref, name }
}

export const isInside = (groups: Groups, group: BookGroup, other: BookGroup): boolean =>
  withDescendants(groups, group.id).has(other.id)

export function moved(
  groups: Groups,
  group: BookGroup,
  parent: BookGroup | null,
  before: BookGroup | null,
): RosterEdit | null {
  const there = groupAt(groups, pathIn(groups, parent, group.name))
  if (there !== undefined && there !== group) return null
  return {
    do: 'move-group',
    group: groupRef(groups, group),
    parent: parent === null ? null : groupRef(groups, parent),
    before: before === null ? null : groupRef(groups, before),
  }
}

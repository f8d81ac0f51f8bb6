/** The one entry in which two resource-lists documents differ, for servers that take edits of single elements (RFC 4825 7.4). */
import { buildEntry, type Entry, type List, type ListItem, type ResourceLists } from './resource-lists.ts'

export interface ElementChange {
  /** From the root element to the entry, in the default namespace. */
  readonly steps: readonly ElementStep[]
  /** The element as it is to be, with its namespaces; null: removed. */
  readonly xml: string | null
}

export interface ElementStep {
  readonly name: string
  readonly attribute?: { readonly name: string; readonly value: string }
}

/** Null: they are the same, or differ in more than one entry, or in something else. */
export function elementChange(before: ResourceLists, after: ResourceLists): ElementChange | null {
  if (before.foreign !== after.foreign || !samePrefixes(before, after)) return null
  const place = onlyDifference(before.lists, after.lists)
  if (place === null || before.lists.length !== after.lists.length) return null
  const change = changeIn(before.lists, after.lists, place)
  return change === null ? null : { ...change, steps: [{ name: 'resource-lists' }, ...change.steps] }
}

const samePrefixes = (before: ResourceLists, after: ResourceLists): boolean =>
  before.prefixes === after.prefixes || JSON.stringify(before.prefixes) === JSON.stringify(after.prefixes)

/** The list at this place in both, which is told from its siblings by its name, and what changes in it. */
function changeIn(before: readonly ListItem[], after: readonly ListItem[], place: number): ElementChange | null {
  const [list, next] = [before[place], after[place]]
  if (list?.kind !== 'list' || next?.kind !== 'list') return null
  const { name } = list
  const named = before.filter((each) => each.kind === 'list' && each.name === name)
  if (name === null || name !== next.name || named.length !== 1) return null
  if (!sameFrame(list, next)) return null
  const inside = entryChange(list.items, next.items)
  if (inside === null) return null
  return { ...inside, steps: [{ name: 'list', attribute: { name: 'name', value: name } }, ...inside.steps] }
}

const sameFrame = (before: List, after: List): boolean =>
  JSON.stringify([before.attributes, before.displayName]) === JSON.stringify([after.attributes, after.displayName])

function entryChange(before: readonly ListItem[], after: readonly ListItem[]): ElementChange | null {
  const place = onlyDifference(before, after)
  if (place === null) return null
  const [was, is] = [before[place], after[place]]
  if (before.length === after.length) {
    if (was?.kind === 'list') return changeIn(before, after, place)
    if (was?.kind !== 'entry' || is?.kind !== 'entry' || writtenUri(was) !== writtenUri(is)) return null
    return stepTo(was, before, is)
  }
  if (after.length < before.length) return was?.kind === 'entry' ? stepTo(was, before, null) : null
  if (is?.kind !== 'entry' || before.some((item) => item.kind === 'entry' && writtenUri(item) === writtenUri(is)))
    return null
  // RFC 4825 8.2.3: a new element goes after the last of its name.
  return after.slice(place + 1).some(({ kind }) => kind === 'entry') ? null : stepTo(is, after, is)
}

/** RFC 4825 6.3: the selector has to name one element only. */
function stepTo(entry: Entry, siblings: readonly ListItem[], to: Entry | null): ElementChange | null {
  const uri = writtenUri(entry)
  if (siblings.filter((item) => item.kind === 'entry' && writtenUri(item) === uri).length !== 1) return null
  const steps = [{ name: 'entry', attribute: { name: 'uri', value: uri } }]
  return { steps, xml: to === null ? null : buildEntry(to) }
}

const writtenUri = (entry: Entry): string => entry.written ?? entry.uri

/** Where one was replaced, added or removed, and all others are the same; null where it is otherwise. */
function onlyDifference(before: readonly ListItem[], after: readonly ListItem[]): number | null {
  if (Math.abs(before.length - after.length) > 1) return null
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++
  const [left, right] = [before.length - start - end, after.length - start - end]
  return left <= 1 && right <= 1 && left + right > 0 ? start : null
}

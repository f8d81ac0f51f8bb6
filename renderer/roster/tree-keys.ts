import type { RosterItem } from './order.ts'

/** What a key does in the tree: pure, by the ARIA tree pattern and DESIGN section 6. */
export type TreeStep =
  | { readonly kind: 'move'; readonly index: number }
  | { readonly kind: 'fold'; readonly sectionId: string; readonly open: boolean }
  | { readonly kind: 'best'; readonly contactId: string }
  | { readonly kind: 'menu' | 'edit' | 'remove'; readonly index: number }
  | null

export function treeStep(
  items: readonly RosterItem[],
  index: number,
  key: string,
  shift: boolean,
  pageRows: number,
): TreeStep {
  const item = items[index]
  const last = items.length - 1
  const move = (to: number): TreeStep => ({ kind: 'move', index: Math.max(0, Math.min(last, to)) })
  if (last < 0) return null
  switch (key) {
    case 'ArrowDown':
      return item ? move(index + 1) : move(0)
    case 'ArrowUp':
      return item ? move(index - 1) : move(last)
    case 'Home':
      return move(0)
    case 'End':
      return move(last)
    case 'PageDown':
      return move(index + pageRows)
    case 'PageUp':
      return move(index - pageRows)
    case 'ArrowRight':
      if (item?.kind !== 'group') return null
      if (!item.open) return { kind: 'fold', sectionId: item.section.id, open: true }
      return item.section.contactIds.length + item.section.groups > 0 ? move(index + 1) : null
    case 'ArrowLeft': {
      if (item?.kind === 'group' && item.open) return { kind: 'fold', sectionId: item.section.id, open: false }
      const outer = item?.kind === 'person' ? item.section.id : item?.section.parentId
      const at = items.findIndex((other) => other.kind === 'group' && other.section.id === outer)
      return at < 0 ? null : move(at)
    }
    case 'Enter':
    case ' ':
      if (item?.kind === 'group') return { kind: 'fold', sectionId: item.section.id, open: !item.open }
      if (!item) return null
      return key === 'Enter' ? { kind: 'best', contactId: item.contactId } : move(index)
    case 'F2':
      return item ? { kind: 'edit', index } : null
    case 'Delete':
      return item ? { kind: 'remove', index } : null
    case 'ContextMenu':
      return item ? { kind: 'menu', index } : null
    case 'F10':
      return item && shift ? { kind: 'menu', index } : null
    default:
      return null
  }
}

/** The next item after `from` whose name begins with the typed letters; wraps around. One letter repeated goes on. */
export function typeAhead(names: readonly string[], from: number, typed: string): number {
  const text = typed.toLocaleLowerCase()
  const repeated = [...text].every((letter) => letter === text[0])
  const wanted = repeated ? (text[0] ?? '') : text
  // Further letters may stay where they are; one letter goes on to the next match.
  const start = repeated ? from + 1 : from
  for (let step = 0; step < names.length; step++) {
    const index = (Math.max(0, start) + step) % names.length
    if (names[index]?.toLocaleLowerCase().startsWith(wanted)) return index
  }
  return -1
}

import { useCallback, useEffect, useRef } from 'react'
import { createStore } from 'zustand/vanilla'
import { nameOf } from '../store/selectors.ts'
import { appStore } from '../store/store.ts'
import { toggleGroup } from '../store/view.ts'
import { type Drop, dropOn } from './drop.ts'
import { place, sectionName } from './moving.ts'
import type { RosterItem, Section } from './order.ts'

/** Pixels before a press becomes a drag. */
const slack = 6
const edgeZone = 32
const scrollStep = 9
/** a closed group opens under what is held over it */
const openMs = 700

/** What is in the hand, and where it would come to stand. Not React state of the list: it changes with every move of the pointer. */
export type Dragging = {
  readonly name: string
  readonly x: number
  readonly y: number
  /** within the list; null: nowhere */
  readonly mark: { readonly top: number; readonly height: number; readonly edge: Drop['edge'] } | null
}
export const dragStore = createStore<{ readonly dragging: Dragging | null }>(() => ({ dragging: null }))

/** People and groups are taken by the pointer. Touch scrolls; its way, and that of the keyboard, is the menu. */
export function useRosterDrag(
  list: React.RefObject<HTMLElement | null>,
  items: readonly RosterItem[],
): (event: React.PointerEvent) => void {
  const latest = useRef(items)
  latest.current = items
  const ending = useRef<(() => void) | null>(null)
  useEffect(() => () => ending.current?.(), [])

  return useCallback(
    (event: React.PointerEvent): void => {
      const from = event.target as Element
      if (event.button !== 0 || event.pointerType === 'touch' || from.closest('button, .rr-opened')) return
      const dragged = latest.current[indexOf(from)]
      if (!dragged || (dragged.kind === 'group' && dragged.section.kind !== 'group')) return
      if (dragged.kind === 'person' && appStore.getState().contacts[dragged.contactId]?.followed) return
      ending.current?.()
      ending.current = begin(event.nativeEvent, dragged, list, () => latest.current)
    },
    [list],
  )
}

function begin(
  press: PointerEvent,
  dragged: RosterItem,
  list: React.RefObject<HTMLElement | null>,
  items: () => readonly RosterItem[],
): () => void {
  const together = sameAccount(dragged)
  const over = new AbortController()
  let at = press
  let drop: Drop | null = null
  let frame = 0
  let opening: { readonly id: string; readonly timer: ReturnType<typeof setTimeout> } | null = null

  const show = (): void => {
    const target = document.elementFromPoint(at.clientX, at.clientY)
    const box = target && list.current?.contains(target) ? target.closest('[data-index]') : null
    const rect = box?.getBoundingClientRect()
    const index = box ? indexOf(box) : -1
    drop = rect ? dropOn(items(), dragged, index, (at.clientY - rect.top) / rect.height, together) : null
    holdOver(drop?.edge === 'into' ? items()[drop.index] : undefined)
    dragStore.setState({
      dragging: { name: nameOfItem(dragged), x: at.clientX, y: at.clientY, mark: drop && markOf(list.current, drop) },
    })
  }
  const holdOver = (item: RosterItem | undefined): void => {
    const closed = item?.kind === 'group' && !item.open ? item.section.id : null
    if (closed === (opening?.id ?? null)) return
    if (opening) clearTimeout(opening.timer)
    opening = closed === null ? null : { id: closed, timer: setTimeout(() => toggleGroup(closed, true), openMs) }
  }
  const scroll = (): void => {
    const rect = list.current?.getBoundingClientRect()
    if (rect && list.current) {
      const up = rect.top + edgeZone - at.clientY
      const down = at.clientY - (rect.bottom - edgeZone)
      if (up > 0) list.current.scrollTop -= Math.min(scrollStep, up / 3)
      else if (down > 0) list.current.scrollTop += Math.min(scrollStep, down / 3)
    }
    show()
    frame = requestAnimationFrame(scroll)
  }
  const move = (event: PointerEvent): void => {
    at = event
    if (frame !== 0) return
    if (Math.hypot(at.clientX - press.clientX, at.clientY - press.clientY) < slack) return
    document.documentElement.classList.add('dragging')
    frame = requestAnimationFrame(scroll)
    show()
  }
  const end = (event?: Event): void => {
    over.abort()
    if (opening) clearTimeout(opening.timer)
    if (frame === 0) return
    cancelAnimationFrame(frame)
    frame = 0
    document.documentElement.classList.remove('dragging')
    dragStore.setState({ dragging: null })
    ignoreClick(event?.type === 'pointerup')
  }
  const up = (event: PointerEvent): void => {
    at = event
    if (frame !== 0) show()
    const placing = frame !== 0 ? drop?.placing : undefined
    end(event)
    if (placing) void place(placing)
  }
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || frame === 0) return
    event.preventDefault()
    event.stopPropagation()
    end()
  }
  const heard = { capture: true, signal: over.signal }
  window.addEventListener('pointermove', move, heard)
  window.addEventListener('pointerup', up, heard)
  window.addEventListener('pointercancel', end, heard)
  // Not in the capture phase: there it would hear the focus leave any part of the window.
  window.addEventListener('blur', end, { signal: over.signal })
  window.addEventListener('keydown', key, heard)
  return end
}

/** The press that became a drag is not a click on what it began on. */
function ignoreClick(released: boolean): void {
  const ignored = new AbortController()
  const over = (): void => void setTimeout(() => ignored.abort())
  window.addEventListener(
    'click',
    (click) => {
      click.stopPropagation()
      click.preventDefault()
    },
    { capture: true, signal: ignored.signal },
  )
  if (released) over()
  else window.addEventListener('pointerup', over, { capture: true, once: true })
}

const indexOf = (element: Element): number => {
  const box = element.closest<HTMLElement>('[data-index]')
  return box ? Number(box.dataset['index']) : -1
}

function markOf(list: HTMLElement | null, { index, edge }: Drop): Dragging['mark'] {
  const box = list?.querySelector(`[data-index="${index}"]`)
  const all = box?.parentElement
  if (!box || !all) return null
  const rect = box.getBoundingClientRect()
  return { top: rect.top - all.getBoundingClientRect().top, height: rect.height, edge }
}

function sameAccount(dragged: RosterItem): (section: Section) => boolean {
  const { contacts, groups } = appStore.getState()
  const own = dragged.kind === 'person' ? contacts[dragged.contactId] : groups[dragged.section.id]
  return (section) => section.kind !== 'group' || groups[section.id]?.accountId === own?.accountId
}

function nameOfItem(item: RosterItem): string {
  if (item.kind === 'group') return sectionName(item.section)
  const state = appStore.getState()
  const contact = state.contacts[item.contactId]
  return contact ? nameOf(state, contact) : ''
}

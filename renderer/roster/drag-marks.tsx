import { createPortal } from 'react-dom'
import { useStore } from 'zustand'
import { dragStore } from './drag.ts'

/** Where what is dragged would come to stand: a line between two, or a frame around a group. */
export function DropMark() {
  const mark = useStore(dragStore, ({ dragging }) => dragging?.mark ?? null)
  if (!mark) return null
  const style =
    mark.edge === 'into'
      ? { top: mark.top, height: mark.height }
      : { top: mark.edge === 'top' ? mark.top : mark.top + mark.height }
  return <div className={mark.edge === 'into' ? 'drop-into' : 'drop-line'} style={style} data-drop={mark.edge} />
}

/** The name in the hand. */
export function DragGhost() {
  const dragging = useStore(dragStore, (state) => state.dragging)
  if (!dragging) return null
  return createPortal(
    <div className="pop drag-ghost" aria-hidden="true" style={{ left: dragging.x + 12, top: dragging.y + 10 }}>
      {dragging.name}
    </div>,
    document.body,
  )
}

import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'

export type MenuItem = {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
  readonly danger?: boolean
  /** asks for more before anything is done: said by the dots behind it, in every menu alike */
  readonly asks?: boolean
  readonly onSelect: () => void
}

/** Where it opens: below an element, or at the pointer. */
export type MenuPlace = { readonly x: number; readonly y: number }

export const below = (element: Element): MenuPlace => {
  const box = element.getBoundingClientRect()
  return { x: box.left, y: box.bottom + 4 }
}

/** A menu by the ARIA pattern: arrows, Home, End, first letter, Enter, Escape; focus returns to where it was. */
export function Menu({
  label,
  place,
  items,
  onClose,
}: Readonly<{ label: string; place: MenuPlace; items: readonly MenuItem[]; onClose: () => void }>) {
  const ref = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(place)
  // Beside what it belongs to, so that it is found in that part of the window and not outside of all.
  const [home] = useState(() => document.activeElement?.closest('aside, main') ?? document.body)
  const closeRef = useRef(onClose)
  closeRef.current = onClose

  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect()
    if (!box) return
    setAt({
      x: Math.max(8, Math.min(place.x, window.innerWidth - box.width - 8)),
      y: Math.max(8, Math.min(place.y, window.innerHeight - box.height - 8)),
    })
  }, [place])

  useEffect(() => {
    const before = document.activeElement
    ref.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    const outside = (event: Event): void => {
      if (!ref.current?.contains(event.target as Node)) closeRef.current()
    }
    const away = (): void => closeRef.current()
    document.addEventListener('pointerdown', outside, true)
    window.addEventListener('blur', away)
    window.addEventListener('resize', away)
    return () => {
      document.removeEventListener('pointerdown', outside, true)
      window.removeEventListener('blur', away)
      window.removeEventListener('resize', away)
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const entries = [...(ref.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
    const now = entries.indexOf(document.activeElement as HTMLElement)
    const go = (index: number): void => entries[(index + entries.length) % entries.length]?.focus()
    if (event.key === 'ArrowDown') go(now + 1)
    else if (event.key === 'ArrowUp') go(now - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'Escape' || event.key === 'Tab') onClose()
    else if (event.key.length === 1 && /\S/.test(event.key)) {
      const letter = event.key.toLowerCase()
      const turned = [...entries.slice(now + 1), ...entries.slice(0, now + 1)]
      turned.find((entry) => entry.textContent?.trim().toLowerCase().startsWith(letter))?.focus()
      return
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return createPortal(
    <div
      ref={ref}
      className="pop menu"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      style={{ left: at.x, top: at.y }}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={item.danger ? 'menu-item danger' : 'menu-item'}
          onClick={() => {
            onClose()
            item.onSelect()
          }}
        >
          {item.icon}
          {item.asks ? `${item.label}…` : item.label}
        </button>
      ))}
    </div>,
    home,
  )
}

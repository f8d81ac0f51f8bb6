import type { ReactNode } from 'react'

/** A choice that may be taken or not. */
export function ToggleChip({
  on,
  onChange,
  icon,
  children,
}: Readonly<{ on: boolean; onChange: (on: boolean) => void; icon?: ReactNode; children: ReactNode }>) {
  return (
    <button
      type="button"
      className={`chip chip-tall${on ? ' sel' : ''}`}
      aria-pressed={on}
      onClick={() => onChange(!on)}
    >
      {icon}
      {children}
    </button>
  )
}

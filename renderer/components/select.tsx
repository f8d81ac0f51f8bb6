import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down'
import { type ReactNode, useId } from 'react'

export type Option<V extends string> = { readonly value: V; readonly label: string }

/** The system's own list: it opens outside the window where the window is small, and every screen reader knows it. */
export function Select<V extends string>({
  label,
  hideLabel = false,
  labelledBy,
  value,
  options,
  onChange,
  icon,
  disabled = false,
}: Readonly<{
  /** shown above; with `labelledBy` the label stands elsewhere */
  label?: string
  hideLabel?: boolean
  labelledBy?: string
  value: V
  options: readonly Option<V>[]
  onChange: (value: V) => void
  icon?: ReactNode
  disabled?: boolean
}>) {
  const id = useId()
  return (
    <div className="field">
      {label && (
        <label className={hideLabel ? 'sr' : 'lab'} htmlFor={id}>
          {label}
        </label>
      )}
      <div className="fld fld-select">
        {icon}
        <select
          id={id}
          value={value}
          disabled={disabled}
          aria-labelledby={labelledBy}
          onChange={(event) => onChange(event.target.value as V)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronsUpDown className="fld-mark" size={13} strokeWidth={2} aria-hidden="true" />
      </div>
    </div>
  )
}

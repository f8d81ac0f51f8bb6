import type { ReactNode } from 'react'

export type Segment<V extends string> = { readonly value: V; readonly label: string; readonly icon?: ReactNode }

/** One of a few, all in sight. `null`: none chosen yet. A radio group: arrow keys move, by the browser. */
export function Segmented<V extends string>({
  name,
  label,
  labelledBy,
  value,
  segments,
  onChange,
  fill = false,
}: Readonly<{
  name: string
  label?: string
  labelledBy?: string
  value: V | null
  segments: readonly Segment<V>[]
  onChange: (value: V) => void
  fill?: boolean
}>) {
  return (
    <div className={`seg${fill ? ' seg-fill' : ''}`} role="radiogroup" aria-label={label} aria-labelledby={labelledBy}>
      {segments.map((segment) => (
        <label key={segment.value} className={segment.value === value ? 'on' : ''}>
          <input
            type="radio"
            className="sr"
            name={name}
            checked={segment.value === value}
            onChange={() => onChange(segment.value)}
          />
          {segment.icon}
          {segment.label}
        </label>
      ))}
    </div>
  )
}

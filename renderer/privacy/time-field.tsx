import { useState } from 'react'
import { Field } from '../components/field.tsx'
import { clockField, minutesOf } from './hours.ts'

/** A time of day: given on as soon as it is whole; what is half typed stays in the field alone. */
export function TimeField({
  label,
  hideLabel = false,
  minutes,
  onChange,
}: Readonly<{ label: string; hideLabel?: boolean; minutes: number; onChange: (minutes: number) => void }>) {
  const kept = clockField(minutes)
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <div className="time-field">
      <Field
        label={label}
        hideLabel={hideLabel}
        type="time"
        value={typed ?? kept}
        onBlur={() => setTyped(null)}
        onChange={(value) => {
          setTyped(value)
          const given = minutesOf(value)
          if (given !== null && given !== minutes) onChange(given)
        }}
      />
    </div>
  )
}

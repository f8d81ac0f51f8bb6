import { useTranslation } from 'react-i18next'
import { ToggleChip } from '../components/chip.tsx'
import { dayNames, weekDays } from './hours.ts'

/** The days of the week to take or leave. The last one stays: no day at all would be never. */
export function DayChips({
  label,
  days,
  onChange,
}: Readonly<{ label: string; days: readonly number[]; onChange: (days: readonly number[]) => void }>) {
  const { t } = useTranslation()
  const toggle = (day: number, on: boolean): void => {
    const next = on ? [...days, day].sort((a, b) => a - b) : days.filter((other) => other !== day)
    if (next.length > 0) onChange(next)
  }
  return (
    <fieldset className="plain">
      <legend className="sr">{label}</legend>
      <div className="chips-line day-chips">
        {weekDays.map((day) => (
          <ToggleChip key={day} on={days.includes(day)} onChange={(on) => toggle(day, on)}>
            {t(`privacy.day.${dayNames[day]}`)}
          </ToggleChip>
        ))}
      </div>
    </fieldset>
  )
}
